/// The address of a link in somebody's text, as far as it may be followed.
///
/// Law: what browsers read differently from people is no link. So: `https`, `http` or `mailto` spelt out, two slashes, and a host of letters, digits, dots and
/// hyphens (or an address in brackets) that browsers leave as it is. Backslashes, white space, control characters, percent signs in
/// hosts and letters beyond ASCII in hosts make an address that is shown and not linked.
struct MarkdownAddress: Equatable {
    /// As it stands in the attribute, still to be escaped.
    let text: String
    /// Where it leads: a host, or an address of mail.
    let place: String

    /// Nothing when the address may not be followed.
    init?(_ address: String) {
        guard address.utf8.count <= PagesLimits.addressOctetsMax else { return nil }
        let octets = Array(address.utf8)
        guard octets.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else { return nil }
        guard let colon = octets.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let rest = octets[(colon + 1)...]
        switch String(decoding: octets[..<colon], as: UTF8.self).lowercased() {
        case "https", "http":
            guard rest.starts(with: "//".utf8) else { return nil }
            // What stands before an "@" is not the host, and misleads those who read from the left: it is no character of a host.
            let host = rest.dropFirst(2).prefix { !"/?#".utf8.contains($0) }
            guard Self.isHost(host) else { return nil }
            place = String(decoding: host, as: UTF8.self).lowercased()
        case "mailto":
            guard Self.isMailbox(rest) else { return nil }
            place = String(decoding: rest, as: UTF8.self)
        default: return nil
        }
        text = Self.written(octets)
    }

    /// Whether somebody who reads these words knows where the link leads.
    func isSaid(by words: String) -> Bool {
        var rest = words.trimmed.lowercased()[...]
        for scheme in ["https://", "http://", "mailto:"] where rest.hasPrefix(scheme) { rest = rest.dropFirst(scheme.count) }
        guard rest.hasPrefix(place.lowercased()) else { return false }
        let after = rest.dropFirst(place.count)
        // Behind the place only a path may follow: "example.org.other" and "example.org@other" say something else.
        return after.isEmpty || (after.first.map { "/?#".contains($0) } ?? true) && !after.contains(where: \.isWhitespace)
    }

    /// A name or an address, and a port.
    private static func isHost(_ host: some Collection<UInt8>) -> Bool {
        var name = Array(host)
        if name.first == UInt8(ascii: "[") {
            guard let end = name.firstIndex(of: UInt8(ascii: "]")), end > 2 else { return false }
            guard name[1..<end].allSatisfy({ $0.isHexadecimalDigit || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }) else {
                return false
            }
            return end + 1 == name.count || isPort(name[(end + 1)...])
        }
        if let colon = name.firstIndex(of: UInt8(ascii: ":")) {
            guard isPort(name[colon...]) else { return false }
            name.removeSubrange(colon...)
        }
        guard (1...253).contains(name.count), let first = name.first, first.isLetterOrDigit else { return false }
        return name.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") }
    }

    private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
        text.first == UInt8(ascii: ":") && (2...6).contains(text.count)
            && text.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// One mailbox and nothing else: no subject, no copies, no second recipient.
    private static func isMailbox(_ text: ArraySlice<UInt8>) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, isHost(parts[1]), !parts[1].contains(UInt8(ascii: ":")) else { return false }
        return parts[0].allSatisfy { $0.isLetterOrDigit || ".+-_".utf8.contains($0) }
    }

    /// Octets beyond ASCII and those that no address has are written with percent signs.
    private static func written(_ octets: [UInt8]) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var written: [UInt8] = []
        written.reserveCapacity(octets.count)
        for octet in octets {
            if octet < 0x7F, !"\"<>^`{|}".utf8.contains(octet) {
                written.append(octet)
            } else {
                written += [UInt8(ascii: "%"), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
            }
        }
        return String(decoding: written, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }

    fileprivate var isHexadecimalDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
    }
}

extension StringProtocol {
    /// Without white space at either end.
    var trimmed: String {
        guard let start = firstIndex(where: { !$0.isWhitespace }), let end = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[start...end])
    }
}
