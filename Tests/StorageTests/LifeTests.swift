import Groups
import Ledger
import Policy
import Sodium
import Testing
import Wire

@testable import Storage

@Suite("What an author says of an item's life is applied in the transaction that stores it, in whatever order it comes")
struct LifeTests {
    let directory = TemporaryDirectory()
    private static let own = OrganisationID(octets16(77))
    private static let other = OrganisationID(octets16(78))

    private enum Said: Sendable {
        case nothing
        case replaces(Int)
        case withdraws(Int, successor: Int?)
        case reshares(Int, by: OrganisationID)
    }

    /// Items 1, 2, … of a journal, each with what it says and who wrote it.
    private func items(
        _ batch: VerifiedBatch, _ said: [(Said, OrganisationID)], received: Int64 = 1_700_000_060, expires: UInt64 = 0
    ) throws -> [OpenedItem] {
        func id(_ index: Int) -> Hash { batch.entries[index].leafHash }
        return try said.enumerated().map { offset, one in
            let index = offset + 1
            var item = OpenedItem(
                id: id(index), place: EntryPlace(journal: batch.journal, position: batch.entries[index].position),
                group: batch.name?.group ?? GroupTag(octets16(0)), author: NodeID(octets16(9)), organisation: one.1, kind: 0, tlp: 1,
                pap: 0,
                title: "Title \(index)", mediaType: "", created: 1_700_000_000, received: received, content: octets(64, seed: index),
                objects: [OpenedObject(id: "x--\(index)", type: "x", name: nil, modified: nil, range: 0..<2)])
            switch one.0 {
            case .nothing: item.terms = ItemTerms(expires: expires)
            case .replaces(let target): item.terms = ItemTerms(expires: expires, replaces: id(target))
            case .withdraws(let target, let successor):
                item.kind = ItemKind.withdrawal.rawValue
                item.objects = []
                item.withdrawal = try Withdrawal(target: id(target), successor: successor.map(id))
            case .reshares(let target, let author):
                item.kind = ItemKind.reshare.rawValue
                item.reshared = ResharedOriginal(
                    version: ItemVersion(id: id(target), organisation: author, replaces: nil, expires: 0), node: NodeID(octets16(8)))
            }
            return item
        }
    }

    private func store(_ count: Int) throws -> (Store, VerifiedBatch) {
        let store = try Store(path: directory.path)
        let batch = JournalFixture().batch(count + 1)
        try store.append([batch])
        return (store, batch)
    }

    private func listed(_ store: Store) throws -> Set<Hash> { Set(try store.items(limit: 100).map(\.id)) }

    @Test("A corrected item leaves lists, content and objects; its row tells what replaced it", arguments: [false, true])
    func corrected(isReversed: Bool) throws {
        let (store, batch) = try store(2)
        let all = try items(batch, [(.nothing, Self.own), (.replaces(1), Self.own)])
        for item in isReversed ? all.reversed() : all { try store.recordItems([item]) }
        #expect(try listed(store) == [all[1].id])
        #expect(try store.content(all[0].id) == nil && store.objects(all[0].id) == [])
        #expect(try store.items(withObject: "x--1", limit: 9) == [])
        #expect(try store.content(all[1].id) == all[1].content)
        let old = try #require(try store.item(all[0].id))
        #expect(old.end?.state == .replaced && old.end?.cause == all[1].id && old.title.isEmpty)
        #expect(try store.history(of: all[1].id).map(\.id).sorted() == all.map(\.id).sorted())
        #expect(try store.check() == [])
    }

    @Test("A retraction takes the whole line with it, also what comes later", arguments: [[0, 1, 2], [2, 1, 0], [2, 0, 1], [1, 2, 0]])
    func retracted(order: [Int]) throws {
        let (store, batch) = try store(3)
        let all = try items(batch, [(.nothing, Self.own), (.replaces(1), Self.own), (.withdraws(1, successor: nil), Self.own)])
        for index in order { try store.recordItems([all[index]]) }
        #expect(try listed(store).isEmpty)
        for index in 0..<2 {
            let item = try #require(try store.item(all[index].id))
            #expect(item.end?.state == .withdrawn && item.end?.cause == all[2].id)
            #expect(try store.content(item.id) == nil)
        }
        #expect(try store.endsUntold(limit: 10).count == 2)
        try store.markTold(try store.endsUntold(limit: 10).map(\.number))
        #expect(try store.endsUntold(limit: 10) == [])
    }

