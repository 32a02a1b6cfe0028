import Foundation
import Gossip
import Wire

/// The machine's clocks; the only place of the daemon that reads them.
enum WallClock {
    /// Unix seconds.
    static var seconds: UInt64 { UInt64(max(0, Date().timeIntervalSince1970)) }

    static var minute: Minute { Minute(UInt32(clamping: seconds / 60)) }

    /// Hours since 1970, as epochs count them.
    static var hour: UInt32 { UInt32(clamping: seconds / 3600) }

    /// Milliseconds since the machine started; never goes back.
    static var instant: Instant {
        Instant(milliseconds: UInt64(ProcessInfo.processInfo.systemUptime * 1000))
    }

    /// Unix seconds as ISO 8601 in UTC.
    static func iso8601(_ seconds: UInt64) -> String {
        Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
    }
}
