import Yams

/// Collects what is wrong while a file is read on, so that all of it is told at once.
struct RuleFaults {
    private(set) var all: [RuleFault] = []

    mutating func add(_ code: RuleFault.Code, _ place: RulePlace, _ reason: String, _ remedy: String) {
        all.append(RuleFault(code, place, reason, remedy))
    }

    mutating func badValue(_ node: Node, of key: String, _ expected: String) {
        add(.badValue, node.place, "`\(key)` is \(node.kindText).", "Write \(expected).")
    }

    /// The members of a mapping whose keys are known; the others are reported with the nearest known word.
    mutating func members(of node: Node, named name: String, _ known: [String]) -> [(key: String, place: RulePlace, value: Node)] {
        guard let mapping = node.mapping else {
            add(.badValue, node.place, "`\(name)` is \(node.kindText).", "Write keys and values: \(known.joined(separator: ", ")).")
            return []
        }
        var found: [(key: String, place: RulePlace, value: Node)] = []
        for (key, value) in mapping {
            if let word = key.word, known.contains(word) {
                found.append((word, key.place, value))
            } else {
                unknown(key, in: "`\(name)`", known)
            }
        }
        return found
    }

    /// Reports a word that is none of the known.
    mutating func unknown(_ node: Node, in context: String, _ known: [String]) {
        let near = node.word.flatMap { nearestWord(to: $0, among: known) }
        add(
            .unknownWord, node.place, "\(context) knows no \(node.word.map { "`\(shown($0))`" } ?? node.kindText).",
            near.map { "Did you mean `\($0)`?" } ?? "Known are: \(known.joined(separator: ", ")).")
    }

    /// One text or a list of texts, each with its place; reports anything else and what is too much.
    mutating func words(_ node: Node, of key: String, _ expected: String) -> [(text: String, node: Node)] {
        if let text = node.word { return bounded([(text, node)], of: key) }
        guard let list = node.sequence, !list.isEmpty else {
            badValue(node, of: key, expected)
            return []
        }
        guard list.count <= RulebookLimits.valuesMax else {
            add(
                .tooLarge, node.place, "`\(key)` has \(list.count) values, the limit is \(RulebookLimits.valuesMax).",
                "Write several rules with a part of them each.")
            return []
        }
        var found: [(text: String, node: Node)] = []
        for one in list {
            if let text = one.word { found.append((text, one)) } else { badValue(one, of: key, expected) }
        }
        return bounded(found, of: key)
    }

    private mutating func bounded(_ words: [(text: String, node: Node)], of key: String) -> [(text: String, node: Node)] {
        words.filter { word in
            if word.text.utf8.count <= RulebookLimits.valueOctetsMax { return true }
            add(
                .tooLarge, word.node.place,
                "`\(key)` has a value of \(word.text.utf8.count) octets, the limit is \(RulebookLimits.valueOctetsMax).",
                "Shorten it.")
            return false
        }
    }

    /// A whole number within bounds.
    mutating func number(_ node: Node, of key: String, in range: ClosedRange<Int>, _ expected: String) -> Int? {
        guard let text = node.word, let number = Int(text), range.contains(number) else {
            badValue(node, of: key, expected)
            return nil
        }
        return number
    }

    /// A duration in seconds, at most so long.
    mutating func seconds(_ node: Node, of key: String, atMost limit: UInt64) -> UInt64? {
        guard let text = node.word, let seconds = Quantity.seconds(text) else {
            badValue(node, of: key, "a whole number and s, m, h or d, such as 10m")
            return nil
        }
        guard seconds <= limit else {
            add(
                .tooLarge, node.place, "`\(key)` is \(Quantity.text(seconds: seconds)), the limit is \(Quantity.text(seconds: limit)).",
                "Write a shorter time.")
            return nil
        }
        return seconds
    }
}
