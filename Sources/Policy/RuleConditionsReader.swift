import Yams

/// Reads what stands behind `when` and `unless`.
enum RuleConditionsReader {
    /// The conditions that a section can ask for. What is stored for others is sealed; what is published goes to nobody in particular.
    static func known(in section: RuleSection) -> [String] {
        let ofItem = ["tlp", "pap", "author", "type", "label", "confidence", "size", "age", "mentions"]
        return switch section {
        case .outbound: ofItem + ["audience", "group", "sector", "destination"]
        case .inbound: ofItem + ["audience", "group", "sector"]
        case .storing: ["author", "size", "age", "destination"]
        case .publishing: ofItem
        }
    }

    private static let all = known(in: .outbound)

    static func read(_ node: Node, _ name: String, _ section: RuleSection, _ faults: inout RuleFaults) -> RuleConditions {
        var conditions = RuleConditions()
        let known = known(in: section)
        for (key, place, value) in faults.members(of: node, named: name, all) {
            guard known.contains(key) else {
                let why =
                    section == .storing ? "what is stored for others is sealed, and nobody sees that" : "it cannot mean anything there"
                faults.add(
                    .misplaced, place, "`\(key)` is no condition for \(section.rawValue) rules: \(why).",
                    "Remove it; known there are: \(known.joined(separator: ", ")).")
                continue
            }
            read(key, value, into: &conditions, &faults)
        }
        return conditions
    }

    private static func read(_ key: String, _ node: Node, into conditions: inout RuleConditions, _ faults: inout RuleFaults) {
        switch key {
        case "tlp":
            conditions.tlp = marks(node, key, TLP.allCases.map { ($0.displayName, $0.rawValue) }, &faults) { TLP(parsing: $0)?.rawValue }
        case "pap":
            conditions.pap = marks(node, key, [("none", 0)] + PAP.allCases.map { ($0.displayName, $0.rawValue) }, &faults) {
                $0 == "none" ? 0 : PAP(parsing: $0)?.rawValue
            }
        case "audience": conditions.audience = bits(node, key, audienceWords, &faults)
        case "mentions": conditions.mentions = bits(node, key, mentionWords, &faults)
        case "group": conditions.group = texts(node, key, "the name of a closed group, or a list of names", &faults)
        case "sector": conditions.sector = texts(node, key, "the name of a sector, or a list of names", &faults)
        case "author":
            conditions.author = texts(node, key, "ours, others, or names or identifiers of organisations", &faults).map { names in
                names.map { $0 == "ours" ? RuleConditions.ours : $0 == "others" ? RuleConditions.others : $0 }.sorted()
            }
        case "type": conditions.type = texts(node, key, "a type of STIX objects such as indicator, or a list of types", &faults)
        case "label": conditions.label = texts(node, key, "a label, or a list of labels", &faults)
        case "confidence": conditions.confidence = confidence(node, &faults)
        case "size":
            conditions.size = range(node, key, &faults) { one, faults in
                if let text = one.word, let octets = Quantity.octets(text), octets <= RulebookLimits.sizeOctetsMax { return octets }
                faults.badValue(one, of: key, "a whole number and B, kB, MB, GB, KiB, MiB or GiB, such as 10MB")
                return nil
            }
        case "age":
            conditions.age = range(node, key, &faults) { one, faults in
                faults.seconds(one, of: key, atMost: RulebookLimits.ageSecondsMax)
            }
        default: conditions.destination = destinations(node, &faults)
        }
    }

    private static let audienceWords: [(String, UInt8)] = [
        ("everyone", 1 << AudienceKind.everyone.rawValue), ("community", 1 << AudienceKind.community.rawValue),
        ("sector", 1 << AudienceKind.sector.rawValue), ("closed", 1 << AudienceKind.closed.rawValue),
        ("named", 1 << AudienceKind.named.rawValue),
    ]

    private static let mentionWords: [(String, UInt8)] = [
        ("own", OwnMentions.networks.rawValue | OwnMentions.names.rawValue), ("own-networks", OwnMentions.networks.rawValue),
        ("own-names", OwnMentions.names.rawValue),
    ]

