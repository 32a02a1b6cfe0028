import Pages

/// Names and values of an address's query.
struct QueryFields: Equatable {
    private let fields: [String: String]

    /// The first value of a name counts; a missing one is empty. Throws `badRequest` for what is badly escaped, no UTF-8, or has too many fields.
    init(_ text: Substring) throws(PublicRefusal) {
        guard let fields = FormText.fields(of: text, atMost: PublicZoneLimits.queryFieldsMax) else { throw .badRequest }
        self.fields = Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first }
    }

    subscript(_ name: String) -> String { fields[name] ?? "" }
}
