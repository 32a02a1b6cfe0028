/// Terms with the numbers of the documents in which they stand, in order, as one row of the search index holds them.
///
/// A run is one term with up to 128 documents; a term in more of them has several runs one after the other. Octets of a run:
///
/// - the head: 128 if there is one document, and 8 × the octets that its term shares with the term before, and how many follow. Fifteen shared
///   octets and seven that follow say that the rest of the number stands behind the head;
/// - the octets of the term that follow;
/// - of one document its number; of several how many less two, the first number, and by how much the last is further away than it would be
///   without gaps; of more than two also how many octets follow, and the gaps between them but for the last as Rice codes, lowest bit first.
///
/// Numbers are counted from the first document of the segment. Counts are unsigned LEB128. The parameter of the Rice codes follows from what
/// stands before them: half of the time a gap is written in hardly more bits than it has.
enum TermBlock {
    /// One term with documents in rising order.
    struct Run: Equatable {
        var term: [UInt8]
        var documents: [Int64]

        /// Where it stands in a segment: by term, then by its first document.
        var key: [UInt8] { TermBlock.key(term.span, documents.first ?? 0) }
    }

    private static let sharedInHead = 15
    private static let restInHead = 7
    private static let single: UInt8 = 0x80

    /// The key of a row or a run: no term holds the octet 0 where another one could go on.
    static func key(_ term: borrowing Span<UInt8>, _ document: Int64) -> [UInt8] {
        var key: [UInt8] = []
        key.reserveCapacity(term.count + 9)
        key.append(copying: term)
        key.append(0)
        for shift in stride(from: 56, through: 0, by: -8) { key.append(UInt8(truncatingIfNeeded: document >> Int64(shift))) }
        return key
    }

    /// Writes runs behind one another until a row is full.
    struct Writer {
        /// The first document of the segment.
        private let base: Int64
        private(set) var octets: [UInt8] = []
        private(set) var key: [UInt8]?
        private var last: [UInt8] = []

        init(base: Int64) { self.base = base }

        /// False, and nothing written, when the row has no room for it. Documents rise, from the segment's first on; there are 1 to 128 of them.
        mutating func append(_ term: borrowing Span<UInt8>, _ documents: borrowing Span<Int64>) -> Bool {
            let start = octets.count
            let shared = key == nil ? 0 : TermOrder.shared(last.span, term)
            let rest = term.count - shared
            let head = UInt8(min(shared, TermBlock.sharedInHead)) << 3 | UInt8(min(rest, TermBlock.restInHead))
            octets.append(documents.count == 1 ? head | TermBlock.single : head)
            if shared >= TermBlock.sharedInHead { TermBlock.append(UInt64(shared - TermBlock.sharedInHead), to: &octets) }
            if rest >= TermBlock.restInHead { TermBlock.append(UInt64(rest - TermBlock.restInHead), to: &octets) }
            octets.append(copying: term.extracting(shared..<term.count))
            append(documents)
            guard key == nil || octets.count <= StorageLimits.searchRowOctetsMax else {
                octets.removeLast(octets.count - start)
                return false
            }
            if key == nil { key = TermBlock.key(term, documents[0]) }
            last.removeLast(last.count - shared)
            last.append(copying: term.extracting(shared..<term.count))
            return true
        }

        private mutating func append(_ documents: borrowing Span<Int64>) {
            let (count, first) = (documents.count, documents[0])
            guard count > 1 else { return TermBlock.append(UInt64(first - base), to: &octets) }
            octets.append(UInt8(count - 2))
            TermBlock.append(UInt64(first - base), to: &octets)
            let slack = UInt64(documents[count - 1] - first) - UInt64(count - 1)
            TermBlock.append(slack, to: &octets)
            guard count > 2 else { return }
            var bits = BitWriter()
            let parameter = TermBlock.parameter(slack: slack, gaps: count - 1)
            for index in 1..<count - 1 { bits.append(UInt64(documents[index] - documents[index - 1] - 1), parameter) }
            bits.finish()
            TermBlock.append(UInt64(bits.octets.count), to: &octets)
            octets += bits.octets
        }

        mutating func clear() {
            octets.removeAll(keepingCapacity: true)
            key = nil
            last.removeAll(keepingCapacity: true)
        }
    }

