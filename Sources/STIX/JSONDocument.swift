/// A JSON text as it was given, with an index over its values.
///
/// The index is one flat list in the order of the text: a container is followed by everything inside it, and a member's
/// name is a string node before its value. Nothing is copied out of the text until it is asked for, numbers stay as written,
/// and every value knows the octets it came from.
struct JSONDocument: Sendable {
    /// What a value is.
    enum Kind: UInt8, Sendable {
        case object, array, string, number, boolean, null

        /// The kind in words, with its article.
        var words: String {
            switch self {
            case .object: "an object"
            case .array: "an array"
            case .string: "a string"
            case .number: "a number"
            case .boolean: "true or false"
            case .null: "null"
            }
        }
    }

    /// One value: its octets and, as `next`, the index of the first node behind all that is inside it.
    ///
    /// While a value is still being read its `next` is 0. Thirty-two bits suffice by `STIXLimits`.
    struct Node: Sendable {
        var start: UInt32
        var end: UInt32
        var next: UInt32
        var kind: Kind
        var hasEscapes = false
    }

    /// The text, untouched.
    let bytes: [UInt8]
    /// The index; node 0 is the outermost value.
    let nodes: [Node]

    func kind(_ node: Int) -> Kind { nodes[node].kind }

    /// The octets of a value, quotes and brackets included.
    func range(_ node: Int) -> Range<Int> { Int(nodes[node].start)..<Int(nodes[node].end) }

    /// The nodes of an array's elements, in order.
    func elements(of array: Int) -> Siblings { Siblings(nodes: nodes, first: array + 1, end: Int(nodes[array].next)) }

    /// The value of the object's member of that name.
    func member(_ name: StaticString, of object: Int) -> Int? {
        var index = object + 1
        let end = Int(nodes[object].next)
        while index < end {
            if text(index, equals: name) { return index + 1 }
            index = Int(nodes[index + 1].next)
        }
        return nil
    }

    /// A string's value, escapes resolved.
    func text(_ node: Int) -> String { JSONText.decode(bytes, nodes[node]) }

    /// Whether a string has that value, by whichever escapes it is spelled.
    func text(_ node: Int, equals value: StaticString) -> Bool {
        let found = nodes[node]
        // Octet by octet: equality of `String` would also take characters that only look like these.
        if found.hasEscapes { return JSONText.decode(bytes, found).utf8.elementsEqual("\(value)".utf8) }
        let start = Int(found.start) + 1
        guard Int(found.end) - 1 - start == value.utf8CodeUnitCount else { return false }
        return value.withUTF8Buffer { wanted in
            for offset in 0..<wanted.count where bytes[start + offset] != wanted[offset] { return false }
            return true
        }
    }

    /// A string as it is written, without its quotes, fit for a message.
    func excerpt(of node: Int) -> String {
        let range = range(node)
        return STIX.excerpt(kind(node) == .string ? bytes[range].dropFirst().dropLast() : bytes[range])
    }

    /// The place where a value begins.
    func place(of node: Int) -> STIXPlace {
        STIXPlace(offset: Int(nodes[node].start), path: JSONPath.path(to: node, in: nodes, of: bytes), in: bytes)
    }

    /// Whether two values are written with the same tokens in the same order; white space between them does not count.
    func haveSameTokens(_ left: Int, _ right: Int) -> Bool {
        let count = Int(nodes[left].next) - left
        guard Int(nodes[right].next) - right == count else { return false }
        for offset in 0..<count {
            let (a, b) = (nodes[left + offset], nodes[right + offset])
            guard a.kind == b.kind, Int(a.next) - left == Int(b.next) - right else { return false }
            if a.kind == .object || a.kind == .array { continue }
            guard bytes[Int(a.start)..<Int(a.end)].elementsEqual(bytes[Int(b.start)..<Int(b.end)]) else { return false }
        }
        return true
    }

    /// The nodes side by side inside a container.
    struct Siblings: Sequence, IteratorProtocol {
        private let nodes: [Node]
        private var index: Int
        private let end: Int

        init(nodes: [Node], first: Int, end: Int) {
            self.nodes = nodes
            index = first
            self.end = end
        }

        mutating func next() -> Int? {
            guard index < end else { return nil }
            defer { index = Int(nodes[index].next) }
            return index
        }
    }
}
