import Policy
import Testing

/// Organisations of the tests; ours is the first.
enum Sample {
    static let ours = Addressee(id: "id-ours", name: "Own Works", sectors: ["energy"], isOurs: true)
    static let bank = Addressee(id: "id-bank", name: "Bank One", sectors: ["finance"])
    static let grid = Addressee(id: "id-grid", name: "Grid Ltd", sectors: ["energy", "water"])
    static let mail = Addressee(id: "id-mail", name: "Mail & Sons")
    static let all = [ours, bank, grid, mail]

    static let community = AudienceFacts(.community, organisations: all)
    static let trusted = AudienceFacts(.closed, name: "Trusted", organisations: [ours, bank])
    static let wide = AudienceFacts(.closed, name: "Wide", organisations: all + [Addressee(id: "id-far", name: "Far Away")])
    static let circles = [community, trusted, wide]

    static let draft = ItemFacts(tlp: .green, author: ours, types: ["indicator"], octets: 2_000, isOwnDraft: true)
}

/// A rulebook of outbound rules, each written as one line of YAML behind `- `.
func outbound(_ rules: String...) throws(RulebookError) -> Rulebook { try rulebook("outbound", rules) }

/// A rulebook of rules in one section.
func rulebook(_ section: String, _ rules: [String]) throws(RulebookError) -> Rulebook {
    try Rulebook(parsing: "version: 1\n\(section):\n" + rules.map { "  - \($0)\n" }.joined())
}

/// The faults of reading a text as rules; none if it is in order.
func faults(_ text: String) -> [RuleFault] {
    do throws(RulebookError) {
        _ = try Rulebook(parsing: text)
        return []
    } catch {
        return error.faults
    }
}

extension OutboundDecision {
    /// The names of those who would have the item, ours left out.
    var recipients: Set<String> { Set(audience.organisations.filter { !$0.isOurs }.map(\.name)) }
}

/// A generator whose numbers a test can name (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
