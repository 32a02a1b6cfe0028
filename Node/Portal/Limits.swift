/// Every bound of the portal.
public enum PortalLimits {
    /// Octets of path and query together: a search as it is typed, percent-encoded.
    static let targetOctetsMax = 8_192
    /// Octets of a request's header fields and its first line.
    static let headerOctetsMax = 32_768
    /// Header fields of a request.
    static let headerFieldsMax = 64
    /// Octets of a form's fields together, but for content that is shared.
    public static let formOctetsMax = 65_536
    /// Octets of a form with content: what may be pasted or uploaded (16 MiB), with room for its encoding.
    public static let uploadOctetsMax = 20_971_520
    /// Octets of content that is pasted or uploaded (16 MiB): the largest advisories and events are a tenth of it; more goes by `causeway share`.
    public static let contentOctetsMax = 16_777_216
    /// Octets that are read past, and not kept, so that a browser that sends too much comes to see the answer (64 MiB).
    static let passedOctetsMax = 67_108_864
    /// Octets of uploads that are in memory at a time (128 MiB); over it, the answer is 503.
    static let uploadsOctetsMax = 134_217_728
    /// Fields of one form: a box for each organisation of a large network, and the rest.
    static let fieldsMax = 12_000
    /// Parts of an upload.
    static let partsMax = 12_000
    /// Octets of a part's own header.
    static let partHeaderOctetsMax = 1_024

    /// Connections at a time, so that visitors cannot use up the node's file descriptors.
    static let connectionsMax = 1_024
    /// Seconds that a connection may be silent while it sends a request or between two.
    static let idleSeconds: Int64 = 60
    /// Octets a second below which a browser that sends or reads is given up (16 KiB/s), after a grace of `idleSeconds`.
    static let octetsPerSecondMin: Int64 = 16_384
    /// Octets that are sent at a time.
    static let pieceOctets = 65_536
    /// Seconds after which to try again when too much is being uploaded.
    static let retrySeconds = 30

    /// Pages that listen for what is new, in all.
    static let listenersMax = 512
    /// Pages of one account that listen: what somebody has open, and what a browser has not closed yet.
    static let listenersPerAccountMax = 16
    /// Texts that wait for a slow reader of events: the newest.
    static let eventsWaitingMax = 8
    /// Seconds between two signs of life on such a connection, so that proxies keep it and ended sessions are noticed.
    static let heartbeatSeconds: Int64 = 25
    /// Milliseconds for which what arrives is gathered before it is told, so that a catch-up is one message and not ten thousand.
    static let gatherMilliseconds: Int64 = 100

    /// Seconds that browsers keep a style sheet or script; its address changes with it.
    static let assetSeconds = 31_536_000
    /// Items on a page of the list, and objects on a page of what was found.
    static let itemsPerPage = 50
    /// Objects of an item that its page shows; the rest is in its content.
    static let objectsShownMax = 200
    /// Nodes in a picture of relations.
    static let graphNodesMax = 120
    /// Octets of an item's text that its page shows.
    static let textShownOctetsMax = 60_000
    /// Organisations in a list on a page before the rest is said in a number.
    static let namesShownMax = 1_000
    /// Organisations on a page with the buttons of the coordinator's staff, which take room; others are searched for.
    static let membersToDecideMax = 150
    /// Records of the audit log on a page.
    static let auditPerPage = 100

    /// Drafts of the organisation: shelves for work, not an archive.
    public static let draftsMax = 200
    /// Octets of a draft's title, as of an item's.
    public static let titleOctetsMax = 512
    /// Seconds for which a share may be taken back before it leaves: what the form offers.
    static let undoSeconds: [Int] = [0, 30, 300, 3_600]
    /// Which of them is chosen where nobody chose.
    static let undoSecondsDefault = 30
    /// Octets of content that is read for an item's page (2 MiB); of longer ones the page lists the objects.
    static let contentReadOctetsMax = 2_097_152
    /// Organisations to choose from with boxes; of more, their names are written.
    static let boxesMax = 200
    /// Objects of it that are read.
    static let objectsReadMax = 5_000
}

/// The bounds of logging in by a provider of identities.
public enum OpenIDLimits {
    /// Octets of the provider's name.
    static let issuerOctetsMax = 512
    /// Octets of any address at it.
    static let addressOctetsMax = 2_048
    /// Octets of what the provider calls this node.
    static let clientOctetsMax = 256
    /// Octets of what stands on the button.
    static let nameOctetsMax = 64
    /// Octets of the secret that shows the node to be its client.
    public static let secretOctetsMax = 1_024

    /// Seconds from leaving for the provider to coming back: ten minutes, to log in there with whatever it asks for.
    static let attemptSeconds: UInt64 = 600
    /// Octets of where a login leads afterwards, which its cookie carries: browsers take 4,096 in all.
    static let thenOctetsMax = 1_024
    /// Attempts that came back and are remembered until they expire, so that none comes back twice.
    static let returnedMax = 4_096
    /// Octets of the provider's code: some carry all that they know in it.
    static let codeOctetsMax = 4_096

    /// Logins that wait for the provider at a time, each with a connection.
    static let exchangesMax = 16
    /// Seconds for a connection to the provider.
    static let connectSeconds: Int64 = 5
    /// Seconds for one answer of it in all.
    static let answerSeconds: Int64 = 10
    /// Octets of an answer of the provider: a long list of keys with certificates has 20,000.
    static let answerOctetsMax = 262_144
    /// Seconds for which what a provider says of itself, and its keys, are kept: an hour.
    static let keptSeconds: UInt64 = 3_600
    /// Seconds between two looks for a key that is not among those that are kept, so that forged tokens cost one request a minute.
    static let keysAgainSeconds: UInt64 = 60
    /// Keys of a provider that are looked at.
    static let keysMax = 64
    /// Octets of an RSA modulus: from 2,048 bits (RFC 7518, 3.3) to 8,192, over which a signature takes milliseconds.
    static let modulusOctets = 256...1_024
    /// Octets of an ID token.
    static let tokenOctetsMax = 65_536
    /// Audiences that an ID token names.
    static let audiencesMax = 16
    /// Octets of somebody's name at the provider (OpenID Connect Core 1.0, 2).
    static let subjectOctetsMax = 255
    /// Seconds that the provider's clock may differ from this node's.
    static let skewSeconds: Double = 60
    /// Seconds after which an ID token is too old to be what this login asked for.
    static let tokenSecondsMax: Double = 600
}
