/// Whether a text may be given to the Markdown library: a look at its octets, linear in their number.
///
/// cmark-gfm is linear for almost every input. Where it is not, or takes memory beyond the input's size, the text is told here by
/// something that no shape of it can avoid: a block quote needs its mark or a list two columns of white space on each line that opens another block
/// inside it, a table needs a line of nothing but marks, an image needs its mark, a reference its definition. Texts that merely look so are
/// shown as plain text; nothing is lost by it.
struct MarkdownBounds {
    private var cells = 0
    private var columns = 0
    private var linesBeforeTables = 0
    private var paragraphLines = 0
    private var paragraphOctets = 0
    private var paragraphDefines = false
    private var definitionOctets = 0
    private var brackets = 0
    private var images = 0
    private var pieces = 0

    /// Whether the text is within the bounds of `PagesLimits`.
    static func allow(_ text: String) -> Bool {
        var copy = text
        return copy.withUTF8 { octets in
            guard octets.count <= PagesLimits.markdownOctetsMax else { return false }
            var bounds = MarkdownBounds()
            // Lines end with a line feed, a carriage return, or both; taking both as two only adds blank lines, so see `read`.
            var start = 0
            while start < octets.count {
                var end = start
                while end < octets.count, octets[end] != .lineFeed, octets[end] != .carriageReturn { end += 1 }
                guard bounds.read(UnsafeBufferPointer(rebasing: octets[start..<end])) else { return false }
                let isPair = end + 1 < octets.count && octets[end] == .carriageReturn && octets[end + 1] == .lineFeed
                start = end + (isPair ? 2 : 1)
            }
            bounds.endParagraph()
            return bounds.definitionOctets * bounds.brackets <= PagesLimits.referenceOctetsMax
        }
    }

    private mutating func read(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        guard Self.depth(of: line) <= PagesLimits.markdownDepthMax else { return false }
        if line.allSatisfy(\.isBlank) {
            endParagraph()
            return true
        }
        paragraphLines += 1
        paragraphOctets += line.count
        for index in line.indices.dropFirst() {
            if line[index] == UInt8(ascii: "["), line[index - 1] == UInt8(ascii: "!") { images += 1 }
            if line[index] == UInt8(ascii: ":"), line[index - 1] == UInt8(ascii: "]") { paragraphDefines = true }
        }
        brackets += line.count { $0 == UInt8(ascii: "]") }
        // A line is a piece, its end another, and so is each mark that may begin or end something.
        pieces += 2
        for index in line.indices where line[index].marksPiece && (index == 0 || line[index - 1] != line[index]) { pieces += 1 }
        if Self.maySeparateHeadFromRows(line) {
            linesBeforeTables += paragraphLines
            columns = max(columns, line.count { $0 == UInt8(ascii: "|") } + 1)
        }
        cells += columns
        return cells <= PagesLimits.tableCellsMax && images <= PagesLimits.imagesMax
            && pieces <= PagesLimits.markdownNodesMax
            && linesBeforeTables <= PagesLimits.linesBeforeTablesMax
    }

    private mutating func endParagraph() {
        if paragraphDefines { definitionOctets = max(definitionOctets, paragraphOctets) }
        (columns, paragraphLines, paragraphOctets, paragraphDefines) = (0, 0, 0, false)
    }

    /// How deep this line may open blocks within each other: its marks, and two columns of white space for each list that it continues.
    private static func depth(of line: UnsafeBufferPointer<UInt8>) -> Int {
        if isRule(line) { return 0 }
        var (marks, columns, index) = (0, 0, 0)
        // A mark of a list stands apart from what follows.
        func isApart(_ place: Int) -> Bool { place + 1 >= line.count || line[place + 1].isBlank }
        reading: while index < line.count {
            switch line[index] {
            case UInt8(ascii: " "): columns += 1
            case UInt8(ascii: "\t"): columns += 4
            case UInt8(ascii: ">"): marks += 1
            case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"):
                guard isApart(index) else { break reading }
                marks += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                while index < line.count, line[index].isDigit { index += 1 }
                guard index < line.count, line[index] == UInt8(ascii: ".") || line[index] == UInt8(ascii: ")"), isApart(index) else {
                    break reading
                }
                marks += 1
            default: break reading
            }
            index += 1
        }
        // White space alone opens no block but code.
        return marks == 0 ? 0 : marks + columns / 2
    }

    /// One mark only, any number of times, which opens nothing: `---`, `***`, `* * *`.
    private static func isRule(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        let marks = line.filter { !$0.isBlank }
        guard let mark = marks.first, mark == UInt8(ascii: "-") || mark == UInt8(ascii: "*") else { return false }
        return marks.count >= 3 && marks.allSatisfy { $0 == mark }
    }

    private static func maySeparateHeadFromRows(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        var hasDash = false
        for octet in line {
            switch octet {
            case UInt8(ascii: "-"): hasDash = true
            case UInt8(ascii: "|"), UInt8(ascii: ":"), UInt8(ascii: ">"): break
            default: guard octet.isBlank else { return false }
            }
        }
        return hasDash
    }
}

extension UInt8 {
    fileprivate static let lineFeed = UInt8(ascii: "\n")
    fileprivate static let carriageReturn = UInt8(ascii: "\r")
    fileprivate var marksPiece: Bool {
        switch self {
        case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "`"),
            UInt8(ascii: "<"),
            UInt8(ascii: "&"), UInt8(ascii: "\\"):
            true
        default: false
        }
    }
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    /// White space of a line: space, tab, vertical tab and form feed.
    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0B || self == 0x0C }
}
