import CSodium

/// Why a chunked seal does not open.
public enum ChunkedSealError: Error, Equatable, Sendable {
    /// There are no octets, or the last chunk has no more than a tag.
    case wrongLength
    /// A chunk was changed, moved, left out or added, or was sealed under another key or nonce.
    case wrongChunk
}

/// ChaCha20-Poly1305 over a plaintext of any length, chunk by chunk, after the construction STREAM
/// (Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
///
/// The plaintext is cut every `SodiumLimits.chunkPlaintextOctets`. The nonce of chunk i, from 0, is the given nonce with
/// the 32-bit big-endian i XORed into its last four octets; the additional data is one octet, 1 for the last chunk and 0
/// before. So chunks can be neither moved nor left out, and an end is known for an end.
///
/// One key and nonce must never seal two plaintexts. Like the cipher, the construction does not commit to its key.
public enum ChunkedSeal {
    /// How many octets a plaintext of `octets` (1 or more) has when it is sealed.
    public static func sealedOctets(_ octets: Int) -> Int {
        octets + (octets + SodiumLimits.chunkPlaintextOctets - 1) / SodiumLimits.chunkPlaintextOctets * ChaChaPoly.tagOctets
    }

    /// Seals a plaintext of `octets` (1 or more) that the closure writes, range by range, into memory of the range's length.
    ///
    /// Works in place in what it returns: no second copy of the plaintext, no memory but the result.
    public static func seal(
        octets: Int, key: UnsafeRawBufferPointer, nonce: UnsafeRawBufferPointer,
        writing write: (Range<Int>, UnsafeMutableRawBufferPointer) -> Void
    ) -> [UInt8] {
        precondition(octets > 0, "a plaintext of \(octets) octets was given to be sealed in chunks")
        return withHeading(key, nonce) { heading in
            [UInt8](unsafeUninitializedCapacity: sealedOctets(octets)) { memory, initialized in
                let sealed = UnsafeMutableRawBufferPointer(memory)
                for start in stride(from: 0, to: octets, by: SodiumLimits.chunkPlaintextOctets) {
                    let end = min(start + SodiumLimits.chunkPlaintextOctets, octets)
                    let chunk = UnsafeMutableRawBufferPointer(rebasing: sealed[initialized..<initialized + end - start])
                    write(start..<end, chunk)
                    heading.set(chunk: start / SodiumLimits.chunkPlaintextOctets, isLast: end == octets)
                    let text = chunk.octetPointer
                    _ = crypto_aead_chacha20poly1305_ietf_encrypt_detached(
                        text, text.advanced(by: chunk.count), nil, text, UInt64(chunk.count),
                        heading.mark, 1, nil, heading.nonce, key.octetPointer)
                    initialized += chunk.count + ChaChaPoly.tagOctets
                }
            }
        }
    }

    /// The plaintext, once every chunk of it is genuine.
    public static func open(
        _ sealed: [UInt8], key: UnsafeRawBufferPointer, nonce: UnsafeRawBufferPointer
    ) throws(ChunkedSealError) -> [UInt8] {
        let chunkOctets = SodiumLimits.chunkPlaintextOctets + ChaChaPoly.tagOctets
        let lastOctets = sealed.count % chunkOctets
        guard !sealed.isEmpty, lastOctets == 0 || lastOctets > ChaChaPoly.tagOctets else { throw .wrongLength }
        var isGenuine = true
        let plaintext = withHeading(key, nonce) { heading in
            [UInt8](unsafeUninitializedCapacity: sealed.count) { memory, initialized in
                let plaintext = UnsafeMutableRawBufferPointer(memory)
                sealed.withUnsafeBytes { sealed in
                    for start in stride(from: 0, to: sealed.count, by: chunkOctets) where isGenuine {
                        let textOctets = min(chunkOctets, sealed.count - start) - ChaChaPoly.tagOctets
                        let text = sealed.octetPointer.advanced(by: start)
                        heading.set(chunk: start / chunkOctets, isLast: start + textOctets + ChaChaPoly.tagOctets == sealed.count)
                        isGenuine =
                            crypto_aead_chacha20poly1305_ietf_decrypt_detached(
                                plaintext.octetPointer.advanced(by: initialized), nil, text, UInt64(textOctets),
                                text.advanced(by: textOctets), heading.mark, 1, heading.nonce, key.octetPointer) == 0
                        initialized += isGenuine ? textOctets : 0
                    }
                }
            }
        }
        guard isGenuine else { throw .wrongChunk }
        return plaintext
    }

    private static func withHeading(
        _ key: UnsafeRawBufferPointer, _ nonce: UnsafeRawBufferPointer, _ body: (Heading) -> [UInt8]
    ) -> [UInt8] {
        SodiumLibrary.start()
        precondition(key.count == ChaChaPoly.keyOctets, "a ChaCha20 key of \(key.count) octets was given")
        precondition(nonce.count == ChaChaPoly.nonceOctets, "a ChaCha20 nonce of \(nonce.count) octets was given")
        return withUnsafeTemporaryAllocation(byteCount: ChaChaPoly.nonceOctets + 1, alignment: 8) { memory in
            memory.copyMemory(from: nonce)
            return body(Heading(memory: memory, base: nonce))
        }
    }
}

/// Nonce and additional data of one chunk after the other, in memory that is lent.
private struct Heading {
    let memory: UnsafeMutableRawBufferPointer
    let base: UnsafeRawBufferPointer

    var nonce: UnsafePointer<UInt8> { UnsafePointer(memory.octetPointer) }
    var mark: UnsafePointer<UInt8> { nonce.advanced(by: ChaChaPoly.nonceOctets) }

    func set(chunk index: Int, isLast: Bool) {
        let number = UInt32(index)
        for place in 0..<4 { memory[8 + place] = base[8 + place] ^ UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * place)) }
        memory[ChaChaPoly.nonceOctets] = isLast ? 1 : 0
    }
}
