/// A STIX 2.0 bundle as a STIX 2.1 bundle, or a 2.1 bundle without the 2.0 objects that got into it.
///
/// The same file gives the same octets on every machine: identifiers of observables come from their content. Objects keep their places;
/// observables out of `observed-data` follow behind them. What 2.1 has no place for stays under its own name and is told. Values that need
/// no change are copied as they are written.
public struct STIXUpgrade: Sendable {
    /// The bundle in STIX 2.1.
    public let bytes: [UInt8]
    /// What whoever uses it should know, in the order of the file; at most `STIXLimits.upgradeNotesMax`.
    public let notes: [STIXUpgradeNote]
    /// How many notes there were, the ones left out counted.
    public let noteCount: Int
    /// How many objects were STIX 2.0.
    public let convertedCount: Int

    /// Converts a file. Throws what reading a bundle throws, but for the version; nothing is repaired.
    public init(of bytes: [UInt8]) throws(STIXError) {
        let document = try JSONReader.read(bytes)
        var upgrader = STIXUpgrader(document: document)
        self.bytes = try upgrader.bundle()
        // What is handed out is what a node would take.
        _ = try STIXBundle(parsing: self.bytes)
        notes = upgrader.placedNotes()
        noteCount = upgrader.noteCount
        convertedCount = upgrader.convertedCount
    }
}

/// Something about an upgrade that its user should know.
public struct STIXUpgradeNote: Equatable, Sendable, CustomStringConvertible {
    /// The sorts of notes.
    public enum Code: String, Sendable, CaseIterable {
        /// 2.1 asks whether malware is a family; 2.0 did not say, and a family is assumed.
        case familyAssumed
        /// A label of 2.0 is no word of the vocabulary that 2.1 has for it, and stays a label.
        case labelKept
        /// A property of 2.0 has no place in 2.1 and stays under its own name.
        case propertyKept
        /// A pattern named properties by their names in 2.0 and was written anew.
        case patternRewritten
        /// A pattern could not be read and stays as it is.
        case patternKept
        /// A marking of a part that moved now marks the whole object.
        case markingWidened
        /// A reference led to nothing and was left out.
        case referenceDropped
        /// An observable has no content that its identifier could come from; it was made from its place instead.
        case identifierMade
    }

    public let code: Code
    /// Where it is in the file that was given.
    public let place: STIXPlace
    /// What was done, in one clause.
    public let reason: String

    /// Place and reason.
    public var description: String { "\(place): \(reason)." }
}

/// Converts object by object.
struct STIXUpgrader {
    let document: JSONDocument
    private(set) var noteCount = 0
    private(set) var convertedCount = 0
    private var kept: [(code: STIXUpgradeNote.Code, node: Int, object: (number: Int, node: Int), reason: String)] = []
    /// The object that is converted.
    var current = (number: 0, node: 0)
    /// Observables out of `observed-data`, in order, each text once.
    var observables: [[UInt8]] = []
    var seenObservables: Set<[UInt8]> = []

    init(document: JSONDocument) { self.document = document }

    mutating func note(_ code: STIXUpgradeNote.Code, _ node: Int, _ reason: String) {
        noteCount += 1
        if kept.count < STIXLimits.upgradeNotesMax { kept.append((code, node, current, reason)) }
    }

    func placedNotes() -> [STIXUpgradeNote] {
        var counter = STIXPlace.Counter(document.bytes)
        let sorted = kept.enumerated().sorted { ($0.element.node, $0.offset) < ($1.element.node, $1.offset) }.map(\.element)
        return sorted.map { note in
            let path = JSONPath.path(
                to: note.node, in: document.nodes, of: document.bytes, from: note.object.node, behind: "objects[\(note.object.number)]")
            return STIXUpgradeNote(
                code: note.code, place: counter.place(offset: document.range(note.node).lowerBound, path: path), reason: note.reason)
        }
    }

    mutating func bundle() throws(STIXError) -> [UInt8] {
        let reader = STIXObjectReader(document: document)
        let nodes = try STIXBundle.objectNodes(of: document, reader, isUpgrade: true)
        let id = try reader.identifier(of: 0, type: "bundle")
        var objects: [[UInt8]] = []
        objects.reserveCapacity(nodes.count)
        for (number, node) in nodes.enumerated() {
            current = (number, node)
            let type = try reader.type(of: node)
            _ = try reader.identifier(of: node, type: type)
            if isOld(node, type) {
                convertedCount += 1
                objects.append(converted(node, type))
            } else {
                objects.append(Array(document.bytes[document.range(node)]))
            }
        }
        var output = Array("{\"type\":\"bundle\",\"id\":".utf8)
        CanonicalJSON.write(id, to: &output)
        for member in members(of: 0) where !["type", "id", "spec_version", "objects"].contains(member.name) {
            output.append(0x2C)
            CanonicalJSON.write(member.name, to: &output)
            output.append(0x3A)
            output += written(member.value)
        }
        output += ",\"objects\":[\n".utf8
        for (index, object) in (objects + observables).enumerated() {
            if index > 0 { output += ",\n".utf8 }
            output += object
        }
        return output + Array("\n]}\n".utf8)
    }

    /// Whether an object is STIX 2.0: it says so, or is of a sort that says its version in 2.1 and does not.
    private func isOld(_ node: Int, _ type: String) -> Bool {
        if let version = document.member("spec_version", of: node) {
            return document.kind(version) == .string && document.text(version, equals: "2.0")
        }
        switch STIXCategory(type: type) {
        case .versioned, .marking: return true
        case .observable: return false
        case .custom: return document.member("created", of: node) != nil || document.member("modified", of: node) != nil
        }
    }

    /// The octets of a value as they are written.
    func written(_ node: Int) -> [UInt8] { Array(document.bytes[document.range(node)]) }

    /// The members of an object: name, node of the value.
    func members(of node: Int) -> [(name: String, value: Int)] {
        var members: [(name: String, value: Int)] = []
        var name = node + 1
        while name < Int(document.nodes[node].next) {
            members.append((document.text(name), name + 1))
            name = Int(document.nodes[name + 1].next)
        }
        return members
    }

    /// The texts of a list; what is no string is left out.
    func texts(of node: Int) -> [String] {
        guard document.kind(node) == .array else { return [] }
        return document.elements(of: node).filter { document.kind($0) == .string }.map { document.text($0) }
    }
}

/// An object that is being written: its members in order.
struct STIXDraftObject {
    private(set) var members: [(name: String, text: [UInt8])] = []
    private var names: Set<String> = []

    /// Adds a member, unless one of that name is there.
    mutating func add(_ name: String, _ text: [UInt8]) {
        guard names.insert(name).inserted else { return }
        members.append((name, text))
    }

    mutating func add(_ name: String, string: String) {
        var text: [UInt8] = []
        CanonicalJSON.write(string, to: &text)
        add(name, text)
    }

    /// Adds a list of strings, unless it is empty.
    mutating func add(_ name: String, list: [String]) {
        guard !list.isEmpty else { return }
        var text: [UInt8] = [0x5B]
        for (index, element) in list.enumerated() {
            if index > 0 { text.append(0x2C) }
            CanonicalJSON.write(element, to: &text)
        }
        add(name, text + [0x5D])
    }

    func has(_ name: String) -> Bool { names.contains(name) }

    /// The object as JSON.
    var text: [UInt8] {
        var output: [UInt8] = [0x7B]
        for (index, member) in members.enumerated() {
            if index > 0 { output.append(0x2C) }
            CanonicalJSON.write(member.name, to: &output)
            output.append(0x3A)
            output += member.text
        }
        return output + [0x7D]
    }
}
