/// What somebody is at their node; a person may be several at once.
public enum Role: String, CaseIterable, Codable, Sendable {
    /// Reads and searches.
    case reader
    /// Shares too, corrects, retracts, keeps searches and steers groups.
    case analyst
    /// Has the second word on what waits to leave, and lets in what is in quarantine.
    case approver
    /// Keeps the node: its people, peers, keys, backups, tokens and audit log.
    case `operator`
    /// At the coordinator: decides who is a member.
    case staff
    /// At the coordinator: reads applications and moderates the Public Zone.
    case reviewer

    /// Whether only a coordinator's node has it.
    public var isOfCoordinator: Bool { self == .staff || self == .reviewer }
}

/// The roles that a person has.
public struct Roles: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public init(_ roles: some Sequence<Role>) {
        self.init(rawValue: roles.reduce(0) { $0 | Self.bit($1) })
    }

    public func contains(_ role: Role) -> Bool { rawValue & Self.bit(role) != 0 }

    /// In the order of `Role`.
    public var list: [Role] { Role.allCases.filter(contains) }

    public func may(_ permission: Permission) -> Bool { permission.roles.contains { contains($0) } }

    private static func bit(_ role: Role) -> UInt8 { UInt8(1) << UInt8(Role.allCases.firstIndex(of: role) ?? 0) }
}

/// What can be allowed to somebody. Everybody with a role reads.
public enum Permission: CaseIterable, Sendable {
    case read
    case share
    case approve
    case operate
    case decideMembership
    case moderate

    var roles: [Role] {
        switch self {
        case .read: Role.allCases
        case .share: [.analyst]
        case .approve: [.approver]
        case .operate: [.operator]
        case .decideMembership: [.staff]
        case .moderate: [.staff, .reviewer]
        }
    }
}
