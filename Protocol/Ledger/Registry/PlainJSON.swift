/// The part of JSON that a proof file needs: objects, arrays, whole numbers, and strings of printable ASCII without escapes.
///
/// Strict where general readers are lenient: no member twice, no other kinds of value, nothing after the end. So
/// two programs that read one file read the same.
enum PlainJSON: Equatable {
    case text(String)
    case number(UInt64)
    case array([PlainJSON])
    /// Members in the order of the file.
    case object([(name: String, value: PlainJSON)])

    /// The value of a member; `nil` when this is no object or has no such member.
    subscript(name: String) -> PlainJSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The names of an object's members; none for other kinds.
    var names: [String] {
        guard case .object(let members) = self else { return [] }
        return members.map(\.name)
    }

    static func == (left: PlainJSON, right: PlainJSON) -> Bool { left.written() == right.written() }
}

extension PlainJSON {
    /// The text, a member a line, indented by two spaces a level.
    func written(indent: Int = 0) -> String {
        let (outer, inner) = (String(repeating: " ", count: indent), String(repeating: " ", count: indent + 2))
        switch self {
        case .text(let text): return "\"\(text)\""
        case .number(let number): return String(number)
        case .array(let values):
            let lines = values.map { inner + $0.written(indent: indent + 2) }
            return lines.isEmpty ? "[]" : "[\n" + lines.joined(separator: ",\n") + "\n\(outer)]"
        case .object(let members):
            let lines = members.map { "\(inner)\"\($0.name)\": \($0.value.written(indent: indent + 2))" }
            return lines.isEmpty ? "{}" : "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
        }
    }

    /// Reads a whole text; `nil` for anything else than one value of this part of JSON, nested at most eight deep.
    init?(_ text: some Collection<UInt8>) {
        var reader = Reader(octets: Array(text))
        guard let value = reader.value(depth: 8), reader.isAtEnd else { return nil }
        self = value
    }

    private struct Reader {
        let octets: [UInt8]
        var position = 0

        /// Whether only white space is left.
        var isAtEnd: Bool {
            mutating get {
                skipSpace()
                return position == octets.count
            }
        }

        private mutating func skipSpace() {
            while position < octets.count, [0x20, 0x0A, 0x0D, 0x09].contains(octets[position]) { position += 1 }
        }

        /// Reads this character behind white space, or nothing.
        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            skipSpace()
            guard position < octets.count, octets[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        mutating func value(depth: Int) -> PlainJSON? {
            guard depth > 0 else { return nil }
            if take("{") { return object(depth: depth) }
            if take("[") { return array(depth: depth) }
            if take("\"") { return string().map { .text($0) } }
            return number()
        }

        private mutating func object(depth: Int) -> PlainJSON? {
            var members: [(name: String, value: PlainJSON)] = []
            if take("}") { return .object(members) }
            repeat {
                guard take("\""), let name = string(), !members.contains(where: { $0.name == name }), take(":"),
                    let value = value(depth: depth - 1), members.count < 64
                else { return nil }
                members.append((name, value))
            } while take(",")
            return take("}") ? .object(members) : nil
        }

        private mutating func array(depth: Int) -> PlainJSON? {
            var values: [PlainJSON] = []
            if take("]") { return .array(values) }
            repeat {
                guard let value = value(depth: depth - 1), values.count < 4_096 else { return nil }
                values.append(value)
            } while take(",")
            return take("]") ? .array(values) : nil
        }

        /// The rest of a string behind its opening quotation mark.
        private mutating func string() -> String? {
            let start = position
            while position < octets.count, octets[position] != UInt8(ascii: "\"") {
                guard (0x20...0x7E).contains(octets[position]), octets[position] != UInt8(ascii: "\\") else { return nil }
                position += 1
            }
            guard position < octets.count else { return nil }
            defer { position += 1 }
            return String(decoding: octets[start..<position], as: UTF8.self)
        }

        private mutating func number() -> PlainJSON? {
            let digits = octets[position...].prefix { (0x30...0x39).contains($0) }
            guard digits.count == 1 || digits.first != 0x30, let number = UInt64(String(decoding: digits, as: UTF8.self)),
                number <= LedgerLimits.logSizeMax
            else { return nil }
            position += digits.count
            return .number(number)
        }
    }
}
