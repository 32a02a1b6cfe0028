/// The bounds of what the fault suite waits for and repeats.
enum FaultLimits {
    /// Seconds until a step must have come about; only a broken build, or a machine that does much else, takes them.
    static let stepSecondsMax = 90
    /// Seconds a process may take to end after SIGTERM before it is killed.
    static let stopSecondsMax = 20
    /// Seconds a command of the tool may take.
    static let commandSecondsMax = 60
    /// Milliseconds between two looks at something that is waited for.
    static let lookMilliseconds = 25
    /// Rounds of random kills where ROUNDS does not say otherwise.
    static let rounds = 10
    /// Items that are shared at once while somebody is killed.
    static let burstItems = 6
    /// Milliseconds after the beginning of a burst within which the kill falls.
    static let killMillisecondsMax = 350
    /// Octets of the longest random item: some chunks beyond what travels inside an entry.
    static let itemOctetsMax = 200_000
    /// Octets of the small disk of a node that runs out of space.
    static let smallDiskMiB = 24
    /// Items listed at once.
    static let itemsListedMax = 10_000
    /// Lines of a log that are printed when something failed.
    static let logLinesShown = 40
    /// Packets of a hundred that are lost where a network is lossy: more than any line on which people would stay.
    static let lossPercent = 20
    /// Milliseconds by which packets are late there: from one coast to the other.
    static let delayMilliseconds = 40
    /// Seconds for which a network stays disturbed after everybody has shared.
    static let disturbedSeconds = 2
    /// Items of which a node makes its search index anew while it is killed: some transactions for each kill.
    static let itemsIndexedAnew = 3_000
    /// Kills in the middle of that.
    static let killsWhileIndexing = 3
}
