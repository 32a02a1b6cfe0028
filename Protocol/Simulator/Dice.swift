/// A small seeded generator (splitmix64): everything that is left to chance in a simulation follows from its seed.
public struct Dice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The same seed gives the same numbers, on every machine.
    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A generator of its own for one part, so that what another part draws changes nothing here.
    func child(_ part: UInt64) -> Dice {
        var parent = Dice(seed: state ^ (part &* 0xD134_2543_DE82_EF95))
        return Dice(seed: parent.next())
    }

    /// Whether something of this probability happens.
    mutating func happens(_ probability: Double) -> Bool {
        probability > 0 && Double(next() >> 11) * 0x1p-53 < probability
    }

    /// One of the numbers below the bound, which is at least 1.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// A number in a range with both ends.
    mutating func within(_ range: ClosedRange<UInt64>) -> UInt64 {
        let width = range.upperBound - range.lowerBound
        return width == .max ? next() : range.lowerBound + next() % (width + 1)
    }

    mutating func octets(_ count: Int) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(count + 8)
        while octets.count < count { withUnsafeBytes(of: next().littleEndian) { octets.append(contentsOf: $0) } }
        octets.removeLast(octets.count - count)
        return octets
    }

    /// The numbers below `count` in a random order.
    mutating func order(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for place in stride(from: count - 1, to: 0, by: -1) { order.swapAt(place, below(place + 1)) }
        return order
    }
}
