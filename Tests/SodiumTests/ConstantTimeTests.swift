import Sodium
import Testing

@Suite struct ConstantTimeTests {
    @Test("Equal octets are equal and a difference anywhere is seen", arguments: [1, 2, 16, 32, 33, 1_000])
    func difference(_ count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        let left = random.octets(count)
        #expect(octetsAreEqual(left, left))
        for index in 0..<count {
            var right = left
            right[index] ^= 1 << UInt8(index % 8)
            #expect(!octetsAreEqual(left, right))
        }
    }

    @Test("Other lengths are unequal, none is equal to none")
    func lengths() {
        #expect(octetsAreEqual([UInt8](), [UInt8]()))
        #expect(!octetsAreEqual([0], [UInt8]()))
        #expect(!octetsAreEqual([0, 0], [0]))
    }

    @Test("Slices and collections without contiguous memory compare alike")
    func collections() {
        let bytes: [UInt8] = [1, 2, 3, 4]
        #expect(octetsAreEqual(bytes[1...2], [2, 3]))
        #expect(octetsAreEqual(bytes.reversed(), [4, 3, 2, 1]))
        #expect(!octetsAreEqual(bytes.reversed(), bytes))
    }

    @Test("Fixed values and secrets compare alike")
    func values() {
        let (first, second) = (SecureRandom.octets32(), SecureRandom.octets32())
        #expect(octetsAreEqual(first, first) && !octetsAreEqual(first, second))
        let left = secret([1, 2])
        let same = secret([1, 2])
        let other = secret([1, 3])
        let (isSame, isOther) = (octetsAreEqual(left, same), octetsAreEqual(left, other))
        #expect(isSame && !isOther)
    }
}
