/// A request to the interface for machines, as far as it is looked at.
struct APIRequest: Sendable {
    var method: String
    /// Path and query as they were sent, with nothing decoded.
    var target: String
    var accept: String?
    var contentType: String?
    var authorization: String?
    /// Octets of the body, as the request says; `nil` when it does not say.
    var contentLength: Int?
    /// Who sent it, as far as the network says: an address without a port.
    var remote: String
    /// Reads the body, at most so many octets; throws `APIBodyFault`.
    var body: @Sendable (_ limit: Int) async throws -> [UInt8]
}

/// Why a body could not be read.
enum APIBodyFault: Error, Equatable {
    case tooLong
    case incomplete
}

/// What is sent back.
struct APIAnswer: Sendable {
    var status: Int
    /// Names and values of the header fields, each name once.
    var fields: [(name: String, value: String)] = []
    var body: [UInt8] = []

    /// The value of a header field.
    func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
}

/// How a request says who calls (RFC 6750, RFC 7617).
enum APICredentials: Equatable {
    case none
    /// The text of a token: of `Bearer`, or the password of `Basic`, whose user is not looked at.
    case token(String)
    case unreadable

    init(_ field: String?) {
        guard let field else {
            self = .none
            return
        }
        let octets = Array(field.utf8.prefix(ExchangeLimits.authorizationOctetsMax + 1))
        guard octets.count <= ExchangeLimits.authorizationOctetsMax, let space = octets.firstIndex(of: 0x20) else {
            self = .unreadable
            return
        }
        let value = octets[space...].drop { $0 == 0x20 }
        switch String(decoding: octets[..<space], as: UTF8.self).lowercased() {
        case "bearer": self = .token(String(decoding: value, as: UTF8.self))
        case "basic":
            guard let decoded = Self.base64(value), let colon = decoded.firstIndex(of: UInt8(ascii: ":")) else {
                self = .unreadable
                return
            }
            self = .token(String(decoding: decoded[(colon + 1)...], as: UTF8.self))
        default: self = .unreadable
        }
    }

    /// Standard base 64 with padding; `nil` for anything else.
    private static func base64(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        var octets: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return nil }
        for character in text.dropLast(padding) {
            let value: UInt32
            switch character {
            case 0x41...0x5A: value = UInt32(character) - 0x41
            case 0x61...0x7A: value = UInt32(character) - 0x61 + 26
            case 0x30...0x39: value = UInt32(character) - 0x30 + 52
            case 0x2B: value = 62
            case 0x2F: value = 63
            default: return nil
            }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                octets.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return octets
    }
}
