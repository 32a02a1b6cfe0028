/// Internet addresses as text: IPv4 in four decimal parts, IPv6 as RFC 4291 §2.2 has it. The one place that reads them.
public enum AddressText {
    /// Four parts of one to three digits, each at most 255.
    ///
    /// Strictly, a part does not begin with a zero that means nothing: some programs read it as octal. People write such all the same.
    public static func address4(_ text: ArraySlice<UInt8>, isStrict: Bool = false) -> UInt32? {
        var value: UInt32 = 0
        var (parts, digits, number) = (0, 0, UInt32(0))
        for octet in text {
            if octet == 0x2E {
                guard digits > 0, parts < 3 else { return nil }
                value = value << 8 | number
                (parts, digits, number) = (parts + 1, 0, 0)
                continue
            }
            guard (0x30...0x39).contains(octet), digits < 3, !(isStrict && digits > 0 && number == 0) else { return nil }
            number = number * 10 + UInt32(octet - 0x30)
            digits += 1
            guard number <= 255 else { return nil }
        }
        return parts == 3 && digits > 0 ? value << 8 | number : nil
    }

    /// Eight groups of one to four hexadecimal digits, of which one stretch may be left out; the last two may be IPv4.
    public static func address6(_ text: ArraySlice<UInt8>, isStrict: Bool = false) -> UInt128? {
        guard let gap = gap(in: text) else { return groups(text, isStrict).flatMap { $0.count == 8 ? joined($0) : nil } }
        guard let head = groups(text[..<gap], isStrict), let tail = groups(text[(gap + 2)...], isStrict), head.count + tail.count <= 7
        else {
            return nil
        }
        return joined(head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
    }

    /// An address of IPv6 in its one spelling (RFC 5952 section 4): lower case, no leading zeros, the longest run of zero groups left out.
    public static func text6(_ address: UInt128) -> String {
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: address >> UInt128(112 - 16 * $0)) }
        var best = 0..<0
        var start = 0
        while start < 8 {
            let end = groups[start...].firstIndex { $0 != 0 } ?? 8
            if end - start > max(best.count, 1) { best = start..<end }
            start = end + 1
        }
        let text = { (part: ArraySlice<UInt16>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
        return best.isEmpty ? text(groups[...]) : text(groups[..<best.lowerBound]) + "::" + text(groups[best.upperBound...])
    }

    /// What of a stretch of hexadecimal digits, colons and dots may be an address: the whole without punctuation around it.
    static func candidates6(_ run: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var colons = 0
        for octet in run where octet == 0x3A { colons += 1 }
        guard colons >= 2 else { return [] }
        var text = run.drop { $0 == 0x2E }
        while text.last == 0x2E { text.removeLast() }
        if text.first == 0x3A, text.dropFirst().first != 0x3A { text.removeFirst() }
        if text.last == 0x3A, text.dropLast().last != 0x3A { text.removeLast() }
        return [text]
    }

    static func isPart6(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x61...0x66, 0x3A, 0x2E: true
        default: false
        }
    }

    private static func gap(in text: ArraySlice<UInt8>) -> Int? {
        text.indices.dropLast().first { text[$0] == 0x3A && text[$0 + 1] == 0x3A }
    }

    private static func groups(_ text: ArraySlice<UInt8>, _ isStrict: Bool) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var result: [UInt16] = []
        let parts = text.split(separator: 0x3A, omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains(0x2E) {
                guard let value = address4(part, isStrict: isStrict) else { return nil }
                result += [UInt16(value >> 16), UInt16(value & 0xFFFF)]
                continue
            }
            guard (1...4).contains(part.count) else { return nil }
            var number: UInt16 = 0
            for octet in part {
                switch octet {
                case 0x30...0x39: number = number << 4 | UInt16(octet - 0x30)
                case 0x41...0x46, 0x61...0x66: number = number << 4 | UInt16((octet | 0x20) - 0x61 + 10)
                default: return nil
                }
            }
            result.append(number)
        }
        return result.count <= 8 ? result : nil
    }

    private static func joined(_ groups: [UInt16]) -> UInt128 { groups.reduce(0) { $0 << 16 | UInt128($1) } }
}

/// Ranges of addresses, sorted and joined, in which one is found by halving.
struct AddressRanges<Address: FixedWidthInteger & Sendable>: Equatable, Sendable {
    private var ranges: [ClosedRange<Address>] = []

    var isEmpty: Bool { ranges.isEmpty }

    mutating func add(_ range: ClosedRange<Address>) { ranges.append(range) }

    /// Sorts the ranges and joins those that meet.
    mutating func join() {
        var joined: [ClosedRange<Address>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, range.lowerBound <= last.upperBound {
                joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        ranges = joined
    }

    func contains(_ address: Address) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < address { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(address)
    }
}
