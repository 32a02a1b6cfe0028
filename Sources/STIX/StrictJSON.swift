/// A JSON text that is not STIX, read as strictly: for other readers of this room, such as those of lists that come with reference packs.
///
/// A value is named by its place in the index; the outermost one is `root`. Whatever is asked of a value of another kind is `nil`.
package struct StrictJSON: Sendable {
    private let document: JSONDocument

    /// Reads one whole text; throws `notJSON` with its place.
    package init(reading bytes: [UInt8]) throws(STIXError) { document = try JSONReader.read(bytes) }

    package var root: Int { 0 }

    package func isObject(_ node: Int) -> Bool { document.kind(node) == .object }

    /// The value of an object's member of that name.
    package func member(_ name: StaticString, of node: Int) -> Int? { isObject(node) ? document.member(name, of: node) : nil }

    /// The names and values of an object, in the order of the text.
    package func members(of node: Int) -> [(name: String, value: Int)] {
        guard isObject(node) else { return [] }
        var members: [(name: String, value: Int)] = []
        var index = node + 1
        while index < Int(document.nodes[node].next) {
            members.append((document.text(index), index + 1))
            index = Int(document.nodes[index + 1].next)
        }
        return members
    }

    package func text(_ node: Int?) -> String? {
        guard let node, document.kind(node) == .string else { return nil }
        return document.text(node)
    }

    /// The octets of a string's value, without a copy where it is written without escapes.
    package func textOctets(_ node: Int?) -> ArraySlice<UInt8>? {
        guard let node, document.kind(node) == .string else { return nil }
        if document.nodes[node].hasEscapes { return Array(document.text(node).utf8)[...] }
        return document.bytes[document.range(node)].dropFirst().dropLast()
    }

    /// A whole number that fits.
    package func integer(_ node: Int?) -> Int? {
        guard let node, document.kind(node) == .number else { return nil }
        return Int(String(decoding: octets(of: node), as: UTF8.self))
    }

    package func boolean(_ node: Int?) -> Bool? {
        guard let node, document.kind(node) == .boolean else { return nil }
        return document.bytes[document.range(node)].first == 0x74
    }

    /// The elements of an array.
    package func elements(of node: Int?) -> [Int]? {
        guard let node, document.kind(node) == .array else { return nil }
        return Array(document.elements(of: node))
    }

    /// A value as it is written.
    package func octets(of node: Int) -> ArraySlice<UInt8> { document.bytes[document.range(node)] }
}

/// The identifiers of observables for whoever writes some in this room.
package enum STIXObservableID {
    /// The identifier that these contributing properties, written canonically, give an observable of a type (STIX 2.1 §2.9).
    package static func identifier(type: String, _ values: [(name: String, value: [UInt8])]) -> String? {
        STIXDeterministicID.identifier(type: type, values)
    }
}
