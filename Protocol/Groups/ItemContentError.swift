public import Wire

/// Why an item's content is refused. The entry stays; the item is not shown.
public enum ItemContentError: Error, Equatable, Sendable {
    /// The bytes are not the encoding of an item's content.
    case encoding(CBORError)
    /// The kind is not one this node knows.
    case unknownKind
    /// The mark is none of TLP 2.0's.
    case unknownTLP
    /// The mark is none of PAP's.
    case unknownPAP
    /// The title is too long or holds controls, direction marks or invisible characters.
    case invalidTitle
    /// The media type is too long or not printable ASCII.
    case invalidMediaType
    /// A roster document carries other marks, title or media type than it must.
    case unexpectedRosterFields
    /// A withdrawal, re-share, receipt or contribution carries another mark, a title or a media type that it must not.
    case unexpectedFields
    /// Recipients are named in an item that is not TLP:RED.
    case unexpectedRecipients
    /// Recipients are none, too many, out of order or repeated, or name nobody or somebody by an impossible name.
    case invalidRecipients
    /// The kind of item has no terms, or not these.
    case unexpectedTerms
    /// The terms say nothing, say something unknown, or allow an item under TLP:RED to be shared again.
    case invalidTerms
    /// The item expires before or when it begins.
    case invalidExpiry
    /// The data is no withdrawal.
    case invalidWithdrawal
    /// The data is no list of receipts.
    case invalidReceipt
    /// The data is no contribution, or its content is no bundle whose author must not be named.
    case invalidContribution

    /// The refusal's name in the specification and in the vectors.
    public var name: String {
        if case .encoding = self { "encoding" } else { String(describing: self) }
    }
}
