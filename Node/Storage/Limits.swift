/// The bounds of what one data directory holds and of what one call moves.
public enum StorageLimits {
    /// Entries of one journal: a row's key holds the journal's number in its upper and the position in its lower 32 bits.
    public static let entriesPerJournalMax: UInt64 = 4_294_967_296
    /// Journals of one data directory: the upper half of a row's key is a positive 31-bit number.
    public static let journalsMax = 2_147_483_647
    /// Levels of a perfect subtree below which hashes are not stored but computed: 2^8 leaves are read in one step.
    static let subtreeLevelMin = 8
    /// Chunks of one body: the lower 12 bits of a chunk row's key.
    static let chunksPerBodyMax = 4_096
    /// Chunks that one transaction of an own body writes (16 MiB), so that the write-ahead log stays small.
    static let chunksPerTransactionMax = 256

    /// Octets of bodies after which one call of the expiry ends (64 MiB), so that it does not hold up what else is written.
    static let expiryOctetsMax: Int64 = 67_108_864

    /// Missing bodies that one call of `missingBodies` looks at.
    static let missingBodiesLookedAt = 65_536
    /// Missing bodies of one author that it gives, so that nobody's inventions hide the others'.
    static let missingBodiesPerAuthor = 256
    /// Octets of a database page: fourteen entries of 1 KiB fill one to 98 %; on pages of 4 KiB a seventh is lost.
    static let pageOctets = 16_384
    /// Pages of the write-ahead log after which a commit also moves it into the database (32 MiB).
    static let writeAheadPagesMax = 2_048
    /// Octets to which the write-ahead log file is cut back when a large transaction has let it grow.
    static let writeAheadOctetsKept = 67_108_864
    /// KiB of pages kept in memory by the one writing connection.
    static let writerCacheKibibytes = 32_768
    /// KiB of pages kept in memory by each reading connection.
    static let readerCacheKibibytes = 8_192
    /// Connections that read at the same time.
    static let readersMax = 4
    /// Seconds to wait for another process (a backup, a shell) that holds SQLite's own lock.
    static let busySeconds = 5.0

    /// Versions of one line that are looked at: an author who corrects an item more often loses the rest, and nobody else anything.
    static let lineVersionsMax = 4_096
    /// Octets of what was asked for with something that waits to leave; its content is counted apart.
    public static let outgoingRequestOctetsMax = 65_536

    /// Octets of a setting's value: settings are small state, not a store of items.
    public static let settingOctetsMax = 16_777_216
    /// Digits of an item's identifier: what a prefix can have at most.
    static let identifierDigits = 64

    /// Octets of an audit record's actor: a user's name with its number, with room to spare.
    static let auditActorOctetsMax = 128
    /// Octets of an audit record's action, and of a detail's name: a few words with hyphens.
    static let auditActionOctetsMax = 64
    /// Octets of an audit record's subject: an identifier in hexadecimal or a name of 64 scalars.
    static let auditSubjectOctetsMax = 256
    /// Details of one audit record.
    static let auditDetailsMax = 12
    /// Octets of one detail of an audit record: twelve of them with their names stay below the 4,096 of the table.
    static let auditDetailOctetsMax = 256
    /// Audit records read at once, so that checking a log of any length takes the same memory.
    public static let auditRecordsPerPageMax = 1_024
    /// Audit records after which the head is signed anew at once: what could be rewritten without a trace stays small.
    public static let auditRecordsPerHeadMax: UInt64 = 256
    /// People of one organisation who are there at a time: its whole security staff, many times over.
    public static let peopleMax = 1_000
    /// Accounts of one node that are there at a time: one organisation's people.
    public static let accountsMax = 1_000
    /// Sessions of one account; of more, those that were used the longest ago end.
    public static let sessionsPerAccountMax = 16
    /// Passkeys of one account.
    public static let passkeysPerAccountMax = 16
    /// Addresses without an account under which failures are counted; of more, the oldest are forgotten, and never one of an account.
    static let failuresOfNobodyMax = 10_000
    /// Octets of an approval's statement: three identifiers, a name and a time.
    static let approvalOctetsMax = 1_024
    /// Approvals and refusals of one share: more people than ever have to look at one.
    static let approvalsPerShareMax = 64

