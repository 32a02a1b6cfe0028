/// Terms with the numbers of the documents in which they stand, in order, as one row of the search index holds them.
///
/// A run is one term with up to 128 documents; a term in more of them has several runs one after the other. Bytes of a run: how many octets its
/// term shares with the term before, how many follow, these; how many documents; unless that is 1, how many octets their numbers
/// take; the first number, and each further one as the distance from the one before. All counts are unsigned LEB128.
enum TermBlock {
    /// One term with documents in rising order.
    struct Run: Equatable {
        var term: [UInt8]
        var documents: [Int64]

        /// Where it stands in a segment: by term, then by its first document.
        var key: [UInt8] { TermBlock.key(term, documents.first ?? 0) }
    }

    /// The key of a row or a run: no term holds the octet 0 where another one could go on.
    static func key(_ term: [UInt8], _ document: Int64) -> [UInt8] {
        var key = term
        key.reserveCapacity(term.count + 9)
        key.append(0)
        for shift in stride(from: 56, through: 0, by: -8) { key.append(UInt8(truncatingIfNeeded: document >> Int64(shift))) }
        return key
    }

    /// Writes runs behind one another until a row is full.
    struct Writer {
        private(set) var octets: [UInt8] = []
        private(set) var key: [UInt8]?
        private var last: [UInt8] = []
        private var scratch: [UInt8] = []

        /// False, and nothing written, when the row has no room for it.
        mutating func append(_ term: [UInt8], _ documents: ArraySlice<Int64>) -> Bool {
            scratch.removeAll(keepingCapacity: true)
            let shared = key == nil ? 0 : zip(last, term).prefix { $0 == $1 }.count
            TermBlock.append(UInt64(shared), to: &scratch)
            TermBlock.append(UInt64(term.count - shared), to: &scratch)
            scratch += term[shared...]
            TermBlock.append(UInt64(documents.count), to: &scratch)
            var numbers: [UInt8] = []
            numbers.reserveCapacity(documents.count + 4)
            var previous: Int64 = 0
            for document in documents {
                TermBlock.append(UInt64(document - previous), to: &numbers)
                previous = document
            }
            if documents.count > 1 { TermBlock.append(UInt64(numbers.count), to: &scratch) }
            scratch += numbers
            guard key == nil || octets.count + scratch.count <= StorageLimits.searchRowOctetsMax else { return false }
            if key == nil { key = TermBlock.key(term, documents.first ?? 0) }
            octets += scratch
            last = term
            return true
        }

        mutating func clear() {
            octets.removeAll(keepingCapacity: true)
            key = nil
            last = []
        }
    }

    /// Reads runs one after the other; their documents only when they are wanted.
    struct Reader {
        private let octets: [UInt8]
        private var index = 0
        private(set) var term: [UInt8] = []
        private var count = 0
        private var numbers = 0..<0

        init(_ octets: [UInt8]) { self.octets = octets }

        /// Goes on to the next run; false at the end. Throws `.corrupt` for what `Writer` does not write.
        mutating func next() throws -> Bool {
            guard index < octets.count else { return false }
            let (shared, rest) = (try read(), try read())
            guard shared <= term.count, rest <= octets.count - index else { throw TermBlock.damaged }
            term.removeSubrange(shared...)
            term += octets[index..<index + rest]
            index += rest
            count = try read()
            guard count > 0 else { throw TermBlock.damaged }
            let length = count == 1 ? nil : try read()
            let start = index
            if let length {
                guard length <= octets.count - index else { throw TermBlock.damaged }
                index += length
            } else {
                _ = try read()
            }
            numbers = start..<index
            return true
        }

        /// The first document of the run.
        func firstDocument() throws -> Int64 {
            var place = numbers.lowerBound
            return Int64(clamping: try TermBlock.read(octets, &place))
        }

        func documents() throws -> [Int64] {
            var documents: [Int64] = []
            documents.reserveCapacity(count)
            var place = numbers.lowerBound
            var last: Int64 = 0
            while place < numbers.upperBound {
                last += Int64(clamping: try TermBlock.read(octets, &place))
                documents.append(last)
            }
            guard documents.count == count else { throw TermBlock.damaged }
            return documents
        }

        private mutating func read() throws -> Int { Int(clamping: try TermBlock.read(octets, &index)) }
    }

    static var damaged: StorageError { .corrupt("a row of the search index cannot be read") }

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
