/// A member of a query, as an operation takes it: the only place that says what it may be.
struct QueryMember: Sendable {
    enum Form: Sendable {
        /// Any text that fits the schema.
        case text(JSONSchema)
        /// A whole number; `fallback` is meant when it is missing.
        case number(ClosedRange<Int>, fallback: Int?)
        /// "true" or "false"; false when it is missing.
        case flag
        /// A document as JSON, at most `ExchangeLimits.queryDocumentOctetsMax` octets before it is percent-encoded; it has to be there.
        case document(any (Codable & Sendable).Type)
    }

    let name: String
    let form: Form
    let says: String
    /// Whether the operation is refused without it.
    let isNeeded: Bool

    init(_ name: String, _ form: Form, _ says: String, isNeeded: Bool = false) {
        self.name = name
        self.form = form
        self.says = says
        self.isNeeded = isNeeded
    }

    /// Whether a text has as many characters as the member may have; what it says otherwise is read later.
    func takes(_ text: String) -> Bool {
        guard case .text(.string(let characters?, _)) = form else { return !text.isEmpty }
        return characters.contains(text.unicodeScalars.count)
    }

    /// For whom it is read. Machines do not take it: nobody can be named in front of one.
    static let reader = QueryMember(
        "as", .text(.text(1...200)), "The name of the representative who reads, as items may be addressed to them.")
    static let itemsLimit = QueryMember(
        "limit", .number(1...ExchangeLimits.itemsListedMax, fallback: ExchangeLimits.itemsListedDefault), "How many at most.")
    static let objectsLimit = QueryMember(
        "limit", .number(1...ExchangeLimits.objectsFoundMax, fallback: ExchangeLimits.objectsFoundDefault), "How many at most.")
    static let cursor = QueryMember("cursor", .text(.text(1...200)), "The `next` of the page before.")
    static let sharing = QueryMember("request", .document(ShareRequest.self), "How the content is to be shared.", isNeeded: true)
}
