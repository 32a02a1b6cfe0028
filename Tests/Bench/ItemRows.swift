import Crypto
import Groups
import Ledger
import Policy
import Sodium
import Wire

/// One item on its own: what sealing, opening and relaying cost beside the signature that cannot be avoided.
struct ItemRows {
    private let writing: SampleJournal
    private let stepKey = SymmetricKey(size: .bits256)
    private let data = SecureRandom.octets(BenchLimits.itemOctets)

    init() { writing = SampleJournal() }

    func measure() throws -> [Row] {
        [try seal(), try open(), try relay()]
    }

    /// Content → encoded → sealed → placed in the journal → signed.
    private func seal() throws -> Row {
        var writer = writing.opened()
        return try Comparison(
            name: "seal a 1 KB item", unit: "items/s", baseline: "Ed25519 sign, same 1 KB", target: .ratio(0.45)
        ).rates { count in
            for _ in 0..<count { consume(writing.key.sign(data)) }
        } candidate: { count in
            for _ in 0..<count { consume(writer.append([try sealed()], signing: writing.key)) }
        }
    }

    /// Bytes → parsed → placed → signature verified → opened → content decoded.
    private func open() throws -> Row {
        let (batch, reader) = try received()
        return try Comparison(
            name: "open a 1 KB item", unit: "items/s", baseline: "Ed25519 verify, same 1 KB", target: .ratio(0.65)
        ).rates(baseline: verifications()) { count in
            for _ in 0..<count {
                let verified = try verify(batch, reader)
                guard let entry = verified.entries[0].entry, let commitment = entry.commitment, case .inline(let body) = entry.body
                else { preconditionFailure("a sealed entry came back plain") }
                let plaintext = try Envelope.open(
                    body, commitment: commitment, prefix: entry.prefix, network: SampleJournal.network, stepKey: stepKey)
                consume(try ItemContent(decoding: plaintext[...]))
            }
        }
    }

    /// Bytes → parsed → placed → signature verified: all that a node does before it passes an entry on.
    private func relay() throws -> Row {
        let (batch, reader) = try received()
        return try Comparison(
            name: "relay-verify a 1 KB item", unit: "items/s", baseline: "Ed25519 verify, same 1 KB", target: .ratio(0.80)
        ).rates(baseline: verifications()) { count in
            for _ in 0..<count { consume(try verify(batch, reader)) }
        }
    }

    private func verifications() -> (Int) -> Void {
        let signature = writing.key.sign(data)
        let key = writing.key.verifyingKey
        return { count in
            for _ in 0..<count where !key.accepts(signature, over: data) { preconditionFailure("a good signature was refused") }
        }
    }

    private func sealed() throws -> UnverifiedEntry {
        let content = try ItemContent(
            kind: .bundle, tlp: .amber, pap: nil, title: "An address seen in an intrusion",
            mediaType: "application/stix+json;version=2.1", created: 1_790_000_000, data: data)
        let prefix = writing.prefix(.item)
        let sealed = try Envelope.seal(content.encoded(), prefix: prefix, network: SampleJournal.network, stepKey: stepKey)
        return UnverifiedEntry(prefix: prefix, commitment: sealed.commitment, body: .inline(sealed.body))
    }

    /// The second batch of a journal, of one sealed item, and a reader that stands before it.
    private func received() throws -> (VerifiedBatch, JournalReader) {
        var writer = writing.opened()
        let reader = JournalReader(name: writing.name, journal: writer.journal, origin: writer.origin, restoring: writer.range)
        return (writer.append([try sealed()], signing: writing.key), reader)
    }

    private func verify(_ batch: VerifiedBatch, _ reader: JournalReader) throws -> VerifiedBatch {
        var reader = reader
        return try reader.verify(
            [batch.entries[0].compact[...]], from: batch.first, completion: [], checkpoint: batch.checkpoint,
            keys: [writing.key.verifyingKey])
    }
}
