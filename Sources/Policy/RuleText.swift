import Foundation
import Yams

/// A rules file as YAML: looked at before it is read, so that no file can be heavy, then composed with places.
///
/// The result holds no anchors and no aliases; keys stand once in each mapping, by Yams' own check.
enum RuleText {
    /// The outermost value; `nil` for a file without one.
    static func compose(_ octets: [UInt8], as name: String) throws(RulebookError) -> Node? {
        if let fault = tooLarge(octets, as: name) { throw RulebookError([fault]) }
        guard let text = String(validating: octets, as: UTF8.self) else {
            throw RulebookError([RuleFault(.notYAML, .start, "The \(name) is not UTF-8 text.", "Save it as UTF-8.")])
        }
        if let fault = alias(in: octets) { throw RulebookError([fault]) }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw RulebookError([fault(of: error, in: text)])
        }
        // A file of comments alone is composed as one empty scalar.
        if let scalar = root?.scalar, scalar.string.isEmpty, scalar.style == .plain { return nil }
        return root
    }

    private static func tooLarge(_ octets: [UInt8], as name: String) -> RuleFault? {
        let remedy = "Write lists of values instead of one rule for each, or leave out what is no longer needed."
        if octets.count > RulebookLimits.fileOctetsMax {
            return RuleFault(
                .tooLarge, .start, "The \(name) has \(octets.count) octets, the limit is \(RulebookLimits.fileOctetsMax).", remedy)
        }
        var lines = octets.last == 0x0A ? 0 : 1
        for octet in octets where octet == 0x0A { lines += 1 }
        guard lines > RulebookLimits.linesMax else { return nil }
        return RuleFault(.tooLarge, .start, "The \(name) has \(lines) lines, the limit is \(RulebookLimits.linesMax).", remedy)
    }

    /// An alias to an anchor of the text; few of them make a small file endless.
    ///
    /// A star that begins a word counts where the same word stands behind an ampersand. In a text in quotation marks that may be no alias
    /// at all; such a pair is rare enough to be refused, too.
    private static func alias(in octets: [UInt8]) -> RuleFault? {
        var anchors: Set<ArraySlice<UInt8>> = []
        for word in words(behind: 0x26, in: octets) { anchors.insert(octets[word]) }
        guard !anchors.isEmpty else { return nil }
        for word in words(behind: 0x2A, in: octets) where anchors.contains(octets[word]) {
            return RuleFault(
                .notYAML, place(of: word.lowerBound - 1, in: octets), "An alias stands for another part of the file.",
                "Write that part out again; anchors and aliases are not taken.")
        }
        return nil
    }

    private static func words(behind sign: UInt8, in octets: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        while index < octets.count {
            index += 1
            guard octets[index - 1] == sign else { continue }
            let start = index
            while index < octets.count, isAnchorPart(octets[index]) { index += 1 }
            if index > start { found.append(start..<index) }
        }
        return found
    }

    private static func isAnchorPart(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
        default: false
        }
    }

    private static func place(of offset: Int, in octets: [UInt8]) -> RulePlace {
        var place = RulePlace.start
        for octet in octets[..<offset] {
            if octet == 0x0A {
                place = RulePlace(line: place.line + 1, column: 1)
            } else if octet & 0xC0 != 0x80 {
                place.column += 1
            }
        }
        return place
    }

    private static func fault(of error: any Error, in text: String) -> RuleFault {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            return RuleFault(
                .notYAML, RulePlace(line: mark.line, column: mark.column), "This is not YAML: \(shown(problem)).",
                "Check the spaces before this line and the one above, and put texts with signs into quotation marks.")
        case .duplicatedKeysInMapping(let names, let context):
            let place = RulePlace(line: context.mark.line, column: context.mark.column)
            return RuleFault(
                .notYAML, place,
                "The key `\(names.sorted().map { shown($0) }.joined(separator: ", "))` stands more than once in one place.",
                "Join them into one, or remove all but one.")
        case .reader(let problem, let offset, _, _):
            return RuleFault(
                .notYAML, place(of: min(offset ?? 0, text.utf8.count), in: Array(text.utf8)), "This is not YAML: \(shown(problem)).",
                "Remove the control character.")
        default: return RuleFault(.notYAML, .start, "This is not YAML.", "Write lines like `version: 1`.")
        }
    }
}

extension Node {
    /// Where the value begins.
    var place: RulePlace { mark.map { RulePlace(line: $0.line, column: $0.column) } ?? .start }

    /// The text of a scalar that is not empty, quoted or not; `nil` for lists, mappings and nothing.
    var word: String? {
        guard let scalar, !isNothing else { return nil }
        return scalar.string
    }

    /// Whether nothing, `~` or `null` stands here.
    var isNothing: Bool {
        guard let scalar else { return false }
        return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    }

    /// What the value is, in words for a message.
    var kindText: String {
        if isNothing { return "nothing" }
        switch self {
        case .scalar(let scalar): return "\"\(shown(scalar.string))\""
        case .mapping: return "a group of keys"
        case .sequence: return "a list"
        case .alias: return "an alias"
        }
    }
}
