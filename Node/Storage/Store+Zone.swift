import GRDB
import STIX
public import Wire

/// The public zone: what waits for moderators, what is public, and in which lists.
extension Store {
    /// A number that grows with every change of something public.
    public func zoneGeneration() throws(StorageError) -> Int64 {
        try read { try PreparedStatement($0, Query.zoneGeneration).first { $0.integer(0) } ?? 0 }
    }

    /// Notes that something beside the items changed of what the public zone shows.
    public func touchZone() throws(StorageError) { try write { _ = try PreparedStatement($0, Query.touchZone).run() } }

    /// The identifiers of what is public behind one, ascending; `nil` for the beginning.
    public func publicIdentifiers(after id: Hash?, limit: Int) throws(StorageError) -> [Hash] {
        try read { database in
            try PreparedStatement(database, Query.publicIdentifiers).all(id, limit) { try $0.fixed(0) }
        }
    }

    /// Items marked CLEAR that nobody has looked at, the first to arrive first.
    public func zoneArrivals(limit: Int) throws(StorageError) -> [StoredItem] {
        try read { database in
            let recipients = try PreparedStatement(database, Query.recipients)
            let item = try PreparedStatement(database, Query.itemNumbered)
            return try PreparedStatement(database, Query.zoneArrivals).all(limit) { $0.integer(0) }.compactMap { number in
                try item.first(number) { try StoredItem($0, recipients: recipients) }
            }
        }
    }

    /// Notes of arrivals what becomes of them: those in `waiting` wait for a moderator from `time` on, each under a topic, `published` are public at
    /// once unless a moderator has decided about them, and `others` are not for the public zone.
    public func settleZoneArrivals(
        waiting: [(item: Int64, topic: UInt8)], published: [PublicationOrder], others: [Int64], at time: Int64
    ) throws(StorageError) {
        try write { database in
            let done = try PreparedStatement(database, Query.deleteZoneArrival)
            for (item, topic) in waiting {
                try done.run(item)
                try PreparedStatement(database, Query.awaitPublication).run(item, time, Int(topic))
            }
            for order in published {
                try done.run(order.item)
                // No rule undoes what a moderator decided.
                let state = try Self.state(of: order.item, database)
                if state == nil || state == .waiting || state == .ended { try Self.publish(order, database) }
            }
            for item in others { try done.run(item) }
        }
    }

    /// Makes items public. One that has ended meanwhile is passed over; one that is public already is written anew and keeps its places.
    public func publish(_ orders: [PublicationOrder]) throws(StorageError) {
        try write { database in for order in orders { try Self.publish(order, database) } }
    }

    /// Makes an item public if it is in a state still; false when it is not, since somebody decided meanwhile or it has ended.
    public func publish(_ order: PublicationOrder, from state: PublicationState) throws(StorageError) -> Bool {
        try write { database in
            guard try Self.state(of: order.item, database) == state else { return false }
            try Self.publish(order, database)
            return try Self.state(of: order.item, database) == .published
        }
    }

    private static func state(of item: Int64, _ database: Database) throws -> PublicationState? {
        try PreparedStatement(database, Query.publicationOfItem).first(item) { try Publication($0).state }
    }

    private static func publish(_ order: PublicationOrder, _ database: Database) throws {
        let isThere = try PreparedStatement(database, Query.isPublished).first(order.item) { _ in true } ?? false
        let changed = try PreparedStatement(database, Query.publish).run(
            order.item, order.time, cut(order.decider, to: 128), cut(order.reason, to: 1_024), Int(order.topic), order.subject)
        guard changed == 1, !isThere else { return }
        for name in order.lists {
            let find = try PreparedStatement(database, Query.zoneList)
            if try find.first(name, read: { _ in true }) == nil { try PreparedStatement(database, Query.insertZoneList).run(name) }
            guard let list = try find.first(name, read: { (number: $0.integer(0), last: $0.integer(1)) }) else { continue }
            try PreparedStatement(database, Query.setZoneListLast).run(list.number, list.last + 1)
            try PreparedStatement(database, Query.insertZonePlace).run(list.number, list.last + 1, order.item)
        }
        for value in order.values {
            try PreparedStatement(database, Query.insertZoneValue).run(
                Int(value.kind), value.value, order.item, value.since, value.until, value.confidence)
        }
        for translation in order.translations {
            try PreparedStatement(database, Query.insertZoneTranslation).run(translation.object, translation.language, order.item)
        }
    }

