import CSodium

/// ChaCha20-Poly1305 with a 96-bit nonce (RFC 8439).
///
/// One key and nonce must never seal two different plaintexts: callers derive both together, once for each item.
/// The construction does not commit to its key; where that matters, the caller compares a commitment first.
/// Both functions work in place on what they append, so they touch the heap only when `output` must grow.
public enum ChaChaPoly {
    /// Octets of a key.
    public static let keyOctets = 32
    /// Octets of a nonce.
    public static let nonceOctets = 12
    /// Octets that sealing adds at the end.
    public static let tagOctets = 16

    /// Appends the ciphertext and its tag to `output`: `tagOctets` more than the plaintext.
    public static func seal(
        _ plaintext: ArraySlice<UInt8>, key: UnsafeRawBufferPointer, nonce: [UInt8], additional: [UInt8],
        into output: inout [UInt8]
    ) {
        check(key, nonce)
        let start = output.count
        output.append(contentsOf: plaintext)
        for _ in 0..<tagOctets { output.append(0) }
        output.withUnsafeMutableBytes { bytes in
            let text = bytes.octetPointer.advanced(by: start)
            _ = crypto_aead_chacha20poly1305_ietf_encrypt_detached(
                text, text.advanced(by: plaintext.count), nil, text, UInt64(plaintext.count),
                additional, UInt64(additional.count), nil, nonce, key.octetPointer)
        }
    }

    /// Appends the plaintext to `output`, or gives `false` and leaves `output` as it was when key, nonce,
    /// additional data, ciphertext or tag is not what was sealed.
    public static func open(
        _ sealed: ArraySlice<UInt8>, key: UnsafeRawBufferPointer, nonce: [UInt8], additional: [UInt8],
        into output: inout [UInt8]
    ) -> Bool {
        check(key, nonce)
        guard sealed.count >= tagOctets else { return false }
        let start = output.count
        let textCount = sealed.count - tagOctets
        output.append(contentsOf: sealed)
        let isGenuine = output.withUnsafeMutableBytes { bytes in
            let text = bytes.octetPointer.advanced(by: start)
            return crypto_aead_chacha20poly1305_ietf_decrypt_detached(
                text, nil, text, UInt64(textCount), text.advanced(by: textCount),
                additional, UInt64(additional.count), nonce, key.octetPointer) == 0
        }
        output.removeLast(isGenuine ? tagOctets : sealed.count)
        return isGenuine
    }

    private static func check(_ key: UnsafeRawBufferPointer, _ nonce: [UInt8]) {
        SodiumLibrary.start()
        precondition(key.count == keyOctets, "a ChaCha20 key of \(key.count) octets was given")
        precondition(nonce.count == nonceOctets, "a ChaCha20 nonce of \(nonce.count) octets was given")
    }
}
