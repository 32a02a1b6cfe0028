/// The bounds of the local interface and the health endpoint.
public enum ExchangeLimits {
    /// Octets of content in one `POST /v1/items`: the largest bundle that is read, 256 MiB.
    public static let contentOctetsMax = 268_435_456
    /// Octets of any other request's body: a few names as JSON.
    static let requestOctetsMax = 65_536
    /// Octets of a request that travels as JSON in the query, before it is percent-encoded: what to share with whom.
    static let queryDocumentOctetsMax = 32_768
    /// Octets of path and query in the request line: what the server's parser takes (NIO's bound of one header field).
    static let targetOctetsMax = 81_920
    /// Records in one `POST /v1/registry/records`, as in the message to the coordinator (specification 6).
    static let recordsSubmittedMax = 8
    /// Octets of one of these records, as in the registry (specification 3).
    static let recordOctetsMax = 61_440
    /// Octets of that request's body: all records in base 64, with room for the JSON around them.
    static let submissionOctetsMax = 720_896
    /// Octets of an answer that the client takes: the largest content in base 64, inside a proof file.
    static let answerOctetsMax = 402_653_184
    /// Items listed when the request names no limit.
    public static let itemsListedDefault = 100
    /// Items that one request may ask for; the node may list fewer.
    public static let itemsListedMax = 10_000
    /// Hexadecimal digits of an item's whole identifier.
    static let itemDigits = 64
    /// Objects in one page of a search when the request names no limit.
    public static let objectsFoundDefault = 20
    /// Objects in one page of a search.
    public static let objectsFoundMax = 200
    /// Steps from an object within which its surroundings are given.
    public static let graphDepthMax = 4

    /// Records of the audit log in one answer: half a megabyte.
    public static let auditRecordsMax = 1_000
    /// Octets for one user's entry of the system: what glibc suggests, many times over, as directories hold long ones.
    static let userEntryOctets = 65_536

    /// Octets of a socket's path: the least of the systems that NIO serves, and what it takes everywhere (Linux: 107).
    public static let socketPathOctetsMax = 103
    /// Connections to the local interface at a time: the owner's own commands.
    static let localConnectionsMax = 64
    /// Connections to the health endpoint at a time, so that a stranger cannot use up the node's file descriptors.
    static let healthConnectionsMax = 64
    /// Seconds that a connection may stay silent while it sends a request or between two.
    static let idleSeconds: Int64 = 30
    /// Seconds the client waits for the beginning of an answer: sealing 256 MiB on a slow disk, with room to spare.
    static let answerSeconds: Int64 = 600
    /// Seconds the client waits for the connection to the socket.
    static let connectSeconds: Int64 = 5
    /// Octets of one piece of an upload, between two reports of progress.
    static let pieceOctets = 262_144

    /// Seconds for a connection to whoever publishes a registry.
    static let logConnectSeconds: Int64 = 10
    /// Seconds that it may be silent in the middle of an answer.
    static let logSilenceSeconds: Int64 = 30
    /// Seconds that one answer may take in all: a bundle of 16 MB at 64 KiB/s, the least that the public pages give.
    static let logAnswerSeconds: Int64 = 300

    /// Seconds for a connection to whoever publishes an item.
    static let webConnectSeconds: Int64 = 10
    /// Seconds that it may be silent in the middle of an answer.
    static let webSilenceSeconds: Int64 = 30
    /// Seconds that one file may take in all: a proof of 48 MiB at 64 KiB/s, the least that the public pages give, takes more than twelve minutes.
    static let webAnswerSeconds: Int64 = 900
    /// Redirects that are followed for one file: from http to https, to a slash at the end, to a new home on the same host.
    static let webRedirectsMax = 5
    /// Octets that are read of the page with which a server says why something is gone: a title and a sentence stand at its beginning.
    static let webReasonOctetsMax = 65_536
    /// Characters of such a reason that are told.
    static let webReasonCharactersMax = 300

    // The interface for machines.

    /// Connections to it at a time, so that machines cannot use up the node's file descriptors.
    static let apiConnectionsMax = 512
    /// Octets of a request's header fields and its first line: clients send a thousand, and how something is to be shared stands in the line.
    static let apiHeaderOctetsMax = 98_304
    /// Header fields of a request.
    static let apiHeaderFieldsMax = 64
    /// Octets of path and query together, of TAXII; the HTTP API takes `targetOctetsMax`.
    static let apiTargetOctetsMax = 16_384
    /// Octets of the query: a hundred identifiers, percent-encoded.
    static let filterOctetsMax = 12_288
    /// Values of one filter.
    static let filterValuesMax = 100
    /// Octets of an `Authorization` field: a token as the password of Basic, in base 64, with a long user.
    static let authorizationOctetsMax = 1_024
    /// Objects of a page when the request names no limit.
    public static let objectsDefault = 1_000
    /// Objects of a page at most; so many octets end it sooner.
    public static let objectsMax = 10_000
    /// Octets of one envelope that is given to be shared (64 MiB): the largest public knowledge base has 45 million.
    public static let envelopeOctetsMax = 67_108_864
    /// Objects in it.
    public static let envelopeObjectsMax = 100_000
    /// Octets of such envelopes that are in memory at a time (256 MiB); over it, the answer is 503.
    static let bodiesOctetsMax = 268_435_456
    /// Octets a second below which a client that sends or reads is given up (64 KiB/s), after a grace of `idleSeconds`.
    static let octetsPerSecondMin: Int64 = 65_536
    /// Seconds after which a client should try again when too much is being sent.
    static let retrySeconds = 30
    /// Callers whose budget of requests is remembered.
    static let callersMax = 4_096
    /// Values of an item's indicators that its moderators are shown one by one; of more they see the number.
    public static let zoneIndicatorsShown = 200
    /// Representatives that one organisation may be said to have: more than any names, and few enough that a slip of a finger shows.
    public static let representativesMax = 10_000
    /// Objects that a status names one by one; of more it gives the number alone.
    public static let statusObjectsMax = 10_000
}
