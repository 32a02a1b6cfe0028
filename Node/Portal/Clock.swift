import Pages

/// Times on pages: in UTC and said so, since people of one network sit in several places and compare.
enum Clock {
    /// "2026-11-29 17:08 UTC", from unix seconds.
    static func text(_ seconds: UInt64) -> String { "\(UTCMoment(Int64(clamping: seconds)).text) UTC" }

    static func element(_ seconds: UInt64) -> HTML {
        let time = UTCMoment(Int64(clamping: seconds))
        return "<time datetime=\"\(time.machineText)\">\(time.text) UTC</time>"
    }

    /// From ISO 8601 as operations give it ("2026-11-29T17:08:28Z"); an empty text shows nothing.
    static func element(_ iso: String) -> HTML {
        guard iso.utf8.count >= 16 else { return "\(iso)" }
        return "<time datetime=\"\(iso)\">\(iso.prefix(10)) \(iso.dropFirst(11).prefix(5)) UTC</time>"
    }
}
