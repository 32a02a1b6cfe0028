import STIX

/// An address or network as octets: its family, its bits, and what is masked by them.
struct AddressOctets: Equatable {
    /// 4 or 16 octets.
    let octets: [UInt8]
    /// Bits that count; all of them for an address.
    let bits: Int

    /// `nil` for a value that is no address.
    init?(_ value: ObservedValue) {
        let parts = value.text.split(separator: "/")
        switch value.kind {
        case .ipv4, .ipv6, .network: break
        default: return nil
        }
        guard let address = parts.first else { return nil }
        octets = address.contains(":") ? Self.longOctets(address) : address.split(separator: ".").compactMap { UInt8($0) }
        guard octets.count == 4 || octets.count == 16 else { return nil }
        bits = parts.count == 2 ? Int(parts[1]) ?? 0 : octets.count * 8
    }

    /// What stands in a table for the network of so many bits in which the address lies.
    func network(_ bits: Int) -> [UInt8] {
        var masked = octets
        for index in masked.indices {
            let kept = max(0, min(8, bits - index * 8))
            masked[index] &= kept == 0 ? 0 : 0xFF << (8 - UInt8(kept))
        }
        return [UInt8(octets.count), UInt8(bits)] + masked
    }

    /// The network in text.
    func text(_ bits: Int) -> String {
        let masked = network(bits).dropFirst(2)
        if octets.count == 4 { return masked.map { "\($0)" }.joined(separator: ".") + "/\(bits)" }
        let groups = stride(from: masked.startIndex, to: masked.endIndex, by: 2).map {
            String(UInt16(masked[$0]) << 8 | UInt16(masked[$0 + 1]), radix: 16)
        }
        return (ObservedValue(typed: groups.joined(separator: ":"))?.text ?? "") + "/\(bits)"
    }

    /// The octets of an address in canonical text (RFC 5952).
    private static func longOctets(_ text: Substring) -> [UInt8] {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false).map { half in
            half.split(separator: ":").compactMap { UInt16($0, radix: 16) }
        }
        guard let head = halves.first else { return [] }
        let tail = halves.count == 2 ? halves[1] : []
        let groups = head + [UInt16](repeating: 0, count: max(0, 8 - head.count - tail.count)) + tail
        return groups.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }
}
