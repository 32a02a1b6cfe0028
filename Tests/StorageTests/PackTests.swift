import GRDB
import Groups
import Reference
import STIX
import Testing
import Wire

@testable import Storage

@Suite("Reference packs are found, built, looked up and dropped")
struct PackTests {
    private static let coordinator = SearchFixture.other
    private let rule = PackRule(authors: [PackTests.coordinator], horizon: SearchFixture.now)

    private func list(_ entries: [String], type: String = "string") -> [UInt8] {
        Array(
            #"{"name":"Known things","version":1,"type":"\#(type)","list":[\#(entries.map { "\"\($0)\"" }.joined(separator: ","))]}"#.utf8)
    }

    /// The objects of a pack, as the fixture takes them.
    private func objects(_ lists: [(name: String, octets: [UInt8])], name: String = "warning-lists") throws -> [String] {
        let version = try #require(PackVersion("1.0"))
        let maker = try PackMaker(
            name: name, version: version, title: "Lists", source: "s", sourceHash: String(repeating: "0", count: 64), licence: "CC0",
            modified: "2026-01-01T00:00:00.000Z")
        let octets = try maker.pack(.warningLists, lists.map { try PackPart(name: $0.name, kind: .warningLists, $0.octets) })
        let bundle = try STIXBundle(parsing: octets)
        return bundle.objects.map { String(decoding: bundle.bytes(of: $0), as: UTF8.self) }
    }

    private func build(_ store: Store) throws {
        while let work = try store.nextPackWork() { try store.write(work) }
    }

    /// The lists on which a value stands.
    private func lists(_ store: Store, _ typed: String) throws -> [String] {
        let value = try #require(ObservedValue(typed: typed))
        return try store.warnings(on: value).found.map(\.list)
    }

    private func rows(_ store: Store) throws -> [Int] {
        try store.read { database in
            try ["pack", "warning_list", "warning_block", "pack_candidate"].map {
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \($0)") ?? -1
            }
        }
    }

    @Test("Every entry of a pack's lists is found after it was built, list by list, and nothing else is")
    func found() throws {
        let fixture = try SearchFixture(entries: 3)
        let names = (0..<2_000).map { "host\($0).example" }
        let lists = [("a", list(names)), ("b", list(["192.0.2.0/24"], type: "cidr")), ("c", list(["ost7.ex"], type: "substring"))]
        try fixture.store.recordItems([try fixture.item(try objects(lists), tlp: 0)])
        #expect(try fixture.store.notePacks(rule) == [])
        #expect(
            try fixture.store.packs().map { [$0.manifest.name, "\($0.isBuilt)", "\($0.parts.count)"] } == [["warning-lists", "false", "0"]])
        let some = try #require(ObservedValue(typed: "host1.example"))
        #expect(try fixture.store.warningPacks().isEmpty)
        #expect(
            try fixture.store.warnings(on: some)
                == {
                    var none = Warnings(); none.isIncomplete = true; return none
                }())
        try build(fixture.store)
        for name in names { #expect(try self.lists(fixture.store, name) == (name == "host7.example" ? ["a", "c"] : ["a"])) }
        for other in ["host2000.example", "ahost1.example", "198.51.100.1", "h.example"] {
            #expect(try self.lists(fixture.store, other) == [])
        }
        #expect(try self.lists(fixture.store, "192.0.2.77") == ["b"])
        #expect(try fixture.store.warningPacks().map(\.isBuilt) == [true])
        let pack = try #require(try fixture.store.packs().first)
        #expect(pack.isBuilt && pack.parts.keys.sorted() == ["a", "b", "c"] && pack.parts.values.allSatisfy { $0.fault.isEmpty })
        #expect(try fixture.store.octets(of: pack.manifest.parts[1], of: pack) == .success(lists[1].1))
        #expect(try fixture.store.correlate(some, limit: 9, as: fixture.reader()).warnings.found.map(\.title) == ["Known things"])
        #expect(try fixture.store.check() == [])
    }

