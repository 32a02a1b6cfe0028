import Pages
import Synchronization

/// The present moment as HTTP writes it (RFC 9110 section 5.6.7), made once a second.
final class HTTPDate: Sendable {
    private let made = Mutex<(second: Int64, text: String)>((.min, ""))
    private let seconds: @Sendable () -> Int64

    /// `seconds` gives the second since 1970.
    init(seconds: @escaping @Sendable () -> Int64) { self.seconds = seconds }

    var text: String {
        let now = seconds()
        return made.withLock { made in
            if made.second != now { made = (now, Self.text(now)) }
            return made.text
        }
    }

    /// "Sun, 06 Nov 1994 08:49:37 GMT"
    static func text(_ second: Int64) -> String {
        let moment = UTCMoment(second)
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let weekday = Int((second / 86_400 - (second % 86_400 < 0 ? 1 : 0)) % 7 + 7) % 7
        let (date, time) = (moment.dateText, moment.machineText.dropFirst(moment.dateText.count + 1).dropLast())
        return "\(days[weekday]), \(date.suffix(2)) \(months[moment.month - 1]) \(date.dropLast(6)) \(time) GMT"
    }
}
