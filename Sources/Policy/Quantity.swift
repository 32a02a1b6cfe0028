/// Durations and sizes as people write them in rules: a whole number and a unit.
enum Quantity {
    /// Seconds of "10m", "2h", "30d", "45s" or "0"; `nil` for anything else or beyond 64 bits.
    static func seconds(_ text: String) -> UInt64? {
        amount(text, units: ["s": 1, "m": 60, "h": 3_600, "d": 86_400], bareZeroOnly: true)
    }

    /// Octets of "500", "500B", "10kB", "2MB", "1GB" (powers of 1,000) or "10KiB", "1MiB", "1GiB" (powers of 1,024).
    static func octets(_ text: String) -> UInt64? {
        amount(
            text,
            units: [
                "b": 1, "kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000, "kib": 1_024, "mib": 1_048_576, "gib": 1_073_741_824,
            ], bareZeroOnly: false)
    }

    /// "10 m" for 600 seconds, in the greatest unit that leaves no rest.
    static func text(seconds: UInt64) -> String {
        for (unit, length) in [("day", UInt64(86_400)), ("hour", 3_600), ("minute", 60)] where seconds > 0 && seconds.isMultiple(of: length)
        {
            let count = seconds / length
            return "\(count) \(unit)\(count == 1 ? "" : "s")"
        }
        return "\(seconds) second\(seconds == 1 ? "" : "s")"
    }

    private static func amount(_ text: String, units: [String: UInt64], bareZeroOnly: Bool) -> UInt64? {
        let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, let number = UInt64(String(decoding: digits, as: UTF8.self)) else { return nil }
        let unit = String(decoding: text.utf8.dropFirst(digits.count).drop { $0 == 0x20 }, as: UTF8.self).lowercased()
        if unit.isEmpty { return bareZeroOnly && number != 0 ? nil : number }
        guard let factor = units[unit] else { return nil }
        let (product, overflows) = number.multipliedReportingOverflow(by: factor)
        return overflows ? nil : product
    }
}
