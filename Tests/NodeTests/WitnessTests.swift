import Exchange
import Foundation
import Gossip
import Ledger
import Sodium
import Storage
import Testing
import Wire

@testable import Daemon

/// Witnesses, freshness and split views: the registry as others say they hold it.
@Suite("Witnesses: real nodes on loopback")
struct WitnessTests {
    private struct Pair {
        let federation: Federation
        let bank: RunningNode
        let telco: RunningNode

        init() async throws {
            federation = try await Federation()
            bank = try await federation.member("Harbour Bank")
            telco = try await federation.member("City Telecom", sector: "communications")
            try await federation.waitForKeys([bank, telco])
        }

        var all: [RunningNode] { [federation.coordinator, bank, telco] }

        func stop() async { for node in [bank, telco, federation.coordinator] { await node.stop() } }
    }

    private static let red = ShareRequest(to: .organisations([NamedRecipient("City Telecom")]), tlp: "red")

    private func code(of request: ShareRequest, at node: RunningNode) async -> String {
        do throws(OperationError) {
            _ = try await node.core.share(bundle("For somebody"), request)
            return "shared"
        } catch {
            return error.code
        }
    }

    private func waitForQuorum(_ nodes: [RunningNode], within seconds: UInt64 = 3_600) async throws {
        for node in nodes {
            try await eventually("a quorum has signed lately") {
                let report = await node.core.witnessReport
                return report.threshold > 0 && report.isQuorumMet && report.registrySeconds < seconds
            }
        }
    }

