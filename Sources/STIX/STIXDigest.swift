/// What one looks for in an object: its names and texts, its labels, the values it names and what it refers to.
///
/// Everything in it is the author's. What is beyond a bound is left out, never refused: the object itself stays whole.
public struct STIXDigest: Equatable, Sendable {
    /// One object named by another.
    public struct Reference: Hashable, Sendable {
        /// The property that names it, without a place in a list: `object_refs`.
        public let property: String
        /// The identifier.
        public let target: String
    }

    public let id: String
    public let type: String
    public let created: String?
    public let modified: String?
    /// The name, and what else it goes by.
    public private(set) var names: [String] = []
    /// Descriptions, contents, explanations and the like, in their order; `STIXLimits.digestTextOctetsMax` octets in all.
    public private(set) var texts: [String] = []
    /// Its labels, each once, in their order.
    public private(set) var labels: [String] = []
    /// What it names, each once, in the order in which it stands there.
    public private(set) var values: [ObservedValue] = []
    /// What it refers to, markings left out.
    public private(set) var references: [Reference] = []
    /// Of a relationship what it says: `indicates`.
    public let relationship: String?
    /// 0 to 100.
    public let confidence: Int?
    /// Of an opinion: `strongly-disagree` to `strongly-agree`.
    public let opinion: String?
    /// Of a sighting, when it was seen last.
    public let lastSeen: String?
    /// Of a sighting how often; 1 where nothing is said, 0 for "not seen".
    public let count: Int
    public let isRevoked: Bool

    /// Reads one object; `nil` for octets that are no JSON object with a type and an identifier.
    public init?(reading object: some Collection<UInt8>) {
        guard let document = try? JSONReader.read(Array(object)), document.kind(0) == .object,
            let type = Self.text("type", document), let id = Self.text("id", document)
        else { return nil }
        self.id = id
        self.type = type
        created = Self.text("created", document)
        modified = Self.text("modified", document)
        relationship = Self.text("relationship_type", document)
        confidence = Self.number("confidence", document).flatMap { (0...100).contains($0) ? $0 : nil }
        opinion = Self.text("opinion", document)
        lastSeen = Self.text("last_seen", document)
        count = max(0, Self.number("count", document) ?? 1)
        isRevoked = document.member("revoked", of: 0).map { document.bytes[document.range($0)].elementsEqual("true".utf8) } ?? false
        var reader = DigestReader(type: type, document: document)
        reader.read()
        names = reader.names
        texts = reader.texts
        labels = reader.labels
        values = reader.values
        references = reader.references
    }

    private static func text(_ name: StaticString, _ document: JSONDocument) -> String? {
        guard let node = document.member(name, of: 0), document.kind(node) == .string else { return nil }
        return document.text(node)
    }

    private static func number(_ name: StaticString, _ document: JSONDocument) -> Int? {
        guard let node = document.member(name, of: 0), document.kind(node) == .number else { return nil }
        return Int(String(decoding: document.bytes[document.range(node)], as: UTF8.self))
    }
}

/// Goes through the members of one object.
private struct DigestReader {
    let type: String
    let document: JSONDocument
    var names: [String] = []
    var texts: [String] = []
    var labels: [String] = []
    var values: [ObservedValue] = []
    var references: [STIXDigest.Reference] = []
    private var octets = 0
    private var known: Set<ObservedValue> = []

    init(type: String, document: JSONDocument) {
        self.type = type
        self.document = document
    }

    /// Properties that people search in, whatever the type.
    private static let searched: Set<String> = [
        "description", "abstract", "content", "explanation", "goals", "value", "display_name", "user_id", "account_login", "subject",
        "body",
        "path", "command_line", "key", "vendor", "cpe", "contact_information", "sectors", "roles", "authors", "statement", "objective",
        "product", "serial_number", "issuer", "primary_motivation", "resource_level", "context", "x_mitre_detection", "x_mitre_platforms",
    ]
    private static let naming: Set<String> = ["name", "aliases", "x_mitre_aliases"]

    mutating func read() { readMembers(of: 0, depth: 0) }

    private mutating func readMembers(of object: Int, depth: Int) {
        var siblings = document.elements(of: object)
        while let nameNode = siblings.next(), let value = siblings.next() {
            let name = document.text(nameNode)
            if depth == 0 { take(name, value) }
            if name.hasSuffix("_ref") || name.hasSuffix("_refs") {
                refer(name, value)
            } else if depth < STIXLimits.digestDepthMax {
                for inner in containers(in: value) { readMembers(of: inner, depth: depth + 1) }
            }
        }
    }

