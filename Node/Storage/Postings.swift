import GRDB

/// Documents in falling order, the newest first.
protocol PostingSource: AnyObject {
    /// The greatest document that is not greater than this one; the bound may only fall from call to call.
    func seek(_ atMost: Int64) throws -> Int64?
}

/// The documents of one term in one segment, read from its rows as far as they are wanted.
final class TermPostings: PostingSource {
    private let database: Database
    private let segment: SearchSegments.Segment
    private let term: [UInt8]
    private var run: [Int64] = []
    private var place = -1
    private var isExhausted = false

    init(_ database: Database, _ segment: SearchSegments.Segment, _ term: [UInt8]) {
        self.database = database
        self.segment = segment
        self.term = term
    }

    func seek(_ atMost: Int64) throws -> Int64? {
        guard !isExhausted, atMost >= segment.first else { return nil }
        if run.isEmpty || run[0] > atMost {
            try load(atMost)
            guard !isExhausted else { return nil }
        }
        place = min(place, run.count - 1)
        // Nearly always one of the next few, else far away.
        var steps = 0
        while run[place] > atMost {
            steps += 1
            guard steps > 8 else {
                place -= 1
                continue
            }
            var (low, high) = (0, place)
            while low < high {
                let middle = (low + high + 1) / 2
                if run[middle] <= atMost { low = middle } else { high = middle - 1 }
            }
            place = low
        }
        return run[place]
    }

    private func load(_ atMost: Int64) throws {
        let term = term
        let row = try PreparedStatement(database, Query.searchRowBefore).first(segment.number, TermBlock.key(term.span, atMost)) {
            $0.bytes(1)
        }
        var reader = TermBlock.Reader(row ?? [], base: segment.first)
        var found: TermBlock.Reader?
        while try reader.next() {
            let order = TermOrder.compare(reader.term.span, term.span)
            guard order <= 0 else { break }
            guard order == 0 else { continue }
            guard try reader.firstDocument() <= atMost else { break }
            found = reader
        }
        guard let found else { return isExhausted = true }
        run = try found.documents()
        place = run.count - 1
    }
}

/// The documents of any of several sources.
final class AnyPostings: PostingSource {
    /// Sources with the document at which each stands, as a heap with the greatest on top; one that was not asked yet stands at the greatest
    /// number there is.
    private var heap: [(document: Int64, source: any PostingSource)] = []

    init(_ sources: [any PostingSource]) {
        heap = sources.map { (Int64.max, $0) }
    }

    func seek(_ atMost: Int64) throws -> Int64? {
        while let top = heap.first, top.document > atMost || top.document == .max {
            if let document = try top.source.seek(atMost) {
                heap[0].document = document
            } else {
                heap[0] = heap[heap.count - 1]
                heap.removeLast()
            }
            sink()
        }
        return heap.first?.document
    }

    private func sink() {
        var parent = 0
        while true {
            var greatest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].document > heap[greatest].document {
                greatest = child
            }
            guard greatest != parent else { return }
            heap.swapAt(parent, greatest)
            parent = greatest
        }
    }
}

/// The documents of all of several sources; of none, nothing.
final class AllPostings: PostingSource {
    private let sources: [any PostingSource]

    init(_ sources: [any PostingSource]) { self.sources = sources }

    func seek(_ atMost: Int64) throws -> Int64? {
        guard !sources.isEmpty else { return nil }
        var document = atMost
        var agreed = 0
        var index = 0
        while agreed < sources.count {
            guard let found = try sources[index].seek(document) else { return nil }
            agreed = found == document ? agreed + 1 : 1
            document = found
            index = (index + 1) % sources.count
        }
        return document
    }
}

/// The index as one reading access sees it: where the documents of a term are.
struct SearchTerms {
    let database: Database
    private let segments: [SearchSegments.Segment]

    init(_ database: Database) throws {
        self.database = database
        segments = try SearchSegments(database).all.filter(\.isRead)
    }

    func postings(_ term: [UInt8]) -> any PostingSource {
        AnyPostings(segments.map { TermPostings(database, $0, term) })
    }

    func postings(anyOf terms: [[UInt8]]) -> any PostingSource {
        AnyPostings(terms.flatMap { term in segments.map { TermPostings(database, $0, term) } })
    }

    /// The documents of the terms from one to before another, of which the first `limit` in their order are taken; whether there are more.
    func postings(from first: [UInt8], to end: [UInt8], limit: Int) throws -> (any PostingSource, isCut: Bool) {
        var terms: Set<[UInt8]> = []
        for segment in segments { try terms.formUnion(self.terms(in: segment, from: first, to: end, limit: limit + 1)) }
        let wanted = terms.sorted { $0.lexicographicallyPrecedes($1) }
        return (postings(anyOf: Array(wanted.prefix(limit))), wanted.count > limit)
    }

    private func terms(in segment: SearchSegments.Segment, from first: [UInt8], to end: [UInt8], limit: Int) throws -> [[UInt8]] {
        var terms: [[UInt8]] = []
        var row = try PreparedStatement(database, Query.searchRowBefore).first(segment.number, first + [0]) { ($0.bytes(0), $0.bytes(1)) }
        var key = row?.0 ?? []
        while true {
            if let row {
                var reader = TermBlock.Reader(row.1, base: segment.first)
                while try reader.next() {
                    guard TermOrder.precedes(reader.term, end) else { return terms }
                    guard !TermOrder.precedes(reader.term, first), terms.last != reader.term else { continue }
                    terms.append(reader.term)
                    if terms.count == limit { return terms }
                }
                key = row.0
            }
            row = try PreparedStatement(database, Query.searchRowAfter).first(segment.number, key) { ($0.bytes(0), $0.bytes(1)) }
            if row == nil { return terms }
        }
    }
}
