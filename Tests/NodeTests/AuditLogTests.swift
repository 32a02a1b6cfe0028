import Accounts
import Exchange
import Foundation
import GRDB
import Glibc
import Groups
import Ledger
import Logging
import Sodium
import Testing
import Wire

@testable import Daemon
@testable import Storage

@Suite("The audit log of real nodes: who did what, and whatever was done to it is named")
struct AuditLogTests {
    private let me = LocalActor(number: 4_000_000, name: "ng")

    private func records(of node: RunningNode) async throws -> [AuditLine] {
        var records: [AuditLine] = []
        while true {
            let page = try await node.core.audit(after: records.last?.number ?? 0, limit: 1_000)
            records += page.records
            guard page.records.count == 1_000 else { return records }
        }
    }

    private func verify(_ directory: String, _ expectation: AuditExpectation = AuditExpectation()) async throws -> AuditVerdict {
        try await verifyAudit(of: .directory(directory), against: expectation) { _ in }
    }

    private func code(_ directory: String, _ expectation: AuditExpectation = AuditExpectation()) async -> String {
        do {
            _ = try await verify(directory, expectation)
            return ""
        } catch let error as OperationError {
            return error.code + " " + error.reason.filter(\.isNumber)
        } catch {
            return "\(error)"
        }
    }

    /// Changes a stopped node's file as somebody would who knows SQL.
    private func tamper(_ directory: String, _ sql: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: directory + "/" + Store.fileName, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            for trigger in try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'audit*'")
            {
                try database.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try database.execute(sql: sql)
        }
        try queue.close()
    }

    @Test(
        "Sharing, refusing, exporting, admitting and backing up leave records by whom; the log fits, and what is done to the file is named")
    func everything() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        try await federation.waitForKeys([bank])
        let socket = federation.home + "/s"
        let server = Task { try await LocalServer(node: bank.core, audit: bank.core.auditLog, socket: socket, logger: quiet).run() }
        defer { server.cancel() }
        let client = LocalClient(socket: socket)
        try await eventually("the socket answers") { await client.health().state != "stopping" }

        let title = "Canary \(UUID().uuidString)"
        let shared = try await client.share(bundle(title), ShareRequest(to: .members, tlp: "green"))
        await #expect(throws: OperationError.self) { try await client.share(bundle("Red"), ShareRequest(to: .everyone, tlp: "red")) }
        _ = try await client.content(of: shared.id, as: nil)
        await #expect(throws: OperationError.self) { try await client.pardon("Nobody Ltd") }
        let found = try await records(of: bank)
        let own = "(uid \(geteuid()))"
        let mine = found.filter { $0.actor.hasSuffix(own) || $0.actor == "uid \(geteuid())" }
        let allowed = try #require(mine.first { $0.action == "share-allowed" })
        #expect(allowed.details["tlp"] == "TLP:GREEN" && allowed.details["to"] == "members")
        #expect(allowed.details["title-sha256"] == Hash(sha256: title.utf8).hex)
        #expect(mine.contains { $0.action == "shared" && $0.subject == shared.id && $0.details["of"] == "\(allowed.number)" })
        #expect(mine.contains { $0.action == "share-refused" && $0.details["code"] == "audience-too-wide" })
        #expect(mine.contains { $0.action == "item-exported" && $0.subject == shared.id })
        let asked = try #require(mine.first { $0.action == "forks-pardoned" })
        #expect(mine.contains { $0.details["of"] == "\(asked.number)" && $0.details["outcome"] == "refused" && $0.details["code"] != nil })
        #expect(mine.contains { $0.action == "epoch-opened" }, "the key was made for this share")
        let actions = found.filter { $0.actor == "node" }.map(\.action)
        #expect(actions.starts(with: ["keys-opened", "started"]) && actions.contains("subkey-made") && actions.contains("root-key-used"))
        #expect(!found.contains { "\($0)".contains(title) }, "a title that is retracted must not live on")

