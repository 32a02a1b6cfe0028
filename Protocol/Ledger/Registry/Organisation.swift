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
    /// Made from its first root key, and kept when another takes its place.
    public let id: OrganisationID
    /// The present one.
    public internal(set) var rootKey: VerifyingKey
    /// The present one, which can replace the root key; `nil` while none is registered.
    public internal(set) var recoveryKey: VerifyingKey?
    public let name: String
    /// The applicant's word until the admission, then the coordinator's. Empty for none.
    public internal(set) var sector: String
    public internal(set) var standing: Standing = .applied
    /// The position of the admission in the registry; `nil` before it.
    public internal(set) var admittedAt: UInt64?
    /// The minute of the admission by the coordinator's word, 0 when that was not told; `nil` before it.
    public internal(set) var admitted: Minute?
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
    /// The minutes for which it was certified, in the order of the certificates; one that goes on where the last one holds or
    /// ends is one with it. Never empty.
    public internal(set) var periods: [ClosedRange<Minute>]
    /// The position of its revocation in the registry; `nil` while the log has none.
    public internal(set) var revokedAt: UInt64?
    /// Whether its organisation revoked it in a record that the log does not have yet (`Registry.anticipating`).
    public internal(set) var isRevocationAnticipated = false

    init(key: VerifyingKey, notBefore: Minute, notAfter: Minute) {
        self.key = key
        periods = [notBefore...notAfter]
    }

    public var isRevoked: Bool { revokedAt != nil || isRevocationAnticipated }

    /// The last minute of its latest certificate.
    public var notAfter: Minute { periods[periods.endIndex - 1].upperBound }

    /// Whether the minute is inside the dates of its certificates, revoked or not.
    public func isCertified(at minute: Minute) -> Bool { periods.contains { $0.contains(minute) } }

    /// Whether the key may act for its node in that minute.
    public func isValid(at minute: Minute) -> Bool { !isRevoked && isCertified(at: minute) }

    /// Takes a later certificate in: its end is the end, and what was certified before its beginning stays so.
    mutating func extend(notBefore: Minute, notAfter: Minute) {
        let last = periods[periods.endIndex - 1]
        if UInt64(notBefore.rawValue) <= UInt64(last.upperBound.rawValue) + 1 {
            periods[periods.endIndex - 1] = last.lowerBound...notAfter
        } else {
            periods.append(notBefore...notAfter)
            if periods.count > RegistryLimits.periodsPerKeyMax { periods.removeFirst() }
        }
    }

    /// Whether a certificate of the key has begun.
    func hasBegun(at minute: Minute) -> Bool { periods.contains { $0.lowerBound <= minute } }
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

    /// The newest operation key that is not revoked, whether its certificate holds or not.
    public var currentKey: OperationKey? { keys.first { !$0.isRevoked } }

    /// The key that the node speaks with in that minute: the newest unrevoked one of which a certificate has begun; `nil` when
    /// there is none or its certificate has ended.
    public func currentKey(at minute: Minute) -> OperationKey? {
        let begun = keys.first { !$0.isRevoked && $0.hasBegun(at: minute) }
        return begun.flatMap { $0.isValid(at: minute) ? $0 : nil }
    }
}
