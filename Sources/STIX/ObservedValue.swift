import Policy

/// What an observable, or the pattern of an indicator, names: an address, a name, a hash.
///
/// Two spellings of one value are equal here: defanged or not, in capitals or not, an address of IPv6 with or without its zeros.
public struct ObservedValue: Hashable, Sendable {
    /// What sort of value it is.
    public enum Kind: String, CaseIterable, Sendable {
        case ipv4, ipv6, network, domain, url, email, hash, vulnerability, technique, file
    }

    public let kind: Kind
    /// The one spelling under which it is compared; at most `STIXLimits.valueOctetsMax` octets.
    public let text: String

    /// Recognises what a person typed or a report says; `nil` for what is no value, such as a word.
    ///
    /// A file's name that ends like a domain is taken for one: which it is, only the object that names it can say.
    public init?(typed: some StringProtocol) {
        guard let text = Self.refanged(typed), text.utf8.count <= STIXLimits.valueOctetsMax, let kind = Self.kind(of: text) else {
            return nil
        }
        switch kind {
        case .ipv6:
            guard let address = Self.ipv6(Array(text.utf8)[...]) else { return nil }
            self.init(kind, address)
        case .network: self.init(network: text)
        case .url: self.init(kind, Self.loweredHost(text))
        case .vulnerability, .technique: self.init(kind, text.uppercased())
        default: self.init(kind, text.lowercased())
        }
    }

    /// The name of a file, which may look like anything.
    public init?(fileName: String) {
        guard !fileName.isEmpty, fileName.utf8.count <= STIXLimits.valueOctetsMax else { return nil }
        self.init(.file, fileName.lowercased())
    }