    private mutating func take(_ name: String, _ value: Int) {
        switch name {
        case "labels":
            for label in strings(value)
            where labels.count < STIXLimits.digestLabelsMax && label.utf8.count <= STIXLimits.digestLabelOctetsMax {
                if !label.isEmpty, !labels.contains(label) { labels.append(label) }
            }
        case "external_references": for reference in containers(in: value) { readExternal(reference) }
        case "kill_chain_phases": for phase in containers(in: value) { add(text("phase_name", of: phase)) }
        case "hashes": if document.kind(value) == .object { for hash in memberStrings(of: value) { note(ObservedValue(typed: hash)) } }
        case "pattern": readPattern(value)
        case "name" where type == "file":
            for text in strings(value) {
                names.append(text)
                note(ObservedValue(fileName: text))
            }
        case _ where Self.naming.contains(name):
            for text in strings(value) where count(text) {
                names.append(text)
                if type == "vulnerability" { note(ObservedValue(typed: text)) }
            }
        case _ where Self.searched.contains(name):
            for text in strings(value) {
                add(text)
                if name == "value" { note(ObservedValue(typed: text)) }
            }
        default: break
        }
    }

    private mutating func readExternal(_ reference: Int) {
        if let id = text("external_id", of: reference) {
            add(id)
            if let value = ObservedValue(typed: id), value.kind == .vulnerability || value.kind == .technique { note(value) }
        }
        add(text("source_name", of: reference))
        add(text("description", of: reference))
    }

    /// The values with which a pattern is concerned. One of another language, or one that cannot be read, is a text like others.
    private mutating func readPattern(_ node: Int) {
        guard document.kind(node) == .string, document.range(node).count <= STIXLimits.digestTextOctetsMax else { return }
        let written = document.text(node)
        guard text("pattern_type", of: 0) ?? "stix" == "stix", let pattern = try? STIXPattern(parsing: written) else { return add(written) }
        for compared in pattern.comparedValues.lazy.filter(\.concernsValue).prefix(STIXLimits.patternValuesMax) {
            guard case .string(let constant) = compared.constant else { continue }
            if compared.path.type == "file", compared.path.steps == [.property("name")] {
                note(ObservedValue(fileName: constant))
            } else if let value = ObservedValue(typed: constant) {
                note(value)
            } else {
                add(constant)
            }
        }
    }

    private mutating func refer(_ name: String, _ value: Int) {
        guard name != "object_marking_refs", name != "marking_ref" else { return }
        for target in strings(value)
        where references.count < STIXLimits.digestReferencesMax && target.utf8.count <= STIXLimits.valueOctetsMax {
            references.append(STIXDigest.Reference(property: name, target: target))
        }
    }

    private mutating func note(_ value: ObservedValue?) {
        guard let value, values.count < STIXLimits.digestValuesMax, known.insert(value).inserted else { return }
        values.append(value)
    }

    /// Whether there is still room for a text, which is counted.
    private mutating func count(_ text: String) -> Bool {
        guard octets + text.utf8.count <= STIXLimits.digestTextOctetsMax else { return false }
        octets += text.utf8.count
        return true
    }

    private mutating func add(_ text: String?) {
        guard let text, !text.isEmpty else { return }
        if count(text) { return texts.append(text) }
        let room = STIXLimits.digestTextOctetsMax - octets
        guard room > 0 else { return }
        octets = STIXLimits.digestTextOctetsMax
        // Cut octets at the end of a character become a mark that no word holds.
        texts.append(String(decoding: text.utf8.prefix(room), as: UTF8.self))
    }

    private func text(_ name: StaticString, of object: Int) -> String? {
        guard let node = document.member(name, of: object), document.kind(node) == .string else { return nil }
        return document.text(node)
    }

    /// A string, or the strings of a list.
    private func strings(_ node: Int) -> [String] {
        switch document.kind(node) {
        case .string: [document.text(node)]
        case .array: document.elements(of: node).filter { document.kind($0) == .string }.map { document.text($0) }
        default: []
        }
    }

    private func memberStrings(of object: Int) -> [String] {
        var found: [String] = []
        var siblings = document.elements(of: object)
        while siblings.next() != nil, let value = siblings.next() { found += strings(value) }
        return found
    }

    /// An object, or the objects of a list.
    private func containers(in node: Int) -> [Int] {
        switch document.kind(node) {
        case .object: [node]
        case .array: document.elements(of: node).filter { document.kind($0) == .object }
        default: []
        }
    }
}
