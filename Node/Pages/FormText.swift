/// Names and values as a form or the query of an address has them: `application/x-www-form-urlencoded` (WHATWG URL, 5.1).
public enum FormText {
    /// The fields in their order, at most `fieldsMax`; a missing value is empty.
    ///
    /// `nil` for what is badly escaped, no UTF-8, or has more fields.
    public static func fields(of text: some StringProtocol, atMost fieldsMax: Int) -> [(name: String, value: String)]? {
        var fields: [(name: String, value: String)] = []
        for piece in text.utf8.split(separator: UInt8(ascii: "&")) {
            guard fields.count < fieldsMax else { return nil }
            let parts = piece.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decoded(parts[0]), let value = decoded(parts.count > 1 ? parts[1] : piece.prefix(0)) else { return nil }
            fields.append((name, value))
        }
        return fields
    }

    /// Percent-encoded for a query.
    public static func encoded(_ text: some StringProtocol) -> String {
        var encoded = ""
        for octet in text.utf8 {
            switch octet {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(octet))
            default:
                let digits = String(octet, radix: 16, uppercase: true)
                encoded += octet < 16 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }

    /// Percent-decoded, with `+` as a space; `nil` for what is badly escaped or no UTF-8.
    public static func decoded(_ octets: some Sequence<UInt8>) -> String? {
        var decoded: [UInt8] = []
        var iterator = octets.makeIterator()
        while let octet = iterator.next() {
            switch octet {
            case UInt8(ascii: "+"): decoded.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(hexDigit), let low = iterator.next().flatMap(hexDigit) else { return nil }
                decoded.append(high << 4 | low)
            default: decoded.append(octet)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func hexDigit(_ octet: UInt8) -> UInt8? {
        switch octet {
        case 0x30...0x39: octet - 0x30
        case 0x41...0x46: octet - 0x41 + 10
        case 0x61...0x66: octet - 0x61 + 10
        default: nil
        }
    }
}
