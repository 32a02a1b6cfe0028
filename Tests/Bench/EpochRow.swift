import Crypto
import Daemon
import Foundation
import Groups
import Ledger
import Sodium
import Wire

/// Opening an epoch for a large group, beside the bare HPKE seal of a key to as many nodes.
struct EpochRow {
    private static let suite = HPKE.Ciphersuite.XWingMLKEM768X25519_SHA256_AES_GCM_256

    private let members: [EpochMember]
    private let keys: [XWingMLKEM768X25519.PublicKey]
    private let terms: EpochTerms

    init(nodes: Int) throws {
        members = try (0..<nodes).compactMap { _ in
            let minute = SampleJournal.time
            let statement = SubkeyStatement(
                node: NodeID(SecureRandom.octets16()), publicKey: try Subkey.generate().publicKey, notBefore: minute,
                notAfter: Minute(minute.rawValue + 1))
            return EpochMember(statement, at: minute)
        }
        keys = try members.map { try XWingMLKEM768X25519.PublicKey(rawRepresentation: $0.publicKey) }
        terms = EpochTerms(
            network: SampleJournal.network, tag: GroupTag(SecureRandom.octets16()), registrySize: SampleJournal.registrySize,
            rosterFrontier: Hash(sha256: SecureRandom.octets(1)).octets, startHour: SampleJournal.time.rawValue / 60)
    }

    func measure() throws -> Row {
        var (references, candidates, ratios) = (Samples(), Samples(), Samples())
        try sealAll()
        for _ in 0..<BenchLimits.epochRounds {
            let reference = try processorSeconds { try sealAll() } * 1_000
            let candidate = try processorSeconds { try openEpoch() } * 1_000
            references.add(reference)
            candidates.add(candidate)
            ratios.add(candidate / reference)
        }
        return Row(
            name: "new epoch for 1,000 nodes", unit: "ms", value: candidates.median, baseline: "1,000 X-Wing HPKE seals",
            baselineValue: references.median, ratio: ratios.median, target: .value(150), direction: .atMost)
    }

    /// The same on all cores, as a node does it; time on the clock.
    func measureSideBySide() async throws -> Row {
        var (references, candidates, ratios) = (Samples(), Samples(), Samples())
        for _ in 0..<BenchLimits.largeEpochRounds {
            let reference = try seconds { try sealAll() } * 1_000
            let clock = ContinuousClock()
            let start = clock.now
            var generator = SecureRandomGenerator()
            let draft = try EpochDraft(for: members, terms: terms, using: &generator)
            consume(draft.opening(joining: try await draft.sealedSlots()).opening.encoded())
            let candidate = (clock.now - start).inSeconds * 1_000
            references.add(reference)
            candidates.add(candidate)
            ratios.add(candidate / reference)
        }
        return Row(
            name: "new epoch for 10,000 nodes", unit: "ms", value: candidates.median, baseline: "10,000 seals on one core",
            baselineValue: references.median, ratio: ratios.median, target: .value(1_300), direction: .atMost)
    }

    private func sealAll() throws {
        let key = Data(SecureRandom.octets(32))
        let info = Data(SecureRandom.octets(160))
        for recipient in keys {
            var sender = try HPKE.Sender(recipientKey: recipient, ciphersuite: Self.suite, info: info)
            consume(try sender.seal(key))
        }
    }

    private func openEpoch() throws {
        var generator = SecureRandomGenerator()
        consume(try EpochOpening.make(for: members, terms: terms, using: &generator).opening.encoded())
    }
}
