/// One `import` of a source file.
struct ImportLine: Equatable {
    let module: String
    /// The line, counted from 1.
    let line: Int

    /// Every import outside comments and literals; the access level and attributes before it do not matter.
    static func all(in text: String) -> [ImportLine] {
        SwiftText(text).lines.enumerated().compactMap { index, line in
            let words = line.split { $0 == " " || $0 == ";" }
            guard let keyword = words.firstIndex(of: "import"), words.indices.contains(keyword + 1) else { return nil }
            let before = words[..<keyword]
            let levels: Set<Substring> = ["public", "package", "internal", "private", "fileprivate"]
            guard before.allSatisfy({ levels.contains($0) || $0.hasPrefix("@") }) else { return nil }
            let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "let", "var", "typealias"]
            var name = words[keyword + 1]
            if kinds.contains(name), words.indices.contains(keyword + 2) { name = words[keyword + 2] }
            let module = name.prefix { $0 != "." }
            return ImportLine(module: String(module), line: index + 1)
        }
    }
}

/// A use of randomness that names no generator: `.random(…)` without `using:`.
func unseededRandomness(in code: String) -> [Int] {
    var lines: [Int] = []
    var rest = code[...]
    var line = 1
    while let found = rest.firstRange(of: ".random(") {
        line += rest[..<found.lowerBound].count { $0 == "\n" }
        var depth = 1
        let arguments = rest[found.upperBound...].prefix { character in
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            return depth > 0
        }
        if !arguments.contains("using:") { lines.append(line) }
        rest = rest[found.upperBound...]
    }
    return lines
}
