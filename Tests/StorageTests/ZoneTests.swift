import GRDB
import Ledger
import STIX
import Testing
import Wire

@testable import Storage

@Suite("The public zone holds what moderators approved, in places that are given once, and forgets what ends")
struct ZoneTests {
    private let fixture: SearchFixture
    private var store: Store { fixture.store }
    private let time: Int64 = 1_790_000_000

    init() throws { fixture = try SearchFixture(entries: 200) }

    /// Records so many items marked CLEAR, and gives their numbers, the first to arrive first.
    private func arrive(_ count: Int) throws -> [Int64] {
        try store.recordItems((0..<count).map { try fixture.item([sdo("report", $0, name: "Item \($0)")], title: "Item \($0)", tlp: 0) })
        return try store.items(limit: count).map(\.number).reversed()
    }

    private func order(_ item: Int64, _ lists: [String] = ["all"], subject: String = "") -> PublicationOrder {
        PublicationOrder(item: item, time: time, decider: "Ana Lo", topic: 1, lists: lists, subject: subject)
    }

    private func id(_ item: Int64) throws -> Hash { try #require(try store.items(limit: 1_000).first { $0.number == item }).id }

    private func end(_ item: Int64) throws {
        try store.write { try $0.execute(sql: "UPDATE item SET ended = 1 WHERE number = ?", arguments: [item]) }
    }

    private func places(_ list: String = "all") throws -> [Int64: Int64] {
        Dictionary(
            uniqueKeysWithValues: try store.publications(in: list, places: 1...1_000).map { ($0.place, $0.item.number) })
    }

    private func list(_ name: String = "all") throws -> PublicationList? { try store.publicationLists().first { $0.name == name } }

    // MARK: - What waits

    @Test("What is marked CLEAR arrives once, by its order, and nothing else does")
    func arrivals() throws {
        let numbers = try arrive(3)
        try store.recordItems([try fixture.item([sdo("report", 9, name: "Green")], tlp: 1)])
        #expect(try store.zoneArrivals(limit: 10).map(\.number) == numbers)
        #expect(try store.zoneArrivals(limit: 2).map(\.number) == Array(numbers.prefix(2)))
        try store.settleZoneArrivals(
            waiting: [(numbers[0], 2)], published: [order(numbers[1])], others: [numbers[2]], at: time)
        #expect(try store.zoneArrivals(limit: 10).isEmpty)
        #expect(try store.publications(.waiting, limit: 9).map { [$0.item, Int64($0.topic), $0.came] } == [[numbers[0], 2, time]])
        #expect(try store.publications(.published, limit: 9).map(\.item) == [numbers[1]])
        #expect(try store.publications(.waiting, limit: 9).first?.decided == 0)
        #expect(try store.zoneGeneration() == 1)
        #expect(try store.published(try id(numbers[0])) == nil)
    }

    @Test("An item that waits and ends is in no queue; one that arrives ended, or is held, is none either")
    func endedInQueue() throws {
        let numbers = try arrive(3)
        try store.settleZoneArrivals(waiting: [(numbers[0], 0), (numbers[1], 0)], published: [], others: [], at: time)
        try end(numbers[0])
        try end(numbers[2])
        #expect(try store.publications(.waiting, limit: 9).map(\.item) == [numbers[1]])
        #expect(try store.publicationsCounted(.waiting) == 1)
        #expect(try store.zoneArrivals(limit: 9).isEmpty)
        #expect(try store.zoneGeneration() == 0)
    }

    @Test("Pages of a queue go from the last to arrive to the first, without loss")
    func queuePages() throws {
        let numbers = try arrive(7)
        try store.settleZoneArrivals(waiting: numbers.map { ($0, 0) }, published: [], others: [], at: time)
        var found: [Int64] = []
        while true {
            let page = try store.publications(.waiting, limit: 3, before: found.last ?? .max)
            found += page.map(\.item)
            if page.count < 3 { break }
        }
        #expect(found == numbers.reversed())
    }

    // MARK: - Lists

    @Test("Places of a list are dense, in the order of publishing, and never given again")
    func placesOnce() throws {
        let numbers = try arrive(4)
        try store.publish([order(numbers[2]), order(numbers[0], ["all", "topic-threats"]), order(numbers[1])])
        #expect(try places() == [1: numbers[2], 2: numbers[0], 3: numbers[1]])
        #expect(try places("topic-threats") == [1: numbers[0]])
        try end(numbers[1])
        try store.publish([order(numbers[3])])
        #expect(try places() == [1: numbers[2], 2: numbers[0], 4: numbers[3]])
        #expect(try list() == PublicationList(name: "all", last: 4, count: 3))
        #expect(try store.lists(ofItem: numbers[0]).map { "\($0.name) \($0.place)" } == ["all 2", "topic-threats 1"])
    }

    @Test("Publishing what is public already gives it no second place, and what has ended gets none")
    func again() throws {
        let numbers = try arrive(2)
        try end(numbers[1])
        try store.publish([order(numbers[0]), order(numbers[0]), order(numbers[1])])
        #expect(try places() == [1: numbers[0]])
        #expect(try list() == PublicationList(name: "all", last: 1, count: 1))
        #expect(try store.publicationsCounted(.published) == 1)
    }

    @Test("A full page never changes by what comes later; the pages that do are told with their generation")
    func pages() throws {
        let numbers = try arrive(53)
        try store.publish(numbers.prefix(50).map { order($0) })
        let before = try store.zoneGeneration()
        try store.publish(numbers.suffix(3).map { order($0) })
        let changes = try store.publicationChanges(after: before, limit: 10)
        #expect(changes.pages.map { "\($0.list) \($0.page)" } == ["all 1"])
        #expect(try changes.items == numbers.suffix(3).map { try id($0) })
        #expect(changes.generation == before + 3 && !changes.isCut)
        #expect(try store.publicationChanges(after: before, limit: 2).isCut)
        try end(numbers[7])
        #expect(try store.publicationChanges(after: changes.generation, limit: 10).pages.map(\.page) == [0])
    }

    // MARK: - How it ends

    @Test("What its author ends leaves lists, values and translations with its transaction, and what it was stays known")
    func authorEnds() throws {
        let numbers = try arrive(2)
        let name = try id(numbers[0])
        var whole = order(numbers[0], ["all", "author-0a"], subject: "report--1")
        whole.values = [PublicValue(kind: 4, value: "bad.example")]
        whole.translations = [PublicTranslation(object: "report--9", language: "zh-Hant")]
        try store.publish([whole, order(numbers[1])])
        #expect(try store.feature(numbers[0], since: time))
        #expect(try store.publicValues(ofKind: 4, after: "", 0, limit: 9).map(\.value) == ["bad.example"])
        #expect(try store.translations(of: "report--9") { _ in true }.map(\.language) == ["zh-Hant"])
        let generation = try store.zoneGeneration()
        try end(numbers[0])
        #expect(try store.published(name) == nil)
        #expect(try store.publication(name)?.state == .ended)
        #expect(try places() == [2: numbers[1]] && places("author-0a").isEmpty)
        #expect(try list("author-0a")?.count == 0 && list()?.count == 1)
        #expect(try store.publicValues(ofKind: 4, after: "", 0, limit: 9).isEmpty)
        #expect(try store.translations(of: "report--9") { _ in true }.isEmpty)
        #expect(try store.featuredPublications(limit: 9).isEmpty)
        #expect(try store.publicationChanges(after: generation, limit: 9).items == [name])
        #expect(try !store.unpublish(numbers[0], as: .withdrawn, from: .published, reason: "late", by: "Ana", at: time))
    }

    @Test("However many others translate an object, the translations that are wanted are found, the newest first")
    func translations() throws {
        let numbers = try arrive(StorageLimits.zoneTranslationsMax + 3)
        try store.publish(
            numbers.map { number in
                var one = order(number)
                one.translations = [PublicTranslation(object: "report--9", language: "zh-Hant")]
                return one
            })
        let wanted = Set(numbers.prefix(2))
        #expect(try store.translations(of: "report--9") { wanted.contains($0.number) }.map(\.item.number) == [numbers[1], numbers[0]])
        #expect(try store.translations(of: "report--9") { _ in true }.count == StorageLimits.zoneTranslationsMax)
    }

    @Test("What the rules hold is forgotten by the zone, and comes again when it is let in")
    func held() throws {
        let numbers = try arrive(1)
        try store.publish([order(numbers[0])])
        let name = try id(numbers[0])
        try store.settleZoneArrivals(waiting: [], published: [], others: numbers, at: time)
        try store.write {
            try $0.execute(sql: "INSERT INTO held (item, scope, reason) VALUES (?, 1, 'x')", arguments: [numbers[0]])
        }
        #expect(try store.publication(name) == nil && places().isEmpty && list()?.count == 0)
        #expect(try store.zoneArrivals(limit: 9).isEmpty)
        #expect(try store.release(numbers[0]))
        #expect(try store.zoneArrivals(limit: 9).map(\.number) == numbers)
    }

    @Test("What moderators withdraw can be approved again, in new places; a reason and who decided stand with it")
    func withdrawn() throws {
        let numbers = try arrive(2)
        try store.publish(numbers.map { order($0) })
        let long = String(repeating: "e\u{301}", count: 2_000)
        #expect(try store.unpublish(numbers[0], as: .withdrawn, from: .published, reason: long, by: long, at: time + 5))
        let stored = try #require(try store.publication(try id(numbers[0])))
        #expect(stored.state == .withdrawn && stored.decided == time + 5)
        #expect(stored.reason.unicodeScalars.count == 1_024 && stored.decider.unicodeScalars.count == 128)
        #expect(try places() == [2: numbers[1]])
        try store.publish([order(numbers[0])])
        #expect(try places() == [2: numbers[1], 3: numbers[0]])
        #expect(try store.publication(try id(numbers[0]))?.reason.isEmpty == true)
    }

    @Test("A decision is for one state: what waits is returned, what is public withdrawn, and nothing else")
    func statesMatter() throws {
        let numbers = try arrive(2)
        try store.settleZoneArrivals(waiting: [(numbers[0], 0)], published: [order(numbers[1])], others: [], at: time)
        func refuse(_ item: Int64, _ state: PublicationState, from former: PublicationState) throws -> Bool {
            try store.unpublish(item, as: state, from: former, reason: "r", by: "Ana", at: time)
        }
        #expect(try !refuse(numbers[0], .withdrawn, from: .published))
        #expect(try !refuse(numbers[1], .returned, from: .waiting))
        #expect(try !store.feature(numbers[0], since: time))
        #expect(try refuse(numbers[0], .returned, from: .waiting))
        #expect(try !refuse(numbers[0], .returned, from: .waiting))
        #expect(try store.published(try id(numbers[0])) == nil && store.publicationsCounted(.returned) == 1)
        #expect(try store.feature(numbers[1], since: time) && store.featuredPublications(limit: 9).map(\.item.number) == [numbers[1]])
        #expect(try store.feature(numbers[1], since: 0) && store.featuredPublications(limit: 9).isEmpty)
    }

    @Test("A translation that comes or goes changes what it translates, and the pages that show it")
    func translated() throws {
        let numbers = try arrive(2)
        try store.publish([order(numbers[0], subject: "report--1")])
        let first = try store.zoneGeneration()
        var translation = order(numbers[1], [])
        translation.translations = [PublicTranslation(object: "report--1", language: "zh-Hans")]
        try store.publish([translation])
        let come = try store.publicationChanges(after: first, limit: 9)
        #expect(try Set(come.items) == [id(numbers[0]), id(numbers[1])] && come.pages.map(\.page) == [0])
        let names = try (id(numbers[0]), id(numbers[1]))
        try end(numbers[1])
        let gone = try store.publicationChanges(after: come.generation, limit: 9)
        #expect(Set(gone.items) == [names.0, names.1] && gone.pages.map(\.page) == [0])
    }

    // MARK: - Machines, and crashes

    @Test("Only what is public is on the shelf for strangers, from the moment it is until the moment it is not")
    func shelf() throws {
        let numbers = try arrive(1)
        let rule = ShelfRule(now: time * 1_000_000, everyone: GroupTag(octets16(2)), aheadSecondsMax: 86_400)
        func published() throws -> Int {
            while try store.shelve(rule) {}
            let query = CollectionQuery(group: GroupTag(octets16(2)), level: .published, limit: 10)
            return try #require(try store.page(query, withOctets: false, at: 0)).objects.count
        }
        func forMembers() throws -> Int {
            let query = CollectionQuery(group: GroupTag(octets16(2)), level: .clear, limit: 10)
            return try #require(try store.page(query, withOctets: false, at: 0)).objects.count
        }
        #expect(try published() == 0 && forMembers() == 1)
        try store.publish([order(numbers[0])])
        #expect(try published() == 1)
        _ = try store.unpublish(numbers[0], as: .withdrawn, from: .published, reason: "r", by: "Ana", at: time)
        #expect(try published() == 0 && forMembers() == 1)
        try store.publish([order(numbers[0])])
        #expect(try published() == 1)
        try end(numbers[0])
        #expect(try published() == 0 && forMembers() == 0)
    }

    @Test("After the process was killed, what was settled is settled and the rest still waits")
    func killed() throws {
        let numbers = try arrive(3)
        try store.settleZoneArrivals(waiting: [(numbers[0], 1)], published: [order(numbers[1])], others: [], at: time)
        let copy = try fixture.directory.copyAsAfterCrash()
        let other = try Store(path: copy.path)
        #expect(try other.zoneArrivals(limit: 9).map(\.number) == [numbers[2]])
        #expect(try other.publications(.waiting, limit: 9).map(\.item) == [numbers[0]])
        try other.publish([order(numbers[2])])
        #expect(try other.publications(in: "all", places: 1...9).map(\.place) == [2, 1])
        #expect(try other.zoneGeneration() == 2 && other.check() == [])
        other.close()
    }

    @Test("A batch in which one item cannot be published leaves all of it unsettled")
    func wholeBatch() throws {
        let numbers = try arrive(2)
        var bad = order(numbers[1])
        bad.values = [PublicValue(kind: 99, value: "a.example")]
        let faulty = bad
        #expect(throws: StorageError.self) {
            try store.settleZoneArrivals(waiting: [(numbers[0], 0)], published: [faulty], others: [], at: time)
        }
        #expect(try store.zoneArrivals(limit: 9).map(\.number) == numbers)
        #expect(try store.publicationsCounted(.waiting) == 0 && store.zoneGeneration() == 0)
    }

