import GRDB
public import Groups
import Policy
public import Wire

/// What an item's history holds besides the item itself.
public struct ItemReceipt: Equatable, Sendable {
    /// The withdrawal or version that was applied.
    public let item: Hash
    public let node: NodeID
    public let organisation: OrganisationID
    /// By that node's clock, seconds since 1970.
    public let applied: Int64
}

extension Store {
    /// Ends the items whose time is over at that second; gives how many there were, at most `limit`.
    @discardableResult
    public func endExpired(at second: Int64, limit: Int) throws(StorageError) -> Int {
        try write { database in
            let due: [Hash] = try PreparedStatement(database, Query.dueItems).all(second, limit) { try $0.fixed(0) }
            guard !due.isEmpty else { return 0 }
            var settler = LineSettler(database, at: second)
            for item in due { settler.touch(item) }
            try settler.settle()
            return due.count
        }
    }

    /// Items that have ended and of whose end nothing has followed yet, in the order of arrival.
    public func endsUntold(limit: Int) throws(StorageError) -> [StoredItem] {
        try read { database in
            let recipients = try PreparedStatement(database, Query.recipients)
            return try PreparedStatement(database, Query.endsUntold).all(limit) { try StoredItem($0, recipients: recipients) }
        }
    }

    /// What follows from the ends of these items has been done.
    public func markTold(_ numbers: [Int64]) throws(StorageError) {
        guard !numbers.isEmpty else { return }
        try write { database in
            let mark = try PreparedStatement(database, Query.markTold)
            for number in numbers { try mark.run(number) }
        }
    }

    /// The item with exactly this identifier, whatever became of it.
    public func item(_ id: Hash) throws(StorageError) -> StoredItem? {
        try read { database in
            let recipients = try PreparedStatement(database, Query.recipients)
            return try PreparedStatement(database, Query.itemsInRange).first(id, id) { try StoredItem($0, recipients: recipients) }
        }
    }

    /// The versions of an item's line that are here, with withdrawals that are about one of them, in the order of arrival.
    public func history(of item: Hash) throws(StorageError) -> [StoredItem] {
        try read { database in
            var found: Set<Hash> = [item]
            var waiting = [item]
            var items: [StoredItem] = []
            let recipients = try PreparedStatement(database, Query.recipients)
            while let next = waiting.popLast(), found.count <= StorageLimits.lineVersionsMax {
                let here = try PreparedStatement(database, Query.itemsInRange).first(next, next) {
                    try StoredItem($0, recipients: recipients)
                }
                if let here {
                    items.append(here)
                    if let replaced = here.terms.replaces, found.insert(replaced).inserted { waiting.append(replaced) }
                }
                let about: [Hash] = try PreparedStatement(database, Query.aboutItem).all(next, StorageLimits.lineVersionsMax) {
                    try $0.fixed(0)
                }
                for other in about where found.insert(other).inserted { waiting.append(other) }
            }
            return items.sorted { $0.number < $1.number }
        }
    }

    /// Items of one kind, the last to arrive first.
    public func items(ofKind kind: UInt8, limit: Int) throws(StorageError) -> [StoredItem] {
        try read { database in
            let recipients = try PreparedStatement(database, Query.recipients)
            return try PreparedStatement(database, Query.itemsOfKind).all(Int(kind), limit) { try StoredItem($0, recipients: recipients) }
        }
    }

    /// Everything that was opened, of whatever kind and whatever became of it, the last to arrive first.
    public func newest(limit: Int) throws(StorageError) -> [StoredItem] {
        try read { database in
            let recipients = try PreparedStatement(database, Query.recipients)
            return try PreparedStatement(database, Query.newest).all(Int64.max, limit) { try StoredItem($0, recipients: recipients) }
        }
    }

    /// What a withdrawal that is stored as an item is about; `nil` of any other item.
    public func withdrawal(_ item: Hash) throws(StorageError) -> Withdrawal? {
        try read { database in
            try PreparedStatement(database, Query.withdrawal).first(item) { columns in
                try Withdrawal(target: try columns.fixed(0), successor: try columns.fixedIfPresent(1))
            }
        }
    }

    /// A person looked at an item that the node's own rules kept aside: it is shown from now on. False when it was not kept aside.
    public func release(_ number: Int64) throws(StorageError) -> Bool {
        try write { database in
            guard try PreparedStatement(database, Query.unhold).run(number) == 1 else { return false }
            try SearchIndex(database).wait(number)
            return true
        }
    }

    /// Notes the receipts of a node, each once.
    public func recordReceipts(_ receipts: [ItemReceipt]) throws(StorageError) {
        guard !receipts.isEmpty else { return }
        try write { database in
            let insert = try PreparedStatement(database, Query.insertReceipt)
            for receipt in receipts { try insert.run(receipt.item, receipt.node, receipt.organisation, receipt.applied) }
        }
    }

    /// The receipts for a withdrawal or a version, by node.
    public func receipts(for item: Hash) throws(StorageError) -> [ItemReceipt] {
        try read { database in
            try PreparedStatement(database, Query.receipts).all(item) { columns in
                ItemReceipt(item: item, node: try columns.fixed(0), organisation: try columns.fixed(1), applied: columns.integer(2))
            }
        }
    }

    /// Re-shares by this organisation of an original, that are current, in the order of arrival.
    public func reshares(of original: Hash, by organisation: OrganisationID) throws(StorageError) -> [StoredItem] {
        try read { database in
            let recipients = try PreparedStatement(database, Query.recipients)
            return try PreparedStatement(database, Query.resharesBy).all(original, organisation) {
                try StoredItem($0, recipients: recipients)
            }
        }
    }
}

extension ItemReceipt {
    /// A receipt as a node's item gives it.
    public init(_ receipt: Receipts.Receipt, from node: NodeID, of organisation: OrganisationID) {
        self.init(item: receipt.item, node: node, organisation: organisation, applied: Int64(clamping: receipt.applied))
    }
}
