import Exchange
import Foundation
import Glibc
import Gossip
import Ledger
import Logging
import Storage
import Testing
import Transport
import Wire

@testable import Daemon

@Suite("Metrics of a node")
struct MetricsTests {
    @Test("Every metric is there for a listening member, at nothing instead of missing")
    func complete() {
        let page = NodeCondition.well.with { $0.arrivals = .init() }.metrics(findings: []).text
        for metric in Metric.allCases where metric != .storeFailures { #expect(page.contains("# TYPE \(metric.rawValue) "), "\(metric)") }
        #expect(page.contains("causeway_handshakes_refused_total{reason=\"not-tls\"} 0\n"))
        #expect(page.contains("causeway_sessions_closed_total{reason=\"out-of-order\"} 0\n"))
    }

    @Test("What the store, the system or the registry does not say is missing and not nothing")
    func unknown() {
        let page = NodeCondition.well.with {
            $0.counts = nil
            $0.bodiesMissing = nil
            $0.disk.volume = nil
            $0.keys.isRegistered = false
            $0.keys.certificateEnds = nil
            $0.keys.encryptionKeyEnds = nil
        }.metrics(findings: []).text
        #expect(page.contains("causeway_healthy 0\n"))
        let silent: [Metric] = [
            .entries, .items, .unopened, .unreadable, .bodiesMissing, .volumeFree, .volumeSize, .keyAccepted, .certificateExpiry,
            .encryptionKeyExpiry, .handshakesRefused, .connectionsTurnedAway,
        ]
        for metric in silent { #expect(!page.contains(metric.rawValue + " "), "\(metric)") }
    }

    @Test("Figures, counters and findings arrive under their names")
    func figures() {
        let condition = NodeCondition.well.with {
            $0.peers[0].journalsBehind = 7
            $0.counters = ["dropped-forged": 2, "closed-outOfOrder": 3, "entries-received": 4]
            $0.shares = [.failed: 5]
            $0.store.failures = ["storage.disk-full": 6]
            $0.trouble = (.diskFull, $0.now)
        }
        let page = condition.metrics(findings: Vigil().look(at: condition.observations, now: condition.now).findings).text
        for line in [
            "causeway_findings{severity=\"critical\"} 1", "causeway_journals_behind 7", "causeway_refused_total{reason=\"forged\"} 2",
            "causeway_sessions_closed_total{reason=\"out-of-order\"} 3", "causeway_entries_received_total 4",
            "causeway_shares_total{outcome=\"failed\"} 5", "causeway_store_failures_total{code=\"storage.disk-full\"} 6",
            "causeway_store_failing 1", "causeway_peers{direction=\"inbound\",session=\"full\"} 2",
            "causeway_certificate_expiry_timestamp_seconds \(1_800_000_000 + 300 * 86_400)", "causeway_standing{standing=\"admitted\"} 1",
        ] { #expect(page.contains(line + "\n"), "\(line)") }
    }

    @Test("The process's name may hold brackets and spaces")
    func processName() {
        #expect(ProcessFigures.fields(ofStat: "1 (a) b) (c) S 2 3")?.first == "S")
        #expect(ProcessFigures.fields(ofStat: "nothing") == nil)
        let own = ProcessFigures()
        #expect((own.residentBytes ?? 0) > 1_000_000 && (own.openFiles ?? 0) > 2 && (own.startSeconds ?? 0) > 1_500_000_000)
    }

    @Test("Transactions are timed; one that the disk refuses is counted by its code and remembered until the next succeeds")
    func store() async throws {
        let folder = NSTemporaryDirectory() + "figures-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let access = StoreAccess(try Store(path: folder), logger: Logger(label: "test"))
        try await access.write { (store) throws(StorageError) in try store.set("a", to: [1]) }
        for _ in 0..<2 {
            await #expect(throws: StorageError.diskFull) { try await access.write { (_) throws(StorageError) in throw .diskFull } }
        }
        await #expect(throws: StorageError.invalidPrefix) { try await access.read { (_) throws(StorageError) in throw .invalidPrefix } }
        let reading = access.figures.reading
        #expect(reading.writes.count == 3 && reading.writesWaiting == 0)
        #expect(reading.failures == ["storage.disk-full": 2, "storage.invalid-prefix": 1])
        #expect(access.disk.trouble?.error == .diskFull)
        try await eventually("a trial write went through") { access.disk.trouble == nil }
        access.store.close()
    }

    @Test("A running member's page holds its figures and nobody's name, and status says the same")
    func running() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, telco])
        _ = try await bank.core.createGroup(GroupCreation(name: "Quiet Harbour", members: ["City Telecom"], mailbox: true))
        let shared = try await bank.core.share(
            bundle("Secret title", mark: Mark.amber), ShareRequest(to: .group("Quiet Harbour")))
        await #expect(throws: OperationError.self) {
            try await bank.core.share(bundle("Unmarked"), ShareRequest(to: .group("Quiet Harbour")))
        }
        try await telco.waitForItem(shared.id)
        let page = await bank.core.metrics().text
        let status = try await bank.core.status()
        #expect(page.contains("causeway_shares_total{outcome=\"shared\"} 1\n") && page.contains("{outcome=\"refused\"} 1\n"))
        #expect(page.contains("causeway_items \(status.items)\n") && status.items == 1)
        #expect(page.contains("causeway_groups 1\n") && page.contains("causeway_coordinator_connected 1\n"))
        #expect(page.contains("causeway_registry_records \(status.registrySize)\n") && status.coordinatorConnected)
        #expect(!page.contains("causeway_peer_bytes_total{direction=\"out\"} 0\n"))
        for secret in [
            "Quiet", "Secret", "Harbour Bank", "City Telecom", shared.id, bank.core.node.hex, status.organisationId, status.network,
            "127.0.0.1",
        ] { #expect(!page.contains(secret), "\(secret)") }
        #expect(!status.findings.contains { $0.severity == .critical }, "\(status.findings)")
        let encryption = bank.core.encryption
        #expect(status.volumeEncryption == "\(encryption)" && encryption == .look(at: bank.directory))
        _ = chmod(bank.directory, 0o755)
        let opened = try await bank.core.status().findings.first { $0.code == .directoryOpen }
        #expect(opened?.severity == .warning && opened?.remedy.contains("chmod go= \(bank.directory)") == true)
        #expect(opened?.since.isEmpty == false, "it was not so at the start")
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }
}
