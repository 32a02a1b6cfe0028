/// A regular expression that is tried in time that grows with text times pattern and no faster, whatever either says.
///
/// Patterns come from lists that others write, values from whoever is looked at: the usual engines, which try one way after another, can be kept busy for
/// hours by thirty characters (`(a+)+$`). This one goes along the text once with the set of all places in the pattern where one can be (Thompson).
/// So it has no references back and no looking around; what needs them is refused, and the list says that it was left out. Letters are equal
/// to their capitals, as values are compared without them. Octets, not characters: `.` is one octet of UTF-8.
public struct BoundedPattern: Sendable {
    /// What one place of the pattern wants, and where it goes on.
    enum State: Equatable, Sendable {
        case octet(OctetSet, Int)
        /// Both ways at once.
        case split(Int, Int)
        /// Only there: at the beginning, the end, or where a word begins or ends.
        case only(PatternTree.Edge, Int)
        case match
    }

    private let states: [State]
    private let first: Int

    /// Reads a pattern, with or without slashes and letters around it.
    public init(_ text: [UInt8]) throws(PatternFault) {
        var parser = PatternParser(text)
        var builder = PatternBuilder()
        let end = try builder.add(.match)
        first = try builder.build(try parser.whole(), then: end)
        states = builder.states
    }

    /// Whether it fits somewhere in the text.
    public func fits(in text: [UInt8]) -> Bool {
        var now = Places(count: states.count)
        var next = Places(count: states.count)
        for position in 0...text.count {
            if enter(first, &now, text, position) { return true }
            guard position < text.count else { break }
            next.clear()
            for place in now.list {
                guard case .octet(let set, let then) = states[place], set.contains(text[position]) else { continue }
                if enter(then, &next, text, position + 1) { return true }
            }
            swap(&now, &next)
        }
        return false
    }

    /// Adds a place and all that can be reached from it without reading on; true when that is the end of the pattern.
    private func enter(_ place: Int, _ places: inout Places, _ text: [UInt8], _ position: Int) -> Bool {
        var waiting = [place]
        while let place = waiting.popLast() {
            guard places.add(place) else { continue }
            switch states[place] {
            case .match: return true
            case .octet: continue
            case .split(let one, let other): waiting += [other, one]
            case .only(let edge, let then): if edge.isAt(position, in: text) { waiting.append(then) }
            }
        }
        return false
    }

    /// A set of places, emptied at no cost.
    private struct Places {
        private(set) var list: [Int] = []
        private var stamp: [Int]
        private var round = 1

        init(count: Int) { stamp = [Int](repeating: 0, count: count) }

        mutating func add(_ place: Int) -> Bool {
            guard stamp[place] != round else { return false }
            stamp[place] = round
            list.append(place)
            return true
        }

        mutating func clear() {
            list.removeAll(keepingCapacity: true)
            round += 1
        }
    }
}

/// Why a pattern is not tried.
public enum PatternFault: Error, Equatable, Sendable {
    /// It is cut short, or something stands where nothing can.
    case malformed(at: Int)
    /// It refers back, looks around or wants something else that this engine does not do.
    case unsupported(at: Int)
    /// More states, repetitions or brackets than `ReferenceLimits` has.
    case tooLarge
}

/// A set of octets.
struct OctetSet: Equatable, Sendable {
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    static func == (left: Self, right: Self) -> Bool { left.words == right.words }

    func contains(_ octet: UInt8) -> Bool {
        let word = octet < 128 ? (octet < 64 ? words.0 : words.1) : (octet < 192 ? words.2 : words.3)
        return word >> UInt64(octet & 63) & 1 == 1
    }

    /// Adds an octet; of a letter its capital too.
    mutating func insert(_ octet: UInt8) {
        set(octet)
        if (0x41...0x5A).contains(octet & 0xDF) { set(octet ^ 0x20) }
    }

    private mutating func set(_ octet: UInt8) {
        let bit = UInt64(1) << UInt64(octet & 63)
        switch octet >> 6 {
        case 0: words.0 |= bit
        case 1: words.1 |= bit
        case 2: words.2 |= bit
        default: words.3 |= bit
        }
    }

    mutating func formUnion(_ other: Self) {
        words = (words.0 | other.words.0, words.1 | other.words.1, words.2 | other.words.2, words.3 | other.words.3)
    }

    var inverted: Self {
        var set = Self()
        set.words = (~words.0, ~words.1, ~words.2, ~words.3)
        return set
    }

    init() {}

    init(_ octets: some Sequence<UInt8>) { for octet in octets { insert(octet) } }

    static let digits = OctetSet(0x30...0x39)
    static let wordCharacters: OctetSet = {
        var set = digits
        set.formUnion(OctetSet(0x41...0x5A))
        set.insert(0x5F)
        return set
    }()
    static let space = OctetSet([0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D])
    static let anyOctet = OctetSet([0x0A]).inverted
}