    /// Octets of a word or fact in the search index: a SHA-512 in hexadecimal; what is longer is cut, or stands there by its hash.
    static let searchWordOctetsMax = 128
    /// Words of one object by which it is found; its values, labels and references are counted apart.
    static let searchWordsPerObjectMax = 16_384
    /// Octets of one row of the search index: with its key it stays below a quarter of a page, where SQLite would spill it.
    static let searchRowOctetsMax = 3_840
    /// Documents in one run of a row, so that the end of a long list is found without reading the list.
    static let searchRunDocumentsMax = 128
    /// Segments of a level that are merged into one of the next: few enough to be read side by side.
    static let searchSegmentsMerged = 8
    /// The highest level of segments: eight to its power is more than a disk holds.
    static let searchLevelMax = 16
    /// Octets that are merged for each octet that is indexed: more than a document costs on its way through the levels.
    static let searchMergeFactor = 8
    /// Octets that are merged at least in a transaction that indexes something.
    static let searchMergeOctetsMin = 65_536
    /// Octets of a search as it is typed.
    public static let searchOctetsMax = 1_024
    /// Words and fields of one search.
    static let searchPartsMax = 32
    /// Characters in front of a star: a single letter begins half of all words.
    static let searchPrefixCharactersMin = 2
    /// Words that one beginning stands for; where there are more the answer says so.
    static let searchPrefixWordsMax = 512
    /// Months between two times of a search: forty years of those in which something was shared.
    static let searchMonthsMax = 480
    /// Objects in one page.
    public static let searchHitsMax = 200
    /// Objects that one page looks at, so that a search for what hardly fits ends in time and is gone on with.
    static let searchLookedAtMax = 4_000
    /// Objects that are counted for facets.
    public static let searchCountedMax = 4_000
    /// The same for a search with phrases, for which each text is read.
    static let searchPhrasesCountedMax = 400
    /// Values given of one facet.
    static let searchFacetValuesMax = 24
    /// Characters of text shown around the words that were looked for.
    static let searchSnippetCharactersMax = 160
    /// Items in which a value stands before it counts as one that connects nothing, such as the address of a public resolver.
    public static let correlatedItemsMax = 1_000
    /// Objects that are looked at for one value.
    static let correlatedObjectsMax = 8_000
    /// Objects naming one value about which reports are looked for.
    static let reportedObjectsMax = 64
    /// Sightings, opinions and notes that are given for one value.
    static let reportsMax = 256
    /// Steps from the middle of a graph: four reach most of what hangs together at all.
    public static let graphDepthMax = 4
    /// Objects in one graph: more are seen by nobody.
    public static let graphNodesMax = 500
    /// Connections in one graph.
    static let graphEdgesMax = 2_000
    /// Octets of an object that is kept from one step of a graph to the next, so that it is read once: near all are shorter.
    static let graphKeptOctetsMax = 16_384
    /// Objects referring to one object of a graph that are followed.
    static let graphNeighboursMax = 128
    /// Versions of an object among which its newest is looked for, the last to arrive first.
    static let graphVersionsMax = 16
    /// Searches that are kept under a name.
    public static let savedSearchesMax = 256
    /// Characters of a saved search's name.
    public static let savedSearchNameCharactersMax = 64
    /// Objects of one page of a collection.
    public static let collectionObjectsMax = 10_000
    /// Octets of a page's objects after which it ends (8 MiB), so that long objects do not fill the memory.
    static let collectionOctetsMax = 8_388_608
    /// Rows that one page of older versions looks at: some 30 ms.
    static let collectionRowsMax = 20_000
    /// Rows among which a search chooses at a time.
    static let collectionSearchedRows = 512
    /// Octets up to which a content is read whole for a few of its objects: four pages of the database.
    static let contentReadWholeMax = 65_536
    /// Items, and objects that lost their place, that one transaction of the shelf looks at.
    static let shelfItemsPerRound = 1_024
    /// Objects that one transaction puts on the shelf: some 0.1 s, so that it does not hold up what else is written.
    static let shelfObjectsPerRound = 4_096
    /// Rows of one object by one organisation: who issues more versions loses the rest, and nobody else anything.
    static let shelfVersionsMax = 4_096
    /// Items that one transaction looks at for whether they are reference packs.
    static let packCandidatesMax = 256
    /// Groupings of one item that are looked at for the one that describes a pack, which stands in front.
    static let packGroupingsMax = 64
    /// Tokens that are in force at a time: a machine each, many times over.
    public static let tokensMax = 1_000
    /// Places of one page of a list in the public zone.
    public static let zonePageItems = 50
    /// Items of a list that are given at a time: two pages, for the newest.
    public static let zoneItemsMax = 100
    /// Translations of one object that are given: ten a language and more.
    static let zoneTranslationsMax = 64
}
