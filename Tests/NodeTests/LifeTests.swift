import Accounts
import Exchange
import Foundation
import Ledger
import Sodium
import Storage
import Testing
import Wire

@testable import Daemon

@Suite("The life of an item, between real nodes")
struct LifeTests {
    /// Two members in a group, and what they know of each other.
    private struct Pair {
        let federation: Federation
        let bank: RunningNode
        let telco: RunningNode

        init() async throws {
            federation = try await Federation()
            bank = try await federation.member("Harbour Bank")
            telco = try await federation.member("City Telecom")
            _ = try await bank.core.createGroup(GroupCreation(name: "Exchange", mailbox: true))
            try await waitForSubkeys(bank, of: ["City Telecom"])
            _ = try await bank.core.changeGroup("Exchange", GroupChange(.add, "City Telecom"))
        }

        func share(_ name: String, _ request: ShareRequest = ShareRequest(to: .group("Exchange"), tlp: "amber")) async throws -> String {
            let id = try await bank.core.share(bundle(name), request).id
            try await telco.waitForItem(id)
            return id
        }

        func stop() async { for node in [bank, telco, federation.coordinator] { await node.stop() } }
    }

    private func code(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "done"
        } catch let error as OperationError {
            return error.code
        } catch {
            return "\(error)"
        }
    }

    @Test("A correction takes the old version's place at both ends, and the history tells of both")
    func corrected() async throws {
        let pair = try await Pair()
        let old = try await pair.share("First words")
        let new = try await pair.bank.core.correct(old, bundle("Second words"), ShareRequest(to: .members)).id
        for node in [pair.bank, pair.telco] {
            try await eventually("only the new version is listed") {
                try await node.core.items(group: nil, limit: 10, as: nil).map(\.id) == [new]
            }
            #expect(await code { _ = try await node.core.content(of: old, as: nil) } == "item-replaced")
            #expect(await code { _ = try await node.core.proof(of: old, withKey: true, as: nil) } == "item-replaced")
            let events = try await node.core.history(of: old, as: nil).events
            #expect(events.map(\.id) == [old, new] && events.map(\.state) == ["replaced", "current"] && events[0].title.isEmpty)
        }
        #expect(try await pair.telco.core.item(new, as: nil).item.tlp == "TLP:AMBER")
        await pair.stop()
    }

    @Test("A retraction takes the plaintext out of both nodes' files; nobody else can say it")
    func retracted() async throws {
        let pair = try await Pair()
        let canary = UUID().uuidString
        let id = try await pair.share("Canary \(canary)")
        #expect(await code { _ = try await pair.telco.core.retract(id, RetractionRequest(reason: "mine")) } == "not-the-author")
        let report = try await pair.bank.core.retract(id, RetractionRequest(reason: "A false alarm."))
        #expect(report.told == ["City Telecom", "Harbour Bank"])
        try await eventually("it is gone at the reader") { try await pair.telco.core.items(group: nil, limit: 10, as: nil).isEmpty }
        let events = try await pair.telco.core.history(of: id, as: nil).events
        #expect(events.map(\.kind) == ["version", "retraction"] && events[0].state == "withdrawn" && events[1].title == "A false alarm.")
        #expect(await code { _ = try await pair.bank.core.correct(id, bundle("Again"), ShareRequest(to: .members)) } == "item-withdrawn")
        await pair.stop()
        for node in [pair.bank, pair.telco] { #expect(try !contains(canary, in: node.directory)) }
    }

    @Test("What is declassified lives on as one item with one mark, also at those who had it")
    func declassified() async throws {
        let pair = try await Pair()
        let old = try await pair.share("Declassified")
        let request = ShareRequest(to: .everyone, tlp: "clear")
        let new = try await pair.bank.core.declassify(old, request).id
        for node in [pair.bank, pair.telco] {
            try await eventually("the new item is all there is") {
                try await node.core.items(group: nil, limit: 10, as: nil).map { [$0.id, $0.tlp] } == [[new, "TLP:CLEAR"]]
            }
            let event = try #require(try await node.core.history(of: old, as: nil).events.first)
            #expect(event.state == "moved" && event.successor == new)
        }
        // The coordinator, outside the group, has the new item and not a word of the old one.
        try await federation(pair, lists: new)
        #expect(await code { _ = try await pair.federation.coordinator.core.history(of: old, as: nil) } == "unknown-item")
        #expect(await code { _ = try await pair.bank.core.declassify(new, ShareRequest(to: .members, tlp: "amber")) } == "not-weaker")
        await pair.stop()
    }

    private func federation(_ pair: Pair, lists id: String) async throws {
        try await eventually("the coordinator has it") {
            try await pair.federation.coordinator.core.items(group: nil, limit: 10, as: nil).map(\.id) == [id]
        }
    }

    @Test("A retraction that was cut short before former readers were told is said to them later, once")
    func owed() async throws {
        let pair = try await Pair()
        let id = try await pair.share("Taken back")
        _ = try await pair.bank.core.changeGroup("Exchange", GroupChange(.remove, "City Telecom"))
        let item = try await pair.bank.core.storedItem(id)
        let owed = OwedWithdrawal(item: item.id, reason: "A false alarm.")
        // As a process leaves it that ends between the two.
        try pair.bank.core.access.store.set(owed.key, to: owed.value)
        await pair.bank.core.keepHouse()
        #expect(try pair.bank.core.access.store.setting(owed.key) != nil, "nothing is retracted yet")
        try await pair.bank.core.withdraw(item, as: nil, reason: owed.reason)
        try await eventually("it is withdrawn at its author") { try await pair.bank.core.storedItem(id).end != nil }
        #expect(try await pair.telco.core.content(of: id, as: nil).count > 0, "nobody tells who has left")
        await pair.bank.core.keepHouse()
        try await eventually("who has left is told") {
            let events = try await pair.telco.core.history(of: id, as: nil).events
            return events.map(\.kind) == ["version", "retraction"] && events.last?.title == "A false alarm."
        }
        #expect(await code { _ = try await pair.telco.core.content(of: id, as: nil) } == "item-withdrawn")
        try await eventually("nothing is owed any more") { try pair.bank.core.access.store.setting(owed.key) == nil }
        let size = try await pair.bank.core.status().entries
        await pair.bank.core.keepHouse()
        #expect(try await pair.bank.core.status().entries == size)
        await pair.stop()
    }

    @Test("An item is shown until its second and not in it")
    func expired() async throws {
        let pair = try await Pair()
        let id = try await pair.share("Soon gone", ShareRequest(to: .group("Exchange"), tlp: "amber", expires: "1h"))
        #expect(try await pair.telco.core.item(id, as: nil).item.state == "shown")
        pair.federation.clock.advance(minutes: 61)
        #expect(await code { _ = try await pair.telco.core.content(of: id, as: nil) } == "item-expired")
        await pair.telco.core.keepHouse()
        #expect(try await pair.telco.core.items(group: nil, limit: 10, as: nil).isEmpty)
        #expect(try pair.telco.core.access.store.content(#require(Hash(hex: id))) == nil)
        #expect(
            await code {
                _ = try await pair.bank.core.share(
                    bundle("Late"), ShareRequest(to: .members, tlp: "amber", expires: "2020-01-01T00:00:00Z"))
            }
                != "done")
        await pair.stop()
    }

    @Test("Where the group asks for it, each member says what it has applied")
    func receipts() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await waitForSubkeys(bank, of: ["City Telecom"])
        _ = try await bank.core.createGroup(
            GroupCreation(name: "Accounts", members: ["City Telecom"], mailbox: true, receipts: true))
        let id = try await bank.core.share(bundle("To be taken back"), ShareRequest(to: .group("Accounts"), tlp: "amber")).id
        try await telco.waitForItem(id)
        _ = try await bank.core.retract(id, RetractionRequest(reason: "Wrong."))
        try await eventually("the author sees the receipt") {
            let events = try await bank.core.history(of: id, as: nil).events
            return events.last?.receipts.count == 1 && events.last?.receipts.first?.hasPrefix("City Telecom at ") == true
        }
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }

    @Test("Somebody else's item goes on with its author's proof where that is allowed, and goes when its author says so")
    func reshared() async throws {
        let pair = try await Pair()
        let lab = try await pair.federation.member("Delta University", sector: "education")
        let kept = try await pair.share("For the group alone")
        let free = try await pair.share("Go on", ShareRequest(to: .group("Exchange"), tlp: "green"))
        try await waitForSubkeys(pair.telco, of: ["Delta University"])
        let wide = ShareRequest(to: .organisations([NamedRecipient("Delta University")]))
        #expect(await code { _ = try await pair.telco.core.reshare(kept, wide, as: nil) } == "reshare-forbidden")
        for change in [\ShareRequest.title, \.resharing] {
            var more = wide
            more[keyPath: change] = "never"
            #expect(await code { _ = try await pair.telco.core.reshare(free, more, as: nil) } == "not-for-reshares")
        }
        #expect(await code { _ = try await pair.bank.core.reshare(free, wide, as: nil) } == "own-item")
        let again = try await pair.telco.core.reshare(free, wide, as: nil).id
        try await lab.waitForItem(again)
        let shown = try await lab.core.item(again, as: nil)
        #expect(shown.item.author == "Harbour Bank" && shown.item.title == "Go on")
        #expect(try await lab.core.content(of: again, as: nil) == pair.bank.core.content(of: free, as: nil))

        let corrected = try await pair.bank.core.correct(free, bundle("Go on, mended"), ShareRequest(to: .members)).id
        try await eventually("the re-share follows the correction") {
            let items = try await lab.core.items(group: nil, limit: 10, as: nil)
            return items.count == 1 && items.first?.title == "Go on, mended"
        }
        _ = try await pair.bank.core.retract(corrected, RetractionRequest(reason: "No more."))
        try await eventually("the re-share goes with its original") { try await lab.core.items(group: nil, limit: 10, as: nil).isEmpty }
        await lab.stop()
        await pair.stop()
    }

    @Test("Who asked not to be named is named nowhere; whoever must not be seen gives it to the coordinator")
    func unnamed() async throws {
        let pair = try await Pair()
        let request = ShareRequest(to: .group("Exchange"), tlp: "green", unattributed: true)
        let id = try await pair.share("Discreet", request)
        let detail = try await pair.telco.core.item(id, as: nil)
        #expect(detail.item.author == DaemonLimits.unnamedAuthor && detail.node.isEmpty && detail.journal.isEmpty)
        #expect(await code { _ = try await pair.telco.core.proof(of: id, withKey: false, as: nil) } == "attribution-forbidden")
        #expect(
            await code { _ = try await pair.telco.core.reshare(id, ShareRequest(to: .members), as: nil) } == "attribution-forbidden")
        #expect(
            await code {
                _ = try await pair.bank.core.share(bundle("Public"), ShareRequest(to: .everyone, tlp: "clear", unattributed: true))
            } == "attribution-forbidden")

        let coordinator = pair.federation.coordinator
        _ = try await pair.bank.core.contribute(
            bundle("From nobody"), ShareRequest(to: .members, tlp: "green"), to: "Example City CERT")
        try await eventually("the contribution is there") { try await coordinator.core.contributions().count == 1 }
        let contribution = try #require(try await coordinator.core.contributions().first)
        #expect(contribution.from == "Harbour Bank" && contribution.title == "From nobody" && contribution.wanted == "members")
        #expect(
            await code { _ = try await coordinator.core.issue(contribution.id, ShareRequest(to: .everyone, tlp: "clear")) }
                == "weaker-than-file")
        let issued = try await coordinator.core.issue(contribution.id, ShareRequest(to: .members)).id
        try await pair.telco.waitForItem(issued)
        #expect(try await pair.telco.core.item(issued, as: nil).item.author == "Example City CERT")
        #expect(await code { _ = try await coordinator.core.issue(contribution.id, ShareRequest(to: .members)) } == "issued-already")
        await pair.stop()
    }
}
