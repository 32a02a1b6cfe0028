import Exchange
import Foundation
import Glibc
import Ledger
import Testing
import Wire

@testable import Daemon

/// Taking everything along, and leaving nothing behind.
@Suite("Leaving: real nodes on loopback")
struct LeavingTests {
    private func files(_ directory: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: directory).filter { name in
            try FileManager.default.attributesOfItem(atPath: directory + "/" + name)[.type] as? FileAttributeType == .typeRegular
        }.sorted()
    }

    @Test("Everything readable is exported with proofs that a stranger verifies; what is for other people is left out and counted")
    func exported() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, telco])
        let contents = (0..<3).map { bundle("Item \($0)") }
        var ids: [String] = []
        for content in contents { ids.append(try await telco.core.share(content, ShareRequest(to: .members, tlp: "green")).id) }
        let named = try await telco.core.share(
            bundle("For one"),
            ShareRequest(to: .organisations([NamedRecipient("Harbour Bank", people: ["Ng Siu-ming"])]), tlp: "red")
        ).id
        for id in ids + [named] { try await bank.waitForItem(id) }
        let target = federation.home + "/export"
        var request = ExportRequest(directory: target, dataDirectory: bank.directory, person: nil, withKeys: false)
        let report = try await exportEverything(request, from: bank.core, progress: { _, _ in })
        #expect(report.items == 3 && report.leftOutNamed == 1 && report.leftOutQuarantined == 0 && report.withoutProof == 0)
        #expect((10...Int(bank.core.registry.snapshot.size)).contains(report.registryRecords))
        for (id, content) in zip(ids, contents) {
            let path = "\(target)/items/\(id.prefix(2))/\(id)"
            #expect(SmallFile.read(path + ".json") == content)
            let proof = try ProofFile(try #require(SmallFile.read(path + ".proof.json")))
            #expect(proof.itemSecret == nil)
            _ = try proof.verify(expecting: bank.core.registry.snapshot.network)
        }
        let index = String(decoding: try #require(SmallFile.read(target + "/index.jsonl")), as: UTF8.self).split(separator: "\n")
        #expect(index.count == 3 && index.allSatisfy { $0.contains("\"author\":\"City Telecom\"") })
        #expect(try files(target).allSatisfy { !$0.contains(named) && !$0.hasSuffix(".sealed") && !$0.hasSuffix(".key") })
        #expect(SmallFile.read(target + "/registry/000000000.record") != nil)
        let note = try #require(SmallFile.read(target + "/registry/checkpoint"))
        #expect(!note.isEmpty, "the registry was whole: \(String(decoding: note, as: UTF8.self))")
        let checkpoint = try SignedNote(parsing: note)
        let registry = bank.core.registry.snapshot
        let signed = try Checkpoint.verified(note: checkpoint, origin: registry.origin, keys: [registry.coordinatorKey])
        #expect(signed.checkpoint.size == UInt64(report.registryRecords))
        #expect(try files(target + "/settings").contains("causeway.yaml"))

        // Broken off before one item, it goes on with that one alone.
        try FileManager.default.removeItem(atPath: "\(target)/items/\(ids[1].prefix(2))/\(ids[1]).proof.json")
        let again = try await exportEverything(request, from: bank.core, progress: { _, _ in })
        #expect(again.items == 3 && again.already == 2)
        // Another question is not answered into the same directory, nor beside other things.
        request.withKeys = true
        let other = await #expect(throws: OperationError.self) {
            try await exportEverything(request, from: bank.core, progress: { _, _ in })
        }
        #expect(other?.code == "other-export")
        request.directory = bank.directory
        let foreign = await #expect(throws: OperationError.self) {
            try await exportEverything(request, from: bank.core, progress: { _, _ in })
        }
        #expect(foreign?.code == "not-an-export")

        request = ExportRequest(directory: federation.home + "/keys", dataDirectory: bank.directory, person: "Ng Siu-ming", withKeys: true)
        let withKeys = try await exportEverything(request, from: bank.core, progress: { _, _ in })
        #expect(withKeys.items == 4 && withKeys.leftOutNamed == 0 && withKeys.withoutKey == 0)
        let proof = try ProofFile(
            try #require(SmallFile.read("\(request.directory)/items/\(named.prefix(2))/\(named).proof.json")))
        #expect(proof.itemSecret != nil)
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }

    @Test("An inventory of many pages has each item once")
    func pages() async throws {
        let federation = try await Federation()
        let core = federation.coordinator.core
        var ids: Set<String> = []
        for number in 0..<5 {
            ids.insert(try await core.share(bundle("Item \(number)"), ShareRequest(to: .everyone, tlp: "clear")).id)
        }
        try await eventually("all are readable") { try await core.items(group: nil, limit: 10, as: nil).count == 5 }
        var found: [String] = []
        var before: Int64?
        repeat {
            let page = try await core.inventory(before: before, limit: 2, as: nil)
            found += page.items.map(\.id)
            before = page.next
        } while before != nil
        #expect(found.count == 5 && Set(found) == ids)
        await federation.coordinator.stop()
    }

    @Test("A wipe needs the name and a stopped node, destroys what is a node's, and leaves and names the rest; links are not followed")
    func wiped() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let directory = bank.directory
        let running = #expect(throws: OperationError.self) { try wipeNode(directory, confirmedBy: "Harbour Bank") }
        #expect(running?.code == "storage.in-use")
        await bank.stop()
        let unconfirmed = #expect(throws: OperationError.self) { try wipeNode(directory, confirmedBy: "harbour bank") }
        #expect(unconfirmed?.code == "not-confirmed")
        let nobody = #expect(throws: OperationError.self) { try wipeNode(federation.home, confirmedBy: "Harbour Bank") }
        #expect(nobody?.code == "not-initialised")
        #expect(SmallFile.exists(directory + "/keys.sealed"))

        let outside = federation.home + "/outside.yaml"
        try "keep me".write(toFile: outside, atomically: true, encoding: .utf8)
        try FileManager.default.removeItem(atPath: directory + "/causeway.yaml")
        try FileManager.default.createSymbolicLink(atPath: directory + "/causeway.yaml", withDestinationPath: outside)
        try "mine".write(toFile: directory + "/notes.txt", atomically: true, encoding: .utf8)
        // A second name of the same octets shows that they were overwritten, not only let go.
        #expect(link(directory + "/keys.sealed", federation.home + "/second-name") == 0)
        let report = try wipeNode(directory, confirmedBy: "Harbour Bank")
        #expect(report.removed.first == "keys.sealed" && report.removed.contains("node.sqlite"))
        #expect(report.left.contains("notes.txt") && report.left.contains { $0.hasPrefix("causeway.yaml: was a link") })
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["notes.txt"])
        #expect(try String(contentsOfFile: outside, encoding: .utf8) == "keep me")
        #expect(try #require(SmallFile.read(federation.home + "/second-name")).allSatisfy { $0 == 0 })
        await federation.coordinator.stop()
    }
}
