import GRDB
public import Sodium

/// Somebody who may log in, as the store keeps them; what follows from it is the `Accounts` module's.
public struct StoredAccount: Equatable, Sendable {
    public enum State: UInt8, Sendable {
        case invited = 0
        case active = 1
        case suspended = 2
        case dormant = 3
        case removed = 4
    }

    /// The bit of operators in `roles`: of those who are active, one always stays.
    public static let operatorBit: UInt8 = 8

    /// 16 octets.
    public var id: [UInt8]
    public var name: String
    public var address: String
    public var roles: UInt8
    public var state: State
    public var language: String
    /// Unix seconds, as all times here.
    public var created: UInt64
    public var signedIn: UInt64?
    /// Since when nobody has heard of them, at the latest.
    public var awake: UInt64
    /// Up to when they have seen what is new.
    public var seen: UInt64 = 0
    /// The text of a hash; empty for none.
    public var password = ""
    /// The sealed secret of their codes; empty for none.
    public var totp: [UInt8] = []
    /// The secret that is to take its place, sealed likewise; empty for none.
    public var totpNext: [UInt8] = []
    /// The last step of a code that was taken.
    public var totpStep: UInt64 = 0
    public var passkeys = 0
    public var recoveryCodes = 0

    /// Somebody new, invited.
    public init(id: [UInt8], name: String, address: String, roles: UInt8, language: String, created: UInt64) {
        self.id = id
        self.name = name
        self.address = address
        self.roles = roles
        state = .invited
        self.language = language
        self.created = created
        signedIn = nil
        awake = created
    }

    init(_ columns: Columns) throws {
        guard let state = State(rawValue: try columns.integer(5, as: UInt8.self)) else {
            throw StorageError.corrupt("an account is in a state that there is not")
        }
        self.init(
            id: columns.bytes(1), name: columns.text(2), address: columns.text(3), roles: try columns.integer(4, as: UInt8.self),
            language: columns.text(6), created: try columns.integer(7, as: UInt64.self))
        self.state = state
        let signedIn = try columns.integer(8, as: UInt64.self)
        self.signedIn = signedIn == 0 ? nil : signedIn
        awake = try columns.integer(9, as: UInt64.self)
        seen = try columns.integer(10, as: UInt64.self)
        password = columns.text(11)
        totp = columns.bytes(12)
        totpNext = columns.bytes(13)
        totpStep = try columns.integer(14, as: UInt64.self)
        passkeys = try columns.integer(15, as: Int.self)
        recoveryCodes = try columns.integer(16, as: Int.self)
    }
}

/// A link by which somebody sets up their account.
public struct StoredInvitation: Equatable, Sendable {
    /// SHA-256 of its secret.
    public var hash: Octets32
    /// The sealed secret of codes that is shown to them.
    public var totp: [UInt8]
    public var expires: UInt64

    public init(hash: Octets32, totp: [UInt8], expires: UInt64) {
        self.hash = hash
        self.totp = totp
        self.expires = expires
    }
}

/// Why a change of accounts is not kept.
public enum StoredAccountRefusal: Error, Equatable, Sendable {
    case nameTaken
    case addressTaken
    case unknown
    case wrongState(StoredAccount.State)
    case lastOperator
    case full
    /// A link, code, step, counter or challenge that was used, has expired, or never was.
    case used
}

/// A number of failures in a row under one typed address.
public struct StoredFailures: Equatable, Sendable {
    public var failures: UInt32
    public var last: UInt64

    public init(failures: UInt32, last: UInt64) {
        self.failures = failures
        self.last = last
    }
}
