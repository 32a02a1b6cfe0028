internal import Crypto
import Foundation

/// JSON as RFC 8785 writes it: members by the UTF-16 of their names, no white space, one spelling of each string and number.
enum CanonicalJSON {
    /// The canonical text of a value.
    static func text(of node: Int, in document: JSONDocument) -> [UInt8] {
        var output: [UInt8] = []
        write(node, in: document, to: &output)
        return output
    }

    /// The SHA-256 of the canonical text.
    static func digest(of node: Int, in document: JSONDocument) -> [UInt8] { Array(SHA256.hash(data: text(of: node, in: document))) }

    static func write(_ node: Int, in document: JSONDocument, to output: inout [UInt8]) {
        switch document.kind(node) {
        case .object:
            var members: [(name: String, value: Int)] = []
            var name = node + 1
            while name < Int(document.nodes[node].next) {
                members.append((document.text(name), name + 1))
                name = Int(document.nodes[name + 1].next)
            }
            write(members, to: &output) { value, output in write(value, in: document, to: &output) }
        case .array:
            output.append(0x5B)
            for (index, element) in document.elements(of: node).enumerated() {
                if index > 0 { output.append(0x2C) }
                write(element, in: document, to: &output)
            }
            output.append(0x5D)
        case .string: write(document.text(node), to: &output)
        case .number: output += number(String(decoding: document.bytes[document.range(node)], as: UTF8.self)).utf8
        case .boolean, .null: output += document.bytes[document.range(node)]
        }
    }

    /// Writes members in the order of their names' UTF-16 units.
    static func write<Value>(_ members: [(name: String, value: Value)], to output: inout [UInt8], value: (Value, inout [UInt8]) -> Void) {
        output.append(0x7B)
        let sorted = members.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
        for (index, member) in sorted.enumerated() {
            if index > 0 { output.append(0x2C) }
            write(member.name, to: &output)
            output.append(0x3A)
            value(member.value, &output)
        }
        output.append(0x7D)
    }

    /// Writes a string: quote, backslash and control characters escaped, all else as it is.
    static func write(_ text: String, to output: inout [UInt8]) {
        output.append(0x22)
        for octet in text.utf8 {
            switch octet {
            case 0x22, 0x5C: output += [0x5C, octet]
            case 0x08: output += [0x5C, 0x62]
            case 0x09: output += [0x5C, 0x74]
            case 0x0A: output += [0x5C, 0x6E]
            case 0x0C: output += [0x5C, 0x66]
            case 0x0D: output += [0x5C, 0x72]
            case 0x00...0x1F:
                let digits = Array("0123456789abcdef".utf8)
                output += [0x5C, 0x75, 0x30, 0x30, digits[Int(octet >> 4)], digits[Int(octet & 15)]]
            default: output.append(octet)
            }
        }
        output.append(0x22)
    }

    /// A number as ECMAScript writes it: the fewest digits that lead back to the same 64 bits.
    ///
    /// A number beyond 64 bits has no such form and stays as it is written.
    static func number(_ text: String) -> String {
        guard let value = Double(text), value.isFinite else { return text }
        if value == 0 { return "0" }
        // Swift gives the fewest digits, too; only where it puts the point and the exponent differs.
        let shortest = "\(abs(value))".lowercased()
        let parts = shortest.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        var digits = String(mantissa[0]) + (mantissa.count > 1 ? String(mantissa[1]) : "")
        var point = mantissa[0].count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        while digits.hasPrefix("0") {
            digits.removeFirst()
            point -= 1
        }
        while digits.hasSuffix("0") { digits.removeLast() }
        let sign = value < 0 ? "-" : ""
        let count = digits.count
        switch point {
        case count...21 where point >= count: return sign + digits + String(repeating: "0", count: point - count)
        case 1...21: return sign + digits.prefix(point) + "." + digits.dropFirst(point)
        case -5...0: return sign + "0." + String(repeating: "0", count: -point) + digits
        default:
            let exponent = point - 1
            let rest = digits.dropFirst()
            return sign + digits.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "e" + (exponent < 0 ? "-" : "+") + "\(abs(exponent))"
        }
    }
}
