import Crypto
import Groups
import Ledger
import Sodium
import Wire

/// Octets that an item costs on the wire above its sealed body; counted from real frames, so the same on every machine.
///
/// The journal is in its second hundred thousand of entries and has number 1,000 on the connection, so that no number is
/// flattered by being small. Naming the journal (`Heads`, once a connection) is not part of it.
struct FrameRows {
    private static let journalNumber: UInt32 = 1_000
    private static let firstPosition: UInt64 = 150_000
    private static let signatureOctets = 64.0

    private let sample = SampleJournal()
    private let stepKey = SymmetricKey(size: .bits256)

    func measure() throws -> [Row] {
        [
            row("bytes over the body, live single", try overhead(entries: 1, checkpointAhead: 0), target: 200),
            row("bytes over the body, batch of 16", try overhead(entries: 16, checkpointAhead: 0), target: 130),
            row("bytes over the body, catch-up", try overhead(entries: rangeEntries(), checkpointAhead: 61_803), target: 110),
        ]
    }

    private func row(_ name: String, _ octets: Double, target: Double) -> Row {
        Row(
            name: name, unit: "B/item", value: octets, baseline: "one Ed25519 signature each", baselineValue: Self.signatureOctets,
            ratio: octets / Self.signatureOctets, target: .value(target), direction: .atMost)
    }

    /// Octets of the frame less those of the sealed bodies (content, padding, tag), for each entry.
    private func overhead(entries count: Int, checkpointAhead ahead: UInt64) throws -> Double {
        let entries = try (0..<count).map { _ in try sealed() }
        let end = Self.firstPosition + UInt64(count)
        let completion = MerkleTree.completion(from: end, to: end + ahead).map { _ in Hash(sha256: SecureRandom.octets(1)) }
        let message = Message.entries(
            EntryRange(
                number: Self.journalNumber, first: Self.firstPosition, entries: entries.map { $0.compact()[...] },
                completion: completion, checkpointSize: end + ahead, signature: sample.key.sign([])))
        let bodies = entries.reduce(0) { $0 + Int($1.bodyLength) }
        return Double(Frame.encode(message.encoded()).count - bodies) / Double(count)
    }

    /// How many such entries one message of a catch-up holds.
    private func rangeEntries() throws -> Int {
        min(WireLimits.entriesPerMessageMax, WireLimits.entriesOctetsMax / (try sealed().compact().count))
    }

    private func sealed() throws -> UnverifiedEntry {
        let prefix = sample.prefix(.item)
        let sealed = try Envelope.seal(
            SecureRandom.octets(BenchLimits.fetchedContentOctets), prefix: prefix, network: SampleJournal.network, stepKey: stepKey)
        return UnverifiedEntry(prefix: prefix, commitment: sealed.commitment, body: .inline(sealed.body))
    }
}
