/// A second of the calendar as pages write it: year first, 24 hours, UTC, the same in every language and wherever the program runs.
public struct UTCMoment: Equatable, Sendable {
    public let year: Int
    public let month: Int
    public let day: Int
    let hour: Int
    let minute: Int
    let second: Int

    /// The first second of the year 1.
    static let secondFirst: Int64 = -62_135_596_800
    /// The last second of the year 9999.
    static let secondLast: Int64 = 253_402_300_799

    /// - Parameter second: seconds since 1970; beyond the years 1 to 9999 it is the nearest in them.
    public init(_ second: Int64) {
        let clamped = min(max(second, Self.secondFirst), Self.secondLast)
        let days = Int(clamped.floorDivided(by: 86_400))
        let rest = Int(clamped - Int64(days) * 86_400)
        (year, month, day) = Self.date(days: days)
        (hour, minute, self.second) = (rest / 3_600, rest / 60 % 60, rest % 60)
    }

    /// "2026-11-29 17:18".
    public var text: String { "\(dateText) \(timeText)" }

    /// "2026-11-29".
    public var dateText: String { "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))" }

    /// "17:18".
    var timeText: String { "\(Self.padded(hour, 2)):\(Self.padded(minute, 2))" }

    /// "2026-11-29T17:18:43Z", for the attribute that machines read (RFC 3339).
    public var machineText: String { "\(dateText)T\(timeText):\(Self.padded(second, 2))Z" }

    /// Seconds since 1970 at the start of the month so many months later.
    public func startOfMonth(after months: Int) -> Int64 { Self.second(year: year, month: month + months, day: 1) }

    /// Seconds since 1970 at the start of a day; months may go beyond 1 to 12.
    static func second(year: Int, month: Int, day: Int) -> Int64 {
        let year = year + Int(Int64(month - 1).floorDivided(by: 12))
        let month = (month - 1) % 12 < 0 ? (month - 1) % 12 + 12 : (month - 1) % 12
        // Years begin in March, so that the leap day is their last.
        let shifted = month < 2 ? year - 1 : year
        let era = Int(Int64(shifted).floorDivided(by: 400))
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * ((month + 10) % 12) + 2) / 5 + day - 1
        return Int64(era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468) * 86_400
    }

    /// The Gregorian date of a day counted from 1 January 1970: the inverse of the above.
    private static func date(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = Int(Int64(shifted).floorDivided(by: 146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        return (year, month < 10 ? month + 3 : month - 9, dayOfYear - (153 * month + 2) / 5 + 1)
    }

    private static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

/// A stretch of time with marks at round moments: few enough that their names stand apart.
struct TimeAxis: Equatable {
    let first: Int64
    let last: Int64
    let ticks: [Int64]
    private let unit: Unit

    private enum Unit { case time, day, month, year }

    /// Marks at most: what fits under a narrow picture.
    private static let ticksMax = 5

    init(from: Int64, to: Int64) {
        let first = min(max(from, UTCMoment.secondFirst), UTCMoment.secondLast)
        let last = min(max(to, first), UTCMoment.secondLast)
        // A moment has a stretch around it, so that it stands in the middle.
        let pad = max((last - first) / 20, last == first ? 60 : 1)
        let range = (first - pad)...(last + pad)
        (self.first, self.last) = (range.lowerBound, range.upperBound)
        let length = range.upperBound - range.lowerBound
        let seconds: [Int64] = [60, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600]
        if let step = seconds.first(where: { length / $0 < Self.ticksMax }) {
            unit = step < 86_400 ? .time : .day
            let start = (range.lowerBound + step - 1).floorDivided(by: step) * step
            ticks = Array(stride(from: start, through: range.upperBound, by: Int(step)))
        } else {
            let months = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 6_000, 12_000, 24_000]
            let step = months.first { length / (Int64($0) * 2_629_746) < Self.ticksMax } ?? 60_000
            unit = step < 12 ? .month : .year
            let start = UTCMoment(range.lowerBound)
            let month = ((start.year * 12 + start.month - 1) / step) * step
            ticks = (0...Self.ticksMax + 1).map { UTCMoment.second(year: 0, month: month + $0 * step + 1, day: 1) }
                .filter { range.contains($0) }
        }
    }

    func share(of second: Int64) -> Double { min(max(Double(second - first) / Double(last - first), 0), 1) }

    func label(of tick: Int64) -> String {
        let moment = UTCMoment(tick)
        return switch unit {
        case .time: tick.isMultiple(of: 86_400) ? String(moment.dateText.suffix(5)) : moment.timeText
        case .day: String(moment.dateText.suffix(5))
        case .month: String(moment.dateText.prefix(7))
        case .year: String(moment.dateText.prefix(4))
        }
    }
}

extension Int64 {
    /// Rounded towards the past, also before 1970.
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
