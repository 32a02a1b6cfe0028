import Groups
import Policy
import STIX
import Testing
import Wire

@testable import Storage

/// Whatever is asked, the answer is the one of a reader who has only the items that they may know of.
@Suite("A reader finds, counts, correlates and follows exactly what they may know of")
struct SearchReaderTests {
    private static let words = ["falcon", "harbour", "beacon", "勒索軟件", "釣魚郵件", "gateway", "relay-node", "pivot"]
    private static let people = ["Ada", "Ben"]

    /// One object of one item, as a person would describe it: what a search is compared with.
    private struct Known {
        let item: Int
        let name: String
        let text: String
        let type: String
        let label: String
        let value: String
        let tlp: UInt8
        let organisation: OrganisationID
        let created: Int64
        let people: [String]
        var isKeptAside = false
        var isGone = false

        func isMeant(for person: String?) -> Bool {
            !isKeptAside && !isGone && (people.isEmpty || organisation == SearchFixture.own || person.map(people.contains) == true)
        }
    }

    private struct World {
        let fixture: SearchFixture
        var known: [Known] = []
        var random: SeededGenerator

        init(seed: Int) throws {
            random = SeededGenerator(seed: UInt64(seed))
            fixture = try SearchFixture(entries: 130)
            for number in 1...40 { try add(number) }
            while try fixture.store.indexWaiting(limit: 7) > 0 {}
        }

        mutating func pick<Element>(_ list: [Element]) -> Element { list[Int.random(in: list.indices, using: &random)] }

        private mutating func add(_ number: Int) throws {
            let tlp = UInt8.random(in: 1...4, using: &random)
            let organisation = pick([SearchFixture.own, SearchFixture.other, SearchFixture.third])
            let people = tlp == 4 && Bool.random(using: &random) ? [pick(SearchReaderTests.people)] : []
            let created = SearchFixture.now - Int64.random(in: 1...400, using: &random) * 86_400
            var objects: [String] = []
            var known: [Known] = []
            for ordinal in 0..<Int.random(in: 1...3, using: &random) {
                let (type, label) = (pick(["report", "note-x", "indicator"]), pick(["yankee", "zulu"]))
                let (name, text) = (
                    "\(pick(SearchReaderTests.words)) \(number).\(ordinal)",
                    "\(pick(SearchReaderTests.words)) \(pick(SearchReaderTests.words))"
                )
                let value = "203.0.113.\(Int.random(in: 1...6, using: &random))"
                objects.append(
                    sdo(
                        type, number * 10 + ordinal, name: name,
                        #""description":"\#(text)","labels":["\#(label)"],"pattern":"[ipv4-addr:value = '\#(value)']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z""#
                    ))
                known.append(
                    Known(
                        item: number, name: name, text: text, type: type, label: label, value: value, tlp: tlp, organisation: organisation,
                        created: created, people: people))
            }
            var item = try fixture.item(objects, tlp: tlp, by: organisation, created: created, people: people)
            if Int.random(in: 0..<8, using: &random) == 0 {
                item.held = ItemHold(.quarantine, reason: "r")
                for index in known.indices { known[index].isKeptAside = true }
            }
            try fixture.store.recordItems([item])
            self.known += known
            guard Int.random(in: 0..<6, using: &random) == 0 else { return }
            var correction = try fixture.item([sdo("report", 9_000 + number, name: "nothing")], tlp: tlp, by: organisation, people: people)
            correction.terms = ItemTerms(replaces: item.id)
            try fixture.store.recordItems([correction])
            for index in self.known.indices where self.known[index].item == number { self.known[index].isGone = true }
        }
    }

    /// A question with what a person who reads everything would find.
    private static func questions(_ world: inout World) -> [(text: String, holds: (Known) -> Bool)] {
        let (word, other, label, value) = (
            world.pick(words), world.pick(words), world.pick(["yankee", "zulu"]), Int.random(in: 1...6, using: &world.random)
        )
        func has(_ known: Known, _ word: String) -> Bool { known.name.contains(word) || known.text.contains(word) }
        let cut = SearchFixture.now - 200 * 86_400
        let day = CivilDate(days: Int(cut / 86_400))
        let date = "\(day.year)-\(day.month)-\(day.day)"
        let start = cut / 86_400 * 86_400
        return [
            (word, { has($0, word) }),
            ("\(word) \(other)", { has($0, word) && has($0, other) }),
            ("\"\(word) \(other)\"", { $0.text == "\(word) \(other)" }),
            ("\(word) -\(other)", { has($0, word) && !has($0, other) }),
            ("label:\(label) -\"\(word) \(other)\"", { $0.label == label && $0.text != "\(word) \(other)" }),
            ("\(word.prefix(2))*", { known in words.filter { $0.hasPrefix(word.prefix(2)) }.contains { has(known, $0) } }),
            ("type:report type:indicator label:\(label)", { $0.type != "note-x" && $0.label == label }),
            ("tlp:red", { $0.tlp == 4 }),
            ("-tlp:red label:\(label)", { $0.tlp != 4 && $0.label == label }),
            ("value:203.0.113.\(value)", { $0.value == "203.0.113.\(value)" }),
            ("203.0.113.\(value) \(word)", { $0.value == "203.0.113.\(value)" && has($0, word) }),
            ("author:own", { $0.organisation == SearchFixture.own }),
            ("author:own author:third -label:\(label)", { $0.organisation != SearchFixture.other && $0.label != label }),
            ("after:\(date)", { $0.created >= start }),
            ("before:\(date) \(word)", { $0.created < start && has($0, word) }),
        ]
    }

