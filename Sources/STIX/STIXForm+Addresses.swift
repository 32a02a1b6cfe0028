import Policy

/// Addresses and names of networks as the observables hold them (STIX 2.1 §6.4, §6.5, §6.8 to §6.10, §6.15).
extension STIXForm {
    /// RFC 3986 by its characters: a scheme, a colon and more, all of it ASCII that may stand in a URL.
    static func isURL(_ octets: [UInt8]) -> Bool {
        guard let colon = octets.firstIndex(of: 0x3A), colon > 0, colon + 1 < octets.count, isLetter(octets[0]) else { return false }
        guard octets[..<colon].allSatisfy({ isLetter($0) || isDigit($0) || [0x2B, 0x2D, 0x2E].contains($0) }) else { return false }
        return octets.allSatisfy { octet in
            guard octet > 0x20, octet < 0x7F else { return false }
            switch octet {
            case 0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B, 0x7C, 0x7D: return false
            default: return true
            }
        }
    }

    /// Six pairs of lower case hexadecimal digits with colons between them.
    static func isMAC(_ octets: [UInt8]) -> Bool {
        octets.count == 17
            && octets.enumerated().allSatisfy { $0.offset % 3 == 2 ? $0.element == 0x3A : isHex($0.element) && !isUpper($0.element) }
    }

    /// An address, or one with the length of a network's prefix behind a slash.
    static func isNetwork(_ octets: [UInt8], bitsMax: Int, _ isAddress: (ArraySlice<UInt8>) -> Bool) -> Bool {
        guard let slash = octets.firstIndex(of: 0x2F) else { return isAddress(octets[...]) }
        let bits = octets[(slash + 1)...]
        guard (1...3).contains(bits.count), bits.allSatisfy(isDigit), bits.count == 1 || bits.first != 0x30 else { return false }
        return bits.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= bitsMax && isAddress(octets[..<slash])
    }

    /// Four numbers up to 255 without leading zeros.
    static func isIPv4(_ octets: ArraySlice<UInt8>) -> Bool { AddressText.address4(octets, isStrict: true) != nil }

    /// Eight groups, fewer where `::` stands for some, the last two perhaps as IPv4; a zone may follow.
    static func isIPv6(_ octets: ArraySlice<UInt8>) -> Bool {
        guard let percent = octets.firstIndex(of: 0x25) else { return AddressText.address6(octets, isStrict: true) != nil }
        return percent + 1 < octets.endIndex && AddressText.address6(octets[..<percent], isStrict: true) != nil
    }

    /// Labels of up to 63 octets with dots between them, 253 together; letters of other scripts are taken as they are written.
    static func isDomainName(_ text: [UInt8]) -> Bool {
        let octets = text.last == 0x2E ? text.dropLast() : text[...]
        guard !octets.isEmpty, octets.count <= 253 else { return false }
        return octets.split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
                && label.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2D || $0 == 0x5F || $0 >= 0x80 }
        }
    }

    /// RFC 5322 §3.4.1 as far as people write it: something, an at sign, a domain or a literal in brackets.
    static func isMailAddress(_ octets: [UInt8]) -> Bool {
        guard let at = octets.lastIndex(of: 0x40), at > 0, at + 1 < octets.count else { return false }
        let local = octets[..<at]
        let domain = Array(octets[(at + 1)...])
        let isQuoted = local.first == 0x22 && local.last == 0x22 && local.count > 2
        guard isQuoted || !local.contains(where: { $0 <= 0x20 || $0 == 0x40 || $0 == 0x7F }) else { return false }
        return domain.first == 0x5B && domain.last == 0x5D || isDomainName(domain)
    }
}
