import Crypto
import Ledger
import Sodium
import Wire

/// How far one group has been compared with one peer (specification chapter 6.6).
struct Level: Sendable {
    /// The digest that the peer was last given; `nil` while the two of us are not both in the group, as this node sees it.
    var sent: Octets16?
    /// The digest that the peer last gave.
    var received: Octets16?
    /// Whether these two have been compared.
    var isCompared = false
    /// Whether everything this node holds of the group has been told, or is what the peer holds too.
    var isSettled = false
    /// Whether an earlier connection is gone on with, so that a difference is no news.
    var isResumed = false

    /// The group is no longer common: what comes later is compared anew.
    mutating func lapse() { self = Level(received: received) }
}

/// What is the same at both ends of a connection and at no other: keys digests, rows and tokens.
struct LevelKey: Sendable {
    private let nonces: [Octets16]

    /// The nonce of the smaller node comes first.
    init(_ node: NodeID, _ nonce: Octets16, _ peer: NodeID, _ peerNonce: Octets16) {
        nonces = node < peer ? [nonce, peerNonce] : [peerNonce, nonce]
    }

    func digest(_ inner: Hash) -> Octets16 {
        hashed("causeway/level/1", count: 4) { $0.identifier(inner) }
    }

    /// Names the connection.
    var token: Octets16 { hashed("causeway/resume/1", count: 3) { _ in } }

    private func hashed(_ label: String, count: Int, _ write: (inout CBORWriter) -> Void) -> Octets16 {
        var writer = start(label, count: count)
        write(&writer)
        guard let value = Octets16([UInt8](SHA256.hash(data: writer.bytes).prefix(16))) else {
            preconditionFailure("a hash has sixteen octets")
        }
        return value
    }

    /// The hash state with everything before a row in it.
    var rows: SHA256 {
        var hasher = SHA256()
        hasher.update(data: start("causeway/row/1", count: 6).bytes)
        return hasher
    }

    private func start(_ label: String, count: Int) -> CBORWriter {
        var writer = CBORWriter(reservingCapacity: 128)
        writer.array(count)
        writer.text(label)
        for nonce in nonces { writer.octets(nonce) }
        return writer
    }
}

/// What is served of each group, and the digest over it; the digest is dropped at every change.
struct GroupLevels: Sendable {
    /// Counts changes: what a peer was told before one of them it may lack.
    private(set) var changes: UInt64 = 0
    private(set) var journals: [GroupTag: Set<JournalID>] = [:]
    private var inner: [GroupTag: Hash] = [:]

    /// The journal serves more, or for the first time; gives the number of this change.
    mutating func note(_ journal: JournalID, in group: GroupTag) -> UInt64 {
        journals[group, default: []].insert(journal)
        inner[group] = nil
        changes += 1
        return changes
    }

    /// SHA-256 over journal, size and root of every journal, in the order of their identifiers.
    mutating func digest(of group: GroupTag, _ states: [JournalID: Replica.JournalState]) -> Hash {
        if let known = inner[group] { return known }
        var octets: [UInt8] = []
        for journal in (journals[group] ?? []).sorted() {
            guard let state = states[journal] else { continue }
            octets += journal.array
            withUnsafeBytes(of: state.served.bigEndian) { octets.append(contentsOf: $0) }
            octets += state.servedRoot.array
        }
        let digest = Hash(sha256: octets)
        inner[group] = digest
        return digest
    }
}

/// The rows of one group as one connection hashes them, ascending; kept while a comparison is under way.
struct KeyedRows: Sendable {
    struct Row: Sendable {
        let hash: UInt64
        let journal: JournalID
    }

    let session: SessionID
    let group: GroupTag
    /// How much had changed here when they were made.
    let changes: UInt64
    let rows: [Row]

    /// The rows between two hashes, both included.
    func between(_ from: UInt64, _ to: UInt64) -> ArraySlice<Row> {
        let first = firstIndex { $0 >= from }
        return rows[first..<max(first, firstIndex { $0 > to })]
    }

    func journal(of hash: UInt64) -> JournalID? {
        let index = firstIndex { $0 >= hash }
        return index < rows.count && rows[index].hash == hash ? rows[index].journal : nil
    }

    private func firstIndex(_ isBehind: (UInt64) -> Bool) -> Int {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if isBehind(rows[middle].hash) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// How many more rows are hashed for one peer.
struct RowAllowance: Sendable {
    private var left = GossipLimits.rowsAtOnceMax
    private var since: Instant

    init(now: Instant) { since = now }

    /// Takes that many if they are left; they come back with time.
    mutating func take(_ rows: Int, _ now: Instant) -> Bool {
        let seconds = (now.milliseconds - min(since.milliseconds, now.milliseconds)) / 1_000
        if seconds > 0 {
            left = min(GossipLimits.rowsAtOnceMax, left + Int(clamping: seconds) * GossipLimits.rowsPerSecond)
            since = now
        }
        guard left >= rows else { return false }
        left -= rows
        return true
    }
}
