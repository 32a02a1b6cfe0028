/// The octets between a string's quotes, checked or decoded.
enum JSONText {
    /// The value of a string node that the reader has accepted.
    static func decode(_ bytes: [UInt8], _ node: JSONDocument.Node) -> String {
        let written = bytes[Int(node.start) + 1..<Int(node.end) - 1]
        guard node.hasEscapes else { return String(decoding: written, as: UTF8.self) }
        var text = ""
        var index = written.startIndex
        var plain = index
        while index < written.endIndex {
            guard written[index] == 0x5C else {
                index += 1
                continue
            }
            text += String(decoding: written[plain..<index], as: UTF8.self)
            text.unicodeScalars.append(escape(written, &index))
            plain = index
        }
        return text + String(decoding: written[plain...], as: UTF8.self)
    }

    /// Reads past one well-formed escape and gives its character.
    private static func escape(_ written: ArraySlice<UInt8>, _ index: inout Int) -> Unicode.Scalar {
        let letter = written[index + 1]
        guard letter == 0x75 else {
            index += 2
            switch letter {
            case 0x62: return "\u{8}"
            case 0x66: return "\u{C}"
            case 0x6E: return "\n"
            case 0x72: return "\r"
            case 0x74: return "\t"
            default: return Unicode.Scalar(letter)
            }
        }
        let first = hexadecimal(written[(index + 2)..<(index + 6)]) ?? 0xFFFD
        index += 6
        guard 0xD800...0xDBFF ~= first else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
        let second = hexadecimal(written[(index + 2)..<(index + 6)]) ?? 0xDC00
        index += 6
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second & 0x3FF)) ?? "\u{FFFD}"
    }

    /// The value of hexadecimal digits in either case; `nil` if one of them is none.
    static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt32? {
        var value: UInt32 = 0
        for digit in digits {
            switch digit {
            case 0x30...0x39: value = value << 4 | UInt32(digit - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(digit - 0x41 + 10)
            case 0x61...0x66: value = value << 4 | UInt32(digit - 0x61 + 10)
            default: return nil
            }
        }
        return value
    }

    /// How many octets the UTF-8 sequence at `index` has; `nil` if it is none (RFC 3629: no overlong forms, no surrogates).
    ///
    /// A sequence that the end cuts off is none.
    static func sequenceLength(_ bytes: [UInt8], at index: Int) -> Int? {
        func continues(_ offset: Int, _ allowed: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            index + offset < bytes.count && allowed.contains(bytes[index + offset])
        }
        switch bytes[index] {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: return continues(1) ? 2 : nil
        case 0xE0: return continues(1, 0xA0...0xBF) && continues(2) ? 3 : nil
        case 0xE1...0xEC, 0xEE...0xEF: return continues(1) && continues(2) ? 3 : nil
        case 0xED: return continues(1, 0x80...0x9F) && continues(2) ? 3 : nil
        case 0xF0: return continues(1, 0x90...0xBF) && continues(2) && continues(3) ? 4 : nil
        case 0xF1...0xF3: return continues(1) && continues(2) && continues(3) ? 4 : nil
        case 0xF4: return continues(1, 0x80...0x8F) && continues(2) && continues(3) ? 4 : nil
        default: return nil
        }
    }
}
