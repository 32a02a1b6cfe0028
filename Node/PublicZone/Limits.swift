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
    /// Members in the table of them; the rest is a number.
    static let membersShownMax = 2_000
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
}
