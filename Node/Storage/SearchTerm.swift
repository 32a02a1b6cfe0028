import Foundation
import Ledger
import Policy
import STIX
import Sodium
import Wire

/// What stands in the search index: words, and facts about objects as terms of the same index.
///
/// A word is its octets. Everything else begins with an octet that no word has, so that nothing a person types becomes a fact.
enum SearchTerm {
    private enum Sort: UInt8 {
        case label = 0x6C
        case type = 0x74
        case mark = 0x70
        case author = 0x61
        case group = 0x67
        case month = 0x6D
        case value = 0x76
        case reference = 0x72
    }

    private static let fact: UInt8 = 1
    private static let name: UInt8 = 2
    private static let hashed: UInt8 = 3

    /// A word of an object's name, beside the word itself.
    static func inName(_ word: [UInt8]) -> [UInt8] { inName(word.span) }

    static func inName(_ word: borrowing Span<UInt8>) -> [UInt8] {
        var term = [name]
        term.reserveCapacity(word.count + 1)
        term.append(copying: word)
        return term
    }

    static func type(_ type: String) -> [UInt8] { term(.type, Array(type.utf8)) }
    static func label(_ label: String) -> [UInt8] { term(.label, Array(label.lowercased().utf8)) }
    static func mark(_ tlp: UInt8) -> [UInt8] { term(.mark, [tlp + 0x30]) }
    static func author(_ organisation: OrganisationID) -> [UInt8] { term(.author, organisation.octets.array) }
    static func group(_ tag: GroupTag) -> [UInt8] { term(.group, tag.octets.array) }
    static func value(_ value: ObservedValue) -> [UInt8] { term(.value, Array(value.text.utf8)) }
    static func reference(to object: String) -> [UInt8] {
        switch ObjectKey(id: object) {
        case .uuid(_, let octets): term(.reference, octets)
        case .text(let text): term(.reference, Array(text.utf8))
        }
    }

    /// The month of a second since 1970, as "2026-11".
    static func month(of second: Int64) -> [UInt8] { term(.month, Array(SearchMonth(second: second).text.utf8)) }
    static func month(_ month: SearchMonth) -> [UInt8] { term(.month, Array(month.text.utf8)) }

    /// A value as a word of running text.
    static func whole(_ value: ObservedValue) -> [UInt8] {
        let octets = Array(value.text.lowercased().utf8)
        return octets.count <= StorageLimits.searchWordOctetsMax ? octets : [hashed] + Hash(sha256: octets).array
    }

    /// What is too long for the index stands there by its hash; no octet of a term is 0, which ends it in a row's key.
    private static func term(_ sort: Sort, _ octets: [UInt8]) -> [UInt8] {
        let isBinary = sort == .author || sort == .group || sort == .reference
        if octets.count <= StorageLimits.searchWordOctetsMax, isBinary || !octets.contains(0) { return [fact, sort.rawValue] + octets }
        return [hashed, sort.rawValue] + Hash(sha256: octets).array
    }
}

/// A month of the calendar, by which items are found and counted.
struct SearchMonth: Hashable, Comparable {
    /// Months since the year 0.
    let number: Int

    init(number: Int) { self.number = number }

    init(second: Int64) {
        let date = CivilDate(days: Int(second.quotientAndRemainder(dividingBy: 86_400).quotient) - (second < 0 ? 1 : 0))
        number = date.year * 12 + date.month - 1
    }

    var text: String {
        let (year, month) = (number / 12, number % 12 + 1)
        let digits = String(year)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + (month < 10 ? "-0" : "-") + String(month)
    }

    static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// A day of the Gregorian calendar.
struct CivilDate: Equatable {
    let year: Int
    let month: Int
    let day: Int

    /// Days since 1970-01-01.
    init(days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// `nil` unless the day exists.
    init?(year: Int, month: Int, day: Int) {
        guard (1...9_999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        let candidate = Self(unchecked: year, month, day)
        guard Self(days: candidate.days) == candidate else { return nil }
        self = candidate
    }

    private init(unchecked year: Int, _ month: Int, _ day: Int) { (self.year, self.month, self.day) = (year, month, day) }

    var days: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
