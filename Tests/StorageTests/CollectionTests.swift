import GRDB
import Groups
import Ledger
import STIX
import Sodium
import Testing
import Wire

@testable import Storage

@Suite("Collections give every object that may be given once, in an order that clients can rely on")
struct CollectionTests {
    let directory = TemporaryDirectory()
    private let everyone = GroupTag(octets16(900))

    /// An object of a made-up item: which, in which version, as octets that name its author.
    struct Sample: Hashable {
        var object: Int
        /// Seconds in the version; 0 for none.
        var version: Int

        var type: String { object % 3 == 0 ? "indicator" : object % 3 == 1 ? "malware" : "ipv4-addr" }

        var id: String {
            let digits = String(object)
            return type + "--00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
        }

        var modified: String? { version == 0 ? nil : "2026-01-01T00:00:\(version < 10 ? "0" : "")\(version).000Z" }
    }

    private func item(
        _ batch: VerifiedBatch, _ index: Int, _ samples: [Sample], source: Int = 1, tlp: UInt8 = 0, created: Int64 = 1_700_000_000
    ) -> OpenedItem {
        var content: [UInt8] = Array("[".utf8)
        var objects: [OpenedObject] = []
        for sample in samples {
            let text = "{\"id\":\"\(sample.id)\",\"by\":\(source),\"v\":\(sample.version)}"
            objects.append(
                OpenedObject(
                    id: sample.id, type: sample.type, name: nil, modified: sample.modified,
                    range: content.count..<(content.count + text.utf8.count)))
            content += Array(text.utf8) + [UInt8(ascii: ",")]
        }
        return OpenedItem(
            id: batch.entries[index].leafHash, place: EntryPlace(journal: batch.journal, position: batch.entries[index].position),
            group: batch.name?.group ?? GroupTag(octets16(0)), author: NodeID(octets16(200 + source)),
            organisation: OrganisationID(octets16(100 + source)), kind: 0, tlp: tlp, pap: 0, title: "t",
            mediaType: "application/stix+json;version=2.1", created: created, received: 1_700_000_060, content: content, objects: objects)
    }

    private func rule(_ now: Int64 = 1_800_000_000_000_000) -> ShelfRule {
        ShelfRule(now: now, everyone: everyone, aheadSecondsMax: 86_400)
    }

    private func shelve(_ store: Store, now: Int64 = 1_800_000_000_000_000) throws {
        while try store.shelve(rule(now)) {}
    }

    /// All pages of a query, each with its objects.
    private func pages(_ store: Store, _ query: CollectionQuery, limit: Int? = nil) throws -> [[CollectionObject]] {
        var query = query
        if let limit { query.limit = limit }
        var pages: [[CollectionObject]] = []
        while true {
            let page = try #require(try store.page(query, withOctets: true, at: 0))
            pages.append(page.objects)
            let envelope = try #require(try store.envelope(query, at: 0))
            #expect(envelope.octets == Array(page.objects.map(\.octets).joined(separator: [UInt8(ascii: ",")])))
            #expect(envelope.count == page.objects.count && envelope.next == page.next)
            #expect(envelope.first == page.objects.first?.added ?? 0 && envelope.last == page.objects.last?.added ?? 0)
            guard let next = page.next else { return pages }
            #expect(next > query.after)
            query.after = next
        }
    }

    private func query(_ group: GroupTag? = nil, _ level: ShelfLevel = .amberStrict) -> CollectionQuery {
        CollectionQuery(group: group, level: level, limit: 10_000)
    }

