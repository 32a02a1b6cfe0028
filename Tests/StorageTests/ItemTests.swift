import Ledger
import Sodium
import Testing
import Wire

@testable import Storage

@Suite("Opened items are listed, found by their beginning, and read back byte for byte")
struct ItemTests {
    let directory = TemporaryDirectory()
    private static let uuid = "b3f1a7c2-0d4e-4f5a-9b6c-7d8e9fa0b1c2"

    private func item(_ batch: VerifiedBatch, _ index: Int, objects: [OpenedObject] = []) -> OpenedItem {
        let name = batch.name
        return OpenedItem(
            id: batch.entries[index].leafHash, place: EntryPlace(journal: batch.journal, position: batch.entries[index].position),
            group: name?.group ?? GroupTag(octets16(0)), author: name?.node ?? NodeID(octets16(0)),
            organisation: OrganisationID(octets16(77)), kind: 0, tlp: 3, pap: 2, title: "Phishing 釣魚 \(index)",
            mediaType: "application/stix+json;version=2.1", created: 1_700_000_000, received: 1_700_000_060,
            content: octets(200 + index, seed: index), objects: objects)
    }

    @Test("Everything recorded is read back, and the entry no longer waits")
    func recorded() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        let batch = journal.batch(3)
        try store.append([batch])
        let objects = [
            OpenedObject(
                id: "indicator--" + Self.uuid, type: "indicator", name: "Host", modified: "2026-01-01T00:00:00.000Z", range: 3..<90),
            OpenedObject(id: "ipv4-addr--" + Self.uuid, type: "ipv4-addr", name: nil, modified: nil, range: 91..<120),
            OpenedObject(id: "x--" + Self.uuid.uppercased(), type: "x", name: "", modified: nil, range: 121..<121),
            OpenedObject(id: "no identifier", type: "y", name: nil, modified: nil, range: 0..<1),
        ]
        let given = item(batch, 1, objects: objects)
        #expect(try store.recordItems([given]) == 1)
        let stored = try #require(try store.item(idPrefix: given.id.hex))
        #expect(stored.id == given.id && stored.place == given.place && stored.group == given.group)
        #expect(stored.author == given.author && stored.organisation == given.organisation)
        #expect(stored.kind == 0 && stored.tlp == 3 && stored.pap == 2)
        #expect(stored.title == given.title && stored.mediaType == given.mediaType)
        #expect(stored.created == given.created && stored.received == given.received && stored.length == given.content.count)
        #expect(try store.content(given.id) == given.content)
        #expect(try store.objects(given.id) == objects)
        #expect(try store.unopened(limit: 10).map(\.position) == [0, 2])
        #expect(try store.counts() == StoreCounts(entries: 3, unopened: 2, unreadable: 0, items: 1))
        #expect(try store.check() == [])
    }

    @Test("The people to whom an item is addressed are listed with it, by organisation and name, however it is found")
    func recipients() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        let batch = journal.batch(3)
        try store.append([batch])
        let (one, two) = (OrganisationID(octets16(5)), OrganisationID(octets16(6)))
        let inOrder = [
            ItemRecipient(organisation: min(one, two), name: "Ada"), ItemRecipient(organisation: min(one, two), name: "Zoë"),
            ItemRecipient(organisation: max(one, two), name: "Ada"),
        ]
        var addressed = item(batch, 1, objects: [OpenedObject(id: "x", type: "x", name: nil, modified: nil, range: 0..<1)])
        addressed.recipients = inOrder.reversed()
        try store.recordItems([addressed, item(batch, 2)])
        #expect(try store.items(limit: 10).map(\.recipientNames) == [[], inOrder])
        #expect(try store.items(group: addressed.group, limit: 10).map(\.recipientNames) == [[], inOrder])
        #expect(try store.item(idPrefix: addressed.id.hex)?.recipientNames == inOrder)
        #expect(try store.items(withObject: "x", limit: 10).map(\.recipientNames) == [inOrder])
        #expect(try store.recordItems([addressed]) == 0)
        #expect(try store.check() == [])
    }

    @Test("An item that comes a second time is one item")
    func twice() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        let batch = journal.batch(2)
        try store.append([batch])
        #expect(try store.recordItems([item(batch, 1), item(batch, 1)]) == 1)
        #expect(try store.recordItems([item(batch, 1)]) == 0)
        #expect(try store.counts().items == 1)
        #expect(try store.check() == [])
    }

    @Test("Items of a group are paged from the last to arrive to the first, without loss or repetition", arguments: [1, 3, 7, 100])
    func pages(limit: Int) throws {
        let store = try Store(path: directory.path)
        let (one, two) = (JournalFixture(1, group: 5), JournalFixture(2, group: 6))
        let (first, second) = (one.batch(20), two.batch(20))
        try store.append([first, second])
        try store.recordItems((1..<20).flatMap { [item(first, $0), item(second, $0)] })
        var seen: [StoredItem] = []
        var before = Int64.max
        while true {
            let page = try store.items(group: one.name.group, limit: limit, before: before)
            guard let last = page.last else { break }
            seen += page
            before = last.number
        }
        #expect(seen.map(\.place.position) == (1..<20).reversed())
        #expect(seen.allSatisfy { $0.group == one.name.group })
        #expect(try store.items(limit: 100).count == 38)
        #expect(try store.items(group: GroupTag(octets16(99)), limit: 10) == [])
    }

    @Test("A beginning that several items share is refused, a longer one finds the item")
    func prefixes() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        let batch = journal.batch(40)
        try store.append([batch])
        try store.recordItems((1..<40).map { item(batch, $0) })
        // Among 39 identifiers two begin with the same of 16 digits.
        let identifiers = batch.entries.dropFirst().map { $0.leafHash.hex }
        let shared = try #require(Dictionary(grouping: identifiers) { $0.prefix(1) }.first { $0.value.count > 1 })
        #expect(throws: StorageError.ambiguousPrefix(String(shared.key))) { try store.item(idPrefix: String(shared.key)) }
        for (index, identifier) in identifiers.enumerated() {
            #expect(try store.item(idPrefix: String(identifier.prefix(15)).uppercased())?.place.position == UInt64(index + 1))
        }
        for wrong in ["", "g", "12 ", String(repeating: "a", count: 65), "é"] {
            #expect(throws: StorageError.invalidPrefix) { try store.item(idPrefix: wrong) }
        }
        #expect(try store.item(idPrefix: batch.entries[0].leafHash.hex) == nil)
        #expect(try store.content(batch.entries[0].leafHash) == nil)
    }

    @Test("The items that carry a STIX object are found by its identifier, each once")
    func carriers() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        let batch = journal.batch(5)
        try store.append([batch])
        let (host, other, address) = ("indicator--" + Self.uuid, "malware--" + Self.uuid, "ipv4-addr--" + Self.uuid)
        func objects(_ ids: String...) -> [OpenedObject] {
            ids.map { OpenedObject(id: $0, type: String($0.prefix { $0 != "-" }), name: nil, modified: nil, range: 0..<1) }
        }
        try store.recordItems([
            item(batch, 1, objects: objects(host, other, host)), item(batch, 2, objects: objects(other)),
            item(batch, 3, objects: objects(host)),
            item(batch, 4, objects: [OpenedObject(id: address, type: "ipv4-addr", name: nil, modified: nil, range: 0..<1)]),
        ])
        #expect(try store.items(withObject: host, limit: 10).map(\.place.position) == [3, 1])
        #expect(try store.items(withObject: other, limit: 10).map(\.place.position) == [2, 1])
        #expect(try store.items(withObject: address, limit: 10).map(\.place.position) == [4])
        #expect(try store.items(withObject: host, limit: 1).map(\.place.position) == [3])
        let last = try #require(try store.items(withObject: host, limit: 1).first)
        #expect(try store.items(withObject: host, limit: 10, before: last.number).map(\.place.position) == [1])
        for missing in ["", "-", "--", "indicator", "indicator--", host.uppercased(), host + "a"] {
            #expect(try store.items(withObject: missing, limit: 10) == [])
        }
    }

    @Test("An item of an entry that is not stored is refused with the whole call")
    func unknownEntry() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        let (stored, absent) = (journal.batch(2), journal.batch(1))
        try store.append([stored])
        #expect(throws: StorageError.unknownEntry(journal: journal.journal, position: 2)) {
            try store.recordItems([item(stored, 1), item(absent, 0)])
        }
        #expect(try store.counts() == StoreCounts(entries: 2, unopened: 2, unreadable: 0, items: 0))
    }
}
