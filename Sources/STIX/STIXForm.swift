/// How strings are spelled that are more than text (STIX 2.1 §2, §3, §6 and the RFCs named there).
enum STIXForm: Sendable {
    case url, mediaType, mac, ipv4, ipv6, domainName, mailAddress, language, country, relationshipType, words, platform, characterSet
    case propertyName, selector, socketOption

    /// Whether the standard only suggests it.
    var isSuggested: Bool {
        switch self {
        case .country, .words, .mediaType: true
        default: false
        }
    }

    /// Whether it is what people make harmless before they write it down.
    var isAddress: Bool {
        switch self {
        case .url, .ipv4, .ipv6, .domainName, .mailAddress: true
        default: false
        }
    }

    /// What it takes, for a message.
    var requirement: String {
        switch self {
        case .url: "a URL with its scheme (RFC 3986)"
        case .mediaType: "a media type such as text/plain"
        case .mac: "a MAC address such as 00:1b:44:11:3a:b7, in lower case"
        case .ipv4: "an IPv4 address or network such as 198.51.100.0/24"
        case .ipv6: "an IPv6 address or network such as 2001:db8::/32"
        case .domainName: "a domain name"
        case .mailAddress: "a mail address such as name@example.org"
        case .language: "a language tag such as en or zh-Hant (RFC 5646)"
        case .country: "a country's two letters (ISO 3166-1) in upper case"
        case .relationshipType: "lower case letters, digits and hyphens"
        case .words: "lower case words with hyphens between them"
        case .platform: "a name of CPE 2.3 with eleven parts"
        case .characterSet: "the name of a character set"
        case .propertyName: "3 to 250 lower case letters, digits and underscores, a letter first"
        case .selector: "names and [numbers] with dots between them"
        case .socketOption: "a socket option such as SO_REUSEADDR"
        }
    }

    /// Whether the text is spelled so.
    func holds(_ text: String) -> Bool {
        let octets = Array(text.utf8)
        switch self {
        case .url: return Self.isURL(octets)
        case .mediaType: return Self.isMediaType(octets)
        case .mac: return Self.isMAC(octets)
        case .ipv4: return Self.isNetwork(octets, bitsMax: 32, Self.isIPv4)
        case .ipv6: return Self.isNetwork(octets, bitsMax: 128, Self.isIPv6)
        case .domainName: return Self.isDomainName(octets)
        case .mailAddress: return Self.isMailAddress(octets)
        case .language: return Self.isLanguage(octets)
        case .country: return octets.count == 2 && octets.allSatisfy(Self.isUpper)
        case .relationshipType: return !octets.isEmpty && octets.allSatisfy { Self.isLower($0) || Self.isDigit($0) || $0 == 0x2D }
        case .words: return text.lowercased() == text && !octets.contains(0x20) && !octets.contains(0x5F)
        case .platform: return Self.isPlatform(octets)
        case .characterSet: return !octets.isEmpty && octets.count <= 64 && octets.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        case .propertyName: return Self.isPropertyName(octets)
        case .selector: return Self.isSelector(octets)
        case .socketOption: return Self.isSocketOption(text)
        }
    }

    static func isDigit(_ octet: UInt8) -> Bool { (0x30...0x39).contains(octet) }
    static func isLower(_ octet: UInt8) -> Bool { (0x61...0x7A).contains(octet) }
    static func isUpper(_ octet: UInt8) -> Bool { (0x41...0x5A).contains(octet) }
    static func isLetter(_ octet: UInt8) -> Bool { isLower(octet) || isUpper(octet) }
    static func isHex(_ octet: UInt8) -> Bool { isDigit(octet) || (0x61...0x66).contains(octet) || (0x41...0x46).contains(octet) }

    /// §3.1: 3 to 250 of a–z, 0–9 and underscore, a letter first; `id` is the standard's own exception.
    static func isPropertyName(_ octets: [UInt8]) -> Bool {
        guard (3...250).contains(octets.count), let first = octets.first, isLower(first) else { return octets == [0x69, 0x64] }
        return octets.allSatisfy { isLower($0) || isDigit($0) || $0 == 0x5F }
    }

    /// §2.4: up to 250 of a–z, A–Z, 0–9, hyphen and underscore.
    static func isKey(_ octets: [UInt8]) -> Bool {
        (1...250).contains(octets.count) && octets.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2D || $0 == 0x5F }
    }

    /// §7.2.3.1; the keys of dictionaries are taken with capitals, since hash algorithms have them.
    private static func isSelector(_ octets: [UInt8]) -> Bool {
        let parts = octets.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard let first = parts.first, isKey(Array(first)), first.count >= 3 || first.elementsEqual("id".utf8) else { return false }
        return parts.dropFirst().allSatisfy { part in
            guard part.first == 0x5B else { return isKey(Array(part)) }
            return part.count >= 3 && part.last == 0x5D && part.dropFirst().dropLast().allSatisfy(isDigit)
        }
    }

    private static func isSocketOption(_ text: String) -> Bool {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count >= 2, ["SO", "ICMP", "ICMP6", "IP", "IPV6", "MCAST", "TCP", "IRLMP"].contains(parts[0]) else { return false }
        return parts.dropFirst().allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { Self.isUpper($0) || Self.isDigit($0) } }
    }

    /// RFC 5646 by its syntax: a primary tag of letters, then tags of up to eight letters or digits.
    private static func isLanguage(_ octets: [UInt8]) -> Bool {
        let parts = octets.split(separator: 0x2D, omittingEmptySubsequences: false)
        guard let first = parts.first, (2...8).contains(first.count) || (first.count == 1 && parts.count > 1), first.allSatisfy(isLetter)
        else { return false }
        return parts.dropFirst().allSatisfy { (1...8).contains($0.count) && $0.allSatisfy { isLetter($0) || isDigit($0) } }
    }

    private static func isMediaType(_ octets: [UInt8]) -> Bool {
        let parts = octets.split(separator: 0x2F, omittingEmptySubsequences: false)
        let tree = String(decoding: parts.first ?? [], as: UTF8.self)
        guard parts.count == 2, !parts[1].isEmpty,
            ["application", "audio", "font", "image", "message", "model", "multipart", "text", "video"].contains(tree)
        else { return false }
        return parts[1].allSatisfy { isLetter($0) || isDigit($0) || [0x2E, 0x2B, 0x5F, 0x2D].contains($0) }
    }

    /// `cpe:2.3:` and eleven parts; a colon behind a backslash belongs to its part.
    private static func isPlatform(_ octets: [UInt8]) -> Bool {
        guard octets.starts(with: "cpe:2.3:".utf8), !octets.contains(where: { $0 <= 0x20 || $0 >= 0x7F }) else { return false }
        var parts = 1
        var isEmpty = true
        var index = 8
        while index < octets.count {
            if octets[index] == 0x3A {
                guard !isEmpty else { return false }
                parts += 1
                isEmpty = true
            } else {
                isEmpty = false
                if octets[index] == 0x5C { index += 1 }
            }
            index += 1
        }
        return parts == 11 && !isEmpty && [0x61, 0x68, 0x6F, 0x2A, 0x2D].contains(octets[8])
    }
}
