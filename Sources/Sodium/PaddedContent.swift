/// Why a plaintext is not padded content.
public enum PaddedContentError: Error, Equatable, Sendable {
    /// The plaintext is not as long as the rule makes a content of the length it names.
    case wrongPadding
    /// The padding holds something.
    case nonzeroPadding
}

/// Content made longer before it is sealed, so that a length tells little.
///
///     content length 4, big-endian | content | zeros
///
/// in `paddedOctets` altogether: PADME (Nikitin et al., 2019) with a floor, at most an eighth more. One content has one padded
/// form, and every other is refused: nothing can be carried out of sight behind the content.
public struct PaddedContent: Sendable {
    /// Octets of the padded form.
    public let octets: Int
    private let content: [UInt8]

    private static let lengthOctets = 4

    /// Pads content of less than 2^32 octets.
    public init(_ content: [UInt8]) {
        precondition(content.count <= Int(UInt32.max), "content of \(content.count) octets was given to be padded")
        octets = Self.paddedOctets(Self.lengthOctets + content.count)
        self.content = content
    }

    /// The padded form's octets for a length field and content of `octets` together.
    public static func paddedOctets(_ octets: Int) -> Int {
        guard octets > SodiumLimits.paddedOctetsMin else { return SodiumLimits.paddedOctetsMin }
        let exponent = Int.bitWidth - 1 - octets.leadingZeroBitCount
        let exponentBits = Int.bitWidth - exponent.leadingZeroBitCount
        let mask = (1 << (exponent - exponentBits)) - 1
        return (octets + mask) & ~mask
    }

    /// Writes the range of the padded form into memory of the range's length; never a range that begins inside the length.
    public func write(_ range: Range<Int>, into memory: UnsafeMutableRawBufferPointer) {
        precondition(memory.count == range.count, "\(range.count) octets were to be written into \(memory.count)")
        var written = 0
        if range.lowerBound < Self.lengthOctets {
            precondition(range.lowerBound == 0 && range.count >= Self.lengthOctets, "the length field was to be written in parts")
            memory.storeBytes(of: UInt32(content.count).bigEndian, as: UInt32.self)
            written = Self.lengthOctets
        }
        let start = range.lowerBound + written - Self.lengthOctets
        let end = min(range.upperBound - Self.lengthOctets, content.count)
        if start < end {
            content.withUnsafeBytes { content in
                let part = UnsafeRawBufferPointer(rebasing: content[start..<end])
                UnsafeMutableRawBufferPointer(rebasing: memory[written...]).copyMemory(from: part)
            }
            written += end - start
        }
        UnsafeMutableRawBufferPointer(rebasing: memory[written...]).initializeMemory(as: UInt8.self, repeating: 0)
    }

    /// The content of a padded form.
    public static func content(of plaintext: [UInt8]) throws(PaddedContentError) -> [UInt8] {
        guard plaintext.count >= lengthOctets else { throw .wrongPadding }
        let end = plaintext[..<lengthOctets].reduce(0) { $0 << 8 | Int($1) } + lengthOctets
        guard paddedOctets(end) == plaintext.count else { throw .wrongPadding }
        guard plaintext[end...].allSatisfy({ $0 == 0 }) else { throw .nonzeroPadding }
        return [UInt8](plaintext[lengthOctets..<end])
    }
}
