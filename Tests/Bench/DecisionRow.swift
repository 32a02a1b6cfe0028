import Ledger
import Policy
import Sodium
import Wire

/// Whether an item may go to an audience: the decision at sender and receiver, without rules of the organisation's own.
struct DecisionRow {
    private let sample = SecureRandom.octets(64)
    /// Every mark, and none, for every kind of audience.
    private let questions: [(TLP?, AudienceKind)] = ([nil] + TLP.allCases.map(Optional.some)).flatMap { tlp in
        AudienceKind.allCases.map { (tlp, $0) }
    }

    func measure() -> Row {
        Comparison(
            name: "one sharing decision", unit: "decisions/s", baseline: "SHA-256 of 64 octets", target: .value(1_000_000)
        ).rates(operations: questions.count) { count in
            for _ in 0..<count { consume(Hash(sha256: sample)) }
        } candidate: { count in
            for round in 0..<count {
                for (tlp, audience) in questions {
                    consume(decide(tlp: tlp, audience: audience, organisations: round & 3, namesPeople: round & 4 != 0))
                }
            }
        }
    }
}
