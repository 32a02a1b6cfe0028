import Pages

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
        guard let fields = FormText.fields(of: text, atMost: PortalLimits.fieldsMax) else { return nil }
        self.fields = fields
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
    static func encoded(_ text: some StringProtocol) -> String { FormText.encoded(text) }

    /// Percent-decoded, with `+` as a space.
    static func decoded(_ octets: some Sequence<UInt8>) -> String? { FormText.decoded(octets) }

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
