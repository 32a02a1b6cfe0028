import GRDB
import Ledger
import Wire

/// The list of entries that hold ciphertext this node cannot read, inside one transaction.
///
/// An entry stands on it while it is unreadable for want of a key or body, is a sealed item, and its body is kept here
/// or still to come. Leaving the unreadable entries takes it off this list, and the author's sum with it (the schema sees to both).
struct CiphertextList {
    private let database: Database
    private var groups: [GroupTag: Int64] = [:]

    init(_ database: Database) { self.database = database }

    /// Puts an unreadable entry on the list, if there is something of it to be let go.
    mutating func note(_ key: Int64) throws {
        let entry = try PreparedStatement(database, Query.unreadableEntry).first(key) { columns in
            (
                node: try columns.fixed(1, as: NodeID.self), group: try columns.fixed(2, as: GroupTag.self),
                item: SealedItem(columns.bytes(3), journal: try columns.fixed(0))
            )
        }
        guard let entry, let item = entry.item, try isKept(item.body, of: key) else { return }
        try PreparedStatement(database, Query.insertCiphertext).run(
            key, entry.node, try number(of: entry.group), Int64(item.time.rawValue), Int64(item.keepUntil.rawValue), Int64(item.octets))
    }

    /// Replaces an entry's body by its length and hash and deletes what no other entry names; takes it off the list.
    func letGo(_ key: Int64) throws {
        try PreparedStatement(database, Query.deleteCiphertext).run(key)
        let stored = try PreparedStatement(database, Query.compact).first(key) { columns in
            try? UnverifiedEntry(compact: columns.bytes(1)[...], journal: try columns.fixed(0))
        }
        guard var entry = stored ?? nil else { throw StorageError.corrupt("an entry on the list of ciphertext cannot be read") }
        switch entry.body {
        case .inline:
            entry.body = .detached(length: entry.bodyLength, hash: entry.bodyHash)
            try PreparedStatement(database, Query.detachBody).run(entry.compact(), key)
        case .detached(_, let hash):
            try forget(hash, namedBy: key)
        }
    }

    /// A body that other entries name stays: one of them may be readable.
    private func forget(_ hash: Hash, namedBy key: Int64) throws {
        guard let row = try BodyRow.find(hash, in: database) else { return }
        try PreparedStatement(database, Query.deleteBodyName).run(row.number, key)
        if let other = try PreparedStatement(database, Query.firstBodyName).first(row.number, read: { $0.integer(0) }) {
            try PreparedStatement(database, Query.renameBody).run(other, row.number)
        } else {
            try PreparedStatement(database, Query.deleteChunks).run(row.key(0), row.end)
            try PreparedStatement(database, Query.letBodyGo).run(row.number)
        }
    }

    /// A detached body that was let go has lost its name.
    private func isKept(_ body: EntryBody, of key: Int64) throws -> Bool {
        guard case .detached(_, let hash) = body else { return true }
        guard let number = try PreparedStatement(database, Query.bodyNumber).first(hash, read: { $0.integer(0) }) else { return false }
        return try PreparedStatement(database, Query.isBodyName).first(number, key, read: { _ in true }) ?? false
    }

    private mutating func number(of group: GroupTag) throws -> Int64 {
        if let known = groups[group] { return known }
        let number: Int64
        if let stored = try PreparedStatement(database, Query.sharingGroup).first(group, read: { $0.integer(0) }) {
            number = stored
        } else {
            try PreparedStatement(database, Query.insertSharingGroup).run(group)
            number = database.lastInsertedRowID
        }
        groups[group] = number
        return number
    }
}
