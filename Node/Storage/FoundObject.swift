import GRDB
import STIX

/// An object with its octets and the item that carries it.
public struct FoundObject: Equatable, Sendable {
    public let item: StoredItem
    public let id: String
    public let type: String
    public let name: String
    public let modified: String?
    /// As its author wrote it.
    public let octets: [UInt8]

    /// The object at a place in an item, whoever asks. Of a long content no more is read than the object.
    static func read(_ item: Int64, _ ordinal: Int64, _ database: Database) throws -> FoundObject? {
        let recipients = try PreparedStatement(database, Query.recipients)
        let stored = try PreparedStatement(database, Query.itemNumbered).first(item) { try StoredItem($0, recipients: recipients) }
        guard let stored else { return nil }
        return try PreparedStatement(database, Query.searchObject).first(item, ordinal) { columns in
            let type = columns.text(0)
            let key: ObjectKey = columns.isText(1) ? .text(columns.text(1)) : .uuid(type: type, columns.bytes(1))
            let range = Int(columns.integer(4))..<Int(columns.integer(5))
            let octets = try ContentReader(database).octets(of: item, in: [range]).first
            return octets.map {
                FoundObject(item: stored, id: key.id, type: type, name: columns.text(2), modified: columns.textIfPresent(3), octets: $0)
            }
        } ?? nil
    }

    /// The versions of an object that a reader may know of, the last modified first and of equal ones the last to arrive.
    static func versions(_ id: String, _ items: inout ReadersItems, limit: Int) throws -> [FoundObject] {
        let key = ObjectKey(id: id)
        let places = try PreparedStatement(items.database, Query.searchObjectsNamed).all(key, key.type, StorageLimits.searchLookedAtMax) {
            (item: $0.integer(0), ordinal: $0.integer(1))
        }
        var found: [FoundObject] = []
        for place in places where found.count < limit {
            guard try items.view(place.item) != nil, let object = try read(place.item, place.ordinal, items.database) else { continue }
            found.append(object)
        }
        return found.enumerated().sorted { left, right in
            let (first, second) = (left.element.modified ?? "", right.element.modified ?? "")
            return first == second ? left.offset < right.offset : first > second
        }.map(\.element)
    }

    /// Objects that refer to another, the newest first; `isCut` when there are more than were looked at.
    static func referring(
        to id: String, _ terms: SearchTerms, _ items: inout ReadersItems, limit: Int
    ) throws -> (objects: [(object: FoundObject, digest: STIXDigest)], isCut: Bool) {
        let postings = terms.postings(SearchTerm.reference(to: id))
        var found: [(object: FoundObject, digest: STIXDigest)] = []
        var (bound, looked) = (Int64.max, 0)
        while let document = try postings.seek(bound) {
            bound = document - 1
            looked += 1
            guard looked <= StorageLimits.searchLookedAtMax else { return (found, true) }
            guard let place = try items.place(document), try items.view(place.item) != nil,
                let object = try read(place.item, place.ordinal, items.database), let digest = STIXDigest(reading: object.octets),
                digest.references.contains(where: { $0.target == id })
            else { continue }
            guard found.count < limit else { return (found, true) }
            found.append((object, digest))
        }
        return (found, false)
    }
}

extension Store {
    /// The versions of an object that a reader may know of, the newest first: each with the item that carries it.
    public func versions(ofObject id: String, limit: Int, as reader: SearchReader) throws(StorageError) -> [FoundObject] {
        try read { database in
            var items = ReadersItems(database, reader)
            return try FoundObject.versions(id, &items, limit: min(limit, StorageLimits.searchHitsMax))
        }
    }
}
