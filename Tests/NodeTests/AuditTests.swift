import Exchange
import Foundation
import Ledger
import PublicZone
import Sodium
import Storage
import Testing
import Wire

@testable import Daemon

/// A stranger checks the registry that a node publishes; a member finds out a coordinator with two faces.
@Suite("Audits of a published registry: real nodes on loopback")
struct AuditTests {
    /// A registry as a folder of tiles, signed by the coordinator key of the test's federation.
    private func publish(_ records: [[UInt8]], of federation: Federation, as name: String) throws -> String {
        let core = federation.coordinator.core
        let table = SubtreeTable(leaves: records.map { .leaf($0) })
        let checkpoint = Checkpoint(origin: core.registry.snapshot.origin, size: table.size, root: table.root)
        let key = core.registry.snapshot.coordinatorKey
        let signature = try #require(sign(checkpoint, with: core.keys))
        let folder = federation.home + "/" + name
        try write(checkpoint.note(signature, of: key).bytes, to: folder + "/checkpoint")
        for tile in TilePlan(size: table.size) {
            let octets =
                tile.row == .entries
                ? Tile.octets(ofRecords: tile.positions.map { records[Int($0)] })
                : Tile.octets(of: tile.subtrees.map { table.hash(level: $0.level, index: $0.index) })
            try write(octets, to: folder + "/" + TilePath.tile(tile).text)
        }
        return folder
    }

    private func sign(_ checkpoint: Checkpoint, with keys: NodeKeys) -> CompactCheckpoint? {
        switch keys.coordinator {
        case .some(let key): return checkpoint.sign(with: key)
        case nil: return nil
        }
    }

