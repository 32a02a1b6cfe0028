import Exchange
import Foundation
import Ledger
import PublicZone
import Storage
import Testing
import Wire

@testable import Daemon

/// What members share with everyone on real nodes: it waits, and nobody outside sees anything of it before a moderator has said so.
@Suite("The public zone's moderation: real nodes on loopback")
struct ZoneModerationTests {
    private let federation: Federation
    private let bank: RunningNode
    private var coordinator: RunningNode { federation.coordinator }
    private var shelf: PublicShelf { PublicShelf(core: coordinator.core) }

    init() async throws {
        federation = try await Federation()
        bank = try await federation.member("Harbour Bank", sector: "finance")
        try await federation.waitForKeys([bank, federation.coordinator])
    }

    private func stop() async { for node in [bank, coordinator] { await node.stop() } }

    /// Something that the bank shared with everyone and that has come to the coordinator.
    private func shared(_ title: String) async throws -> String {
        let id = try await bank.core.share(bundle(title, mark: Mark.clear), ShareRequest(to: .everyone)).id
        try await coordinator.waitForItem(id)
        return id
    }

    private func waiting() async throws -> [String] {
        try await coordinator.core.zoneQueue("waiting", cursor: nil, limit: 50).items.map(\.id)
    }

    /// Everything that the public could learn of an item, as words: none where it learns nothing.
    private func traces(of id: String, _ title: String) async throws -> [String] {
        var traces: [String] = []
        if try await shelf.standing(of: id) != .unknown { traces.append("standing") }
        if try await shelf.content(of: id) != nil { traces.append("content") }
        if try await shelf.proof(of: id) != nil { traces.append("proof") }
        if try await !shelf.versions(of: id).isEmpty { traces.append("versions") }
        for list in try await shelf.lists() where list.count > 0 {
            if try await shelf.items(in: list.name, places: 1...50).contains(where: { $0.id == id }) { traces.append("list \(list.name)") }
        }
        if try await shelf.featured(limit: 9).contains(where: { $0.id == id }) { traces.append("front") }
        if try await !shelf.search(PublicSearch(text: "\"\(title)\"", limit: 9)).hits.isEmpty { traces.append("search") }
        if try await shelf.changes(after: 0).items.contains(id) { traces.append("changes") }
        let machines = CollectionShelf(core: coordinator.core)
        let open = try #require(try await machines.collections(for: nil).first)
        let rule = ShelfRule(
            now: coordinator.core.clock.moment.milliseconds * 1_000, everyone: await coordinator.core.groups.everyone.tag,
            aheadSecondsMax: 86_400)
        while try await coordinator.core.access.write({ (store) throws(StorageError) in try store.shelve(rule) }) {}
        let page = try await machines.page(of: open, TAXIIQuery(), withOctets: true, for: nil)
        if page.objects.contains(where: { String(decoding: $0.octets, as: UTF8.self).contains(title) }) { traces.append("TAXII") }
        return traces
    }

