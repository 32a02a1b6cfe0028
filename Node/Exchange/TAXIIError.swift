/// Why a TAXII request gets no answer (TAXII 2.1 section 3.6.1), with what to do next.
struct TAXIIError: Error, Equatable {
    let status: Int
    /// Stable, lower-case with hyphens.
    let code: String
    let title: String
    let description: String
    /// Fields of the head that belong to it.
    var fields: [Field] = []

    struct Field: Equatable {
        let name: String
        let value: String
    }

    init(_ status: Int, _ code: String, _ title: String, _ description: String, fields: [Field] = []) {
        self.status = status
        self.code = code
        self.title = title
        self.description = description
        self.fields = fields
    }

    /// What the node refused.
    init(_ error: OperationError) {
        let status = (400...599).contains(error.status) ? error.status : 500
        self.init(status, error.code, error.reason, error.remedy)
    }

    static let notFound = TAXIIError(
        404, "not-found", "There is nothing at this address, or it is not for this token.",
        "Begin with GET /taxii2/ and follow what it lists. See the token's bounds with `causeway token list`.")

    static let notPublic = TAXIIError(
        404, "not-found", "There is nothing public at this address.", "Begin with GET /taxii2/ and follow what it lists.")

    static func methodNotAllowed(_ methods: [String]) -> TAXIIError {
        TAXIIError(
            405, "method-not-allowed", "This address does not take this method.", "It takes \(methods.joined(separator: ", ")).",
            fields: [Field(name: "allow", value: methods.joined(separator: ", "))])
    }

    static let unauthorized = TAXIIError(
        401, "unauthorized", "This takes a token that is in force.",
        "Make one with `causeway token create`, and send it as `Authorization: Bearer TOKEN` or as the password of HTTP Basic.",
        fields: [Field(name: "www-authenticate", value: "Bearer realm=\"Causeway\", Basic realm=\"Causeway\", charset=\"UTF-8\"")])

    static let notReadable = TAXIIError(
        403, "not-readable", "This token may not read this collection.", "Make one with `--scope read`.")
    static let notWritable = TAXIIError(
        403, "not-writable", "Nothing can be added to this collection with this token.",
        "Make a token with `--scope write`, and use a collection whose `can_write` is true.")
    static let notDeletable = TAXIIError(
        403, "not-deletable", "Objects cannot be deleted from a collection: they are signed, and others have them.",
        "Retract the item that carries the object with `causeway retract`; that is told to everybody who has it.")

    static func notAcceptable(_ accept: String) -> TAXIIError {
        TAXIIError(
            406, "not-acceptable", "\"\(cleaned(accept))\" is no media type that is given here.",
            "Send `Accept: \(TAXIIMedia.type)`.")
    }

    static func unsupportedMedia(_ type: String) -> TAXIIError {
        TAXIIError(
            415, "unsupported-media-type", "\"\(cleaned(type))\" is no media type that is taken here.",
            "Send `Content-Type: \(TAXIIMedia.type)`.")
    }

    static let bodyTooLong = TAXIIError(
        413, "content-too-long",
        "The body is longer than the \(ExchangeLimits.envelopeOctetsMax) octets that are taken (max_content_length).",
        "Send fewer objects at a time.", fields: [Field(name: "connection", value: "close")])
    static let incompleteBody = TAXIIError(400, "incomplete-body", "The body is shorter than the request said.", "Send it again.")
    static let busy = TAXIIError(
        503, "busy", "Too much is being sent here at this moment.", "Try again in \(ExchangeLimits.retrySeconds) seconds.",
        fields: [Field(name: "retry-after", value: "\(ExchangeLimits.retrySeconds)")])

    static func tooManyRequests(_ seconds: Int) -> TAXIIError {
        TAXIIError(
            429, "too-many-requests", "More requests came than this caller has in a minute.",
            "Try again in \(seconds) seconds; ask for more objects at a time, or have `api-requests-per-minute` raised.",
            fields: [Field(name: "retry-after", value: "\(seconds)")])
    }

    static func filter(_ code: String, _ reason: String, _ remedy: String) -> TAXIIError { TAXIIError(400, code, reason, remedy) }

    static let fault = TAXIIError(500, "internal-error", "The node failed to answer.", "Its log says why; try again later.")

    /// A piece of what a stranger sent, fit to be sent back.
    static func cleaned(_ text: some StringProtocol) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(80).map { (0x20...0x7E).contains($0.value) ? $0 : "?" }))
    }
}

/// The one media type of TAXII 2.1, always with its version (section 1.6.8).
enum TAXIIMedia {
    static let type = "application/taxii+json;version=2.1"
    static let content = "application/stix+json;version=2.1"

    /// Whether an `Accept` field takes it; a missing one takes anything (RFC 9110 section 12.5.1).
    static func isAccepted(_ field: String?) -> Bool {
        guard let field, field != type else { return true }
        return field.split(separator: ",").contains { range in
            let (type, parameters) = parse(range)
            guard ["*/*", "application/*", "application/taxii+json"].contains(type) else { return false }
            return parameters.allSatisfy { name, value in
                switch name {
                case "version": value == "2.1"
                case "q": value.contains { ("1"..."9").contains($0) }
                default: true
                }
            }
        }
    }

    /// Whether a `Content-Type` field is it; without a version it is taken for this one.
    static func isTaken(_ field: String?) -> Bool {
        guard let field, !field.contains(",") else { return false }
        let (type, parameters) = parse(field[...])
        return type == "application/taxii+json" && parameters.allSatisfy { $0.name != "version" || $0.value == "2.1" }
    }

    private static func parse(_ text: Substring) -> (type: String, parameters: [(name: String, value: String)]) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map { trimmed($0).lowercased() }
        let parameters = parts.dropFirst().map { part in
            let name = part.prefix { $0 != "=" }
            let value = part.dropFirst(name.count + 1).trimmingPrefix(" ")
            let isQuoted = value.count >= 2 && value.first == "\"" && value.last == "\""
            return (name: trimmed(name), value: isQuoted ? String(value.dropFirst().dropLast()) : String(value))
        }
        return (parts.first ?? "", parameters)
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let start = text.drop { $0 == " " || $0 == "\t" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