        let whole = try await verifyAudit(of: .node(client), against: AuditExpectation()) { _ in }
        #expect(whole.records == UInt64(found.count) && whole.node == bank.core.node.hex && whole.extent == "whole")
        await bank.stop()
        let stopped = try await verify(bank.directory)
        #expect(stopped.unsigned == 0 && stopped.signed == stopped.last && stopped.key == bank.core.keys.operation.verifyingKey.octets.hex)
        #expect(await code(bank.directory, AuditExpectation(head: "\(whole.last):\(whole.lastHash)")) == "")
        #expect(await code(bank.directory, AuditExpectation(key: String(repeating: "0", count: 64))).hasPrefix("audit-foreign-head"))
        try tamper(bank.directory, "UPDATE audit SET actor = 'nobody' WHERE number = \(allowed.number)")
        #expect(await code(bank.directory) == "audit-changed \(allowed.number)")
        try tamper(bank.directory, "DELETE FROM audit WHERE number > \(allowed.number - 1)")
        #expect(await code(bank.directory).hasPrefix("audit-cut-off"))
        try tamper(bank.directory, "DELETE FROM audit_head WHERE number >= \(allowed.number)")
        #expect(await code(bank.directory) == "")
        #expect(
            await code(bank.directory, AuditExpectation(head: "\(whole.last):\(whole.lastHash)"))
                == "audit-not-the-known-head \(whole.last)")
    }

    @Test("A log taken out is checked on its own; a changed, missing or exchanged line is named, and a choice of records is one")
    func exported() async throws {
        let federation = try await Federation()
        let coordinator = federation.coordinator.core
        for index in 0..<5 { _ = try? await coordinator.setSector("Nobody \(index)", to: "x") }
        for index in 0..<5 {
            let number = try await coordinator.auditLog.begin(
                .sectorChanged, subject: "Nobody \(index)", details: ["sector": "x/é"], by: me)
            await coordinator.auditLog.end(number, .sectorChanged, by: me, refusal: nil)
        }
        func lines(_ request: AuditExportRequest) async throws -> [String] {
            var lines: [String] = []
            try await exportAudit(request, from: coordinator) { (line) throws(OperationError) in
                lines.append(String(decoding: line.json, as: UTF8.self))
            }
            return lines
        }
        let path = federation.home + "/audit.jsonl"
        func code(_ lines: [String], _ expectation: AuditExpectation = AuditExpectation()) async throws -> String {
            try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
            do {
                return try await verifyAudit(of: .file(path), against: expectation) { _ in }.extent
            } catch {
                return error.code
            }
        }
        let whole = try await lines(AuditExportRequest())
        #expect(try await code(whole) == "whole" && whole.count > 12 && whole.last?.contains("\"head\"") == true)
        #expect(try await code(whole.map { $0.replacing("x/é", with: "x/e") }) == "audit-changed")
        #expect(try await code(Array(whole[..<5] + whole[6...])) != "whole")
        #expect(try await code(Array(whole[..<1] + whole[4...])) == "audit-out-of-order")
        var exchanged = whole
        let places = exchanged.indices.filter { exchanged[$0].contains("Nobody") }
        exchanged.swapAt(places[1], places[2])
        #expect(try await code(exchanged) == "audit-out-of-order")
        #expect(try await code(whole.map { $0.replacing(coordinator.node.hex, with: String(repeating: "0", count: 32)) }) != "whole")
        #expect(try await code(Array(whole.dropFirst())) == "not-an-audit-log")
        #expect(try await code(whole + ["{}"]) == "audit-line")
        let key = coordinator.keys.operation.verifyingKey.octets.hex
        #expect(try await code(whole, AuditExpectation(key: key)) == "whole")
        let some = try await lines(AuditExportRequest(action: "sector-changed"))
        #expect(try await code(some) == "selection" && some.count < whole.count && !some.contains { $0.contains("\"started\"") })
        #expect(try await lines(AuditExportRequest(since: .max)).count == 1)
        await #expect(throws: OperationError.self) { try await lines(AuditExportRequest(action: "sector")) }
    }

    @Test("After a kill the log fits; a restored backup goes on from its own head and says so")
    func restored() async throws {
        let federation = try await Federation()
        let coordinator = federation.coordinator
        let target = federation.home + "/backups"
        _ = try await coordinator.core.startBackup(BackupRequest(target: target))
        try await eventually("the backup is made") { try await coordinator.core.backup().state == .done }
        let before = try await verifyAudit(of: .node(coordinator.core), against: AuditExpectation()) { _ in }
        // As a kill leaves it: a copy of what is on the disk, without a stop.
        let killed = federation.home + "/killed"
        try FileManager.default.createDirectory(atPath: killed, withIntermediateDirectories: true)
        for name in ["node.sqlite", "node.sqlite-wal"] {
            try FileManager.default.copyItem(atPath: coordinator.directory + "/" + name, toPath: killed + "/" + name)
        }
        #expect(try await verify(killed).records == before.records)
        await coordinator.stop()
        let directory = federation.home + "/restored"
        _ = try restoreNode(
            RestoreRequest(source: target, dataDirectory: directory, at: nil, code: federation.backupCode)
        ) { _, _ in }
        let again = try await RunningNode(directory: directory, port: nil, clock: federation.clock)
        let found = try await records(of: again)
        #expect(found.contains { $0.action == "restored" && $0.details["backup"]?.isEmpty == false && $0.details["when"] != nil })
        await again.stop()
        #expect(try await verify(directory).records > 3)
        #expect(!SmallFile.exists(DataDirectoryLayout.offlineNotes(in: directory)), "noted once")
    }

    @Test("What a disk does not let be noted is not shared, exported or ordered")
    func full() async throws {
        let federation = try await Federation()
        let core = federation.coordinator.core
        let before = try await core.status()
        try await core.access.store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = ON") }
        let actor = me
        await #expect(throws: OperationError.self) {
            _ = try await core.auditLog.begin(.itemExported, subject: "0f", details: [:], by: actor)
        }
        let error = await #expect(throws: OperationError.self) {
            try await core.share(bundle("A"), ShareRequest(to: .everyone, tlp: "clear"))
        }
        #expect(error?.reason.contains("could not be noted in the audit log") == true)
        try await core.access.store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = OFF") }
        #expect(try await core.status().items == before.items)
        _ = try await core.share(bundle("A"), ShareRequest(to: .everyone, tlp: "clear"))
        let verdict = try await verifyAudit(of: .node(core), against: AuditExpectation()) { _ in }
        #expect(verdict.records > 2)
    }

    @Test("Of arrivals that are set apart, sixteen an hour have records of their own, and the rest a number")
    func arrivals() {
        var notes = IntakeNotes()
        let place = EntryPlace(journal: JournalID(Hash(sha256: "j".utf8).octets), position: 7)
        let first = (0..<20).flatMap { _ in notes.refused(place, of: "0a", fault: "f", at: 5) }
        #expect(first.count == 16 && first.allSatisfy { $0.details["fault"] == "f" && $0.details["organisation"] == "0a" })
        #expect(notes.counted(before: 5).isEmpty, "the hour is not over")
        #expect(notes.refused(place, of: "0b", fault: "f", at: 5).count == 1, "others are not in the way")
        #expect(notes.refused(place, of: "0a", fault: "f", at: 6).map { $0.details["more"] } == ["4", nil])
        #expect(notes.counted(before: 7).isEmpty, "nothing was left out")
    }

    @Test("People approve with keys of their own over real nodes; who asked does not, and who was removed counts no more")
    func people() async throws {
        let federation = try await Federation()
        let core = federation.coordinator.core
        let ann = SigningKey.generate()
        let ben = SigningKey.generate()
        _ = try await core.addPerson(PersonAddition(name: "Ann", key: ann.verifyingKey.octets.hex, user: "ann"))
        _ = try await core.addPerson(PersonAddition(name: "Ben", key: ben.verifyingKey.octets.hex, user: ""))
        let twice = await #expect(throws: OperationError.self) {
            try await core.addPerson(PersonAddition(name: "Cat", key: ben.verifyingKey.octets.hex, user: ""))
        }
        #expect(twice?.code == "key-taken")
        let share = Hash(sha256: "what would be released".utf8)
        let asked = Requester(user: "ann")
        func approve(_ name: String, with key: borrowing SigningKey, over user: String) async throws -> String {
            let approval = Approval(
                network: core.registry.snapshot.network, node: core.node, share: share, verdict: .approve, person: name,
                time: core.clock.seconds)
            let signed = approval.signed(with: key)
            return await LocalActor.$current.withValue(LocalActor(number: 1, name: user)) {
                do throws(OperationError) {
                    return try await core.keep(signed, on: share, askedBy: asked).person
                } catch {
                    return error.code
                }
            }
        }
        #expect(try await approve("Ann", with: ann, over: "root") == "approval-by-requester")
        #expect(try await approve("Ben", with: ben, over: "ann") == "approval-by-requester")
        #expect(try await core.standing(of: share, askedBy: asked, needed: 1) == .waiting(missing: 1, approvedBy: []))
        #expect(try await approve("Ben", with: ben, over: "ben") == "Ben")
        #expect(try await core.standing(of: share, askedBy: asked, needed: 1) == .approved(by: ["Ben"]))
        _ = try await core.removePerson("Ben")
        #expect(try await core.standing(of: share, askedBy: asked, needed: 1) == .waiting(missing: 1, approvedBy: []))
        let found = try await records(of: federation.coordinator)
            .filter { $0.action.hasPrefix("person-") || $0.action.hasPrefix("approval-") }
        #expect(
            found.filter { $0.details["outcome"] == nil }.map(\.action)
                == ["person-added", "person-added", "approval-received", "person-removed"])
        #expect(found.compactMap { $0.details["code"] } == ["key-taken", "approval-by-requester", "approval-by-requester"])
    }
}
