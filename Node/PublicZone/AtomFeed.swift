import Crypto
import Pages
import Policy

/// The newest items as an Atom feed (RFC 4287).
///
/// An entry is named by the item's identifier alone, so it is the same entry at every node that publishes the item.
struct AtomFeed {
    let site: PublicSite

    func document(_ items: [PublicItem]) -> String {
        let updated = UTCMoment(items.map(\.received).max() ?? 0).machineText
        let own =
            site.baseURL.map { "<link rel=\"self\" type=\"application/atom+xml\" href=\"\(Markup.text($0))/feeds/all.atom\"/>\n" } ?? ""
        return """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom">
            <id>\(Self.urn(hashing: "causeway/feed/1\0\(site.identifier)"))</id>
            <title>\(Markup.text(site.name))</title>
            <updated>\(updated)</updated>
            \(own)<link rel="alternate" type="text/html" href="\(address("/"))"/>
            <generator>Causeway</generator>
            \(items.map(entry).joined())</feed>

            """
    }

    private func entry(_ item: PublicItem) -> String {
        """
        <entry>
        <id>\(Self.urn(ofItem: item.id))</id>
        <title>\(Markup.title(item.title))</title>
        <updated>\(UTCMoment(item.received).machineText)</updated>
        <published>\(UTCMoment(item.created).machineText)</published>
        <author><name>\(Markup.text(item.author))</name></author>
        <category term="\(item.tlp.displayName)"/>
        <link rel="alternate" type="text/html" href="\(address("/items/\(item.id)"))"/>
        <link rel="enclosure" type="\(ContentType.served(item.mediaType))" length="\(item.octets)" href="\(address("/items/\(item.id)/bundle.json"))"/>
        <summary>\(Markup.text(item.mediaType)), \(item.octets) octets</summary>
        </entry>

        """
    }

    /// Absolute when the address of the site is known, else relative to the feed's own.
    private func address(_ path: String) -> String { Markup.text(site.baseURL ?? "") + path }

    /// A UUID of version 8 (RFC 9562 §5.8) that holds the first half of an item's identifier.
    static func urn(ofItem id: String) -> String {
        var digits = Array(id.prefix(32))
        digits[12] = "8"
        digits[16] = "a"
        return "urn:uuid:" + [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }

    private static func urn(hashing text: String) -> String { urn(ofItem: Fingerprint(Array(text.utf8)).digits) }
}

/// The SHA-256 of octets in lower-case hexadecimal: names the feed, and each version of a page.
struct Fingerprint {
    let digits: String

    init(_ octets: [UInt8]) {
        digits = SHA256.hash(data: octets).map { octet in
            let text = String(octet, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }
}
