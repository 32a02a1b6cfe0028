/// A function, initialiser, subscript or computed property and how many lines it takes.
struct MeasuredFunction: Equatable {
    let name: String
    /// The line of its keyword, counted from 1.
    let line: Int
    /// From the keyword's line to the closing brace's, both counted.
    let lines: Int
}

/// Finds every body in a Swift source and measures it.
///
/// Theory: after the keyword come a name, parameters and a tail of types. A body is the first brace outside
/// parentheses; another declaration or a closing brace before it means there is none (a requirement of a protocol).
struct FunctionScanner {
    private struct Token {
        let text: String
        let line: Int
    }

    private let tokens: [Token]

    init(_ text: String) {
        tokens = Self.tokens(of: SwiftText(text))
    }

    func functions() -> [MeasuredFunction] {
        tokens.indices.compactMap { index in
            guard beginsDeclaration(index), let open = openingBrace(after: index), let close = closingBrace(of: open) else { return nil }
            return MeasuredFunction(name: name(at: index), line: tokens[index].line, lines: tokens[close].line - tokens[index].line + 1)
        }
    }

    private static let keywords: Set<String> = ["func", "init", "deinit", "subscript", "var"]
    private static let noBody: Set<String> = [
        "func", "init", "deinit", "subscript", "var", "let", "case", "static", "mutating", "associatedtype", "typealias",
        "struct", "enum", "class", "actor", "protocol", "extension",
        "public", "package", "private", "fileprivate", "internal", "}", ";", "=", "return", "if", "guard", "for",
    ]

    private func beginsDeclaration(_ index: Int) -> Bool {
        let text = tokens[index].text
        guard Self.keywords.contains(text), index + 1 < tokens.count else { return false }
        if index > 0, tokens[index - 1].text == "." { return false }
        switch text {
        case "init": return ["(", "?", "!", "<"].contains(tokens[index + 1].text)
        case "deinit": return tokens[index + 1].text == "{"
        default: return tokens[index + 1].text != ":"
        }
    }

    private func name(at index: Int) -> String {
        switch tokens[index].text {
        case "func", "var": tokens[index + 1].text
        default: tokens[index].text
        }
    }

    private func openingBrace(after index: Int) -> Int? {
        var depth = 0
        var here = index + 1
        // An operator's name may be written with characters that mean something else in a signature.
        if tokens[index].text == "func" {
            while here < tokens.count, tokens[here].text != "(" { here += 1 }
        }
        while here < tokens.count {
            let text = tokens[here].text
            switch text {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "{" where depth == 0: return here
            case "=" where here + 1 < tokens.count && tokens[here + 1].text == "=": here += 1
            default: if depth <= 0, Self.noBody.contains(text) { return nil }
            }
            if depth < 0 { return nil }
            here += 1
        }
        return nil
    }

    private func closingBrace(of open: Int) -> Int? {
        var depth = 0
        for here in open..<tokens.count {
            if tokens[here].text == "{" { depth += 1 }
            if tokens[here].text == "}" { depth -= 1 }
            if depth == 0 { return here }
        }
        return nil
    }

    /// Words, and every other character by itself.
    private static func tokens(of text: SwiftText) -> [Token] {
        var tokens: [Token] = []
        var word: [UInt8] = []
        var line = 1
        func isWordPart(_ octet: UInt8) -> Bool {
            octet >= 0x80 || octet == UInt8(ascii: "_") || octet == UInt8(ascii: "`") || (0x30...0x39).contains(octet)
                || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
        }
        for octet in text.code + [UInt8(ascii: "\n")] {
            if isWordPart(octet) {
                word.append(octet)
                continue
            }
            if !word.isEmpty { tokens.append(Token(text: String(decoding: word, as: UTF8.self), line: line)) }
            word.removeAll(keepingCapacity: true)
            if octet == UInt8(ascii: "\n") {
                line += 1
            } else if octet > 0x20 {
                tokens.append(Token(text: String(UnicodeScalar(octet)), line: line))
            }
        }
        return tokens
    }
}
