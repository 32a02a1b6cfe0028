/// The spellings that STIX 2.1 prescribes for types, identifiers and timestamps (§2.9, §2.16, §3.1).
enum STIXGrammar {
    /// Whether the octets are a type: 3 to 250 of a–z, 0–9 and hyphen.
    static func isType(_ text: ArraySlice<UInt8>) -> Bool {
        (3...250).contains(text.count) && text.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    /// The type before the `--` of a well-formed identifier; `nil` for an ill-formed one.
    ///
    /// The UUID may be of any version, since published data holds them all.
    static func identifierType(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard text.count >= 38 + 3, isUUID(text.suffix(36)) else { return nil }
        let head = text.dropLast(36)
        guard head.suffix(2).elementsEqual([0x2D, 0x2D]), isType(head.dropLast(2)) else { return nil }
        return head.dropLast(2)
    }

    private static func isUUID(_ text: ArraySlice<UInt8>) -> Bool {
        for (offset, octet) in text.enumerated() {
            switch offset {
            case 8, 13, 18, 23:
                guard octet == 0x2D else { return false }
            default:
                switch octet {
                case 0x30...0x39, 0x41...0x46, 0x61...0x66: break
                default: return false
                }
            }
        }
        return true
    }

    /// Whether the octets are a timestamp that names a moment of the calendar (see `STIXTime.microseconds`).
    static func isTimestamp(_ text: ArraySlice<UInt8>) -> Bool { STIXTime.microseconds(text) != nil }

    /// A timestamp without the zeros that end its fraction, so that one moment has one spelling.
    static func shortestTimestamp(_ text: String) -> String {
        guard text.utf8.contains(0x2E) else { return text }
        var octets = Array(text.utf8.dropLast())
        while octets.last == 0x30 { octets.removeLast() }
        if octets.last == 0x2E { octets.removeLast() }
        return String(decoding: octets, as: UTF8.self) + "Z"
    }
}
