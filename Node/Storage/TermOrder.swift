import Glibc

/// The order of terms: octet by octet, and what ends first comes first.
enum TermOrder {
    /// Below zero when the left term comes first, zero when both are the same.
    static func compare(_ left: borrowing Span<UInt8>, _ right: borrowing Span<UInt8>) -> Int {
        let (leftCount, rightCount) = (left.count, right.count)
        let common = left.withUnsafeBytes { left in
            right.withUnsafeBytes { right -> Int in
                guard let left = left.baseAddress, let right = right.baseAddress else { return 0 }
                return Int(memcmp(left, right, min(leftCount, rightCount)))
            }
        }
        return common != 0 ? common : leftCount - rightCount
    }

    static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool { compare(left.span, right.span) < 0 }

    /// The first eight octets as a number that is ordered as the terms are; what is missing counts as 0, which no word has.
    static func beginning(_ term: borrowing Span<UInt8>) -> UInt64 {
        var number: UInt64 = 0
        for index in 0..<min(8, term.count) { number |= UInt64(term[index]) << UInt64(56 - 8 * index) }
        return number
    }

    /// How many octets two terms have alike at their beginnings.
    static func shared(_ left: borrowing Span<UInt8>, _ right: borrowing Span<UInt8>) -> Int {
        let end = min(left.count, right.count)
        var index = 0
        while index < end, left[index] == right[index] { index += 1 }
        return index
    }
}

extension [UInt8] {
    init(copying octets: borrowing Span<UInt8>) { self = octets.withUnsafeBufferPointer { Array($0) } }

    mutating func append(copying octets: borrowing Span<UInt8>) { octets.withUnsafeBufferPointer { append(contentsOf: $0) } }
}
