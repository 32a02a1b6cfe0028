/// The bounds of replication (specification chapter 6). Times are milliseconds.
public enum GossipLimits {
    /// Connections to peers at once: a full mesh of a small network and room for the rest to knock.
    public static let sessionsMax = 256
    /// Of these, connections to nodes that are not members: applicants, and nodes whose registry is newer than ours.
    public static let strangerSessionsMax = 64
    /// Journals known at once; further ones are not taken until some are forgotten.
    public static let journalsMax = 200_000
    /// Of these, journals of one author that hold something; nothing of a further one is taken. Each run of a node writes a new one in each
    /// group, and none is ever forgotten, so this is for good: a node that starts daily has 22 years in one group, or 3 in seven.
    public static let journalsPerAuthorMax = 8_192
    /// Of these, journals in one group: a start every day for 5 years.
    public static let journalsPerAuthorInGroupMax = 2_048
    /// Journals of which nothing has come yet that are held because one connection named them. Others follow as these fill, so that names
    /// alone leave room for what everybody else names.
    public static let emptyJournalsPerSessionMax = 4_096
    /// Journals that one peer may name on one connection: as many as it can hold.
    public static let journalsPerSessionMax = 200_000
    /// Journals remembered of what a peer names before it is a member here.
    public static let strangerJournalsMax = 4_096
    /// Groups that one peer may name to a mailbox on one connection.
    public static let tagsPerSessionMax = 16_384
    /// Journals that are awaited of one peer at first, so that several holders who are found one after the other share what is missing.
    public static let journalsAwaitedMin = 32
    /// Journals that are awaited of one peer at most; one more is with each that came.
    public static let journalsAwaitedMax = 1_024
    /// Entries by which a journal counts at most in what is awaited of a peer: more than one message of these is on its way anyway.
    public static let entriesAwaitedPerJournalMax: UInt64 = 65_536
    /// Missing entries up to which a journal that is known counts as live: its author is asked first. One batch.
    public static let liveEntriesMax: UInt64 = 256
    /// Rows hashed for one peer at once: comparing four times as many journals as there can be.
    public static let rowsAtOnceMax = 800_000
    /// Rows hashed for one peer each second after that: a few hundredths of a core.
    public static let rowsPerSecond = 20_000
    /// Lists of rows kept while comparisons are under way, each at most as long as there are journals in a group; further ones are made again.
    public static let rowListsMax = 8
    /// Peers of which an ended connection is remembered: as many as there are connections.
    public static let acquaintancesMax = 256
    /// Numbers without a journal that a connection may have when it is remembered, beside as many as are in use.
    public static let unusedNumbersMax = 1_024
    /// Journals numbered in all that is remembered of ended connections, about 150 octets each; the oldest are forgotten first.
    public static let acquaintanceJournalsMax = 400_000
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
    /// Of these, bodies of one author: its silence leaves the others for everybody else.
    public static let bodyFetchesPerAuthorMax = 2
    /// Detached bodies waiting to be fetched, or for a holder to come; the rest is found again in the store. Where there are more, whoever
    /// has most of them gives way.
    public static let bodyQueueMax = 4_096
    /// How long a live entry may be on its way before it is asked for, at least; at most twice the time in which its sender answers.
    public static let patienceMilliseconds: UInt64 = 50
    /// How long what came unasked is not announced to those that were not sent it: most of them will have it by then.
    public static let announcementMilliseconds: UInt64 = 50
    /// The longest that is taken for the time in which a peer answers: more is the time it had something else to do.
    public static let roundTripMillisecondsMax: UInt64 = 2_000
    /// Streams for which some peer is the parent: every author of a large network in several groups. Of further ones is announced.
    public static let parentsMax = 65_536
    /// Of these, streams for which one peer is the parent.
    public static let parentsPerSessionMax = 16_384
    /// Streams that peers asked to be sent, counted for each peer: 16 peers that want everything. Further ones are announced.
    public static let eagerStreamsMax = 262_144
    /// Of these, streams that one peer asked for: every author of a large network, in the community and in some groups.
    public static let eagerStreamsPerSessionMax = 16_384
    /// Octets of entries kept from verification until they are on disk, to be passed on; what is beyond is announced. The disk takes as
    /// much in less than a second.
    public static let pendingOctetsMax = 16_777_216
    /// Octets of entries and body parts that are read of one peer at once although it was not asked for them and they are of no use: what
    /// crosses on the way between honest nodes is a few frames.
    public static let uselessOctetsAtOnceMax = 67_108_864
    /// The same each second after that: less than a hundredth of a core to decode.
    public static let uselessOctetsPerSecond = 1_048_576
    /// How long a peer may take over an answer before another is asked.
    public static let answerMilliseconds: UInt64 = 10_000
    /// How long a peer that did not answer is asked last, and a body that nobody holds is not asked for.
    public static let restMilliseconds: UInt64 = 30_000
    /// The longest pause before a body that nobody had is asked for again, or a peer for bodies that did not send one: an hour. The first
    /// is `restMilliseconds`; it doubles.
    public static let bodyRestMillisecondsMax: UInt64 = 3_600_000
    /// Connections that a member may lose while it owes what it says to hold of the registry, before its word counts no more.
    public static let brokenClaimsMax = 4
    /// Revocations that the log lacks and that are passed on: sixteen full messages. Later ones follow when the log has some of these.
    public static let revocationsMax = 1_024
    /// Revocations remembered of one connection as known there: all that are passed on, and as many that nobody could verify.
    public static let revocationsKnownMax = 2_048
    /// Messages with revocations that are taken from a peer that is no member, on one connection: all that an honest one has.
    public static let strangerRevocationMessagesMax = 16
    /// Statements about the registry that are looked at from one peer at once: all that an honest one has when it connects, twice.
    public static let statementsAtOnceMax = 128
    /// The pause after which one more is looked at of a member: at most 64 signatures to verify each second.
    public static let statementMilliseconds: UInt64 = 1_000
    /// The same for a peer that is no member; the strangers that fit in together cause little more than one member.
    public static let strangerStatementMilliseconds: UInt64 = 60_000
    /// Parts of statements remembered of one connection as known there: all that are passed on, many times over.
    public static let statementsKnownMax = 2_048
    /// Statements of one peer about a registry larger than what is here, which wait for it; its oldest gives way.
    public static let statementsWaitingPerPeerMax = 8
    /// Such statements of all peers; further ones are not kept.
    public static let statementsWaitingMax = 256
    /// Journals of which a peer is told the checkpoint that is here on one connection, because it seems to hold another branch. Each costs a
    /// look at the disk at both ends; an honest pair has one or two.
    public static let questionsPerSessionMax = 64
    /// Forked journals of which evidence is kept, 2.2 kB each; of further ones nothing is proven here.
    public static let forksMax = 1_024
    /// Of these, journals of one author: enough groups to tell of it in.
    public static let forksPerAuthorMax = 16
    /// Of these, journals in one group: as many as suspend their author, so that every member of the group comes to the same.
    public static let forksPerAuthorInGroupMax = 2
    /// Forked journals of one author in one group for which nothing more is taken of it. One may be an accident: a machine that was resumed
    /// twice forks the journal it was writing, leaves it, and forks no other.
    public static let forksSuspending = 2
    /// How long the coordinator may take over a submission: it verifies and writes to its disk.
    public static let submissionMilliseconds: UInt64 = 30_000
    /// Silence after which a ping is sent.
    public static let idleMilliseconds: UInt64 = 20_000
    /// Silence after which a connection is given up.
    public static let silenceMilliseconds: UInt64 = 60_000
    /// How long a peer may take to say Hello.
    public static let helloMilliseconds: UInt64 = 10_000
    /// Nodes up to which everybody dials everybody.
    public static let fullMeshNodesMax = 9
    /// Nodes from which on there are `ringsLarge` circles.
    public static let largeOverlayNodesMin = 64
    /// Circles on which each node has two neighbours, below that many nodes: six neighbours.
    public static let ringsSmall = 3
    /// The same from that many nodes on: eight neighbours.
    public static let ringsLarge = 4
    /// The shortest time after which another node is drawn by lot and dialled; the longest is twice this.
    public static let drawMillisecondsMin: UInt64 = 30_000
    /// How long nobody's neighbours change unless somebody comes or goes: the minutes of a week.
    public static let weekMinutes: UInt32 = 10_080
    /// How long the first dials of new neighbours are spread when the week changes.
    public static let weekSpreadMilliseconds: UInt64 = 600_000
    /// How long a connection must have been of no use before it ends: until others have made their new ones, and clocks that differ agree.
    public static let surplusMilliseconds: UInt64 = 900_000
    /// The pause between two connections that end because they are of no use.
    public static let partingMilliseconds: UInt64 = 10_000
    /// Nodes of our own groups that are being reached at once beyond those; where there are more they take turns.
    public static let wantedNodesMax = 64
    /// How long a turn of these is: time for some tries.
    public static let wantedTurnMilliseconds: UInt64 = 60_000
    /// Connections up to which such nodes are dialled; the rest of `sessionsMax` is for members that dial, and for strangers.
    public static let wantedConnectionsMax = 160
    /// The first pause before a node is dialled again; it doubles at each failure.
    public static let redialMillisecondsMin: UInt64 = 500
    /// The longest pause before a node is dialled again.
    public static let redialMillisecondsMax: UInt64 = 60_000
    /// How long a connection must have stood to count as a success.
    public static let stoodMilliseconds: UInt64 = 10_000
}
