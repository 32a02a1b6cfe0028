/// The head of a vector file: lines `name: value` before the first empty line.
struct VectorHead: Equatable {
    let path: String
    /// `success`, or the name of a refusal.
    let expect: String
    /// The number or the text of a heading of the specification.
    let section: String
    let comment: String

    /// `nil` for a file that is no vector: Swift, or without `expect:` and `section:`.
    init?(_ file: Repository.File) {
        guard !file.path.hasSuffix(".swift") else { return nil }
        var fields: [String: String] = [:]
        for line in file.lines.prefix(while: { !$0.isEmpty }) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            fields[String(line[..<colon]), default: ""] += value
        }
        guard let expect = fields["expect"], let section = fields["section"] else { return nil }
        path = file.path
        self.expect = expect
        self.section = section
        comment = fields["comment"] ?? ""
    }
}

/// A heading of the specification, such as `## 2.3 The opening entry` in chapter 2.
struct SpecificationHeading: Equatable {
    /// The number its file begins with.
    let chapter: String
    /// The number in the heading without a closing full stop; empty when it has none.
    let number: String
    /// The words after the number.
    let title: String

    init(chapter: String, line: some StringProtocol) {
        let text = line.drop { $0 == "#" }.drop { $0 == " " }
        var number = text.prefix { $0.isNumber || $0 == "." }
        self.chapter = chapter
        title = String(text.dropFirst(number.count).drop { $0 == " " })
        while number.last == "." { number.removeLast() }
        self.number = String(number)
    }

    /// Whether a vector's `section:` means this heading: `2.3`, `2.3 The opening entry`, or `2 The opening entry` with the chapter's number.
    func isNamed(by section: String) -> Bool {
        let section = section.hasPrefix("§") ? String(section.dropFirst()) : section
        if !number.isEmpty, section == number || section == number + " " + title { return true }
        return !title.isEmpty && section == chapter + " " + title
    }
}

/// The headings of a chapter, from the first `#` down.
func specificationHeadings(in file: Repository.File) -> [SpecificationHeading] {
    let chapter = String(file.name.prefix { $0.isNumber })
    return file.lines.filter { $0.hasPrefix("#") }.map { SpecificationHeading(chapter: chapter, line: $0) }
}

/// The refusals a chapter names: words in backticks, like `notShortest`, in a paragraph or list item with a MUST.
func specifiedRefusals(in text: String) -> Set<String> {
    Set(requirements(in: text).flatMap { $0.matches(of: /`([a-z][A-Za-z0-9]*)`/).map { String($0.1) } })
}

/// Of these, the ones given as the answer to a fault: in parentheses, as in "MUST refuse a longer form (`notShortest`)".
func answeredRefusals(in text: String) -> [String] {
    requirements(in: text).flatMap { requirement in
        requirement.matches(of: /\(((?:`[a-z][A-Za-z0-9]*`(?:,| or)? ?)+)\)/).flatMap { match in
            match.1.split(separator: "`").filter { $0.first?.isLetter == true }.map(String.init)
        }
    }
}

/// Paragraphs, list items and rows of tables that hold a MUST, each in one piece.
private func requirements(in text: String) -> [String] {
    var blocks: [String] = [""]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        let begins = line.isEmpty || ["- ", "* ", "|", "#"].contains(where: line.hasPrefix)
        if begins { blocks.append(String(line)) } else { blocks[blocks.count - 1] += " " + line }
    }
    return blocks.filter { !wordLines("MUST", in: $0).isEmpty }
}
