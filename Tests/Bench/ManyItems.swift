import Crypto
import Foundation
import Groups
import Ledger
import Policy
import Sodium
import Storage
import Wire

/// A million items from the journals of many organisations, as they would have come to a node over the years.
///
/// Every group has several journals of every member, one for each run of its node. Items come a few at a time, now from this
/// journal and now from that, so that the rows of one journal do not lie together on the disk as if it had been copied whole.
struct ManyItems {
    private let network: LargeNetwork
    private let journals: [OpenJournal]

    /// One run of one node in one group.
    private final class OpenJournal {
        let author: AbsentMember
        let step: (epoch: EpochID, number: UInt16, key: SymmetricKey)
        var writer: JournalWriter

        init(author: AbsentMember, step: (EpochID, UInt16, SymmetricKey), writer: JournalWriter) {
            self.author = author
            self.step = step
            self.writer = writer
        }
    }

    /// Opens the journals in the store; a batch of openings alone.
    init(in network: LargeNetwork, store: Store) throws {
        self.network = network
        var journals: [OpenJournal] = []
        var batches: [VerifiedBatch] = []
        for group in network.groups {
            guard let number = group.key.step(atHour: network.minute.rawValue / 60) else { throw BenchFault("a group's key is too old") }
            var key = group.key
            let step = (key.id, number, try key.stepKey(number))
            for member in group.members {
                for _ in 0..<BenchLimits.runsPerAuthor {
                    let (writer, batch) = member.open(group.tag, in: network.registry, at: network.minute)
                    journals.append(OpenJournal(author: member, step: step, writer: writer))
                    batches.append(batch)
                }
            }
        }
        self.journals = journals
        try store.append(batches)
    }

    /// How many journals there are.
    var journalCount: Int { journals.count }

    /// Writes so many items, which then wait to be opened; gives the octets of their sealed bodies.
    func write(_ count: Int, to store: Store) throws -> Int {
        var written = 0
        var octets = 0
        var batches: [VerifiedBatch] = []
        var next = 0
        while written < count {
            let some = min(BenchLimits.itemsTogether, count - written)
            let batch = try batch(of: some, in: journals[next % journals.count])
            octets += batch.entries.reduce(0) { $0 + Int($1.entry?.bodyLength ?? 0) }
            batches.append(batch)
            written += some
            next += 1
            if batches.count == BenchLimits.batchesTogether || written == count {
                try store.append(batches)
                batches = []
            }
        }
        return octets
    }

    private func batch(of count: Int, in journal: OpenJournal) throws -> VerifiedBatch {
        let entries = try (0..<count).map { _ in
            let prefix = EntryPrefix(
                kind: .item, journal: journal.writer.journal, salt: SecureRandom.octets16(), epoch: journal.step.epoch,
                step: journal.step.number, registrySize: network.registry.size, time: network.minute, keepUntil: Minute(0))
            let sealed = try Envelope.seal(
                try content().encoded(), prefix: prefix, network: network.registry.network, stepKey: journal.step.key)
            return UnverifiedEntry(prefix: prefix, commitment: sealed.commitment, body: .inline(sealed.body))
        }
        return journal.writer.append(entries, signing: journal.author.operation)
    }

    private func content() throws -> ItemContent {
        try ItemContent(
            kind: .bundle, tlp: .amber, pap: nil, title: "An address reserved for documentation",
            mediaType: "application/stix+json;version=2.1", created: UInt64(network.minute.rawValue) * 60, data: DeliveryRows.bundle())
    }
}
