import Foundation
import STIX

/// Takes a text apart into the words by which it is found, in English and in Chinese.
///
/// Latin and other alphabetic words are folded: no capitals, no accents, no full width. A run of Chinese, Japanese or Korean characters becomes
/// its pairs, one for every two neighbours, and its characters alone beside them: so every word of two characters is found, and every
/// single character. What is a value by its looks (an address, a domain, a CVE, a technique), defanged
/// or not, is a word of its own beside its parts.
enum SearchTokenizer {
    /// How a word stands to the others.
    enum Place {
        /// One after the other, as in a phrase.
        case inOrder
        /// Beside them: a character of a run, or a whole value.
        case beside
    }

    /// Calls for every word with its octets and where it stands in the text's UTF-8.
    static func each(
        of text: String, _ take: (_ word: borrowing Span<UInt8>, _ place: Place, _ range: Range<Int>) throws -> Void
    ) rethrows {
        var text = text
        try text.withUTF8 { octets in
            var scanner = Scanner(octets: octets)
            while let piece = scanner.next() {
                switch piece {
                case .word(let range): try take(scanner.folded.span, .inOrder, range)
                case .value(let word, let range): try take(word.span, .beside, range)
                case .characters(let range): try characters(in: octets, range, take)
                }
            }
        }
    }

    /// Calls for the pairs of a run of characters, then for the characters; one alone is a word.
    private static func characters(
        in octets: UnsafeBufferPointer<UInt8>, _ range: Range<Int>,
        _ take: (_ word: borrowing Span<UInt8>, _ place: Place, _ range: Range<Int>) throws -> Void
    ) rethrows {
        let span = octets.span
        func length(_ place: Int) -> Int { octets[place] >= 0xF0 ? 4 : 3 }
        let second = range.lowerBound + length(range.lowerBound)
        guard second < range.upperBound else { return try take(span.extracting(range), .inOrder, range) }
        var (left, right) = (range.lowerBound, second)
        while right < range.upperBound {
            let end = right + length(right)
            try take(span.extracting(left..<end), .inOrder, left..<end)
            (left, right) = (right, end)
        }
        var place = range.lowerBound
        while place < range.upperBound {
            let end = place + length(place)
            try take(span.extracting(place..<end), .beside, place..<end)
            place = end
        }
    }

    /// The words that follow one another, for phrases.
    static func sequence(of text: String) -> [[UInt8]] {
        var words: [[UInt8]] = []
        each(of: text) { word, place, _ in if place == .inOrder { words.append([UInt8](copying: word)) } }
        return words
    }

    /// Whether the octets begin with a character of those that are taken in pairs.
    static func isPaired(_ word: [UInt8]) -> Bool {
        guard let scalar = String(decoding: word, as: UTF8.self).unicodeScalars.first else { return false }
        return Scanner.isPaired(scalar.value)
    }

    private enum Piece {
        /// A word, which stands folded in the scanner.
        case word(Range<Int>)
        case value([UInt8], Range<Int>)
        /// Characters that are taken in pairs.
        case characters(Range<Int>)
    }

    private struct Scanner {
        let octets: UnsafeBufferPointer<UInt8>
        var index = 0
        /// Behind the last place where a value was looked for.
        var valueEnd = 0
        /// The word that was found last, as it is indexed.
        var folded: [UInt8] = []

        init(octets: UnsafeBufferPointer<UInt8>) { self.octets = octets }

        mutating func next() -> Piece? {
            while index < octets.count {
                if index >= valueEnd, Self.isValueOctet(octets[index]), let value = value() { return value }
                let (scalar, length) = scalar(at: index)
                if Self.isPaired(scalar) { return characters() }
                if Self.isWord(scalar) { return word() }
                index += length
            }
            return nil
        }

