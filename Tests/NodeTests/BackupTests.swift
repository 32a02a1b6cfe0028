import Backup
import Exchange
import Foundation
import Groups
import Ledger
import Storage
import Testing

@testable import Daemon

/// Backups of real nodes, and what becomes of what is restored.
@Suite("Backups: real nodes on loopback")
struct BackupTests {
    private func backUp(_ node: RunningNode, to target: String) async throws -> BackupReport {
        _ = try await node.core.startBackup(BackupRequest(target: target))
        try await eventually("the backup has ended") { try await node.core.backup().state != .running }
        let progress = try await node.core.backup()
        if let error = progress.error { throw error }
        #expect(progress.octetsDone == progress.octetsTotal)
        return try #require(progress.report)
    }

    private func restore(_ node: RunningNode, from target: String, code: String) async throws -> RunningNode {
        await node.stop()
        try FileManager.default.removeItem(atPath: node.directory)
        let report = try restoreNode(
            RestoreRequest(source: target, dataDirectory: node.directory, at: nil, code: code), progress: { _, _ in })
        #expect(report.dataDirectory == node.directory)
        return try await node.restarted()
    }

    @Test("A node restored from yesterday's backup contradicts nothing, gets back what it lacks, and shares on")
    func member() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, telco])
        _ = try await bank.core.createGroup(GroupCreation(name: "Exchange", members: ["City Telecom"], mailbox: true))
        let target = federation.home + "/backups"
        let first = try await bank.core.share(bundle("Before"), ShareRequest(to: .group("Exchange"), tlp: "amber")).id
        for node in [bank, telco] { try await node.waitForItem(first) }
        let report = try await backUp(bank, to: target)
        #expect(report.leftOut.isEmpty && report.segmentsWritten == report.segments && bank.core.lastBackup == report)

        // The node goes on: what it publishes now the backup knows nothing of.
        let second = try await bank.core.share(bundle("After"), ShareRequest(to: .group("Exchange"), tlp: "amber")).id
        let heard = try await telco.core.share(bundle("Heard"), ShareRequest(to: .group("Exchange"), tlp: "amber")).id
        for node in [bank, telco] { for id in [second, heard] { try await node.waitForItem(id) } }

        let restored = try await restore(bank, from: target, code: bank.recoveryCode)
        let third = try await restored.core.share(bundle("From the backup"), ShareRequest(to: .group("Exchange"), tlp: "amber")).id
        for node in [restored, telco] { for id in [first, second, heard, third] { try await node.waitForItem(id) } }
        for node in [restored, telco] {
            let items = try await node.core.items(group: nil, limit: 100, as: nil)
            #expect(items.count == 4 && Set(items.map(\.id)).count == 4)
            #expect(items.allSatisfy { $0.state == "shown" })
            let counters = try await node.core.status().counters
            #expect(counters["fork-suspected"] == nil && counters["own-journal-ahead"] == nil)
        }
        var places: Set<String> = []
        for id in [first, third] { places.insert(try await telco.core.item(id, as: nil).journal) }
        #expect(places.count == 2, "what the backup's journal holds is never continued")
        // Its next backup finds what is in the target, although the note of it was not restored. It is of a later second, by which names are in order.
        federation.clock.advance(minutes: 1)
        #expect(try await backUp(restored, to: target).name > report.name)
        #expect(try listBackups(in: target).count == 2)
        for node in [restored, telco, federation.coordinator] { await node.stop() }
    }

    @Test("A restored coordinator signs nothing in the registry before its members were asked, and then goes on from what they hold")
    func coordinator() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let target = federation.home + "/backups"
        _ = try await backUp(federation.coordinator, to: target)
        let telco = try await federation.member("City Telecom")
        let size = telco.core.registry.snapshot.size
        try await eventually("the bank knows of it") { bank.core.registry.snapshot.size >= size }
        for node in [bank, telco] { await node.stop() }

        let wrong = #expect(throws: OperationError.self) {
            try restoreNode(
                RestoreRequest(source: target, dataDirectory: federation.home + "/wrong", at: nil, code: bank.recoveryCode),
                progress: { _, _ in })
        }
        #expect(wrong?.code == "backup.wrong-code")
        let coordinator = try await restore(federation.coordinator, from: target, code: federation.backupCode)
        #expect(coordinator.core.registry.snapshot.size < size)
        _ = try await federation.candidate("Delta University")
        let waiting = try #require(try await coordinator.core.applications().first { $0.organisation == "Delta University" })
        let refused = await #expect(throws: OperationError.self) {
            try await coordinator.core.admit(waiting.id, despiteLikeness: false)
        }
        #expect(refused?.code == "registry-unconfirmed")
        let back = try await bank.restarted()
        try await eventually("the records that the backup lacks are back") { coordinator.core.registry.snapshot.size >= size }
        #expect(try await coordinator.core.members().contains { $0.organisation == "City Telecom" })
        try await eventually("the bank was asked") { await !coordinator.core.conductor.membersMet.isEmpty }
        let also = try await telco.restarted()
        try await eventually("both were asked") { await coordinator.core.conductor.membersMet.count == 2 }
        // A record that a member registered by itself may still be on its way back.
        try await eventually("it decides again") {
            (try? await coordinator.core.admit(waiting.id, despiteLikeness: false).organisation) == "Delta University"
        }
        try await eventually("one registry everywhere") {
            let wanted = coordinator.core.registry.snapshot.size
            return [back, also].allSatisfy { $0.core.registry.snapshot.size == wanted }
        }
        for node in [back, also, coordinator] { await node.stop() }
    }

    @Test("Keys that were destroyed since come back with an old backup, and are destroyed again by the first round of housekeeping")
    func retention() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        try await federation.waitForKeys([bank])
        _ = try await bank.core.createGroup(GroupCreation(name: "Notes", mailbox: false))
        let id = try await bank.core.share(bundle("Old"), ShareRequest(to: .group("Notes"), tlp: "amber")).id
        try await bank.waitForItem(id)
        let target = federation.home + "/backups"
        _ = try await backUp(bank, to: target)
        federation.clock.advance(days: 100)
        await bank.core.keepHouse()
        #expect(await bank.core.groups.keyring.ids.isEmpty)
        let restored = try await restore(bank, from: target, code: bank.recoveryCode)
        #expect(await !restored.core.groups.keyring.ids.isEmpty, "the backup had them")
        await restored.core.keepHouse()
        #expect(await restored.core.groups.keyring.ids.isEmpty)
        #expect(try await restored.core.content(of: id, as: nil).count > 0)
        for node in [restored, federation.coordinator] { await node.stop() }
    }

    @Test("While a backup is made the node shares and receives; a second one meanwhile is refused, and a stop ends it without a trace")
    func meanwhile() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        try await federation.waitForKeys([bank])
        _ = try await bank.core.createGroup(GroupCreation(name: "Notes", mailbox: false))
        for _ in 0..<8 {
            _ = try await bank.core.share(bundle("Large", padding: 2_000_000), ShareRequest(to: .group("Notes"), tlp: "amber"))
        }
        let target = federation.home + "/backups"
        _ = try await bank.core.startBackup(BackupRequest(target: target))
        let refused = await #expect(throws: OperationError.self) { try await bank.core.startBackup(BackupRequest(target: target)) }
        #expect(refused?.code == "backup-running")
        let during = try await bank.core.share(bundle("During"), ShareRequest(to: .group("Notes"), tlp: "amber")).id
        try await bank.waitForItem(during)
        try await eventually("the backup has ended") { try await bank.core.backup().state != .running }
        #expect(try await bank.core.backup().state == .done)
        #expect(try verifyBackups(in: target, at: nil, code: bank.recoveryCode, progress: { _, _, _ in }).map(\.fault) == [""])

        _ = try await bank.core.startBackup(BackupRequest(target: federation.home + "/other"))
        await bank.stop()
        let left = try FileManager.default.subpathsOfDirectory(atPath: federation.home + "/other")
        let made = left.contains { $0.hasSuffix(".manifest") }
        #expect(made || !left.contains { $0.hasPrefix("segments/") && $0.count > 20 })
        await federation.coordinator.stop()
    }

    @Test("A stopped node is backed up as it is; places and keys that cannot be used are named, and nothing is written")
    func stopped() async throws {
        let home = NSTemporaryDirectory() + "causeway-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: home) }
        let directory = home + "/node"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        let made = try initialiseNode(
            InitRequest(dataDirectory: directory, organisation: "Harbour Bank", sector: "", coordinator: nil, settingsFile: nil),
            passphrase: passphrase())
        #expect(made.backupCode.isEmpty && !made.recoveryCode.isEmpty)
        try "not for backups".write(toFile: directory + "/passphrase", atomically: true, encoding: .utf8)
        func attempt(_ target: String, in directory: String) throws(OperationError) -> BackupReport {
            try backUpStoppedNode(in: directory, BackupRequest(target: target)) { _, _ in }
        }
        for target in [directory, directory + "/backups", home, "relative"] {
            let error = #expect(throws: OperationError.self) { try attempt(target, in: directory) }
            #expect(["backup.inside-each-other", "backup.target-unusable"].contains(error?.code), "\(target)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: home) == ["node"])
        let nobody = #expect(throws: OperationError.self) { try attempt(home + "/backups", in: home + "/nobody") }
        #expect(nobody?.code == "not-initialised")

        let report = try attempt(home + "/backups", in: directory)
        #expect(report.leftOut == ["passphrase"])
        let slip = #expect(throws: OperationError.self) {
            try restoreNode(
                RestoreRequest(source: home + "/backups", dataDirectory: home + "/anew", at: nil, code: made.recoveryCode + "0"),
                progress: { _, _ in })
        }
        #expect(slip?.code == "recovery-code")
        _ = try restoreNode(
            RestoreRequest(source: home + "/backups", dataDirectory: home + "/anew", at: nil, code: made.recoveryCode),
            progress: { _, _ in })
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: home + "/anew").sorted() == [
                "audit.offline.json", "backup.key", "candidate.json", "causeway.yaml", "keys.sealed",
            ], "the files, and the note of it for the next start")
        _ = try NodeKeys.open(in: home + "/anew", passphrase: passphrase())

        // A key of a code for backups alone; without any, it is said what to do.
        let fresh = try makeBackupKey(in: directory, from: nil)
        #expect(try backupKey(in: directory).key == fresh.key && fresh.key != report.code)
        #expect(try makeBackupKey(in: directory, from: made.recoveryCode).key == report.code)
        try FileManager.default.removeItem(atPath: directory + "/backup.key")
        let none = #expect(throws: OperationError.self) { try attempt(home + "/backups", in: directory) }
        #expect(none?.code == "backup.no-key" && none?.remedy.contains("backup key --new") == true)
    }
}
