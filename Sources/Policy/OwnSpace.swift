/// An organisation's own networks, domains and names, and whether a text mentions one of them.
public struct OwnSpace: Equatable, Sendable {
    private var networks4 = AddressRanges<UInt32>()
    private var networks6 = AddressRanges<UInt128>()
    /// Domains in lower case, without a dot at the end.
    private var domains: Set<String> = []
    /// Hashes of the domains read from their last octet, by which a host's suffixes are looked up.
    private var domainHashes: Set<UInt64> = []
    /// Plain names in lower case.
    private var plainNames: [[UInt8]] = []
    /// Numbers of plain names by their first octet.
    private var namesByFirst: [UInt8: [Int]] = [:]

    /// Nothing of one's own.
    public init() {}

    /// Whether nothing is in it.
    public var isEmpty: Bool { networks4.isEmpty && networks6.isEmpty && domains.isEmpty && plainNames.isEmpty }

    /// What a text mentions: addresses within own networks, hosts at or under own domains, own plain names as whole words.
    ///
    /// Finds `203[.]0[.]113[.]7`, `example[.]org` and the like, too. Where the text has backslashes it is looked through a second time with
    /// the escapes of JSON resolved. It finds too much rather than too little: an address is one wherever it stands.
    ///
    /// - Parameter octets: UTF-8; what is not UTF-8 is looked through as far as it can be.
    public func mentions(in octets: [UInt8]) -> OwnMentions {
        guard !isEmpty else { return [] }
        var text = PlainOctets(octets)
        var found = scan(&text)
        if octets.contains(0x5C) {
            var resolved = PlainOctets(resolvingEscapesOf: octets)
            found.formUnion(scan(&resolved))
        }
        return found
    }

    private func scan(_ text: inout PlainOctets) -> OwnMentions {
        var found: OwnMentions = []
        if !plainNames.isEmpty, hasName(text.octets) { found.insert(.names) }
        text.removeDefanging()
        if !domains.isEmpty, !found.contains(.names), hasHost(text.octets) { found.insert(.names) }
        if !networks4.isEmpty && hasAddress4(text.octets) || !networks6.isEmpty && hasAddress6(text.octets) { found.insert(.networks) }
        return found
    }

    private func hasAddress4(_ octets: [UInt8]) -> Bool {
        OctetRun.first(in: octets, of: { ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2E }) { run in
            run.count >= 7 && AddressText.address4(octets[run].trimmed(0x2E)).map(networks4.contains) ?? false
        }
    }

    private func hasAddress6(_ octets: [UInt8]) -> Bool {
        OctetRun.first(in: octets, of: AddressText.isPart6) { run in
            AddressText.candidates6(octets[run]).contains { AddressText.address6($0).map(networks6.contains) ?? false }
        }
    }

    private func hasHost(_ octets: [UInt8]) -> Bool {
        OctetRun.first(in: octets, of: Self.isHostPart) { run in
            var end = run.upperBound
            while end > run.lowerBound, octets[end - 1] == 0x2E { end -= 1 }
            var hash = DomainHash()
            var index = end
            while index > run.lowerBound {
                index -= 1
                if octets[index] == 0x2E, domainHashes.contains(hash.value),
                    domains.contains(String(decoding: octets[index + 1..<end], as: UTF8.self))
                {
                    return true
                }
                hash.add(octets[index])
            }
            return domainHashes.contains(hash.value) && domains.contains(String(decoding: octets[run.lowerBound..<end], as: UTF8.self))
        }
    }

    private func hasName(_ octets: [UInt8]) -> Bool {
        var isInside = false
        for index in octets.indices {
            defer { isInside = Self.isWordPart(octets[index]) }
            guard !isInside || !Self.isWordPart(octets[index]), let numbers = namesByFirst[octets[index]] else { continue }
            for number in numbers {
                let name = plainNames[number]
                let end = index + name.count
                guard end <= octets.count, octets[index..<end].elementsEqual(name) else { continue }
                if end == octets.count || !Self.isWordPart(octets[end]) || !Self.isWordPart(octets[end - 1]) { return true }
            }
        }
        return false
    }

