import Ledger
public import Policy
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
    /// Recipients are named in an item that is not TLP:RED.
    case unexpectedRecipients
    /// Recipients are none, too many, out of order or repeated, or name nobody or somebody by an impossible name.
    case invalidRecipients
}

/// What an item is.
public enum ItemKind: UInt8, Sendable {
    /// A STIX bundle.
    case bundle = 0
    /// A `RosterDocument`.
    case roster = 1
}

/// What stands inside an envelope: the data, its marks and what people see first (specification §4.11).
public struct ItemContent: Equatable, Sendable {
    public let kind: ItemKind
    /// How far the item may go. There is no item without.
    public let tlp: TLP
    /// What may be done with it; `nil` when the author said nothing.
    public let pap: PAP?
    /// At most 512 octets; see `PlainText`.
    public let title: String
    /// At most 128 printable ASCII characters, such as `application/stix+json;version=2.1`.
    public let mediaType: String
    /// The author's clock, in seconds since 1970-01-01T00:00Z.
    public let created: UInt64
    public let data: [UInt8]
    /// The people whom an item under TLP:RED names, by organisation, ascending. Empty when it is for the whole audience.
    public let recipients: [Recipient]

    /// Throws `invalidTitle`, `invalidMediaType`, `unexpectedRosterFields`, `unexpectedRecipients` or `invalidRecipients`.
    public init(
        kind: ItemKind, tlp: TLP, pap: PAP?, title: String, mediaType: String, created: UInt64, data: [UInt8],
        recipients: [Recipient] = []
    ) throws(ItemContentError) {
        guard PlainText.isTitle(title) else { throw .invalidTitle }
        guard PlainText.isMediaType(mediaType) else { throw .invalidMediaType }
        guard kind != .roster || (tlp == .amber && pap == nil && title.isEmpty && mediaType.isEmpty)
        else { throw .unexpectedRosterFields }
        guard recipients.isEmpty || tlp == .red else { throw .unexpectedRecipients }
        guard Recipient.areInOrder(recipients) else { throw .invalidRecipients }
        self.kind = kind
        self.tlp = tlp
        self.pap = pap
        self.title = title
        self.mediaType = mediaType
        self.created = created
        self.data = data
        self.recipients = recipients
    }

    /// A roster document as an item: TLP:AMBER, without title.
    public init(roster: RosterDocument, created: UInt64) {
        kind = .roster
        tlp = .amber
        pap = nil
        title = ""
        mediaType = ""
        self.created = created
        data = roster.encoded()
        recipients = []
    }

    public func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 64 + title.utf8.count + mediaType.utf8.count + data.count)
        writer.array(recipients.isEmpty ? 7 : 8)
        writer.unsigned(kind.rawValue)
        writer.unsigned(tlp.rawValue)
        writer.unsigned(pap?.rawValue ?? 0)
        writer.text(title)
        writer.text(mediaType)
        writer.unsigned(created)
        writer.byteString(data)
        if !recipients.isEmpty {
            writer.array(recipients.count)
            for recipient in recipients { recipient.write(to: &writer) }
        }
        return writer.bytes
    }

    /// Reads content strictly: `encoded` gives the same bytes again.
    public init(decoding bytes: ArraySlice<UInt8>) throws(ItemContentError) {
        let fields: Fields
        do throws(CBORError) {
            fields = try Fields(bytes)
        } catch {
            throw .encoding(error)
        }
        guard let kind = ItemKind(rawValue: fields.kind) else { throw .unknownKind }
        guard let tlp = TLP(rawValue: fields.tlp) else { throw .unknownTLP }
        let pap = PAP(rawValue: fields.pap)
        guard pap != nil || fields.pap == 0 else { throw .unknownPAP }
        guard fields.recipients?.isEmpty != true else { throw .invalidRecipients }
        try self.init(
            kind: kind, tlp: tlp, pap: pap, title: fields.title, mediaType: fields.mediaType, created: fields.created,
            data: [UInt8](fields.data), recipients: fields.recipients ?? [])
    }

    /// The fields as they stand, well formed but not yet judged.
    private struct Fields {
        let kind: UInt8
        let tlp: UInt8
        let pap: UInt8
        let title: String
        let mediaType: String
        let created: UInt64
        let data: ArraySlice<UInt8>
        /// `nil` in the form without them.
        let recipients: [Recipient]?

        init(_ bytes: ArraySlice<UInt8>) throws(CBORError) {
            var reader = CBORReader(bytes)
            let count = try reader.array(limit: 8)
            guard count >= 7 else { throw .wrongCount }
            kind = try reader.unsigned(UInt8.self)
            tlp = try reader.unsigned(UInt8.self)
            pap = try reader.unsigned(UInt8.self)
            title = try reader.text(limit: GroupsLimits.titleOctetsMax)
            mediaType = try reader.text(limit: GroupsLimits.mediaTypeOctetsMax)
            created = try reader.unsigned()
            data = try reader.byteString(limit: LedgerLimits.sealedContentOctetsMax)
            recipients = count == 8 ? try Self.recipients(&reader) : nil
            try reader.end()
        }

        private static func recipients(_ reader: inout CBORReader) throws(CBORError) -> [Recipient] {
            var recipients: [Recipient] = []
            for _ in 0..<(try reader.array(limit: GroupsLimits.recipientsMax)) { recipients.append(try Recipient(reading: &reader)) }
            return recipients
        }
    }
}
