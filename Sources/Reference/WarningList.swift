public import STIX

/// A list of values that are well known, so that an alarm about one of them is seldom worth anything; in the format of MISP's warning lists.
public struct WarningList: Sendable {
    /// How a value is compared with the entries.
    public enum Matching: UInt8, CaseIterable, Sendable {
        /// The value is an entry; capitals do not count.
        case string = 0
        /// The host is an entry, or lies below one.
        case hostname = 1
        /// An entry stands somewhere in the value.
        case substring = 2
        /// The address lies in a network of the list.
        case cidr = 3
        /// A pattern fits somewhere in the value.
        case regex = 4

        /// As lists and packs spell it.
        public var name: String {
            switch self {
            case .string: "string"
            case .hostname: "hostname"
            case .substring: "substring"
            case .cidr: "cidr"
            case .regex: "regex"
            }
        }

        init?(name: String) {
            guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
            self = found
        }
    }

    /// The name of its folder.
    public let name: String
    public let title: String
    public let version: Int
    public let matching: Matching
    /// The kinds of values to which it applies: all of them where it names no attributes of MISP's; none where those are none of ours.
    public let kinds: Set<ObservedValue.Kind>
    private let text: StrictJSON
    private let list: [Int]

    /// Entries as they are written.
    public var entries: Int { list.count }

    /// Reads a list; throws `notReadable`, `badPart` or `tooMuch`.
    public init(name: String, reading octets: [UInt8]) throws(PackFault) {
        self.name = name
        do throws(STIXError) { text = try StrictJSON(reading: octets) } catch { throw PackFault(error, in: name) }
        let member = { [text] (name: StaticString) in text.member(name, of: text.root) }
        guard let title = text.text(member("name")), PackManifest.isTitle(title) else { throw .badPart(part: name, path: "name") }
        self.title = title
        guard let version = text.integer(member("version")), version >= 0 else { throw .badPart(part: name, path: "version") }
        self.version = version
        guard let matching = Matching(name: text.text(member("type")) ?? "string") else { throw .badPart(part: name, path: "type") }
        self.matching = matching
        kinds = Self.kinds((text.elements(of: member("matching_attributes")) ?? []).compactMap { [text] in text.text($0) })
        guard let list = text.elements(of: member("list")) else { throw .badPart(part: name, path: "list") }
        guard list.count <= ReferenceLimits.entriesMax else {
            throw .tooMuch(part: name, what: "entries", limit: ReferenceLimits.entriesMax)
        }
        self.list = list
        for (index, entry) in list.enumerated() {
            guard let octets = text.textOctets(entry), octets.count <= ReferenceLimits.entryOctetsMax,
                !octets.contains(where: { $0 < 0x20 })
            else { throw .badPart(part: name, path: "list[\(index)]") }
        }
    }

    /// Calls `body` with each entry in lower case, without space around it; not with empty ones.
    func eachEntry(_ body: (ArraySlice<UInt8>) -> Void) {
        for node in list {
            guard let octets = text.textOctets(node) else { continue }
            let entry = WarningText.normalised(octets)
            if !entry.isEmpty { body(entry) }
        }
    }

    /// The kinds of values that MISP's types of attributes are here.
    private static func kinds(_ attributes: [String]) -> Set<ObservedValue.Kind> {
        guard !attributes.isEmpty else { return Set(ObservedValue.Kind.allCases) }
        var kinds: Set<ObservedValue.Kind> = []
        for attribute in attributes {
            for part in attribute.split(separator: "|") {
                switch part {
                case "ip-src", "ip-dst", "ip": kinds.formUnion([.ipv4, .ipv6, .network])
                case "domain", "hostname": kinds.insert(.domain)
                case "url", "uri", "link": kinds.insert(.url)
                case "filename": kinds.insert(.file)
                case "vulnerability": kinds.insert(.vulnerability)
                case _ where part.hasPrefix("email") || part.hasSuffix("email"): kinds.insert(.email)
                case _ where ["md5", "sha", "ssdeep", "imphash", "tlsh", "x509-fingerprint"].contains { part.hasPrefix($0) }:
                    kinds.insert(.hash)
                default: break
                }
            }
        }
        return kinds
    }
}

/// Text as warning lists compare it.
enum WarningText {
    /// Without space around it and without capitals; letters beyond ASCII stay.
    static func normalised(_ octets: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace = { (octet: UInt8) in octet == 0x20 }
        var text = octets.drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        return text.contains { (0x41...0x5A).contains($0) } ? text.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }[...] : text
    }
}
