import Exchange
import Foundation
import Groups
import Ledger
import Sodium
import Storage
import Testing
import Wire

@testable import Daemon

@Suite("What waits to leave, and the rules that say so")
struct ReleaseTests {
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

    /// Somebody with a key, known at the node.
    private struct Somebody {
        let name: String
        let file: [UInt8]

        init(_ name: String, at node: RunningNode) async throws {
            self.name = name
            let made = try makePersonKey(passphrase: NodeTests.passphrase(name))
            file = made.file
            _ = try await node.core.addPerson(PersonAddition(name: name, key: made.publicKey, user: ""))
        }

        func say(_ verdict: String, of share: OutgoingReport, at node: RunningNode) async throws -> OutgoingReport {
            let signed = try signApproval(
                ApprovalRequest(network: share.network, node: share.node, share: share.id, verdict: verdict, person: name), keyFile: file,
                path: "key", passphrase: NodeTests.passphrase(name))
            return try await node.core.approve(
                share.id, ApprovalSubmission(statement: signed.statement.hex, signature: signed.signature.hex))
        }
    }

    @Test("By default CLEAR waits for ten minutes and a second person; the requester is no second person")
    func twoPeople() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        try TestSettings.rules("", in: bank.directory)
        let waiting = try await bank.core.share(bundle("For all"), ShareRequest(to: .everyone, tlp: "clear"))
        #expect(waiting.state == "waiting" && waiting.approvals == 1)
        let share = try #require(try await bank.core.outgoing(limit: 9).first)
        #expect(share.id == waiting.id && share.state == "waiting" && share.octets > 0)
        let (ana, ben) = (try await Somebody("Ana", at: bank), try await Somebody("Ben", at: bank))
        _ = try await ana.say("request", of: share, at: bank)
        #expect(await code { _ = try await ana.say("approve", of: share, at: bank) } == "approval-by-requester")
        let approved = try await ben.say("approve", of: share, at: bank)
        #expect(approved.state == "waiting" && approved.approvedBy == ["Ben"], "its time has not come")
        federation.clock.advance(minutes: 9)
        await bank.core.keepHouse()
        #expect(try await bank.core.outgoing(limit: 9).first?.state == "waiting")
        federation.clock.advance(minutes: 2)
        await bank.core.keepHouse()
        let left = try #require(try await bank.core.outgoing(limit: 9).first)
        #expect(left.state == "released" && !left.item.isEmpty)
        try await federation.coordinator.waitForItem(left.item)
        #expect(await code { _ = try await bank.core.cancel(share.id) } == "not-waiting")
        await bank.core.keepHouse()
        #expect(try await federation.coordinator.core.items(group: nil, limit: 9, as: nil).count == 1)
        for node in [bank, federation.coordinator] { await node.stop() }
    }

    @Test("What was cancelled or rejected leaves no trace outside the node, and no content in it")
    func cancelled() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        try TestSettings.rules("waiting:\n  clear: {wait: 1m, approvals: 1}\n", in: bank.directory)
        let canary = UUID().uuidString
        let one = try await bank.core.share(bundle("Canary \(canary)"), ShareRequest(to: .everyone, tlp: "clear"))
        let two = try await bank.core.share(bundle("Canary \(canary)"), ShareRequest(to: .everyone, tlp: "clear"))
        #expect(one.id != two.id)
        #expect(try await bank.core.cancel(one.id).state == "cancelled")
        let (ana, ben) = (try await Somebody("Ana", at: bank), try await Somebody("Ben", at: bank))
        let share = try #require(try await bank.core.outgoing(limit: 9).first { $0.id == two.id })
        _ = try await ana.say("request", of: share, at: bank)
        #expect(try await ben.say("reject", of: share, at: bank).state == "rejected")
        federation.clock.advance(minutes: 30)
        await bank.core.keepHouse()
        let publicTag = await bank.core.groups.everyone.tag
        #expect(try !bank.core.access.store.journals().contains { $0.name?.group == publicTag })
        #expect(try await bank.core.outgoing(limit: 9).map(\.state) == ["rejected", "cancelled"])
        for node in [bank, federation.coordinator] {
            await node.stop()
            #expect(try !contains(canary, in: node.directory))
        }
    }

    @Test("What waits leaves after a restart, by the rules that are in force then")
    func restarted() async throws {
        let federation = try await Federation()
        var bank = try await federation.member("Harbour Bank")
        try await waitForSubkeys(bank, of: [])
        try TestSettings.rules("waiting:\n  green: {wait: 5m}\n", in: bank.directory)
        for name in ["One", "Two"] { _ = try await bank.core.share(bundle(name), ShareRequest(to: .members, tlp: "green")) }
        await bank.stop()
        try TestSettings.rules(
            "outbound:\n  - name: no twos\n    when: {label: two}\n    then: deny\nwaiting:\n  green: {wait: 5m}\n", in: bank.directory)
        federation.clock.advance(minutes: 6)
        bank = try await RunningNode(directory: bank.directory, port: bank.port, clock: federation.clock)
        try await eventually("both have left") {
            await bank.core.releases.look()
            return try await bank.core.outgoing(limit: 9).allSatisfy { $0.state == "released" }
        }
        #expect(try await bank.core.items(group: nil, limit: 9, as: nil).count == 2)
        for node in [bank, federation.coordinator] { await node.stop() }
    }

    @Test("Rules deny, route and take out before anything is sealed, and say so beforehand")
    func rules() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        let lab = try await federation.member("Delta University", sector: "education")
        try await waitForSubkeys(bank, of: ["City Telecom", "Delta University"])
        try TestSettings.rules(
            """
            waiting:
              green: {wait: 0s}
            outbound:
              - name: not to education
                when: {tlp: green, destination: {sector: education}}
                then: {route: allowed}
              - name: no notes
                when: {tlp: green}
                then: {redact: {properties: [description]}, notify: [desk]}
              - name: nothing amber
                when: {tlp: amber}
                then: deny
            """, in: bank.directory)
        #expect(
            await code {
                _ = try await bank.core.share(
                    bundle("No"), ShareRequest(to: .organisations([NamedRecipient("City Telecom")]), tlp: "amber"))
            }
                == "rule-denies")
        let request = ShareRequest(to: .members, tlp: "green")
        let explained = try await bank.core.explain(bundle("Yes"), request)
        #expect(explained.decision == "allowed" && explained.goesTo == "named recipients")
        #expect(explained.organisations.first { $0.name == "Delta University" }?.verdict == "refused")
        let id = try await bank.core.share(bundle("Yes"), request).id
        try await telco.waitForItem(id)
        let allowed = try bank.core.access.store.audit(after: 0, limit: 1_000).records.last { $0.action == "share-allowed" }
        #expect(allowed?.details["notify"] == "desk" && allowed?.details["rules"]?.contains("not to education") == true)
        let holders = try await bank.core.audience(of: id, as: nil).organisations
        #expect(holders == ["City Telecom", "Example City CERT", "Harbour Bank"])
        #expect(try await lab.core.items(group: nil, limit: 9, as: nil).isEmpty)

        try TestSettings.rules("outbound:\n  - {name: broken, when: {tlp: purple}, then: deny}\n", in: bank.directory)
        let policy = try await bank.core.policy()
        #expect(policy.state == "kept" && policy.faults.first?.hasPrefix("line 3") == true)
        #expect(
            await code {
                _ = try await bank.core.share(
                    bundle("No"), ShareRequest(to: .organisations([NamedRecipient("City Telecom")]), tlp: "amber"))
            }
                == "rule-denies")
        for node in [bank, telco, lab, federation.coordinator] { await node.stop() }
    }

    @Test("What comes in is kept aside by a rule until somebody has looked at it, or not shown")
    func inbound() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await waitForSubkeys(bank, of: ["City Telecom"])
        try TestSettings.rules(
            """
            inbound:
              - name: look at green
                when: {tlp: green}
                then: quarantine
              - name: no amber
                when: {tlp: amber}
                then: deny
            """, in: telco.directory)
        _ = try await telco.core.policy()
        let to = Destination.organisations([NamedRecipient("City Telecom")])
        let green = try await bank.core.share(bundle("Green"), ShareRequest(to: to, tlp: "green")).id
        let amber = try await bank.core.share(bundle("Amber"), ShareRequest(to: to, tlp: "amber")).id
        for id in [green, amber] {
            try await eventually("it is listed and not shown") {
                try await telco.core.items(group: nil, limit: 9, as: nil).first { $0.id == id }?.state == "quarantined"
            }
            #expect(await code { _ = try await telco.core.content(of: id, as: nil) } == "quarantined")
        }
        #expect(try await telco.core.accept(green).state == "shown")
        #expect(try await telco.core.content(of: green, as: nil) == bank.core.content(of: green, as: nil))
        #expect(await code { _ = try await telco.core.accept(amber) } == "not-held")
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }

    @Test("What was taken back while something of it waited does not leave after all")
    func overtaken() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        try await waitForSubkeys(bank, of: [])
        let id = try await bank.core.share(bundle("Taken back"), ShareRequest(to: .members, tlp: "green")).id
        try await bank.waitForItem(id)
        try TestSettings.rules("waiting:\n  clear: {wait: 5m, approvals: 0}\n  green: {wait: 5m}\n", in: bank.directory)
        #expect(try await bank.core.declassify(id, ShareRequest(to: .everyone, tlp: "clear")).state == "waiting")
        #expect(try await bank.core.correct(id, bundle("Mended"), ShareRequest(to: .members)).state == "waiting")
        _ = try await bank.core.retract(id, RetractionRequest(reason: "No."))
        try await eventually("it is taken back") { try await bank.core.items(group: nil, limit: 9, as: nil).isEmpty }
        federation.clock.advance(minutes: 6)
        await bank.core.keepHouse()
        #expect(try await bank.core.outgoing(limit: 9).map(\.state) == ["refused", "refused"])
        #expect(try await bank.core.items(group: nil, limit: 9, as: nil).isEmpty)
        for node in [bank, federation.coordinator] { await node.stop() }
    }

    @Test("A share whose leaving was cut short right after it left is not shared twice")
    func cutShort() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        try await waitForSubkeys(bank, of: [])
        try TestSettings.rules("waiting:\n  green: {wait: 1m}\n", in: bank.directory)
        let waiting = try await bank.core.share(bundle("Once"), ShareRequest(to: .members, tlp: "green"))
        let share = try #require(try bank.core.access.store.outgoing(limit: 1).first)
        let content = try #require(try bank.core.access.store.outgoingContent(share.id))
        // As the desk does it, up to where the process would have been killed.
        var order = try #require(bank.core.order(of: share))
        federation.clock.advance(minutes: 2)
        order.leaving = federation.clock.clock.seconds
        let prepared = try await bank.core.prepare(order, content, at: federation.clock.clock.seconds)
        order.leavingData = Hash(sha256: prepared.item.data).hex
        #expect(try bank.core.access.store.markLeaving(share.id, request: JSONDocument.encode(order)))
        var decision: UInt64?
        let item = try await bank.core.release(prepared, order, &decision).id
        await bank.core.keepHouse()
        let left = try #require(try await bank.core.outgoing(limit: 1).first)
        #expect(left.state == "released" && left.item == item && left.id == waiting.id)
        #expect(try await bank.core.items(group: nil, limit: 9, as: nil).map(\.id) == [item])
        for node in [bank, federation.coordinator] { await node.stop() }
    }
}
