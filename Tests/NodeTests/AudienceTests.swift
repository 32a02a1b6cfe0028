import Exchange
import Foundation
import Ledger
import PublicZone
import Testing

@testable import Daemon

/// Every kind of audience on real nodes: who is inside reads, everyone else has nothing or ciphertext.
@Suite("Audiences: real nodes on loopback")
struct AudienceTests {
    /// Two banks and a telco, all with keys.
    private struct Three {
        let federation: Federation
        let bank: RunningNode
        let savings: RunningNode
        let telco: RunningNode

        init() async throws {
            federation = try await Federation()
            bank = try await federation.member("Harbour Bank", sector: "finance")
            savings = try await federation.member("Savings Bank", sector: "finance")
            telco = try await federation.member("City Telecom", sector: "communications")
            try await federation.waitForKeys([bank, savings, telco])
        }

        func stop() async {
            for node in [bank, savings, telco, federation.coordinator] { await node.stop() }
        }
    }

    @Test("What is for everyone is plain and read by all members, and by the public when a moderator has approved it")
    func everyone() async throws {
        let three = try await Three()
        let content = bundle("Advice for all", mark: Mark.clear)
        let shared = try await three.bank.core.share(content, ShareRequest(to: .everyone))
        for node in [three.savings, three.telco, three.federation.coordinator] {
            try await node.waitForItem(shared.id)
            #expect(try await node.core.content(of: shared.id, as: nil) == content)
        }
        let shelf = PublicShelf(core: three.federation.coordinator.core)
        #expect(try await shelf.items(in: .all, places: 1...50).isEmpty)
        #expect(try await shelf.content(of: shared.id) == nil)
        _ = try await three.federation.coordinator.core.zoneApprove(shared.id, ZoneApproval())
        #expect(try await shelf.items(in: .all, places: 1...50).map(\.id) == [shared.id])
        #expect(try await shelf.content(of: shared.id) == content)
        let proof = try #require(try await shelf.proof(of: shared.id))
        #expect(try ProofFile(proof).verify().organisation.name == "Harbour Bank")
        await three.stop()
    }

    @Test("What is for all members is sealed, and a member who comes later cannot read it")
    func members() async throws {
        let three = try await Three()
        let first = try await three.bank.core.share(bundle("Before"), ShareRequest(to: .members, tlp: "green"))
        #expect(first.recipients == ["City Telecom", "Example City CERT", "Harbour Bank", "Savings Bank"])
        for node in [three.savings, three.telco, three.federation.coordinator] { try await node.waitForItem(first.id) }

        let college = try await three.federation.member("City College", sector: "education")
        try await three.federation.waitForKeys([three.bank, college])
        // Keys go on by the hour: a newcomer is given the key of the hour in which it is first shared with.
        three.federation.clock.advance(hours: 1)
        let second = try await three.bank.core.share(bundle("After"), ShareRequest(to: .members, tlp: "green"))
        #expect(second.recipients.contains("City College"))
        try await college.waitForItem(second.id)
        #expect(try await college.core.items(group: nil, limit: 10, as: nil).map(\.id) == [second.id])
        // The newcomer was given the present key, not a new one: one epoch, one grant.
        let tag = await three.bank.core.groups.community.tag
        #expect(await three.bank.core.groups.epochs[tag]?.count == 1)
        let audience = try await three.bank.core.audience(of: first.id, as: nil)
        #expect(audience.isExact && audience.organisations.contains("Savings Bank"))
        await college.stop()
        await three.stop()
    }

    @Test("What is for a sector is read in that sector, and the coordinator keeps ciphertext of it")
    func sector() async throws {
        let three = try await Three()
        let canary = UUID().uuidString
        let shared = try await three.bank.core.share(bundle("Sector \(canary)"), ShareRequest(to: .sector, tlp: "green"))
        #expect(shared.recipients == ["Harbour Bank", "Savings Bank"])
        try await three.savings.waitForItem(shared.id)
        try await eventually("the mailbox holds it") { try await three.federation.coordinator.core.status().ciphertexts > 0 }
        #expect(try await three.federation.coordinator.core.items(group: nil, limit: 10, as: nil).isEmpty)
        // One that all members read, so that the telco has had the time.
        let marker = try await three.bank.core.share(bundle("Marker"), ShareRequest(to: .members, tlp: "green"))
        try await three.telco.waitForItem(marker.id)
        #expect(try await three.telco.core.items(group: nil, limit: 10, as: nil).map(\.id) == [marker.id])
        let error = await #expect(throws: OperationError.self) {
            try await three.bank.core.share(bundle("Strict"), ShareRequest(to: .sector, tlp: "amber"))
        }
        #expect(error?.code == "audience-too-wide")
        await three.stop()
        for node in [three.telco, three.federation.coordinator] { #expect(try !holds(canary, node.directory)) }
        #expect(try holds(canary, three.savings.directory))
    }