    /// Reads runs one after the other; their documents only when they are wanted.
    struct Reader {
        private let octets: [UInt8]
        private let base: Int64
        private var index = 0
        private(set) var term: [UInt8] = []
        private var count = 0
        private var numbers = 0

        init(_ octets: [UInt8], base: Int64) {
            self.octets = octets
            self.base = base
        }

        /// Goes on to the next run; false at the end. Throws `.corrupt` for what `Writer` does not write.
        mutating func next() throws -> Bool {
            guard index < octets.count else { return false }
            let head = octets[index]
            index += 1
            var shared = Int(head >> 3 & 0x0F)
            if shared == TermBlock.sharedInHead { shared += try read() }
            var rest = Int(head & 0x07)
            if rest == TermBlock.restInHead { rest += try read() }
            guard shared <= term.count, rest <= octets.count - index else { throw TermBlock.damaged }
            term.removeLast(term.count - shared)
            term.append(contentsOf: octets[index..<index + rest])
            index += rest
            numbers = index
            guard head & TermBlock.single == 0 else {
                count = 1
                _ = try read()
                return true
            }
            guard index < octets.count, octets[index] <= StorageLimits.searchRunDocumentsMax - 2 else { throw TermBlock.damaged }
            count = Int(octets[index]) + 2
            index += 1
            numbers = index
            _ = try read()
            _ = try read()
            if count > 2 {
                let length = try read()
                guard length <= octets.count - index else { throw TermBlock.damaged }
                index += length
            }
            return true
        }

        /// The first document of the run.
        func firstDocument() throws -> Int64 {
            var place = numbers
            return try TermBlock.document(base, TermBlock.read(octets, &place))
        }

        func documents() throws -> [Int64] {
            var documents: [Int64] = []
            try append(to: &documents)
            return documents
        }

        /// Adds the documents of the run.
        func append(to documents: inout [Int64]) throws {
            documents.reserveCapacity(documents.count + count)
            var place = numbers
            let first = try TermBlock.document(base, TermBlock.read(octets, &place))
            documents.append(first)
            guard count > 1 else { return }
            let slack = try TermBlock.read(octets, &place)
            let last = try TermBlock.document(first, slack &+ UInt64(count - 1))
            if count > 2 {
                let length = try TermBlock.read(octets, &place)
                guard length <= UInt64(octets.count - place) else { throw TermBlock.damaged }
                var bits = BitReader(octets, place..<place + Int(length))
                let parameter = TermBlock.parameter(slack: slack, gaps: count - 1)
                var document = first
                for _ in 1..<count - 1 {
                    guard let gap = bits.next(parameter), gap < UInt64(last - document) else { throw TermBlock.damaged }
                    document += Int64(gap) + 1
                    documents.append(document)
                }
                guard document < last else { throw TermBlock.damaged }
            }
            documents.append(last)
        }

        /// A length, which is never so great as to be added to in vain.
        private mutating func read() throws -> Int { min(Int(clamping: try TermBlock.read(octets, &index)), Int(Int32.max)) }
    }

    static var damaged: StorageError { .corrupt("a row of the search index cannot be read") }

    /// How many low bits of a gap are written as they are: about as many as the mean gap has.
    private static func parameter(slack: UInt64, gaps: Int) -> Int {
        let mean = slack / UInt64(gaps)
        return mean < 2 ? 0 : 63 - mean.leadingZeroBitCount
    }

    private static func document(_ base: Int64, _ distance: UInt64) throws -> Int64 {
        guard let distance = Int64(exactly: distance) else { throw damaged }
        let (document, isTooGreat) = base.addingReportingOverflow(distance)
        guard !isTooGreat else { throw damaged }
        return document
    }

    static func append(_ number: UInt64, to octets: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            octets.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        octets.append(UInt8(rest))
    }

    private static func read(_ octets: [UInt8], _ index: inout Int) throws -> UInt64 {
        var (number, shift): (UInt64, UInt64) = (0, 0)
        while index < octets.count, shift < 63 {
            let octet = octets[index]
            index += 1
            number |= UInt64(octet & 0x7F) << shift
            if octet < 0x80 { return number }
            shift += 7
        }
        throw damaged
    }
}
