/// How much is measured: enough for a steady median, little enough for a coffee break.
enum BenchLimits {
    /// Rounds of a measurement in memory; each measures baseline and candidate once.
    static let rounds = 61
    /// Milliseconds that each side of a round takes about.
    static let roundMilliseconds = 12
    /// Octets of content of the item that is sealed, opened and relayed.
    static let itemOctets = 1_024
    /// Octets of the bodies in the verification of a long journal.
    static let smallBodyOctets = 300
    /// Entries of that journal.
    static let verifiedEntries = 8_192
    /// Entries of one range of it: about as many as fit one message.
    static let rangeEntries = 2_048
    /// Nodes for which an epoch is opened.
    static let epochNodes = 1_000
    /// Rounds of opening an epoch, which takes about a tenth of a second.
    static let epochRounds = 7
    /// Nodes for which an epoch is opened on all cores.
    static let largeEpochNodes = 10_000
    /// Rounds of that, of some two seconds.
    static let largeEpochRounds = 3
    /// Operations of the roster that is folded.
    static let rosterOperations = 10_000
    /// Rounds of folding it.
    static let rosterRounds = 21
    /// Entries of the journal that one node fetches from another.
    static let fetchedEntries = 100_000
    /// Rounds of fetching; each with a journal of its own.
    static let fetchRounds = 3
    /// Entries under one checkpoint of that journal, as a node publishes them.
    static let publishedBatch = 256
    /// Octets of content whose sealed body is 1 KiB and a tag.
    static let fetchedContentOctets = 1_020
    /// Entries to a transaction of the plain inserts: what five messages bring.
    static let insertedPerTransaction = 4_096
    /// Items published one after the other, to be read at another node.
    static let deliveries = 200
    /// Items published before that and not counted.
    static let deliveriesWarmUp = 20
    /// Octets of each of them, about.
    static let deliveredOctets = 1_024
    /// Milliseconds between two looks at the reading node.
    static let lookMilliseconds = 1
    /// Milliseconds between two looks at a node that fetches a journal.
    static let fetchLookMilliseconds = 20
    /// Seconds any step of the federation may take before the run is given up.
    static let stepSecondsMax = 60
    /// Seconds a node may take to stop before it is ended by force.
    static let stopSecondsMax = 10
}