    /// Returns an item that waits, or withdraws one that is public; false when it is in another state by now.
    public func unpublish(
        _ item: Int64, as state: PublicationState, from former: PublicationState, reason: String, by decider: String, at time: Int64
    ) throws(StorageError) -> Bool {
        try write { database in
            try PreparedStatement(database, Query.unpublish).run(
                item, Int(state.rawValue), time, Self.cut(decider, to: 128), Self.cut(reason, to: 1_024), Int(former.rawValue)) == 1
        }
    }

    /// A text of at most so many characters, as SQLite counts them: one that people see may be many.
    private static func cut(_ text: String, to limit: Int) -> String { String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit))) }

    /// Puts a public item in front since a time, or with 0 not any more; false when it is not public.
    public func feature(_ item: Int64, since time: Int64) throws(StorageError) -> Bool {
        try write { try PreparedStatement($0, Query.feature).run(item, time) == 1 }
    }

    /// What moderators know of an item; `nil` when it was never to be decided.
    public func publication(_ id: Hash) throws(StorageError) -> Publication? {
        try read { try PreparedStatement($0, Query.publication).first(id) { try Publication($0) } }
    }

    /// Publications in a state, the last to arrive first; `before` is the `item` of the previous page's last.
    public func publications(_ state: PublicationState, limit: Int, before: Int64 = .max) throws(StorageError) -> [Publication] {
        try read { try PreparedStatement($0, Query.publications).all(Int(state.rawValue), before, limit) { try Publication($0) } }
    }

    public func publicationsCounted(_ state: PublicationState) throws(StorageError) -> Int64 {
        try read { try PreparedStatement($0, Query.publicationsCounted).first(Int(state.rawValue)) { $0.integer(0) } ?? 0 }
    }

    /// What stands in front, the last to get there first.
    public func featuredPublications(limit: Int) throws(StorageError) -> [(publication: Publication, item: StoredItem)] {
        try read { database in
            let featured = try PreparedStatement(database, Query.featuredPublications).all(limit) { try Publication($0) }
            return try Self.withItems(featured, database)
        }
    }

    /// A publication with its item; `nil` unless it is public now.
    public func published(_ id: Hash) throws(StorageError) -> (publication: Publication, item: StoredItem)? {
        try read { database in
            guard let found = try PreparedStatement(database, Query.publication).first(id, read: { try Publication($0) }),
                found.state == .published
            else { return nil }
            return try Self.withItems([found], database).first
        }
    }

    private static func withItems(
        _ publications: [Publication], _ database: Database
    ) throws -> [(publication: Publication, item: StoredItem)] {
        let recipients = try PreparedStatement(database, Query.recipients)
        let item = try PreparedStatement(database, Query.itemNumbered)
        return try publications.compactMap { publication in
            try item.first(publication.item) { try StoredItem($0, recipients: recipients) }.map { (publication, $0) }
        }
    }

    /// Every list, by name.
    public func publicationLists() throws(StorageError) -> [PublicationList] {
        try read { database in
            try PreparedStatement(database, Query.zoneLists).all {
                PublicationList(name: $0.text(0), last: $0.integer(1), count: $0.integer(2))
            }
        }
    }

    /// Items of a list in these places, the last first; at most `StorageLimits.zoneItemsMax`.
    public func publications(in list: String, places: ClosedRange<Int64>) throws(StorageError) -> [PlacedPublication] {
        try read { database in
            let places = try PreparedStatement(database, Query.zonePlaces).all(
                list, places.lowerBound, places.upperBound, StorageLimits.zoneItemsMax
            ) { (place: $0.integer(0), item: $0.integer(1)) }
            let recipients = try PreparedStatement(database, Query.recipients)
            let publication = try PreparedStatement(database, Query.publicationOfItem)
            let item = try PreparedStatement(database, Query.itemNumbered)
            return try places.compactMap { place, number in
                guard let publication = try publication.first(number, read: { try Publication($0) }),
                    let item = try item.first(number, read: { try StoredItem($0, recipients: recipients) })
                else { return nil }
                return PlacedPublication(place: place, publication: publication, item: item)
            }
        }
    }

    /// The lists in which an item stands, by name, with its places.
    public func lists(ofItem item: Int64) throws(StorageError) -> [(name: String, place: Int64)] {
        try read { database in
            try PreparedStatement(database, Query.listsOfItem).all(item) { (name: $0.text(0), place: $0.integer(1)) }.sorted {
                $0.name < $1.name
            }
        }
    }

    /// What changed after a generation, in one look; items beyond `limit` are not told (`isCut`).
    public func publicationChanges(after generation: Int64, limit: Int) throws(StorageError) -> PublicationChanges {
        try read { database in
            let items: [Hash] = try PreparedStatement(database, Query.zoneChanges).all(generation, limit + 1) { try $0.fixed(0) }
            let pages = try PreparedStatement(database, Query.zonePages).all(generation) {
                PublicationChanges.ListedPage(list: $0.text(0), page: $0.integer(1))
            }
            let now = try PreparedStatement(database, Query.zoneGeneration).first { $0.integer(0) } ?? 0
            return PublicationChanges(
                generation: now, items: Array(items.prefix(limit)), pages: pages, isCut: items.count > limit)
        }
    }

    /// When, after a second, the next item's time is over, seconds since 1970; `nil` when there is none whose is to be.
    public func nextDue(after second: Int64) throws(StorageError) -> Int64? {
        try read { try PreparedStatement($0, Query.nextDue).first(second) { $0.isNull(0) ? nil : $0.integer(0) } ?? nil }
    }

    /// The values that stand on no warning list, and the last of all as the place where the next page goes on; `nil` at the end.
    public func withoutWarnings(_ listed: [ListedValue]) throws(StorageError) -> (values: [ListedValue], last: ListedValue?) {
        try read { database in
            let lookup = WarningLookup(database)
            let values = try listed.filter { one in
                guard let value = ObservedValue(typed: one.value) else { return true }
                return try lookup.warnings(on: value).found.isEmpty
            }
            return (values, listed.last)
        }
    }

    /// Those of some values that stand on a warning list.
    public func warned(_ values: [String]) throws(StorageError) -> Set<String> {
        try read { database in
            let lookup = WarningLookup(database)
            return Set(
                try values.filter { text in
                    guard let value = ObservedValue(typed: text) else { return false }
                    return try !lookup.warnings(on: value).found.isEmpty
                })
        }
    }

    /// Values of a kind behind a value and item, in the order of their octets; `""` and 0 for the beginning.
    public func publicValues(
        ofKind kind: UInt8, after value: String, _ item: Int64, limit: Int
    ) throws(StorageError) -> [ListedValue] {
        try read { database in
            try PreparedStatement(database, Query.zoneValues).all(Int(kind), value, item, limit) { columns in
                ListedValue(
                    value: columns.text(0), item: columns.integer(1), id: try columns.fixed(5), since: columns.integer(2),
                    until: columns.integer(3), confidence: Int(columns.integer(4)), pap: try columns.integer(6, as: UInt8.self))
            }
        }
    }

    /// The items that translate an object, each with its language, the newest first; only those for which `isWanted` holds, at most
    /// `StorageLimits.zoneTranslationsMax`.
    public func translations(
        of object: String, where isWanted: (StoredItem) -> Bool
    ) throws(StorageError) -> [(language: String, item: StoredItem)] {
        try read { database in
            let recipients = try PreparedStatement(database, Query.recipients)
            let item = try PreparedStatement(database, Query.itemNumbered)
            var found: [(language: String, item: StoredItem)] = []
            try PreparedStatement(database, Query.zoneTranslations).each(object) { columns in
                let translating = try item.first(columns.integer(1)) { try StoredItem($0, recipients: recipients) }
                if let translating, isWanted(translating) { found.append((columns.text(0), translating)) }
                return found.count < StorageLimits.zoneTranslationsMax
            }
            return found
        }
    }
}
