import Gossip
import Ledger
import Sodium
import Wire

/// One node of the mesh: a replica with its store and keys, or a puppet that says what a test lets it say.
final class MeshNode {
    let index: Int
    let id: NodeID
    let key: SigningKey
    let isMailbox: Bool
    let isRelay: Bool
    let isPuppet: Bool
    var replica: Replica? { didSet { deadline = replica?.nextDeadline?.milliseconds } }
    /// When the replica wants a tick.
    private(set) var deadline: UInt64?
    var store = MeshStore()
    var writers: [GroupTag: JournalWriter] = [:]
    /// Rises when what was given to the disk is lost.
    var generation = 0
    /// When the disk will have done what it was given.
    var diskFree: UInt64 = 0
    /// Transactions that will fail.
    var failures = 0
    var links: [SessionID: Int] = [:]
    /// What a puppet was told.
    var inbox: [Message] = []
    var notes: [Note] = []
    var closes: [CloseReason] = []
    var applications: [[UInt8]] = []
    var submissions: [(session: SessionID, records: [[UInt8]])] = []
    /// Verified revocations that the log lacks; the disk keeps them.
    var revocations: [[UInt8]] = []
    /// Revocations that came in to be verified, by the message.
    var revocationsHeard: [[[UInt8]]] = []
    /// What was verified of the registry's cosignatures, and contradictions; the disk keeps them.
    var cosignatures: [CosignedCheckpoint] = []
    var splits: [SplitEvidence] = []
    /// Statements that came in to be judged.
    var statementsHeard: [RegistryStatement] = []
    /// Who waits for this node at which relay.
    var calls: [(caller: NodeID, relay: NodeID, ticket: Octets16)] = []
    /// Entries that came in, counted as often as they came.
    var entriesReceived = 0
    var ticks = 0
    /// What each run of this node was told and did, where the mesh records.
    var recordings: [[UInt8]] = []

    init(index: Int, isMailbox: Bool, isRelay: Bool, isPuppet: Bool) {
        self.index = index
        self.isMailbox = isMailbox
        self.isRelay = isRelay
        self.isPuppet = isPuppet
        key = MeshNode.key(UInt8(index + 1))
        // The identifiers' order is another one than that of the indices.
        id = MeshNode.identifier(UInt8((index * 77 + 13) % 251))
    }

    var isUp: Bool { isPuppet || replica != nil }

    /// The first octet of a revocation that is true; every other is forged.
    static let trueRevocation: UInt8 = 6

    static func key(_ number: UInt8) -> SigningKey {
        var seed = [UInt8](repeating: number, count: 32)
        guard let key = try? SigningKey(seed: SecretOctets(moving: &seed)) else { preconditionFailure("a seed of 32 octets was refused") }
        return key
    }

    static func identifier<T: Identifier>(_ number: UInt8) -> T {
        guard let value = T([UInt8](repeating: number, count: T.count)) else { preconditionFailure("\(T.count) octets were refused") }
        return value
    }
}

/// A connection between two nodes. Nothing in it overtakes anything that goes the same way.
struct MeshLink {
    let dialler: Int
    let listener: Int
    let diallerSession: SessionID
    let listenerSession: SessionID
    /// Milliseconds one way.
    var delay: UInt64
    var isOpen = true
    /// By direction, to the dialler and to the listener: when the last message arrives.
    var lastArrival: [UInt64] = [0, 0]
    /// By direction: whether messages wait at the sender, and those that do.
    var isStalled = [false, false]
    var held: [[[UInt8]]] = [[], []]

    func node(isDialler: Bool) -> Int { isDialler ? dialler : listener }
    func session(isDialler: Bool) -> SessionID { isDialler ? diallerSession : listenerSession }
}
