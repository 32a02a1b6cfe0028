import Ledger
import Policy
import Sodium
import Wire

/// One decision under a thousand rules of an organisation's own, for a group of 81 organisations.
struct RulesRow {
    private let sample = SecureRandom.octets(64)
    private let rulebook: Rulebook
    private let item: ItemFacts
    private let audience: AudienceFacts

    init() throws {
        rulebook = try Rulebook(parsing: "version: 1\noutbound:\n" + (0..<1_000).map(Self.rule).joined())
        let organisations = (0..<81).map { number in
            let id = "\(number)" + String(repeating: "a", count: 62)
            return Addressee(
                id: id, name: "Organisation \(number)", sectors: [["finance", "energy", "health", "transport"][number % 4]],
                isOurs: number == 0)
        }
        audience = AudienceFacts(.closed, name: "Circle 7", organisations: organisations)
        item = ItemFacts(
            tlp: .green, author: organisations[0], types: ["indicator", "malware", "relationship"], labels: ["one", "two"], confidence: 50,
            octets: 20_000, isOwnDraft: true)
    }

    /// Rules of every kind in turn; of those on numbers, on marks and on types many have to be looked at for one item.
    private static func rule(_ number: Int) -> String {
        let types = ["indicator", "malware", "report", "note", "tool", "campaign", "vulnerability", "identity"]
        let condition =
            switch number % 8 {
            case 0: "tlp: {at-least: amber}, type: \(types[number / 8 % 8])"
            case 1: "label: label \(number)"
            case 2: "author: Author \(number)"
            case 3: number % 16 == 3 ? "destination: Rival \(number)" : "destination: {sector: sector \(number)}"
            case 4: "confidence: {at-most: \(number % 30)}"
            case 5: "size: {at-least: \(number)MB}"
            case 6: "mentions: own, type: [\(types[number % 7]), note]"
            default: "group: Circle \(number)"
            }
        let action = number.isMultiple(of: 3) ? "deny" : "{delay: \(number)s, notify: desk}"
        return "  - {name: rule \(number), when: {\(condition)}, then: \(action)}\n"
    }

    func measure() -> Row {
        Comparison(
            name: "one decision over 1,000 rules", unit: "decisions/s", baseline: "SHA-256 of 64 octets", target: .value(50_000)
        ).rates { count in
            for _ in 0..<count { consume(Hash(sha256: sample)) }
        } candidate: { count in
            for _ in 0..<count { consume(rulebook.outbound(item, to: audience)) }
        }
    }
}
