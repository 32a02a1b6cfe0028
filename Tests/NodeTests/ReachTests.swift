import Exchange
import Foundation
import Groups
import Storage
import Testing
import Wire

@testable import Daemon

/// Nodes that only dial out, that are away for long, whose keys have ended: on real nodes.
@Suite("Reach: real nodes on loopback")
struct ReachTests {
    @Test("Two nodes that can only dial out share through a relay that keeps and learns nothing")
    func relay() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank", listens: false)
        let telco = try await federation.member("City Telecom", listens: false)
        try await federation.waitForKeys([bank, telco])
        try await eventually("they are connected to each other") { await bank.core.conductor.isConnected(to: telco.core.node) }
        let before = try await federation.coordinator.core.status().entries
        _ = try await bank.core.createGroup(GroupCreation(name: "Exchange", members: ["City Telecom"], mailbox: false))
        let content = bundle("Through the relay", padding: 2_000_000)
        let shared = try await bank.core.share(content, ShareRequest(to: .group("Exchange"), tlp: "amber"))
        try await telco.waitForItem(shared.id)
        #expect(try await telco.core.content(of: shared.id, as: nil) == content)
        #expect(try await federation.coordinator.core.status().entries == before, "the relay stores nothing of it")
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }

    @Test("A group whose members have no path to each other is refused, with both names")
    func noPath() async throws {
        let federation = try await Federation(relay: false)
        let bank = try await federation.member("Harbour Bank", listens: false)
        let telco = try await federation.member("City Telecom", listens: false)
        try await federation.waitForKeys([bank, telco])
        let error = await #expect(throws: OperationError.self) {
            try await bank.core.createGroup(GroupCreation(name: "Exchange", members: ["City Telecom"], mailbox: false))
        }
        #expect(
            error?.code == "no-path" && error?.reason.contains("City Telecom") == true && error?.reason.contains("Harbour Bank") == true)
        // A mailbox keeps what is for those who know the group; the first word of it needs another way.
        let mailbox = await #expect(throws: OperationError.self) {
            try await bank.core.createGroup(GroupCreation(name: "Exchange", members: ["City Telecom"], mailbox: true))
        }
        #expect(mailbox?.code == "no-path")
        #expect(try await bank.core.groups().allSatisfy { $0.name != "Exchange" }, "nothing was founded")
        // And one that was founded alone takes nobody it cannot reach.
        _ = try await bank.core.createGroup(GroupCreation(name: "Alone", mailbox: false))
        let added = await #expect(throws: OperationError.self) {
            try await bank.core.changeGroup("Alone", GroupChange(.add, "City Telecom"))
        }
        #expect(added?.code == "no-path")
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }

    @Test("A member that returns after 60 days reads what was shared meanwhile, and is given keys again")
    func sixtyDays() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, telco])
        _ = try await bank.core.createGroup(GroupCreation(name: "Exchange", members: ["City Telecom"], mailbox: true, mailboxDays: 90))
        try await eventually("the telco knows the group") { try await telco.core.groups().contains { $0.name == "Exchange" } }
        await telco.stop()
        var shared: [String] = []
        for _ in 0..<6 {
            federation.clock.advance(days: 10)
            for node in [bank, federation.coordinator] { await node.core.keepHouse() }
            shared.append(try await bank.core.share(bundle("Meanwhile"), ShareRequest(to: .group("Exchange"), tlp: "amber")).id)
        }
        let back = try await telco.restarted()
        for id in shared { try await back.waitForItem(id) }
        await back.core.keepHouse()
        let answer = try await back.core.share(bundle("Back again"), ShareRequest(to: .group("Exchange"), tlp: "amber"))
        #expect(answer.recipients == ["City Telecom", "Harbour Bank"])
        try await bank.waitForItem(answer.id)
        for node in [bank, back, federation.coordinator] { await node.stop() }
    }

    @Test("A node whose encryption key has ended is left out, is told so, and is in again after it returns")
    func expiredSubkey() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, telco])
        await telco.stop()
        federation.clock.advance(days: 91)
        for node in [bank, federation.coordinator] { await node.core.keepHouse() }
        let without = try await bank.core.share(bundle("Without"), ShareRequest(to: .members, tlp: "green"))
        #expect(!without.recipients.contains("City Telecom"))
        let audience = try await bank.core.audience(ofDraft: AudienceRequest(to: .members))
        #expect(audience.without == ["City Telecom: its node's encryption key has expired"])
        let back = try await telco.restarted()
        try await eventually("its new key is known") {
            try await bank.core.audience(ofDraft: AudienceRequest(to: .members)).without.isEmpty
        }
        federation.clock.advance(hours: 1)
        let with = try await bank.core.share(bundle("With"), ShareRequest(to: .members, tlp: "green"))
        #expect(with.recipients.contains("City Telecom"))
        try await back.waitForItem(with.id)
        #expect(try await !back.core.items(group: nil, limit: 10, as: nil).contains { $0.id == without.id })
        for node in [bank, back, federation.coordinator] { await node.stop() }
    }

    @Test("A mailbox drops ciphertext when its group's time is over, short or long; who has it already keeps it", arguments: [5, 45])
    func mailboxExpiry(days: Int) async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, telco])
        _ = try await bank.core.createGroup(GroupCreation(name: "Exchange", members: ["City Telecom"], mailbox: true, mailboxDays: days))
        let item = try await bank.core.share(bundle("Short-lived"), ShareRequest(to: .group("Exchange"), tlp: "amber"))
        try await telco.waitForItem(item.id)
        let coordinator = federation.coordinator
        try await eventually("the mailbox has it") { try await coordinator.core.status().ciphertexts > 0 }
        let held = try coordinator.core.access.store.mailboxUsage().reduce(0) { $0 + $1.octets }
        federation.clock.advance(days: Int64(days) - 1)
        await coordinator.core.keepHouse()
        #expect(try coordinator.core.access.store.mailboxUsage().reduce(0) { $0 + $1.octets } == held)
        federation.clock.advance(days: 2)
        await coordinator.core.keepHouse()
        #expect(try coordinator.core.access.store.mailboxUsage().reduce(0) { $0 + $1.octets } == 0)
        #expect(try await telco.core.content(of: item.id, as: nil).count > 0)
        for node in [bank, telco, coordinator] { await node.stop() }
    }

    @Test("What the mailbox's own rules deny goes when they have denied it for an hour, and nothing that it can read")
    func storingRules() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, telco])
        let coordinator = federation.coordinator
        _ = try await bank.core.createGroup(GroupCreation(name: "Exchange", members: ["City Telecom"], mailbox: true))
        for (node, name) in [(bank, "Of the bank"), (telco, "Of the telco")] {
            try await eventually("the group is known") { try await node.core.groups().contains { $0.name == "Exchange" } }
            let item = try await node.core.share(bundle(name), ShareRequest(to: .group("Exchange"), tlp: "amber"))
            for reader in [bank, telco] { try await reader.waitForItem(item.id) }
        }
        let known = try await bank.core.share(bundle("For all members"), ShareRequest(to: .members, tlp: "green"))
        try await coordinator.waitForItem(known.id)
        func authors() throws -> Set<NodeID> {
            Set(try coordinator.core.access.store.mailboxUsage().filter { $0.octets > 0 }.map(\.author))
        }
        try await eventually("the mailbox has both") { try authors() == [bank.core.node, telco.core.node] }
        // Two minutes before the hour is full: an hour is sixty minutes, wherever it begins.
        federation.clock.advance(minutes: Int64((118 - coordinator.core.clock.minute.rawValue % 60) % 60))
        try TestSettings.rules(
            "storing:\n  - {name: not of the bank, when: {author: Harbour Bank}, then: deny}\n", in: coordinator.directory)
        for minutes in [61, 1] {
            federation.clock.advance(minutes: Int64(minutes))
            await coordinator.core.keepHouse()
            #expect(try authors() == [bank.core.node, telco.core.node], "not within the hour")
        }
        federation.clock.advance(minutes: 60)
        await coordinator.core.keepHouse()
        #expect(try authors() == [telco.core.node])
        #expect(try await coordinator.core.content(of: known.id, as: nil).count > 0)
        let noted = try coordinator.core.access.store.audit(after: 0, limit: 1_000).records.filter { $0.action == "storing-refused" }
        #expect(noted.count == 1 && noted.first?.details["rules"]?.contains("not of the bank") == true)
        for node in [bank, telco, coordinator] { await node.stop() }
    }

    @Test("Keys older than the settings allow are destroyed; what was opened before stays readable")
    func retention() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        try await federation.waitForKeys([bank])
        _ = try await bank.core.createGroup(GroupCreation(name: "Notes", mailbox: false))
        let id = try await bank.core.share(bundle("Old"), ShareRequest(to: .group("Notes"), tlp: "amber")).id
        try await bank.waitForItem(id)
        federation.clock.advance(days: 80)
        await bank.core.keepHouse()
        #expect(try await bank.core.proof(of: id, withKey: true, as: nil).count > 0)
        federation.clock.advance(days: 20)
        await bank.core.keepHouse()
        let keyring = await bank.core.groups.keyring
        #expect(keyring.ids.isEmpty)
        let error = await #expect(throws: OperationError.self) { try await bank.core.proof(of: id, withKey: true, as: nil) }
        #expect(error?.code == "no-key")
        #expect(try await bank.core.content(of: id, as: nil).count > 0)
        for node in [bank, federation.coordinator] { await node.stop() }
    }
}