    /// A mark, a list of marks, or the marks from `at-least` to `at-most`, as bits.
    private static func marks(
        _ node: Node, _ key: String, _ known: [(String, UInt8)], _ faults: inout RuleFaults, _ parse: (String) -> UInt8?
    ) -> UInt8? {
        let expected = known.map(\.0).joined(separator: ", ")
        guard node.mapping != nil else {
            var bits: UInt8 = 0
            for (text, one) in faults.words(node, of: key, expected) {
                if let mark = parse(text) { bits |= 1 << mark } else { faults.badValue(one, of: key, expected) }
            }
            return bits == 0 ? nil : bits
        }
        var lowest = known.map(\.1).min() ?? 0
        var highest = known.map(\.1).max() ?? 0
        for (bound, _, value) in faults.members(of: node, named: key, ["at-least", "at-most"]) {
            guard let text = value.word, let mark = parse(text) else {
                faults.badValue(value, of: bound, expected)
                continue
            }
            if bound == "at-least" { lowest = mark } else { highest = mark }
        }
        guard lowest <= highest else {
            neverHolds(node, key, &faults)
            return nil
        }
        return (lowest...highest).reduce(0) { $0 | 1 << $1 }
    }

    private static func neverHolds(_ node: Node, _ key: String, _ faults: inout RuleFaults) {
        faults.add(.neverHolds, node.place, "No `\(key)` is at least the one and at most the other.", "Exchange the two bounds.")
    }

    private static func bits(_ node: Node, _ key: String, _ known: [(String, UInt8)], _ faults: inout RuleFaults) -> UInt8? {
        var bits: UInt8 = 0
        for (text, one) in faults.words(node, of: key, known.map(\.0).joined(separator: ", ")) {
            if let word = known.first(where: { $0.0 == text }) {
                bits |= word.1
            } else {
                faults.unknown(one, in: "`\(key)`", known.map(\.0))
            }
        }
        return bits == 0 ? nil : bits
    }

    private static func texts(_ node: Node, _ key: String, _ expected: String, _ faults: inout RuleFaults) -> [String]? {
        let keys = Set(faults.words(node, of: key, expected).map { ruleKey($0.text) })
        return keys.isEmpty ? nil : keys.sorted()
    }

    private static func confidence(_ node: Node, _ faults: inout RuleFaults) -> RuleConditions.Confidence? {
        if node.word == "none" { return .missing }
        let found = range(node, "confidence", &faults) { one, faults in
            faults.number(one, of: "confidence", in: 0...100, "none, or at-least and at-most with numbers from 0 to 100").map(UInt64.init)
        }
        return found.map { .within(Int($0.lowerBound)...Int(min($0.upperBound, 100))) }
    }

    /// From `at-least` to `at-most`, either of which may be absent.
    private static func range(
        _ node: Node, _ key: String, _ faults: inout RuleFaults, _ parse: (Node, inout RuleFaults) -> UInt64?
    ) -> ClosedRange<UInt64>? {
        guard let mapping = node.mapping, !mapping.isEmpty else {
            faults.badValue(node, of: key, "{at-least: …}, {at-most: …} or both")
            return nil
        }
        var lowest: UInt64 = 0
        var highest: UInt64 = .max
        for (bound, _, value) in faults.members(of: node, named: key, ["at-least", "at-most"]) {
            guard let amount = parse(value, &faults) else { continue }
            if bound == "at-least" { lowest = amount } else { highest = amount }
        }
        guard lowest <= highest else {
            neverHolds(node, key, &faults)
            return nil
        }
        return lowest...highest
    }

    private static func destinations(_ node: Node, _ faults: inout RuleFaults) -> RuleConditions.Destinations? {
        let expected = "names or identifiers of organisations, or {organisation: …, sector: …}"
        var result = RuleConditions.Destinations()
        if node.mapping == nil {
            result.organisations = texts(node, "destination", expected, &faults)
        } else {
            for (part, _, value) in faults.members(of: node, named: "destination", ["organisation", "sector"]) {
                let words = texts(value, part, "a name or a list of names", &faults)
                if part == "organisation" { result.organisations = words } else { result.sectors = words }
            }
        }
        return result.organisations == nil && result.sectors == nil ? nil : result
    }
}