    @Test("No rule makes public what moderators returned or withdrew, however often it arrives, also after it was held and let in")
    func ruleAfterModerator() throws {
        let numbers = try arrive(3)
        try store.settleZoneArrivals(waiting: [(numbers[0], 0)], published: [order(numbers[1]), order(numbers[2])], others: [], at: time)
        #expect(try store.unpublish(numbers[0], as: .returned, from: .waiting, reason: "no", by: "Ana Lo", at: time))
        #expect(try store.unpublish(numbers[1], as: .withdrawn, from: .published, reason: "no", by: "Ana Lo", at: time))
        try store.settleZoneArrivals(waiting: [], published: numbers.map { order($0) }, others: [], at: time)
        #expect(try store.publication(try id(numbers[0]))?.state == .returned)
        #expect(try store.publication(try id(numbers[1]))?.state == .withdrawn)
        #expect(try Set(places().values) == [numbers[2]])
        try store.write { database in
            for number in numbers {
                try database.execute(sql: "INSERT INTO held (item, scope, reason) VALUES (?, 1, '')", arguments: [number])
            }
            try database.execute(sql: "DELETE FROM held")
        }
        #expect(try store.zoneArrivals(limit: 9).map(\.number) == numbers)
        try store.settleZoneArrivals(waiting: [], published: numbers.map { order($0) }, others: [], at: time)
        #expect(try store.publication(try id(numbers[0]))?.state == .returned)
        #expect(try store.publication(try id(numbers[1]))?.state == .withdrawn)
        #expect(try Set(places().values) == [numbers[2]])
    }

