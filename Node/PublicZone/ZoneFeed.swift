import Crypto
import Pages
import Policy

/// What a feed of a list says, in whichever format: the newest items of all, a topic or a sector.
///
/// An entry is named by the item's identifier alone, so it is the same entry at every node that publishes the item.
struct ZoneFeed {
    let site: PublicSite
    let list: ListName
    let entries: [Entry]

    struct Entry {
        let item: PublicItem
        /// What its author says of it, in one line; empty for nothing.
        let summary: String

        var id: String { ZoneFeed.urn(ofItem: item.id) }

        /// Words to sort by: the mark, the topic, the sector.
        var categories: [String] {
            [item.tlp.displayName] + (item.topic.map { [$0.word] } ?? []) + (item.sector.isEmpty ? [] : [HTML.shownText(item.sector)])
        }
    }

    /// The list of all keeps the name that the feed had before there were others.
    var id: String {
        Self.urn(hashing: "causeway/feed/1\0\(site.identifier)" + (list == .all ? "" : "\0\(list)"))
    }

    var title: String { HTML.shownText(site.name) + (Self.title(of: list).map { $0.isEmpty ? "" : ": \($0)" } ?? "") }

    /// When the newest of it became public, seconds since 1970.
    var updated: Int64 { entries.map(\.item.published).max() ?? 0 }

    /// What of the list's name belongs into the title; `nil` for a list that has no feed.
    static func title(of list: ListName) -> String? {
        if list == .all { return "" }
        if let topic = list.topic { return topic.word }
        return list.rest(after: "sector-")
    }

    /// A UUID of version 8 (RFC 9562 §5.8) that holds the first half of an item's identifier.
    static func urn(ofItem id: String) -> String { "urn:uuid:" + uuid(id, version: "8") }

    private static func urn(hashing text: String) -> String { urn(ofItem: Fingerprint(Array(text.utf8)).digits) }

    /// The first half of sixty-four digits as a UUID of a version.
    static func uuid(_ id: String, version: Character) -> String {
        var digits = Array(id.prefix(32))
        digits[12] = version
        digits[16] = "a"
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }

    /// An address of the zone: absolute when the address of the site is known, else from the root.
    func link(_ address: ZoneAddress) -> String { (site.baseURL ?? "") + address.path }
}

extension MachineFiles {
    func feed(_ list: ListName) async throws(PublicRefusal) -> ZoneFeed {
        guard ZoneFeed.title(of: list) != nil else { throw .notFound }
        let last = try await maker.list(list).last
        var entries: [ZoneFeed.Entry] = []
        if last > 0 {
            let first = max(1, last - PublicZoneLimits.itemsPerPage + 1)
            for item in try await maker.items(in: list, places: first...last) {
                entries.append(ZoneFeed.Entry(item: item, summary: try await facts(of: item).summary))
            }
        }
        return ZoneFeed(site: site, list: list, entries: entries)
    }
}

/// The SHA-256 of octets in lower-case hexadecimal: names the feed, and each version of a page.
struct Fingerprint {
    let digits: String

    init(_ octets: [UInt8]) { digits = Self.digits(of: SHA256.hash(data: octets)) }

    /// Octets in lower-case hexadecimal.
    static func digits(of octets: some Sequence<UInt8>) -> String {
        octets.map { octet in
            let text = String(octet, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }
}
