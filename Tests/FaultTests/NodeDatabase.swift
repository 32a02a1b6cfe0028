import Crypto
import Foundation
import GRDB
import Storage

/// A node's database as SQLite shows it to a stranger; shares nothing with the node but the schema.
///
/// Reads a copy of the files of a process that was stopped or killed, so that looking changes nothing.
struct NodeDatabase {
    let directory: String

    /// One journal: its leaves in order, and who wrote it.
    struct Journal: Equatable {
        let id: String
        /// Empty for the registry.
        let node: String
        let group: String
        let incarnation: String
        let size: Int
        let leaves: [Data]
        /// The stored hashes of the perfect subtrees.
        let frontier: Data

        /// Root at a size, as RFC 6962 says and from the leaves alone.
        func root(at size: Int) -> Data { merkleRoot(leaves[..<size]) }
    }

    /// Everything that contradicts itself; nothing when the database is sound.
    func faults() throws -> [String] {
        try reading { database in
            var faults = try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
            faults += try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { "\($0)" }
            faults += try String.fetchAll(database, sql: "SELECT 'twice: ' || hex(id) FROM item GROUP BY id HAVING count(*) > 1")
            for journal in try Self.journals(database) {
                if journal.leaves.count != journal.size { faults.append("\(journal.id) has not \(journal.size) entries") }
                if journal.frontier != frontierOf(journal.leaves) { faults.append("the frontier of \(journal.id) is not its leaves'") }
            }
            return faults
        }
    }

    func journals() throws -> [String: Journal] {
        try reading { database in Dictionary(uniqueKeysWithValues: try Self.journals(database).map { ($0.id, $0) }) }
    }

    private static func journals(_ database: Database) throws -> [Journal] {
        try Row.fetchAll(
            database,
            sql: "SELECT number, hex(id), hex(node), hex(group_tag), hex(incarnation), size, frontier FROM journal ORDER BY number"
        ).map { row in
            let number: Int64 = row[0]
            let leaves = try Data.fetchAll(
                database, sql: "SELECT leaf FROM entry WHERE id >= ? AND id < ? ORDER BY id", arguments: [number << 32, (number + 1) << 32])
            return Journal(
                id: row[1], node: row[2] ?? "", group: row[3] ?? "", incarnation: row[4] ?? "", size: row[5], leaves: leaves,
                frontier: row[6] ?? Data())
        }
    }

    private func reading<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let copy = Leftovers.folder + "/look-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        for suffix in ["", "-wal"] {
            let source = directory + "/" + Store.fileName + suffix
            guard FileManager.default.fileExists(atPath: source) else { continue }
            try FileManager.default.copyItem(atPath: source, toPath: copy + "/" + Store.fileName + suffix)
        }
        let queue = try DatabaseQueue(path: copy + "/" + Store.fileName)
        defer { try? queue.close() }
        return try queue.read(body)
    }
}

/// The hash of a Merkle tree over these leaf hashes (RFC 6962 §2.1).
func merkleRoot(_ leaves: ArraySlice<Data>) -> Data {
    guard let first = leaves.first else { return Data(SHA256.hash(data: Data())) }
    guard leaves.count > 1 else { return first }
    var left = 1
    while left * 2 < leaves.count { left *= 2 }
    let split = leaves.startIndex + left
    return Data(SHA256.hash(data: [1] + merkleRoot(leaves[..<split]) + merkleRoot(leaves[split...])))
}

/// The roots of the perfect subtrees of which the tree is made, the largest first, one behind another.
func frontierOf(_ leaves: [Data]) -> Data {
    var hashes = Data()
    var rest = leaves[...]
    while !rest.isEmpty {
        var count = 1
        while count * 2 <= rest.count { count *= 2 }
        hashes += merkleRoot(rest.prefix(count))
        rest = rest.dropFirst(count)
    }
    return hashes
}
