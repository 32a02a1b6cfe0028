/// Names and values as a form or a query sends them, in their order.
struct FormFields: Equatable, Sendable {
    private var fields: [(name: String, value: String)] = []
    /// Files of an upload, by the name of their field.
    private(set) var files: [UploadedFile] = []

    init() {}

    init(_ fields: [(name: String, value: String)], files: [UploadedFile] = []) {
        self.fields = fields
        self.files = files
    }

    /// Reads `application/x-www-form-urlencoded` (WHATWG URL, 5.1); `nil` where it is not UTF-8, badly escaped or has too many fields.
    init?(urlencoded text: some StringProtocol) {
        for piece in text.utf8.split(separator: UInt8(ascii: "&")) {
            guard fields.count < PortalLimits.fieldsMax else { return nil }
            let parts = piece.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), let value = Self.decoded(parts.count > 1 ? parts[1] : piece.prefix(0)) else {
                return nil
            }
            fields.append((name, value))
        }
    }

    /// The first value of a name; empty where it is missing.
    subscript(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }

    func has(_ name: String) -> Bool { fields.contains { $0.name == name } }

    /// All values of a name.
    func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// As a query; fields without a value are left out.
    func query(replacing name: String = "", with value: String = "") -> String {
        var shown = fields.filter { $0.name != name && !$0.value.isEmpty }
        if !name.isEmpty, !value.isEmpty { shown.append((name, value)) }
        return shown.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&")
    }

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
    static func decoded(_ octets: some Sequence<UInt8>) -> String? {
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

    static func == (left: FormFields, right: FormFields) -> Bool {
        left.fields.elementsEqual(right.fields) { $0 == $1 } && left.files == right.files
    }
}

/// A file that came with a form.
struct UploadedFile: Equatable, Sendable {
    let field: String
    /// As the browser says: of use to show, never as a path.
    let name: String
    /// As the browser says: not to be trusted.
    let type: String
    let octets: [UInt8]
}
