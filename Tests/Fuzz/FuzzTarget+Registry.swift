import Ledger
import Sodium
import Vectors
import Wire

@testable import Ledger

/// Records of the registry, proofs made from it, and what a node notes about it (specification chapter 3).
extension FuzzTarget {
    static let registry = [
        FuzzTarget(
            name: "record", topics: [("registry", ["record", "judged", "payload"])],
            more: {
                let records = ((try? VectorFile.all(in: "registry")) ?? []).flatMap { $0.list("record") + $0.list("judged") }
                return records.compactMap { try? SignedRecord($0[...]).payloadBytes }
            }, run: readRecord),
        FuzzTarget(name: "registry", topics: [], more: RegistryPlay.seeds, run: { RegistryPlay.play($0) }),
        FuzzTarget(name: "proof", topics: [("proof", ["file"])], run: readProof),
    ]

    @Sendable private static func readRecord(_ input: [UInt8]) {
        if let record = try? SignedRecord(input[...]) {
            hold(record.bytes == input, "a record is written as it was read")
            _ = try? Registry(genesis: input)
        }
        if let payload = try? RegistryPayload(input[...]) { hold(payload.encoded() == input, "a payload is written as it was read") }
        if let verdicts = try? RegistryVerdicts(input[...]) { hold(verdicts.encoded() == input, "verdicts are written as they were read") }
    }

    @Sendable private static func readProof(_ input: [UInt8]) {
        guard let file = try? ProofFile(input) else { return }
        let written = file.encoded()
        hold((try? ProofFile(written))?.encoded() == written, "a proof that was written can be read")
        guard let findings = try? file.verify() else { return }
        hold((try? ProofFile(written).verify())?.item == findings.item, "and proves the same")
    }
}
