/// How long an item waits before it leaves, and how many further people have to approve it, by its mark alone.
public struct WaitingTimes: Equatable, Sendable {
    /// What one mark makes an item wait.
    public struct Entry: Equatable, Sendable {
        /// Seconds in which it can be cancelled without a trace elsewhere.
        public var seconds: UInt64
        /// People besides the one who shares.
        public var approvals: Int

        public init(seconds: UInt64, approvals: Int) {
            self.seconds = seconds
            self.approvals = approvals
        }

        /// No wait and nobody else.
        public static let none = Entry(seconds: 0, approvals: 0)
    }

    private var entries: [Entry]

    /// CLEAR waits ten minutes and for a second person, GREEN two minutes, the others not at all.
    public static let defaults = WaitingTimes(entries: [
        Entry(seconds: 600, approvals: 1), Entry(seconds: 120, approvals: 0), .none, .none, .none,
    ])

    private init(entries: [Entry]) { self.entries = entries }

    /// What the mark makes an item wait.
    public subscript(_ tlp: TLP) -> Entry {
        get { entries[Int(tlp.rawValue)] }
        set { entries[Int(tlp.rawValue)] = newValue }
    }
}
