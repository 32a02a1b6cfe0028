/// Numbers as Rice codes, the lowest bit of an octet first: what is above the parameter's bits as so many zeros and a one, then these bits.
struct BitWriter {
    private(set) var octets: [UInt8] = []
    private var buffer: UInt64 = 0
    private var filled = 0

    /// Writes a number; the parameter is 0 to 56.
    mutating func append(_ number: UInt64, _ parameter: Int) {
        var zeros = number >> UInt64(parameter)
        while zeros >= 32 {
            put(0, 32)
            zeros -= 32
        }
        put(1 << zeros, Int(zeros) + 1)
        if parameter > 32 {
            put(number & 0xFFFF_FFFF, 32)
            put(number >> 32 & (1 << UInt64(parameter - 32) - 1), parameter - 32)
        } else if parameter > 0 {
            put(number & (1 << UInt64(parameter) - 1), parameter)
        }
    }

    /// Adds up to 33 bits.
    private mutating func put(_ bits: UInt64, _ count: Int) {
        buffer |= bits << UInt64(filled)
        filled += count
        while filled >= 8 {
            octets.append(UInt8(truncatingIfNeeded: buffer))
            buffer >>= 8
            filled -= 8
        }
    }

    /// Fills the last octet with zeros.
    mutating func finish() {
        guard filled > 0 else { return }
        octets.append(UInt8(truncatingIfNeeded: buffer))
        (buffer, filled) = (0, 0)
    }
}

/// Reads what `BitWriter` wrote.
struct BitReader {
    private let octets: [UInt8]
    private var index: Int
    private let end: Int
    private var buffer: UInt64 = 0
    private var filled = 0

    init(_ octets: [UInt8], _ range: Range<Int>) {
        self.octets = octets
        index = range.lowerBound
        end = range.upperBound
    }

    /// The next number; `nil` where none is.
    mutating func next(_ parameter: Int) -> UInt64? {
        var zeros: UInt64 = 0
        while true {
            if filled < 32 { fill() }
            guard filled > 0 else { return nil }
            let found = min(buffer.trailingZeroBitCount, filled)
            zeros += UInt64(found)
            if found < filled {
                drop(found + 1)
                break
            }
            drop(filled)
        }
        var low: UInt64 = 0
        var taken = 0
        while taken < parameter {
            let count = min(parameter - taken, 32)
            if filled < count { fill() }
            guard filled >= count else { return nil }
            low |= (buffer & (1 << UInt64(count) - 1)) << UInt64(taken)
            drop(count)
            taken += count
        }
        guard zeros <= UInt64.max >> UInt64(parameter) else { return nil }
        return zeros << UInt64(parameter) | low
    }

    private mutating func fill() {
        while filled <= 56, index < end {
            buffer |= UInt64(octets[index]) << UInt64(filled)
            index += 1
            filled += 8
        }
    }

    private mutating func drop(_ count: Int) {
        buffer = count == 64 ? 0 : buffer >> UInt64(count)
        filled -= count
    }
}
