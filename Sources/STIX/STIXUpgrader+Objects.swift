/// Domain objects, relationships and markings of STIX 2.0.
extension STIXUpgrader {
    mutating func converted(_ node: Int, _ type: String) -> [UInt8] {
        var draft = STIXDraftObject()
        draft.add("type", string: type)
        draft.add("spec_version", string: "2.1")
        let moved = movedLabels(of: node, type)
        var left: Set<String> = moved == nil ? [] : ["labels"]
        let container =
            type == "observed-data" ? document.member("objects", of: node).flatMap { document.kind($0) == .object ? $0 : nil } : nil
        if container != nil { left.insert("objects") }
        let marks = markings(of: node, leaving: left)
        for member in members(of: node) {
            switch member.name {
            case "type", "spec_version", "granular_markings", "object_marking_refs": break
            case "created", "modified": draft.add(member.name, precise(member.value))
            case "labels" where moved != nil:
                if let moved {
                    draft.add(moved.property, list: moved.words)
                    draft.add("labels", list: moved.others)
                }
            case "objects" where container != nil:
                draft.add("object_refs", list: lift(member.value, outOf: node, marks: marks.whole))
            case "pattern" where type == "indicator": draft.add("pattern", pattern(member.value))
            default: draft.add(member.name, written(member.value))
            }
        }
        draft.add("object_marking_refs", list: marks.own)
        if !marks.granular.isEmpty { draft.add("granular_markings", marks.granular) }
        complete(&draft, node, type)
        return draft.text
    }

    /// Adds what 2.1 requires and 2.0 did not have.
    private mutating func complete(_ draft: inout STIXDraftObject, _ node: Int, _ type: String) {
        switch type {
        case "indicator": draft.add("pattern_type", string: "stix")
        case "malware" where !draft.has("is_family"):
            draft.add("is_family", Array("true".utf8))
            note(.familyAssumed, node, "STIX 2.0 does not say whether this is a family of malware; it is taken for one")
        case "marking-definition":
            guard let id = document.member("id", of: node), document.kind(id) == .string else { return }
            if let name = STIXUpgradeTable.markingNames[document.text(id).lowercased()] { draft.add("name", string: name) }
        default: break
        }
    }

    /// The labels of 2.0 as the types of 2.1 and the labels that are left; `nil` where labels stay what they are.
    private mutating func movedLabels(of node: Int, _ type: String) -> (property: String, words: [String], others: [String])? {
        guard let (property, vocabulary) = STIXUpgradeTable.labels[type], let labels = document.member("labels", of: node),
            document.kind(labels) == .array, document.member(named: property, of: node) == nil,
            document.elements(of: labels).allSatisfy({ document.kind($0) == .string })
        else { return nil }
        var words: [String] = []
        var others: [String] = []
        for element in document.elements(of: labels) {
            let label = document.text(element)
            if vocabulary?.words.contains(label) ?? true {
                words.append(label)
            } else {
                others.append(label)
                note(.labelKept, element, "\"\(document.excerpt(of: element))\" is not in \(vocabulary?.name ?? ""), so it stays a label")
            }
        }
        return words.isEmpty ? nil : (property, words, others)
    }

    /// A timestamp with thousandths of a second; any other value as it is.
    private func precise(_ node: Int) -> [UInt8] {
        guard document.kind(node) == .string else { return written(node) }
        let text = Array(document.text(node).utf8)
        guard STIXGrammar.isTimestamp(text[...]), text.count < 24 else { return written(node) }
        let fraction = text.count == 20 ? [] : text[20..<(text.count - 1)]
        let digits = Array(fraction) + [UInt8](repeating: 0x30, count: 3 - fraction.count)
        return [0x22] + text.prefix(19) + [0x2E] + digits + [0x5A, 0x22]
    }

    /// A pattern with the names that 2.1 gives properties.
    private mutating func pattern(_ node: Int) -> [UInt8] {
        guard document.kind(node) == .string else { return written(node) }
        do throws(STIXPatternFault) {
            let pattern = try STIXPattern(parsing: document.text(node))
            let renamed = STIXPattern(pattern.observation.renamed)
            guard renamed != pattern else { return written(node) }
            note(.patternRewritten, node, "the pattern named properties as STIX 2.0 does")
            var text: [UInt8] = []
            CanonicalJSON.write(renamed.description, to: &text)
            return text
        } catch {
            note(.patternKept, node, "the pattern cannot be read as STIX 2.1 at character \(error.offset): \(error.reason)")
            return written(node)
        }
    }

    /// The markings of an object: of all of it, of parts that stay, and for the observables that are lifted out of it.
    ///
    /// A part that moves takes no selector along, so its marking becomes one of the whole: never weaker than it was.
    private mutating func markings(of node: Int, leaving left: Set<String>) -> (own: [String], whole: [String], granular: [UInt8]) {
        var own = document.member("object_marking_refs", of: node).map(texts) ?? []
        var seen = Set(own)
        var granular: [[UInt8]] = []
        if let list = document.member("granular_markings", of: node), document.kind(list) == .array {
            for marking in document.elements(of: list) where document.kind(marking) == .object {
                let selectors = document.member("selectors", of: marking).map(texts) ?? []
                let isMoved = selectors.contains { selector in
                    left.contains(String(selector.split(separator: ".", omittingEmptySubsequences: false).first ?? ""))
                }
                guard isMoved, let reference = document.member("marking_ref", of: marking), document.kind(reference) == .string else {
                    granular.append(written(marking))
                    continue
                }
                let mark = document.text(reference)
                if seen.insert(mark).inserted { own.append(mark) }
                note(.markingWidened, marking, "what it marks moves, so it marks the whole object")
            }
        }
        return (own, own, granular.isEmpty ? [] : [0x5B] + granular.joined(separator: [0x2C]) + [0x5D])
    }
}

extension STIXObservation {
    /// The same with the names that STIX 2.1 gives properties.
    fileprivate var renamed: STIXObservation {
        switch self {
        case .observed(let comparison): .observed(comparison.renamed)
        case .all(let parts): .all(parts.map(\.renamed))
        case .any(let parts): .any(parts.map(\.renamed))
        case .sequence(let parts): .sequence(parts.map(\.renamed))
        case .qualified(let part, let qualifier): .qualified(part.renamed, qualifier)
        }
    }
}

extension STIXComparison {
    fileprivate var renamed: STIXComparison {
        switch self {
        case .test(let test): .test(STIXTest(test.path.renamed, test.comparator, test.constants, isNegated: test.isNegated))
        case .exists(let path, let isNegated): .exists(path.renamed, isNegated: isNegated)
        case .all(let parts): .all(parts.map(\.renamed))
        case .any(let parts): .any(parts.map(\.renamed))
        }
    }
}

extension STIXObjectPath {
    fileprivate var renamed: STIXObjectPath {
        var steps = steps
        if case .property(let name)? = steps.first, let other = STIXUpgradeTable.renamed[type]?[name] { steps[0] = .property(other) }
        if steps.count > 1, case .property("hashes") = steps[steps.count - 2], case .property(let name)? = steps.last,
            let other = STIXUpgradeTable.hashes[name]
        {
            steps[steps.count - 1] = .property(other)
        }
        return STIXObjectPath(type: type, steps: steps)
    }
}