    @Test("TLP:RED goes to named organisations, and there to the named representatives alone")
    func named() async throws {
        let three = try await Three()
        let canary = UUID().uuidString
        let to = Destination.organisations([NamedRecipient("Savings Bank", people: ["ana@savings.example"])])
        let draft = try await three.bank.core.audience(ofDraft: AudienceRequest(to: to, tlp: "red"))
        #expect(draft.organisations == ["Harbour Bank", "Savings Bank"] && draft.decision == "allowed" && draft.isExact)
        #expect(draft.people == ["Savings Bank: ana@savings.example"])
        #expect(try await three.bank.core.groups().allSatisfy { $0.kind != "named" }, "asking founds nothing")

        let shared = try await three.bank.core.share(bundle("Red \(canary)"), ShareRequest(to: to, tlp: "red", pap: "amber"))
        #expect(shared.recipients == ["Harbour Bank", "Savings Bank"])
        try await three.savings.waitForItem(shared.id)
        let listed = try #require(try await three.savings.core.items(group: nil, limit: 10, as: nil).first)
        #expect(listed.state == "for named representatives" && listed.title.isEmpty)
        let hidden = await #expect(throws: OperationError.self) {
            try await three.savings.core.content(of: shared.id, as: "bo@savings.example")
        }
        #expect(hidden?.code == "named-representatives")
        let item = try await three.savings.core.item(shared.id, as: "ana@savings.example")
        #expect(item.item.state == "shown" && item.item.pap == "PAP:AMBER" && item.recipients == ["Harbour Bank", "Savings Bank"])

        // The same set again is the same group; RED into any group is refused.
        _ = try await three.bank.core.share(bundle("Again"), ShareRequest(to: to, tlp: "red"))
        #expect(try await three.bank.core.groups().filter { $0.kind == "named" }.count == 1)
        let code = await #expect(throws: OperationError.self) {
            try await three.bank.core.share(bundle("Red for all"), ShareRequest(to: .members, tlp: "red"))
        }
        #expect(code?.code == "audience-too-wide")
        let people = await #expect(throws: OperationError.self) {
            try await three.bank.core.share(bundle("Amber for people"), ShareRequest(to: to, tlp: "amber"))
        }
        #expect(people?.code == "people-need-red")
        await three.stop()
        for node in [three.telco, three.federation.coordinator] { #expect(try !holds(canary, node.directory)) }
        #expect(try holds(canary, three.savings.directory))
    }

    @Test("Exactly the audience: what is asked before sharing is what is told afterwards, at the author and at a reader")
    func exactly() async throws {
        let three = try await Three()
        _ = try await three.bank.core.createGroup(
            GroupCreation(name: "Exchange", members: ["Savings Bank", "City Telecom"], mailbox: true))
        let before = try await three.bank.core.audience(ofDraft: AudienceRequest(to: .group("Exchange"), tlp: "amber"))
        let id = try await three.bank.core.share(bundle("Item"), ShareRequest(to: .group("Exchange"), tlp: "amber")).id
        try await three.telco.waitForItem(id)
        for node in [three.bank, three.telco] {
            let after = try await node.core.audience(of: id, as: nil)
            #expect(after.organisations == before.organisations && after.organisationIds == before.organisationIds && after.isExact)
            #expect(after.mailboxes == ["Example City CERT"])
        }
        let refused = try await three.bank.core.audience(ofDraft: AudienceRequest(to: .everyone, tlp: "green"))
        #expect(refused.decision == "audience-too-wide" && !refused.reason.isEmpty)
        await three.stop()
    }

    @Test("An admission counts for all members only after the network's delay")
    func admissionDelay() async throws {
        let federation = try await Federation(admissionDelayMinutes: 60)
        let bank = try await federation.member("Harbour Bank")
        try await federation.waitForKeys([bank])
        let early = await #expect(throws: OperationError.self) {
            try await bank.core.share(bundle("Early"), ShareRequest(to: .members, tlp: "green"))
        }
        #expect(early?.code == "not-a-member")
        federation.clock.advance(minutes: 61)
        await bank.core.keepHouse()
        await federation.coordinator.core.keepHouse()
        let shared = try await bank.core.share(bundle("In time"), ShareRequest(to: .members, tlp: "green"))
        try await federation.coordinator.waitForItem(shared.id)
        await bank.stop()
        await federation.coordinator.stop()
    }
}

/// Whether any file below the directory holds the text.
func holds(_ text: String, _ directory: String) throws -> Bool {
    let needle = Data(text.utf8)
    for file in try FileManager.default.subpathsOfDirectory(atPath: directory) {
        guard let data = FileManager.default.contents(atPath: directory + "/" + file) else { continue }
        if data.range(of: needle) != nil { return true }
    }
    return false
}
