public import Policy

/// What stands inside an envelope: the data, its marks and what people see first (specification §4.11).
public struct ItemContent: Equatable, Sendable {
    public let kind: ItemKind
    /// How far the item may go. There is no item without.
    public let tlp: TLP
    /// What may be done with it; `nil` when the author said nothing.
    public let pap: PAP?
    /// At most 512 octets; see `PlainText`. Of a withdrawal the reason.
    public let title: String
    /// At most 128 printable ASCII characters, such as `application/stix+json;version=2.1`.
    public let mediaType: String
    /// The author's clock, in seconds since 1970-01-01T00:00Z.
    public let created: UInt64
    public let data: [UInt8]
    /// The people whom an item under TLP:RED names, by organisation, ascending. Empty when it is for the whole audience.
    public let recipients: [Recipient]
    /// Expiry, sharing again, attribution and what it replaces.
    public let terms: ItemTerms

    /// Throws every refusal of §4.11 but those of the encoding and of unknown numbers.
    public init(
        kind: ItemKind, tlp: TLP, pap: PAP?, title: String, mediaType: String, created: UInt64, data: [UInt8],
        recipients: [Recipient] = [], terms: ItemTerms = .none
    ) throws(ItemContentError) {
        guard PlainText.isTitle(title) else { throw .invalidTitle }
        guard PlainText.isMediaType(mediaType) else { throw .invalidMediaType }
        let isBare = pap == nil && mediaType.isEmpty
        switch kind {
        case .bundle: break
        case .roster: guard tlp == .amber && isBare && title.isEmpty else { throw .unexpectedRosterFields }
        case .withdrawal: guard isBare else { throw .unexpectedFields }
        case .reshare: guard mediaType.isEmpty else { throw .unexpectedFields }
        case .receipt: guard tlp == .amber && isBare && title.isEmpty else { throw .unexpectedFields }
        case .contribution: guard tlp == .amberStrict && isBare && title.isEmpty else { throw .unexpectedFields }
        }
        guard recipients.isEmpty || tlp == .red else { throw .unexpectedRecipients }
        guard Recipient.areInOrder(recipients) else { throw .invalidRecipients }
        try terms.check(kind: kind, tlp: tlp, created: created)
        switch kind {
        case .bundle, .roster, .reshare: break
        case .withdrawal: _ = try Withdrawal(decoding: data[...])
        case .receipt: _ = try Receipts(decoding: data[...])
        case .contribution: _ = try Contribution(decoding: data[...])
        }
        self.kind = kind
        self.tlp = tlp
        self.pap = pap
        self.title = title
        self.mediaType = mediaType
        self.created = created
        self.data = data
        self.recipients = recipients
        self.terms = terms
    }

    /// An item without PAP, media type, people and terms, of which everything has been seen to.
    private init(_ kind: ItemKind, tlp: TLP, title: String = "", created: UInt64, data: [UInt8], recipients: [Recipient] = []) {
        self.kind = kind
        self.tlp = tlp
        pap = nil
        self.title = title
        mediaType = ""
        self.created = created
        self.data = data
        self.recipients = recipients
        terms = .none
    }

    /// A roster document as an item: TLP:AMBER, without title.
    public init(roster: RosterDocument, created: UInt64) {
        self.init(.roster, tlp: .amber, created: created, data: roster.encoded())
    }

    /// A withdrawal as an item: under the mark of its target and for the same people.
    ///
    /// The reason is for people and may be empty. Throws `invalidTitle`.
    public init(withdrawal: Withdrawal, of target: ItemContent, reason: String, created: UInt64) throws(ItemContentError) {
        guard PlainText.isTitle(reason) else { throw .invalidTitle }
        self.init(
            .withdrawal, tlp: target.tlp, title: reason, created: created, data: withdrawal.encoded(), recipients: target.recipients)
    }

    /// Receipts as an item: TLP:AMBER, without title.
    public init(receipts: Receipts, created: UInt64) {
        self.init(.receipt, tlp: .amber, created: created, data: receipts.encoded())
    }

    /// A contribution as an item: TLP:AMBER+STRICT, without title.
    public init(contribution: Contribution, created: UInt64) {
        self.init(.contribution, tlp: .amberStrict, created: created, data: contribution.encoded())
    }
}
