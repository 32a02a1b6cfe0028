/// Swift source with comments and the text of literals blanked out, so that words and braces can be counted.
///
/// Every character that is not code becomes a space and every line break stays, so a position in `code` is the
/// same position in the original. Code inside an interpolation stays code. It is a scanner, not a compiler: a
/// bare regular expression literal is recognised only where an expression may begin and when it ends on its line.
struct SwiftText {
    /// The blanked source, one element for each byte of the original.
    private(set) var code: [UInt8] = []

    private let source: [UInt8]
    private var position = 0

    init(_ text: String) {
        source = Array(text.utf8)
        code.reserveCapacity(source.count)
        scanCode(untilParenthesis: false)
    }

    /// The blanked source, line by line.
    var lines: [String] {
        code.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: Scanning

    private func peek(_ ahead: Int = 0) -> UInt8? {
        position + ahead < source.count ? source[position + ahead] : nil
    }

    private func follows(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { wanted in
            position + wanted.count <= source.count && source[position..<position + wanted.count].elementsEqual(wanted)
        }
    }

    private mutating func keep() {
        code.append(source[position])
        position += 1
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where position < source.count {
            code.append(source[position] == UInt8(ascii: "\n") ? UInt8(ascii: "\n") : UInt8(ascii: " "))
            position += 1
        }
    }

    /// Scans to the end, or past the parenthesis that closes an interpolation.
    private mutating func scanCode(untilParenthesis: Bool) {
        var depth = 0
        while let octet = peek() {
            if follows("//") {
                while let next = peek(), next != UInt8(ascii: "\n") { blank() }
            } else if follows("/*") {
                scanBlockComment()
            } else if let hashes = hashesBeforeLiteral() {
                scanLiteral(hashes: hashes)
            } else if octet == UInt8(ascii: "/"), regexEndsOnThisLine() {
                scanRegex(hashes: 0)
            } else {
                if octet == UInt8(ascii: "(") { depth += 1 }
                if octet == UInt8(ascii: ")") { depth -= 1 }
                keep()
                if untilParenthesis, depth == 0 { return }
            }
        }
    }

    private mutating func scanBlockComment() {
        var depth = 0
        while peek() != nil {
            if follows("/*") {
                depth += 1
                blank(2)
            } else if follows("*/") {
                depth -= 1
                blank(2)
                if depth == 0 { return }
            } else {
                blank()
            }
        }
    }

    /// How many `#` stand before a string or a regular expression that begins here; `nil` when none begins here.
    private func hashesBeforeLiteral() -> Int? {
        var hashes = 0
        while peek(hashes) == UInt8(ascii: "#") { hashes += 1 }
        if peek(hashes) == UInt8(ascii: "\"") { return hashes }
        return hashes > 0 && peek(hashes) == UInt8(ascii: "/") ? hashes : nil
    }

    private mutating func scanLiteral(hashes: Int) {
        blank(hashes)
        if peek() == UInt8(ascii: "/") { return scanRegex(hashes: hashes) }
        let isMultiline = follows("\"\"\"")
        blank(isMultiline ? 3 : 1)
        while let octet = peek() {
            if octet == UInt8(ascii: "\\"), hashesFollow(hashes, after: 1) {
                blank(1 + hashes)
                if peek() == UInt8(ascii: "(") { scanCode(untilParenthesis: true) } else { blank() }
            } else if isMultiline ? follows("\"\"\"") : octet == UInt8(ascii: "\""), hashesFollow(hashes, after: isMultiline ? 3 : 1) {
                return blank((isMultiline ? 3 : 1) + hashes)
            } else {
                blank()
            }
        }
    }

    private func hashesFollow(_ hashes: Int, after ahead: Int) -> Bool {
        (0..<hashes).allSatisfy { peek(ahead + $0) == UInt8(ascii: "#") }
    }

    private mutating func scanRegex(hashes: Int) {
        blank()
        while let octet = peek() {
            if octet == UInt8(ascii: "\\") {
                blank(2)
            } else if octet == UInt8(ascii: "/"), hashesFollow(hashes, after: 1) {
                return blank(1 + hashes)
            } else {
                blank()
            }
        }
    }

    /// Whether the slash here begins a regular expression: an expression may begin, no space follows, and another slash ends it on this line.
    private func regexEndsOnThisLine() -> Bool {
        let before = code.last { $0 != UInt8(ascii: " ") }
        guard before == nil || "(,=[{:\n".utf8.contains(before ?? 0), let next = peek(1), next != UInt8(ascii: " ") else { return false }
        var ahead = 1
        while let octet = peek(ahead), octet != UInt8(ascii: "\n") {
            if octet == UInt8(ascii: "/") { return true }
            ahead += octet == UInt8(ascii: "\\") ? 2 : 1
        }
        return false
    }
}
