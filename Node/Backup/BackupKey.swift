import Crypto
import Foundation
import Ledger
public import Sodium
import Wire

/// What a node needs to make backups: to seal them for the holder of the code, and to sign that they are its own.
///
/// It opens nothing. Whoever takes it can make a false backup, and has the data directory it lies in anyway.
public struct BackupKey: ~Copyable, Sendable {
    /// Octets of an X-Wing public key.
    public static let publicOctets = 1_216
    private static let magic = Array("CWAYBKK1".utf8)
    /// Octets of the file: eight that name the format, the public key, the seed of the signing key.
    static let fileOctets = magic.count + publicOctets + SigningKey.seedOctets

    /// Sealed to: X-Wing.
    let sealing: BackupSeal
    let signing: SigningKey

    init(publicKey: [UInt8], signing: consuming SigningKey) throws(BackupError) {
        guard let sealing = BackupSeal(publicKey) else { throw .keyDamaged(path: "") }
        self.sealing = sealing
        self.signing = signing
    }

    /// The first half of the hash of both public keys: which code opens what this seals.
    public var identifier: Octets16 { BackupSeal.identifier(sealing.publicKey, signing.verifyingKey.octets) }

    /// Reads the file of a data directory; the octets that were handed over are wiped.
    ///
    /// Throws `keyDamaged`.
    public init(file octets: inout [UInt8], path: String) throws(BackupError) {
        guard octets.count == Self.fileOctets, octets.starts(with: Self.magic) else { throw .keyDamaged(path: path) }
        let publicKey = Array(octets[Self.magic.count..<Self.magic.count + Self.publicOctets])
        var end = Array(octets.suffix(SigningKey.seedOctets))
        let seed = SecretOctets(moving: &end)
        _ = SecretOctets(moving: &octets)
        guard let sealing = BackupSeal(publicKey), let signing = try? SigningKey(seed: seed) else { throw .keyDamaged(path: path) }
        self.sealing = sealing
        self.signing = signing
    }

    /// The octets of the file; the caller writes them readable for its user alone.
    public func file() -> [UInt8] {
        var octets = Self.magic
        octets.reserveCapacity(Self.fileOctets)
        octets += sealing.publicKey
        signing.withSeed { octets.append(contentsOf: $0) }
        return octets
    }
}

/// What the code on paper stands for: it opens backups and tells genuine ones from false ones.
public struct BackupSecret: ~Copyable, Sendable {
    let privateKey: XWingMLKEM768X25519.PrivateKey
    let verifyingKey: VerifyingKey
    private let signing: SigningKey

    /// Derives both keys from the 32 octets of the code, each under its own label (HKDF-SHA-256).
    public init(code seed: borrowing SecretOctets) {
        let sealing = Self.derive("causeway/backup-seal/1", from: seed)
        let key = sealing.withUnsafeBytes { try? XWingMLKEM768X25519.PrivateKey(seedRepresentation: $0, publicKey: nil) }
        guard let key, let signing = try? SigningKey(seed: Self.derive("causeway/backup-sign/1", from: seed)) else {
            preconditionFailure("32 octets made no key")
        }
        privateKey = key
        verifyingKey = signing.verifyingKey
        self.signing = signing
    }

    /// What the node keeps of it.
    public func key() -> BackupKey {
        guard let signing = try? SigningKey(seed: signing.seed()),
            let key = try? BackupKey(publicKey: [UInt8](privateKey.publicKey.rawRepresentation), signing: signing)
        else { preconditionFailure("X-Wing did not take its own public key") }
        return key
    }

    /// As `BackupKey.identifier`.
    public var identifier: Octets16 { BackupSeal.identifier([UInt8](privateKey.publicKey.rawRepresentation), verifyingKey.octets) }

    private static func derive(_ label: String, from seed: borrowing SecretOctets) -> SecretOctets {
        SecretOctets(count: 32) { target in
            seed.withUnsafeBytes { KeyDerivation.derive(from: $0, info: Array(label.utf8), into: target) }
        }
    }
}

/// X-Wing HPKE in base mode, the one suite for giving something to a key (specification chapter 4), each ciphertext with its own encapsulation.
struct BackupSeal: Sendable {
    static let suite = HPKE.Ciphersuite.XWingMLKEM768X25519_SHA256_AES_GCM_256
    static let encapsulatedOctets = 1_120

    let publicKey: [UInt8]
    private let recipient: XWingMLKEM768X25519.PublicKey

    init?(_ publicKey: [UInt8]) {
        guard let recipient = try? XWingMLKEM768X25519.PublicKey(rawRepresentation: publicKey) else { return nil }
        self.publicKey = publicKey
        self.recipient = recipient
    }

    static func identifier(_ publicKey: [UInt8], _ verifyingKey: Octets32) -> Octets16 {
        guard let half = Octets16(Hash(sha256: publicKey + verifyingKey.array).array.prefix(16)) else {
            preconditionFailure("a hash has no first half")
        }
        return half
    }

    /// The encapsulation and behind it the ciphertext.
    func seal(_ plaintext: [UInt8], label: String, additional: [UInt8] = []) -> [UInt8] {
        guard var sender = try? HPKE.Sender(recipientKey: recipient, ciphersuite: Self.suite, info: Data(label.utf8)),
            let sealed = try? sender.seal(plaintext, authenticating: additional)
        else { preconditionFailure("X-Wing HPKE did not seal \(plaintext.count) octets") }
        var octets = [UInt8](sender.encapsulatedKey)
        octets.reserveCapacity(octets.count + sealed.count)
        octets += sealed
        return octets
    }

    /// `nil` when it was sealed to another key, under another label, with other additional data, or changed since.
    static func open(_ sealed: some Collection<UInt8>, label: String, additional: [UInt8] = [], with secret: borrowing BackupSecret)
        -> [UInt8]?
    {
        guard sealed.count > encapsulatedOctets else { return nil }
        guard
            var recipient = try? HPKE.Recipient(
                privateKey: secret.privateKey, ciphersuite: suite, info: Data(label.utf8),
                encapsulatedKey: Data(sealed.prefix(encapsulatedOctets))),
            let plaintext = try? recipient.open(Data(sealed.dropFirst(encapsulatedOctets)), authenticating: Data(additional))
        else { return nil }
        return [UInt8](plaintext)
    }
}
