/// Durations counted by how long they were, in buckets that never change: half a millisecond to ten seconds, as disks take.
public struct Histogram: Equatable, Sendable {
    /// The upper ends of the buckets, in seconds; what takes longer is in none of them.
    public static let boundsSeconds: [Double] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

    /// How many durations fell into each bucket alone.
    public private(set) var counts = [Int](repeating: 0, count: boundsSeconds.count)
    /// How many there were, those beyond the last bucket included.
    public private(set) var count = 0
    /// All of them together, in seconds.
    public private(set) var sumSeconds = 0.0

    public init() {}

    /// Counts one duration, in seconds; it belongs to the first bucket that it does not exceed.
    public mutating func note(_ seconds: Double) {
        count += 1
        sumSeconds += seconds
        guard let bucket = Self.boundsSeconds.firstIndex(where: { seconds <= $0 }) else { return }
        counts[bucket] += 1
    }
}