    @Test("Every node comes to know that the coordinator and all witnesses hold the same registry, and can show it to a stranger")
    func cosigned() async throws {
        let pair = try await Pair()
        try await waitForQuorum(pair.all)
        for node in pair.all {
            try await eventually("both witnesses have signed") { await node.core.witnessReport.cosigned == 2 }
            let report = await node.core.witnessReport
            #expect((report.threshold, report.witnesses, report.contradictions) == (2, 2, 0))
            #expect(report.coordinatorSeconds != nil && report.witnessSeconds != nil)
            let note = try SignedNote(parsing: try #require(await RegistryShelf(core: node.core).checkpoint()))
            let registry = node.core.registry.snapshot
            let checkpoint = try Checkpoint.verified(note: note, origin: registry.origin, keys: [registry.coordinatorKey]).checkpoint
            #expect(checkpoint.size == registry.size)
            let signers = note.signatures.compactMap { line in
                try? Cosignature.verified(line, over: checkpoint) { $0.map(registry.operationKeys) ?? [registry.coordinatorKey] }
            }.map(\.signer)
            #expect(Set(signers) == [nil, pair.bank.core.node, pair.telco.core.node])
        }
        let shared = try await pair.bank.core.share(bundle("Proven"), ShareRequest(to: .members, tlp: "green"))
        let proof = try await pair.bank.core.proof(of: shared.id, withKey: false, as: nil)
        let findings = try ProofFile(proof).verify()
        #expect(findings.witnessing.coordinatorTime != nil && findings.witnessing.cosigners.count == 1, "the writer's own is proven")
        #expect(findings.witnessing.quorum == nil && findings.witnessing.unproven == 1)
        await pair.stop()
    }

    @Test("What is strict is not shared on an old registry: first it asks, then it refuses, until the others have spoken again")
    func freshness() async throws {
        let pair = try await Pair()
        try await waitForQuorum(pair.all)
        #expect(await code(of: Self.red, at: pair.bank) == "shared")
        var insisting = Self.red
        insisting.despiteStaleRegistry = true
        pair.federation.clock.advance(hours: 25)
        #expect(await code(of: Self.red, at: pair.bank) == "registry-stale")
        let draft = AudienceRequest(to: Self.red.to, tlp: "red")
        #expect(try await pair.bank.core.audience(ofDraft: draft, content: bundle("Draft")).decision == "registry-stale")
        #expect(await code(of: insisting, at: pair.bank) == "shared")
        #expect(await code(of: ShareRequest(to: .members, tlp: "green"), at: pair.bank) == "shared")
        pair.federation.clock.advance(days: 7)
        #expect(await code(of: insisting, at: pair.bank) == "registry-too-stale")
        #expect(try await pair.bank.core.audience(ofDraft: draft, content: bundle("Draft")).decision == "registry-too-stale")
        #expect(await code(of: ShareRequest(to: .members, tlp: "green"), at: pair.bank) == "shared")
        // The coordinator alone does not make it new.
        await pair.federation.coordinator.core.keepHouse()
        try await eventually("the coordinator's stamp is here") { await pair.bank.core.witnessReport.coordinatorSeconds ?? .max < 3_600 }
        #expect(await code(of: insisting, at: pair.bank) == "registry-too-stale")
        for node in [pair.bank, pair.telco] { await node.core.keepHouse() }
        try await waitForQuorum(pair.all)
        #expect(await code(of: Self.red, at: pair.bank) == "shared")
        // Unchanged, it is signed again after an hour, and not before.
        let sizes = await pair.telco.core.witnessReport
        await pair.telco.core.keepHouse()
        #expect(await pair.telco.core.witnessReport.witnessSeconds == sizes.witnessSeconds || sizes.witnessSeconds ?? 0 < 5)
        await pair.stop()
    }

    @Test("A coordinator that writes two registries with one key is exposed at the members, and writes no more when it hears of it")
    func fork() async throws {
        let pair = try await Pair()
        try await waitForQuorum(pair.all)
        await pair.telco.stop()
        await pair.federation.coordinator.stop()
        let directory = pair.federation.coordinator.directory
        let twin = pair.federation.home + "/twin"
        try FileManager.default.copyItem(atPath: directory, toPath: twin)
        let port = pair.federation.coordinator.port
        func write(_ sector: String, from place: String, to member: RunningNode) async throws {
            let coordinator = try await RunningNode(directory: place, port: port, clock: pair.federation.clock)
            _ = try await coordinator.core.confirmRegistry()
            _ = try await coordinator.core.setSector("Example City CERT", to: sector)
            try await eventually("the member holds it") {
                member.core.registry.snapshot.organisation(coordinator.core.organisation)?.sector == sector
            }
            await coordinator.stop()
        }
        try await write("finance", from: directory, to: pair.bank)
        await pair.bank.stop()
        let telco = try await pair.telco.restarted()
        try await write("energy", from: twin, to: telco)
        let bank = try await pair.bank.restarted()
        for node in [bank, telco] {
            try await eventually("the fork is found") { await node.core.witnessReport.contradictions > 0 }
            #expect(try await node.core.status().findings.contains { $0.code == .registrySplit })
            #expect(await !node.core.witnessReport.isSealingStopped, "no quorum stands on both sides")
        }
        let (_, splits) = await bank.core.witnesses.statements
        let registry = bank.core.registry.snapshot
        try #require(splits.first).verify(origin: registry.origin, key: registry.coordinatorKey)
        await telco.stop()
        await bank.stop()
        let again = try await bank.restarted()
        #expect(await again.core.witnessReport.contradictions > 0, "a restart loses nothing")
        let coordinator = try await RunningNode(directory: directory, port: port, clock: pair.federation.clock)
        try await eventually("the coordinator hears of it") { await coordinator.core.witnessReport.contradictions > 0 }
        let refusal = await #expect(throws: OperationError.self) {
            try await coordinator.core.setSector("Example City CERT", to: "water")
        }
        #expect(refusal?.code == "registry-split")
        for node in [again, coordinator] { await node.stop() }
    }

