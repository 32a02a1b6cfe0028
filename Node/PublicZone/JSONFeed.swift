import Pages

/// A feed as JSON Feed 1.1.
struct JSONFeed {
    private let feed: ZoneFeed

    init(_ feed: ZoneFeed) { self.feed = feed }

    var document: ZoneDocument {
        ZoneDocument(type: "application/feed+json; charset=utf-8", octets: json.octets, guarding: .file)
    }

    private var json: JSONValue {
        let page: ZonePage = feed.list == .all ? .front : .newest(feed.list)
        var members: [String: JSONValue] = [
            "version": "https://jsonfeed.org/version/1.1", "title": .string(feed.title), "language": "en",
            "home_page_url": .string(feed.link(.page(.english, page))),
        ]
        if feed.site.baseURL != nil { members["feed_url"] = .string(feed.link(.machine(.jsonFeed(feed.list)))) }
        var object = JSONValue.filled(members)
        // The list of items has to be there, also when it is empty.
        if case .object(var filled) = object {
            filled["items"] = .array(feed.entries.map(entry))
            object = .object(filled)
        }
        return object
    }

    private func entry(_ entry: ZoneFeed.Entry) -> JSONValue {
        let item = entry.item
        let title = Markup.plainTitle(item.title)
        let published = JSONValue.string(UTCMoment(item.published).machineText)
        return [
            "id": .string(entry.id), "url": .string(feed.link(.page(.english, .item(item.id)))), "title": .string(title),
            "content_text": .string(entry.summary.isEmpty ? title : entry.summary), "date_published": published, "date_modified": published,
            "authors": [["name": .string(Markup.plainTitle(item.author))]], "tags": .array(entry.categories.map { .string($0) }),
            "attachments": [
                [
                    "url": .string(feed.link(.machine(.bundle(item.id)))), "mime_type": .string(ContentType.served(item.mediaType)),
                    "size_in_bytes": .integer(Int64(item.octets)),
                ]
            ],
        ]
    }
}
