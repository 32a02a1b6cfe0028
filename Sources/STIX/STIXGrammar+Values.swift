/// Further spellings of STIX 2.1 (§2.1, §2.6, §3.1) that checking looks at and reading does not.
extension STIXGrammar {
    /// Whether the octets are a type as producers must write it: a letter first, single hyphens between words.
    static func isStrictType(_ text: [UInt8]) -> Bool {
        guard isType(text[...]), let first = text.first, STIXForm.isLower(first) else { return false }
        return !zip(text, text.dropFirst()).contains { $0 == 0x2D && $1 == 0x2D }
    }

    /// Whether the octets are base 64 (RFC 4648 §4) with its padding, and something.
    static func isBase64(_ text: [UInt8]) -> Bool {
        guard !text.isEmpty, text.count % 4 == 0 else { return false }
        let padding = text.suffix(2).filter { $0 == 0x3D }.count
        guard padding < 2 || text[text.count - 2] == 0x3D, padding == 0 || text.last == 0x3D else { return false }
        return text.dropLast(padding).allSatisfy { STIXForm.isLetter($0) || STIXForm.isDigit($0) || $0 == 0x2B || $0 == 0x2F }
    }

    /// Whether the octets are spelled as hashes of that algorithm are; any spelling will do for one that the standard does not have.
    static func isHash(_ text: [UInt8], of algorithm: String) -> Bool {
        switch algorithm {
        case "MD5": return isHexadecimal(text, 32)
        case "SHA-1": return isHexadecimal(text, 40)
        case "SHA-256", "SHA3-256": return isHexadecimal(text, 64)
        case "SHA-512", "SHA3-512": return isHexadecimal(text, 128)
        case "SSDEEP":
            return (1...148).contains(text.count)
                && text.allSatisfy { STIXForm.isLetter($0) || STIXForm.isDigit($0) || [0x2F, 0x2B, 0x3A, 0x2E].contains($0) }
        case "TLSH":
            let digest = text.starts(with: "T1".utf8) && text.count == 72 ? text.dropFirst(2) : text[...]
            return digest.count == 70 && digest.allSatisfy { STIXForm.isLetter($0) || STIXForm.isDigit($0) }
        default: return true
        }
    }

    private static func isHexadecimal(_ text: [UInt8], _ digits: Int) -> Bool { text.count == digits && text.allSatisfy(STIXForm.isHex) }
}
