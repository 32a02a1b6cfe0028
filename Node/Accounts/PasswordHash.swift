public import Sodium

/// What is kept of a password: Argon2id of it, with its salt and cost, as a text that other programs read too
/// ("$argon2id$v=19$m=65536,t=3,p=1$salt$hash", base 64 without padding).
public struct PasswordHash: Equatable, Sendable {
    public let cost: PasswordHashing.Cost
    public let salt: [UInt8]
    public let hash: Octets32

    public init(cost: PasswordHashing.Cost, salt: [UInt8], hash: Octets32) {
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    /// Hashes a password anew.
    public static func make(
        _ password: String, cost: PasswordHashing.Cost, by hasher: any PasswordHasher
    ) async throws(AccountRefusal) -> PasswordHash {
        let salt = SecureRandom.octets(PasswordHashing.saltOctets)
        return PasswordHash(cost: cost, salt: salt, hash: try await hasher.hash(octets(of: password), salt: salt, cost: cost))
    }

    /// Nobody's: costs whoever presents a password as much as somebody's, and fits none.
    public static func decoy(cost: PasswordHashing.Cost) -> PasswordHash {
        PasswordHash(cost: cost, salt: SecureRandom.octets(PasswordHashing.saltOctets), hash: SecureRandom.octets32())
    }

    /// Whether it is this password's. Runs the hasher once, whatever is presented.
    public func accepts(_ password: String, by hasher: any PasswordHasher) async throws(AccountRefusal) -> Bool {
        let found = try await hasher.hash(Self.octets(of: password), salt: salt, cost: cost)
        return octetsAreEqual(found, hash)
    }

    /// Whether it costs less than is asked for now.
    public func isCheaper(than cost: PasswordHashing.Cost) -> Bool {
        self.cost.passes < cost.passes || self.cost.memoryKiB < cost.memoryKiB
    }

    /// A password's octets, of which no more count than anybody's password has and one: what is longer is nobody's.
    private static func octets(of password: String) -> [UInt8] {
        Array(PasswordRules.canonical(password).utf8.prefix(AccountsLimits.passwordOctetsMax + 1))
    }

    // MARK: - Text

    /// Reads a text; `nil` for anything but the spelling that `text` gives.
    public init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].isEmpty, parts[1] == "argon2id", parts[2] == "v=19" else { return nil }
        let numbers = parts[3].split(separator: ",", omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers[0].hasPrefix("m="), numbers[1].hasPrefix("t="), numbers[2] == "p=1",
            let memory = UInt32(numbers[0].dropFirst(2)), let passes = UInt32(numbers[1].dropFirst(2)),
            let salt = Base64.octets(parts[4]), salt.count == PasswordHashing.saltOctets,
            let hash = Base64.octets(parts[5]).flatMap({ Octets32($0) })
        else { return nil }
        self.init(cost: PasswordHashing.Cost(passes: passes, memoryKiB: memory), salt: salt, hash: hash)
        guard self.text == text else { return nil }
    }

    public var text: String {
        "$argon2id$v=19$m=\(cost.memoryKiB),t=\(cost.passes),p=1$\(Base64.text(salt))$\(Base64.text(hash.array))"
    }
}
