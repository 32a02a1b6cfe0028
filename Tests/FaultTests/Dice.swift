import Glibc

/// Random numbers that a seed brings back (SplitMix64).
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// The seed of a run: `SEED` of the environment, else a fresh one.
    static func runSeed() -> UInt64 {
        environment("SEED").flatMap { UInt64($0) } ?? UInt64.random(in: 1...999_999_999)
    }

    /// Whether every case of every scenario is played, as `make soak` does.
    static var isFull: Bool { environment("FULL") != nil }

    /// How many rounds a run has: `ROUNDS` of the environment, else those of `make test`.
    static func runRounds() -> Int { environment("ROUNDS").flatMap { Int($0) } ?? FaultLimits.rounds }
}

/// A variable of the environment; `nil` when it is empty or missing.
func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
}
