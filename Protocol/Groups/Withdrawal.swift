public import Wire

/// Its author's word that an item is not to be shown any more (specification §9.4).
///
/// Without a successor it retracts the target's whole line of versions. With one the target lives on as that item, in another place or
/// under a weaker mark.
public struct Withdrawal: Hashable, Sendable {
    /// An item of the line that is withdrawn.
    public let target: Hash
    /// The item that takes its place; it does not name the target.
    public let successor: Hash?

    /// Throws `invalidWithdrawal` when the target would succeed itself.
    public init(target: Hash, successor: Hash? = nil) throws(ItemContentError) {
        guard target != successor else { throw .invalidWithdrawal }
        self.target = target
        self.successor = successor
    }

    public func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 72)
        writer.array(2)
        writer.identifier(target)
        writer.identifier(successor)
        return writer.bytes
    }

    /// Reads a withdrawal strictly; throws `invalidWithdrawal`.
    public init(decoding bytes: ArraySlice<UInt8>) throws(ItemContentError) {
        let (target, successor): (Hash, Hash?)
        do throws(CBORError) {
            var reader = CBORReader(bytes)
            try reader.array(exactly: 2)
            target = try reader.octets()
            successor = try reader.optionalOctets()
            try reader.end()
        } catch {
            throw .invalidWithdrawal
        }
        try self.init(target: target, successor: successor)
    }
}

extension ItemContent {
    /// What a withdrawal says; `nil` of any other kind of item.
    public var withdrawal: Withdrawal? { kind == .withdrawal ? try? Withdrawal(decoding: data[...]) : nil }
}
