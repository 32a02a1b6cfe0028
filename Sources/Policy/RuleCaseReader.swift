import Yams

extension RuleCase {
    /// Reads a file of expected decisions: `cases`, a list. All faults are told at once, with line and column.
    public static func read(_ octets: [UInt8]) throws(RulebookError) -> [RuleCase] {
        guard let root = try RuleText.compose(octets, as: "file of cases") else {
            throw RulebookError([RuleFault(.badValue, .start, "The file has no cases.", "Write `cases:` and a list of them.")])
        }
        var reader = RuleCaseReader()
        return try reader.read(root)
    }
}

/// Reads expected decisions and goes on behind a fault.
private struct RuleCaseReader {
    private var faults = RuleFaults()

    mutating func read(_ root: Node) throws(RulebookError) -> [RuleCase] {
        var cases: [RuleCase] = []
        for (_, _, value) in faults.members(of: root, named: "the file", ["cases"]) {
            guard let list = value.sequence, !list.isEmpty, list.count <= RulebookLimits.casesMax else {
                faults.badValue(value, of: "cases", "a list of 1 to \(RulebookLimits.casesMax) cases")
                continue
            }
            for one in list { if let found = self.one(one) { cases.append(found) } }
        }
        if cases.isEmpty, faults.all.isEmpty {
            faults.add(.badValue, root.place, "The file has no cases.", "Write `cases:` and a list of them.")
        }
        guard faults.all.isEmpty else { throw RulebookError(faults.all) }
        return cases
    }

    private mutating func one(_ node: Node) -> RuleCase? {
        let before = faults.all.count
        var (name, file): (String?, String?)
        var section = RuleSection.outbound
        var item = ItemFacts(tlp: nil)
        var given: Set<String> = []
        var audience: AudienceFacts?
        var circles: [AudienceFacts] = []
        var expected: RuleCase.Expectation?
        for (key, _, value) in faults.members(of: node, named: "a case", ["name", "section", "file", "item", "to", "groups", "expect"]) {
            switch key {
            case "name": name = text(value, key, "a name for the report")
            case "file": file = text(value, key, "the name of a STIX file beside this one")
            case "section":
                if let word = value.word, let found = RuleSection(rawValue: word) {
                    section = found
                } else {
                    faults.unknown(value, in: "`section`", RuleSection.allCases.map(\.rawValue))
                }
            case "item": (item, given) = facts(value)
            case "to": audience = self.audience(value)
            case "groups":
                for one in value.sequence.map(Array.init) ?? [value] { if let circle = self.audience(one) { circles.append(circle) } }
            default: expected = expectation(value)
            }
        }
        if expected == nil, faults.all.count == before {
            faults.add(.badValue, node.place, "The case has no `expect`.", "Write what you expect, such as `expect: deny`.")
        }
        guard let expected, faults.all.count == before else { return nil }
        return RuleCase(
            name: name ?? "case on line \(node.place.line)", line: node.place.line, section: section, file: file, item: item, given: given,
            audience: audience ?? .everyone, circles: circles, expected: expected)
    }

    private mutating func text(_ node: Node, _ key: String, _ expected: String) -> String? {
        guard let word = node.word, !word.isEmpty, word.utf8.count <= RulebookLimits.valueOctetsMax else {
            faults.badValue(node, of: key, expected)
            return nil
        }
        return word
    }

    private static let facts = ["tlp", "pap", "author", "type", "label", "confidence", "size", "age", "mentions", "draft"]

    private mutating func facts(_ node: Node) -> (ItemFacts, Set<String>) {
        var item = ItemFacts(tlp: nil)
        var given: Set<String> = []
        for (key, _, value) in faults.members(of: node, named: "item", Self.facts) {
            given.insert(key)
            switch key {
            case "tlp":
                item.tlp = value.word.flatMap { TLP(parsing: $0) }
                if item.tlp == nil { faults.badValue(value, of: key, "clear, green, amber, amber+strict or red") }
            case "pap":
                item.pap = value.word.flatMap { PAP(parsing: $0) }
                if item.pap == nil { faults.badValue(value, of: key, "clear, green, amber or red") }
            case "author": item.author = organisation(value)
            case "type": item.types = faults.words(value, of: key, "a type or a list of types").map(\.text)
            case "label": item.labels = faults.words(value, of: key, "a label or a list of labels").map(\.text)
            case "confidence": item.confidence = faults.number(value, of: key, in: 0...100, "a number from 0 to 100")
            case "size":
                if let octets = value.word.flatMap(Quantity.octets) {
                    item.octets = octets
                } else {
                    faults.badValue(value, of: key, "such as 10kB")
                }
            case "age": item.ageSeconds = faults.seconds(value, of: key, atMost: RulebookLimits.ageSecondsMax) ?? 0
            case "draft":
                if let word = value.word, ["true", "false"].contains(word) {
                    item.isOwnDraft = word == "true"
                } else {
                    faults.badValue(value, of: key, "true or false")
                }
            default:
                for (text, one) in faults.words(value, of: key, "own-networks, own-names or both") {
                    switch text {
                    case "own-networks": item.mentions.insert(.networks)
                    case "own-names": item.mentions.insert(.names)
                    case "own": item.mentions.formUnion([.networks, .names])
                    default: faults.unknown(one, in: "`mentions`", ["own-networks", "own-names", "own"])
                    }
                }
            }
        }
        return (item, given)
    }

