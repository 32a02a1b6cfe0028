import Sodium
import Wire

/// Finds a hash among ascending ones: where those with the same first bits begin, and a search by halves from there.
///
/// Hashes are spread evenly, so that one or two share a beginning; somebody who grinds theirs gains nothing but the halves.
struct HashIndex {
    private let hashes: [Hash]
    /// For each beginning, the index of the first hash that has it or a later one; one more at the end.
    private let starts: [Int]
    private let shift: UInt64

    init(ascending hashes: [Hash]) {
        let bits = max(1, Int.bitWidth - hashes.count.leadingZeroBitCount)
        let shift = UInt64(64 - bits)
        var starts = [Int](repeating: 0, count: (1 << bits) + 1)
        for hash in hashes { starts[Int(Self.beginning(hash) >> shift) + 1] += 1 }
        for beginning in starts.indices.dropFirst() { starts[beginning] += starts[beginning - 1] }
        self.hashes = hashes
        self.starts = starts
        self.shift = shift
    }

    func index(of hash: Hash) -> Int? {
        let beginning = Int(Self.beginning(hash) >> shift)
        var (low, high) = (starts[beginning], starts[beginning + 1])
        while low < high {
            let middle = (low + high) / 2
            if hashes[middle] == hash { return middle }
            if hashes[middle] < hash { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    private static func beginning(_ hash: Hash) -> UInt64 {
        hash.octets.withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) }
    }
}
