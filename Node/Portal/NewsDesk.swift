public import Exchange

/// What happens at the node, as far as pages show it.
public protocol NewsDesk: Sendable {
    /// Rings when there is something new to read.
    var arrivals: Bell { get }
    /// How many items came on each of the last days, today among them, in order; at most 366.
    func activity(days: Int) async throws(OperationError) -> [DayActivity]
}

/// How much came on one day.
public struct DayActivity: Equatable, Sendable {
    /// "2026-11-29", in UTC.
    public var day: String
    public var items: Int

    public init(day: String, items: Int) {
        self.day = day
        self.items = items
    }
}
