public import Sodium

/// What one node says to another over one connection (specification chapter 6).
///
/// Journals are named once in `heads`, by a number that their sender chose for this connection; every later
/// message of that sender uses the number. Number 0 is always the registry.
public enum Message: Equatable, Sendable {
    case hello(Hello)
    case heads(Heads)
    case have(Have)
    case entries(EntryRange)
    case want(Want)
    case wantBody(WantBody)
    case bodyPart(BodyPart)
    /// A candidate's application: signed records and a contact, as `ApplicationLetter` encodes them.
    case application([UInt8])
    /// What became of the last application or submission: a code and a sentence for people.
    case receipt(code: UInt8, text: String)
    case ping
    case pong
    /// The last message before closing: a code and a sentence for people.
    case bye(code: UInt8, text: String)
    /// What the sender does for others.
    case services(Services)
    /// Signed records for the coordinator's log.
    case submission([[UInt8]])
    /// Signed revocations that the sender's log does not have yet.
    case revocations([[UInt8]])
    /// Somebody waits for the receiver at the sender.
    case relayCall(RelayCall)
    /// A checkpoint of the registry, and who cosigned it when.
    case cosigned(CosignedCheckpoint)
    /// The coordinator signed two registries.
    case split(SplitEvidence)
    /// Whether the sender wants to be sent at once what an author writes.
    case eager(Eager)
    /// What the sender holds of each group that both are in.
    case digests([GroupDigest])
    /// The journals of a group that the sender serves, by the hashes of their rows.
    case rows(Rows)
    /// Which rows the sender wants named.
    case ask(Ask)
    /// The sender still knows what it was told on an earlier connection.
    case resume(Resume)
    /// A checkpoint of a journal, or two that prove its fork.
    case evidence(Evidence)
    /// A message of a later version; skipped.
    case unknown(UInt64)
}

/// The first message in each direction.
public struct Hello: Equatable, Sendable {
    /// The protocol version; 1.
    public var version: UInt64
    public var network: NetworkID
    /// Must be the node that the connection's certificate proves.
    public var node: NodeID
    /// Random; keys the truncated roots in `heads`.
    public var nonce: Octets16
    /// How many registry records the sender holds.
    public var registrySize: UInt64
    /// The software, for people; never decided upon.
    public var agent: String

    public init(version: UInt64 = 1, network: NetworkID, node: NodeID, nonce: Octets16, registrySize: UInt64, agent: String) {
        self.version = version
        self.network = network
        self.node = node
        self.nonce = nonce
        self.registrySize = registrySize
        self.agent = agent
    }
}

/// Journals the sender holds; sent when a comparison shows that they differ, and whenever there is more to tell.
public struct Heads: Equatable, Sendable {
    /// Groups whose journals the sender wants, so that a mailbox that knows no roster can serve it.
    public var tags: [GroupTag]
    public var heads: [Head]

    public init(tags: [GroupTag], heads: [Head]) {
        self.tags = tags
        self.heads = heads
    }
}

/// One journal in `Heads`.
public struct Head: Equatable, Sendable {
    /// The sender's number for the journal on this connection, 1 or more.
    public var number: UInt32
    public var node: NodeID
    public var group: GroupTag
    public var incarnation: Incarnation
    /// How many entries the sender holds.
    public var size: UInt64
    /// The first 8 octets of the root at that size, hashed with both nonces: shows a fork of equal length.
    public var keyedRoot: UInt64

    public init(number: UInt32, node: NodeID, group: GroupTag, incarnation: Incarnation, size: UInt64, keyedRoot: UInt64) {
        self.number = number
        self.node = node
        self.group = group
        self.incarnation = incarnation
        self.size = size
        self.keyedRoot = keyedRoot
    }
}

/// The sender now holds this many entries of a journal it has named.
public struct Have: Equatable, Sendable {
    public var number: UInt32
    public var size: UInt64

    public init(number: UInt32, size: UInt64) {
        self.number = number
        self.size = size
    }
}

/// A contiguous range of a journal, provable against one checkpoint.
public struct EntryRange: Equatable, Sendable {
    /// The sender's number for the journal.
    public var number: UInt32
    /// The position of the first entry.
    public var first: UInt64
    /// Entries in compact form, or registry records.
    public var entries: [ArraySlice<UInt8>]
    /// The subtree hashes from the range's end to the checkpoint's size, left to right.
    public var completion: [Hash]
    public var checkpointSize: UInt64
    public var signature: Octets64

    public init(
        number: UInt32, first: UInt64, entries: [ArraySlice<UInt8>], completion: [Hash], checkpointSize: UInt64, signature: Octets64
    ) {
        self.number = number
        self.first = first
        self.entries = entries
        self.completion = completion
        self.checkpointSize = checkpointSize
        self.signature = signature
    }
}

/// Asks for everything of a journal from a position on, by the *receiver's* number for it.
public struct Want: Equatable, Sendable {
    public var number: UInt32
    public var from: UInt64

    public init(number: UInt32, from: UInt64) {
        self.number = number
        self.from = from
    }
}

/// Asks for chunks of a detached body, by the receiver's number for the journal.
public struct WantBody: Equatable, Sendable {
    public var number: UInt32
    /// The entry's position in its journal.
    public var position: UInt64
    /// The first chunk asked for; with 0 the chunk hashes are asked for too.
    public var firstChunk: UInt32

    public init(number: UInt32, position: UInt64, firstChunk: UInt32) {
        self.number = number
        self.position = position
        self.firstChunk = firstChunk
    }
}

/// Consecutive chunks of a detached body; none when the sender does not hold it.
public struct BodyPart: Equatable, Sendable {
    /// The sender's number for the journal.
    public var number: UInt32
    public var position: UInt64
    public var firstChunk: UInt32
    /// With chunk 0: the hash of every chunk of the body.
    public var chunkHashes: [Hash]
    public var chunks: [ArraySlice<UInt8>]

    public init(number: UInt32, position: UInt64, firstChunk: UInt32, chunkHashes: [Hash], chunks: [ArraySlice<UInt8>]) {
        self.number = number
        self.position = position
        self.firstChunk = firstChunk
        self.chunkHashes = chunkHashes
        self.chunks = chunks
    }
}

/// What a node does for others; sent after Hello by a node that does any of it.
public struct Services: Equatable, Sendable {
    /// Whether it keeps ciphertext of groups it is not in.
    public var mailbox: Bool
    /// Whether it joins connections of nodes that can only dial out.
    public var relay: Bool

    public init(mailbox: Bool = false, relay: Bool = false) {
        self.mailbox = mailbox
        self.relay = relay
    }
}

/// Asks to be sent at once whatever the author of a journal writes in its group, or no longer (specification 6.7).
public struct Eager: Equatable, Sendable {
    /// The receiver's number for a journal of this author and group.
    public var number: UInt32
    /// Whether new entries should be sent; otherwise they are announced.
    public var isWanted: Bool

    public init(number: UInt32, isWanted: Bool) {
        self.number = number
        self.isWanted = isWanted
    }
}

/// A relay tells a node that somebody waits for it there (specification chapter 7).
public struct RelayCall: Equatable, Sendable {
    /// What the called node shows to the relay, so that the two connections are joined.
    public var ticket: Octets16
    public var caller: NodeID

    public init(ticket: Octets16, caller: NodeID) {
        self.ticket = ticket
        self.caller = caller
    }
}