    @Test("Two registries, both confirmed by a quorum: nothing is sealed until this node's people decide")
    func quorumSplit() async throws {
        let pair = try await Pair()
        try await waitForQuorum(pair.all)
        let core = pair.bank.core
        let snapshot = core.registry.snapshot
        let (statements, _) = await core.witnesses.statements
        let own = try #require(statements.last)
        func signed(_ bare: CosignedCheckpoint) -> CosignedCheckpoint {
            var statement = bare
            let checkpoint = snapshot.checkpoint(of: bare)
            statement.cosignatures = [pair.bank, pair.telco].map { node in
                Cosignature(of: checkpoint, by: node.core.node, at: core.clock.seconds, with: node.core.keys.operation)
            }
            return statement
        }
        let other = Checkpoint(origin: snapshot.origin, size: own.size, root: .leaf([1]))
        let signature: Octets64
        switch pair.federation.coordinator.core.keys.coordinator {
        case .some(let key): signature = other.sign(with: key).signature
        case nil: throw CancellationError()
        }
        let evidence = SplitEvidence(
            first: signed(own), second: signed(CosignedCheckpoint(size: other.size, root: other.root, signature: signature)),
            root: other.root, proof: [])
        await core.housekeeping.heard(.split(evidence), from: pair.telco.core.node)
        let everybody = ShareRequest(to: .members, tlp: "green")
        #expect(await code(of: everybody, at: pair.bank) == "registry-split")
        #expect(await code(of: Self.red, at: pair.bank) == "registry-split")
        #expect(await code(of: ShareRequest(to: .everyone, tlp: "clear"), at: pair.bank) == "shared", "nothing is sealed for everyone")
        let draft = AudienceRequest(to: .members, tlp: "green")
        #expect(try await core.audience(ofDraft: draft, content: bundle("Draft")).decision == "registry-split")
        await #expect(throws: OperationError.registrySplit) {
            try await core.createGroup(
                GroupCreation(name: "New", members: ["City Telecom"], mailbox: false, mailboxDays: 30, history: false, electing: 50))
        }
        try await eventually("others are told") { await pair.telco.core.witnessReport.isSealingStopped }
        await pair.bank.stop()
        let bank = try await pair.bank.restarted()
        #expect(await code(of: everybody, at: bank) == "registry-split", "a restart decides nothing")
        _ = try await bank.core.confirmRegistry()
        #expect(await code(of: everybody, at: bank) == "shared")
        #expect(await bank.core.witnessReport.contradictions == 1)
        let refusal = await #expect(throws: OperationError.self) { try await bank.core.confirmRegistry() }
        #expect(refusal?.code == "not-the-coordinator", "there is nothing to decide any more")
        for node in [bank, pair.telco, pair.federation.coordinator] { await node.stop() }
    }

    @Test("A witness signs nothing that does not extend what it signed, and no earlier time", arguments: [false, true])
    func law(isTime: Bool) async throws {
        let pair = try await Pair()
        try await waitForQuorum(pair.all)
        let store = pair.bank.core.access.store
        var writer = CBORWriter()
        writer.array(3)
        if isTime {
            let (statements, _) = await pair.bank.core.witnesses.statements
            let own = try #require(statements.last)
            writer.unsigned(own.size)
            writer.identifier(own.root)
            writer.unsigned(pair.federation.clock.clock.seconds + 100_000)
        } else {
            writer.unsigned(2 as UInt64)
            writer.identifier(Hash.leaf([7]))
            writer.unsigned(1 as UInt64)
        }
        try store.set("registry-cosigned", to: writer.bytes)
        pair.federation.clock.advance(hours: 2)
        for node in pair.all { await node.core.keepHouse() }
        try await eventually("the other's new word is here") {
            let (statements, _) = await pair.bank.core.witnesses.statements
            let now = pair.federation.clock.clock.seconds
            return statements.flatMap(\.cosignatures).contains { $0.signer == pair.telco.core.node && $0.time + 1_000 > now }
        }
        let (statements, _) = await pair.bank.core.witnesses.statements
        let own = statements.flatMap(\.cosignatures).filter { $0.signer == pair.bank.core.node }
        #expect(own.allSatisfy { $0.time + 3_600 < pair.federation.clock.clock.seconds })
        #expect(await pair.bank.core.witnessReport.hindrance != nil)
        #expect(try store.setting("registry-cosigned") == writer.bytes)
        await pair.stop()
    }
}