    @Test("Searches and counts, page by page, of named and unnamed readers", arguments: 0..<12)
    func searches(seed: Int) throws {
        var world = try World(seed: seed)
        for (text, holds) in Self.questions(&world) {
            for person in [nil, "Ada", "Ben", "Eve"] {
                let wanted = world.known.filter { $0.isMeant(for: person) && holds($0) }
                var query = try world.fixture.query(text, limit: 3)
                query.authors = ["own": SearchFixture.own, "third": SearchFixture.third]
                query.order = Bool.random(using: &world.random) ? .best : .newest
                query.wantsFacets = true
                var (names, counted) = ([String](), 0)
                repeat {
                    let page = try world.fixture.store.search(query, as: world.fixture.reader(person))
                    names += page.hits.map(\.name)
                    query.cursor = page.next
                    guard let facets = page.facets else { continue }
                    counted = facets.counted
                    #expect(facets.types.reduce(0) { $0 + $1.count } == facets.counted)
                    query.wantsFacets = false
                } while query.cursor != nil
                // Corrections have no words of their own, and are found by marks, authors and times.
                #expect(counted == names.count, "\(text) for \(person ?? "-")")
                names.removeAll { $0 == "nothing" }
                #expect(names.sorted() == wanted.map(\.name).sorted(), "\(text) for \(person ?? "-")")
            }
        }
    }

    @Test("Values, versions and neighbours, of named and unnamed readers", arguments: 0..<8)
    func correlations(seed: Int) throws {
        let world = try World(seed: seed)
        for person in [nil, "Ada", "Ben"] {
            for last in 1...6 {
                let value = try #require(ObservedValue(typed: "203.0.113.\(last)"))
                let wanted = world.known.filter { $0.isMeant(for: person) && $0.value == value.text }
                let found = try world.fixture.store.correlate(value, limit: 200, as: world.fixture.reader(person))
                #expect(found.hits.map(\.name).sorted() == wanted.map(\.name).sorted())
                #expect(found.items == Set(wanted.map(\.item)).count && !found.isOverCorrelating && !found.hasMore)
                #expect((found.confidence > 0) == !wanted.isEmpty || found.last < SearchFixture.now - 60 * 86_400)
            }
            for (index, known) in world.known.enumerated() {
                let ordinal = world.known[..<index].count { $0.item == known.item }
                let id = "\(known.type)--\(uuid(known.item * 10 + ordinal))"
                let versions = try world.fixture.store.versions(ofObject: id, limit: 9, as: world.fixture.reader(person))
                #expect(versions.map(\.name) == (known.isMeant(for: person) ? [known.name] : []))
                let graph = try world.fixture.store.graph(around: id, depth: 2, as: world.fixture.reader(person))
                #expect(graph.nodes.map(\.id) == (known.isMeant(for: person) ? [id] : []))
            }
        }
    }

    @Test("What others may not know of shows in no neighbour either")
    func hiddenNeighbours() throws {
        let fixture = try SearchFixture(entries: 3)
        let (actor, tool) = ("threat-actor--\(uuid(1))", "malware--\(uuid(2))")
        try fixture.store.recordItems([
            try fixture.item([sdo("threat-actor", 1, name: "Heron")]),
            try fixture.item([sdo("malware", 2, name: "Reed")], tlp: 4, people: ["Ada"]),
            try fixture.item([relationship(3, actor, "uses", tool)], tlp: 4, people: ["Ada"]),
        ])
        #expect(try fixture.store.graph(around: actor, depth: 3, as: fixture.reader()).nodes.map(\.name) == ["Heron"])
        #expect(try fixture.store.graph(around: actor, depth: 3, as: fixture.reader()).edges == [])
        let graph = try fixture.store.graph(around: actor, depth: 3, as: fixture.reader("Ada"))
        #expect(graph.nodes.map(\.name) == ["Heron", "Reed"])
        #expect(graph.edges == [ObjectGraph.Edge(from: actor, to: tool, name: "uses")])
        #expect(try fixture.store.graph(around: tool, depth: 3, as: fixture.reader()).nodes == [])
    }

    @Test("What is dated beyond the horizon or whose time is over is not found, also before it is ended")
    func times() throws {
        let fixture = try SearchFixture(entries: 3)
        var expired = try fixture.item([sdo("report", 2, name: "Timely two")])
        expired.terms = ItemTerms(expires: UInt64(SearchFixture.now))
        try fixture.store.recordItems([
            try fixture.item([sdo("report", 1, name: "Timely one")], created: SearchFixture.now + 90_000), expired,
            try fixture.item([sdo("report", 3, name: "Timely three")]),
        ])
        #expect(try fixture.names("timely") == ["Timely three"])
        let later = fixture.reader(now: SearchFixture.now + 10_000)
        #expect(try fixture.store.search(try fixture.query("timely"), as: later).hits.map(\.name) == ["Timely three", "Timely one"])
    }
}