    @Test("What another organisation says of an item changes nothing", arguments: [[0, 1, 2], [2, 1, 0]])
    func foreign(order: [Int]) throws {
        let (store, batch) = try store(3)
        let all = try items(batch, [(.nothing, Self.own), (.replaces(1), Self.other), (.withdraws(1, successor: nil), Self.other)])
        for index in order { try store.recordItems([all[index]]) }
        // Taken for a version of an own item until that came, one of them ended; it is opened anew.
        if order.first == 2 {
            #expect(try store.unopened(limit: 9).contains { $0.position == all[1].place.position })
            try store.recordItems([all[1]])
        }
        #expect(try listed(store) == [all[0].id, all[1].id])
        #expect(try store.check() == [])
        #expect(try store.content(all[0].id) == all[0].content)
    }

    @Test("A declassified item lives on as its successor; a retraction beats that")
    func moved() throws {
        let (store, batch) = try store(4)
        let all = try items(
            batch,
            [
                (.nothing, Self.own), (.nothing, Self.own), (.withdraws(1, successor: 2), Self.own),
                (.withdraws(1, successor: nil), Self.own),
            ])
        try store.recordItems(Array(all[..<3]))
        #expect(try store.item(all[0].id)?.end?.state == .moved && store.item(all[0].id)?.end?.successor == all[1].id)
        #expect(try listed(store) == [all[1].id])
        try store.markTold(try store.endsUntold(limit: 10).map(\.number))
        try store.recordItems([all[3]])
        #expect(try store.item(all[0].id)?.end?.state == .withdrawn)
        #expect(try store.endsUntold(limit: 10).map(\.id) == [all[0].id])
    }

    @Test("An item ends in its second and not before")
    func expired() throws {
        let (store, batch) = try store(1)
        let all = try items(batch, [(.nothing, Self.own)], expires: 1_700_000_100)
        try store.recordItems(all)
        #expect(try store.endExpired(at: 1_700_000_099, limit: 9) == 0)
        #expect(try listed(store) == [all[0].id])
        #expect(try store.endExpired(at: 1_700_000_100, limit: 9) == 1)
        #expect(try listed(store).isEmpty && store.content(all[0].id) == nil)
        #expect(try store.item(all[0].id)?.end?.state == .expired)
        #expect(try store.endExpired(at: 1_700_000_200, limit: 9) == 0)
    }

    @Test("A re-share goes with its original, whether that is here or only proven", arguments: [[0, 1, 2], [1, 0, 2], [1, 2], [2, 1]])
    func reshared(order: [Int]) throws {
        let (store, batch) = try store(3)
        let all = try items(
            batch, [(.nothing, Self.own), (.reshares(1, by: Self.own), Self.other), (.withdraws(1, successor: nil), Self.own)])
        for index in order { try store.recordItems([all[index]]) }
        #expect(try listed(store).isEmpty)
        #expect(try store.item(all[1].id)?.end?.state == .withdrawn && store.content(all[1].id) == nil)
    }

    @Test("The plaintext of what has ended stands in no file any more")
    func erased() throws {
        let (store, batch) = try store(2)
        var all = try items(batch, [(.nothing, Self.own), (.withdraws(1, successor: nil), Self.own)])
        all[0].content = Array("the secret of the harbour master".utf8)
        all[0].title = "harbour title"
        try store.recordItems([all[0]])
        try store.recordItems([all[1]])
        #expect(try store.eraseTraces())
        store.close()
        for file in try directory.files() {
            for needle in ["the secret of the harbour", "harbour title"] { #expect(!file.contains(Array(needle.utf8))) }
        }
    }

    @Test(
        "Something waits until it has left or was stopped, once; its content goes then",
        arguments: [OutgoingShare.State.cancelled, .released])
    func waits(end: OutgoingShare.State) throws {
        let store = try Store(path: directory.path)
        let id = Hash(sha256: octets(8, seed: 5))
        let share = OutgoingShare(id: id, request: [1], requester: "ana", created: 100, due: 200, approvals: 1)
        try store.addOutgoing(share, content: octets(100, seed: 1))
        #expect(throws: StorageError.self) { try store.addOutgoing(share, content: []) }
        #expect(try store.outgoingWaiting(limit: 9).map(\.id) == [id])
        #expect(try store.outgoing(idPrefix: String(id.hex.prefix(8)))?.octets == 100)
        #expect(try store.outgoingContent(id) == octets(100, seed: 1))
        #expect(try store.settleOutgoing(id, end, item: end == .released ? Hash(sha256: octets(8, seed: 6)) : nil))
        #expect(try !store.settleOutgoing(id, .rejected))
        #expect(try store.outgoingContent(id) == nil && store.outgoingWaiting(limit: 9) == [])
        #expect(try store.outgoing(limit: 9).map(\.state) == [end])
    }
}