    init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }

    private init?(network text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bits = Int(parts[1]), parts[1].allSatisfy(\.isASCII) else { return nil }
        let address = Array(parts[0].utf8)[...]
        if AddressText.address4(address, isStrict: true) != nil {
            guard (0...32).contains(bits) else { return nil }
            self.init(bits == 32 ? .ipv4 : .network, bits == 32 ? String(parts[0]) : "\(parts[0])/\(bits)")
        } else {
            guard (0...128).contains(bits), let address = Self.ipv6(address) else { return nil }
            self.init(bits == 128 ? .ipv6 : .network, bits == 128 ? address : "\(address)/\(bits)")
        }
    }

    /// The text as it would be without the marks that keep it from being followed: `hxxp://evil[.]example`; `nil` for an empty one.
    public static func refanged(_ typed: some StringProtocol) -> String? {
        var octets = Array(typed.utf8)
        guard octets.count <= 2 * STIXLimits.valueOctetsMax else { return nil }
        let marks: [(String, String)] = [
            ("[.]", "."), ("(.)", "."), ("{.}", "."), ("[dot]", "."), ("(dot)", "."), ("[:]", ":"), ("[://]", "://"), ("[@]", "@"),
            ("[at]", "@"), ("(at)", "@"), ("[/]", "/"),
        ]
        if octets.contains(where: { $0 == 0x5B || $0 == 0x28 || $0 == 0x7B }) {
            for (mark, plain) in marks { octets = replaced(Array(mark.utf8), by: Array(plain.utf8), in: octets) }
        }
        if lowered(octets.prefix(4)).elementsEqual("hxxp".utf8) { octets.replaceSubrange(1...2, with: Array("tt".utf8)) }
        return octets.isEmpty ? nil : String(decoding: octets, as: UTF8.self)
    }

    private static func lowered(_ octets: some Sequence<UInt8>) -> [UInt8] { octets.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } }

    private static func replaced(_ mark: [UInt8], by plain: [UInt8], in octets: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < octets.count {
            if octets[index] == mark[0], index + mark.count <= octets.count, lowered(octets[index..<index + mark.count]) == mark {
                result += plain
                index += mark.count
            } else {
                result.append(octets[index])
                index += 1
            }
        }
        return result
    }

    private static func kind(of text: String) -> Kind? {
        let octets = Array(text.utf8)
        guard octets.count >= 4, octets.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        if hasScheme(octets) { return isURL(octets) ? .url : nil }
        if let at = octets.firstIndex(of: 0x40) { return at > 0 && isDomain(octets[(at + 1)...]) ? .email : nil }
        if octets.contains(0x2F) { return .network }
        if octets.count(where: { $0 == 0x3A }) > 1 { return .ipv6 }
        if AddressText.address4(octets[...], isStrict: true) != nil { return .ipv4 }
        if [32, 40, 56, 64, 96, 128].contains(octets.count), octets.allSatisfy(isHex) { return .hash }
        if isVulnerability(lowered(octets)) { return .vulnerability }
        if isTechnique(lowered(octets)) { return .technique }
        return isDomain(octets[...]) ? .domain : nil
    }

    /// Whether "://" stands in it.
    private static func hasScheme(_ octets: [UInt8]) -> Bool {
        octets.indices.dropLast(2).contains { octets[$0] == 0x3A && octets[$0 + 1] == 0x2F && octets[$0 + 2] == 0x2F }
    }

    private static func isHex(_ octet: UInt8) -> Bool { isDigit(octet) || (0x61...0x66).contains(octet | 0x20) }

    private static func isDigit(_ octet: UInt8) -> Bool { (0x30...0x39).contains(octet) }

    private static func ipv6(_ octets: ArraySlice<UInt8>) -> String? { AddressText.address6(octets, isStrict: true).map(AddressText.text6) }

    /// At least two labels, of which the last is no number.
    static func isDomain(_ octets: ArraySlice<UInt8>) -> Bool {
        guard octets.count <= 253 else { return false }
        let labels = octets.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard labels.count > 1, let last = labels.last, last.count > 1, last.contains(where: { !isDigit($0) && $0 != 0x2D }) else {
            return false
        }
        return labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
                && label.allSatisfy { isDigit($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x2D || $0 == 0x5F }
        }
    }

    private static func isURL(_ octets: [UInt8]) -> Bool {
        guard let colon = octets.firstIndex(of: 0x3A), colon > 1, octets[..<colon].allSatisfy({ (0x61...0x7A).contains($0 | 0x20) }) else {
            return false
        }
        return octets.count > colon + 3 && octets[colon + 1] == 0x2F && octets[colon + 2] == 0x2F && octets[colon + 3] != 0x2F
    }

    /// `cve-2021-44228`
    private static func isVulnerability(_ octets: [UInt8]) -> Bool {
        guard octets.count >= 13, octets.starts(with: "cve-".utf8), octets[8] == 0x2D else { return false }
        return octets[4..<8].allSatisfy(isDigit) && octets[9...].allSatisfy(isDigit)
    }

    /// `t1059`, `t1059.001`, `ta0002`, and the groups, software, mitigations and campaigns beside them.
    private static func isTechnique(_ octets: [UInt8]) -> Bool {
        var digits = octets[...]
        if digits.starts(with: "ta".utf8) {
            digits = digits.dropFirst(2)
        } else if let first = digits.first, "tgsmc".utf8.contains(first) {
            digits = digits.dropFirst()
        } else {
            return false
        }
        let hasPart = octets.first == 0x74 && digits.count == 8 && digits[digits.startIndex + 4] == 0x2E
        return hasPart
            ? digits.prefix(4).allSatisfy(isDigit) && digits.suffix(3).allSatisfy(isDigit) : digits.count == 4 && digits.allSatisfy(isDigit)
    }

    /// The scheme and the host do not depend on capitals; what follows does.
    private static func loweredHost(_ text: String) -> String {
        var octets = Array(text.utf8)
        guard let colon = octets.firstIndex(of: 0x3A) else { return text }
        let end = octets[(colon + 3)...].firstIndex { $0 == 0x2F || $0 == 0x3F || $0 == 0x23 } ?? octets.count
        octets.replaceSubrange(..<end, with: lowered(octets[..<end]))
        return String(decoding: octets, as: UTF8.self)
    }
}
