import GRDB
import STIX
import Wire

/// One search over the index, inside one reading access.
struct SearchRun {
    private let database: Database
    private let terms: SearchTerms
    private let query: SearchQuery
    private var items: ReadersItems
    private var isPrefixCut = false
    private let hasPhrases: Bool
    private let hasWords: Bool

    init(_ database: Database, _ query: SearchQuery, as reader: SearchReader) throws {
        self.database = database
        self.query = query
        terms = try SearchTerms(database)
        items = ReadersItems(database, reader)
        hasPhrases = query.expression.words.contains { $0.content.isPhrase }
        hasWords = query.expression.words.contains { !$0.isExcluded }
    }

    /// What is wanted and what is not, as documents.
    private struct Candidates {
        let wanted: any PostingSource
        let excluded: [any PostingSource]

        /// The next that is wanted and not excluded.
        func next(_ atMost: Int64) throws -> Int64? {
            var bound = atMost
            search: while let document = try wanted.seek(bound) {
                for source in excluded where try source.seek(document) == document {
                    bound = document - 1
                    continue search
                }
                return document
            }
            return nil
        }
    }

    /// The page, and the counts if they are wanted.
    mutating func page() throws -> SearchPage {
        var page = SearchPage()
        let limit = max(1, min(query.limit, StorageLimits.searchHitsMax))
        var looked = 0
        let ranks = query.order == .best && hasWords
        if ranks, query.cursor?.isInNames ?? true {
            try collect(inNames: true, from: query.cursor?.document ?? .max, beside: nil, limit, &looked, &page)
            if page.next == nil { try collect(inNames: false, from: .max, beside: try candidates(inNames: true), limit, &looked, &page) }
        } else {
            let named = ranks ? try candidates(inNames: true) : nil
            try collect(inNames: false, from: query.cursor?.document ?? .max, beside: named, limit, &looked, &page)
        }
        if query.wantsFacets { page.facets = try facets() }
        page.isPrefixCut = isPrefixCut
        return page
    }

    /// Adds to a page what is found below a document; `beside` are those that the page before had.
    private mutating func collect(
        inNames: Bool, from bound: Int64, beside named: Candidates?, _ limit: Int, _ looked: inout Int, _ page: inout SearchPage
    ) throws {
        let candidates = try candidates(inNames: inNames)
        var bound = bound == .max ? Int64.max : bound - 1
        while let document = try candidates.next(bound) {
            // One more than fits: so the last page knows that it is the last.
            if page.hits.count == limit || looked == StorageLimits.searchLookedAtMax {
                page.isCut = page.hits.count < limit
                page.next = SearchCursor(isInNames: inNames, document: document + 1)
                return
            }
            looked += 1
            bound = document - 1
            if let named, try named.next(document) == document, try !hasPhrases || hit(document, inNames: true) != nil { continue }
            if let hit = try hit(document, inNames: inNames) { page.hits.append(hit) }
        }
    }

    /// The object, if the reader may know of it and it fits in every respect that the index does not decide.
    private mutating func hit(_ document: Int64, inNames: Bool) throws -> SearchHit? {
        guard let place = try items.place(document), let view = try items.view(place.item), isInTime(view),
            let found = try FoundObject.read(place.item, place.ordinal, database)
        else { return nil }
        let digest = STIXDigest(reading: found.octets)
        let text = SearchedText(digest, title: try title(of: found.item, place.ordinal))
        if hasPhrases {
            let words = query.expression.words
            guard text.holds(words, inNames: false), !inNames || text.holds(words, inNames: true) else { return nil }
        }
        return SearchHit(
            item: found.item, id: found.id, type: found.type, name: digest?.names.first ?? found.name, modified: found.modified,
            labels: digest?.labels ?? [],
            snippet: text.snippet(for: query.expression.words, characters: StorageLimits.searchSnippetCharactersMax))
    }

    /// The item's title where it is found with this object, and nobody's name.
    private func title(of item: StoredItem, _ ordinal: Int64) throws -> String? {
        guard ordinal == 0, !item.title.isEmpty else { return nil }
        let isName = try PreparedStatement(database, Query.searchNamed).first(item.number, item.title) { _ in true } ?? false
        return isName ? nil : item.title
    }

    private func isInTime(_ view: ItemView) -> Bool {
        query.expression.after.map { view.created >= $0 } ?? true && query.expression.before.map { view.created < $0 } ?? true
    }

    /// Of documents with what stands for each, what stands for those that are found.
    mutating func found<Mark: Hashable>(among documents: [Int64: Mark]) throws -> Set<Mark> {
        let candidates = try candidates(inNames: false)
        var found: Set<Mark> = []
        var nearest: Int64?
        // Sources go downwards only.
        for (document, mark) in documents.sorted(by: { $0.key > $1.key }) {
            if nearest.map({ $0 > document }) ?? true {
                nearest = try candidates.next(document)
                if nearest == nil { break }
            }
            guard nearest == document, let place = try items.place(document), let view = try items.view(place.item), isInTime(view),
                try !hasPhrases || hit(document, inNames: false) != nil
            else { continue }
            found.insert(mark)
        }
        return found
    }

    // MARK: - Sources

