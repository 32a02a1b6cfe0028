/// Cuts a pattern into its words (STIX 2.1 §9.3, §9.4).
struct STIXPatternLexer {
    /// One word of a pattern.
    enum Token: Equatable {
        case keyword(String)
        /// A name; `hasHyphen` ones are types only.
        case name(String, hasHyphen: Bool)
        case constant(STIXConstant)
        case comparator(STIXComparator)
        /// Brackets, colon, dot, comma, asterisk.
        case mark(UInt8)
        case end

        /// What it is called in a message.
        var words: String {
            switch self {
            case .keyword(let word): word
            case .name(let name, _): excerpt(name.utf8)
            case .constant(let constant): excerpt(constant.text.utf8)
            case .comparator(let comparator): comparator.rawValue
            case .mark(let octet): String(UnicodeScalar(octet))
            case .end: ""
            }
        }
    }

    static let keywords: Set<String> = [
        "AND", "OR", "NOT", "FOLLOWEDBY", "LIKE", "MATCHES", "ISSUPERSET", "ISSUBSET", "EXISTS", "IN", "START", "STOP", "SECONDS", "WITHIN",
        "REPEATS", "TIMES", "true", "false",
    ]

    private let octets: [UInt8]
    private var position = 0

    init(_ octets: [UInt8]) { self.octets = octets }

    /// Characters before an octet.
    func characters(before offset: Int) -> Int { octets[..<offset].count { $0 & 0xC0 != 0x80 } }

    func fault(_ what: STIXPatternFault.Reason, at offset: Int) -> STIXPatternFault {
        STIXPatternFault(offset: characters(before: offset), what: what)
    }

    /// The next word and where it begins.
    mutating func next() throws(STIXPatternFault) -> (token: Token, offset: Int) {
        try skip()
        let start = position
        guard position < octets.count else { return (.end, start) }
        let octet = octets[position]
        switch octet {
        case 0x28, 0x29, 0x5B, 0x5D, 0x3A, 0x2C, 0x2A:
            position += 1
            return (.mark(octet), start)
        case 0x2E where !isDigit(position + 1):
            position += 1
            return (.mark(octet), start)
        case 0x27: return (.constant(.string(try quoted(start))), start)
        case 0x2B, 0x2D, 0x2E, 0x30...0x39: return (.constant(try number(start)), start)
        case 0x3D, 0x21, 0x3C, 0x3E: return (.comparator(try comparator(start)), start)
        case 0x41...0x5A, 0x61...0x7A, 0x5F: return (try word(start), start)
        default: throw fault(.unexpected(found: character(start), expected: "a part of a pattern"), at: start)
        }
    }

    /// Moves over white space and comments.
    private mutating func skip() throws(STIXPatternFault) {
        while position < octets.count {
            switch octets[position] {
            case 0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D: position += 1
            case 0x2F where position + 1 < octets.count && octets[position + 1] == 0x2A:
                let start = position
                position += 2
                while true {
                    guard position + 1 < octets.count else { throw fault(.unended("the comment"), at: start) }
                    if octets[position] == 0x2A, octets[position + 1] == 0x2F { break }
                    position += 1
                }
                position += 2
            case 0x2F where position + 1 < octets.count && octets[position + 1] == 0x2F:
                while position < octets.count, octets[position] != 0x0A, octets[position] != 0x0D { position += 1 }
            case 0x80...:
                guard let length = spaceLength() else { return }
                position += length
            default: return
            }
        }
    }

    /// The octets of a white space beyond ASCII that stands here; `nil` where none does.
    private func spaceLength() -> Int? {
        guard let length = JSONText.sequenceLength(octets, at: position),
            let scalar = String(decoding: octets[position..<position + length], as: UTF8.self).unicodeScalars.first
        else { return nil }
        switch scalar.value {
        case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: return length
        default: return nil
        }
    }

    private func character(_ offset: Int) -> String {
        excerpt(octets[offset..<min(octets.count, offset + (JSONText.sequenceLength(octets, at: offset) ?? 1))])
    }

    private func isDigit(_ index: Int) -> Bool { index < octets.count && STIXForm.isDigit(octets[index]) }

    /// Reads from a quote past the one that ends it; only quote and backslash may be escaped.
    private mutating func quoted(_ start: Int) throws(STIXPatternFault) -> String {
        position += 1
        var text: [UInt8] = []
        while position < octets.count {
            switch octets[position] {
            case 0x27:
                position += 1
                return String(decoding: text, as: UTF8.self)
            case 0x5C:
                guard position + 1 < octets.count, octets[position + 1] == 0x27 || octets[position + 1] == 0x5C else {
                    throw fault(.badConstant("an escape: a backslash goes before a quote or a backslash"), at: position)
                }
                text.append(octets[position + 1])
                position += 2
            default:
                text.append(octets[position])
                position += 1
            }
        }
        throw fault(.unended("the string"), at: start)
    }

