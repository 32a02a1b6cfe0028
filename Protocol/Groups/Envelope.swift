public import Crypto
public import Ledger
public import Sodium
public import Wire

/// Why an envelope cannot be sealed or opened.
public typealias EnvelopeError = SealedBodyError

/// Content sealed under a step's key and everything its author wrote into the header (specification §4.10).
///
/// The header is an input of the derivation of the item's secret: whoever changes one field of it, the author's journal
/// included, derives another secret. What follows from the secret, and the sealing itself, is `SealedBody`.
public enum Envelope {
    /// What goes into an entry.
    public typealias Sealed = SealedBody.Sealed

    /// Seals content for one entry. One prefix must seal one content only: its salt is random.
    ///
    /// Throws `contentTooLong` above `LedgerLimits.sealedContentOctetsMax`.
    public static func seal(
        _ content: [UInt8], prefix: EntryPrefix, network: NetworkID, stepKey: SymmetricKey
    ) throws(EnvelopeError) -> Sealed {
        try Derivation.itemSecret(of: stepKey, network: network, prefix: prefix.encoded()) { (secret) throws(EnvelopeError) in
            try SealedBody.seal(content, secret: secret)
        }
    }

    /// Opens a sealed body. The commitment is compared first, in constant time; nothing is decrypted under another key.
    public static func open(
        _ body: [UInt8], commitment: Octets32, prefix: EntryPrefix, network: NetworkID, stepKey: SymmetricKey
    ) throws(EnvelopeError) -> [UInt8] {
        try Derivation.itemSecret(of: stepKey, network: network, prefix: prefix.encoded()) { (secret) throws(EnvelopeError) in
            try SealedBody.open(body, commitment: commitment, secret: secret)
        }
    }

    /// The secret of one item, for a proof that its author or a reader gives to a third party.
    ///
    /// Opens that item and no other, and shows that the header commits to it. Nothing leads from it to the step's key.
    public static func itemSecret(prefix: EntryPrefix, network: NetworkID, stepKey: SymmetricKey) -> SecretOctets {
        Derivation.itemSecret(of: stepKey, network: network, prefix: prefix.encoded()) { SecretOctets(copying: $0) }
    }
}
