/// What an item is (specification §4.11).
public enum ItemKind: UInt8, Sendable, CaseIterable {
    /// A STIX bundle.
    case bundle = 0
    /// A `RosterDocument`.
    case roster = 1
    /// A `Withdrawal`: its author's word that an earlier item is no longer to be shown, or lives on elsewhere.
    case withdrawal = 2
    /// Somebody else's item with its author's proof; see `Reshare`.
    case reshare = 3
    /// `Receipts`: which corrections and withdrawals a node has applied.
    case receipt = 4
    /// A `Contribution`: an item that its receiver may issue under its own name.
    case contribution = 5

    /// Whether people read it: a bundle, or one that is shared again. Everything else is for nodes.
    public var isForReading: Bool { self == .bundle || self == .reshare }
}