    private func write(_ octets: [UInt8], to path: String) throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(octets).write(to: URL(fileURLWithPath: path))
    }

    private func records(of node: RunningNode) throws -> [[UInt8]] { try node.core.access.store.registryRecords(from: 0) }

    private func audit(_ place: String, expecting network: NetworkID? = nil, comparingWith own: LogSource? = nil) async throws
        -> AuditOutcome
    {
        try await LogSource.open(place) { (source) async throws(OperationError) in
            try await auditRegistry(source, expecting: network, comparingWith: own)
        }
    }

    /// Serves a node's local interface while `body` runs.
    private func withSocket(of node: RunningNode, _ body: (LogSource) async throws -> Void) async throws {
        let socket = NSTemporaryDirectory() + "cw-\(UInt32.random(in: 0 ... .max))"
        let server = Task { try await LocalServer(node: node.core, audit: node.core.auditLog, socket: socket, logger: quiet).run() }
        defer { server.cancel() }
        try await eventually("the socket answers") { await LocalClient(socket: socket).health().state != "stopping" }
        try await body(LogSource(node: socket))
    }

    @Test("A stranger checks every record over HTTP, and a member compares it with its own")
    func overHTTP() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await eventually("the bank has the whole registry") {
            bank.core.registry.snapshot.size == federation.coordinator.core.registry.snapshot.size
        }
        let port = try freePort()
        let core = federation.coordinator.core
        let server = PublicZoneServer(
            host: "127.0.0.1", port: port, site: PublicSite(name: "Example City", identifier: "00"), source: PublicShelf(core: core),
            log: RegistryShelf(core: core), logger: quiet)
        let serving = Task { try await server.run() }
        defer { serving.cancel() }
        let place = "http://127.0.0.1:\(port)/registry"
        let network = core.registry.snapshot.network
        let members = [bank.core.organisation, telco.core.organisation]
        try await eventually("the last records that come by themselves are there") {
            members.allSatisfy { core.registry.snapshot.organisation($0)?.recoveryKey != nil }
        }
        try await eventually("the public pages are served") { (try? await audit(place)) != nil }

        let outcome = try await audit(place, expecting: network)
        let (found, expected) = (outcome.findings.registry, core.registry.snapshot)
        #expect(found.organisations == expected.organisations && found.nodes == expected.nodes && found.size == expected.size)
        #expect(outcome.findings.refused.isEmpty && outcome.comparedSize == nil && outcome.splitView == nil)
        let other = await #expect(throws: OperationError.self) { try await audit(place, expecting: NetworkID(Hash.emptyTree.octets)) }
        #expect(other?.code == "networkUnexpected")
        try await withSocket(of: bank) { own in
            let compared = try await audit(place, comparingWith: own)
            #expect(compared.comparedSize ?? 0 >= expected.size && compared.splitView == nil)
        }
        // The node's own copy, by the same way.
        try await withSocket(of: telco) { own in
            let outcome = try await auditRegistry(own, expecting: network)
            #expect(outcome.findings.registry.network == network)
        }
        let missing = await #expect(throws: OperationError.self) { try await core.registryFile("tile/0/005") }
        #expect(missing?.code == "log-place-empty")
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }

    @Test("Another history under the same key is a split view with both checkpoints, whoever is ahead")
    func splitView() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        // The last record that comes by itself is the one that names the bank's recovery key.
        try await eventually("the bank has the whole registry") {
            let registry = bank.core.registry.snapshot
            return registry.organisation(bank.core.organisation)?.recoveryKey != nil
                && registry.size == federation.coordinator.core.registry.snapshot.size
        }
        let honest = try records(of: bank)
        let size = UInt64(honest.count)
        try await withSocket(of: bank) { own in
            // Behind, level, and ahead of the node: the same history is never called a split.
            for (name, records) in [("behind", Array(honest.dropLast())), ("level", honest), ("ahead", honest + [[0xFF]])] {
                let outcome = try await audit(try publish(records, of: federation, as: name), comparingWith: own)
                #expect(outcome.splitView == nil && outcome.comparedSize == min(size, UInt64(records.count)))
            }
            let forked = Array(honest.dropLast(2)) + [[0xFE]]
            for (name, records) in [("fork-behind", forked), ("fork-level", forked + [[0xFF]]), ("fork-ahead", forked + [[0xFF], [0xFD]])] {
                let outcome = try await audit(try publish(records, of: federation, as: name), comparingWith: own)
                let split = try #require(outcome.splitView, "\(name)")
                #expect(split.size == min(size, UInt64(records.count)) && split.published.root != split.own.root)
                for view in [split.published, split.own] {
                    let note = try SignedNote(parsing: Array(view.checkpoint.utf8))
                    let registry = bank.core.registry.snapshot
                    let signed = try Checkpoint.verified(note: note, origin: registry.origin, keys: [registry.coordinatorKey])
                    #expect(signed.checkpoint.size == view.size)
                }
            }
        }
        for node in [bank, federation.coordinator] { await node.stop() }
    }

    @Test("What a server leaves out, puts in or changes is refused by name, and a full tile stands in for a partial one")
    func tampered() async throws {
        let federation = try await Federation()
        let records = try records(of: federation.coordinator) + (0..<300).map { [UInt8(truncatingIfNeeded: $0), 0xFF] }
        func code(_ change: (String) throws -> Void) async throws -> String? {
            let folder = try publish(records, of: federation, as: UUID().uuidString)
            try change(folder)
            return await #expect(throws: OperationError.self) { try await audit(folder) }?.code
        }
        let count = records.count
        #expect(try await audit(try publish(records, of: federation, as: "true")).findings.registry.refusedCount == 300)
        let tail = "tile/entries/001.p/\(count - 256)"
        #expect(try await code { try FileManager.default.removeItem(atPath: $0 + "/checkpoint") } == "no-registry")
        #expect(try await code { try FileManager.default.removeItem(atPath: $0 + "/" + tail) } == "registry-incomplete")
        #expect(try await code { try write([UInt8](repeating: 0, count: 8_192), to: $0 + "/tile/0/000") } == "tileNotIncluded")
        #expect(try await code { try write(Array(repeating: 0, count: 31), to: $0 + "/tile/1/000.p/1") } == "tileLength")
        #expect(
            try await code {
                var octets = [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0 + "/" + tail)))
                octets[octets.count - 2] ^= 1
                try write(octets, to: $0 + "/" + tail)
            } == "bundleNotIncluded")
        // A server that keeps full tiles only: what lies behind the checkpoint in them is passed over.
        let folder = try publish(Array(records.prefix(256)), of: federation, as: "full-only")
        let short = try publish(Array(records.prefix(100)), of: federation, as: "short")
        for row in ["0", "entries"] {
            try FileManager.default.removeItem(atPath: "\(short)/tile/\(row)/000.p")
            try FileManager.default.copyItem(atPath: "\(folder)/tile/\(row)/000", toPath: "\(short)/tile/\(row)/000")
        }
        #expect(try await audit(short).findings.checkpoint.size == 100)
        await federation.coordinator.stop()
    }
}
