import Exchange
import Foundation
import Groups
import Testing

@testable import Daemon

/// Who leaves, is removed, suspended or expelled reads nothing more, whoever still talks to them.
@Suite("Removal: real nodes on loopback")
struct RemovalTests {
    @Test("A removed organisation keeps what it has, learns of its removal, and can open nothing more")
    func removal() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        let college = try await federation.member("City College")
        try await federation.waitForKeys([bank, telco, college])
        _ = try await bank.core.createGroup(GroupCreation(name: "Exchange", members: ["City Telecom", "City College"], mailbox: true))
        let first = try await bank.core.share(bundle("Before"), ShareRequest(to: .group("Exchange"), tlp: "amber"))
        #expect(first.recipients == ["City College", "City Telecom", "Harbour Bank"])
        for node in [telco, college] { try await node.waitForItem(first.id) }

        let changed = try await bank.core.changeGroup("Exchange", GroupChange(.remove, "City Telecom"))
        #expect(changed.organisations == ["City College", "Harbour Bank"])
        try await eventually("the telco knows that it was removed") {
            try await telco.core.groups().contains { $0.name == "Exchange" && !$0.isMember }
        }
        let second = try await college.core.share(bundle("After"), ShareRequest(to: .group("Exchange"), tlp: "amber"))
        #expect(second.recipients == ["City College", "Harbour Bank"])
        try await bank.waitForItem(second.id)
        // It was given no ciphertext, and the key would not be there either.
        let tag = try #require(await bank.core.groups.rosters.keys.first)
        let newest = try #require(await bank.core.groups.epochs[tag]?.last)
        #expect(await telco.core.groups.keyring.epochKey(newest.id) == nil)
        #expect(newest.holders == [bank.core.node, college.core.node])
        let marker = try await college.core.share(bundle("Marker"), ShareRequest(to: .members, tlp: "green"))
        try await telco.waitForItem(marker.id)
        #expect(try await Set(telco.core.items(group: nil, limit: 10, as: nil).map(\.id)) == [first.id, marker.id])
        #expect(try await telco.core.content(of: first.id, as: nil).count > 0)
        let error = await #expect(throws: OperationError.self) {
            try await telco.core.share(bundle("Mine"), ShareRequest(to: .group("Exchange"), tlp: "amber"))
        }
        #expect(error?.code == "not-a-member")
        let explained = try await telco.core.explain(bundle("Mine"), ShareRequest(to: .group("Exchange"), tlp: "amber"))
        #expect(explained.decision == "not-a-member" && explained.nodes.isEmpty)
        for node in [bank, telco, college, federation.coordinator] { await node.stop() }
    }

    @Test("What a removed organisation seals with the old key is quarantined by those who know of the removal")
    func afterRemoval() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, telco])
        _ = try await bank.core.createGroup(GroupCreation(name: "Exchange", members: ["City Telecom"], mailbox: true))
        try await eventually("the telco knows the group") { try await telco.core.groups().contains { $0.name == "Exchange" } }
        // The telco is away while it is removed, and shares before it hears of it.
        await telco.stop()
        _ = try await bank.core.changeGroup("Exchange", GroupChange(.remove, "City Telecom"))
        await federation.coordinator.stop()
        await bank.stop()
        let away = try await telco.restarted()
        try await eventually("it has opened what it kept") { try await away.core.groups().contains { $0.name == "Exchange" } }
        let late = try await away.core.share(bundle("Late"), ShareRequest(to: .group("Exchange"), tlp: "amber"))
        let home = try await bank.restarted()
        let coordinator = try await federation.coordinator.restarted()
        try await eventually("it came through the mailbox") {
            try await home.core.items(group: nil, limit: 10, as: nil).contains { $0.id == late.id }
        }
        #expect(try await home.core.items(group: nil, limit: 10, as: nil).map(\.state) == ["quarantined"])
        let error = await #expect(throws: OperationError.self) { try await home.core.content(of: late.id, as: nil) }
        #expect(error?.code == "quarantined")
        for node in [away, home, coordinator] { await node.stop() }
    }

    @Test("A member leaves; the steward leaves; the rest elect a new one")
    func leaving() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        let college = try await federation.member("City College")
        try await federation.waitForKeys([bank, telco, college])
        _ = try await bank.core.createGroup(GroupCreation(name: "Exchange", members: ["City Telecom", "City College"], mailbox: true))
        for node in [telco, college] {
            try await eventually("the group is known") { try await node.core.groups().contains { $0.name == "Exchange" } }
        }
        let refused = await #expect(throws: OperationError.self) {
            try await telco.core.changeGroup("Exchange", GroupChange(.remove, "City College"))
        }
        #expect(refused?.code == "not-a-steward")
        let left = try await bank.core.changeGroup("Exchange", GroupChange(.leave))
        #expect(!left.isMember && left.stewards.isEmpty)
        for node in [telco, college] {
            try await eventually("the steward is gone") {
                try await node.core.groups().contains { $0.name == "Exchange" && $0.stewards.isEmpty }
            }
        }
        _ = try await telco.core.changeGroup("Exchange", GroupChange(.appoint, "City College"))
        try await eventually("one vote of two is no majority") {
            let roster = try await college.core.roster(named: "Exchange")
            return roster.operations.count >= 4 && roster.stewards.isEmpty
        }
        let elected = try await college.core.changeGroup("Exchange", GroupChange(.appoint, "City College"))
        #expect(elected.stewards == ["City College"])
        let shared = try await college.core.share(bundle("Without the bank"), ShareRequest(to: .group("Exchange"), tlp: "amber"))
        #expect(shared.recipients == ["City College", "City Telecom"])
        try await telco.waitForItem(shared.id)
        for node in [bank, telco, college, federation.coordinator] { await node.stop() }
    }

    @Test("A suspended organisation gets no new key anywhere, and what it shared before stays")
    func suspension() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        let college = try await federation.member("City College")
        try await federation.waitForKeys([bank, telco, college])
        _ = try await bank.core.createGroup(GroupCreation(name: "Exchange", members: ["City Telecom", "City College"], mailbox: true))
        // The bank makes new keys for both at once.
        _ = try await bank.core.createGroup(GroupCreation(name: "Second", members: ["City Telecom"], mailbox: true))
        let own = try await eventuallyShare(telco, "Exchange")
        try await bank.waitForItem(own)
        _ = try await federation.coordinator.core.setStanding("City Telecom", to: "suspended")
        try await eventually("the suspension is known") {
            try await bank.core.members().contains { $0.organisation == "City Telecom" && $0.standing == "suspended" }
        }
        for destination in [Destination.group("Exchange"), .group("Second"), .members] {
            let report = try await bank.core.share(bundle("After"), ShareRequest(to: destination, tlp: "green"))
            #expect(!report.recipients.contains("City Telecom"))
        }
        #expect(try await bank.core.item(own, as: nil).item.state == "shown")
        let audience = try await bank.core.audience(ofDraft: AudienceRequest(to: .group("Exchange"), tlp: "amber"))
        #expect(audience.without == ["City Telecom: suspended"])
        // Rules that make named recipients of an audience name nobody who is suspended.
        try TestSettings.rules(
            "outbound:\n  - {name: without the college, when: {destination: City College}, then: {route: allowed}}\n", in: bank.directory)
        for destination in [Destination.group("Exchange"), .members] {
            let explained = try await bank.core.explain(bundle("Without"), ShareRequest(to: destination, tlp: "green"))
            #expect(explained.organisations.first { $0.name == "City Telecom" }?.verdict != "receives")
            do throws(OperationError) {
                let report = try await bank.core.share(bundle("Without"), ShareRequest(to: destination, tlp: "green"))
                #expect(explained.decision == "allowed" && report.recipients == ["Example City CERT", "Harbour Bank"])
            } catch {
                #expect(explained.decision == error.code && error.code == "audience-empty")
            }
        }
        for node in [bank, telco, college, federation.coordinator] { await node.stop() }
    }

    @Test("A newcomer reads from its joining on, or where the group says so from the beginning")
    func history() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        let college = try await federation.member("City College")
        try await federation.waitForKeys([bank, telco, college])
        for (name, history) in [("Open", true), ("Shut", false)] {
            _ = try await bank.core.createGroup(GroupCreation(name: name, members: ["City Telecom"], mailbox: true, history: history))
        }
        var earlier: [String: String] = [:]
        for name in ["Open", "Shut"] {
            earlier[name] = try await bank.core.share(bundle("Earlier in \(name)"), ShareRequest(to: .group(name), tlp: "amber")).id
        }
        // The clock goes on, so that the key a newcomer is given is not the first one.
        federation.clock.advance(hours: 3)
        for name in ["Open", "Shut"] { _ = try await bank.core.changeGroup(name, GroupChange(.add, "City College")) }
        let later = try await bank.core.share(bundle("Later"), ShareRequest(to: .group("Shut"), tlp: "amber")).id
        try await college.waitForItem(try #require(earlier["Open"]))
        try await college.waitForItem(later)
        #expect(try await !college.core.items(group: nil, limit: 10, as: nil).contains { $0.id == earlier["Shut"] })
        for node in [bank, telco, college, federation.coordinator] { await node.stop() }
    }

    @Test("Groups of one, of nobody's nodes, and with look-alike names")
    func oddGroups() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, telco])
        // One member: it is sealed for its own nodes alone.
        _ = try await bank.core.createGroup(GroupCreation(name: "Notes", mailbox: false))
        #expect(try await bank.core.share(bundle("Note"), ShareRequest(to: .group("Notes"), tlp: "amber")).recipients == ["Harbour Bank"])
        for name in ["notes", "N\u{043E}tes", "No tes", "members", "sector:finance"] {
            let error = await #expect(throws: OperationError.self) {
                try await bank.core.createGroup(GroupCreation(name: name, mailbox: false))
            }
            #expect(error?.code == "name-taken", "\(name)")
        }
        let empty = await #expect(throws: OperationError.self) {
            try await bank.core.share(bundle("Nobody"), ShareRequest(to: .organisations([]), tlp: "red"))
        }
        #expect(empty?.code == "audience-empty")
        // All others suspended: nobody but the author would read it, and that is what the audience says.
        _ = try await bank.core.createGroup(GroupCreation(name: "Exchange", members: ["City Telecom"], mailbox: true))
        _ = try await federation.coordinator.core.setStanding("City Telecom", to: "suspended")
        try await eventually("the suspension is known") {
            try await bank.core.audience(ofDraft: AudienceRequest(to: .group("Exchange"))).organisations == ["Harbour Bank"]
        }
        // An organisation that looks like another is not admitted on the first word.
        _ = try await federation.candidate("Harb\u{043E}ur Bank")
        let application = try #require(try await federation.coordinator.core.applications().first)
        #expect(application.looksLike == ["Harbour Bank"])
        let likeness = await #expect(throws: OperationError.self) {
            try await federation.coordinator.core.admit(application.id, despiteLikeness: false)
        }
        #expect(likeness?.code == "looks-alike")
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }

    /// Shares from a node as soon as it knows the group.
    private func eventuallyShare(_ node: RunningNode, _ group: String) async throws -> String {
        try await eventually("the group is known") { try await node.core.groups().contains { $0.name == group } }
        return try await node.core.share(bundle("From a member"), ShareRequest(to: .group(group), tlp: "amber")).id
    }
}
