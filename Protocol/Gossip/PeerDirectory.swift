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
        /// Whether the registry certifies it to serve the registry: it takes submissions, and its calls are answered.
        public var isCoordinator: Bool

        public init(keys: [VerifyingKey], currentKey: Octets32?, isAdmitted: Bool, isCoordinator: Bool = false) {
            self.keys = keys
            self.currentKey = currentKey
            self.isAdmitted = isAdmitted
            self.isCoordinator = isCoordinator
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

    /// Whether a connection that proved `key` for `node` leads to the coordinator.
    public func isCoordinator(_ node: NodeID, provenBy key: Octets32) -> Bool {
        guard let peer = nodes[node] else { return false }
        return peer.isCoordinator && peer.currentKey == key
    }
}

/// Who may exchange the journals of which group: its members' nodes and its mailboxes.
public struct AccessTable: Sendable, Equatable {
    /// The groups of which the nodes are known here. This node is among them where it takes part, as a member or as a mailbox; where it
    /// is not, it only knows who is (every node knows the members of every sector), and nothing of the group passes here.
    public var groups: [GroupTag: Set<NodeID>]

    public init(groups: [GroupTag: Set<NodeID>] = [:]) { self.groups = groups }
}
