import Crypto

/// The tag of an answer (RFC 9110 section 8.8.3), by which a client that has it already asks whether it is still the same.
enum EntityTag {
    /// The tag of these octets.
    static func of(_ octets: [UInt8]) -> String {
        // Members have a part in what is answered: no two answers that somebody makes up may have one tag.
        let digest = SHA256.hash(data: octets).prefix(16)
        return "\"" + digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\""
    }

    /// Whether `If-None-Match` names this tag, in the weak comparison (RFC 9110 section 13.1.2).
    static func isNamed(_ tag: String, in field: String?) -> Bool {
        guard let field else { return false }
        let tags = field.split(separator: ",").map { $0.drop { $0 == " " || $0 == "\t" } }
        return tags.contains { named in
            var named = named
            while named.last == " " || named.last == "\t" { named.removeLast() }
            return named == "*" || (named.hasPrefix("W/") ? named.dropFirst(2) : named) == tag
        }
    }
}