    private static func isHostPart(_ octet: UInt8) -> Bool { isWordPart(octet) || octet == 0x2E || octet == 0x2D || octet == 0x5F }

    private static func isWordPart(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x61...0x7A, 0x80...0xFF: true
        default: false
        }
    }
}

extension OwnSpace {
    /// Adds a network in the notation of RFC 4632 or RFC 4291, or one address; gives what is wrong with it instead.
    mutating func add(network: String) -> String? {
        let parts = network.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { return "it is no network" }
        let address = Array(parts[0].lowercased().utf8)[...]
        let prefix = parts.count == 2 ? Int(parts[1]) : nil
        if parts.count == 2, prefix == nil { return "it is no network" }
        if let value = AddressText.address4(address) {
            let length = prefix ?? 32
            guard (1...32).contains(length) else { return "the length of its prefix is not 1 to 32" }
            let mask: UInt32 = ~UInt32(0) << UInt32(32 - length)
            guard value & ~mask == 0 else { return "its address has bits behind the prefix" }
            networks4.add(value...(value | ~mask))
        } else if let value = AddressText.address6(address) {
            let length = prefix ?? 128
            guard (1...128).contains(length) else { return "the length of its prefix is not 1 to 128" }
            let mask: UInt128 = ~UInt128(0) << UInt128(128 - length)
            guard value & ~mask == 0 else { return "its address has bits behind the prefix" }
            networks6.add(value...(value | ~mask))
        } else {
            return "it is no network"
        }
        return nil
    }

    /// Adds a domain, where the text is one, or else a plain name; gives what is wrong with it instead.
    mutating func add(name: String) -> String? {
        let octets = PlainOctets(Array(name.utf8)).octets
        guard octets.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), octets.first != 0x20, octets.last != 0x20 else {
            return "it has spaces around it or control characters in it"
        }
        let labels = octets.split(separator: 0x2E, omittingEmptySubsequences: false)
        if labels.count > 1, octets.allSatisfy(Self.isHostPart) {
            let trimmed = labels.last?.isEmpty == true ? Array(labels.dropLast()) : Array(labels)
            guard trimmed.count > 1 else { return "a whole top-level domain is nobody's own" }
            guard trimmed.allSatisfy({ !$0.isEmpty }) else { return "a domain has no empty label" }
            let domain = Array(trimmed.joined(separator: [0x2E]))
            domains.insert(String(decoding: domain, as: UTF8.self))
            var hash = DomainHash()
            for octet in domain.reversed() { hash.add(octet) }
            domainHashes.insert(hash.value)
            return nil
        }
        guard name.count >= RulebookLimits.plainNameCharactersMin else {
            return "a name of fewer than \(RulebookLimits.plainNameCharactersMin) characters stands in every text"
        }
        guard !plainNames.contains(octets), let first = octets.first else { return nil }
        namesByFirst[first, default: []].append(plainNames.count)
        plainNames.append(octets)
        return nil
    }

    /// Sorts what was added; to be called before anything is asked.
    mutating func prepare() {
        networks4.join()
        networks6.join()
    }
}

/// A hash of a domain that grows from its last octet to its first (FNV-1a).
private struct DomainHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ octet: UInt8) { value = (value ^ UInt64(octet)) &* 0x100_0000_01B3 }
}

/// Stretches of octets of one sort in a text.
private enum OctetRun {
    /// Whether one of the longest stretches of such octets is what is looked for.
    static func first(in octets: [UInt8], of isPart: (UInt8) -> Bool, where matches: (Range<Int>) -> Bool) -> Bool {
        var index = 0
        while index < octets.count {
            guard isPart(octets[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < octets.count, isPart(octets[index]) { index += 1 }
            if matches(start..<index) { return true }
        }
        return false
    }
}

extension ArraySlice<UInt8> {
    /// Without such octets at both ends.
    func trimmed(_ octet: UInt8) -> Self { drop { $0 == octet }.reversed().drop { $0 == octet }.reversed()[...] }
}
