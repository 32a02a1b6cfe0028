/// A pattern as it is nested.
indirect enum PatternTree: Equatable, Sendable {
    /// A place in the text.
    enum Edge: Equatable, Sendable {
        case start, end, word, noWord

        func isAt(_ position: Int, in text: [UInt8]) -> Bool {
            switch self {
            case .start: return position == 0
            case .end: return position == text.count
            case .word, .noWord:
                let before = position > 0 && OctetSet.wordCharacters.contains(text[position - 1])
                let after = position < text.count && OctetSet.wordCharacters.contains(text[position])
                return (before != after) == (self == .word)
            }
        }
    }

    case nothing
    case octet(OctetSet)
    case edge(Edge)
    case sequence([PatternTree])
    case choice([PatternTree])
    /// `most` is `nil` where there is no end to it.
    case repeated(PatternTree, least: Int, most: Int?)
}

/// Reads a pattern: the part of the usual syntax that needs no memory of what was read.
struct PatternParser {
    private let text: ArraySlice<UInt8>
    private var position: Int
    private var depth = 0

    /// Patterns of lists stand between slashes, with letters behind the second; of these all but capitals are about what is found, not whether.
    init(_ octets: [UInt8]) {
        var text = octets[...]
        if text.first == 0x2F, let end = text.lastIndex(of: 0x2F), end > 0, text[(end + 1)...].allSatisfy({ "gimsux".utf8.contains($0) }) {
            text = text[1..<end]
        }
        self.text = text
        position = text.startIndex
    }

    mutating func whole() throws(PatternFault) -> PatternTree {
        let tree = try choice()
        guard position == text.endIndex else { throw .malformed(at: position) }
        return tree
    }

    private var next: UInt8? { position < text.endIndex ? text[position] : nil }

    private mutating func take(_ octet: UInt8) -> Bool {
        guard next == octet else { return false }
        position += 1
        return true
    }

    private mutating func choice() throws(PatternFault) -> PatternTree {
        var choices = [try sequence()]
        while take(0x7C) { choices.append(try sequence()) }
        return choices.count == 1 ? choices[0] : .choice(choices)
    }

    private mutating func sequence() throws(PatternFault) -> PatternTree {
        var parts: [PatternTree] = []
        while let octet = next, octet != 0x7C, octet != 0x29 { parts.append(try repetition(of: try atom())) }
        return parts.isEmpty ? .nothing : .sequence(parts)
    }

    private mutating func repetition(of atom: PatternTree) throws(PatternFault) -> PatternTree {
        var range: (least: Int, most: Int?)?
        if take(0x2A) {
            range = (0, nil)
        } else if take(0x2B) {
            range = (1, nil)
        } else if take(0x3F) {
            range = (0, 1)
        } else if next == 0x7B {
            range = try count()
        }
        guard let range else { return atom }
        if case .edge = atom { throw .malformed(at: position) }
        // As few as possible or as many: that makes no difference to whether it fits. A plus would take back the choice.
        _ = take(0x3F)
        if next == 0x2B { throw .unsupported(at: position) }
        if let octet = next, octet == 0x2A || octet == 0x7B { throw .malformed(at: position) }
        return .repeated(atom, least: range.least, most: range.most)
    }

    /// `{2}`, `{2,}`, `{2,3}`
    private mutating func count() throws(PatternFault) -> (least: Int, most: Int?) {
        position += 1
        guard let least = try number() else { throw .malformed(at: position) }
        guard take(0x2C) else {
            guard take(0x7D) else { throw .malformed(at: position) }
            return (least, least)
        }
        let most = try number()
        guard take(0x7D), most ?? least >= least else { throw .malformed(at: position) }
        return (least, most)
    }

    private mutating func number() throws(PatternFault) -> Int? {
        var value: Int?
        while let octet = next, (0x30...0x39).contains(octet) {
            value = (value ?? 0) * 10 + Int(octet - 0x30)
            position += 1
            guard value ?? 0 <= ReferenceLimits.patternRepeatsMax else { throw .tooLarge }
        }
        return value
    }

