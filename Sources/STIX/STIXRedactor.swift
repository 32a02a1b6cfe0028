public import Policy

extension STIXBundle {
    /// The bundle without what a redaction takes out, read anew; all other octets are as they were (specification 5.10).
    ///
    /// For drafts of one's own that nobody has signed. A bundle of which nothing is taken out comes back as it is. The mark is decided
    /// before: what is left may carry a weaker one.
    public func redacted(by redaction: Redaction) throws(RedactionFault) -> STIXBundle {
        guard !redaction.isEmpty else { return self }
        var redactor = STIXRedactor(document: try Self.readAgain { () throws(STIXError) in try JSONReader.read(bytes) }, redaction)
        let rest = try redactor.redact()
        return rest == bytes ? self : try Self.readAgain { () throws(STIXError) in try STIXBundle(parsing: rest) }
    }

    private static func readAgain<Value>(_ read: () throws(STIXError) -> Value) throws(RedactionFault) -> Value {
        do throws(STIXError) {
            return try read()
        } catch {
            throw .unreadable(error)
        }
    }
}

/// Goes through a bundle's objects and collects the members and elements that go, then cuts them out with the commas that held them.
private struct STIXRedactor {
    private let document: JSONDocument
    private let names: Set<String>
    private let prefixes: [String]
    private let types: Set<String>
    /// Identifiers of objects that go and do not stand in the bundle in another version that stays.
    private var gone: Set<String> = []
    /// The members and elements that go, by their node: a member by its name's.
    private var cut: Set<Int> = []
    /// Selectors that lead to a later element of a list from which earlier ones go, by their node: what stands there instead.
    private var replaced: [Int: [UInt8]] = [:]

    init(document: JSONDocument, _ redaction: Redaction) {
        self.document = document
        let all = redaction.properties.filter { !Redaction.keptProperties.contains($0) }
        names = Set(all.filter { !$0.hasSuffix("*") })
        prefixes = all.filter { $0.hasSuffix("*") && $0 != "*" }.map { String($0.dropLast()) }
        types = Set(redaction.types).subtracting(Redaction.keptTypes)
    }

    mutating func redact() throws(RedactionFault) -> [UInt8] {
        guard let list = document.member("objects", of: 0) else { return document.bytes }
        let objects = Array(document.elements(of: list))
        var left: [Int] = []
        var staying: Set<String> = []
        for object in objects {
            if types.contains(text("type", of: object)) {
                cut.insert(object)
                gone.insert(text("id", of: object))
            } else {
                left.append(object)
                staying.insert(text("id", of: object))
            }
        }
        guard !left.isEmpty else { throw .nothingLeft }
        gone.subtract(staying)
        for object in left {
            let required = STIXRequired.properties(of: text("type", of: object))
            _ = try go(through: object, required: required)
            followSelectors(of: object)
        }
        return cut.isEmpty ? document.bytes : remaining()
    }

    /// Looks at a value and all in it; gives whether anything of a container stays, which is so for every other value.
    private mutating func go(through node: Int, required: Set<String>) throws(RedactionFault) -> Bool {
        switch document.kind(node) {
        case .object: return try goThroughMembers(of: node, required: required)
        case .array:
            var stays = false
            var hasElements = false
            for element in document.elements(of: node) {
                hasElements = true
                if try go(through: element, required: []) { stays = true } else { cut.insert(element) }
            }
            return stays || !hasElements
        default: return true
        }
    }

    private mutating func goThroughMembers(of node: Int, required: Set<String>) throws(RedactionFault) -> Bool {
        var name = node + 1
        var members = 0
        var removed = 0
        while name < Int(document.nodes[node].next) {
            let value = name + 1
            defer { name = Int(document.nodes[value].next) }
            members += 1
            let key = document.text(name)
            if try goes(key, value, required) {
                cut.insert(name)
                removed += 1
            }
        }
        return removed < members || members == 0
    }

    /// Whether a member goes: by its name, as a reference to what goes, or because nothing of it is left.
    private mutating func goes(_ key: String, _ value: Int, _ required: Set<String>) throws(RedactionFault) -> Bool {
        if names.contains(key) || prefixes.contains(where: key.hasPrefix), !Redaction.keptProperties.contains(key) {
            guard !required.contains(key) else { throw .requiredProperty(path: document.place(of: value).path) }
            return true
        }
        if key.hasSuffix("_ref"), document.kind(value) == .string, gone.contains(document.text(value)) {
            let id = document.text(value)
            guard !required.contains(key) else { throw .danglingReference(path: document.place(of: value).path, to: id) }
            return true
        }
        if key.hasSuffix("_refs"), document.kind(value) == .array { return try listGoes(value, isRequired: required.contains(key)) }
        guard try !go(through: value, required: []) else { return false }
        guard !required.contains(key) else { throw .requiredProperty(path: document.place(of: value).path) }
        return true
    }

