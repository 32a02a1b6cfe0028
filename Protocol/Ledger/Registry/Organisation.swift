public import Sodium
public import Wire

/// Where an organisation stands in the network.
public enum Standing: String, Sendable, CaseIterable {
    /// Known, not a member.
    case applied
    case admitted
    case suspended
    /// For ever.
    case expelled
}

/// An organisation as the registry has it at its size.
public struct Organisation: Equatable, Sendable {
    public let id: OrganisationID
    public let rootKey: VerifyingKey
    public let name: String
    /// The applicant's word until the admission, then the coordinator's. Empty for none.
    public internal(set) var sector: String
    public internal(set) var standing: Standing = .applied
    /// The position of the admission in the registry; `nil` before it.
    public internal(set) var admittedAt: UInt64?
    /// Its nodes, ascending.
    public internal(set) var nodes: [NodeID] = []

    init(id: OrganisationID, rootKey: VerifyingKey, name: String, sector: String) {
        self.id = id
        self.rootKey = rootKey
        self.name = name
        self.sector = sector
    }
}

/// One operation key of a node, and what the registry says of it.
public struct OperationKey: Equatable, Sendable {
    public let key: VerifyingKey
    /// First and last minute of its latest certificate.
    public internal(set) var notBefore: Minute
    public internal(set) var notAfter: Minute
    /// The position of its revocation in the registry; `nil` while it is not revoked.
    public internal(set) var revokedAt: UInt64?

    /// Whether the key may act for its node in that minute.
    public func isValid(at minute: Minute) -> Bool {
        revokedAt == nil && notBefore <= minute && minute <= notAfter
    }
}

/// A node as the registry has it at its size.
public struct RegisteredNode: Equatable, Sendable {
    public let id: NodeID
    public let organisation: OrganisationID
    /// Role and endpoints of the latest certificate.
    public internal(set) var role: NodeRole
    public internal(set) var endpoints: [Endpoint]
    /// Every operation key it ever held, the newest first; never empty.
    public internal(set) var keys: [OperationKey]
    /// First and last minute of the latest certificate.
    public internal(set) var notBefore: Minute
    public internal(set) var notAfter: Minute

    /// The newest operation key that is not revoked.
    public var currentKey: OperationKey? { keys.first { $0.revokedAt == nil } }
}
