public import Wire

/// What the fold of lines needs to know of an item (specification §9.3). No clock is among it.
///
/// Two versions with one identifier are one: the identifier is a hash over everything else here, or over what names it.
public struct ItemVersion: Hashable, Sendable {
    public let id: Hash
    /// The organisation that wrote it.
    public let organisation: OrganisationID
    /// The item that it says it corrects.
    public let replaces: Hash?
    /// The second from which it is no longer shown; 0 for never.
    public let expires: UInt64
    /// Of a re-share the original that it carries.
    public let original: Hash?

    public init(id: Hash, organisation: OrganisationID, replaces: Hash?, expires: UInt64, original: Hash? = nil) {
        self.id = id
        self.organisation = organisation
        self.replaces = replaces
        self.expires = expires
        self.original = original
    }

    /// Of an item's content; `original` is the one that a re-share carries.
    public init(id: Hash, organisation: OrganisationID, content: ItemContent, original: Hash? = nil) {
        self.init(
            id: id, organisation: organisation, replaces: content.terms.replaces, expires: content.terms.expires, original: original)
    }
}

/// A withdrawal, with the item it came as and the organisation that wrote it.
public struct IssuedWithdrawal: Hashable, Sendable {
    public let id: Hash
    public let organisation: OrganisationID
    public let withdrawal: Withdrawal

    public init(id: Hash, organisation: OrganisationID, withdrawal: Withdrawal) {
        self.id = id
        self.organisation = organisation
        self.withdrawal = withdrawal
    }
}

/// What has become of one version (specification §9.3).
public enum ItemState: Hashable, Sendable {
    /// It is what its author says now.
    case current
    /// Its time is over.
    case expired
    /// The named version is what its author says now, or was when the line expired.
    case replaced(by: Hash)
    /// Its author took it back in the named withdrawal.
    case withdrawn(by: Hash)
    /// It lives on as another item, by the named withdrawal.
    case moved(to: Hash, by: Hash)
}
