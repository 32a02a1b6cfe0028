public import Ledger
public import Policy
public import Wire

/// Why an entry is not used where it stands. It is kept and passed on like any other.
public enum PlacementError: String, Error, Equatable, Sendable {
    /// An item of a group that is not the public one is not sealed.
    case plainItem
    /// An item of the public group is sealed, so that not everyone can read it.
    case sealedPublicItem
    /// An item of the public group is not TLP:CLEAR.
    case notClear
    /// A subkey, epoch, grant or complaint is sealed, though it must be read to open anything.
    case sealedKeyEntry
    /// A subkey outside the community's journals, or an epoch, grant or complaint in those of the public group.
    case misplacedKind
    /// Receipts outside a closed or named group, or a contribution outside a named one.
    case misplacedContent
    /// An item of the public group, whose journals name their writer, says that its author must not be named.
    case attributionForbidden
}

/// Which kinds of entries may stand where, sealed or plain (specification §2.4, §4.2 and §4.11).
public enum Placement {
    /// Judges an entry by what its header tells.
    public static func check(_ kind: EntryKind, isSealed: Bool, in tag: GroupTag, network: NetworkID) throws(PlacementError) {
        let isPublic = tag == publicTag(of: network)
        switch kind {
        case .opening: break
        case .item:
            guard isSealed || isPublic else { throw .plainItem }
            guard !isSealed || !isPublic else { throw .sealedPublicItem }
        case .subkey:
            guard !isSealed else { throw .sealedKeyEntry }
            guard tag == communityTag(of: network) else { throw .misplacedKind }
        case .epoch, .grant, .complaint:
            guard !isSealed else { throw .sealedKeyEntry }
            guard !isPublic else { throw .misplacedKind }
        }
    }

    /// Judges an item by its content and what the tag alone tells: what stands in the public group is for everyone. Also for an author,
    /// before it publishes.
    public static func check(_ content: ItemContent, in tag: GroupTag, network: NetworkID) throws(PlacementError) {
        if tag == publicTag(of: network) { try check(content, in: .everyone) }
        if tag == communityTag(of: network) { try check(content, in: .community) }
    }

    /// Judges an item by its content and the kind of its group, of which closed and named ones are known by their charters.
    public static func check(_ content: ItemContent, in audience: AudienceKind) throws(PlacementError) {
        switch content.kind {
        case .receipt: guard audience.isNoWider(than: .closed) else { throw .misplacedContent }
        case .contribution: guard audience == .named else { throw .misplacedContent }
        case .bundle, .roster, .withdrawal, .reshare: break
        }
        guard audience == .everyone else { return }
        guard content.tlp == .clear else { throw .notClear }
        guard content.terms.attribution == .allowed else { throw .attributionForbidden }
    }
}
