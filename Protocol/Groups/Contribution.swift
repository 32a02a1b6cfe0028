import Ledger
import Policy
public import Wire

/// An item that its author gives to somebody who may issue it under their own name (specification §9.8).
public struct Contribution: Equatable, Sendable {
    /// The group for which it is meant; the receiver may decide otherwise.
    public let wanted: GroupTag
    /// A bundle whose author must not be named.
    public let content: ItemContent

    /// Throws `invalidContribution` when the content is no bundle, or lets its author be named.
    public init(wanted: GroupTag, content: ItemContent) throws(ItemContentError) {
        guard content.kind == .bundle, content.terms.attribution == .forbidden else { throw .invalidContribution }
        self.wanted = wanted
        self.content = content
    }

    public func encoded() -> [UInt8] {
        let inner = content.encoded()
        var writer = CBORWriter(reservingCapacity: 32 + inner.count)
        writer.array(2)
        writer.identifier(wanted)
        writer.byteString(inner)
        return writer.bytes
    }

    /// Reads a contribution strictly; throws `invalidContribution`, also when its content is refused.
    public init(decoding bytes: ArraySlice<UInt8>) throws(ItemContentError) {
        let (wanted, inner): (GroupTag, ArraySlice<UInt8>)
        do throws(CBORError) {
            var reader = CBORReader(bytes)
            try reader.array(exactly: 2)
            wanted = try reader.octets()
            inner = try reader.byteString(limit: LedgerLimits.sealedContentOctetsMax)
            try reader.end()
        } catch {
            throw .invalidContribution
        }
        // A contribution of a contribution would nest without end: the kind stands in the second octet and is looked at first.
        guard inner.dropFirst().first == ItemKind.bundle.rawValue, let content = try? ItemContent(decoding: inner) else {
            throw .invalidContribution
        }
        try self.init(wanted: wanted, content: content)
    }
}

extension ItemContent {
    /// What a contribution gives; `nil` of any other kind of item.
    public var contribution: Contribution? { kind == .contribution ? try? Contribution(decoding: data[...]) : nil }
}
