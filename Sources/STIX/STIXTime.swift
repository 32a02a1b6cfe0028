/// The timestamps of STIX 2.1 (section 2.10) and TAXII 2.1 as microseconds since 1970, and the other way round.
public enum STIXTime {
    /// The microseconds of "YYYY-MM-DDThh:mm:ss[.digits]Z", the rest of them cut off; `nil` for anything else and for days that no calendar has.
    public static func microseconds(_ text: some StringProtocol) -> Int64? { microseconds(Array(text.utf8)[...]) }

    /// The same of octets. A sixtieth second is taken only where leap seconds are inserted, at the end of a day; it is the first of the next.
    static func microseconds(_ text: ArraySlice<UInt8>) -> Int64? {
        guard text.count >= 20, text.last == UInt8(ascii: "Z") else { return nil }
        let start = text.startIndex
        for (place, mark) in [(4, UInt8(ascii: "-")), (7, UInt8(ascii: "-")), (10, UInt8(ascii: "T")), (13, UInt8(ascii: ":"))]
        where text[start + place] != mark {
            return nil
        }
        guard text[start + 16] == UInt8(ascii: ":") else { return nil }
        func number(_ place: Int, _ digits: Int) -> Int64? { Self.number(text[(start + place)..<(start + place + digits)]) }
        guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2),
            let minute = number(14, 2), let second = number(17, 2), (1...12).contains(month), day >= 1, day <= days(in: month, of: year),
            hour < 24, minute < 60, second < 60 || (second == 60 && hour == 23 && minute == 59)
        else { return nil }
        var fraction: Int64 = 0
        if text.count > 20 {
            guard text[start + 19] == UInt8(ascii: "."), text.count > 21 else { return nil }
            var scale: Int64 = 100_000
            for digit in text[(start + 20)...].dropLast() {
                guard (0x30...0x39).contains(digit) else { return nil }
                fraction += Int64(digit - 0x30) * scale
                scale /= 10
            }
        }
        let seconds = daysSince1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second
        return seconds * 1_000_000 + fraction
    }

    /// "YYYY-MM-DDThh:mm:ss.ffffffZ"; moments outside the years 0 to 9999 become the nearest in them.
    public static func text(_ microseconds: Int64) -> String {
        let bounded = min(max(microseconds, -62_167_219_200_000_000), 253_402_300_799_999_999)
        let days = bounded >= 0 ? bounded / 86_400_000_000 : (bounded - 86_399_999_999) / 86_400_000_000
        let rest = bounded - days * 86_400_000_000
        let (year, month, day) = date(days)
        let second = rest / 1_000_000
        return
            "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T\(pad(second / 3_600, 2)):\(pad(second / 60 % 60, 2)):\(pad(second % 60, 2))"
            + ".\(pad(rest % 1_000_000, 6))Z"
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - 0x30)
        }
        return value
    }

    private static func pad(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The civil calendar in eras of 400 years, which begin in March so that the leap day is the last of its year.
    private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
