/// Reads a pattern, from the loosest operator to the tightest (STIX 2.1 §9.8): FOLLOWEDBY, OR, AND, then qualifiers.
struct STIXPatternParser {
    private var lexer: STIXPatternLexer
    private var token: STIXPatternLexer.Token = .end
    private var offset = 0
    private var depth = 0

    init(_ text: String) throws(STIXPatternFault) {
        let octets = Array(text.utf8)
        guard octets.count <= STIXLimits.patternOctetsMax else {
            throw STIXPatternFault(offset: 0, what: .tooLong(octets: octets.count))
        }
        lexer = STIXPatternLexer(octets)
        try advance()
    }

    mutating func pattern() throws(STIXPatternFault) -> STIXObservation {
        let observation = try sequence()
        guard token == .end else { throw unexpected("AND, OR, FOLLOWEDBY, a qualifier or the end") }
        return observation
    }

    // MARK: Observations

    private mutating func sequence() throws(STIXPatternFault) -> STIXObservation {
        var parts = [try alternatives()]
        while take("FOLLOWEDBY") { try advance(); parts.append(try alternatives()) }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func alternatives() throws(STIXPatternFault) -> STIXObservation {
        var parts = [try conjunction()]
        while take("OR") { try advance(); parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws(STIXPatternFault) -> STIXObservation {
        var parts = [try qualified()]
        while take("AND") { try advance(); parts.append(try qualified()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func qualified() throws(STIXPatternFault) -> STIXObservation {
        let isSimple = token == .mark(0x5B)
        var observation: STIXObservation
        switch token {
        case .mark(0x5B):
            try advance()
            observation = .observed(try nested { parser throws(STIXPatternFault) in try parser.comparisons().comparison })
            try expect(0x5D, "AND, OR or \"]\"")
        case .mark(0x28):
            try advance()
            observation = try nested { parser throws(STIXPatternFault) in try parser.sequence() }
            try expect(0x29, "AND, OR, FOLLOWEDBY or \")\"")
        default: throw unexpected("\"[\" or \"(\"")
        }
        var seen: Set<String> = []
        while case .keyword(let word) = token, ["WITHIN", "REPEATS", "START"].contains(word) {
            // What is bounded twice in one way has no meaning; a group in brackets may be bounded anew.
            guard !isSimple || seen.insert(word).inserted else { throw lexer.fault(.repeatedQualifier(word), at: offset) }
            try advance()
            observation = .qualified(observation, try qualifier(word))
        }
        return observation
    }

    private mutating func qualifier(_ word: String) throws(STIXPatternFault) -> STIXQualifier {
        switch word {
        case "WITHIN":
            let seconds: String
            switch token {
            case .constant(.integer(let value)) where value >= 0: seconds = "\(value)"
            case .constant(.float(let text)) where !text.hasPrefix("-"): seconds = text
            default: throw unexpected("a number of seconds")
            }
            try advance()
            guard take("SECONDS") else { throw unexpected("SECONDS") }
            try advance()
            return .within(seconds: seconds)
        case "REPEATS":
            guard case .constant(.integer(let count)) = token, count >= 0 else { throw unexpected("a number of times") }
            try advance()
            guard take("TIMES") else { throw unexpected("TIMES") }
            try advance()
            return .repeats(count)
        default:
            let start = try moment()
            guard take("STOP") else { throw unexpected("STOP") }
            try advance()
            return .between(start: start, stop: try moment())
        }
    }

    private mutating func moment() throws(STIXPatternFault) -> String {
        guard case .constant(.timestamp(let text)) = token else { throw unexpected("a timestamp such as t'2024-02-07T00:00:00Z'") }
        try advance()
        return text
    }

    // MARK: Comparisons

    /// A comparison with the types of object that can fulfil it: with AND, those that all its parts have.
    private typealias Typed = (comparison: STIXComparison, types: Set<String>)

    private mutating func comparisons() throws(STIXPatternFault) -> Typed {
        var parts = [try conjoined()]
        while take("OR") { try advance(); parts.append(try conjoined()) }
        if parts.count == 1 { return parts[0] }
        return (.any(parts.map(\.comparison)), parts.reduce(into: []) { $0.formUnion($1.types) })
    }

    private mutating func conjoined() throws(STIXPatternFault) -> Typed {
        let start = offset
        var parts = [try tested()]
        while take("AND") { try advance(); parts.append(try tested()) }
        if parts.count == 1 { return parts[0] }
        let types = parts.dropFirst().reduce(parts[0].types) { $0.intersection($1.types) }
        guard !types.isEmpty else {
            let all = parts.reduce(into: Set<String>()) { $0.formUnion($1.types) }
            throw lexer.fault(.severalTypes(all.sorted().prefix(4).map { excerpt($0.utf8) }), at: start)
        }
        return (.all(parts.map(\.comparison)), types)
    }

    private mutating func tested() throws(STIXPatternFault) -> Typed {
        switch token {
        case .mark(0x28):
            try advance()
            let inner = try nested { parser throws(STIXPatternFault) in try parser.comparisons() }
            try expect(0x29, "AND, OR or \")\"")
            return inner
        case .keyword("EXISTS"), .keyword("NOT"):
            let isNegated = take("NOT")
            if isNegated { try advance() }
            guard take("EXISTS") else { throw unexpected("EXISTS") }
            try advance()
            let path = try objectPath()
            return (.exists(path, isNegated: isNegated), [path.type])
        default:
            let path = try objectPath()
            return (.test(try test(path)), [path.type])
        }
    }

    private mutating func test(_ path: STIXObjectPath) throws(STIXPatternFault) -> STIXTest {
        let isNegated = take("NOT")
        if isNegated { try advance() }
        switch token {
        case .comparator(let comparator):
            try advance()
            guard case .constant(let constant) = token else { throw unexpected("a constant") }
            if case .boolean = constant, comparator != .equal, comparator != .notEqual { throw unexpected("a constant that has an order") }
            try advance()
            return STIXTest(path, comparator, [constant], isNegated: isNegated)
        case .keyword("IN"):
            try advance()
            return STIXTest(path, .isIn, try set(), isNegated: isNegated)
        case .keyword(let word):
            guard let comparator = STIXComparator(rawValue: word) else { throw unexpected("a comparison") }
            try advance()
            guard case .constant(.string(let text)) = token else { throw unexpected("a string in single quotes") }
            try advance()
            return STIXTest(path, comparator, [.string(text)], isNegated: isNegated)
        default: throw unexpected("a comparison")
        }
    }

    private mutating func set() throws(STIXPatternFault) -> [STIXConstant] {
        try expect(0x28, "\"(\"")
        var constants: [STIXConstant] = []
        if token == .mark(0x29) {
            try advance()
            return constants
        }
        while true {
            guard case .constant(let constant) = token else { throw unexpected("a constant") }
            constants.append(constant)
            try advance()
            guard token == .mark(0x2C) else { break }
            try advance()
        }
        try expect(0x29, "\",\" or \")\"")
        return constants
    }

    private mutating func objectPath() throws(STIXPatternFault) -> STIXObjectPath {
        guard case .name(let type, _) = token else { throw unexpected("a path such as file:name") }
        try advance()
        try expect(0x3A, "\":\" and a property")
        var steps = [STIXObjectPath.Step.property(try property())]
        while true {
            switch token {
            case .mark(0x2E):
                try advance()
                steps.append(.property(try property()))
            case .mark(0x5B):
                try advance()
                switch token {
                case .mark(0x2A): steps.append(.anyElement)
                case .constant(.integer(let index)): steps.append(.index(index))
                default: throw unexpected("a number or \"*\"")
                }
                try advance()
                try expect(0x5D, "\"]\"")
            default: return STIXObjectPath(type: type, steps: steps)
            }
        }
    }

    private mutating func property() throws(STIXPatternFault) -> String {
        let name: String
        switch token {
        case .name(let found, hasHyphen: false): name = found
        case .constant(.string(let found)): name = found
        default: throw unexpected("a property; one with a hyphen stands in single quotes")
        }
        try advance()
        return name
    }

    // MARK: Words

    private mutating func nested<Value>(
        _ read: (inout STIXPatternParser) throws(STIXPatternFault) -> Value
    ) throws(STIXPatternFault) -> Value {
        depth += 1
        guard depth <= STIXLimits.patternDepthMax else { throw lexer.fault(.tooDeep, at: offset) }
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func advance() throws(STIXPatternFault) { (token, offset) = try lexer.next() }

    private func take(_ word: String) -> Bool { token == .keyword(word) }

    private mutating func expect(_ mark: UInt8, _ words: String) throws(STIXPatternFault) {
        guard token == .mark(mark) else { throw unexpected(words) }
        try advance()
    }

    private func unexpected(_ expected: String) -> STIXPatternFault {
        lexer.fault(.unexpected(found: token.words, expected: expected), at: offset)
    }
}
