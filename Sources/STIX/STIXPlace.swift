/// Where in a file something is: for a person with an editor and for a program.
public struct STIXPlace: Equatable, Sendable, CustomStringConvertible {
    /// Octets before the place.
    public let offset: Int
    /// Line, from 1. Lines end with a line feed.
    public let line: Int
    /// Column, from 1, in Unicode characters as code points.
    public let column: Int
    /// The way there from the outermost value, as in `objects[3].created`; empty for the outermost value itself.
    public let path: String

    public var description: String {
        path.isEmpty ? "line \(line), column \(column)" : "line \(line), column \(column), at \(path)"
    }

    /// Finds line and column by counting; only faults and warnings pay for it.
    init(offset: Int, path: String, in bytes: [UInt8]) {
        self.offset = offset
        self.path = path
        var line = 1
        var column = 1
        for octet in bytes[..<min(offset, bytes.count)] {
            if octet == 0x0A {
                line += 1
                column = 1
            } else if octet & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }
}

extension STIXPlace {
    /// Finds the lines of many places, from first to last, by reading the text once.
    struct Counter {
        private let bytes: [UInt8]
        private var offset = 0
        private var line = 1
        private var column = 1

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        /// The place at an offset that is not before the one asked for last.
        mutating func place(offset wanted: Int, path: String) -> STIXPlace {
            while offset < min(wanted, bytes.count) {
                if bytes[offset] == 0x0A {
                    line += 1
                    column = 1
                } else if bytes[offset] & 0xC0 != 0x80 {
                    column += 1
                }
                offset += 1
            }
            return STIXPlace(offset: wanted, path: path, line: line, column: column)
        }
    }

    private init(offset: Int, path: String, line: Int, column: Int) {
        self.offset = offset
        self.path = path
        self.line = line
        self.column = column
    }
}

/// Text of the file made fit to stand in a message: short, one line, nothing that steers a terminal.
func excerpt(_ text: some Collection<UInt8>) -> String {
    var result = ""
    var count = 0
    for scalar in String(decoding: text.prefix(STIXLimits.excerptCharactersMax * 4 + 4), as: UTF8.self).unicodeScalars {
        if count == STIXLimits.excerptCharactersMax { return result + "…" }
        count += 1
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
            result.unicodeScalars.append("\u{FFFD}")
        default:
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}
