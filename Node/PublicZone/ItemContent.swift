import Pages
import STIX

/// An item's content as far as formats for machines are made of it: the objects of its STIX bundle, each looked at only when it is asked for.
///
/// What is no bundle has no objects. Whatever an object says is its author's; nothing here is trusted to be what its name promises.
struct ItemContent {
    private let json: StrictJSON?
    /// Their places in the text, at most `PublicZoneLimits.convertedObjectsMax`.
    private let objects: [Object]

    /// One object of the bundle.
    struct Object {
        fileprivate let json: StrictJSON
        fileprivate let node: Int

        var type: String { text("type") }
        var id: String { text("id") }
        var isRevoked: Bool { json.boolean(json.member("revoked", of: node)) ?? false }

        /// A text; empty where there is none.
        func text(_ name: StaticString) -> String { json.text(json.member(name, of: node)) ?? "" }

        func integer(_ name: StaticString) -> Int? { json.integer(json.member(name, of: node)) }

        /// Texts by their names, such as hashes.
        func texts(in name: StaticString) -> [(name: String, text: String)] {
            guard let holder = json.member(name, of: node) else { return [] }
            return json.members(of: holder).compactMap { member in json.text(member.value).map { (member.name, $0) } }
        }

        /// Texts of a list, such as labels.
        func list(_ name: StaticString) -> [String] { (json.elements(of: json.member(name, of: node)) ?? []).compactMap { json.text($0) } }

        /// What it refers to outside: the source's name, the identifier there, the address.
        var references: [(source: String, id: String, url: String)] {
            (json.elements(of: json.member("external_references", of: node)) ?? []).prefix(PublicZoneLimits.referencesConvertedMax).map {
                (
                    json.text(json.member("source_name", of: $0)) ?? "", json.text(json.member("external_id", of: $0)) ?? "",
                    json.text(json.member("url", of: $0)) ?? ""
                )
            }
        }
    }

    init(_ octets: [UInt8]) {
        json = try? StrictJSON(reading: octets)
        guard let json, json.text(json.member("type", of: json.root)) == "bundle",
            let nodes = json.elements(of: json.member("objects", of: json.root))
        else {
            objects = []
            return
        }
        objects = nodes.prefix(PublicZoneLimits.convertedObjectsMax).filter { json.isObject($0) }.map { Object(json: json, node: $0) }
    }

    /// Those of some types that were not revoked, in the order of the text.
    func objects(ofTypes types: Set<String>) -> [Object] { objects.filter { types.contains($0.type) && !$0.isRevoked } }

    /// The object that an item is about, or what stands for it.
    private func subject(of item: PublicItem) -> Object? {
        objects.first { !item.subject.isEmpty && $0.id == item.subject } ?? objects.first {
            ["report", "grouping", "note"].contains($0.type)
        }
            ?? objects.first { !$0.text("description").isEmpty && $0.type != "identity" }
    }

    /// What its author says of it, in Markdown; empty for nothing. Of bounded length, with what shows nothing left out.
    func description(of item: PublicItem) -> String {
        guard let subject = subject(of: item) else { return "" }
        let text =
            ["description", "content", "abstract"].lazy.map { (name: StaticString) in subject.text(name) }.first { !$0.isEmpty } ?? ""
        return HTML.shownText(String(text.unicodeScalars.prefix(PublicZoneLimits.descriptionCharactersMax)), keepsLines: true)
    }

    /// Addresses of the web that the objects refer to, each once.
    var links: [(source: String, url: String)] {
        var (seen, links): (Set<String>, [(source: String, url: String)]) = ([], [])
        for object in objects where !object.isRevoked {
            for reference in object.references where WebAddress.isSafe(reference.url) && seen.insert(reference.url).inserted {
                guard links.count < PublicZoneLimits.referencesConvertedMax else { return links }
                links.append((reference.source, reference.url))
            }
        }
        return links
    }

    var isAdvisory: Bool { objects.contains { $0.type == "vulnerability" && !$0.isRevoked } }
}

/// An address of the web that may stand in a document as a link.
enum WebAddress {
    /// Whether it is one over TLS, of characters that a URL is made of (RFC 3986), and of bounded length.
    static func isSafe(_ text: String) -> Bool {
        let octets = text.utf8
        guard octets.count <= PublicZoneLimits.linkOctetsMax, text.hasPrefix("https://"), octets.count > 10 else { return false }
        let host = octets.dropFirst(8).prefix { $0 != 0x2F && $0 != 0x3F && $0 != 0x23 }
        guard !host.isEmpty, !host.contains(0x40) else { return false }
        return octets.allSatisfy { octet in
            (0x21...0x7E).contains(octet) && ![0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B, 0x7C, 0x7D].contains(octet)
        }
    }
}
