import Ledger
import Sodium
import Testing
import Wire

@testable import Storage

@Suite("Ciphertext that nobody here can read is let go by its dates and its author's share, and nothing else is")
struct MailboxTests {
    let directory = TemporaryDirectory()
    let epoch = EpochID(octets16(31))

    private func rule(
        _ now: UInt32, keep: UInt32 = 1_000, groups: [GroupTag: UInt32] = [:], own: Set<GroupTag> = [], share: Int64 = .max
    ) -> MailboxRule {
        MailboxRule(now: Minute(now), keepMinutesDefault: keep, groups: groups, own: own, authorOctetsMax: share)
    }

    private func places(_ batch: VerifiedBatch) -> [EntryPlace] {
        batch.entries.map { EntryPlace(journal: batch.journal, position: $0.position) }
    }

    /// Marks entries as lacking their key.
    private func refuse(_ batch: VerifiedBatch, in store: Store) throws {
        try store.markUnreadable(places(batch).map { ($0, .noKey(epoch)) })
    }

    private func bodies(_ count: Int, octets length: Int = 100) -> [EntryBody] {
        (0..<count).map { .inline(octets(length, seed: $0)) }
    }

    /// The positions of a journal whose bodies are not in the entries.
    private func detached(_ store: Store, _ journal: JournalFixture) throws -> [UInt64] {
        try (0..<journal.writer.size).filter { position in
            let compact = try store.entry(journal.journal, position: position).compact
            if case .detached = try UnverifiedEntry(compact: compact[...], journal: journal.journal).body { return true }
            return false
        }
    }

