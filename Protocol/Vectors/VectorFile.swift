import Foundation
public import Sodium

/// Why a file is not a test vector. The line counts from 1.
public enum VectorError: Error, Equatable, Sendable {
    /// The topic's folder is not there or holds no vector.
    case noVectors(directory: String)
    /// The file is not UTF-8.
    case notText(name: String)
    /// The file does not begin with `expect:`, `section:` and `comment:`, in this order and none of them empty.
    case header(name: String)
    /// A line is not a lower-case key, a colon, a space and hexadecimal (which may be empty).
    case field(name: String, line: Int)
    /// A test asks for a field that the file does not have, or not in this form.
    case missing(name: String, key: String)
}

/// One test vector: one case in one file, in a form that any language reads with a split at the colon.
///
/// Three header lines `expect: ` (`success` or a refusal's name), `section: ` and `comment: `, then lines
/// `key: hexadecimal` in a meaningful order. A key may stand several times: a list. An empty value is a value.
/// Numbers are big-endian octets.
public struct VectorFile: Sendable {
    /// One line after the header.
    public struct Field: Equatable, Sendable {
        public let key: String
        public let octets: [UInt8]
    }

    /// The file's name without its ending.
    public let name: String
    /// `success`, or the name of the refusal.
    public let expect: String
    /// The chapter and section that the case is about.
    public let section: String
    /// What is particular about the case.
    public let comment: String
    /// All lines after the header, in their order.
    public let fields: [Field]

    /// Reads a vector's text.
    public init(name: String, text: String) throws(VectorError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(text.hasSuffix("\n") ? 1 : 0)
        var header: [String] = []
        for (line, key) in zip(lines, ["expect", "section", "comment"]) where line.hasPrefix("\(key): ") {
            header.append(String(line.dropFirst(key.count + 2)))
        }
        guard header.count == 3, header.allSatisfy({ !$0.isEmpty }) else { throw .header(name: name) }
        var fields: [Field] = []
        for (index, line) in lines.enumerated().dropFirst(3) {
            guard let field = Field(line: line) else { throw .field(name: name, line: index + 1) }
            fields.append(field)
        }
        self.name = name
        (expect, section, comment) = (header[0], header[1], header[2])
        self.fields = fields
    }

    /// All vectors of a topic, the files `Data/<topic>/*.txt` beside this source, in the order of their names.
    public static func all(in directory: String) throws -> [VectorFile] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Data/\(directory)")
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        let vectors = files.filter { $0.pathExtension == "txt" }.sorted { $0.lastPathComponent < $1.lastPathComponent }
        guard !vectors.isEmpty else { throw VectorError.noVectors(directory: directory) }
        return try vectors.map { file in
            let name = file.deletingPathExtension().lastPathComponent
            guard let text = String(validating: try Data(contentsOf: file), as: UTF8.self) else {
                throw VectorError.notText(name: name)
            }
            return try VectorFile(name: name, text: text)
        }
    }
}

extension VectorFile {
    /// The values of a key, in their order; empty when the key does not stand in the file.
    public func list(_ key: String) -> [[UInt8]] {
        fields.filter { $0.key == key }.map(\.octets)
    }

    /// The only value of a key; throws `missing` unless there is exactly one.
    public func octets(_ key: String) throws(VectorError) -> [UInt8] {
        let values = list(key)
        guard values.count == 1 else { throw .missing(name: name, key: key) }
        return values[0]
    }

    /// The only value of a key as a value of fixed length; throws `missing` for another length.
    public func octets<T: Octets>(_ key: String, as type: T.Type = T.self) throws(VectorError) -> T {
        guard let value = T(try octets(key)) else { throw .missing(name: name, key: key) }
        return value
    }

    /// The only value of a key as a big-endian number of 1 to 8 octets.
    public func number(_ key: String) throws(VectorError) -> UInt64 {
        let octets = try octets(key)
        guard (1...8).contains(octets.count) else { throw .missing(name: name, key: key) }
        return octets.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension VectorFile.Field {
    /// Reads one line; `nil` for every other form.
    init?(line: Substring) {
        guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { return nil }
        let key = line[..<colon]
        let value = line[line.index(after: colon)...]
        guard key.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }),
            value.hasPrefix(" ") || value.isEmpty, let octets = [UInt8](hex: String(value.dropFirst()))
        else { return nil }
        self.key = String(key)
        self.octets = octets
    }
}
