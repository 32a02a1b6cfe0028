import STIX

/// What a pack says of itself, as its grouping has it.
public struct PackManifest: Equatable, Sendable {
    /// A list, taxonomy or galaxy of a pack.
    public struct Part: Equatable, Sendable {
        /// The artifact that carries it.
        public var ref: String
        public var name: String
        public var title: String
        public var version: String
        /// How a warning list compares; `nil` for other parts.
        public var matching: WarningList.Matching?
        public var entries: Int
        /// Octets of the JSON, unfolded.
        public var octets: Int
        /// The SHA-256 of the JSON, hexadecimal.
        public var sha256: String
    }

    public var name: String
    public var kind: PackKind
    public var version: PackVersion
    public var title: String
    /// What it was made from, in words: a package with its version, a file's name.
    public var source: String
    /// The SHA-256 of the file it was made from; of a folder, of the names and hashes of its files.
    public var sourceHash: String
    /// In the words of those who publish it.
    public var licence: String
    /// Objects of the bundle that are the pack's contents.
    public var contents: Int
    /// SHA-256 over them (`PackFormat`), hexadecimal.
    public var digest: String
    public var parts: [Part]

    /// Entries of all parts.
    public var entries: Int { parts.reduce(0) { $0 + $1.entries } }

    /// Reads the description from a grouping; throws `notAPack` for one that describes no pack.
    public init(reading grouping: [UInt8]) throws(PackFault) {
        let text: StrictJSON
        do throws(STIXError) { text = try StrictJSON(reading: grouping) } catch { throw PackFault(error, in: "the grouping") }
        guard text.text(text.member("type", of: text.root)) == "grouping", let extensions = text.member("extensions", of: text.root),
            let description = text.members(of: extensions).first(where: { $0.name == PackFormat.extensionID })?.value
        else { throw .notAPack }
        let reader = Reader(text: text, node: description)
        name = try reader.text("pack") { PackFormat.isName($0, isPack: true) }
        guard text.text(text.member("id", of: text.root)) == PackFormat.groupingID(of: name) else { throw .badDescription(property: "id") }
        guard let kind = PackKind(rawValue: try reader.text("kind") { _ in true }) else { throw .badDescription(property: "kind") }
        self.kind = kind
        guard let version = PackVersion(try reader.text("version") { _ in true }) else { throw .badDescription(property: "version") }
        self.version = version
        title = try Reader(text: text, node: text.root).text("name", Self.isTitle)
        source = try reader.text("source", Self.isTitle)
        sourceHash = try reader.text("source_sha256", PackFormat.isHash)
        licence = try reader.text("licence", Self.isTitle)
        contents = try reader.number("contents")
        digest = try reader.text("digest", PackFormat.isHash)
        parts = try Self.parts(reader, kind)
    }

    init(
        name: String, kind: PackKind, version: PackVersion, title: String, source: String, sourceHash: String, licence: String,
        contents: Int,
        digest: String, parts: [Part]
    ) {
        self.name = name
        self.kind = kind
        self.version = version
        self.title = title
        self.source = source
        self.sourceHash = sourceHash
        self.licence = licence
        self.contents = contents
        self.digest = digest
        self.parts = parts
    }

    private static func parts(_ reader: Reader, _ kind: PackKind) throws(PackFault) -> [Part] {
        let described = reader.text.elements(of: reader.member("parts")) ?? []
        guard described.isEmpty == (kind == .attack) else { throw .badDescription(property: "parts") }
        guard described.count <= ReferenceLimits.partsMax else {
            throw .tooMuch(part: "The pack", what: "parts", limit: ReferenceLimits.partsMax)
        }
        var parts: [Part] = []
        var names: Set<String> = []
        for node in described {
            let one = Reader(text: reader.text, node: node)
            let name = try one.text("name") { PackFormat.isName($0, isPack: false) }
            guard names.insert(name).inserted else { throw .repeatedPart(part: name) }
            let matching = reader.text.text(one.member("matching")).map { WarningList.Matching(name: $0) }
            guard (kind == .warningLists) == (matching != nil), matching != .some(nil) else { throw .badDescription(property: "matching") }
            let octets = try one.number("octets")
            guard octets <= ReferenceLimits.partOctetsMax else {
                throw .tooMuch(part: name, what: "octets", limit: ReferenceLimits.partOctetsMax)
            }
            parts.append(
                Part(
                    ref: try one.text("ref") { $0.hasPrefix("artifact--") && $0.utf8.count == 46 }, name: name,
                    title: try one.text("title", isTitle), version: try one.text("version", isTitle), matching: matching ?? nil,
                    entries: try one.number("entries"), octets: octets, sha256: try one.text("sha256", PackFormat.isHash)))
        }
        return parts
    }

    /// Text of one line that is not too long; it comes from strangers and is cleaned by whoever shows it.
    static func isTitle(_ text: String) -> Bool {
        (1...ReferenceLimits.titleCharactersMax).contains(text.count) && !text.unicodeScalars.contains { $0.value < 0x20 }
    }

    /// Reads the properties of one description.
    private struct Reader {
        let text: StrictJSON
        let node: Int

        func member(_ name: StaticString) -> Int? { text.member(name, of: node) }

        func text(_ name: StaticString, _ isValid: (String) -> Bool) throws(PackFault) -> String {
            guard let value = text.text(member(name)), isValid(value) else { throw .badDescription(property: "\(name)") }
            return value
        }

        func number(_ name: StaticString) throws(PackFault) -> Int {
            guard let value = text.integer(member(name)), value >= 0 else { throw .badDescription(property: "\(name)") }
            return value
        }
    }
}
