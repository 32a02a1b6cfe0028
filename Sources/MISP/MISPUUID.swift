import Crypto

/// The identifiers of events, attributes and organisations: UUIDs of version 5 (RFC 9562 section 5.5).
///
/// MISP refuses UUIDs of the later versions, so what has an identifier of its own elsewhere is named by a hash of it here.
public struct MISPUUID: Hashable, Sendable, CustomStringConvertible {
    /// In lower case, with hyphens.
    public let description: String

    /// Made of a namespace and a name: the same for the same two.
    public init(_ name: String, in namespace: MISPUUID) {
        self.init(digest: namespace.octets + Array(name.utf8))
    }

    /// The namespace that a text names, such as "https://example.org/items".
    public init(namespace text: String) {
        // The namespace of URLs (RFC 9562 section 6.6).
        let urls: [UInt8] = [0x6B, 0xA7, 0xB8, 0x11, 0x9D, 0xAD, 0x11, 0xD1, 0x80, 0xB4, 0x00, 0xC0, 0x4F, 0xD4, 0x30, 0xC8]
        self.init(digest: urls + Array(text.utf8))
    }

    /// One that is written down, in lower case; `nil` for what is none or of a version that MISP does not take (1 to 5).
    public init?(written text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [8, 4, 4, 4, 12], let version = parts[2].first, (0x31...0x35).contains(version),
            let variant = parts[3].first, [0x38, 0x39, 0x61, 0x62].contains(variant)
        else { return nil }
        let digits = parts.joined().map { digit -> UInt8 in
            switch digit {
            case 0x30...0x39: digit - 0x30
            case 0x61...0x66: digit - 0x61 + 10
            default: 16
            }
        }
        guard digits.allSatisfy({ $0 < 16 }) else { return nil }
        self.init(octets: stride(from: 0, to: 32, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
    }

    private init(digest octets: [UInt8]) {
        var octets = Array(Insecure.SHA1.hash(data: octets).prefix(16))
        octets[6] = octets[6] & 0x0F | 0x50
        octets[8] = octets[8] & 0x3F | 0x80
        self.init(octets: octets)
    }

    private init(octets: [UInt8]) {
        self.octets = octets
        let digits = Array(octets.map { octet in octet < 16 ? "0" + String(octet, radix: 16) : String(octet, radix: 16) }.joined())
        description = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }

    private let octets: [UInt8]
}

extension MISPUUID: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