    private mutating func number(_ start: Int) throws(STIXPatternFault) -> STIXConstant {
        let isNegative = octets[position] == 0x2D
        if isNegative || octets[position] == 0x2B { position += 1 }
        let first = position
        while isDigit(position) { position += 1 }
        var whole = octets[first..<position]
        if position < octets.count, octets[position] == 0x2E, isDigit(position + 1) {
            position += 1
            let behind = position
            while isDigit(position) { position += 1 }
            var fraction = octets[behind..<position]
            while fraction.count > 1, fraction.last == 0x30 { fraction.removeLast() }
            while whole.count > 1, whole.first == 0x30 { whole.removeFirst() }
            let text = (whole.isEmpty ? "0" : String(decoding: whole, as: UTF8.self)) + "." + String(decoding: fraction, as: UTF8.self)
            let isZero = text.utf8.allSatisfy { $0 == 0x30 || $0 == 0x2E }
            return .float((isNegative && !isZero ? "-" : "") + text)
        }
        guard !whole.isEmpty, whole.count == 1 || whole.first != 0x30,
            let value = Int((isNegative ? "-" : "") + String(decoding: whole, as: UTF8.self))
        else { throw fault(.badConstant("a number without leading zeros within 64 bits"), at: start) }
        return .integer(value)
    }

    private mutating func comparator(_ start: Int) throws(STIXPatternFault) -> STIXComparator {
        let second = position + 1 < octets.count ? octets[position + 1] : 0
        let found: (comparator: STIXComparator, length: Int)? =
            switch (octets[position], second) {
            case (0x3D, 0x3D): (.equal, 2)
            case (0x3D, _): (.equal, 1)
            case (0x21, 0x3D), (0x3C, 0x3E): (.notEqual, 2)
            case (0x3C, 0x3D): (.lessOrEqual, 2)
            case (0x3E, 0x3D): (.greaterOrEqual, 2)
            case (0x3C, _): (.less, 1)
            case (0x3E, _): (.greater, 1)
            default: nil
            }
        guard let found else { throw fault(.unexpected(found: character(start), expected: "a comparison"), at: start) }
        position += found.length
        return found.comparator
    }

    /// A keyword, a name, or a constant that begins with a letter: `h'…'`, `b'…'`, `t'…'`.
    private mutating func word(_ start: Int) throws(STIXPatternFault) -> Token {
        if position + 1 < octets.count, octets[position + 1] == 0x27 {
            let kind = octets[position]
            if [0x68, 0x62, 0x74].contains(kind) {
                position += 1
                return .constant(try octetConstant(kind, try quoted(start), start))
            }
        }
        var hasHyphen = false
        while position < octets.count {
            let octet = octets[position]
            guard STIXForm.isLetter(octet) || STIXForm.isDigit(octet) || octet == 0x5F || octet == 0x2D else { break }
            hasHyphen = hasHyphen || octet == 0x2D
            position += 1
        }
        let text = String(decoding: octets[start..<position], as: UTF8.self)
        switch text {
        case "true": return .constant(.boolean(true))
        case "false": return .constant(.boolean(false))
        default: return Self.keywords.contains(text) ? .keyword(text) : .name(text, hasHyphen: hasHyphen)
        }
    }

    private func octetConstant(_ kind: UInt8, _ text: String, _ start: Int) throws(STIXPatternFault) -> STIXConstant {
        let written = Array(text.utf8)
        switch kind {
        case 0x68:
            guard written.count % 2 == 0, written.allSatisfy(STIXForm.isHex) else {
                throw fault(.badConstant("a hexadecimal constant: an even number of digits"), at: start)
            }
            return .hex(
                stride(from: 0, to: written.count, by: 2).map { UInt8(truncatingIfNeeded: JSONText.hexadecimal(written[$0..<$0 + 2]) ?? 0) }
            )
        case 0x62:
            guard written.isEmpty || STIXGrammar.isBase64(written) else { throw fault(.badConstant("a constant in base 64"), at: start) }
            return .binary(STIXPatternPrinter.octets(ofBase64: written))
        default:
            guard STIXGrammar.isTimestamp(written[...]) else { throw fault(.badConstant("a timestamp in UTC"), at: start) }
            return .timestamp(text)
        }
    }
}
