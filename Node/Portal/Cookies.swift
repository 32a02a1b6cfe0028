/// The cookies of the portal: their names, and how they are set.
///
/// Under TLS they carry the `__Host-` prefix, so that no other host and no page without TLS can set them. Ports do not part cookies, so the
/// node's own digits stand in the names: two nodes of one machine do not log each other's people out.
struct Cookies: Sendable {
    let isSecure: Bool
    private let suffix: String

    /// `node` is the node's identifier in hexadecimal.
    init(isSecure: Bool, node: String) {
        self.isSecure = isSecure
        suffix = String(node.prefix(8))
    }

    /// Holds the session's token.
    var session: String { name("session") }
    /// Holds what the forms of somebody who is not logged in carry.
    var form: String { name("form") }
    /// Holds a login that has left for a provider of identities.
    var openID: String { name("openid") }
    /// Holds the token of a login that waits for its second step.
    var pending: String { name("pending") }
    /// Holds a language that was chosen.
    var language: String { name("language") }

    private func name(_ use: String) -> String { "\(isSecure ? "__Host-" : "")causeway-\(use)-\(suffix)" }

    /// A `Set-Cookie` field; without `seconds` it ends with the browser's session.
    func set(_ name: String, _ value: String, seconds: Int? = nil, isHidden: Bool = true) -> (String, String) {
        var field = "\(name)=\(value); Path=/; SameSite=Lax"
        if isHidden { field += "; HttpOnly" }
        if isSecure { field += "; Secure" }
        if let seconds { field += "; Max-Age=\(seconds)" }
        return ("set-cookie", field)
    }

    func clear(_ name: String) -> (String, String) { set(name, "", seconds: 0) }

    /// The value of a cookie in `Cookie` fields; `nil` where it is missing, or there twice: one of them would be somebody else's.
    static func value(of name: String, in field: String) -> String? {
        let values = field.split(separator: ";").compactMap { piece -> String? in
            let pair = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return pair.count == 2 && pair[0].trimmingSpaces == name ? pair[1].trimmingSpaces : nil
        }
        return values.count == 1 ? values[0] : nil
    }
}
