public import Sodium
public import Wire

/// What replication needs of the registry: whose signatures count, and who is a member now.
public struct PeerDirectory: Sendable {
    /// One node of the registry.
    public struct Peer: Sendable {
        /// Every operation key the registry ever held for the node, newest first: what entries are verified with.
        public var keys: [VerifyingKey]
        /// The key its connections must prove now; `nil` when its certificate has expired or is revoked.
        public var currentKey: Octets32?
        /// Whether its organisation is admitted and in good standing.
        public var isAdmitted: Bool

        public init(keys: [VerifyingKey], currentKey: Octets32?, isAdmitted: Bool) {
            self.keys = keys
            self.currentKey = currentKey
            self.isAdmitted = isAdmitted
        }
    }

    public var nodes: [NodeID: Peer]
    /// The coordinator's key: what registry checkpoints are verified with.
    public var registryKey: VerifyingKey

    public init(nodes: [NodeID: Peer], registryKey: VerifyingKey) {
        self.nodes = nodes
        self.registryKey = registryKey
    }

    /// Whether a connection that proved `key` for `node` may take part in more than the registry.
    public func isMember(_ node: NodeID, provenBy key: Octets32) -> Bool {
        guard let peer = nodes[node] else { return false }
        return peer.isAdmitted && peer.currentKey == key
    }
}

/// Who may exchange the journals of which closed group: its members' nodes and its mailboxes.
public struct AccessTable: Sendable, Equatable {
    /// Only groups this node takes part in.
    public var groups: [GroupTag: Set<NodeID>]

    public init(groups: [GroupTag: Set<NodeID>] = [:]) { self.groups = groups }
}
