/// The bounds of replication (specification chapter 6). Times are milliseconds.
public enum GossipLimits {
    /// Connections to peers at once: a full mesh of a small network and room for the rest to knock.
    public static let sessionsMax = 256
    /// Of these, connections to nodes that are not members: applicants, and nodes whose registry is newer than ours.
    public static let strangerSessionsMax = 64
    /// Journals known at once; further ones are not taken until some are forgotten.
    public static let journalsMax = 200_000
    /// Journals that one peer may name on one connection: as many as it can hold.
    public static let journalsPerSessionMax = 200_000
    /// Journals remembered of what a peer names before it is a member here.
    public static let strangerJournalsMax = 4_096
    /// Groups that one peer may name to a mailbox on one connection.
    public static let tagsPerSessionMax = 16_384
    /// Groups unknown to us into which one author may invite us at once.
    public static let invitationsPerAuthorMax = 16
    /// Journals that one author may write in groups unknown to us: its runs before this one.
    public static let invitationJournalsMax = 1_024
    /// Entries of an unknown group that are taken before one of its epochs has opened for us.
    public static let invitationEntriesMax: UInt64 = 1_024
    /// Octets of an epoch's detached body that is fetched in a group that has not opened for us: about 900 slots.
    public static let invitationBodyOctetsMax: UInt64 = 1_048_576
    /// Octets given to a connection and not yet flushed, above which live entries are only announced.
    public static let unflushedOctetsMax = 8_388_608
    /// Ranges being read for or sent to one peer at once: one on the wire, one being read.
    public static let rangesInFlightMax = 2
    /// Journals a peer may ask for at once and have queued: every one that was named to it.
    public static let wantsQueuedMax = 200_000
    /// Body parts a peer may ask for at once and have queued: its fetches, and those it gave up.
    public static let bodyWantsQueuedMax = 64
    /// Detached bodies fetched at once.
    public static let bodyFetchesMax = 4
    /// Detached bodies waiting to be fetched, or for a holder to come; the rest is found again in the store.
    public static let bodyQueueMax = 4_096
    /// How long a live entry may be on its way before it is asked for.
    public static let patienceMilliseconds: UInt64 = 50
    /// How long a peer may take over an answer before another is asked.
    public static let answerMilliseconds: UInt64 = 10_000
    /// How long a peer that did not answer is asked last, and a body that nobody holds is not asked for.
    public static let restMilliseconds: UInt64 = 30_000
    /// Silence after which a ping is sent.
    public static let idleMilliseconds: UInt64 = 20_000
    /// Silence after which a connection is given up.
    public static let silenceMilliseconds: UInt64 = 60_000
    /// How long a peer may take to say Hello.
    public static let helloMilliseconds: UInt64 = 10_000
    /// Nodes up to which everybody dials everybody.
    public static let fullMeshNodesMax = 9
    /// Nodes dialled at once beyond a full mesh.
    public static let dialledNodesMax = 32
    /// The first pause before a node is dialled again; it doubles at each failure.
    public static let redialMillisecondsMin: UInt64 = 500
    /// The longest pause before a node is dialled again.
    public static let redialMillisecondsMax: UInt64 = 60_000
    /// How long a connection must have stood to count as a success.
    public static let stoodMilliseconds: UInt64 = 10_000
}
