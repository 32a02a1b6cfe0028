/// The values that a pattern compares for equality: `[ipv4-addr:value = '203.0.113.5' OR domain-name:value IN ('a.example', 'b.example')]`.
///
/// Not a parser: it reads paths, operators and strings and judges nothing. What follows NOT names nothing.
enum PatternValues {
    /// Paths with the strings they are compared with, in order; at most `STIXLimits.patternValuesMax`.
    static func comparisons(in pattern: String) -> [(path: String, value: String)] {
        var scanner = Scanner(octets: Array(pattern.utf8))
        var found: [(path: String, value: String)] = []
        var path = ""
        while found.count < STIXLimits.patternValuesMax, let next = scanner.next() {
            switch next {
            case .word(let word):
                switch word.uppercased() {
                case "NOT": path = ""
                case "IN":
                    guard !path.isEmpty else { continue }
                    for value in scanner.strings() where found.count < STIXLimits.patternValuesMax { found.append((path, value)) }
                    path = ""
                default: path = word.contains(":") ? word : ""
                }
            case .equals:
                if !path.isEmpty, let value = scanner.string() { found.append((path, value)) }
                path = ""
            case .other: continue
            }
        }
        return found
    }

    private enum Symbol {
        case word(String)
        case equals
        case other
    }

    private struct Scanner {
        let octets: [UInt8]
        var index = 0

        init(octets: [UInt8]) { self.octets = octets }

        mutating func skipSpace() { while index < octets.count, octets[index] <= 0x20 { index += 1 } }

        mutating func next() -> Symbol? {
            skipSpace()
            guard index < octets.count else { return nil }
            let octet = octets[index]
            if octet == 0x27 {
                _ = string()
                return .other
            }
            if (0x61...0x7A).contains(octet | 0x20) { return .word(word()) }
            index += 1
            if octet == 0x3D {
                if index < octets.count, octets[index] == 0x3D { index += 1 }
                return .equals
            }
            // `!=`, `<=` and `>=` say what a value is not.
            if octet == 0x21 || octet == 0x3C || octet == 0x3E, index < octets.count, octets[index] == 0x3D { index += 1 }
            return .other
        }

        /// A keyword, or a path whose quoted steps belong to it: `file:hashes.'SHA-256'`.
        private mutating func word() -> String {
            let start = index
            while index < octets.count {
                let octet = octets[index]
                if octet == 0x27, octets[index - 1] == 0x2E {
                    _ = string()
                } else if octet <= 0x20 || [0x3D, 0x21, 0x3C, 0x3E, 0x28, 0x29, 0x2C, 0x27].contains(octet)
                    || (octet == 0x5D && !isIndex(start))
                {
                    break
                } else {
                    index += 1
                }
            }
            return String(decoding: octets[start..<index], as: UTF8.self)
        }

        /// Whether a closing bracket ends an index in a path, and not the whole comparison.
        private func isIndex(_ start: Int) -> Bool { octets[start..<index].contains(0x5B) }

        /// A string in quotes; `nil` where none stands.
        mutating func string() -> String? {
            skipSpace()
            guard index < octets.count, octets[index] == 0x27 else { return nil }
            index += 1
            var text: [UInt8] = []
            while index < octets.count, octets[index] != 0x27 {
                if octets[index] == 0x5C, index + 1 < octets.count { index += 1 }
                text.append(octets[index])
                index += 1
            }
            index = min(index + 1, octets.count)
            return String(decoding: text, as: UTF8.self)
        }

        /// The strings between parentheses.
        mutating func strings() -> [String] {
            skipSpace()
            guard index < octets.count, octets[index] == 0x28 else { return [] }
            index += 1
            var found: [String] = []
            while let text = string() {
                found.append(text)
                skipSpace()
                guard index < octets.count, octets[index] == 0x2C else { break }
                index += 1
            }
            return found
        }
    }
}
