public import Policy

/// A STIX 2.1 bundle, checked, with its octets exactly as they came.
///
/// What is shared and stored are `bytes`; the rest is an index over them. Unknown properties and types stay where they are.
/// Only the structure is judged, never the content: names, patterns and relationships are the author's.
public struct STIXBundle: Sendable {
    /// The file, untouched.
    public let bytes: [UInt8]
    /// The bundle's identifier.
    public let id: String
    /// The objects in the order of the file, every one of them.
    public let objects: [STIXObject]
    /// The strictest TLP mark anywhere in the bundle; `nil` if there is none.
    public let tlp: TLP?
    /// The markings referred to that are not TLP, each once, in the order of the file.
    public let otherMarkings: [String]
    /// What the person who shares it should know, in the order of the file; at most `STIXLimits.warningsMax`.
    public let warnings: [STIXWarning]
    /// How many warnings there were, the ones left out counted.
    public let warningCount: Int

    /// Reads and checks a file. Nothing is repaired: the first fault ends it.
    public init(parsing bytes: [UInt8]) throws(STIXError) { self = try STIXBundle(document: JSONReader.read(bytes)) }

    /// Checks a file that is read already.
    init(document: JSONDocument) throws(STIXError) {
        let reader = STIXObjectReader(document: document)
        let nodes = try Self.objectNodes(of: document, reader)
        id = try reader.identifier(of: 0, type: "bundle")

        var notes = Notes()
        var marking = STIXMarking()
        var definitions: [Int: [TLP]] = [:]
        for node in nodes {
            guard let type = document.member("type", of: node), document.kind(type) == .string,
                document.text(type, equals: "marking-definition")
            else { continue }
            let marks = try marking.learn(node, in: document)
            definitions[node] = marks
            if marks.count > 1 { notes.add(.contradictoryDefinition(marks, at: document.place(of: node))) }
        }

        var objects: [STIXObject] = []
        objects.reserveCapacity(nodes.count)
        var strictest: TLP?
        var allMarks: Set<TLP> = []
        var versions = Versions()
        for node in nodes {
            let marks = try marking.marks(on: node, in: document)
            if marks.count > 1 { notes.add(.severalTLPs(marks.sorted(), at: document.place(of: node))) }
            let tlp = marks.union(definitions[node] ?? []).max()
            let object = try reader.object(node, tlp: tlp)
            if let tlp {
                allMarks.insert(tlp)
                strictest = max(tlp, strictest ?? tlp)
            }
            if let earlier = versions.add(object, node: node, in: document) {
                let first = document.place(of: earlier).path
                notes.add(.sameVersionDiffers(id: object.id, first: first, at: document.place(of: node)))
            }
            objects.append(object)
        }
        if allMarks.count > 1 { notes.add(.mixedTLPs(allMarks.sorted())) }

        bytes = document.bytes
        self.objects = objects
        tlp = strictest
        otherMarkings = marking.others
        warnings = notes.kept
        warningCount = notes.count
    }

    /// The octets of one object, as they stand in the file.
    public func bytes(of object: STIXObject) -> ArraySlice<UInt8> { bytes[object.range] }

    /// Checks the members of the bundle itself and gives the nodes of its objects.
    static func objectNodes(
        of document: JSONDocument, _ reader: STIXObjectReader, isUpgrade: Bool = false
    ) throws(STIXError) -> [Int] {
        guard document.kind(0) == .object else {
            throw .notABundle(found: "\(document.kind(0).words)", at: document.place(of: 0))
        }
        guard let type = document.member("type", of: 0), document.kind(type) == .string else {
            throw .notABundle(found: guess(document), at: document.place(of: 0))
        }
        guard document.text(type, equals: "bundle") else {
            throw .wrongType(found: document.excerpt(of: type), at: document.place(of: type))
        }
        if !isUpgrade, let version = document.member("spec_version", of: 0) { try reader.checkVersion(version) }
        guard let list = document.member("objects", of: 0) else { throw .noObjects(at: document.place(of: 0)) }
        guard document.kind(list) == .array else {
            throw .wrongKind(found: document.kind(list).words, expected: "an array", at: document.place(of: list))
        }
        let nodes = Array(document.elements(of: list))
        guard !nodes.isEmpty else { throw .noObjects(at: document.place(of: list)) }
        guard nodes.count <= STIXLimits.objectsMax else { throw .tooManyObjects(count: nodes.count, at: document.place(of: list)) }
        for node in nodes where document.kind(node) != .object {
            throw .wrongKind(found: document.kind(node).words, expected: "an object", at: document.place(of: node))
        }
        return nodes
    }

    /// What a JSON object without a `type` probably is, for the message.
    private static func guess(_ document: JSONDocument) -> String {
        if document.member("Event", of: 0) != nil || document.member("response", of: 0) != nil { return "a MISP event" }
        if let inner = document.member("document", of: 0), document.kind(inner) == .object,
            document.member("csaf_version", of: inner) != nil
        {
            return "a CSAF advisory"
        }
        if document.member("objects", of: 0) != nil { return "a list of objects without a type, such as a TAXII envelope" }
        return "JSON without a type"
    }

    /// The warnings, the first of them kept.
    private struct Notes {
        var kept: [STIXWarning] = []
        var count = 0

        mutating func add(_ warning: @autoclosure () -> STIXWarning) {
            count += 1
            if kept.count < STIXLimits.warningsMax { kept.append(warning()) }
        }
    }

    /// Which versions of which objects have been seen.
    private struct Versions {
        private struct Key: Hashable {
            let id: String
            let modified: String
        }
        private var nodes: [Key: Int] = [:]

        /// Remembers an object; gives the node of an earlier one that claims to be the same version and differs.
        mutating func add(_ object: STIXObject, node: Int, in document: JSONDocument) -> Int? {
            let key = Key(id: object.id, modified: object.modified.map(STIXGrammar.shortestTimestamp) ?? "")
            guard let earlier = nodes[key] else {
                nodes[key] = node
                return nil
            }
            return document.haveSameTokens(earlier, node) ? nil : earlier
        }
    }
}
