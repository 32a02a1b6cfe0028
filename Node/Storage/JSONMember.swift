/// Finds one member of a JSON object whose octets were checked when they came in.
enum JSONMember {
    /// The text of a member of the outermost object, if it is a text without escapes.
    static func text(_ name: String, in octets: [UInt8]) -> String? {
        let wanted = Array(name.utf8)
        var depth = 0
        var index = 0
        var expectsName = false
        while index < octets.count {
            switch octets[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                expectsName = depth == 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ","): expectsName = depth == 1
            case UInt8(ascii: "\""):
                let start = index + 1
                guard let end = endOfText(from: start, in: octets) else { return nil }
                index = end
                guard expectsName else { break }
                expectsName = false
                guard octets[start..<end].elementsEqual(wanted) else { break }
                return value(behind: end + 1, in: octets)
            default: break
            }
            index += 1
        }
        return nil
    }

    private static func value(behind index: Int, in octets: [UInt8]) -> String? {
        guard let start = octets[index...].firstIndex(where: { ![0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ":")].contains($0) }),
            octets[start] == UInt8(ascii: "\""), let end = endOfText(from: start + 1, in: octets)
        else { return nil }
        let text = octets[(start + 1)..<end]
        return text.contains(UInt8(ascii: "\\")) ? nil : String(decoding: text, as: UTF8.self)
    }

    /// Where the quotation mark stands that ends a text.
    private static func endOfText(from start: Int, in octets: [UInt8]) -> Int? {
        var index = start
        while index < octets.count {
            if octets[index] == UInt8(ascii: "\\") {
                index += 1
            } else if octets[index] == UInt8(ascii: "\"") {
                return index
            }
            index += 1
        }
        return nil
    }
}