    /// An organisation: `ours`, a name, or a name with what else there is of it.
    private mutating func organisation(_ node: Node) -> Addressee? {
        if let word = node.word { return word == "ours" ? Self.ours : Addressee(id: word, name: word) }
        var (name, id, sectors): (String?, String?, [String]) = (nil, nil, [])
        for (key, _, value) in faults.members(of: node, named: "an organisation", ["name", "id", "sector"]) {
            switch key {
            case "name": name = text(value, key, "a name")
            case "id": id = text(value, key, "an identifier")
            default: sectors = faults.words(value, of: key, "a sector or a list of sectors").map(\.text)
            }
        }
        guard let known = name ?? id else {
            faults.badValue(node, of: "an organisation", "a name, or {name: …, sector: …}")
            return nil
        }
        return Addressee(id: id ?? known, name: name ?? known, sectors: sectors)
    }

    private static let ours = Addressee(id: "ours", name: "ours", isOurs: true)

    /// An audience: `everyone`, or a kind with its name and its organisations. Ours is always in it.
    private mutating func audience(_ node: Node) -> AudienceFacts? {
        if let word = node.word {
            switch word {
            case "everyone": return .everyone
            case "members": return AudienceFacts(.community, organisations: [Self.ours])
            default:
                faults.unknown(node, in: "`to`", ["everyone", "members", "{group: …}", "{sector: …}", "{organisations: [ … ]}"])
                return nil
            }
        }
        var result = AudienceFacts(.named, organisations: [Self.ours])
        for (key, _, value) in faults.members(of: node, named: "an audience", ["group", "sector", "members", "organisations", "people"]) {
            switch key {
            case "group", "sector":
                result.kind = key == "group" ? .closed : .sector
                result.name = text(value, key, "a name")
            case "people": result.namesPeople = value.word == "true"
            case "members", "organisations":
                if key == "members" { result.kind = .community }
                for one in value.sequence.map(Array.init) ?? [value] {
                    if let found = organisation(one), !found.isOurs { result.organisations.append(found) }
                }
            default: break
            }
        }
        return result
    }

    private mutating func expectation(_ node: Node) -> RuleCase.Expectation {
        var expected = RuleCase.Expectation()
        guard node.mapping != nil else {
            expected.verdict = verdict(node)
            return expected
        }
        for (key, _, value) in faults.members(
            of: node, named: "expect", ["verdict", "rule", "route", "wait", "approvals", "refusal", "moderation"])
        {
            switch key {
            case "verdict": expected.verdict = verdict(value)
            case "rule": expected.rule = text(value, key, "the name of a rule")
            case "route": expected.route = text(value, key, "the name of a group, or named")
            case "refusal": expected.refusal = text(value, key, "the name of a refusal, such as ruleDenies")
            case "moderation":
                expected.needsModerator = ["none": false, "needed": true][value.word ?? ""]
                if expected.needsModerator == nil { faults.badValue(value, of: key, "none or needed") }
            case "wait": expected.waitSeconds = faults.seconds(value, of: key, atMost: RulebookLimits.waitSecondsMax)
            default: expected.approvals = faults.number(value, of: key, in: 0...RulebookLimits.approvalsMax, "a number of further people")
            }
        }
        if expected == RuleCase.Expectation(), node.mapping?.isEmpty == true {
            faults.badValue(node, of: "expect", "allow, deny or quarantine")
        }
        return expected
    }

    private mutating func verdict(_ node: Node) -> RuleCase.Expectation.Verdict? {
        let verdict = node.word.flatMap { RuleCase.Expectation.Verdict(rawValue: $0) }
        if verdict == nil { faults.unknown(node, in: "`expect`", RuleCase.Expectation.Verdict.allCases.map(\.rawValue)) }
        return verdict
    }
}