    private mutating func listGoes(_ list: Int, isRequired: Bool) throws(RedactionFault) -> Bool {
        var stays = false
        var last: String?
        for element in document.elements(of: list) {
            if document.kind(element) == .string, gone.contains(document.text(element)) {
                cut.insert(element)
                last = document.text(element)
            } else {
                stays = true
            }
        }
        guard let last, !stays else { return false }
        guard !isRequired else { throw .danglingReference(path: document.place(of: list).path, to: last) }
        return true
    }

    /// Takes out the selectors of granular markings that lead to what goes, and counts anew where elements before go.
    private mutating func followSelectors(of object: Int) {
        guard !cut.isEmpty, let markings = document.member("granular_markings", of: object) else { return }
        var isEmpty = true
        for marking in document.elements(of: markings) {
            var hasSelectors = false
            var staying = 0
            for selector in document.member("selectors", of: marking).map({ Array(document.elements(of: $0)) }) ?? [] {
                hasSelectors = true
                let path = document.text(selector)
                guard let left = self.selector(path, of: object) else {
                    cut.insert(selector)
                    continue
                }
                staying += 1
                if left != path { replaced[selector] = Array("\"\(left)\"".utf8) }
            }
            if hasSelectors, staying == 0 { cut.insert(marking) } else { isEmpty = false }
        }
        // A member goes by its name, which stands before its value.
        if isEmpty { cut.insert(markings - 1) }
    }

    /// Where a selector (STIX 2.1, 7.2.3.1) leads when all that goes is gone; `nil` where that is gone itself. One that leads nowhere stays.
    private func selector(_ path: String, of object: Int) -> String? {
        var node = object
        var steps: [Substring] = []
        for step in path.split(separator: ".", omittingEmptySubsequences: false) {
            switch document.kind(node) {
            case .array:
                let elements = Array(document.elements(of: node))
                guard let index = Int(step.dropFirst().dropLast()), elements.indices.contains(index) else { return path }
                guard !cut.contains(elements[index]) else { return nil }
                steps.append("[\(index - elements[..<index].count { cut.contains($0) })]")
                node = elements[index]
            case .object:
                guard let value = member(step, of: node) else { return path }
                guard !cut.contains(value - 1) else { return nil }
                steps.append(step)
                node = value
            default: return path
            }
        }
        return steps.joined(separator: ".")
    }

    private func member(_ key: Substring, of object: Int) -> Int? {
        var name = object + 1
        while name < Int(document.nodes[object].next) {
            if document.text(name) == key { return name + 1 }
            name = Int(document.nodes[name + 1].next)
        }
        return nil
    }

    private func text(_ name: StaticString, of object: Int) -> String { document.member(name, of: object).map(document.text) ?? "" }

    /// The octets without what goes. Of a container's parts, one that goes takes the comma behind it along, or at the end the one before.
    private func remaining() -> [UInt8] {
        var pieces: [(range: Range<Int>, instead: [UInt8])] = []
        collect(in: 0, into: &pieces)
        var rest: [UInt8] = []
        rest.reserveCapacity(document.bytes.count)
        var position = 0
        for piece in pieces {
            rest += document.bytes[position..<piece.range.lowerBound]
            rest += piece.instead
            position = piece.range.upperBound
        }
        return rest + document.bytes[position...]
    }

    private func collect(in container: Int, into pieces: inout [(range: Range<Int>, instead: [UInt8])]) {
        var parts: [(node: Int, range: Range<Int>, value: Int)] = []
        var node = container + 1
        while node < Int(document.nodes[container].next) {
            let value = document.kind(container) == .object ? node + 1 : node
            parts.append((node, Int(document.nodes[node].start)..<Int(document.nodes[value].end), value))
            node = Int(document.nodes[value].next)
        }
        let lastStaying = parts.lastIndex { !cut.contains($0.node) }
        for (index, part) in parts.enumerated() {
            guard cut.contains(part.node) else {
                if let instead = replaced[part.node] { pieces.append((part.range, instead)) }
                let kind = document.kind(part.value)
                if kind == .object || kind == .array { collect(in: part.value, into: &pieces) }
                continue
            }
            if let lastStaying, index < lastStaying {
                pieces.append((part.range.lowerBound..<parts[index + 1].range.lowerBound, []))
            } else {
                let start = index > 0 ? parts[index - 1].range.upperBound : part.range.lowerBound
                pieces.append((start..<part.range.upperBound, []))
            }
        }
    }
}
