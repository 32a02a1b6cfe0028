import Dispatch
import Foundation
import Gossip
import Wire

/// The machine's clocks; the only place of the daemon that reads them.
///
/// A running node has one of its own, so that a test can set one node's clock apart from the others'.
struct WallClock: Sendable {
    /// The machine's own time.
    static let machine = WallClock { 0 }

    /// How many seconds this clock is ahead of the machine's.
    private let ahead: @Sendable () -> Int64

    init(ahead: @escaping @Sendable () -> Int64) { self.ahead = ahead }

    /// Unix seconds.
    var seconds: UInt64 { UInt64(max(0, Int64(Date().timeIntervalSince1970) + ahead())) }

    var minute: Minute { Minute(UInt32(clamping: seconds / 60)) }

    /// Hours since 1970, as epochs count them.
    var hour: UInt32 { UInt32(clamping: seconds / 3600) }

    /// Milliseconds since the machine started; never goes back.
    static var instant: Instant {
        Instant(milliseconds: UInt64(ProcessInfo.processInfo.systemUptime * 1000))
    }

    /// Nanoseconds on the same clock, for measuring.
    static var nanoseconds: UInt64 { DispatchTime.now().uptimeNanoseconds }

    /// One moment on both clocks.
    struct Moment: Sendable {
        /// Since 1970.
        let milliseconds: Int64
        let instant: Instant
    }

    /// This moment.
    var moment: Moment {
        Moment(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000) + ahead() * 1_000, instant: Self.instant)
    }

    /// How far this clock was set since a moment, in seconds: forward is positive. A machine that slept counts as set forward.
    func stepSeconds(since moment: Moment) -> Int {
        let now = self.moment
        let passed = Int64(now.instant.milliseconds) - Int64(moment.instant.milliseconds)
        return Int(now.milliseconds - moment.milliseconds - passed) / 1_000
    }

    /// Unix seconds as ISO 8601 in UTC; what lies behind the year 9999, as an author's unchecked word may, is its last second.
    static func iso8601(_ seconds: UInt64) -> String {
        Date(timeIntervalSince1970: TimeInterval(min(seconds, 253_402_300_799))).formatted(.iso8601)
    }

    /// Unix seconds of a time as `iso8601` writes it; `nil` for anything else.
    static func seconds(iso8601 text: String) -> UInt64? {
        (try? Date(text, strategy: .iso8601)).map { UInt64(max(0, $0.timeIntervalSince1970)) }
    }

    static func iso8601(_ minute: Minute) -> String { iso8601(UInt64(minute.rawValue) * 60) }
}
