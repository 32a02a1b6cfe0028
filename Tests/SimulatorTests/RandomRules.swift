import Policy

@testable import Simulator

/// Rules files of a few random rules, out of few words so that they often apply.
enum RandomRules {
    /// A file that reads without a fault; those that do not are drawn again.
    static func draw(_ dice: inout Dice) -> (text: String, book: Rulebook) {
        while true {
            let text = file(&dice)
            if let book = try? Rulebook(parsing: text) { return (text, book) }
        }
    }

    private static func file(_ dice: inout Dice) -> String {
        var text = "version: 1\n"
        let outbound = (0..<dice.below(5)).map { rule("o\($0)", then: outboundAction(&dice), &dice) }
        if !outbound.isEmpty { text += "outbound:\n" + outbound.joined() }
        if dice.below(3) == 0 {
            let action = one(["deny", "deny", "{delay: 1h}", "allow"], &dice)
            text += "publishing:\n" + "  - {name: p, when: {\(condition(dice.below(4), &dice))}, then: \(action)}\n"
        }
        // What comes in, and what is kept for others, has no say in what goes out.
        if dice.below(3) == 0 { text += "inbound:\n  - {name: i, when: {\(condition(1, &dice))}, then: quarantine}\n" }
        if dice.below(3) == 0 { text += "storing:\n  - {name: s, when: {author: others}, then: deny}\n" }
        return text
    }

    private static func rule(_ name: String, then action: String, _ dice: inout Dice) -> String {
        var conditions = (0..<dice.below(3)).map { _ in condition(dice.below(7), &dice) }
        if action == "{route: allowed}" { conditions.append("destination: [Org \(dice.below(4)), \(one(["Org 5", "Org 6"], &dice))]") }
        var keys: Set<Substring> = []
        conditions = conditions.filter { keys.insert($0.prefix { $0 != ":" }).inserted }
        return "  - {name: \(name), when: {\(conditions.joined(separator: ", "))}, then: \(action)}\n"
    }

    private static func condition(_ kind: Int, _ dice: inout Dice) -> String {
        switch kind {
        case 0: "tlp: {at-least: \(one(["clear", "green", "amber"], &dice))}"
        case 1: "label: \(one(["x", "y"], &dice))"
        case 2: "pap: [\(one(["none", "amber"], &dice)), red]"
        case 3: "type: [\(one(["indicator", "note"], &dice)), malware]"
        case 4: "audience: [\(one(["everyone", "community", "closed"], &dice)), named]"
        case 5: "destination: {sector: \(one(["energy", "finance"], &dice))}"
        default: "destination: Org \(dice.below(5))"
        }
    }

    private static func outboundAction(_ dice: inout Dice) -> String {
        switch dice.below(12) {
        case 0: "deny"
        case 1: "{delay: \(one(["1s", "5m"], &dice)), notify: desk}"
        case 2: "{approvals: 1}"
        case 3: "{redact: {properties: [x_*]}}"
        case 4, 5: "{route: \(one(["Trusted", "Small", "Wide"], &dice))}"
        case 6, 7: "{route: {named: [Org \(dice.below(4)), Org \(dice.below(4))]}}"
        case 8, 9, 10: "{route: allowed}"
        default: "allow"
        }
    }

    private static func one(_ words: [String], _ dice: inout Dice) -> String { words[dice.below(words.count)] }
}