    @Test("A thousand objects of one item and one moment are paged without loss or repetition", arguments: [1, 7, 100, 999, 1_000, 5_000])
    func oneMoment(limit: Int) throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture(1, group: 5)
        let batch = journal.batch(2)
        try store.append([batch])
        let samples = (0..<1_000).map { Sample(object: $0, version: 1) }
        try store.recordItems([item(batch, 1, samples)])
        try shelve(store)
        for group in [journal.name.group, nil] {
            let found = try pages(store, query(group), limit: limit).flatMap(\.self)
            #expect(found.map(\.id) == samples.map(\.id))
            #expect(zip(found, found.dropFirst()).allSatisfy { $0.added < $1.added })
            #expect(found.allSatisfy { String(decoding: $0.octets, as: UTF8.self).hasPrefix("{\"id\":\"\($0.id)\"") })
        }
        #expect(try store.check() == [])
    }

    @Test("A clock that is set back adds nothing in front of what was read")
    func clock() throws {
        let store = try Store(path: directory.path)
        let batch = JournalFixture(1, group: 5).batch(4)
        try store.append([batch])
        for (index, now) in [(1, Int64(1_900_000_000_000_000)), (2, 1_700_000_000_000_000), (3, 1_950_000_000_000_000)] {
            try store.recordItems([item(batch, index, [Sample(object: index, version: 1)])])
            try shelve(store, now: now)
        }
        let added = try pages(store, query()).flatMap(\.self).map(\.added)
        #expect(added == [1_900_000_000_000_000, 1_900_000_000_000_001, 1_950_000_000_000_000])
        // The last may have gone, and its time is not given again.
        try store.pool.write { try $0.execute(sql: "UPDATE item SET ended = 1 WHERE number = 3") }
        try store.recordItems([item(JournalFixture(2, group: 5).batch(2, into: store), 1, [Sample(object: 9, version: 1)])])
        try shelve(store, now: 1_700_000_000_000_000)
        #expect(try pages(store, query()).flatMap(\.self).last?.added == 1_950_000_000_000_001)
    }

    @Test("What ends is gone with its transaction, and what stood behind it comes forward")
    func ended() throws {
        let store = try Store(path: directory.path)
        let batch = JournalFixture(1, group: 5).batch(5)
        try store.append([batch])
        let (old, new) = (Sample(object: 1, version: 1), Sample(object: 1, version: 2))
        try store.recordItems([
            item(batch, 1, [old]), item(batch, 2, [new, Sample(object: 2, version: 1)]), item(batch, 3, [Sample(object: 2, version: 1)]),
        ])
        try shelve(store)
        #expect(try ids(store) == [new, Sample(object: 2, version: 1)])
        try store.pool.write { try $0.execute(sql: "UPDATE item SET ended = 2 WHERE number = 2") }
        #expect(try ids(store).isEmpty)
        try shelve(store)
        #expect(try ids(store) == [old, Sample(object: 2, version: 1)])
        #expect(try store.check() == [])
    }

    private func ids(_ store: Store, _ query: CollectionQuery? = nil) throws -> Set<Sample> {
        let found = try pages(store, query ?? self.query()).flatMap(\.self)
        return Set(
            found.map { object in
                let number = Int(object.id.suffix(12)) ?? -1
                return Sample(object: number, version: object.version.map { Int($0 / 1_000_000 - 1_767_225_600) } ?? 0)
            })
    }

    @Test("RED, held, future, unaccepted and addressed items are not there; what is let in comes with a new time")
    func notShown() throws {
        let store = try Store(path: directory.path)
        let batch = JournalFixture(1, group: 5).batch(8)
        try store.append([batch])
        var items = (1...7).map { item(batch, $0, [Sample(object: $0, version: 1)]) }
        items[0].tlp = 4
        items[1].held = ItemHold(.quarantine, reason: "r")
        items[2].held = ItemHold(.denied, reason: "r")
        items[3].isAccepted = false
        items[4].recipients = [ItemRecipient(organisation: OrganisationID(octets16(1)), name: "Ada")]
        items[5].created = 1_800_000_000 + 86_401
        try store.recordItems(items)
        try shelve(store)
        #expect(try ids(store) == [Sample(object: 7, version: 1)])
        #expect(try store.release(2))
        try store.acceptItems([4])
        try shelve(store, now: 1_800_000_001_000_000)
        let found = try pages(store, query()).flatMap(\.self)
        #expect(found.map(\.id) == [7, 2, 4, 6].map { Sample(object: $0, version: 1).id } || found.count == 4)
        #expect(Set(found.map(\.id)) == Set([2, 4, 6, 7].map { Sample(object: $0, version: 1).id }))
        #expect(found.first?.id == Sample(object: 7, version: 1).id, "what comes later stands later")
    }

    @Test("What is due is not given before it has been ended")
    func due() throws {
        let store = try Store(path: directory.path)
        let batch = JournalFixture(1, group: 5).batch(2)
        try store.append([batch])
        var item = item(batch, 1, [Sample(object: 1, version: 1)])
        item.terms = ItemTerms(expires: 1_900_000_000)
        try store.recordItems([item])
        try shelve(store)
        #expect(try store.page(query(), withOctets: true, at: 1_899_999_999)?.objects.count == 1)
        #expect(try store.page(query(), withOctets: true, at: 1_900_000_000) == nil)
        try store.endExpired(at: 1_900_000_000, limit: 10)
        #expect(try store.page(query(), withOctets: true, at: 1_900_000_000) == CollectionPage())
    }

    @Test("An object longer than others, and a content longer than a page of the database, are given octet for octet")
    func long() throws {
        let store = try Store(path: directory.path)
        let batch = JournalFixture(1, group: 5).batch(2)
        try store.append([batch])
        var item = item(batch, 1, (0..<4_000).map { Sample(object: $0, version: 1) })
        let padding = octets(9_000_000, seed: 5)
        item.objects.append(
            OpenedObject(
                id: "x--1", type: "x", name: nil, modified: nil, range: item.content.count..<(item.content.count + padding.count)))
        item.content += padding
        try store.recordItems([item])
        try shelve(store)
        let pages = try pages(store, query())
        #expect(pages.map(\.count) == [4_000, 1])
        #expect(pages.last?.first?.octets == padding)
        #expect(
            pages.first?.last.map { String(decoding: $0.octets, as: UTF8.self) }
                == "{\"id\":\"\(Sample(object: 3_999, version: 1).id)\",\"by\":1,\"v\":1}")
    }

    @Test("Every view of a random history is what its items say, whatever the order, the filter and the size of pages", arguments: 1...12)
    func random(seed: UInt64) throws {
        var generator = Lottery(seed: seed)
        let store = try Store(path: directory.path)
        let journals = (0..<3).map { JournalFixture($0, group: $0 == 0 ? 900 : $0) }
        let batches = journals.map { $0.batch(40) }
        try store.append(batches)
        var items: [OpenedItem] = []
        for (batch, index) in (1..<40).flatMap({ index in batches.map { ($0, index) } }) {
            let samples = Set(
                (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                    Sample(object: .random(in: 0..<12, using: &generator), version: .random(in: 0...3, using: &generator))
                })
            let sorted = samples.sorted { ($0.object, $0.version) < ($1.object, $1.version) }
            items.append(
                item(batch, index, sorted, source: .random(in: 1...2, using: &generator), tlp: .random(in: 0...4, using: &generator)))
        }
        items.shuffle(using: &generator)
        var there: [(number: Int, item: OpenedItem)] = []
        var published: Set<Hash> = []
        for (index, item) in items.enumerated() {
            try store.recordItems([item])
            there.append((index + 1, item))
            // Moderators approve some of what is for everyone, at once or when it stands on the shelf for members.
            let others = there.filter { $0.item.tlp == 0 && $0.item.group == everyone && !published.contains($0.item.id) }
            if Bool.random(using: &generator), let chosen = others.randomElement(using: &generator) {
                try store.publish([PublicationOrder(item: Int64(chosen.number), time: 1, decider: "Ana", lists: ["all"])])
                published.insert(chosen.item.id)
            }
            if let one = published.sorted().first, Int.random(in: 0..<9, using: &generator) == 0,
                let number = there.first(where: { $0.item.id == one })?.number
            {
                #expect(
                    try store.unpublish(Int64(number), as: .withdrawn, from: .published, reason: "r", by: "Ana", at: 2))
                published.remove(one)
            }
            if Bool.random(using: &generator) { try shelve(store) }
            if Int.random(in: 0..<4, using: &generator) == 0 {
                let gone = there.remove(at: .random(in: there.indices, using: &generator))
                try store.pool.write { try $0.execute(sql: "UPDATE item SET ended = 1 WHERE number = ?", arguments: [gone.number]) }
            }
        }
        try shelve(store)
        for level in ShelfLevel.allCases {
            for group in journals.map(\.name.group) + [nil] {
                try check(store, query(group, level), against: there.map(\.item), published, using: &generator)
            }
        }
        #expect(try store.check() == [])
    }

    private func check(
        _ store: Store, _ query: CollectionQuery, against items: [OpenedItem], _ published: Set<Hash>,
        using generator: inout Lottery
    ) throws {
        let seen = items.filter { item in
            let level = item.tlp == 0 && !published.contains(item.id) ? 1 : item.tlp == 0 ? 0 : item.tlp + 1
            return level <= query.level.rawValue && (query.group == nil || query.group == item.group)
        }
        var texts: [String: Set<String>] = [:]
        for item in seen {
            for object in item.objects {
                let text = String(decoding: item.content[object.range], as: UTF8.self)
                texts["\(object.id) \(item.organisation)", default: []].insert(text)
            }
        }
        let last = Set(texts.values.compactMap { $0.max() })
        let first = Set(texts.values.compactMap { $0.min() })
        let all = Set(texts.values.flatMap(\.self))
        let times = all.filter { $0.hasSuffix("2}") }
        let kinds: [(CollectionQuery.Versions, Set<String>)] = [
            (.newest, last), (.init(first: true), first), (.init(all: true), all), (.init(last: true, first: true), last.union(first)),
            (.init(times: [1_767_225_602_000_000]), times),
        ]
        for (versions, expected) in kinds {
            var query = query
            query.versions = versions
            query.limit = .random(in: 1...20, using: &generator)
            try expect(store, query, expected)
            query.types = ["malware", "unknown"]
            try expect(store, query, expected.filter { $0.contains("malware--") })
            query.types = []
            query.ids = [Sample(object: 4, version: 0).id, Sample(object: 3, version: 0).id, "nonsense"]
            let wanted = query.ids
            try expect(store, query, expected.filter { text in wanted.contains { text.contains("\"\($0)\"") } })
        }
    }

    private func expect(_ store: Store, _ query: CollectionQuery, _ expected: Set<String>) throws {
        let found = try pages(store, query).flatMap(\.self)
        #expect(zip(found, found.dropFirst()).allSatisfy { $0.added < $1.added })
        let texts = found.map { String(decoding: $0.octets, as: UTF8.self) }
        #expect(Set(texts) == expected, "\(query)")
        #expect(texts.count == expected.count, "each once: \(query)")
    }

    /// Numbers that a seed gives alike on every machine.
    struct Lottery: RandomNumberGenerator {
        var state: UInt64

        init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    @Test("Who issues ever new versions of one object loses the rest of them, and nobody else anything")
    func manyVersions() throws {
        let store = try Store(path: directory.path)
        let batch = JournalFixture(1, group: 5).batch(3)
        try store.append([batch])
        var item = item(batch, 1, [])
        item.content = Array("{}".utf8)
        item.objects = (0..<(StorageLimits.shelfVersionsMax + 10)).map { index in
            OpenedObject(
                id: Sample(object: 1, version: 1).id, type: "malware", name: nil, modified: STIXTime.text(Int64(index) * 1_000_000),
                range: 0..<2)
        }
        try store.recordItems([item, self.item(batch, 2, [Sample(object: 2, version: 1)])])
        try shelve(store)
        var query = query()
        query.versions = .init(all: true)
        #expect(try pages(store, query, limit: 100).flatMap(\.self).count == StorageLimits.shelfVersionsMax + 1)
        #expect(try pages(store, self.query()).flatMap(\.self).count == 2)
    }

    @Test("A member of an object is found where it stands outermost, and nowhere else")
    func member() {
        let text = Array(
            #"{"a":{"created":"no"},"b":["created","x",{"created":"no"}],"c":"created","d\"":"\"created\":1","created" : "yes"}"#.utf8)
        #expect(JSONMember.text("created", in: text) == "yes")
        #expect(JSONMember.text("created", in: Array(#"{"created":1}"#.utf8)) == nil)
        #expect(JSONMember.text("created", in: Array(#"{"created":"a\"b"}"#.utf8)) == nil)
        #expect(JSONMember.text("created", in: Array(#"{"x":"created"}"#.utf8)) == nil)
    }
}

extension JournalFixture {
    fileprivate func batch(_ count: Int, into store: Store) throws -> VerifiedBatch {
        let batch = batch(count)
        try store.append([batch])
        return batch
    }
}
