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

    /// Whether the octets are `YYYY-MM-DDThh:mm:ss[.s…]Z` and name a moment of the calendar.
    ///
    /// A sixtieth second is taken only where leap seconds are inserted, at the end of a day.
    static func isTimestamp(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count >= 20, text.last == 0x5A else { return false }
        let start = text.startIndex
        for (offset, expected) in [(4, UInt8(0x2D)), (7, 0x2D), (10, 0x54), (13, 0x3A), (16, 0x3A)] {
            guard text[start + offset] == expected else { return false }
        }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for octet in text[(start + range.lowerBound)..<(start + range.upperBound)] {
                guard (0x30...0x39).contains(octet) else { return nil }
                value = value * 10 + Int(octet - 0x30)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19)
        else { return false }
        let fraction = text.dropFirst(19).dropLast()
        if let point = fraction.first {
            guard point == 0x2E, fraction.count > 1, fraction.dropFirst().allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        }
        guard (1...12).contains(month), (1...days(in: month, of: year)).contains(day), hour < 24, minute < 60 else { return false }
        return second < 60 || (second == 60 && hour == 23 && minute == 59)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// A timestamp without the zeros that end its fraction, so that one moment has one spelling.
    static func shortestTimestamp(_ text: String) -> String {
        guard text.utf8.contains(0x2E) else { return text }
        var octets = Array(text.utf8.dropLast())
        while octets.last == 0x30 { octets.removeLast() }
        if octets.last == 0x2E { octets.removeLast() }
        return String(decoding: octets, as: UTF8.self) + "Z"
    }
}
