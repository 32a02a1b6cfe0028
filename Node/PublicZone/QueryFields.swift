/// Names and values as the query of an address has them (`application/x-www-form-urlencoded`, WHATWG URL 5.1).
struct QueryFields: Equatable {
    private var fields: [String: String] = [:]

    /// The first value of a name counts; a missing one is empty. Throws `badRequest` for what is badly escaped, no UTF-8, or has too many fields.
    init(_ text: Substring) throws(PublicRefusal) {
        var count = 0
        for piece in text.utf8.split(separator: UInt8(ascii: "&")) {
            count += 1
            guard count <= PublicZoneLimits.queryFieldsMax else { throw .badRequest }
            let parts = piece.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), let value = Self.decoded(parts.count > 1 ? parts[1] : piece.prefix(0)) else {
                throw .badRequest
            }
            if fields[name] == nil { fields[name] = value }
        }
    }

    subscript(_ name: String) -> String { fields[name] ?? "" }

    /// Percent-encoded for a query.
    static func encoded(_ text: some StringProtocol) -> String {
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

    /// Percent-decoded, with `+` as a space.
    private static func decoded(_ octets: some Sequence<UInt8>) -> String? {
        var decoded: [UInt8] = []
        var iterator = octets.makeIterator()
        while let octet = iterator.next() {
            switch octet {
            case UInt8(ascii: "+"): decoded.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit) else { return nil }
                decoded.append(high << 4 | low)
            default: decoded.append(octet)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func digit(_ octet: UInt8) -> UInt8? {
        switch octet {
        case 0x30...0x39: octet - 0x30
        case 0x41...0x46: octet - 0x41 + 10
        case 0x61...0x66: octet - 0x61 + 10
        default: nil
        }
    }
}
