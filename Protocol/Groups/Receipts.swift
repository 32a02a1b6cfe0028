public import Wire

/// Which corrections and withdrawals a node has applied, where the group's rules ask for it (specification §9.7).
public struct Receipts: Equatable, Sendable {
    /// One item that has been applied.
    public struct Receipt: Equatable, Sendable {
        /// The withdrawal, or the version that replaced another.
        public let item: Hash
        /// When the node had taken the old plaintext out of everything it shows, in seconds since 1970-01-01T00:00Z by its clock.
        public let applied: UInt64

        public init(item: Hash, applied: UInt64) {
            self.item = item
            self.applied = applied
        }
    }

    /// 1 to 256, ascending by item.
    public let receipts: [Receipt]

    /// Sorts them. Throws `invalidReceipt` when there are none, more than 256, or an item twice.
    public init(_ receipts: [Receipt]) throws(ItemContentError) {
        try self.init(sorted: receipts.sorted { $0.item < $1.item })
    }

    private init(sorted receipts: [Receipt]) throws(ItemContentError) {
        guard !receipts.isEmpty, receipts.count <= GroupsLimits.receiptsMax, isAscending(receipts.map(\.item)) else {
            throw .invalidReceipt
        }
        self.receipts = receipts
    }

    public func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 8 + 44 * receipts.count)
        writer.array(receipts.count)
        for receipt in receipts {
            writer.array(2)
            writer.identifier(receipt.item)
            writer.unsigned(receipt.applied)
        }
        return writer.bytes
    }

    /// Reads receipts strictly; throws `invalidReceipt`.
    public init(decoding bytes: ArraySlice<UInt8>) throws(ItemContentError) {
        var receipts: [Receipt] = []
        do throws(CBORError) {
            var reader = CBORReader(bytes)
            for _ in 0..<(try reader.array(limit: GroupsLimits.receiptsMax)) {
                try reader.array(exactly: 2)
                receipts.append(Receipt(item: try reader.octets(), applied: try reader.unsigned()))
            }
            try reader.end()
        } catch {
            throw .invalidReceipt
        }
        try self.init(sorted: receipts)
    }
}

extension ItemContent {
    /// What receipts say; `nil` of any other kind of item.
    public var receipts: Receipts? { kind == .receipt ? try? Receipts(decoding: data[...]) : nil }
}
