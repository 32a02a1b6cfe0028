/// Strings and numbers.
extension JSONReader {
    /// Reads a string from its opening quote past its closing one.
    mutating func string() throws(STIXError) {
        let node = try begin(.string)
        position += 1
        while true {
            skipPlain()
            guard position < bytes.count else { throw fault(.truncated, at: position) }
            switch bytes[position] {
            case 0x22:
                position += 1
                return finish(node)
            case 0x5C:
                nodes[node].hasEscapes = true
                try escape()
            case 0x00...0x1F:
                throw fault(.controlCharacter, at: position)
            default:
                guard let length = JSONText.sequenceLength(bytes, at: position) else { throw fault(.notUTF8, at: position) }
                position += length
            }
        }
    }

    /// Moves over printable ASCII but quote and backslash: nearly all of a string.
    private mutating func skipPlain() {
        var index = position
        bytes.withUnsafeBufferPointer { octets in
            while index < octets.count, octets[index] &- 0x20 < 0x60, octets[index] != 0x22, octets[index] != 0x5C { index += 1 }
        }
        position = index
    }

    /// Reads past one escape; of a surrogate pair, past both halves.
    private mutating func escape() throws(STIXError) {
        let start = position
        guard position + 1 < bytes.count else { throw fault(.truncated, at: bytes.count) }
        switch bytes[position + 1] {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74:
            position += 2
        case 0x75:
            switch try codeUnit() {
            case 0xDC00...0xDFFF:
                throw fault(.loneSurrogate, at: start)
            case 0xD800...0xDBFF:
                guard nextIs(0x5C), position + 1 < bytes.count, bytes[position + 1] == 0x75 else { throw fault(.loneSurrogate, at: start) }
                guard case 0xDC00...0xDFFF = try codeUnit() else { throw fault(.loneSurrogate, at: start) }
            default:
                break
            }
        default:
            throw fault(.badEscape, at: position)
        }
    }

    /// Reads `\uXXXX` and gives its sixteen bits.
    private mutating func codeUnit() throws(STIXError) -> UInt32 {
        guard position + 6 <= bytes.count else { throw fault(.truncated, at: bytes.count) }
        guard let unit = JSONText.hexadecimal(bytes[(position + 2)..<(position + 6)]) else { throw fault(.badEscape, at: position) }
        position += 6
        return unit
    }

    /// Reads a number: an optional minus, an integer without leading zeros, an optional fraction and exponent.
    mutating func number() throws(STIXError) {
        let node = try begin(.number)
        let start = position
        if nextIs(0x2D) { position += 1 }
        if nextIs(0x30) { position += 1 } else { try digits(from: start) }
        if nextIs(0x2E) {
            position += 1
            try digits(from: start)
        }
        if nextIs(0x65) || nextIs(0x45) {
            position += 1
            if nextIs(0x2B) || nextIs(0x2D) { position += 1 }
            try digits(from: start)
        }
        // A digit or letter straight behind is part of a misspelled number: 007, 0x1F, 1.2.3.
        if position < bytes.count, Self.belongsToNumbers(bytes[position]) { throw fault(.badNumber, at: start) }
        finish(node)
    }

    private mutating func digits(from start: Int) throws(STIXError) {
        let first = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        guard position > first else {
            throw position < bytes.count ? fault(.badNumber, at: start) : fault(.truncated, at: position)
        }
    }

    private static func belongsToNumbers(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2E, 0x2B, 0x2D: true
        default: false
        }
    }
}