    @Test(
        "A body goes after its own date, without one after its group's time, and after 366 days at the latest; not in that minute itself",
        arguments: [(100, 101), (0, 1_011), (5_000, 5_001), (527_050, 527_051), (527_051, 527_051), (.max, 527_051)])
    func due(keepUntil: UInt32, first: UInt32) throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(1)])
        let batch = journal.sealed(bodies(3), epoch: epoch, time: 10, keepUntil: keepUntil)
        try store.append([batch])
        try refuse(batch, in: store)
        #expect(try store.expireCiphertext(rule(first - 1), limit: 10) == ExpiryReport())
        #expect(try store.expireCiphertext(rule(first), limit: 10) == ExpiryReport(pruned: 3, octets: 300))
        #expect(try detached(store, journal) == [1, 2, 3])
        #expect(try store.expireCiphertext(rule(first), limit: 10) == ExpiryReport())
        #expect(try store.mailboxUsage() == [])
        #expect(try store.check() == [])
    }

    @Test("Each group has its own time, and of this node's own groups nothing goes")
    func groups() throws {
        let store = try Store(path: directory.path)
        let journals = [JournalFixture(1, group: 11), JournalFixture(2, group: 12), JournalFixture(3, group: 13)]
        for journal in journals {
            try store.append([journal.batch(1)])
            let batch = journal.sealed(bodies(2), epoch: epoch, time: 10, keepUntil: journal === journals[2] ? 20 : 0)
            try store.append([batch])
            try refuse(batch, in: store)
        }
        let (short, own) = (journals[1].name.group, journals[2].name.group)
        let rule = rule(500, groups: [short: 400, own: 1], own: [own], share: 0)
        #expect(try store.mailboxUsage(except: [own]).map(\.author) == journals[..<2].map(\.name.node).sorted())
        let dated = MailboxRule(now: Minute(500), keepMinutesDefault: 1_000, groups: rule.groups, own: [own], authorOctetsMax: .max)
        #expect(try store.expireCiphertext(dated, limit: 10).pruned == 2)
        #expect(try journals.map { try detached(store, $0) } == [[], [1, 2], []])
        #expect(try store.expireCiphertext(rule, limit: 10).pruned == 2)
        #expect(try journals.map { try detached(store, $0) } == [[1, 2], [1, 2], []])
        #expect(try store.mailboxUsage() == [MailboxUsage(author: journals[2].name.node, octets: 200)])
        #expect(try store.check() == [])
    }

    @Test("What was opened, waits in an own group, or is unreadable for another reason stays, whatever its date")
    func readable() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(1)])
        let batch = journal.sealed(bodies(7), epoch: epoch, time: 1, keepUntil: 2)
        try store.append([batch])
        let places = places(batch)
        try store.markUnreadable([
            (places[0], .noKey(epoch)), (places[1], .notGenuine), (places[2], .malformed), (places[3], .unjudged),
            (places[4], .noKey(epoch)),
        ])
        try store.markOpened([places[4], places[5]])
        #expect(try store.expireCiphertext(rule(1_000_000, share: 0), limit: 10) == ExpiryReport(pruned: 1, octets: 100))
        #expect(try detached(store, journal) == [1])
        #expect(try store.check() == [])
    }

    @Test("An entry whose key came is as readable as before its body was in danger")
    func keyCame() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(1)])
        let batch = journal.sealed(bodies(4), epoch: epoch, time: 1)
        try store.append([batch])
        try refuse(batch, in: store)
        #expect(try store.mailboxUsage() == [MailboxUsage(author: journal.name.node, octets: 400)])
        #expect(try store.retryUnreadable(epoch: epoch) == 4)
        #expect(try store.mailboxUsage() == [])
        #expect(try store.expireCiphertext(rule(1_000_000, share: 0), limit: 10) == ExpiryReport())
        #expect(try detached(store, journal) == [])
    }

    @Test("Items of foreign groups that still wait to be opened are let go too, those of other groups are not touched")
    func waiting() throws {
        let store = try Store(path: directory.path)
        let (foreign, other) = (JournalFixture(1, group: 11), JournalFixture(2, group: 12))
        for journal in [foreign, other] {
            try store.append([journal.batch(2)])
            try store.append([journal.sealed(bodies(5), epoch: epoch, time: 1)])
        }
        let rule = rule(5_000, groups: [foreign.name.group: 100])
        #expect(try store.expireCiphertext(rule, limit: 4) == ExpiryReport(isComplete: false))
        #expect(try store.expireCiphertext(rule, limit: 4) == ExpiryReport(pruned: 2, octets: 200, isComplete: false))
        #expect(try store.expireCiphertext(rule, limit: 4) == ExpiryReport(pruned: 3, octets: 300))
        #expect(try detached(store, foreign) == [2, 3, 4, 5, 6] && detached(store, other) == [])
        #expect(try store.unopened(limit: 20).map(\.journal) == [foreign.journal] + Array(repeating: other.journal, count: 7))
        // The item that nobody sealed is no ciphertext.
        #expect(try store.unreadable(limit: 20).map(\.reason) == [.notGenuine] + Array(repeating: .noKey(epoch), count: 5))
        #expect(try store.check() == [])
    }

    @Test("Above its share, an author's oldest bodies go, over all its journals and only down to the share")
    func share() throws {
        let store = try Store(path: directory.path)
        let (one, two, neighbour) = (JournalFixture(1, group: 11), JournalFixture(1, group: 12), JournalFixture(2, group: 11))
        for (journal, time) in [(one, 300), (two, 200), (neighbour, 100)] as [(JournalFixture, UInt32)] {
            try store.append([journal.batch(1)])
            for hour in 0..<3 {
                let batch = journal.sealed(bodies(1), epoch: epoch, time: time + UInt32(hour) * 60)
                try store.append([batch])
                try refuse(batch, in: store)
            }
        }
        // Of the first author: two 200, two 260, one 300, two 320, one 360, one 420.
        #expect(try store.expireCiphertext(rule(500, share: 350), limit: 10) == ExpiryReport(pruned: 3, octets: 300))
        #expect(try detached(store, one) == [1] && detached(store, two) == [1, 2] && detached(store, neighbour) == [])
        #expect(try store.mailboxUsage().map(\.octets) == [300, 300])
        #expect(try store.expireCiphertext(rule(500, share: 350), limit: 10) == ExpiryReport())
        #expect(try store.check() == [])
    }

    @Test("Every entry keeps its leaf and its proof, and what is served can be verified as before")
    func proofs() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(1)])
        let batch = journal.sealed(bodies(300), epoch: epoch, time: 1)
        try store.append([batch])
        try refuse(batch, in: store)
        #expect(try store.expireCiphertext(rule(5_000), limit: 1_000).pruned == 300)
        let range = try #require(try store.read(journal.journal, from: 0, maxOctets: 1_000_000, maxEntries: 1_000))
        var reader = journal.reader()
        let checkpoint = Checkpoint(origin: journal.journalOrigin, size: 301, root: batch.checkpointRoot).sign(with: journal.key)
        let verified = try reader.verify(
            range.compact.map { $0[...] }, from: 0, completion: range.completion, checkpoint: checkpoint, keys: [journal.key.verifyingKey])
        #expect(verified.entries.dropFirst().map(\.leafHash) == batch.entries.map(\.leafHash))
        #expect(verified.entries.dropFirst().allSatisfy { $0.entry?.bodyLength == 100 })
        #expect(try store.check() == [])
    }

    @Test("The call ends at its limit and goes on in the next", arguments: [1, 7, 49, 50, 51])
    func limit(limit: Int) throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(1)])
        let batch = journal.sealed(bodies(50), epoch: epoch, time: 1)
        try store.append([batch])
        try refuse(batch, in: store)
        var (pruned, calls) = (0, 0)
        while true {
            let report = try store.expireCiphertext(rule(5_000), limit: limit)
            #expect(report.pruned <= limit)
            (pruned, calls) = (pruned + report.pruned, calls + 1)
            if report.isComplete { break }
        }
        #expect(pruned == 50 && calls == (50 + limit - 1) / limit)
        #expect(try store.check() == [])
    }

    @Test("What is kept sealed is listed in order, page by page, and goes by name; what is no ciphertext stays")
    func byName() throws {
        let store = try Store(path: directory.path)
        let journals = [JournalFixture(1, group: 2), JournalFixture(2, group: 3)]
        var kept: [EntryPlace] = []
        for (number, journal) in journals.enumerated() {
            try store.append([journal.batch(1)])
            let batch = journal.sealed(bodies(3, octets: 100 + number), epoch: epoch, time: 10 + UInt32(number), keepUntil: 0)
            try store.append([batch])
            try refuse(batch, in: store)
            kept += places(batch)
        }
        var found: [KeptCiphertext] = []
        var last: EntryPlace?
        repeat {
            let page = try store.ciphertext(after: last, limit: 2)
            found += page.entries
            last = page.last
        } while last != nil
        #expect(found.map(\.place) == kept)
        #expect(found.map(\.octets) == [100, 100, 100, 101, 101, 101] && found.map(\.time.rawValue) == [10, 10, 10, 11, 11, 11])
        let own = try #require(found.first).group
        #expect(try store.ciphertext(limit: 10, except: [own]).entries.allSatisfy { $0.group != own })
        #expect(try store.letCiphertextGo([kept[1], kept[4], EntryPlace(journal: journals[0].journal, position: 0)]) == 2)
        #expect(try store.letCiphertextGo([kept[1]]) == 0)
        #expect(try detached(store, journals[0]) == [2] && detached(store, journals[1]) == [2])
        #expect(try store.ciphertext(limit: 10).entries.map(\.place) == [kept[0], kept[2], kept[3], kept[5]])
        #expect(try store.check() == [])
    }
}
