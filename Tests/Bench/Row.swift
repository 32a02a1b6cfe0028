/// One line of the table: a number of ours beside a baseline measured in the same run.
struct Row: Sendable {
    /// What a number is compared with; the floor is always a ratio.
    enum Target: Sendable {
        /// The ratio to the baseline.
        case ratio(Double)
        /// The measured value itself, in the row's unit.
        case value(Double)
    }

    /// Whether more is better or less.
    enum Direction: String, Codable, Sendable {
        case atLeast
        case atMost

        func holds(_ value: Double, _ limit: Double) -> Bool {
            switch self {
            case .atLeast: value >= limit
            case .atMost: value <= limit
            }
        }
    }

    let name: String
    let unit: String
    let value: Double
    /// What the baseline is, in a few words.
    let baseline: String
    let baselineValue: Double
    /// The median over the rounds of value to baseline.
    let ratio: Double
    let target: Target
    let direction: Direction

    /// Whether the target is reached in this run.
    var meetsTarget: Bool {
        switch target {
        case .ratio(let limit): direction.holds(ratio, limit)
        case .value(let limit): direction.holds(value, limit)
        }
    }
}

/// Numbers of one measurement in the order of their rounds.
struct Samples {
    private(set) var values: [Double] = []

    mutating func add(_ value: Double) { values.append(value) }

    var median: Double { quantile(0.5) }

    /// The smallest value that so large a share of all values does not exceed.
    func quantile(_ share: Double) -> Double {
        precondition(!values.isEmpty, "nothing was measured")
        let sorted = values.sorted()
        let index = Int((share * Double(sorted.count)).rounded(.up)) - 1
        return sorted[max(0, min(index, sorted.count - 1))]
    }
}
