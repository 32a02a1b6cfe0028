/// Writes patterns in their one canonical spelling: single spaces, no brackets but those that are needed.
enum STIXPatternPrinter {
    /// How tightly an operator binds; a part that binds less stands in brackets.
    private enum Rank: Int {
        case sequence, any, all, single
    }

    static func text(_ observation: STIXObservation) -> String {
        switch observation {
        case .observed(let comparison): "[" + text(comparison) + "]"
        case .all(let parts): parts.map { within($0, .all) }.joined(separator: " AND ")
        case .any(let parts): parts.map { within($0, .any) }.joined(separator: " OR ")
        case .sequence(let parts): parts.map { within($0, .sequence) }.joined(separator: " FOLLOWEDBY ")
        case .qualified(let part, let qualifier): bounded(part, qualifier) + " " + text(qualifier)
        }
    }

    /// A part of an operator; one that binds as tightly stands in brackets, too, since without them it would be another value.
    private static func within(_ part: STIXObservation, _ rank: Rank) -> String {
        self.rank(part).rawValue > rank.rawValue ? text(part) : "(" + text(part) + ")"
    }

    private static func rank(_ observation: STIXObservation) -> Rank {
        switch observation {
        case .observed, .qualified: .single
        case .all: .all
        case .any: .any
        case .sequence: .sequence
        }
    }

    /// What a qualifier is put on: a group in brackets, or an observation that does not bear that qualifier yet.
    private static func bounded(_ part: STIXObservation, _ qualifier: STIXQualifier) -> String {
        var inner = part
        while case .qualified(let next, let other) = inner {
            if word(other) == word(qualifier) { return "(" + text(part) + ")" }
            inner = next
        }
        return rank(part) == .single ? text(part) : "(" + text(part) + ")"
    }

    private static func word(_ qualifier: STIXQualifier) -> String {
        switch qualifier {
        case .within: "WITHIN"
        case .repeats: "REPEATS"
        case .between: "START"
        }
    }

    private static func text(_ qualifier: STIXQualifier) -> String {
        switch qualifier {
        case .within(let seconds): "WITHIN \(seconds) SECONDS"
        case .repeats(let count): "REPEATS \(count) TIMES"
        case .between(let start, let stop): "START t'\(start)' STOP t'\(stop)'"
        }
    }

    static func text(_ comparison: STIXComparison) -> String {
        switch comparison {
        case .test(let test):
            let negation = test.isNegated ? " NOT " : " "
            guard test.comparator == .isIn else {
                return text(test.path) + negation + test.comparator.rawValue + " " + test.constants.map(text).joined()
            }
            return text(test.path) + negation + "IN (" + test.constants.map(text).joined(separator: ", ") + ")"
        case .exists(let path, let isNegated): return (isNegated ? "NOT EXISTS " : "EXISTS ") + text(path)
        case .all(let parts):
            return parts.map { part in if case .any = part { "(" + text(part) + ")" } else { text(part) } }.joined(separator: " AND ")
        case .any(let parts): return parts.map(text).joined(separator: " OR ")
        }
    }

    static func text(_ path: STIXObjectPath) -> String {
        var result = path.type + ":"
        for (index, step) in path.steps.enumerated() {
            switch step {
            case .property(let name): result += (index > 0 ? "." : "") + (isPlain(name) ? name : quoted(name))
            case .index(let number): result += "[\(number)]"
            case .anyElement: result += "[*]"
            }
        }
        return result
    }

    private static func isPlain(_ name: String) -> Bool {
        guard let first = name.utf8.first, STIXForm.isLetter(first) || first == 0x5F, !STIXPatternLexer.keywords.contains(name) else {
            return false
        }
        return name.utf8.allSatisfy { STIXForm.isLetter($0) || STIXForm.isDigit($0) || $0 == 0x5F }
    }

    static func text(_ constant: STIXConstant) -> String {
        switch constant {
        case .string(let text): quoted(text)
        case .integer(let value): "\(value)"
        case .float(let text): text
        case .boolean(let value): value ? "true" : "false"
        case .hex(let octets): "h'" + hexadecimal(octets) + "'"
        case .binary(let octets): "b'" + base64(octets) + "'"
        case .timestamp(let text): "t'" + text + "'"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result: [UInt8] = [0x27]
        for octet in text.utf8 {
            if octet == 0x27 || octet == 0x5C { result.append(0x5C) }
            result.append(octet)
        }
        return String(decoding: result + [0x27], as: UTF8.self)
    }

    static func hexadecimal(_ octets: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    // MARK: Base 64 (RFC 4648 §4)

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func base64(_ octets: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: octets.count, by: 3) {
            let group = octets[start..<min(start + 3, octets.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for index in 0..<4 {
                text.append(index <= group.count ? alphabet[Int(bits >> UInt32(18 - 6 * index) & 63)] : 0x3D)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The octets of a text that is base 64 with its padding.
    static func octets(ofBase64 text: [UInt8]) -> [UInt8] {
        var octets: [UInt8] = []
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for character in text where character != 0x3D {
            bits = bits << 6 | UInt32(alphabet.firstIndex(of: character) ?? 0)
            count += 6
            if count >= 8 {
                count -= 8
                octets.append(UInt8(truncatingIfNeeded: bits >> count))
                bits &= 1 << count - 1
            }
        }
        return octets
    }
}

extension STIXPattern: CustomStringConvertible {
    /// The canonical text.
    public var description: String { STIXPatternPrinter.text(observation) }
}

extension STIXObjectPath: CustomStringConvertible {
    /// The path as a pattern has it, as in `file:hashes.'SHA-256'`.
    public var description: String { STIXPatternPrinter.text(self) }
}
