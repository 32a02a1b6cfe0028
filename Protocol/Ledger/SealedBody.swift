public import Sodium
internal import Wire

/// Why the body of an item cannot be sealed or opened (specification §4.10).
public enum SealedBodyError: String, Error, Equatable, Sendable, CaseIterable {
    /// More content than a body may carry.
    case contentTooLong
    /// The sealed body is longer than any body, or too short for its last chunk.
    case wrongLength
    /// The secret, or a field of the header that it follows from, is not what the body was sealed with. Nothing was decrypted.
    case wrongCommitment
    /// A chunk was changed, moved, left out or added.
    case wrongChunk
    /// The plaintext is not as long as the padding rule makes its content.
    case wrongPadding
    /// The padding holds something.
    case nonzeroPadding
}

/// The body of an item, sealed under the item's own secret (specification §4.10).
///
/// Key, nonce and commitment follow from the secret, and the commitment stands in the signed header: whoever is shown the
/// secret sees by themselves that the writer committed to it, and so to one content. The cipher alone does not do that.
public enum SealedBody {
    /// Octets of an item's secret.
    public static let secretOctets = KeyDerivation.keyOctets

    /// What goes into an entry.
    public struct Sealed: Equatable, Sendable {
        /// For the entry's `commitment`.
        public let commitment: Octets32
        /// For the entry's body; detached when longer than `WireLimits.inlineBodyOctetsMax`.
        public let body: [UInt8]

        public init(commitment: Octets32, body: [UInt8]) {
            self.commitment = commitment
            self.body = body
        }
    }

    /// Seals content. One secret must seal one content only.
    ///
    /// Throws `contentTooLong` above `LedgerLimits.sealedContentOctetsMax`.
    public static func seal(_ content: [UInt8], secret: UnsafeRawBufferPointer) throws(SealedBodyError) -> Sealed {
        guard content.count <= LedgerLimits.sealedContentOctetsMax else { throw .contentTooLong }
        let padded = PaddedContent(content)
        return withKeys(of: secret) { keys in
            let body = ChunkedSeal.seal(octets: padded.octets, key: keys.key, nonce: keys.nonce) { padded.write($0, into: $1) }
            return Sealed(commitment: keys.commitment, body: body)
        }
    }

    /// Opens a sealed body. The commitment is compared first, in constant time; nothing is decrypted under another key.
    public static func open(
        _ body: [UInt8], commitment: Octets32, secret: UnsafeRawBufferPointer
    ) throws(SealedBodyError) -> [UInt8] {
        let plaintext = try withKeys(of: secret) { (keys) throws(SealedBodyError) in
            guard octetsAreEqual(keys.commitment, commitment) else { throw .wrongCommitment }
            guard body.count <= WireLimits.bodyOctetsMax else { throw .wrongLength }
            do throws(ChunkedSealError) {
                return try ChunkedSeal.open(body, key: keys.key, nonce: keys.nonce)
            } catch {
                throw error == .wrongLength ? .wrongLength : .wrongChunk
            }
        }
        do throws(PaddedContentError) {
            return try PaddedContent.content(of: plaintext)
        } catch {
            throw error == .wrongPadding ? .wrongPadding : .nonzeroPadding
        }
    }

    /// What follows from a secret; valid only while it is lent.
    private struct Keys {
        let key: UnsafeRawBufferPointer
        let nonce: UnsafeRawBufferPointer
        let commitment: Octets32
    }

    private static func withKeys<Value, Failure: Error>(
        of secret: UnsafeRawBufferPointer, _ body: (Keys) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let nonceEnd = ChaChaPoly.keyOctets + ChaChaPoly.nonceOctets
        return try withUnsafeTemporaryAllocation(byteCount: nonceEnd + Octets32.count, alignment: 8) { (memory) throws(Failure) in
            defer { wipe(memory) }
            KeyDerivation.derive(from: secret, info: info, into: memory)
            guard let commitment = Octets32(memory[nonceEnd...]) else { preconditionFailure("a commitment without 32 octets was derived") }
            let derived = UnsafeRawBufferPointer(memory)
            return try body(
                Keys(
                    key: UnsafeRawBufferPointer(rebasing: derived[..<ChaChaPoly.keyOctets]),
                    nonce: UnsafeRawBufferPointer(rebasing: derived[ChaChaPoly.keyOctets..<nonceEnd]), commitment: commitment))
        }
    }

    /// cbor["causeway/item-keys/1"].
    private static let info: [UInt8] = {
        var writer = CBORWriter()
        writer.array(1)
        writer.text("causeway/item-keys/1")
        return writer.bytes
    }()
}
