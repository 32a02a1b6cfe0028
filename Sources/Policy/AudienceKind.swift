/// To whom an item would go, from the widest kind of audience to the narrowest.
public enum AudienceKind: UInt8, Sendable, CaseIterable {
    /// The public.
    case everyone = 0
    /// All member organisations.
    case community = 1
    /// The member organisations of one sector.
    case sector = 2
    /// The organisations on a closed group's roster.
    case closed = 3
    /// Organisations named one by one for this item.
    case named = 4

    /// Whether this kind reaches at most as far as the other.
    public func isNoWider(than bound: Self) -> Bool { rawValue >= bound.rawValue }

    /// The kind in words that fit behind "goes to".
    public var displayName: String {
        switch self {
        case .everyone: "the public"
        case .community: "all members"
        case .sector: "a sector"
        case .closed: "a closed group"
        case .named: "named recipients"
        }
    }
}
