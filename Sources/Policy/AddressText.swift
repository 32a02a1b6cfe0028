/// Internet addresses as people write them: IPv4 in four decimal parts, IPv6 as RFC 4291 §2.2 has it.
enum AddressText {
    /// Four parts of one to three digits, each at most 255.
    static func address4(_ text: ArraySlice<UInt8>) -> UInt32? {
        let parts = text.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count) else { return nil }
            var number: UInt32 = 0
            for octet in part {
                guard (0x30...0x39).contains(octet) else { return nil }
                number = number * 10 + UInt32(octet - 0x30)
            }
            guard number <= 255 else { return nil }
            value = value << 8 | number
        }
        return value
    }

    /// Eight groups of one to four hexadecimal digits in lower case, of which one stretch may be left out; the last two may be IPv4.
    static func address6(_ text: ArraySlice<UInt8>) -> UInt128? {
        guard let gap = gap(in: text) else { return groups(text).flatMap { $0.count == 8 ? joined($0) : nil } }
        guard let head = groups(text[..<gap]), let tail = groups(text[(gap + 2)...]), head.count + tail.count <= 7 else { return nil }
        return joined(head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
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

    private static func groups(_ text: ArraySlice<UInt8>) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var result: [UInt16] = []
        let parts = text.split(separator: 0x3A, omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains(0x2E) {
                guard let value = address4(part) else { return nil }
                result += [UInt16(value >> 16), UInt16(value & 0xFFFF)]
                continue
            }
            guard (1...4).contains(part.count) else { return nil }
            var number: UInt16 = 0
            for octet in part {
                switch octet {
                case 0x30...0x39: number = number << 4 | UInt16(octet - 0x30)
                case 0x61...0x66: number = number << 4 | UInt16(octet - 0x61 + 10)
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
