import Yams

/// Reads a whole rules file and goes on behind a fault, so that all faults are told at once.
struct RulebookReader {
    private var faults = RuleFaults()
    private var content = RulebookContent()

    static let keys = ["version", "own", "waiting"] + RuleSection.allCases.map(\.rawValue)

    mutating func read(_ octets: [UInt8]) throws(RulebookError) -> RulebookContent {
        guard let root = try RuleText.compose(octets, as: "rules file") else { return RulebookContent() }
        guard root.mapping != nil else {
            throw RulebookError([
                RuleFault(.badValue, root.place, "The rules file is \(root.kindText).", "Begin it with `version: 1`, then the sections.")
            ])
        }
        var isVersioned = false
        for (key, _, value) in faults.members(of: root, named: "the rules file", Self.keys) {
            switch key {
            case "version":
                isVersioned = true
                if value.word != "1" { faults.badValue(value, of: key, "1, the only version there is") }
            case "own": own(value)
            case "waiting": waiting(value)
            default:
                if let section = RuleSection(rawValue: key) { rules(value, section) }
            }
        }
        if !isVersioned { faults.add(.badValue, root.place, "The rules file has no `version`.", "Write `version: 1` first.") }
        let count = content.rules.values.reduce(0) { $0 + $1.count }
        if count > RulebookLimits.rulesMax {
            faults.add(
                .tooLarge, root.place, "The rules file has \(count) rules, the limit is \(RulebookLimits.rulesMax).",
                "Write lists of values instead of one rule for each.")
        }
        guard faults.all.isEmpty else { throw RulebookError(faults.all) }
        return content
    }

    private mutating func own(_ node: Node) {
        if node.isNothing { return }
        for (key, place, value) in faults.members(of: node, named: "own", ["networks", "names"]) where !value.isNothing {
            if let list = value.sequence, list.isEmpty { continue }
            let expected = key == "networks" ? "networks such as 203.0.113.0/24 or 2001:db8::/32" : "domains and names"
            let words = faults.words(value, of: key, expected)
            let limit = key == "networks" ? RulebookLimits.networksMax : RulebookLimits.namesMax
            guard words.count <= limit else {
                faults.add(
                    .tooLarge, place, "`\(key)` has \(words.count) values, the limit is \(limit).", "Join neighbouring networks or names.")
                continue
            }
            for (text, node) in words {
                let problem = key == "networks" ? content.own.add(network: text) : content.own.add(name: text)
                if let problem { faults.add(.badValue, node.place, "`\(key)` has \(node.kindText): \(problem).", "Write \(expected).") }
            }
        }
        content.own.prepare()
    }

    private mutating func waiting(_ node: Node) {
        if node.isNothing { return }
        let marks: [(String, TLP)] = [
            ("clear", .clear), ("green", .green), ("amber", .amber), ("amber+strict", .amberStrict), ("red", .red),
        ]
        for (key, place, value) in faults.members(of: node, named: "waiting", marks.map(\.0)) {
            guard let tlp = marks.first(where: { $0.0 == key })?.1 else { continue }
            content.waitingPlaces[tlp] = place
            for (part, _, amount) in faults.members(of: value, named: key, ["wait", "approvals"]) {
                if part == "wait" {
                    guard let seconds = faults.seconds(amount, of: part, atMost: RulebookLimits.waitSecondsMax) else { continue }
                    content.waiting[tlp].seconds = seconds
                } else {
                    let expected = "a number of further people, 0 to \(RulebookLimits.approvalsMax)"
                    guard let people = faults.number(amount, of: part, in: 0...RulebookLimits.approvalsMax, expected) else { continue }
                    content.waiting[tlp].approvals = people
                }
            }
        }
    }

    private mutating func rules(_ node: Node, _ section: RuleSection) {
        if node.isNothing { return }
        guard let list = node.sequence else {
            return faults.badValue(node, of: section.rawValue, "a list of rules, each beginning with `- name:`")
        }
        var lines: [String: Int] = [:]
        var rules: [Rule] = []
        for one in list {
            guard let rule = rule(one, section, &lines) else { continue }
            rules.append(rule)
        }
        content.rules[section] = rules
    }

    private mutating func rule(_ node: Node, _ section: RuleSection, _ lines: inout [String: Int]) -> Rule? {
        let place = node.place
        var name: String?
        var when = RuleConditions()
        var unless: RuleConditions?
        var actions: RuleActions?
        let before = faults.all.count
        for (key, _, value) in faults.members(of: node, named: "a rule", ["name", "when", "unless", "then"]) {
            switch key {
            case "name": name = self.name(value, &lines)
            case "when":
                if !value.isNothing { when = RuleConditionsReader.read(value, key, section, &faults) }
            case "unless":
                let conditions = RuleConditionsReader.read(value, key, section, &faults)
                if conditions.isEmpty, faults.all.count == before {
                    faults.add(
                        .badValue, value.place, "`unless` is empty, so the rule would never apply.", "Say when it does not, or remove it.")
                }
                unless = conditions
            default: actions = RuleActionsReader.read(value, section, &faults)
            }
        }
        guard node.mapping != nil else { return nil }
        if name == nil, faults.all.count == before {
            faults.add(.badValue, place, "The rule has no `name`.", "Give it one that tells what it is for; explanations show it.")
        }
        if actions == nil, faults.all.count == before {
            faults.add(.badValue, place, "The rule has no `then`.", "Say what it does, such as `then: deny`.")
        }
        if actions?.route == .allowed, when.destination == nil, faults.all.count == before {
            faults.add(
                .misplaced, place, "`route: allowed` leaves out the organisations that a rule is about, and this one is about none.",
                "Add a `destination` to its `when`.")
        }
        guard let name, let actions, faults.all.count == before else { return nil }
        let reference = RuleReference(section: section, name: name, line: place.line)
        return Rule(reference: reference, place: place, when: when, unless: unless, actions: actions)
    }

    private mutating func name(_ node: Node, _ lines: inout [String: Int]) -> String? {
        guard let name = node.word, !name.isEmpty, name.count <= RulebookLimits.nameCharactersMax else {
            faults.badValue(node, of: "name", "a text of 1 to \(RulebookLimits.nameCharactersMax) characters")
            return nil
        }
        if let line = lines[name] {
            faults.add(
                .repeatedName, node.place, "The rule on line \(line) has the name \"\(shown(name))\", too.",
                "Give each rule of a section its own name.")
            return nil
        }
        lines[name] = node.place.line
        return name
    }
}
