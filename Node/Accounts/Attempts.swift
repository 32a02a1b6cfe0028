/// How often somebody failed to log in under one address in a row, and what follows from it.
///
/// An attempt is counted before its password is looked at, and forgotten when it was right: so attempts at the same moment are no way around
/// the count. Addresses without an account are counted alike.
public struct Attempts: Equatable, Sendable {
    /// In a row.
    public var failures: UInt32
    /// When the last was counted, in unix seconds.
    public var last: UInt64

    public static let none = Attempts(failures: 0, last: 0)

    public init(failures: UInt32, last: UInt64) {
        self.failures = failures
        self.last = last
    }

    /// Seconds for which nothing is looked at after so many failures: 1 after the fifth, twice as many after each, at most 15 minutes.
    static func delay(after failures: UInt32) -> UInt64 {
        guard failures >= AccountsLimits.failuresFreeMax else { return 0 }
        let doublings = min(failures - AccountsLimits.failuresFreeMax, 30)
        return min(1 << UInt64(doublings), AccountsLimits.failureDelaySecondsMax)
    }

    /// Counts an attempt. Throws `wait` or `locked`, and then it is not one.
    public func attempted(at second: UInt64) throws(AccountRefusal) -> Attempts {
        guard failures < AccountsLimits.failuresMax else { throw .locked }
        // A clock that was set back lets nobody wait for longer than the delay.
        let until = min(last, second) + Self.delay(after: failures)
        guard second >= until else { throw .wait(seconds: until - second) }
        return Attempts(failures: failures + 1, last: second)
    }

    /// Whether this failure is the one after which an operator has to open the account.
    public var isLocked: Bool { failures >= AccountsLimits.failuresMax }
}