    @Test("What a member shares is no reference data, however it is made; nor is what is marked, held, or only looks like a pack")
    func strangers() throws {
        let fixture = try SearchFixture(entries: 6)
        let objects = try objects([("a", list(["evil.example"]))])
        var held = try fixture.item(objects, tlp: 0)
        held.held = ItemHold(.quarantine, reason: "r")
        try fixture.store.recordItems([
            try fixture.item(objects, tlp: 0, by: SearchFixture.third), try fixture.item(objects, tlp: 1), held,
            try fixture.item(objects.filter { !$0.contains(#""type":"grouping""#) }, tlp: 0),
            try fixture.item(objects, tlp: 0, created: SearchFixture.now + 5),
        ])
        #expect(try fixture.store.notePacks(rule) == [])
        try build(fixture.store)
        #expect(try fixture.store.packs() == [] && lists(fixture.store, "evil.example") == [])
        // The one that is dated ahead comes when its time has come, the one that was held when it is let in.
        #expect(try fixture.store.notePacks(PackRule(authors: rule.authors, horizon: SearchFixture.now + 5)) == [])
        #expect(try fixture.store.packs().count == 1)
        let number = try #require(try fixture.store.item(held.id)).number
        #expect(try fixture.store.release(number))
        try fixture.store.notePacks(rule)
        #expect(try fixture.store.packs().count == 2)
    }

    @Test("A description that cannot be right is told of, and is no pack")
    func refused() throws {
        let fixture = try SearchFixture(entries: 2)
        let objects = try objects([("a", list(["x.example"]))]).map { $0.replacing(#""kind":"warning-lists""#, with: #""kind":"else""#) }
        let item = try fixture.item(objects, tlp: 0)
        try fixture.store.recordItems([item])
        #expect(try fixture.store.notePacks(rule) == [RefusedPack(item: item.id, fault: .badDescription(property: "kind"))])
        #expect(try fixture.store.notePacks(rule) == [] && fixture.store.packs() == [])
    }

    @Test("A pack leaves with its lists in the transaction that ends its item, and the older one of its name counts again")
    func ends() throws {
        let fixture = try SearchFixture(entries: 4)
        let old = try fixture.item(try objects([("a", list(["old.example"]))]), tlp: 0)
        var new = try fixture.item(try objects([("a", list(["new.example"]))]), tlp: 0)
        new.terms = ItemTerms(expires: UInt64(SearchFixture.now + 100))
        try fixture.store.recordItems([old])
        try fixture.store.notePacks(rule)
        try build(fixture.store)
        try fixture.store.recordItems([new])
        try fixture.store.notePacks(rule)
        try build(fixture.store)
        #expect(try lists(fixture.store, "new.example") == ["a"] && lists(fixture.store, "old.example") == [])
        #expect(try fixture.store.packs().map(\.isSuperseded) == [false, true] && rows(fixture.store) == [2, 2, 2, 0])
        #expect(try fixture.store.warningPacks().map(\.id) == [new.id])
        #expect(try fixture.store.endExpired(at: SearchFixture.now + 100, limit: 9) == 1)
        #expect(
            try rows(fixture.store) == [1, 1, 1, 0] && lists(fixture.store, "new.example") == []
                && lists(fixture.store, "old.example") == ["a"])
        #expect(try fixture.store.warningPacks().map(\.id) == [old.id])
        #expect(try fixture.store.check() == [])
    }

    @Test("A list that was read for an item that ended meanwhile is not written; one written twice is there once")
    func raced() throws {
        let fixture = try SearchFixture(entries: 3)
        var item = try fixture.item(try objects([("a", list(["x.example"])), ("b", list(["y.example"]))]), tlp: 0)
        item.terms = ItemTerms(expires: UInt64(SearchFixture.now + 100))
        try fixture.store.recordItems([item])
        try fixture.store.notePacks(rule)
        let work = try #require(try fixture.store.nextPackWork())
        try fixture.store.write(work)
        #expect(throws: StorageError.self) { try fixture.store.write(work) }
        #expect(try rows(fixture.store) == [1, 1, 1, 0])
        let late = try #require(try fixture.store.nextPackWork())
        try fixture.reopen()
        #expect(try fixture.store.endExpired(at: SearchFixture.now + 100, limit: 9) == 1)
        try fixture.store.write(late)
        #expect(try rows(fixture.store) == [0, 0, 0, 0])
    }

    @Test("A list whose octets are not what the description says is noted with its fault, and the others can be looked up")
    func damaged() throws {
        let fixture = try SearchFixture(entries: 2)
        let objects = try objects([("a", list(["x.example"])), ("b", list(["y.example"]))])
        let sound = try #require(objects.first { $0.contains(#""type":"artifact""#) })
        let broken = objects.map { $0 == sound ? $0.replacing(#"/gzip""#, with: #"/zip""#) : $0 }
        try fixture.store.recordItems([try fixture.item(broken, tlp: 0)])
        try fixture.store.notePacks(rule)
        try build(fixture.store)
        let pack = try #require(try fixture.store.packs().first)
        #expect(pack.isBuilt && Set(pack.parts.values.map(\.fault)) == ["", "pack-part-missing"])
        #expect(try lists(fixture.store, "x.example").count + lists(fixture.store, "y.example").count == 1)
    }

    @Test("Two files hash the same list differently, so nobody can make a value that stands where another does")
    func keyed() throws {
        var blocks: [[UInt8]] = []
        for _ in 0..<2 {
            let fixture = try SearchFixture(entries: 2)
            try fixture.store.recordItems([try fixture.item(try objects([("a", list(["x.example"]))]), tlp: 0)])
            try fixture.store.notePacks(rule)
            try build(fixture.store)
            blocks.append(try #require(try fixture.store.read { try PreparedStatement($0, Query.warningBlocks).first(1) { $0.bytes(0) } }))
        }
        #expect(blocks[0].count == 8 && blocks[0] != blocks[1])
    }
}
