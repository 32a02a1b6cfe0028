import Ledger
import Policy
import Wire

extension ItemContent {
    public func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 128 + title.utf8.count + mediaType.utf8.count + data.count)
        let hasTerms = terms != .none
        writer.array(hasTerms ? 9 : recipients.isEmpty ? 7 : 8)
        writer.unsigned(kind.rawValue)
        writer.unsigned(tlp.rawValue)
        writer.unsigned(pap?.rawValue ?? 0)
        writer.text(title)
        writer.text(mediaType)
        writer.unsigned(created)
        writer.byteString(data)
        if hasTerms || !recipients.isEmpty {
            writer.array(recipients.count)
            for recipient in recipients { recipient.write(to: &writer) }
        }
        if hasTerms { terms.write(to: &writer) }
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
        // Nobody is named by leaving the field out, or, where terms follow, by nothing in it.
        guard fields.recipients?.isEmpty != true || fields.terms != nil else { throw .invalidRecipients }
        try self.init(
            kind: kind, tlp: tlp, pap: pap, title: fields.title, mediaType: fields.mediaType, created: fields.created,
            data: [UInt8](fields.data), recipients: fields.recipients ?? [], terms: try fields.terms?.judged() ?? .none)
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
        let terms: Terms?

        init(_ bytes: ArraySlice<UInt8>) throws(CBORError) {
            var reader = CBORReader(bytes)
            let count = try reader.array(limit: 9)
            guard count >= 7 else { throw .wrongCount }
            kind = try reader.unsigned(UInt8.self)
            tlp = try reader.unsigned(UInt8.self)
            pap = try reader.unsigned(UInt8.self)
            title = try reader.text(limit: GroupsLimits.titleOctetsMax)
            mediaType = try reader.text(limit: GroupsLimits.mediaTypeOctetsMax)
            created = try reader.unsigned()
            data = try reader.byteString(limit: LedgerLimits.sealedContentOctetsMax)
            recipients = count >= 8 ? try Self.recipients(&reader) : nil
            terms = count == 9 ? try Terms(&reader) : nil
            try reader.end()
        }

        private static func recipients(_ reader: inout CBORReader) throws(CBORError) -> [Recipient] {
            var recipients: [Recipient] = []
            for _ in 0..<(try reader.array(limit: GroupsLimits.recipientsMax)) { recipients.append(try Recipient(reading: &reader)) }
            return recipients
        }
    }

    /// Terms as they stand.
    private struct Terms {
        let expires: UInt64
        let resharing: UInt8
        let attribution: UInt8
        let replaces: Hash?

        init(_ reader: inout CBORReader) throws(CBORError) {
            try reader.array(exactly: 4)
            expires = try reader.unsigned()
            resharing = try reader.unsigned(UInt8.self)
            attribution = try reader.unsigned(UInt8.self)
            replaces = try reader.optionalOctets()
        }

        /// Terms that say nothing have no spelling of their own.
        func judged() throws(ItemContentError) -> ItemTerms {
            guard let resharing = Resharing(rawValue: resharing), let attribution = Attribution(rawValue: attribution) else {
                throw .invalidTerms
            }
            let terms = ItemTerms(expires: expires, resharing: resharing, attribution: attribution, replaces: replaces)
            guard terms != .none else { throw .invalidTerms }
            return terms
        }
    }
}
