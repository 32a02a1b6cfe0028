/// Base 32, in the alphabet of RFC 4648 (6), as authenticators take secrets, and in Crockford's, as people copy codes.
enum Base32 {
    enum Alphabet {
        case rfc4648
        case crockford

        fileprivate var letters: [UInt8] {
            switch self {
            case .rfc4648: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
            case .crockford: Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
            }
        }
    }

    /// Without padding.
    static func text(_ octets: some Sequence<UInt8>, _ alphabet: Alphabet) -> String {
        let letters = alphabet.letters
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for octet in octets {
            bits = (bits << 8 | UInt32(octet)) & 0xFFFF
            count += 8
            while count >= 5 {
                count -= 5
                text.append(letters[Int(bits >> UInt32(count) & 31)])
            }
        }
        if count > 0 { text.append(letters[Int(bits << UInt32(5 - count) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads a text without padding, in capitals; `nil` for another letter, and for bits at the end that are not zero.
    static func octets(_ text: some Sequence<UInt8>, _ alphabet: Alphabet) -> [UInt8]? {
        let letters = alphabet.letters
        var octets: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for letter in text {
            guard let value = letters.firstIndex(of: letter) else { return nil }
            bits = (bits << 5 | UInt32(value)) & 0xFFFF
            count += 5
            if count >= 8 {
                count -= 8
                octets.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        guard count < 5, bits & (1 << UInt32(count) - 1) == 0 else { return nil }
        return octets
    }
}
