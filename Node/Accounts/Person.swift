public import Sodium

/// Somebody of this organisation who has a key of their own, by which others need not take the node's word for what they said.
public struct Person: Equatable, Sendable {
    public let name: String
    public let key: VerifyingKey
    /// Their user on the node's machine; empty for none.
    public let user: String
    /// When they were added, in unix seconds: what is dated before does not count as theirs.
    public let added: UInt64

    /// Throws `invalidName`, `invalidUser` or `unacceptableKey`.
    public init(name: String, key: Octets32, user: String, added: UInt64) throws(AccountsError) {
        guard Self.isName(name, octetsMax: AccountsLimits.nameOctetsMax) else { throw .invalidName }
        guard user.isEmpty || Self.isName(user, octetsMax: AccountsLimits.userOctetsMax) else { throw .invalidUser }
        guard let key = try? VerifyingKey(key) else { throw .unacceptableKey }
        self.name = name
        self.key = key
        self.user = user
        self.added = added
    }

    /// Printable, without spaces around it, and short enough: what a terminal shows as it is.
    static func isName(_ text: String, octetsMax: Int) -> Bool {
        guard !text.isEmpty, text.utf8.count <= octetsMax, text.first != " ", text.last != " " else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
            case .spaceSeparator: scalar == " "
            default: true
            }
        }
    }
}

/// A person's private key at rest: the 32 octets of its seed in a `PassphraseBox`.
///
/// A node's key file has 128 octets inside, so that neither is taken for the other.
public enum PersonKey {
    /// Makes a key and seals it; gives the public half and the octets of the file.
    public static func make(
        passphrase: borrowing SecretOctets, cost: PassphraseBox.Cost = .moderate
    ) throws(SodiumError) -> (publicKey: Octets32, file: [UInt8]) {
        let key = SigningKey.generate()
        let file = try PassphraseBox.seal(key.seed(), passphrase: passphrase, cost: cost)
        return (key.verifyingKey.octets, file)
    }

    /// Opens a key file. Throws as `PassphraseBox.open` does, and `wrongLength` for the box of anything else.
    public static func open(_ file: [UInt8], passphrase: borrowing SecretOctets) throws(SodiumError) -> SigningKey {
        try SigningKey(seed: try PassphraseBox.open(file, passphrase: passphrase))
    }
}
