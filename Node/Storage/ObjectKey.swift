import Sodium

/// A STIX identifier as the database keeps it: sixteen octets if it is the type and a UUID in its usual spelling, else the text.
///
/// Saves thirty octets in the row and as many in the index. Exact: another spelling stays another identifier.
enum ObjectKey: Hashable {
    case uuid(type: String, [UInt8])
    case text(String)

    init(id: String, type: String) {
        guard id.hasPrefix(type + "--"), let uuid = Self.uuid(id.dropFirst(type.count + 2)) else {
            self = .text(id)
            return
        }
        self = .uuid(type: type, uuid)
    }

    /// The key under which an identifier is looked up, whose type is what stands before the first "--".
    init(id: String) {
        let octets = Array(id.utf8)
        let end = octets.indices.dropLast().first { octets[$0] == 0x2D && octets[$0 + 1] == 0x2D } ?? octets.count
        self.init(id: id, type: String(decoding: octets[..<end], as: UTF8.self))
    }

    /// The type that belongs to the sixteen octets; empty for a text, which holds it itself.
    var type: String {
        if case .uuid(let type, _) = self { type } else { "" }
    }

    /// The identifier as it was written.
    var id: String {
        switch self {
        case .text(let id): return id
        case .uuid(let type, let octets):
            // A page of a collection makes a thousand of them: octets, not characters.
            var text = Array(type.utf8) + [0x2D, 0x2D]
            text.reserveCapacity(text.count + 36)
            for (index, octet) in octets.enumerated() {
                if index == 4 || index == 6 || index == 8 || index == 10 { text.append(0x2D) }
                let (high, low) = (octet >> 4, octet & 0x0F)
                text.append(high < 10 ? 0x30 + high : 0x57 + high)
                text.append(low < 10 ? 0x30 + low : 0x57 + low)
            }
            return String(decoding: text, as: UTF8.self)
        }
    }

    /// Reads 8-4-4-4-12 lower-case hexadecimal digits.
    private static func uuid(_ text: Substring) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count == 36 else { return nil }
        var octets: [UInt8] = []
        octets.reserveCapacity(16)
        var high: UInt8?
        for (index, character) in characters.enumerated() {
            if [8, 13, 18, 23].contains(index) {
                guard character == 0x2D else { return nil }
                continue
            }
            let digit: UInt8
            switch character {
            case 0x30...0x39: digit = character - 0x30
            case 0x61...0x66: digit = character - 0x61 + 10
            default: return nil
            }
            if let first = high {
                octets.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return octets
    }
}

extension ObjectKey: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        switch self {
        case .uuid(_, let octets): octets.bind(to: statement, at: index)
        case .text(let id): id.bind(to: statement, at: index)
        }
    }
}
