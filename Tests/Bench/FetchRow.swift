import Crypto
import Exchange
import Foundation
import Groups
import Ledger
import Sodium
import Storage
import Wire

/// A long journal of 1 KiB items pulled by one node from another, over TLS, verified and on disk; not opened, for lack of the key.
///
/// The bank's store is filled while the bank is stopped, with what the bank itself would have published: real seals, real
/// checkpoints of its own operation key. The coordinator, a mailbox of the group, then finds itself behind. The baseline inserts
/// the same rows into a bare table with the same rules of synchronisation, and nothing else.
struct FetchRow {
    let federation: Federation
    let folder: String

    /// Expects the nodes to be stopped and leaves them so.
    func measure() async throws -> Row {
        try await federation.start(.bank)
        let bank = federation.client(of: .bank)
        guard let tag = try await bank.groups().first(where: { $0.name == Federation.group }).flatMap({ GroupTag(hex: $0.tag) }) else {
            throw BenchFault("the bank has no group")
        }
        let status = try await bank.status()
        federation.stop(.bank)
        guard let node = NodeID(hex: status.node), let network = NetworkID(hex: status.network) else {
            throw BenchFault("the bank's status names no node")
        }
        let author = try Author(federation, node: node, network: network, group: tag)

        var (inserted, fetched, ratios) = (Samples(), Samples(), Samples())
        for _ in 0..<BenchLimits.fetchRounds {
            let batches = try author.fill(federation.data(of: .bank))
            let reference = try PlainInserts(path: folder + "/plain.sqlite").rowsPerSecond(batches)
            let candidate = try await entriesPerSecond()
            inserted.add(reference)
            fetched.add(candidate)
            ratios.add(candidate / reference)
        }
        return Row(
            name: "catch-up node to node, 1 KiB, durable", unit: "items/s", value: fetched.median,
            baseline: "bare SQLite insert, same fsync", baselineValue: inserted.median, ratio: ratios.median, target: .value(50_000),
            direction: .atLeast)
    }

    /// Starts the coordinator, then the bank, and watches the coordinator's entries grow.
    ///
    /// The time runs from the last look at which the coordinator knew of nothing to fetch to the first at which it had
    /// everything on disk: never too short.
    private func entriesPerSecond() async throws -> Double {
        let wanted = try entriesOnDisk() + BenchLimits.fetchedEntries
        try await federation.start(.coordinator)
        try federation.launch(.bank)
        defer {
            federation.stop(.coordinator)
            federation.stop(.bank)
        }
        let coordinator = federation.client(of: .coordinator)
        let clock = ContinuousClock()
        var began: ContinuousClock.Instant?
        let deadline = clock.now + .seconds(BenchLimits.stepSecondsMax)
        while clock.now < deadline {
            let asked = clock.now
            let status = try await coordinator.status()
            if status.entries <= wanted - BenchLimits.fetchedEntries, status.journalsBehind == 0 { began = asked }
            if let began, status.entries >= wanted { return Double(BenchLimits.fetchedEntries) / (clock.now - began).inSeconds }
            try await Task.sleep(for: .milliseconds(BenchLimits.fetchLookMilliseconds))
        }
        throw BenchFault("the coordinator did not catch up within \(BenchLimits.stepSecondsMax) s")
    }

    private func entriesOnDisk() throws -> Int {
        let store = try Store(path: federation.data(of: .coordinator))
        defer { store.close() }
        return try store.counts().entries
    }
}

/// Writes journals in the bank's name while the bank is stopped.
private final class Author {
    private let key: SigningKey
    private let node: NodeID
    private let network: NetworkID
    private let group: GroupTag
    private let stepKey = SymmetricKey(size: .bits256)
    private let content = SecureRandom.octets(BenchLimits.fetchedContentOctets)
    private let epoch = EpochID(SecureRandom.octets16())

    init(_ federation: Federation, node: NodeID, network: NetworkID, group: GroupTag) throws {
        key = try KeyFile.signingKey(
            .operation, in: federation.data(of: .bank), passphraseFile: federation.passphraseFile(of: .bank))
        guard NodeID(firstOperationKey: key.verifyingKey.octets, network: network) == node else {
            throw BenchFault("the bank's key file holds its seeds in another order than this expects")
        }
        self.node = node
        self.network = network
        self.group = group
    }

    /// Puts a further journal into the store and gives its batches.
    ///
    /// Its entries are marked as waiting for a key, so that the bank has nothing of its own to do while it serves them.
    func fill(_ directory: String) throws -> [VerifiedBatch] {
        let store = try Store(path: directory)
        defer { store.close() }
        guard let registry = try store.registryRecords(from: 0).first else { throw BenchFault("the bank has no registry") }
        let origin = try Registry(genesis: registry).origin
        let name = JournalName(node: node, group: group, incarnation: Incarnation(SecureRandom.octets16()))
        let journal = name.id(in: network)
        var writer = JournalWriter(name: name, network: network, origin: journalOrigin(registryOrigin: origin, journal: journal))
        var batches: [VerifiedBatch] = []
        while writer.size < BenchLimits.fetchedEntries {
            let count = min(BenchLimits.publishedBatch, BenchLimits.fetchedEntries - Int(writer.size))
            let entries = try (0..<count).map { try entry(Int(writer.size) + $0, of: journal) }
            batches.append(writer.append(entries, signing: key))
        }
        for start in stride(from: 0, to: batches.count, by: 16) {
            let some = Array(batches[start..<min(start + 16, batches.count)])
            try store.append(some)
            let places = some.flatMap(\.entries).map { EntryPlace(journal: journal, position: $0.position) }
            try store.markUnreadable(places.map { ($0, .noKey(epoch)) })
        }
        return batches
    }

    private func entry(_ position: Int, of journal: JournalID) throws -> UnverifiedEntry {
        guard position > 0 else {
            return Opening(predecessor: nil).entry(
                journal: journal, salt: SecureRandom.octets16(), registrySize: 1, time: SampleJournal.time)
        }
        let prefix = EntryPrefix(
            kind: .item, journal: journal, salt: SecureRandom.octets16(), epoch: epoch, step: 30, registrySize: 1,
            time: SampleJournal.time, keepUntil: Minute(0))
        let sealed = try Envelope.seal(content, prefix: prefix, network: network, stepKey: stepKey)
        return UnverifiedEntry(prefix: prefix, commitment: sealed.commitment, body: .inline(sealed.body))
    }
}