    private func code(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? OperationError)?.code
        }
    }

    @Test("What waits leaves no trace in public; approved it is there everywhere, as it was, and withdrawn it is nowhere")
    func life() async throws {
        let id = try await shared("Heron advisory")
        #expect(try await waiting() == [id])
        #expect(try await traces(of: id, "Heron advisory") == [])
        #expect(coordinator.core.zoneKeeper.waitingCount == 1)
        let detail = try await coordinator.core.zoneItem(id)
        #expect(detail.item.state == "waiting" && detail.item.author == "Harbour Bank" && detail.sector == "finance")
        #expect(Set(detail.lists).isSuperset(of: ["all", "topic-threats", "sector-finance"]) && detail.warnings.isEmpty)

        let approved = try await coordinator.core.zoneApprove(id, ZoneApproval(topic: "mitigation", featured: true))
        #expect(approved.state == "published" && approved.topic == "mitigation" && approved.isFeatured)
        let everywhere = [
            "standing", "content", "proof", "versions", "list all", "list topic-mitigation", "front", "search", "changes", "TAXII",
        ]
        try await eventually("it is everywhere") {
            Set(try await traces(of: id, "Heron advisory")).isSuperset(of: everywhere)
        }
        #expect(try await shelf.content(of: id) == bank.core.content(of: id, as: nil))
        #expect(try await waiting().isEmpty)
        #expect(coordinator.core.zoneKeeper.waitingCount == 0)
        #expect(await code { _ = try await coordinator.core.zoneApprove(id, ZoneApproval()) } == "already-public")

        let withdrawn = try await coordinator.core.zoneWithdraw(id, ZoneRefusal(reason: "It names a  victim.\u{7}"))
        #expect(withdrawn.item.state == "withdrawn" && withdrawn.item.reason == "It names a victim.")
        #expect(try await self.traces(of: id, "Heron advisory") == ["standing", "changes"])
        #expect(try await shelf.standing(of: id) == .ended(.withdrawn, successor: nil))
        let again = try await coordinator.core.zoneApprove(id, ZoneApproval())
        #expect(again.state == "published" && again.reason.isEmpty && !again.isFeatured && again.topic == "mitigation")
        await stop()
    }

    @Test("What is returned is told to its author's organisation alone, with the reason, and never was public")
    func returned() async throws {
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, coordinator, telco])
        let id = try await shared("Ibis advisory")
        for reason in ["", " \n\t ", String(repeating: "x", count: 1_025)] {
            #expect(await code { _ = try await coordinator.core.zoneReturn(id, ZoneRefusal(reason: reason)) } == "reason-needed")
        }
        #expect(await code { _ = try await coordinator.core.zoneWithdraw(id, ZoneRefusal(reason: "r")) } == "other-state")
        #expect(try await waiting() == [id])
        let report = try await coordinator.core.zoneReturn(id, ZoneRefusal(reason: "Please name the “product”."))
        #expect(report.item.state == "returned" && report.letter == "sent" && report.letterFault.isEmpty)
        #expect(try await traces(of: id, "Ibis advisory") == [])
        try await bank.waitForItem(report.letterItem)
        let letter = try await bank.core.item(report.letterItem, as: nil)
        #expect(letter.item.author == "Example City CERT" && letter.item.tlp == "TLP:AMBER+STRICT")
        #expect(letter.recipients == ["Example City CERT", "Harbour Bank"])
        let text = String(decoding: try await bank.core.content(of: report.letterItem, as: nil), as: UTF8.self)
        #expect(text.contains(id) && text.contains("Please name the “product”.") && text.contains("Example City CERT moderates"))
        let marker = try await bank.core.share(bundle("Marker"), ShareRequest(to: .members, tlp: "green"))
        try await telco.waitForItem(marker.id)
        #expect(try await !telco.core.items(group: nil, limit: 50, as: nil).contains { $0.id == report.letterItem })
        #expect(try await coordinator.core.zoneApprove(id, ZoneApproval()).state == "published")
        await telco.stop()
        await stop()
    }

    @Test("A retraction takes an item out of the zone and out of the queue, and a correction waits again")
    func authorsWord() async throws {
        let (first, second) = (try await shared("Egret advisory"), try await shared("Stork advisory"))
        _ = try await coordinator.core.zoneApprove(first, ZoneApproval())
        let corrected = try await bank.core.correct(
            first, bundle("Egret advisory two", mark: Mark.clear), ShareRequest(to: .everyone)
        ).id
        try await coordinator.waitForItem(corrected)
        #expect(try await traces(of: first, "Egret advisory") == ["standing", "changes"])
        #expect(try await traces(of: corrected, "Egret advisory two") == [])
        #expect(try await Set(waiting()) == [second, corrected])
        #expect(try await coordinator.core.zoneItem(corrected).warnings == [.correction])
        #expect(try await shelf.standing(of: first) == .ended(.replaced, successor: nil))
        _ = try await coordinator.core.zoneApprove(corrected, ZoneApproval())
        #expect(try await shelf.standing(of: first) == .ended(.replaced, successor: corrected))
        let versions = try await shelf.versions(of: corrected).map(\.id)
        #expect(Set(versions) == [first, corrected])
        // Of a version that never was public its page says nothing.
        let third = try await shared("Crane advisory")
        _ = try await coordinator.core.zoneReturn(third, ZoneRefusal(reason: "names a victim"))
        let renewed = try await bank.core.correct(
            third, bundle("Crane advisory two", mark: Mark.clear), ShareRequest(to: .everyone)
        ).id
        try await coordinator.waitForItem(renewed)
        _ = try await coordinator.core.zoneApprove(renewed, ZoneApproval())
        #expect(try await shelf.versions(of: renewed).map(\.id) == [renewed])
        for id in [corrected, second] {
            _ = try await bank.core.retract(id, RetractionRequest(reason: "wrong"))
            try await eventually("the retraction has come") { (try? await coordinator.core.content(of: id, as: nil)) == nil }
        }
        #expect(try await waiting().isEmpty)
        #expect(try await shelf.standing(of: corrected) == .ended(.retracted, successor: nil))
        #expect(try await traces(of: second, "Stork advisory") == [])
        #expect(await code { _ = try await coordinator.core.zoneApprove(corrected, ZoneApproval()) } == "not-publishable")
        #expect(await code { _ = try await coordinator.core.zoneApprove(second, ZoneApproval()) } == "not-for-the-zone")
        await stop()
    }

    @Test("An author whom a rule trusts needs no moderator, but for what another rule denies; and nothing for all members comes here")
    func trusted() async throws {
        try TestSettings.rules(
            """
            waiting:
              clear: {wait: 0s, approvals: 0}
              green: {wait: 0s}
            publishing:
              - {name: "the bank", when: {author: Harbour Bank}, then: {moderation: none}}
              - {name: "no drafts", when: {label: draft}, then: deny}
              - {name: "a second look", when: {label: doubtful}, then: {approvals: 1}}
            """, in: coordinator.directory)
        coordinator.core.rules.look()
        let trusted = try await shared("Crane advisory")
        try await eventually("the rule's item is public") { try await shelf.content(of: trusted) != nil }
        let published = try await coordinator.core.zoneQueue("published", cursor: nil, limit: 9)
        #expect(published.items.map(\.decider) == ["rule: the bank"] && published.counts.waiting == 0)
        let records = try await coordinator.core.audit(after: 0, limit: 1_000).records
        #expect(records.contains { String(describing: $0).contains("zone-published") && String(describing: $0).contains("rule: the bank") })

        let draft = String(decoding: bundle("Draft", mark: Mark.clear), as: UTF8.self)
            .replacing(#""type": "report""#, with: #""labels": ["draft"], "type": "report""#)
        #expect(draft.contains("labels"))
        let denied = try await bank.core.share(Array(draft.utf8), ShareRequest(to: .everyone)).id
        try await coordinator.waitForItem(denied)
        let doubtful = try await bank.core.share(
            Array(draft.replacing("\"draft\"", with: "\"doubtful\"").replacing("\"Draft\"", with: "\"Doubtful\"").utf8),
            ShareRequest(to: .everyone)
        ).id
        try await coordinator.waitForItem(doubtful)
        let members = try await bank.core.share(bundle("Members", mark: Mark.clear), ShareRequest(to: .members)).id
        try await coordinator.waitForItem(members)
        let own = try await coordinator.core.share(bundle("Own"), ShareRequest(to: .everyone, tlp: "clear")).id
        #expect(try await waiting() == [own, doubtful])
        #expect(try await traces(of: denied, "Draft") == [])
        #expect(try await traces(of: members, "Members") == [])
        #expect(await code { _ = try await coordinator.core.zoneApprove(denied, ZoneApproval()) } == "not-for-the-zone")
        #expect(await code { _ = try await coordinator.core.zoneApprove(members, ZoneApproval()) } == "not-for-the-zone")
        #expect(try await coordinator.core.zoneReturn(own, ZoneRefusal(reason: "no")).letter == "own")
        await stop()
    }

    @Test("An item that is shared again waits unless its author and its sharer are both trusted")
    func trustedReshare() async throws {
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, coordinator, telco])
        func trust(_ authors: String) throws {
            try TestSettings.rules(
                """
                waiting:
                  clear: {wait: 0s, approvals: 0}
                publishing:
                  - {name: trusted, when: {author: [\(authors)]}, then: {moderation: none}}
                """, in: coordinator.directory)
        }
        func reshared(_ title: String) async throws -> String {
            let original = try await bank.core.share(bundle(title, mark: Mark.clear), ShareRequest(to: .members)).id
            try await telco.waitForItem(original)
            let id = try await telco.core.reshare(original, ShareRequest(to: .everyone), as: nil).id
            try await coordinator.waitForItem(id)
            return id
        }
        var expected: [String] = []
        for (number, authors) in ["Harbour Bank", "City Telecom"].enumerated() {
            try trust(authors)
            expected.insert(try await reshared("Swift advisory \(number)"), at: 0)
            #expect(try await waiting() == expected, "\(authors)")
        }
        let first = try #require(expected.last)
        #expect(try await coordinator.core.zoneItem(first).warnings == [.reshare])
        #expect(try await coordinator.core.zoneItem(first).sharedBy == "City Telecom")
        try trust("Harbour Bank, City Telecom")
        let both = try await reshared("Swift advisory of both")
        try await eventually("it is public") { try await shelf.content(of: both) != nil }
        #expect(try await waiting() == expected)
        await telco.stop()
        await stop()
    }

    @Test("A batch that cannot be written is written one by one, and what cannot be public then waits")
    func singles() {
        var batch = ZoneBatch(time: 9)
        batch.waiting = [(1, 2)]
        batch.others = [2]
        batch.published = [
            PublicationOrder(item: 3, time: 9, decider: "rule: a", topic: 1), PublicationOrder(item: 4, time: 9, decider: "b"),
        ]
        let parts = batch.singles
        #expect(parts.map { $0.waiting.map(\.item) + $0.others + $0.published.map(\.item) } == [[1], [2], [3], [4]])
        #expect(parts.allSatisfy { $0.time == 9 })
        let instead = parts[2].waitingInstead
        #expect(instead.published.isEmpty && instead.waiting.map { [$0.item, Int64($0.topic)] } == [[3, 1]])
    }

    @Test("Where no public zone is kept nothing is moderated; a member's node that serves one moderates for itself")
    func elsewhere() async throws {
        let id = try await shared("Plover advisory")
        #expect(await code { _ = try await bank.core.zoneQueue("waiting", cursor: nil, limit: 9) } == "no-public-zone")
        #expect(await code { _ = try await bank.core.zoneApprove(id, ZoneApproval()) } == "no-public-zone")
        #expect(try await coordinator.core.zoneQueue("waiting", cursor: nil, limit: 9).counts.waiting == 1)
        #expect(await code { _ = try await coordinator.core.zoneQueue("lost", cursor: nil, limit: 9) } == "unknown-state")
        #expect(await code { _ = try await coordinator.core.zoneQueue("waiting", cursor: "n/1", limit: 9) } == "invalid-cursor")
        #expect(await code { _ = try await coordinator.core.zoneApprove(id, ZoneApproval(topic: "news")) } == "unknown-topic")

        await bank.stop()
        let file = DataDirectoryLayout.settings(in: bank.directory)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try (text + "\npublic-zone: \"127.0.0.1:7490\"\n").write(toFile: file, atomically: true, encoding: .utf8)
        let again = try await bank.restarted()
        // What came before it served a zone waits too.
        #expect(try await again.core.zoneQueue("waiting", cursor: nil, limit: 9).items.map(\.id) == [id])
        #expect(try await again.core.zoneReturn(id, ZoneRefusal(reason: "Not here.")).letter == "own")
        #expect(try await again.core.zoneApprove(id, ZoneApproval()).state == "published")
        #expect(try await PublicShelf(core: again.core).content(of: id) != nil)
        #expect(try await shelf.content(of: id) == nil)
        for node in [again, coordinator] { await node.stop() }
    }

    @Test("The queue is paged without loss, the last to arrive first")
    func paged() async throws {
        var all: [String] = []
        for number in 1...5 { all.append(try await shared("Advisory \(number)")) }
        var found: [String] = []
        var cursor: String?
        repeat {
            let page = try await coordinator.core.zoneQueue("waiting", cursor: cursor, limit: 2)
            #expect(page.counts.waiting == 5)
            found += page.items.map(\.id)
            cursor = page.next.isEmpty ? nil : page.next
        } while cursor != nil
        #expect(found == all.reversed())
        await stop()
    }

    @Test("Representatives are noted for members, within bounds, counted for those admitted, and forgotten")
    func representatives() async throws {
        let core = coordinator.core
        #expect(try await shelf.network().representatives == nil)
        _ = try await core.setRepresentatives("Harbour Bank", RepresentativesChange(representatives: 3))
        let all = try await core.setRepresentatives(
            coordinator.core.organisation.hex, RepresentativesChange(representatives: 10_000))
        #expect(all.map(\.representatives) == [10_000, 3])
        #expect(try await shelf.network().representatives == 10_003)
        let edition = try await shelf.edition()
        for count in [-1, 10_001] {
            let change = RepresentativesChange(representatives: count)
            #expect(await code { _ = try await core.setRepresentatives("Harbour Bank", change) } == "invalid-number")
        }
        #expect(
            await code { _ = try await core.setRepresentatives("Nobody", RepresentativesChange(representatives: 1)) }
                == "unknown-organisation")
        _ = try await core.setRepresentatives("Harbour Bank", RepresentativesChange(representatives: nil))
        #expect(try await core.representatives().map(\.representatives) == [10_000, nil])
        #expect(try await shelf.edition() != edition)
        _ = try await core.setStanding("Harbour Bank", to: "suspended")
        _ = try await core.setRepresentatives("Harbour Bank", RepresentativesChange(representatives: 5))
        #expect(try await shelf.network().representatives == 10_000)
        await stop()
    }
}