        private func scalar(at place: Int) -> (value: UInt32, length: Int) {
            let first = octets[place]
            guard first >= 0x80 else { return (UInt32(first), 1) }
            let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
            guard place + length <= octets.count else { return (0xFFFD, octets.count - place) }
            var value = UInt32(first) & (length == 4 ? 0x07 : length == 3 ? 0x0F : 0x1F)
            for offset in 1..<length { value = value << 6 | UInt32(octets[place + offset] & 0x3F) }
            // Full-width letters and digits are those of ASCII.
            return ((0xFF01...0xFF5E).contains(value) ? value - 0xFEE0 : value, length)
        }

        private mutating func word() -> Piece {
            let start = index
            var isPlain = true
            folded.removeAll(keepingCapacity: true)
            while index < octets.count {
                let octet = octets[index]
                if octet < 0x80 {
                    guard Self.isAlphanumeric(octet) else { break }
                    folded.append((0x41...0x5A).contains(octet) ? octet | 0x20 : octet)
                    index += 1
                    continue
                }
                let (scalar, length) = scalar(at: index)
                guard !Self.isPaired(scalar), Self.isWord(scalar) else { break }
                isPlain = false
                index += length
            }
            if !isPlain {
                let text = String(decoding: octets[start..<index], as: UTF8.self)
                folded = Array(text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil).utf8)
            }
            if folded.count > StorageLimits.searchWordOctetsMax { folded.removeLast(folded.count - StorageLimits.searchWordOctetsMax) }
            return .word(start..<index)
        }

        private mutating func characters() -> Piece {
            let start = index
            while index < octets.count {
                let (scalar, length) = scalar(at: index)
                guard Self.isPaired(scalar) else { break }
                index += length
            }
            return .characters(start..<index)
        }

        /// A value that begins here; the scanner stays, so that its parts follow.
        private mutating func value() -> Piece? {
            var end = index
            var hasPoint = false
            while end < octets.count, Self.isValueOctet(octets[end]) {
                if !Self.isAlphanumeric(octets[end]) { hasPoint = true }
                end += 1
            }
            valueEnd = end
            guard hasPoint, end - index <= STIXLimits.valueOctetsMax else { return nil }
            var range = index..<end
            while let last = range.last, Self.isTrailing(octets[last]) { range = range.lowerBound..<last }
            while let first = range.first, !Self.isAlphanumeric(octets[first]), octets[first] != 0x3A {
                range = first + 1..<range.upperBound
            }
            guard range.count >= 4, octets[range].contains(where: { !Self.isAlphanumeric($0) }),
                let value = ObservedValue(typed: String(decoding: octets[range], as: UTF8.self))
            else { return nil }
            return .value(SearchTerm.whole(value), range)
        }

        static func isPaired(_ scalar: UInt32) -> Bool {
            switch scalar {
            case 0x3005, 0x3007, 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
                true
            default: false
            }
        }

        private static func isWord(_ scalar: UInt32) -> Bool {
            if scalar < 0x80 { return isAlphanumeric(UInt8(scalar)) }
            guard scalar > 0xBF, let known = Unicode.Scalar(scalar) else { return false }
            return known.properties.isAlphabetic || known.properties.numericType != nil || (0x300...0x36F).contains(scalar)
        }

        private static func isAlphanumeric(_ octet: UInt8) -> Bool {
            (0x30...0x39).contains(octet) || (0x61...0x7A).contains(octet | 0x20)
        }

        /// Visible ASCII that does not end a value in running text: quotes, commas, angle brackets and the like do.
        private static func isValueOctet(_ octet: UInt8) -> Bool {
            guard (0x21...0x7E).contains(octet) else { return false }
            switch octet {
            case 0x22, 0x27, 0x2C, 0x3B, 0x3C, 0x3E, 0x5C, 0x60, 0x7C: return false
            default: return true
            }
        }

        /// What may follow a value in a sentence and does not belong to it.
        private static func isTrailing(_ octet: UInt8) -> Bool {
            switch octet {
            case 0x21, 0x29, 0x2E, 0x3A, 0x3F, 0x5D, 0x7D: true
            default: false
            }
        }
    }
}
