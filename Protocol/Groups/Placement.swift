public import Ledger
import Policy
public import Wire

/// Why an entry is not used where it stands. It is kept and passed on like any other.
public enum PlacementError: Error, Equatable, Sendable {
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

    /// Judges an item by its content: what stands in the public group is for everyone. Also for an author, before it publishes.
    public static func check(_ content: ItemContent, in tag: GroupTag, network: NetworkID) throws(PlacementError) {
        guard content.tlp == .clear || tag != publicTag(of: network) else { throw .notClear }
    }
}
