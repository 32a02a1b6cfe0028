import Ledger
import Testing
import Wire

@testable import Storage

@Suite("Detached bodies come chunk by chunk and are kept only if they are what their hash says")
struct BodyTests {
    let directory = TemporaryDirectory()

    private static let lengths = [0, 1, 65_535, 65_536, 65_537, 3 * 65_536, 700_000]

    @Test("A body of one's own is read back", arguments: lengths)
    func own(length: Int) throws {
        let store = try Store(path: directory.path)
        let body = octets(length, seed: 5)
        let hash = try store.putBody(body)
        #expect(hash == BodyTree.root(of: body))
        #expect(try store.bodyState(hash) == .complete(length: UInt64(length)))
        #expect(try store.readBody(hash) == body)
        #expect(try store.putBody(body) == hash)
        #expect(try store.missingBodies(limit: 10) == [])
        #expect(try store.check() == [])
    }

    @Test("An entry's body is missing until its last chunk came, in whatever order", arguments: [1, 2, 11])
    func fetched(chunks: Int) throws {
        let store = try Store(path: directory.path)
        let body = octets((chunks - 1) * 65_536 + 100, seed: 6)
        let (hash, length) = (BodyTree.root(of: body), UInt64(body.count))
        let journal = JournalFixture()
        try store.append([journal.batch(1), journal.batch(bodies: [.detached(length: length, hash: hash)])])
        #expect(try store.bodyState(hash) == .wanted(length: length))
        let place = EntryPlace(journal: journal.journal, position: 1)
        #expect(try store.missingBodies(limit: 10) == [MissingBody(hash: hash, length: length, entry: place, kind: .item)])
        try store.markUnreadable([(place, .noBody(hash))])
        #expect(try store.unopened(limit: 10).map(\.position) == [0])

        try store.beginBody(hash: hash, length: length, chunkHashes: BodyTree.chunkHashes(of: body))
        #expect(try store.bodyState(hash) == .partial(length: length, missing: chunks))
        for index in (0..<chunks).reversed() {
            #expect(try store.missingChunks(hash, limit: 100) == Array(0...index))
            #expect(try store.readBody(hash) == nil)
            try store.storeChunks(hash, from: index, [chunk(body, index)])
        }
        #expect(try store.bodyState(hash) == .complete(length: length))
        #expect(try store.readBody(hash) == body)
        #expect(try store.missingBodies(limit: 10) == [])
        #expect(try store.unopened(limit: 10).map(\.position) == [0, 1])
        #expect(try store.chunkHashes(hash) == BodyTree.chunkHashes(of: body))
        #expect(try store.check() == [])
    }

    @Test("Chunks are served up to the first that is missing")
    func served() throws {
        let store = try Store(path: directory.path)
        let body = octets(5 * 65_536, seed: 7)
        let hash = BodyTree.root(of: body)
        try store.beginBody(hash: hash, length: UInt64(body.count), chunkHashes: BodyTree.chunkHashes(of: body))
        for index in [0, 1, 3] { try store.storeChunks(hash, from: index, [chunk(body, index)]) }
        #expect(try store.readChunks(hash, from: 0, limit: 10) == [chunk(body, 0), chunk(body, 1)])
        #expect(try store.readChunks(hash, from: 1, limit: 1) == [chunk(body, 1)])
        #expect(try store.readChunks(hash, from: 2, limit: 10) == [])
        #expect(try store.readChunks(hash, from: 5, limit: 10) == [])
        #expect(try store.missingChunks(hash, limit: 1) == [2])
    }

    @Test("What does not hash to the body is refused and nothing of the call is kept")
    func forged() throws {
        let store = try Store(path: directory.path)
        let body = octets(3 * 65_536, seed: 8)
        let (hash, length, hashes) = (BodyTree.root(of: body), UInt64(body.count), BodyTree.chunkHashes(of: body))
        #expect(throws: StorageError.unknownBody(hash)) { try store.storeChunks(hash, from: 0, [chunk(body, 0)]) }
        let others = [hashes[0], hashes[2], hashes[1]]
        #expect(throws: StorageError.bodyMismatch(hash)) { try store.beginBody(hash: hash, length: length, chunkHashes: others) }
        #expect(throws: StorageError.bodyMismatch(hash)) { try store.beginBody(hash: hash, length: length + 1, chunkHashes: hashes) }
        #expect(throws: StorageError.bodyTooLong(octets: .max)) { try store.beginBody(hash: hash, length: .max, chunkHashes: hashes) }
        try store.beginBody(hash: hash, length: length, chunkHashes: hashes)
        var wrong = chunk(body, 1)
        wrong[9] ^= 1
        #expect(throws: StorageError.bodyMismatch(hash)) { try store.storeChunks(hash, from: 0, [chunk(body, 0), wrong]) }
        #expect(throws: StorageError.bodyMismatch(hash)) { try store.storeChunks(hash, from: 3, [chunk(body, 0)]) }
        #expect(throws: StorageError.bodyMismatch(hash)) { try store.storeChunks(hash, from: -1, [chunk(body, 0)]) }
        #expect(try store.bodyState(hash) == .partial(length: length, missing: 3))
        #expect(try store.check() == [])
    }

    @Test("An entry that lies about the length does not keep the true body out")
    func lyingLength() throws {
        let store = try Store(path: directory.path)
        let body = octets(65_536 + 10, seed: 9)
        let hash = BodyTree.root(of: body)
        let journal = JournalFixture()
        try store.append([journal.batch(1), journal.batch(bodies: [.detached(length: 65_536 + 99, hash: hash)])])
        let hashes = BodyTree.chunkHashes(of: body)
        try store.beginBody(hash: hash, length: 65_536 + 99, chunkHashes: hashes)
        try store.storeChunks(hash, from: 0, [chunk(body, 0)])
        #expect(throws: StorageError.bodyMismatch(hash)) { try store.storeChunks(hash, from: 1, [chunk(body, 1)]) }
        #expect(try store.putBody(body) == hash)
        #expect(try store.readBody(hash) == body)
        #expect(throws: StorageError.bodyMismatch(hash)) { try store.beginBody(hash: hash, length: 65_536 + 99, chunkHashes: hashes) }
        #expect(try store.check() == [])
    }

    private func chunk(_ body: [UInt8], _ index: Int) -> [UInt8] {
        Array(body.dropFirst(index * 65_536).prefix(65_536))
    }
}
