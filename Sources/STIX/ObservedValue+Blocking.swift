import Policy

/// Whether a value may stand on a list of what is to be blocked: such a list must never cut its readers off from themselves or from everybody.
extension ObservedValue {
    /// Whether blocking it can hit strangers at most.
    ///
    /// Not so are addresses that mean something else in every network (private, local, of groups, of machines to themselves), networks wider than
    /// `STIXLimits.blockedNetworkBits4Min` or `…6Min`, names that are local or under which a whole country registers, URLs and mail addresses there,
    /// and values that no list is made of. Addresses kept for documentation may: they are nobody's.
    public var mayBeBlocked: Bool {
        switch kind {
        case .ipv4, .ipv6, .network: Self.isForeign(text)
        case .domain: Self.isForeignName(Array(text.utf8)[...])
        case .url: Self.host(ofURL: text).map { Self.isForeign($0) || Self.isForeignName(Array($0.utf8)[...]) } ?? false
        case .email:
            text.utf8.firstIndex(of: 0x40).map { Self.isForeignName(Array(text.utf8[text.utf8.index(after: $0)...])[...]) } ?? false
        // Of the empty content, which every system has.
        case .hash: !Self.hashesOfNothing.contains(text)
        case .vulnerability, .technique, .file: false
        }
    }

    /// Whether a text is an address or a network of the public internet.
    private static func isForeign(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let octets = Array(parts[0].utf8)[...]
        if let address = AddressText.address4(octets, isStrict: true) {
            let bits = parts.count > 1 ? Int(parts[1]) ?? 0 : 32
            guard (STIXLimits.blockedNetworkBits4Min...32).contains(bits) else { return false }
            return !reserved4.contains { start, length in
                let shared = min(bits, length)
                return shared == 0 || address >> UInt32(32 - shared) == start >> UInt32(32 - shared)
            }
        }
        guard let address = AddressText.address6(octets, isStrict: true) else { return false }
        let bits = parts.count > 1 ? Int(parts[1]) ?? 0 : 128
        // Global unicast alone, and no IPv4 inside it (6to4, Teredo), which would be judged as IPv4.
        guard (STIXLimits.blockedNetworkBits6Min...128).contains(bits), address >> 125 == 1 else { return false }
        return address >> 112 != 0x2002 && address >> 96 != 0x2001_0000
    }

    /// What is not of the public internet (RFC 6890 and its registry), without what is kept for documentation: first address and prefix.
    private static let reserved4: [(UInt32, Int)] = [
        (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16), (0xAC10_0000, 12), (0xC000_0000, 24),
        (0xC058_6300, 24), (0xC0A8_0000, 16), (0xC612_0000, 15), (0xE000_0000, 4), (0xF000_0000, 4),
    ]

    private static func isForeignName(_ octets: ArraySlice<UInt8>) -> Bool {
        guard isDomain(octets) else { return false }
        let labels = octets.split(separator: 0x2E).map { String(decoding: $0, as: UTF8.self).lowercased() }
        guard let last = labels.last, !localEndings.contains(last), labels.suffix(2) != ["home", "arpa"] else { return false }
        // "co.uk", "gov.hk": all of a country's.
        return !(labels.count == 2 && last.utf8.count == 2 && countryLabels.contains(labels[0]))
    }

    private static let localEndings: Set = ["localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp", "arpa"]
    private static let countryLabels: Set = [
        "ac", "co", "com", "ed", "edu", "go", "gob", "gouv", "gov", "govt", "gv", "id", "idv", "ltd", "me", "mil", "ne", "net", "nhs",
        "nic", "nom",
        "or", "org", "plc", "sch",
    ]
    private static let hashesOfNothing: Set = [
        "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        """
        cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e
        """,
    ]

    /// What stands between "://" and the path, without user and port; brackets of IPv6 taken off.
    private static func host(ofURL text: String) -> String? {
        guard let start = text.firstRange(of: "://")?.upperBound else { return nil }
        var host = text[start...].prefix { !"/?#\\".contains($0) }
        if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
        if host.hasPrefix("[") {
            let inner = host.dropFirst().prefix { $0 != "]" }
            return String(inner)
        }
        return String(host.prefix { $0 != ":" })
    }
}
