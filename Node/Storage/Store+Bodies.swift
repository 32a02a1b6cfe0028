import GRDB
import Ledger
public import Wire

/// Bodies that are too large for their entries, chunk by chunk, each chunk checked against the body's hash before it is kept.
extension Store {
    /// Announces the hashes of a body's chunks, after which `storeChunks` takes them in any order.
    ///
    /// Throws `.bodyMismatch` unless the hashes make up the body's hash and are as many as the length demands.
    /// A length that differs from an earlier one replaces it (an entry's claim is true only if its body shows it),
    /// unless the body is complete.
    public func beginBody(hash: Hash, length: UInt64, chunkHashes: [Hash]) throws(StorageError) {
        guard length <= WireLimits.bodyOctetsMax else { throw .bodyTooLong(octets: length) }
        guard chunkHashes.count == BodyTree.chunkCount(bodyOctets: length), BodyTree.root(chunkHashes: chunkHashes) == hash else {
            throw .bodyMismatch(hash)
        }
        let octets = chunkHashes.flatMap(\.array)
        let bitmap = BodyRow.emptyBitmap(chunks: chunkHashes.count)
        try write { database in
            guard let row = try BodyRow.find(hash, in: database) else {
                try PreparedStatement(database, Query.insertBody).run(hash, Int64(length), octets, bitmap, chunkHashes.count)
                return
            }
            if case .complete(let known) = row.state {
                guard known == length else { throw StorageError.bodyMismatch(hash) }
                return
            }
            if row.length == length, !row.chunkHashes.isEmpty { return }
            try PreparedStatement(database, Query.deleteChunks).run(row.key(0), row.end)
            try PreparedStatement(database, Query.beginBody).run(Int64(length), octets, bitmap, chunkHashes.count, row.number)
        }
    }

    /// Stores chunks that stand side by side from the index `first` on; those already here are passed over.
    ///
    /// Throws `.unknownBody` before `beginBody`, and `.bodyMismatch` if any of them is not what its hash says; then none
    /// is stored. With the last chunk, entries that lacked this body wait to be opened again.
    @discardableResult
    public func storeChunks(_ hash: Hash, from first: Int, _ chunks: [[UInt8]]) throws(StorageError) -> BodyState {
        try write { database in
            guard var row = try BodyRow.find(hash, in: database), !row.chunkHashes.isEmpty else {
                throw StorageError.unknownBody(hash)
            }
            guard first >= 0, first <= row.chunkHashes.count - chunks.count else { throw StorageError.bodyMismatch(hash) }
            let missing = row.missing
            for (index, chunk) in zip(first..., chunks) where !row.has(index) {
                guard chunk.count == row.octets(ofChunk: index), Hash.leaf(chunk) == row.chunkHashes[index] else {
                    throw StorageError.bodyMismatch(hash)
                }
                try PreparedStatement(database, Query.insertChunk).run(row.key(index), chunk)
                row.mark(index)
            }
            guard row.missing < missing else { return row.state }
            try PreparedStatement(database, Query.updateBody).run(row.present, row.missing, row.number)
            if row.missing == 0 { _ = try EntryLists.retry(in: database, Query.retryBody, Query.forgetBody, hash) }
            return row.state
        }
    }

    /// Stores a body of this node's own making; gives the hash by which its entry names it.
    public func putBody(_ body: [UInt8]) throws(StorageError) -> Hash {
        let hashes = BodyTree.chunkHashes(of: body)
        let hash = BodyTree.root(chunkHashes: hashes)
        try beginBody(hash: hash, length: UInt64(body.count), chunkHashes: hashes)
        for first in stride(from: 0, to: hashes.count, by: StorageLimits.chunksPerTransactionMax) {
            let last = min(first + StorageLimits.chunksPerTransactionMax, hashes.count)
            let chunks = (first..<last).map { index in
                [UInt8](body[index * WireLimits.chunkOctets..<min((index + 1) * WireLimits.chunkOctets, body.count)])
            }
            try storeChunks(hash, from: first, chunks)
        }
        return hash
    }

    public func bodyState(_ hash: Hash) throws(StorageError) -> BodyState {
        try read { try BodyRow.find(hash, in: $0)?.state ?? .unknown }
    }

    /// The hashes of a body's chunks, empty while they are not known.
    public func chunkHashes(_ hash: Hash) throws(StorageError) -> [Hash] {
        try read { try BodyRow.find(hash, in: $0)?.chunkHashes ?? [] }
    }

    /// The first indices of chunks that are not here, in order; none while the chunk hashes are not known.
    public func missingChunks(_ hash: Hash, limit: Int) throws(StorageError) -> [Int] {
        try read { database in
            guard let row = try BodyRow.find(hash, in: database), row.missing > 0 else { return [] }
            return Array(row.chunkHashes.indices.lazy.filter { !row.has($0) }.prefix(limit))
        }
    }

    /// Stored chunks from an index on, side by side: ends before the first that is missing, or after `limit`.
    public func readChunks(_ hash: Hash, from first: Int, limit: Int) throws(StorageError) -> [[UInt8]] {
        try read { database in
            guard let row = try BodyRow.find(hash, in: database), row.chunkHashes.indices.contains(first), limit > 0 else { return [] }
            let end = min(limit, row.chunkHashes.count - first) + first
            var chunks: [[UInt8]] = []
            try PreparedStatement(database, Query.chunkRange).each(row.key(first), row.key(0) + Int64(end)) { columns in
                guard columns.integer(0) == row.key(first + chunks.count) else { return false }
                chunks.append(columns.bytes(1))
                return true
            }
            return chunks
        }
    }

    /// The whole body; `nil` unless all of it is here.
    public func readBody(_ hash: Hash) throws(StorageError) -> [UInt8]? {
        try read { database in
            guard let row = try BodyRow.find(hash, in: database), case .complete(let length) = row.state else { return nil }
            var body: [UInt8] = []
            body.reserveCapacity(Int(length))
            try PreparedStatement(database, Query.chunkRange).each(row.key(0), row.end) { columns in
                columns.append(1, to: &body)
                return true
            }
            guard UInt64(body.count) == length else { throw StorageError.corrupt("body \(hash) has \(body.count) of \(length) octets") }
            return body
        }
    }

    /// Bodies that stored entries name and that are not complete; of each author a limited number.
    public func missingBodies(limit: Int) throws(StorageError) -> [MissingBody] {
        try read { database in
            var found: [MissingBody] = []
            var counts: [NodeID: Int] = [:]
            try PreparedStatement(database, Query.missingBodies).each(StorageLimits.missingBodiesLookedAt) { columns in
                let author = try columns.fixed(4, as: NodeID.self)
                guard counts[author, default: 0] < StorageLimits.missingBodiesPerAuthor else { return true }
                counts[author, default: 0] += 1
                let place = EntryPlace(journal: try columns.fixed(2), position: EntryKey(rawValue: columns.integer(3)).position)
                found.append(
                    MissingBody(
                        hash: try columns.fixed(0), length: try columns.integer(1, as: UInt64.self), entry: place,
                        kind: EntryKind(rawValue: UInt8(clamping: columns.integer(5)))))
                return found.count < limit
            }
            return found
        }
    }
}
