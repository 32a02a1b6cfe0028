/// How many refused attempts to log in have records of their own in an hour: whoever tries passwords does not fill the disk.
struct SignInTally {
    private var hour: UInt32 = 0
    private var noted = 0
    private var more = 0

    /// Whether a refusal gets a record of its own; else it is counted.
    mutating func isNoted(in hour: UInt32) -> Bool {
        if hour != self.hour { (self.hour, noted) = (hour, 0) }
        guard noted < DaemonLimits.signInRefusalsPerHourMax else {
            more += 1
            return false
        }
        noted += 1
        return true
    }

    /// What was counted before an hour; counts as noted.
    mutating func takeMore(before hour: UInt32) -> Int? {
        guard more > 0, self.hour < hour else { return nil }
        defer { more = 0 }
        return more
    }
}
