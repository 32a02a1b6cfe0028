public import Policy
public import Wire

/// What an author says about an item's life: until when, how much further, under whose name and in whose place (specification §9.2).
public struct ItemTerms: Equatable, Sendable {
    /// The second from which honest nodes no longer show it; 0 for never.
    public let expires: UInt64
    public let resharing: Resharing
    public let attribution: Attribution
    /// The item that this one is the corrected version of.
    public let replaces: Hash?

    public init(expires: UInt64 = 0, resharing: Resharing = .asMarked, attribution: Attribution = .allowed, replaces: Hash? = nil) {
        self.expires = expires
        self.resharing = resharing
        self.attribution = attribution
        self.replaces = replaces
    }

    /// What holds for content that says nothing: such terms are not written.
    public static let none = ItemTerms()

    /// Whether an item under these terms is no longer shown in this second.
    public func isExpired(at second: UInt64) -> Bool { expires != 0 && second >= expires }

    /// Throws `unexpectedTerms`, `invalidTerms` or `invalidExpiry`.
    func check(kind: ItemKind, tlp: TLP, created: UInt64) throws(ItemContentError) {
        let mayStand =
            switch kind {
            case .bundle: true
            // How far the original may go and whether its author is named, the original says.
            case .reshare: resharing == .asMarked && attribution == .allowed
            case .roster, .withdrawal, .receipt, .contribution: self == .none
            }
        guard mayStand else { throw .unexpectedTerms }
        guard resharing != .allowed || tlp < .red else { throw .invalidTerms }
        guard expires == 0 || expires > created else { throw .invalidExpiry }
    }

    func write(to writer: inout CBORWriter) {
        writer.array(4)
        writer.unsigned(expires)
        writer.unsigned(resharing.rawValue)
        writer.unsigned(attribution.rawValue)
        writer.identifier(replaces)
    }
}
