/// The bounds of what strangers can ask of the public pages.
public enum PublicZoneLimits {
    /// Items on one page and in the feed.
    public static let itemsPerPage: Int64 = 50
    /// Indicators of an item that its page names; the rest is a number.
    static let objectsShownMax = 200
    /// Octets of a content that is read for the item's page (2 MiB): what larger ones say, nobody reads from a screen.
    static let contentReadOctetsMax = 2_097_152
    /// Objects of a content that are read for the item's page.
    static let objectsReadMax = 5_000
    /// Octets of markup of an item's texts besides its summary.
    static let passagesOctetsMax = 80_000
    /// Nodes of a picture of relations: more of them are a thicket.
    static let graphNodesMax = 40
    /// References of an item that are listed.
    static let referencesShownMax = 30
    /// Types of objects that are listed.
    static let typesShownMax = 40
    /// Versions of an item that are listed, the latest.
    static let versionsShownMax = 50
    /// Languages into which an item is translated that are listed.
    static let languagesShownMax = 20
    /// Octets of markup of an indicator's pattern, a reference's address or a snippet.
    static let patternOctetsMax = 600
    /// Octets of markup of a title in a list: a page of a hundred titles stays small, whatever their authors call things.
    static let listedTitleOctetsMax = 480
    /// Octets of markup of a name in a list or table.
    static let listedNameOctetsMax = 200
    /// Names that look like another which are told beside it.
    static let alikeNamesShownMax = 8
    /// Items in front on the front page.
    static let frontFeaturedMax = 6
    /// The newest items on the front page.
    static let frontLatestMax: Int64 = 20
    /// The newest items of each topic on the front page.
    static let frontTopicMax: Int64 = 4
    /// Members on a page of them: some 80 KB.
    static let membersPerPage = 250
    /// Lists of a kind beside that of all: ten years of months.
    static let listsShownMax = 120
    /// Months in the plot of what was published: as many as stand beside each other.
    static let monthsShownMax = 36
    /// Items on a page of what a search found.
    static let hitsPerPage = 20
    /// Kinds of counted values beside what a search found.
    static let facetsShownMax = 8
    /// Values of each kind.
    static let facetValuesShownMax = 12
    /// Octets of the place where a search goes on.
    static let cursorOctetsMax = 64
    /// Fields of a query.
    static let queryFieldsMax = 32
    /// Octets of the address to which the public writes.
    static let contactOctetsMax = 500
    /// Octets of the site's own address where a policy names it.
    static let originOctetsMax = 300
    /// Octets of a request's path and query together: a search of `searchOctetsMax` has three times as many when it is percent-encoded.
    static let targetOctetsMax = 2_048
    /// Octets of a request's header fields: browsers send two thousand.
    static let headerOctetsMax = 16_384
    /// Header fields of a request.
    static let headerFieldsMax = 64
    /// Connections at a time, so that strangers cannot use up the node's file descriptors.
    static let connectionsMax = 256
    /// Seconds that a connection may stay silent while it sends a request or between two.
    static let idleSeconds: Int64 = 30
    /// Octets of contents and proofs that are in memory to be sent at a time (512 MiB); over it, the answer is 503.
    static let octetsInFlightMax = 536_870_912
    /// Octets of one piece of an answer, so that a slow reader holds up its own answer only.
    static let pieceOctets = 262_144
    /// Octets a second below which a reader of a content or proof is given up (64 KiB/s), after a grace of `idleSeconds`.
    static let octetsPerSecondMin: Int64 = 65_536
    /// Seconds after which a refused reader should try again.
    static let retrySeconds = 30
    /// Seconds for which style sheets and scripts may be kept without asking (a year): another version has another address.
    static let assetSeconds = 31_536_000
    /// Octets of a search's text.
    public static let searchOctetsMax = 512
    /// Seconds for which a tile may be kept without asking (a year): what is at its address never changes.
    static let tileSeconds = 31_536_000
    /// Octets of answers that are kept ready (64 MiB): the pages that most people read, many times over.
    static let answersKeptOctetsMax = 67_108_864
    /// Octets of one answer that is kept ready (4 MiB): longer ones are files for machines, which ask seldom.
    static let answerKeptOctetsMax = 4_194_304
    /// Octets that a kept answer takes besides its body.
    static let answerOverheadOctets = 2_048
    /// Searches at a time: each takes one of the store's four readers, and the rest of the node needs some.
    static let searchesMax = 2
    /// Searches that wait for their turn; over it, the answer is 503. Behind so many, nobody waits for longer than some seconds.
    static let searchesWaitingMax = 64
    /// Seconds for which an answer is kept at most: what becomes public or ends by the clock alone shows within this time.
    static let answerKeptSeconds: Int64 = 60
    /// Seconds for which a connection's requests may be answered without telling what watches over silent connections.
    static let readyStretchSeconds: Int64 = 10
    /// Items, or pages, that a publication makes side by side: enough for the processors, few enough for the memory.
    static let publishedAtATime = 16
    /// Items that a publication asks for at a time.
    static let publishedItemsPerRound = 1_024
    /// Octets of a published file that is read back (1 GiB): a proof has a third more than its content, which has at most 252 MiB.
    static let publishedFileOctetsMax = 1_073_741_824
    /// Faults of a published directory that are told one by one.
    public static let faultsKeptMax = 1_000
    /// Octets of a content that is converted into other formats (8 MiB); what is longer is there as its author gave it, and in feeds by its title.
    static let convertedOctetsMax = 8_388_608
    /// Objects of one content that are looked at for that.
    static let convertedObjectsMax = 20_000
    /// Values of one item in its MISP event: the largest event that is exchanged in the field has 30,000.
    static let convertedValuesMax = 30_000
    /// Links of one object, and of one item, in other formats.
    static let referencesConvertedMax = 100
    /// Octets of an address of the web that is linked to: browsers take about that many.
    static let linkOctetsMax = 2_048
    /// Characters of a description in other formats: a long report.
    static let descriptionCharactersMax = 60_000
    /// Characters of a title or name in other formats.
    static let titleCharactersMax = 300
    /// Characters of a description in feeds.
    static let summaryCharactersMax = 500
    /// Octets of memory for what is known of contents that were looked at (64 MiB): the newest items are looked at once, not with each edition.
    static let factsOctetsMax = 67_108_864
    /// Events in the MISP feed's manifest, and items that are looked at for advisories: the newest.
    public static let feedItemsMax: Int64 = 10_000
    /// Octets of contents that are looked at for `hashes.csv` and for the list of advisories (128 MiB): the newest, so that a node that starts
    /// anew has them in some seconds.
    public static let feedOctetsMax = 134_217_728
    /// Values of one kind in its list of indicators: about what common firewalls take from one list.
    public static let indicatorsMax = 100_000
    /// Values of one kind in the table of all of them, which a spreadsheet has to hold.
    public static let indicatorRowsMax = 10_000
    /// Values that are asked for at a time.
    static let indicatorsPerPage = 1_000
    /// Vulnerabilities of one advisory.
    static let vulnerabilitiesMax = 1_000
    /// Items in one part of the site map: with their languages 3,000 addresses and about 2 MB, of 50,000 and 50 MB that may be. A multiple of
    /// `itemsPerPage`.
    static let sitemapItems: Int64 = 1_000
    /// Answers of TAXII that are made at a time; over it, the answer is 503. Who reads slowly does not count, but under `octetsInFlightMax`.
    static let exchangeAnswersMax = 4
    /// Octets of one page of TAXII for which there must be room before it is made: the store ends a page at 8 MiB, with one object more.
    static let exchangePageOctets = 16_777_216
    /// Pages of lists that are kept for an edition: those of the newest items that formats for machines tell, and some.
    static let listPagesKeptMax = 256
}
