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

    // Many nodes in virtual time

    /// Nodes over which messages are spread in every run.
    static let spreadNodes = 1_000
    /// Messages that are spread over them: enough for quantiles.
    static let spreadMessages = 100
    /// Nodes of the large network; with as many messages as above it is measured only when it is named.
    static let manySpreadNodes = 10_000
    /// Messages that are spread over these in every run: what half a minute allows.
    static let fewSpreadMessages = 10
    /// Nodes that write them.
    static let spreadAuthors = 10
    /// Octets of each message.
    static let spreadOctets = 300
    /// Hops to the last node that are promised.
    static let spreadHopsMax = 8.0
    /// Hops to the last node of the large network that are promised.
    static let manySpreadHopsMax = 11.0
    /// Milliseconds in which 99 of 100 deliveries are promised.
    static let spreadMillisecondsMax = 160.0
    /// Duplicates a delivery that are promised.
    static let spreadDuplicatesMax = 0.01
    /// Octets on all connections a delivery: the message, what is promised over a body, and telling the other neighbours.
    static let spreadOctetsMax = 600.0
    /// Seconds in which the large network is promised to be simulated.
    static let simulatedSecondsMax = 30.0
    /// Octets of memory for each node of it that are promised.
    static let simulatedNodeOctetsMax = 32_000.0
    /// Seeds of thirty nodes with all faults that are played.
    static let playedSeeds = 40
    /// Floods beside them: some seconds of work.
    static let floodedSeeds = 4

    // A million items

    /// Items of the node that is measured.
    static let manyItems = 1_000_000
    /// Organisations of its network.
    static let organisations = 81
    /// Its groups: how many of a hundred organisations are in each.
    static let groupShares = [100, 60, 40, 20]
    /// Journals of each author in each group: as often its node was started.
    static let runsPerAuthor = 4
    /// Items under one checkpoint.
    static let itemsTogether = 8
    /// Batches written in one transaction.
    static let batchesTogether = 512
    /// Minutes an organisation's certificate lasts: a year.
    static let certificateMinutes: UInt32 = 525_600
    /// Minutes a subkey is valid: 90 days.
    static let subkeyMinutes: UInt32 = 129_600
    /// Epochs read to find the groups' keys.
    static let epochsRead = 100
    /// Starts of the node, and as many of the same node without items.
    static let starts = 5
    /// Lists and items asked for.
    static let questions = 200
    /// Items of each list.
    static let listedItems = 100
    /// Seconds that opening or receiving a million items may take.
    static let manyItemsSecondsMax = 1_200
    /// Seconds in which a node at rest uses no more than `restTicks`.
    static let restSeconds = 3
    /// Hundredths of a second of processor time.
    static let restTicks = 3
    /// Items shared one after the other before a backup.
    static let sharesAtRest = 200
    /// Items shared between two backups.
    static let sharesBetweenBackups = 1_000
    /// Octets of the database copied at a time.
    static let copiedOctets = 1_048_576
    /// Seconds until a node at rest has given back what a catch-up needed: it looks every minute, and the second look tells.
    static let releaseSeconds = 130
    /// Milliseconds between two looks at whether a step of the federation is done.
    static let waitMilliseconds = 50
    /// Words that texts are made of: those of a language with its names.
    static let vocabulary = 50_000
    /// Items recorded together: one round of the intake.
    static let searchTogether = 2_048
    /// Searches whose time is taken.
    static let searches = 2_000

    /// Objects in one envelope that is given to a TAXII server.
    static let postedObjects = 1_000
    /// Bundles of as many that are shared over the local socket beside them.
    static let sharedBundles = 10
    /// Objects of the collection that is read first.
    static let collectionObjects = 10_000
    /// Objects of the same one later.
    static let largeCollectionObjects = 100_000
    /// Connections that read pages at a time.
    static let pageReaders = 8
    /// Seconds for which they do.
    static let pagesSeconds = 5
    /// Octets of an answer: ten thousand lines of a manifest.
    static let answerOctetsMax = 16_777_216

    // The portal

    /// Items of the node whose pages are looked at.
    static let portalItems = 100_000
    /// Looks at each page that count.
    static let looks = 200
    /// Looks at each page before them.
    static let looksWarmUp = 10
    /// Indicators of the largest item that is looked at.
    static let reportedObjects = 1_000
    /// Shares that wait to leave: a page of them.
    static let heldShares = 60
    /// Seconds for which they do: longer than the part takes.
    static let holdSeconds = 3_600
    /// Publications that an open page has to show.
    static let publications = 100
    /// Publications before them.
    static let publicationsWarmUp = 5
    /// Milliseconds between two of them, at most.
    static let publicationPauseMilliseconds = 200
    /// Addresses with an account, and as many without, at which logging in fails.
    static let refusedAddresses = 15
    /// Failures at each: the next would make people wait.
    static let refusalsEach = 4

    // The public zone

    /// Public items of the coordinator whose zone is looked at.
    static let publicItems = 100_000
    /// Public items of the same zone earlier.
    static let fewPublicItems = 1_000
    /// Organisations that wrote them.
    static let publicAuthors = 40
    /// Pages of lists, and of items, that are looked at.
    static let zoneLooks = 200
    /// How often a publication is asked how far it is.
    static let zonePollMilliseconds = 20
    /// Publications of one change.
    static let zoneChanges = 5
    /// Rounds in which both servers are asked for the same page.
    static let keptPageRounds = 5
    /// Seconds of each.
    static let keptPageSeconds = 4
    /// Tenths of a second within which nginx answers.
    static let serverLooksMax = 50
    /// Connections that ask at a time.
    static let keptPageConnections = 64
}
