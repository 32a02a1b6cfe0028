import Exchange

/// A request as far as these pages look at one.
struct PublicRequest: Equatable, Sendable {
    var method: String
    /// Path and query as they were sent, with nothing decoded.
    var target: String
    var ifNoneMatch: String?
    /// The `Accept-Language` field; empty for none.
    var acceptLanguage = ""
    /// The `Accept` field, which TAXII alone heeds.
    var accept: String?
}

/// What is sent back: the head, and the octets unless it is for HEAD or nothing has changed.
struct PublicAnswer: Sendable {
    var status: Int
    /// Names and values of the header fields, each name once.
    var fields: [(name: String, value: String)]
    /// Octets of the body, also of one that is not sent.
    var length: Int
    var body: [UInt8]?
    /// Held until the body is on its way.
    var reservation: OctetBudget.Reservation?

    /// The same, or only that nothing has changed for who has this version already.
    func unless(_ ifNoneMatch: String?) -> PublicAnswer {
        guard let tag = field("etag"), EntityTag(text: tag).isNamed(in: ifNoneMatch) else { return self }
        var answer = self
        (answer.status, answer.body, answer.reservation) = (304, nil, nil)
        return answer
    }

    /// The value of a header field.
    func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
}

/// The fields that every answer has: nothing is run, framed, fetched from elsewhere or guessed.
enum SafeFields {
    static let page: [(name: String, value: String)] =
        [("content-security-policy", "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")]
        + common

    /// For the page that checks proofs: our own script, which reads from this site alone.
    static let scriptedPage: [(name: String, value: String)] =
        [
            (
                "content-security-policy",
                """
                default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; \
                frame-ancestors 'none'
                """
            )
        ]
        + common

    /// For octets of others: to be stored, never to be shown as a page of this site.
    static let file: [(name: String, value: String)] =
        [
            (
                "content-security-policy",
                "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
            )
        ]
        + common

    /// For the page with the search: its form leads to this site, and to the address under which the world knows it.
    private static func formPage(_ baseURL: String?) -> [(name: String, value: String)] {
        let place = baseURL.flatMap(origin).map { " \($0)" } ?? ""
        return [
            (
                "content-security-policy",
                "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'\(place); frame-ancestors 'none'"
            )
        ] + common
    }

    /// An address as a policy may name it: nothing in it ends a directive or a field; `nil` for any other.
    private static func origin(_ baseURL: String) -> String? {
        let isSafe =
            baseURL.utf8.count <= PublicZoneLimits.originOctetsMax
            && baseURL.utf8.allSatisfy { (0x30...0x3A).contains($0) || (0x61...0x7A).contains($0) || "-./[]".utf8.contains($0) }
        return isSafe && (baseURL.hasPrefix("https://") || baseURL.hasPrefix("http://")) ? baseURL : nil
    }

    static func fields(of guarding: ZoneDocument.Guarding, baseURL: String?) -> [(name: String, value: String)] {
        switch guarding {
        case .page: page
        case .formPage: formPage(baseURL)
        case .scriptedPage: scriptedPage
        case .file: file
        }
    }

    private static let common = [
        (name: "x-content-type-options", value: "nosniff"), (name: "referrer-policy", value: "no-referrer"),
        (name: "cross-origin-opener-policy", value: "same-origin"), (name: "cross-origin-resource-policy", value: "same-origin"),
    ]
}

/// The media types under which contents leave this server.
enum ContentType {
    /// The item's own type if it is one of two that no program runs, else octets and nothing more.
    static func served(_ mediaType: String) -> String {
        switch mediaType.prefix(while: { $0 != ";" }).lowercased() {
        case "application/stix+json": "application/stix+json;version=2.1"
        case "application/json": "application/json"
        default: "application/octet-stream"
        }
    }
}

/// A version of what is at an address, by which a reader asks whether there is a newer one (RFC 9110 §8.8.3).
struct EntityTag: Equatable {
    let text: String

    init(text: String) { self.text = text }

    init(of octets: [UInt8]) { text = "\"\(Fingerprint(octets).digits.prefix(32))\"" }

    /// Whether an `If-None-Match` field names it, by the weak comparison that the field asks for (RFC 9110 §13.1.2).
    func isNamed(in field: String?) -> Bool {
        guard let field else { return false }
        return field.split(separator: ",").contains { part in
            let tag = part.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed()
            let name = String(tag)
            return name == "*" || name == text || name == "W/" + text
        }
    }
}
