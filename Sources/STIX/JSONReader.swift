/// Reads JSON text into an index, strictly: RFC 8259 with the choices it leaves open closed.
///
/// UTF-8 only, no byte order mark, no repeated names in one object, no lone surrogates, at most `STIXLimits.depthMax`
/// levels. Reads forward once; a fault ends it with the place and the path.
struct JSONReader {
    let bytes: [UInt8]
    var position = 0
    var nodes: [JSONDocument.Node] = []

    /// Reads one whole text.
    static func read(_ bytes: [UInt8]) throws(STIXError) -> JSONDocument {
        var reader = JSONReader(bytes: bytes)
        try reader.wholeText()
        return JSONDocument(bytes: bytes, nodes: reader.nodes)
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func wholeText() throws(STIXError) {
        guard bytes.count <= STIXLimits.fileOctetsMax else { throw fault(.tooLarge(octets: bytes.count), at: 0) }
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { throw fault(.byteOrderMark, at: 0) }
        // A value of published bundles takes about 25 octets; a guess that is wrong costs one copy of the index.
        nodes.reserveCapacity(min(bytes.count / 24, STIXLimits.valuesMax) + 16)
        skipSpace()
        guard position < bytes.count else { throw fault(.empty, at: 0) }
        try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw fault(.trailing, at: position) }
    }

    private mutating func value(depth: Int) throws(STIXError) {
        guard position < bytes.count else { throw fault(.truncated, at: position) }
        switch bytes[position] {
        case 0x22: try string()
        case 0x7B: try object(depth: depth + 1)
        case 0x5B: try array(depth: depth + 1)
        case 0x2D, 0x30...0x39: try number()
        case 0x74: try literal("true", .boolean)
        case 0x66: try literal("false", .boolean)
        case 0x6E: try literal("null", .null)
        default: throw unexpected("a value")
        }
    }

    private mutating func object(depth: Int) throws(STIXError) {
        let node = try open(.object, depth: depth)
        skipSpace()
        if nextIs(0x7D) { return close(node) }
        var names = 0
        while true {
            guard nextIs(0x22) else { throw unexpected("a member's name in quotes") }
            try string()
            skipSpace()
            guard nextIs(0x3A) else { throw unexpected("a colon") }
            position += 1
            skipSpace()
            try value(depth: depth)
            names += 1
            skipSpace()
            if nextIs(0x7D) {
                try checkNames(of: node, count: names)
                return close(node)
            }
            guard nextIs(0x2C) else { throw unexpected("a comma or the end of the object") }
            position += 1
            skipSpace()
        }
    }

    private mutating func array(depth: Int) throws(STIXError) {
        let node = try open(.array, depth: depth)
        skipSpace()
        if nextIs(0x5D) { return close(node) }
        while true {
            try value(depth: depth)
            skipSpace()
            if nextIs(0x5D) { return close(node) }
            guard nextIs(0x2C) else { throw unexpected("a comma or the end of the array") }
            position += 1
            skipSpace()
        }
    }

    private mutating func open(_ kind: JSONDocument.Kind, depth: Int) throws(STIXError) -> Int {
        guard depth <= STIXLimits.depthMax else { throw fault(.tooDeep, at: position) }
        let node = try begin(kind)
        position += 1
        return node
    }

    private mutating func close(_ node: Int) {
        position += 1
        finish(node)
    }

    /// Adds a node for the value that starts here.
    mutating func begin(_ kind: JSONDocument.Kind) throws(STIXError) -> Int {
        guard nodes.count < STIXLimits.valuesMax else { throw fault(.tooManyValues, at: position) }
        nodes.append(.init(start: UInt32(position), end: 0, next: 0, kind: kind))
        return nodes.count - 1
    }

    /// Ends a node's value before the octet that is next.
    mutating func finish(_ node: Int) {
        nodes[node].end = UInt32(position)
        nodes[node].next = UInt32(nodes.count)
    }

    private mutating func literal(_ word: StaticString, _ kind: JSONDocument.Kind) throws(STIXError) {
        let node = try begin(kind)
        for offset in 0..<word.utf8CodeUnitCount {
            guard position + offset < bytes.count else { throw fault(.truncated, at: bytes.count) }
            guard bytes[position + offset] == word.utf8Start[offset] else { throw unexpected("a value") }
        }
        position += word.utf8CodeUnitCount
        finish(node)
    }

    func nextIs(_ octet: UInt8) -> Bool { position < bytes.count && bytes[position] == octet }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// The fault at an offset, with its place.
    func fault(_ fault: JSONFault, at offset: Int) -> STIXError {
        .notJSON(fault, at: STIXPlace(offset: offset, path: JSONPath.openPath(in: nodes, of: bytes), in: bytes))
    }

    /// The fault that something else stands here, or nothing more.
    private func unexpected(_ expected: String) -> STIXError {
        guard position < bytes.count else { return fault(.truncated, at: position) }
        guard let length = JSONText.sequenceLength(bytes, at: position) else { return fault(.notUTF8, at: position) }
        let found = "'\(excerpt(bytes[position..<position + length]))'"
        return fault(.unexpected(found: found, expected: expected), at: position)
    }

    /// Refuses an object with two members of one name, however they are spelled.
    private func checkNames(of object: Int, count: Int) throws(STIXError) {
        guard count > 1 else { return }
        var names: [Int] = []
        names.reserveCapacity(count)
        var index = object + 1
        while index < nodes.count {
            names.append(index)
            index = Int(nodes[index + 1].next)
        }
        let repeated = count <= STIXLimits.pairwiseNamesMax ? repeatedByPairs(names) : repeatedBySet(names)
        guard let repeated else { return }
        let written = bytes[Int(nodes[repeated].start)..<Int(nodes[repeated].end)].dropFirst().dropLast()
        throw fault(.repeatedName(excerpt(written)), at: Int(nodes[repeated].start))
    }

    private func repeatedByPairs(_ names: [Int]) -> Int? {
        for later in names.indices.dropFirst() {
            for earlier in 0..<later where isSameName(nodes[names[earlier]], nodes[names[later]]) { return names[later] }
        }
        return nil
    }

    private func isSameName(_ left: JSONDocument.Node, _ right: JSONDocument.Node) -> Bool {
        if left.hasEscapes || right.hasEscapes {
            return JSONText.decode(bytes, left).utf8.elementsEqual(JSONText.decode(bytes, right).utf8)
        }
        let length = left.end - left.start
        guard right.end - right.start == length else { return false }
        // Names of one length mostly differ near their end (`created_by_ref`, `external_refs`), so begin there.
        var offset = Int(length) - 1
        while offset > 0 {
            if bytes[Int(left.start) + offset] != bytes[Int(right.start) + offset] { return false }
            offset -= 1
        }
        return true
    }

    private func repeatedBySet(_ names: [Int]) -> Int? {
        var seen = Set<[UInt8]>(minimumCapacity: names.count)
        return names.first { name in !seen.insert(Array(JSONText.decode(bytes, nodes[name]).utf8)).inserted }
    }
}
