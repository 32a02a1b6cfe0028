import Foundation

/// The lines, counted from 1, on which a word stands by itself.
func wordLines(_ word: String, in text: String) -> [Int] {
    func isWordPart(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "_" }
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
        let found = line.ranges(of: word).contains { range in
            let before = range.lowerBound == line.startIndex ? nil : line[line.index(before: range.lowerBound)]
            let after = range.upperBound == line.endIndex ? nil : line[range.upperBound]
            return !(before.map(isWordPart) ?? false) && !(after.map(isWordPart) ?? false)
        }
        return found ? index + 1 : nil
    }
}

/// The lines, counted from 1, of constants with no documentation line right before them.
func undocumentedConstants(in text: String) -> [Int] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.drop { $0 == " " } }
    return lines.indices.compactMap { index in
        guard lines[index].contains("static let ") else { return nil }
        let before = lines[..<index].last { !$0.hasPrefix("@") } ?? ""
        return before.hasPrefix("/// ") ? nil : index + 1
    }
}

/// Links of a page that stay in the repository: as written, and as a path from the root.
func relativeLinks(in page: Repository.File) -> [(link: String, target: String)] {
    let folder = page.path.split(separator: "/").dropLast().map(String.init)
    return page.text.matches(of: /\]\(([^)\s]+)\)/).compactMap { match in
        let link = String(match.1)
        guard !link.contains("://"), !link.hasPrefix("#"), !link.hasPrefix("mailto:") else { return nil }
        var parts = folder
        for part in link.prefix(while: { $0 != "#" }).split(separator: "/") {
            if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(String(part)) }
        }
        return (link, parts.joined(separator: "/"))
    }
}
