import Yams

/// Reads what stands behind `then`.
enum RuleActionsReader {
    private static let keys = ["verdict", "delay", "approvals", "redact", "route", "moderation", "notify"]
    private static let verdicts: [RuleActions.Verdict] = [.allow, .deny, .quarantine]

    /// The actions that a section can take. Only what has not left can be changed, held back or sent elsewhere.
    private static func known(in section: RuleSection) -> [String] {
        switch section {
        case .outbound: ["verdict", "delay", "approvals", "redact", "route", "notify"]
        case .publishing: ["verdict", "delay", "approvals", "redact", "moderation", "notify"]
        case .inbound, .storing: ["verdict", "notify"]
        }
    }

    static func read(_ node: Node, _ section: RuleSection, _ faults: inout RuleFaults) -> RuleActions {
        var actions = RuleActions()
        guard node.mapping != nil else {
            actions.verdict = verdict(node, section, &faults)
            return actions
        }
        let known = known(in: section)
        for (key, place, value) in faults.members(of: node, named: "then", keys) {
            guard known.contains(key) else {
                faults.add(
                    .misplaced, place, "`\(key)` is no action of \(section.rawValue) rules.",
                    "Move the rule to the section it is meant for; known here are: \(known.joined(separator: ", ")).")
                continue
            }
            switch key {
            case "verdict": actions.verdict = verdict(value, section, &faults)
            case "delay": actions.delaySeconds = faults.seconds(value, of: key, atMost: RulebookLimits.waitSecondsMax) ?? 0
            case "approvals":
                let expected = "a number of further people, 1 to \(RulebookLimits.approvalsMax)"
                actions.approvals = faults.number(value, of: key, in: 1...RulebookLimits.approvalsMax, expected) ?? 0
            case "redact": actions.redaction = redaction(value, &faults)
            case "route": actions.route = route(value, &faults)
            case "moderation":
                // One word is all there is: what nobody trusts waits anyway.
                actions.skipsModeration = value.word == "none"
                if !actions.skipsModeration { faults.badValue(value, of: key, "none, for what needs no moderator") }
            default: actions.notify = faults.words(value, of: key, "the name of a person or desk, or a list of names").map(\.text)
            }
        }
        if node.mapping?.isEmpty == true {
            faults.badValue(node, of: "then", "allow, deny, or what is to happen: \(known.joined(separator: ", "))")
        }
        return actions
    }

    private static func verdict(_ node: Node, _ section: RuleSection, _ faults: inout RuleFaults) -> RuleActions.Verdict? {
        let known = section == .inbound ? verdicts : verdicts.filter { $0 != .quarantine }
        guard let word = node.word, let verdict = verdicts.first(where: { $0.rawValue == word }) else {
            faults.unknown(node, in: "`then`", known.map(\.rawValue))
            return nil
        }
        guard known.contains(verdict) else {
            faults.add(
                .misplaced, node.place, "`quarantine` is for what comes in, and this is one of the \(section.rawValue) rules.",
                "Write `deny`, or `{approvals: 1}` where a person should look at it first.")
            return nil
        }
        return verdict
    }

    private static func redaction(_ node: Node, _ faults: inout RuleFaults) -> Redaction {
        var result = Redaction()
        for (key, _, value) in faults.members(of: node, named: "redact", ["properties", "types"]) {
            for (text, one) in faults.words(value, of: key, "a name or a list of names") {
                let isProperty = key == "properties"
                if let problem = isProperty ? problem(property: text) : problem(type: text) {
                    faults.add(.badValue, one.place, "`\(key)` has \(one.kindText): \(problem).", "Name another, or remove it.")
                } else if isProperty {
                    result.properties.append(text)
                } else {
                    result.types.append(text)
                }
            }
        }
        return result
    }

    private static func problem(property: String) -> String? {
        let stem = property.hasSuffix("*") ? String(property.dropLast()) : property
        guard !stem.isEmpty, stem.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }) else {
            return "a property is lower case letters, digits and underscores, perhaps with a star behind"
        }
        if stem != property {
            return Redaction.keptProperties.contains { $0.hasPrefix(stem) } ? "it takes in properties without which an object is none" : nil
        }
        return Redaction.keptProperties.contains(property) ? "without it an object is none, or loses its marks" : nil
    }

    private static func problem(type: String) -> String? {
        guard !type.isEmpty, type.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }) else {
            return "a type is lower case letters, digits and hyphens"
        }
        return Redaction.keptTypes.contains(type) ? "without them marks would mean less" : nil
    }

    private static func route(_ node: Node, _ faults: inout RuleFaults) -> RuleRoute? {
        let expected = "the name of a closed group, {named: [organisations]}, or allowed"
        if let word = node.word {
            guard word.utf8.count <= RulebookLimits.valueOctetsMax else {
                faults.badValue(node, of: "route", expected)
                return nil
            }
            return word == "allowed" ? .allowed : .group(word)
        }
        guard node.mapping != nil else {
            faults.badValue(node, of: "route", expected)
            return nil
        }
        for (key, _, value) in faults.members(of: node, named: "route", ["named", "group"]) {
            if key == "group" {
                if let word = value.word { return .group(word) }
                faults.badValue(value, of: key, "the name of a closed group")
            } else {
                let names = faults.words(value, of: key, "names or identifiers of organisations").map(\.text)
                if !names.isEmpty { return .named(names) }
            }
        }
        return nil
    }
}
