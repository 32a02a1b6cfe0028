import Exchange
import Foundation
import Ledger
import Storage
import Testing

@testable import Daemon

/// One item, end to end: real nodes on loopback.
@Suite("The spine: real nodes on loopback")
struct SpineTests {
    @Test("A bundle goes from one member to another byte for byte, and stays ciphertext at the coordinator")
    func shareAndRead() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        _ = try await bank.core.createGroup(GroupCreation(name: "Exchange", mailbox: true))
        try await waitForSubkeys(bank, of: ["City Telecom"])
        let group = try await bank.core.changeGroup("Exchange", GroupChange(.add, "City Telecom"))
        #expect(group.organisations == ["City Telecom", "Harbour Bank"] && group.waiting.isEmpty)

        let canary = UUID().uuidString
        let content = bundle("Canary \(canary)")
        let shared = try await bank.core.share(content, ShareRequest(to: .group("Exchange"), tlp: "amber"))
        #expect(shared.tlp == "TLP:AMBER" && shared.recipients == ["City Telecom", "Harbour Bank"])
        try await telco.waitForItem(shared.id)
        #expect(try await telco.core.content(of: shared.id, as: nil) == content)
        let detail = try await telco.core.item(shared.id, as: nil)
        #expect(detail.item.author == "Harbour Bank" && detail.item.state == "shown" && detail.signature == "verified")

