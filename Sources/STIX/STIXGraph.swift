/// What an object refers to, so that the graph around it can be drawn.
public struct STIXReference: Equatable, Hashable, Sendable {
    /// The way to the reference from the object, as in `object_refs[2]` or `extensions.archive-ext.contains_refs[0]`.
    public let path: String
    /// The property that holds it, as in `object_refs`.
    public let property: String
    /// The identifier of what it refers to.
    public let target: String
}

/// A relationship object as the edge that it is.
public struct STIXEdge: Equatable, Hashable, Sendable {
    /// The identifier of the relationship or sighting.
    public let id: String
    /// Where it comes from: `source_ref`; of a sighting where it was seen, `nil` where it does not say.
    public let source: String?
    /// What it says, as in `uses`; of a sighting "sighting-of".
    public let type: String
    /// Where it leads: `target_ref` or `sighting_of_ref`.
    public let target: String

    /// An edge of its parts.
    public init(id: String, source: String?, type: String, target: String) {
        self.id = id
        self.source = source
        self.type = type
        self.target = target
    }
}

extension STIXBundle {
    /// What an object refers to, in the order of its octets: every property that ends in `_ref` or `_refs` and holds identifiers, at any
    /// depth. At most `STIXLimits.referencesMax`.
    public func references(of object: STIXObject) throws(STIXError) -> [STIXReference] {
        Self.references(in: try JSONReader.read(Array(bytes(of: object))), node: 0)
    }

    /// The edge that a relationship or sighting is; nothing for other objects. A sighting gives one for each place where it was seen.
    public func edges(of object: STIXObject) throws(STIXError) -> [STIXEdge] {
        guard object.type == "relationship" || object.type == "sighting" else { return [] }
        let document = try JSONReader.read(Array(bytes(of: object)))
        func text(_ name: StaticString) -> String? {
            guard let value = document.member(name, of: 0), document.kind(value) == .string else { return nil }
            return document.text(value)
        }
        if object.type == "relationship" {
            guard let source = text("source_ref"), let target = text("target_ref"), let type = text("relationship_type") else { return [] }
            return [STIXEdge(id: object.id, source: source, type: type, target: target)]
        }
        guard let target = text("sighting_of_ref") else { return [] }
        let places = Self.references(in: document, node: 0).filter { $0.property == "where_sighted_refs" }.map(\.target)
        return places.isEmpty
            ? [STIXEdge(id: object.id, source: nil, type: "sighting-of", target: target)]
            : places.map { STIXEdge(id: object.id, source: $0, type: "sighting-of", target: target) }
    }

    private static func references(in document: JSONDocument, node object: Int) -> [STIXReference] {
        var references: [STIXReference] = []
        // Members are found by one pass over the index: a name is a string whose successor is its value.
        func walk(_ node: Int, _ path: String) {
            switch document.kind(node) {
            case .object:
                var name = node + 1
                while name < Int(document.nodes[node].next), references.count < STIXLimits.referencesMax {
                    member(document.text(name), name + 1, path)
                    name = Int(document.nodes[name + 1].next)
                }
            case .array:
                for (index, element) in document.elements(of: node).enumerated() where references.count < STIXLimits.referencesMax {
                    walk(element, "\(path)[\(index)]")
                }
            case .string, .number, .boolean, .null: break
            }
        }
        func member(_ key: String, _ value: Int, _ path: String) {
            let here = path.isEmpty ? key : "\(path).\(key)"
            if key.hasSuffix("_ref"), document.kind(value) == .string {
                add(value, key, here)
            } else if key.hasSuffix("_refs"), document.kind(value) == .array {
                for (index, element) in document.elements(of: value).enumerated() where document.kind(element) == .string {
                    add(element, key, "\(here)[\(index)]")
                }
            } else {
                walk(value, here)
            }
        }
        func add(_ node: Int, _ key: String, _ path: String) {
            let target = document.text(node)
            guard references.count < STIXLimits.referencesMax, STIXGrammar.identifierType(Array(target.utf8)[...]) != nil else { return }
            references.append(STIXReference(path: path, property: key, target: target))
        }
        walk(object, "")
        return references
    }
}
