/// A strict reader of the markup that the pages and the feed are made of: every element closed, every attribute quoted, every
/// `&` one of five escapes.
struct MarkupReader {
    struct Element: Equatable {
        var name: String
        var attributes: [String: String]
        /// The elements around it, the outermost first.
        var path: [String]
        /// The text directly inside, unescaped.
        var text = ""
    }

    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    private static let escapes = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#39": "'"]
    private static let empty: Set = ["meta", "link", "input", "br", "hr"]

    private(set) var elements: [Element] = []
    private var open: [Int] = []
    private var rest: Substring

    /// Reads a whole document; `isXML` demands that empty elements are closed, too.
    init(_ document: String, isXML: Bool) throws {
        rest = document[...]
        for head in ["<?xml version=\"1.0\" encoding=\"utf-8\"?>", "<!DOCTYPE html>"] where rest.hasPrefix(head) {
            rest = rest.dropFirst(head.count)
        }
        while !rest.isEmpty {
            let text = try Self.unescaped(rest.prefix { $0 != "<" })
            rest = rest.drop { $0 != "<" }
            if let last = open.last {
                elements[last].text += text
            } else if !text.allSatisfy(\.isWhitespace) {
                throw Malformed(description: "text outside of elements: \(text)")
            }
            if !rest.isEmpty { try tag(isXML: isXML) }
        }
        guard open.isEmpty else { throw Malformed(description: "\(open.map { elements[$0].name }) not closed") }
    }

    private mutating func tag(isXML: Bool) throws {
        guard let end = rest.firstIndex(of: ">") else { throw Malformed(description: "a tag without an end") }
        var inside = rest[rest.index(after: rest.startIndex)..<end]
        rest = rest[rest.index(after: end)...]
        if inside.first == "/" {
            let name = inside.dropFirst()
            guard let last = open.popLast(), elements[last].name == name else { throw Malformed(description: "</\(name)> closes nothing") }
            return
        }
        let isClosed = inside.last == "/"
        if isClosed { inside = inside.dropLast() }
        let name = inside.prefix { $0 != " " }
        guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
            throw Malformed(description: "<\(inside)> is no tag")
        }
        elements.append(
            Element(name: String(name), attributes: try attributes(inside.dropFirst(name.count)), path: open.map { elements[$0].name }))
        if !isClosed, isXML || !Self.empty.contains(String(name)) { open.append(elements.count - 1) }
    }

    private func attributes(_ text: Substring) throws -> [String: String] {
        var attributes: [String: String] = [:]
        var rest = text.drop { $0 == " " }
        while !rest.isEmpty {
            let name = rest.prefix { $0 != "=" && $0 != " " }
            rest = rest.dropFirst(name.count)
            var value = ""
            if rest.hasPrefix("=\"") {
                let quoted = rest.dropFirst(2).prefix { $0 != "\"" }
                value = try Self.unescaped(quoted)
                rest = rest.dropFirst(quoted.count + 3)
            } else if !rest.isEmpty, rest.first != " " {
                throw Malformed(description: "\(name) is not quoted")
            }
            guard attributes.updateValue(value, forKey: String(name)) == nil else { throw Malformed(description: "\(name) twice") }
            rest = rest.drop { $0 == " " }
        }
        return attributes
    }

    private static func unescaped(_ text: Substring) throws -> String {
        var result = ""
        var rest = text
        while let ampersand = rest.firstIndex(of: "&") {
            result += rest[..<ampersand]
            let name = rest[rest.index(after: ampersand)...].prefix { $0 != ";" }
            guard let character = escapes[String(name)] else { throw Malformed(description: "&\(name.prefix(9)) is no escape") }
            result += character
            rest = rest[ampersand...].dropFirst(name.count + 2)
        }
        return result + rest
    }

    func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }
}
