/// Base 64 of RFC 4648 §4 with padding, in its one canonical spelling.
///
/// Stricter than Foundation's reader: no white space, no missing padding, no bits set that stand for nothing.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")
    /// The six bits of every character; 0xFF for characters outside the alphabet.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    static func encode(_ octets: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((octets.count + 2) / 3 * 4)
        var (group, bits) = (UInt32(0), 0)
        for octet in octets {
            group = group << 8 | UInt32(octet)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[Int(group >> UInt32(bits) & 0x3F)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(group << UInt32(6 - bits) & 0x3F)]) }
        while !text.count.isMultiple(of: 4) { text.append(padding) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The octets; `nil` for every spelling that `encode` does not write.
    static func decode(_ text: some BidirectionalCollection<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        let padded = text.suffix(2).filter { $0 == padding }.count
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count / 4 * 3)
        var (group, bits) = (UInt32(0), 0)
        for character in text.dropLast(padded) {
            let value = values[Int(character)]
            guard value != 0xFF else { return nil }
            group = group << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                octets.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
            }
        }
        // What remains belongs to no octet and must be zero.
        guard bits == padded * 2, group & ((1 << UInt32(bits)) - 1) == 0 else { return nil }
        return octets
    }
}
