/// A moment as the pages write it, in UTC and of the Gregorian calendar.
public struct CalendarTime: Equatable, Sendable {
    private let year: Int
    private let month: Int
    private let day: Int
    private let second: Int

    /// The first and the last second that four digits of a year can name.
    private static let range: ClosedRange<Int64> = 0...253_402_300_799

    /// Seconds since 1970; what lies outside the years 1970 to 9999 is shown as the nearest moment inside.
    public init(_ seconds: Int64) {
        let seconds = Int(min(max(seconds, Self.range.lowerBound), Self.range.upperBound))
        second = seconds % 86_400
        // Eras of 400 years that begin on 1 March, so that the leap day is the last of its year.
        let days = seconds / 86_400 + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shifted + 2) / 5 + 1
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// RFC 3339: "2026-01-31T09:05:00Z".
    public var rfc3339: String { "\(date)T\(Self.two(second / 3_600)):\(Self.two(second / 60 % 60)):\(Self.two(second % 60))Z" }

    /// For people: "2026-01-31 09:05 UTC".
    public var plain: String { "\(date) \(Self.two(second / 3_600)):\(Self.two(second / 60 % 60)) UTC" }

    /// "2026-01-31".
    public var date: String { "\(year)-\(Self.two(month))-\(Self.two(day))" }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
