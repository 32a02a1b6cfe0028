import Pages

/// A feed as Atom (RFC 4287).
struct AtomFeed {
    private let feed: ZoneFeed

    init(_ feed: ZoneFeed) { self.feed = feed }

    var document: ZoneDocument { ZoneDocument(type: "application/atom+xml; charset=utf-8", text) }

    private var text: String {
        // An address that is not absolute would lead elsewhere from wherever a reader keeps the feed.
        let own = feed.site.baseURL == nil ? "" : link("self", "application/atom+xml", .machine(.atom(feed.list)))
        return """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom">
            <id>\(feed.id)</id>
            <title>\(Markup.title(feed.title))</title>
            <updated>\(UTCMoment(feed.updated).machineText)</updated>
            \(own)\(Language.allCases.map { link("alternate", "text/html", .page($0, page), language: $0) }.joined())\
            <generator>Causeway</generator>
            \(feed.entries.map(entry).joined())</feed>

            """
    }

    private var page: ZonePage { feed.list == .all ? .front : .newest(feed.list) }

    private func entry(_ entry: ZoneFeed.Entry) -> String {
        let item = entry.item
        let pages = Language.allCases.map { link("alternate", "text/html", .page($0, .item(item.id)), language: $0) }
        let published = UTCMoment(item.published).machineText
        return """
            <entry>
            <id>\(entry.id)</id>
            <title>\(Markup.title(item.title))</title>
            <updated>\(published)</updated>
            <published>\(published)</published>
            <author><name>\(Markup.title(item.author))</name></author>
            \(entry.categories.map { "<category term=\"\(Markup.text($0))\"/>\n" }.joined())\(pages.joined())\
            <link rel="enclosure" type="\(ContentType.served(item.mediaType))" length="\(item.octets)" href="\(href(.machine(.bundle(item.id))))"/>
            <summary>\(Markup.title(entry.summary.isEmpty ? item.title : entry.summary))</summary>
            </entry>

            """
    }

    private func link(_ relation: String, _ type: String, _ address: ZoneAddress, language: Language? = nil) -> String {
        let language = language.map { " hreflang=\"\($0.rawValue)\"" } ?? ""
        return "<link rel=\"\(relation)\" type=\"\(type)\"\(language) href=\"\(href(address))\"/>\n"
    }

    private func href(_ address: ZoneAddress) -> String { Markup.text(feed.link(address)) }
}