    private mutating func atom() throws(PatternFault) -> PatternTree {
        guard let octet = next else { throw .malformed(at: position) }
        position += 1
        switch octet {
        case 0x28: return try group()
        case 0x5B: return .octet(try set())
        case 0x2E: return .octet(.anyOctet)
        case 0x5E: return .edge(.start)
        case 0x24: return .edge(.end)
        case 0x5C: return try escape()
        case 0x2A, 0x2B, 0x3F, 0x29: throw .malformed(at: position - 1)
        default: return .octet(OctetSet([octet]))
        }
    }

    private mutating func group() throws(PatternFault) -> PatternTree {
        depth += 1
        guard depth <= ReferenceLimits.patternDepthMax else { throw .tooLarge }
        if take(0x3F) { guard take(0x3A) else { throw .unsupported(at: position) } }
        let tree = try choice()
        guard take(0x29) else { throw .malformed(at: position) }
        depth -= 1
        return tree
    }

    private mutating func escape() throws(PatternFault) -> PatternTree {
        guard let octet = next else { throw .malformed(at: position) }
        if octet == 0x62 || octet == 0x42 {
            position += 1
            return .edge(octet == 0x62 ? .word : .noWord)
        }
        return .octet(try escapedSet())
    }

    /// What stands behind a backslash, inside brackets too.
    private mutating func escapedSet() throws(PatternFault) -> OctetSet {
        guard let octet = next else { throw .malformed(at: position) }
        position += 1
        switch octet {
        case 0x64: return .digits
        case 0x44: return OctetSet.digits.inverted
        case 0x77: return .wordCharacters
        case 0x57: return OctetSet.wordCharacters.inverted
        case 0x73: return .space
        case 0x53: return OctetSet.space.inverted
        case 0x6E: return OctetSet([0x0A])
        case 0x72: return OctetSet([0x0D])
        case 0x74: return OctetSet([0x09])
        // References back, characters by number, classes by name.
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: throw .unsupported(at: position - 1)
        default: return OctetSet([octet])
        }
    }

    private mutating func set() throws(PatternFault) -> OctetSet {
        let isInverted = take(0x5E)
        var set = OctetSet()
        var isFirst = true
        while let octet = next, isFirst || octet != 0x5D {
            isFirst = false
            position += 1
            if octet == 0x5B, next == 0x3A { throw .unsupported(at: position) }
            guard octet != 0x5C else {
                set.formUnion(try escapedSet())
                continue
            }
            guard next == 0x2D, position + 1 < text.endIndex, text[position + 1] != 0x5D else {
                set.insert(octet)
                continue
            }
            let last = text[position + 1]
            guard last != 0x5C, last >= octet else { throw .malformed(at: position) }
            position += 2
            for one in octet...last { set.insert(one) }
        }
        guard take(0x5D) else { throw .malformed(at: position) }
        return isInverted ? set.inverted : set
    }
}

/// Writes a pattern out as states, from its end to its beginning.
struct PatternBuilder {
    private(set) var states: [BoundedPattern.State] = []

    mutating func add(_ state: BoundedPattern.State) throws(PatternFault) -> Int {
        guard states.count < ReferenceLimits.patternStatesMax else { throw .tooLarge }
        states.append(state)
        return states.count - 1
    }

    /// Adds what a tree wants in front of a place; gives where it begins.
    mutating func build(_ tree: PatternTree, then place: Int) throws(PatternFault) -> Int {
        switch tree {
        case .nothing: return place
        case .octet(let set): return try add(.octet(set, place))
        case .edge(let edge): return try add(.only(edge, place))
        case .sequence(let parts):
            var place = place
            for part in parts.reversed() { place = try build(part, then: place) }
            return place
        case .choice(let choices):
            var first: Int?
            for choice in choices.reversed() {
                let start = try build(choice, then: place)
                if let rest = first { first = try add(.split(start, rest)) } else { first = start }
            }
            return first ?? place
        case .repeated(let tree, let least, let most):
            var place = place
            if let most {
                let end = place
                for _ in 0..<(most - least) { place = try add(.split(try build(tree, then: place), end)) }
            } else {
                let loop = try add(.match)
                states[loop] = .split(try build(tree, then: loop), place)
                place = loop
            }
            for _ in 0..<least { place = try build(tree, then: place) }
            return place
        }
    }
}
