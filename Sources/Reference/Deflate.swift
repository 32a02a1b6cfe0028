import CZlib

/// Folding and unfolding by deflate (RFC 1951), with a bound on what comes out. zlib is what the connections of the HTTP library link already.
enum Deflate {
    /// What stands around the compressed octets.
    enum Form {
        /// Nothing, as in a zip archive.
        case bare
        /// RFC 1952.
        case gzip

        fileprivate var windowBits: Int32 { self == .bare ? -15 : 31 }
    }

    /// Unfolds all of it; `nil` for damaged octets, for octets behind the end, and for more than `octetsMax`.
    static func unfold(_ octets: some Collection<UInt8>, _ form: Form, octetsMax: Int) -> [UInt8]? {
        octets.withContiguousStorageIfAvailable { unfold($0, form, octetsMax) }
            ?? Array(octets).withUnsafeBufferPointer { unfold($0, form, octetsMax) }
    }

    private static func unfold(_ input: UnsafeBufferPointer<UInt8>, _ form: Form, _ octetsMax: Int) -> [UInt8]? {
        var stream = z_stream()
        guard inflateInit2_(&stream, form.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = UInt32(clamping: input.count)
        var output: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: ReferenceLimits.pieceOctets)
        while true {
            let (code, count) = piece.withUnsafeMutableBufferPointer { buffer in
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(buffer.count)
                let code = inflate(&stream, Z_NO_FLUSH)
                return (code, buffer.count - Int(stream.avail_out))
            }
            guard code == Z_OK || code == Z_STREAM_END, output.count + count <= octetsMax else { return nil }
            output += piece[..<count]
            if code == Z_STREAM_END { return stream.avail_in == 0 ? output : nil }
            // Nothing comes out and nothing is left: the end is missing.
            if count == 0, stream.avail_in == 0 { return nil }
        }
    }

    /// Folds octets as gzip, always in the same way: without a name or a time in front.
    static func gzip(_ octets: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        let code = deflateInit2_(
            &stream, Z_BEST_COMPRESSION, Z_DEFLATED, Form.gzip.windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        precondition(code == Z_OK, "zlib could not start: \(code)")
        defer { deflateEnd(&stream) }
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(octets.count))))
        let count = octets.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { buffer in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(clamping: input.count)
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(clamping: buffer.count)
                let code = deflate(&stream, Z_FINISH)
                precondition(code == Z_STREAM_END, "zlib's own bound was too small")
                return buffer.count - Int(stream.avail_out)
            }
        }
        output.removeLast(output.count - count)
        return output
    }

    /// The checksum of a zip archive.
    static func crc32(_ octets: [UInt8]) -> UInt32 {
        octets.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: CZlib.crc32(0, $0.baseAddress, UInt32(clamping: $0.count))) }
    }
}
