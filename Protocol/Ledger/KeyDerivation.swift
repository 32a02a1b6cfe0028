internal import Crypto
internal import Sodium

/// HKDF-SHA-256 (RFC 5869) without salt, on the stack.
///
/// swift-crypto's own HKDF gives the same octets but takes the heap some twenty times for each item; with a small item
/// that was most of the cost of sealing. The hash underneath is still swift-crypto's, and a test compares the two.
public enum KeyDerivation {
    /// Octets of the key that is derived from.
    public static let keyOctets = 32
    private static let blockOctets = 64
    private static let digestOctets = 32

    /// Derives as many octets as `output` has, at most 8,160, from a key of 32 under `info`.
    ///
    /// The caller wipes `output`; everything between is wiped here.
    public static func derive(from key: UnsafeRawBufferPointer, info: [UInt8], into output: UnsafeMutableRawBufferPointer) {
        precondition(key.count == keyOctets, "a key of \(key.count) octets was given to be derived from")
        precondition(output.count <= 255 * digestOctets, "\(output.count) octets were to be derived")
        let blocks = (output.count + digestOctets - 1) / digestOctets
        let innerOctets = blockOctets + digestOctets + info.count + 1
        let outerOctets = blockOctets + digestOctets
        withUnsafeTemporaryAllocation(byteCount: innerOctets + outerOctets + blocks * digestOctets, alignment: 16) { memory in
            let inner = part(memory, 0, innerOctets)
            let outer = part(memory, innerOctets, outerOctets)
            let derived = part(memory, innerOctets + outerOctets, blocks * digestOctets)
            extract(key, inner, outer, into: part(derived, 0, digestOctets))
            expand(info, inner, outer, into: derived)
            output.copyMemory(from: UnsafeRawBufferPointer(rebasing: derived[..<output.count]))
            wipe(memory)
        }
    }

    /// HMAC of the key under 32 zero octets (RFC 5869 §2.2).
    private static func extract(
        _ key: UnsafeRawBufferPointer, _ inner: UnsafeMutableRawBufferPointer, _ outer: UnsafeMutableRawBufferPointer,
        into pseudorandomKey: UnsafeMutableRawBufferPointer
    ) {
        for index in 0..<blockOctets {
            inner[index] = 0x36
            outer[index] = 0x5C
        }
        part(inner, blockOctets, digestOctets).copyMemory(from: key)
        digest(part(inner, 0, blockOctets + digestOctets), into: part(outer, blockOctets, digestOctets))
        digest(outer, into: pseudorandomKey)
    }

    /// Block n is HMAC of block n − 1, the info and n (RFC 5869 §2.3). The key stands in the first octets of `output`.
    private static func expand(
        _ info: [UInt8], _ inner: UnsafeMutableRawBufferPointer, _ outer: UnsafeMutableRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) {
        // Block 1 has no predecessor: the padded key moves up to where the info begins.
        for index in 0..<blockOctets {
            let octet = index < digestOctets ? output[index] : 0
            inner[index + digestOctets] = octet ^ 0x36
            outer[index] = octet ^ 0x5C
        }
        part(inner, blockOctets + digestOctets, info.count).copyBytes(from: info)
        for block in 0..<output.count / digestOctets {
            inner[inner.count - 1] = UInt8(block + 1)
            let start = block == 0 ? digestOctets : 0
            digest(part(inner, start, inner.count - start), into: part(outer, blockOctets, digestOctets))
            let result = part(output, block * digestOctets, digestOctets)
            digest(outer, into: result)
            if block == 0 {
                for index in 0..<blockOctets { inner[index] = outer[index] ^ (0x5C ^ 0x36) }
            }
            part(inner, blockOctets, digestOctets).copyMemory(from: UnsafeRawBufferPointer(result))
        }
    }

    private static func digest(_ octets: UnsafeMutableRawBufferPointer, into target: UnsafeMutableRawBufferPointer) {
        var function = SHA256()
        function.update(bufferPointer: UnsafeRawBufferPointer(octets))
        function.finalize().withUnsafeBytes { target.copyMemory(from: $0) }
    }

    private static func part(_ memory: UnsafeMutableRawBufferPointer, _ start: Int, _ count: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: memory[start..<start + count])
    }
}
