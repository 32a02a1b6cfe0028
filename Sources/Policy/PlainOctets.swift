/// A text made ready for being looked through: in lower case, then without the marks by which people make addresses harmless.
struct PlainOctets {
    private(set) var octets: [UInt8]

    init(_ text: [UInt8]) { octets = Self.lowercased(text) }

    /// With the escapes of JSON (RFC 8259 §7) resolved; half a surrogate pair is left out.
    init(resolvingEscapesOf text: [UInt8]) {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var units: [UInt16] = []
        var index = 0
        while index < text.count {
            let next = index + 1 < text.count ? text[index + 1] : 0
            if text[index] == 0x5C, next == 0x75, let unit = Self.unit(text, at: index + 2) {
                units.append(unit)
                index += 6
                continue
            }
            Self.flush(&units, into: &result)
            if text[index] == 0x5C, index + 1 < text.count {
                // Line ends and the like part words; the other signs stand for themselves.
                result.append([0x62, 0x66, 0x6E, 0x72, 0x74].contains(next) ? 0x20 : next)
                index += 2
            } else {
                result.append(text[index])
                index += 1
            }
        }
        Self.flush(&units, into: &result)
        octets = Self.lowercased(result)
    }

    /// Replaces `[.]`, `(.)`, `{.}`, `[dot]`, `(dot)`, `{dot}` by a dot and `[:]` by a colon.
    mutating func removeDefanging() {
        guard octets.contains(where: { $0 == 0x5B || $0 == 0x28 || $0 == 0x7B }) else { return }
        var result: [UInt8] = []
        result.reserveCapacity(octets.count)
        var index = 0
        while index < octets.count {
            if let (sign, length) = Self.defanged(octets, at: index) {
                result.append(sign)
                index += length
            } else {
                result.append(octets[index])
                index += 1
            }
        }
        octets = result
    }

    private static let closing: [UInt8: UInt8] = [0x5B: 0x5D, 0x28: 0x29, 0x7B: 0x7D]

    private static func defanged(_ octets: [UInt8], at index: Int) -> (sign: UInt8, length: Int)? {
        guard index + 2 < octets.count, let close = closing[octets[index]] else { return nil }
        let sign = octets[index + 1]
        if sign == 0x2E || sign == 0x3A, octets[index + 2] == close { return (sign, 3) }
        guard index + 4 < octets.count, octets[index + 4] == close, octets[(index + 1)...(index + 3)].elementsEqual("dot".utf8) else {
            return nil
        }
        return (0x2E, 5)
    }

    private static func unit(_ text: [UInt8], at start: Int) -> UInt16? {
        guard start + 4 <= text.count else { return nil }
        return UInt16(String(decoding: text[start..<start + 4], as: UTF8.self), radix: 16)
    }

    private static func flush(_ units: inout [UInt16], into result: inout [UInt8]) {
        guard !units.isEmpty else { return }
        result += Array(String(decoding: units, as: UTF16.self).utf8)
        units = []
    }

    /// Lower case: octet by octet where all is ASCII, by Unicode where not.
    ///
    /// Of other scripts only what words are made of stays: dashes and quotation marks part words like a space, invisible signs go.
    private static func lowercased(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(where: { $0 >= 0x80 }) else { return text.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } }
        var result = ""
        for scalar in String(decoding: text, as: UTF8.self).lowercased().unicodeScalars {
            if scalar.isASCII {
                result.unicodeScalars.append(scalar)
                continue
            }
            switch scalar.properties.generalCategory {
            case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark, .spacingMark,
                .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
                result.unicodeScalars.append(scalar)
            case .format: break
            default: result.append(" ")
            }
        }
        return Array(result.utf8)
    }
}
