/// Where a node can be dialled: `host:port`, the host a DNS name, an IPv4 address or an IPv6 address in brackets.
///
/// One place has few spellings: letters are lower case, numbers carry no leading zeros, a name has no final dot, an
/// IPv6 address has no zone and no dotted tail.
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// The whole, as it stands in the certificate.
    public let text: String
    /// The host without brackets.
    public let host: String
    /// 1 to 65,535.
    public let port: UInt16

    /// Reads an endpoint; throws `endpointUnacceptable`.
    public init(_ text: String) throws(RecordError) {
        let octets = Array(text.utf8)
        guard octets.count <= RegistryLimits.endpointOctetsMax, let colon = octets.lastIndex(of: UInt8(ascii: ":")),
            let port = UInt16(exactly: Self.decimal(octets[(colon + 1)...]) ?? 0), port > 0
        else { throw .endpointUnacceptable }
        var host = octets[..<colon]
        if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]"), host.count > 2 {
            host = host.dropFirst().dropLast()
            guard Self.isIPv6(host) else { throw .endpointUnacceptable }
        } else {
            guard Self.isIPv4(host) || Self.isName(host) else { throw .endpointUnacceptable }
        }
        self.text = text
        self.host = String(decoding: host, as: UTF8.self)
        self.port = port
    }

    public var description: String { text }

    /// A decimal number of at most five digits without leading zeros.
    private static func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...5).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }), digits.count == 1 || digits.first != 0x30
        else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func isIPv4(_ host: ArraySlice<UInt8>) -> Bool {
        let parts = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { (decimal($0) ?? 256) < 256 }
    }

    /// Eight groups of one to four hexadecimal digits, or fewer with one `::` for at least one group of zero.
    private static func isIPv6(_ host: ArraySlice<UInt8>) -> Bool {
        let groups = host.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let written = groups.filter { !$0.isEmpty }
        guard written.allSatisfy({ $0.count <= 4 && $0.allSatisfy(isHexadecimal) }) else { return false }
        switch groups.count - written.count {
        case 0: return written.count == 8
        case 1: return written.count <= 7 && groups.first?.isEmpty == false && groups.last?.isEmpty == false
        case 2: return (1...7).contains(written.count) && (groups.prefix(2).allSatisfy(\.isEmpty) || groups.suffix(2).allSatisfy(\.isEmpty))
        case 3: return written.isEmpty && groups.count == 3
        default: return false
        }
    }

    private static func isHexadecimal(_ octet: UInt8) -> Bool {
        (0x30...0x39).contains(octet) || (0x61...0x66).contains(octet)
    }

    /// Labels of letters, digits and inner hyphens (RFC 1123 §2.1); the last one is no number, so it is never taken for an address.
    private static func isName(_ host: ArraySlice<UInt8>) -> Bool {
        let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard host.count <= 253, let last = labels.last, !last.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        return labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
        }
    }
}