    private mutating func candidates(inNames: Bool) throws -> Candidates {
        let expression = query.expression
        var (wanted, excluded): ([any PostingSource], [any PostingSource]) = ([], [])
        for part in expression.words {
            // A phrase that is not wanted excludes nothing before it is seen whether it stands there.
            if part.isExcluded, part.content.isPhrase { continue }
            let source = try source(part.content, inNames: inNames && !part.isExcluded)
            if part.isExcluded { excluded += source } else { wanted += source }
        }
        func add<Content>(_ parts: [SearchExpression.Part<Content>], _ term: (Content) -> [UInt8]?) {
            let chosen = parts.filter { !$0.isExcluded }
            if !chosen.isEmpty { wanted.append(terms.postings(anyOf: chosen.compactMap { term($0.content) })) }
            for part in parts where part.isExcluded { if let term = term(part.content) { excluded.append(terms.postings(term)) } }
        }
        add(expression.types, SearchTerm.type)
        add(expression.marks, SearchTerm.mark)
        add(expression.labels, SearchTerm.label)
        add(expression.values, SearchTerm.value)
        add(expression.authors) { query.authors[$0].map(SearchTerm.author) }
        add(expression.groups) { query.groups[$0].map(SearchTerm.group) }
        if expression.after != nil || expression.before != nil {
            let first = SearchMonth(second: max(expression.after ?? 0, 0))
            let last = SearchMonth(second: min(max(expression.before ?? .max, 0), SearchMonth.lastSecond))
            let end = SearchTerm.month(last) + [0xFF]
            let (months, _) = try terms.postings(from: SearchTerm.month(first), to: end, limit: StorageLimits.searchMonthsMax)
            wanted.append(months)
        }
        return Candidates(wanted: AllPostings(wanted), excluded: excluded)
    }

    private mutating func source(_ word: SearchExpression.Word, inNames: Bool) throws -> [any PostingSource] {
        func term(_ word: [UInt8]) -> [UInt8] { inNames ? SearchTerm.inName(word) : word }
        switch word {
        case .one(let one): return [terms.postings(term(one))]
        case .phrase(let words): return Set(words).sorted { $0.lexicographicallyPrecedes($1) }.map { terms.postings(term($0)) }
        case .beginning(let beginning):
            let found = try terms.postings(from: term(beginning), to: term(beginning) + [0xFF], limit: StorageLimits.searchPrefixWordsMax)
            if found.isCut { isPrefixCut = true }
            return [found.0]
        }
    }

    // MARK: - Facets

    private mutating func facets() throws -> SearchFacets {
        var facets = SearchFacets()
        let candidates = try candidates(inNames: false)
        let limit = hasPhrases ? StorageLimits.searchPhrasesCountedMax : StorageLimits.searchCountedMax
        var (types, labels, months): ([String: Int], [String: Int], [String: Int]) = ([:], [:], [:])
        var marks: [UInt8: Int] = [:]
        var authors: [OrganisationID: Int] = [:]
        var groups: [GroupTag: Int] = [:]
        var bound = Int64.max
        var looked = 0
        let (type, label) = (try PreparedStatement(database, Query.searchType), try PreparedStatement(database, Query.searchLabel))
        while let document = try candidates.next(bound) {
            if looked == limit {
                facets.isCut = true
                break
            }
            bound = document - 1
            guard let place = try items.place(document), let view = try items.view(place.item), isInTime(view) else { continue }
            looked += 1
            if hasPhrases, try hit(document, inNames: false) == nil { continue }
            facets.counted += 1
            if let found = try type.first(place.item, place.ordinal, read: { $0.text(0) }) { types[found, default: 0] += 1 }
            for one in try label.first(document, read: { $0.text(0) })?.split(separator: "\n") ?? [] {
                labels[String(one), default: 0] += 1
            }
            marks[view.tlp, default: 0] += 1
            if view.mayBeNamed { authors[view.author, default: 0] += 1 }
            groups[view.group, default: 0] += 1
            months[SearchMonth(second: view.created).text, default: 0] += 1
        }
        facets.types = Self.top(types, &facets)
        facets.labels = Self.top(labels, &facets)
        facets.months = Self.top(months, &facets)
        facets.marks = Self.top(marks, &facets)
        facets.authors = Self.top(authors, &facets)
        facets.groups = Self.top(groups, &facets)
        return facets
    }

    /// The values with the highest counts, and of equal ones in their own order.
    private static func top<Value: Hashable & Comparable>(_ counts: [Value: Int], _ facets: inout SearchFacets) -> [SearchCount<Value>] {
        if counts.count > StorageLimits.searchFacetValuesMax { facets.hasMoreValues = true }
        let sorted = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
        return sorted.prefix(StorageLimits.searchFacetValuesMax).map { SearchCount(value: $0.key, count: $0.value) }
    }
}

extension SearchMonth {
    /// The end of the year 9999, behind which no time is.
    static let lastSecond: Int64 = 253_402_300_799
}

extension Store {
    /// Searches for one reader.
    public func search(_ query: SearchQuery, as reader: SearchReader) throws(StorageError) -> SearchPage {
        try read { database in
            var run = try SearchRun(database, query, as: reader)
            return try run.page()
        }
    }
}
