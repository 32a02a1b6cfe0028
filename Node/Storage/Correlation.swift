import GRDB
import Groups
public import STIX
import Wire

/// Where a value stands: the objects that name it, and what organisations say about it.
public struct Correlation: Equatable, Sendable {
    /// What somebody says of a value, by an item about an object that names it.
    public struct Report: Equatable, Sendable {
        /// Whether it speaks for the value or against it.
        public let isFor: Bool
        /// "sighting", "opinion" or "note".
        public let type: String
        public let id: String
        public let item: StoredItem
    }

    public let value: ObservedValue
    /// The objects that name it, the newest first; none where it stands in too many items.
    public internal(set) var hits: [SearchHit] = []
    /// Items that name it; where there are more than `StorageLimits.correlatedItemsMax`, that many.
    public internal(set) var items = 0
    /// Whether it stands in so many items that it connects nothing.
    public internal(set) var isOverCorrelating = false
    /// Whether more objects name it than are given.
    public internal(set) var hasMore = false
    /// What is said about it, the newest first.
    public internal(set) var reports: [Report] = []
    /// Organisations that have seen it or agree, and that call it a false positive or disagree; each counts once.
    public internal(set) var organisationsFor = 0
    public internal(set) var organisationsAgainst = 0
    /// 0 to 100 (`ValueStanding`); 0 where no object names it.
    public internal(set) var confidence = 0
    /// When it was last reported or seen, seconds since 1970.
    public internal(set) var last: Int64 = 0
    /// What warning lists say of it.
    public internal(set) var warnings = Warnings()

    init(_ value: ObservedValue) { self.value = value }
}

/// Collects what is known of one value.
private struct CorrelationRun {
    let database: Database
    let terms: SearchTerms
    let reader: SearchReader
    var items: ReadersItems
    var result: Correlation
    private var stated: Int?
    private var named: Set<Int64> = []
    private var objects: [String] = []

    init(_ database: Database, _ value: ObservedValue, _ reader: SearchReader) throws {
        self.database = database
        self.reader = reader
        terms = try SearchTerms(database)
        items = ReadersItems(database, reader)
        result = Correlation(value)
    }

    mutating func run(limit: Int) throws {
        let postings = terms.postings(SearchTerm.value(result.value))
        var bound = Int64.max
        var looked = 0
        while let document = try postings.seek(bound), looked < StorageLimits.correlatedObjectsMax {
            bound = document - 1
            looked += 1
            guard let place = try items.place(document), let view = try items.view(place.item) else { continue }
            if !named.contains(place.item), named.count == StorageLimits.correlatedItemsMax {
                result.isOverCorrelating = true
                break
            }
            named.insert(place.item)
            result.last = max(result.last, min(view.created, reader.now))
            if result.hits.count == limit {
                result.hasMore = true
            } else {
                try take(place.item, place.ordinal)
            }
        }
        result.items = named.count
        if result.isOverCorrelating { result.hits = [] }
        result.warnings = try WarningLookup(database).warnings(on: result.value)
        try weigh()
    }

    private mutating func take(_ item: Int64, _ ordinal: Int64) throws {
        guard let found = try FoundObject.read(item, ordinal, database) else { return }
        let digest = STIXDigest(reading: found.octets)
        if let confidence = digest?.confidence { stated = max(stated ?? 0, confidence) }
        if !objects.contains(found.id), objects.count < StorageLimits.reportedObjectsMax { objects.append(found.id) }
        let text = SearchedText(digest, title: nil)
        result.hits.append(
            SearchHit(
                item: found.item, id: found.id, type: found.type, name: digest?.names.first ?? found.name, modified: found.modified,
                labels: digest?.labels ?? [], snippet: text.snippet(for: [], characters: StorageLimits.searchSnippetCharactersMax)))
    }

    /// Reads sightings, opinions and notes about the objects that name the value.
    private mutating func weigh() throws {
        var (pro, contra): (Set<OrganisationID>, Set<OrganisationID>) = ([], [])
        var known: Set<String> = []
        for id in objects {
            for (object, digest) in try FoundObject.referring(to: id, terms, &items, limit: StorageLimits.reportsMax).objects {
                guard let isFor = Self.judgement(digest, of: id), known.insert("\(object.item.id) \(object.id)").inserted else { continue }
                let organisation = object.item.original?.version.organisation ?? object.item.organisation
                if isFor { pro.insert(organisation) } else { contra.insert(organisation) }
                if isFor { result.last = max(result.last, min(object.item.created, reader.now)) }
                guard result.reports.count < StorageLimits.reportsMax else { continue }
                result.reports.append(Correlation.Report(isFor: isFor, type: object.type, id: object.id, item: object.item))
            }
        }
        result.reports.sort { $0.item.number > $1.item.number }
        (result.organisationsFor, result.organisationsAgainst) = (pro.count, contra.count)
        guard !named.isEmpty else { return }
        result.confidence = ValueStanding.confidence(
            stated: stated, kind: result.value.kind, ageSeconds: reader.now - result.last, organisationsFor: pro.count,
            organisationsAgainst: contra.count)
    }

    /// Whether an object speaks for another or against it; `nil` for one that says neither.
    private static func judgement(_ digest: STIXDigest, of id: String) -> Bool? {
        guard !digest.isRevoked else { return nil }
        let isAbout = { (property: String) in digest.references.contains { $0.property == property && $0.target == id } }
        switch digest.type {
        case "sighting" where isAbout("sighting_of_ref"):
            if isFalsePositive(digest) { return false }
            return digest.count > 0 ? true : nil
        case "opinion" where isAbout("object_refs"):
            switch digest.opinion {
            case "agree", "strongly-agree": return true
            case "disagree", "strongly-disagree": return false
            default: return nil
            }
        case "note" where isAbout("object_refs"): return isFalsePositive(digest) ? false : nil
        default: return nil
        }
    }

    private static func isFalsePositive(_ digest: STIXDigest) -> Bool {
        digest.labels.contains { $0.lowercased() == "false-positive" }
    }
}

extension Store {
    /// Where a value stands, as far as a reader may know; `limit` bounds the objects that are given.
    public func correlate(_ value: ObservedValue, limit: Int, as reader: SearchReader) throws(StorageError) -> Correlation {
        try read { database in
            var run = try CorrelationRun(database, value, reader)
            try run.run(limit: max(1, min(limit, StorageLimits.searchHitsMax)))
            return run.result
        }
    }
}