        try await eventually("the coordinator holds the ciphertext") {
            try await federation.coordinator.core.status().ciphertexts > 0
        }
        #expect(try await federation.coordinator.core.items(group: nil, limit: 10, as: nil).isEmpty)
        await federation.coordinator.stop()
        #expect(try !contains(canary, in: federation.coordinator.directory))
        await bank.stop()
        await telco.stop()
        #expect(try contains(canary, in: telco.directory), "the search finds what is there")
    }

    @Test("An object of 29,855 properties, written as nobody writes, arrives octet for octet and whole")
    func unusual() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        _ = try await bank.core.createGroup(GroupCreation(name: "Exchange", mailbox: false))
        try await waitForSubkeys(bank, of: ["City Telecom"])
        _ = try await bank.core.changeGroup("Exchange", GroupChange(.add, "City Telecom"))

        let properties = (1...29_855).map { "\t\"x_\($0)\" :\r\n \($0).50e+1" }.joined(separator: " , ")
        let id = "identity--\(UUID().uuidString.lowercased())"
        let content = Array(
            """
             \r\n{"objects":[ {\(properties),"name":"\\u0041 \\/ 銀行 \u{200B}","modified":"2026-01-01T00:00:00.000Z","id":"\(id)",
            "created":"2026-01-01T00:00:00.000Z","type":"identity","spec_version":"2.1"}\t],"id":"bundle--\(UUID().uuidString.lowercased())",
              "type":"bundle"}  \n\n
            """.utf8)
        let shared = try await bank.core.share(content, ShareRequest(to: .group("Exchange"), tlp: "green"))
        try await telco.waitForItem(shared.id)
        #expect(try await telco.core.content(of: shared.id, as: nil) == content)
        let objects = try await telco.core.item(shared.id, as: nil).objects
        #expect(objects.map(\.id) == [id] && objects.map(\.name) == ["A / 銀行 \u{200B}"])
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }

    @Test("A node that was away catches up from the coordinator's mailbox while the author is gone")
    func catchUp() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        var telco = try await federation.member("City Telecom")
        _ = try await bank.core.createGroup(GroupCreation(name: "Exchange", mailbox: true))
        try await waitForSubkeys(bank, of: ["City Telecom"])
        _ = try await bank.core.changeGroup("Exchange", GroupChange(.add, "City Telecom"))
        try await eventually("the telco knows the group") {
            try await telco.core.groups().contains { $0.name == "Exchange" }
        }
        await telco.stop()

        var ids: [String] = []
        for number in 1...5 {
            ids.append(try await bank.core.share(bundle("Item \(number)"), ShareRequest(to: .group("Exchange"), tlp: "green")).id)
        }
        let large = bundle("Large", padding: 3_000_000)
        ids.append(try await bank.core.share(large, ShareRequest(to: .group("Exchange"), tlp: "amber")).id)
        try await eventually("the mailbox holds everything") {
            let held = try federation.coordinator.core.access.store.journals()
            let isWhole = try bank.core.access.store.journals().allSatisfy { own in
                held.contains { $0.journal == own.journal && $0.size >= own.size }
            }
            let missing = try await federation.coordinator.core.status().bodiesMissing
            return isWhole && missing == 0
        }
        await bank.stop()

        telco = try await RunningNode(directory: telco.directory, port: telco.port)
        for id in ids { try await telco.waitForItem(id) }
        #expect(try await telco.core.content(of: ids[5], as: nil) == large)
        await telco.stop()
        await federation.coordinator.stop()
    }

    @Test("Each start opens a new incarnation that names the one before, and a restored backup forks nothing")
    func incarnations() async throws {
        let federation = try await Federation()
        var bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        _ = try await bank.core.createGroup(GroupCreation(name: "Exchange", mailbox: true))
        try await waitForSubkeys(bank, of: ["City Telecom"])
        _ = try await bank.core.changeGroup("Exchange", GroupChange(.add, "City Telecom"))
        let first = try await bank.core.share(bundle("Before"), ShareRequest(to: .group("Exchange"), tlp: "amber")).id
        try await telco.waitForItem(first)
        await bank.stop()
        let backup = federation.home + "/backup"
        try FileManager.default.copyItem(atPath: bank.directory, toPath: backup)

        bank = try await RunningNode(directory: bank.directory, port: bank.port)
        let second = try await bank.core.share(bundle("After the backup"), ShareRequest(to: .group("Exchange"), tlp: "amber")).id
        try await telco.waitForItem(second)
        await bank.stop()

        bank = try await RunningNode(directory: backup, port: bank.port)
        let third = try await bank.core.share(bundle("From the backup"), ShareRequest(to: .group("Exchange"), tlp: "amber")).id
        try await telco.waitForItem(third)
        // What the backup lacked of this node's own comes back from its peers.
        try await bank.waitForItem(second)
        var places: Set<String> = []
        for id in [first, second, third] { places.insert(try await telco.core.item(id, as: nil).journal) }
        #expect(places.count == 3)
        #expect(try await telco.core.status().counters["fork-suspected"] == nil)
        await bank.stop()
        await telco.stop()
        await federation.coordinator.stop()
    }

    @Test("A proof file is verified by a stranger, and one changed octet of it is not")
    func proof() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        _ = try await bank.core.createGroup(GroupCreation(name: "Notes", mailbox: false))
        try await waitForSubkeys(bank, of: ["Harbour Bank"])
        let id = try await bank.core.share(bundle("Proof"), ShareRequest(to: .group("Notes"), tlp: "amber")).id
        try await bank.waitForItem(id)
        let bytes = try await bank.core.proof(of: id, withKey: false, as: nil)
        let findings = try ProofFile(bytes).verify()
        #expect(findings.organisation.name == "Harbour Bank")
        #expect(!findings.notProven.isEmpty)
        var changed = try ProofFile(bytes)
        changed.header[changed.header.count - 1] ^= 1
        #expect(throws: ProofError.self) { try changed.verify() }
        await bank.stop()
        await federation.coordinator.stop()
    }

    @Test("Nobody is admitted while most members are away after a restart of the coordinator")
    func coordinatorRestart() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        await bank.stop()
        await federation.coordinator.stop()
        let coordinator = try await RunningNode(directory: federation.coordinator.directory, port: federation.coordinator.port)
        _ = try await federation.candidate("City Telecom")
        let application = try #require(try await coordinator.core.applications().first)
        let error = await #expect(throws: OperationError.self) { try await coordinator.core.admit(application.id, despiteLikeness: false) }
        #expect(error?.code == "registry-unconfirmed")
        let back = try await RunningNode(directory: bank.directory, port: bank.port)
        try await eventually("the bank is met") { await coordinator.core.conductor.membersMet.count == 1 }
        #expect(try await coordinator.core.admit(application.id, despiteLikeness: false).organisation == "City Telecom")
        await back.stop()
        await coordinator.stop()
    }
}