    @Test("A decision counts from the state in which its moderator saw the item, and no other")
    func decidedMeanwhile() throws {
        let number = try arrive(1)[0]
        try store.settleZoneArrivals(waiting: [(number, 0)], published: [], others: [], at: time)
        #expect(try store.unpublish(number, as: .returned, from: .waiting, reason: "no", by: "Bo", at: time))
        #expect(try !store.publish(order(number), from: .waiting))
        #expect(try store.publication(try id(number))?.state == .returned)
        #expect(try store.publish(order(number), from: .returned))
        #expect(try !store.publish(order(number), from: .returned))
        try end(number)
        #expect(try !store.publish(order(number), from: .ended))
    }

    @Test("A writer that tells its number late does not bring the number of before back")
    func pulse() throws {
        store.noteZoneGeneration(7)
        store.noteZoneGeneration(6)
        #expect(store.zonePulse == 7)
    }

    @Test("The next item to end is told, whatever should have ended before")
    func nextEnd() throws {
        let number = try arrive(1)[0]
        try store.write { try $0.execute(sql: "DELETE FROM item_terms") }
        try store.write {
            try $0.execute(
                sql: "INSERT INTO item_terms (item, expires, due, resharing, attribution, replaces) VALUES (?, 100, 100, 0, 0, NULL)",
                arguments: [number])
        }
        #expect(try store.nextDue(after: 99) == 100)
        #expect(try store.nextDue(after: 100) == nil)
    }
}
