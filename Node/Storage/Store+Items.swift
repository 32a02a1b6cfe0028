import GRDB
import Sodium
public import Wire

extension Store {
    /// Stores opened items with their contents and STIX objects in one transaction, and marks their entries opened.
    ///
    /// An item that is already stored is passed over. Gives how many were new. What `noting` says is written with them or not at all.
    @discardableResult
    public func recordItems(_ items: [OpenedItem], noting audit: AuditBatch? = nil) throws(StorageError) -> Int {
        guard !items.isEmpty else { return 0 }
        return try write { database in
            if let audit { try audit.write(to: database) }
            var recorder = try ItemRecorder(database)
            for item in items { try recorder.record(item) }
            try recorder.finish()
            return recorder.recorded
        }
    }

    /// Items of a group (or of all), the last to arrive first; `before` is the `number` of the previous page's last.
    public func items(group: GroupTag? = nil, limit: Int, before: Int64 = .max) throws(StorageError) -> [StoredItem] {
        try read { database in
            guard let group else { return try Self.items(database, Query.items, before, limit) }
            guard let number = try PreparedStatement(database, Query.sharingGroup).first(group, read: { $0.integer(0) }) else { return [] }
            return try Self.items(database, Query.itemsOfGroup, number, before, limit)
        }
    }

    /// The item whose identifier begins with these hexadecimal digits (either case); `nil` if there is none.
    ///
    /// Throws `.ambiguousPrefix` if several do.
    public func item(idPrefix: String) throws(StorageError) -> StoredItem? {
        let bounds = try Self.bounds(ofPrefix: idPrefix)
        let found = try read { try Self.items($0, Query.itemsInRange, bounds.least, bounds.greatest) }
        guard found.count < 2 else { throw .ambiguousPrefix(idPrefix) }
        return found.first
    }

    /// The identifiers between which those lie that begin with these digits.
    static func bounds(ofPrefix prefix: String) throws(StorageError) -> (least: Hash, greatest: Hash) {
        let digits = prefix.utf8.count
        guard (1...StorageLimits.identifierDigits).contains(digits),
            let least = Hash(hex: prefix + String(repeating: "0", count: StorageLimits.identifierDigits - digits)),
            let greatest = Hash(hex: prefix + String(repeating: "f", count: StorageLimits.identifierDigits - digits))
        else { throw .invalidPrefix }
        return (least, greatest)
    }

    /// The content of an item; `nil` if the item is not stored.
    public func content(_ id: Hash) throws(StorageError) -> [UInt8]? {
        try read { try PreparedStatement($0, Query.content).first(id) { $0.bytes(0) } }
    }

    /// The STIX objects of an item, in the order of its content.
    public func objects(_ id: Hash) throws(StorageError) -> [OpenedObject] {
        try read { database in
            try PreparedStatement(database, Query.objects).all(id) { columns in
                let type = columns.text(0)
                let key: ObjectKey = columns.isText(1) ? .text(columns.text(1)) : .uuid(type: type, columns.bytes(1))
                return OpenedObject(
                    id: key.id, type: type, name: columns.textIfPresent(2), modified: columns.textIfPresent(3),
                    range: Int(columns.integer(4))..<Int(columns.integer(5)))
            }
        }
    }

    /// Items that carry the STIX object with this identifier, the last to arrive first.
    public func items(withObject id: String, limit: Int, before: Int64 = .max) throws(StorageError) -> [StoredItem] {
        let key = ObjectKey(id: id)
        return try read { try Self.items($0, Query.itemsWithObject, key, key.type, before, limit) }
    }

    private static func items<each Value: Bindable>(
        _ database: Database, _ query: String, _ values: repeat each Value
    ) throws -> [StoredItem] {
        let recipients = try PreparedStatement(database, Query.recipients)
        return try PreparedStatement(database, query).all(repeat each values) { try StoredItem($0, recipients: recipients) }
    }

    /// Items that were not in order so far, the last to arrive first.
    public func itemsNotAccepted(limit: Int) throws(StorageError) -> [StoredItem] {
        try read { database in
            let recipients = try PreparedStatement(database, Query.recipients)
            return try PreparedStatement(database, Query.itemsWaiting).all(limit) { try StoredItem($0, recipients: recipients) }
        }
    }

    /// Notes that the items with these numbers are in order, as they stay.
    ///
    /// `holds` are those that the node's own rules keep aside all the same.
    public func acceptItems(_ numbers: [Int64], holding holds: [Int64: ItemHold] = [:]) throws(StorageError) {
        try write { database in
            let accept = try PreparedStatement(database, Query.acceptItem)
            let hold = try PreparedStatement(database, Query.hold)
            for number in numbers {
                try accept.run(number)
                if let held = holds[number] { try hold.run(number, Int(held.scope.rawValue), held.reason) }
                try SearchIndex(database).wait(number)
            }
        }
    }
}
