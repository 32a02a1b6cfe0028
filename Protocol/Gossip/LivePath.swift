import Ledger
import Wire

/// What one author writes in one group, in all its runs; the registry is a stream of its own (specification 6.7).
enum Stream: Hashable, Sendable {
    case registry
    case journals(of: NodeID, in: GroupTag)

    /// The stream of the journal with this name; the registry has none.
    init(_ name: JournalName?) {
        self = name.map { .journals(of: $0.node, in: $0.group) } ?? .registry
    }
}

/// How long a peer takes to answer, from pings and from what it was asked for.
struct RoundTrip: Sendable {
    /// Milliseconds, smoothed: a new value counts for an eighth. `nil` before the first.
    private(set) var smoothed: UInt64?
    private var pingSent: Instant?
    /// The journal last asked for, and when.
    private var want: (journal: JournalID, sent: Instant)?

    /// How long something that is on its way from the peer may take before somebody else is asked for it. Milliseconds.
    var patience: UInt64 { max(GossipLimits.patienceMilliseconds, 2 * (smoothed ?? 0)) }

    mutating func pinged(at now: Instant) { pingSent = now }

    mutating func ponged(at now: Instant) {
        if let sent = pingSent { measured(since: sent, now) }
        pingSent = nil
    }

    mutating func asked(for journal: JournalID, at now: Instant) { want = (journal, now) }

    /// The first entries of a journal came; of those that were asked for before the last one the time is not known any more.
    mutating func answered(with journal: JournalID, at now: Instant) {
        guard let want, want.journal == journal else { return }
        measured(since: want.sent, now)
        self.want = nil
    }

    private mutating func measured(since sent: Instant, _ now: Instant) {
        let sample = min(now.milliseconds &- sent.milliseconds, GossipLimits.roundTripMillisecondsMax)
        smoothed = smoothed.map { ($0 * 7 + sample) / 8 } ?? sample
    }
}

/// Who sends new entries to us, and what waits to be passed on. `Replica` decides; this remembers, within bounds.
struct LivePath: Sendable {
    /// From whom the new entries of a stream come.
    struct Parent: Sendable {
        let session: SessionID
        /// A journal of the stream that the peer has named, by whose number it is told.
        let journal: JournalID
    }

    private(set) var parents: [Stream: Parent] = [:]
    private var parentCounts: [SessionID: Int] = [:]
    /// Streams of which something had to be asked for elsewhere, because whom it was expected from had not sent it.
    private(set) var late: Set<Stream> = []
    /// Verified ranges that end at their checkpoints and are on their way to the disk.
    private var pending: [JournalID: [VerifiedBatch]] = [:]
    private var pendingOctets = 0
    /// Streams that peers want to be sent, counted for each peer.
    private(set) var eagerCount = 0
    /// Journals that have grown and not been announced to everybody, and when they are.
    var announcements: [JournalID: Instant] = [:]

    /// Makes a peer the parent of the stream; `false` where a bound forbids it.
    mutating func adopt(_ parent: Parent, of stream: Stream) -> Bool {
        guard parents.count < GossipLimits.parentsMax,
            (parentCounts[parent.session] ?? 0) < GossipLimits.parentsPerSessionMax
        else { return false }
        parents[stream] = parent
        parentCounts[parent.session, default: 0] += 1
        late.remove(stream)
        return true
    }

    @discardableResult
    mutating func dropParent(of stream: Stream) -> Parent? {
        guard let parent = parents.removeValue(forKey: stream) else { return nil }
        parentCounts[parent.session] = (parentCounts[parent.session] ?? 1) - 1
        late.remove(stream)
        return parent
    }

    mutating func noteLate(_ stream: Stream) {
        if late.count < GossipLimits.parentsMax { late.insert(stream) }
    }

    mutating func noteInTime(_ stream: Stream) { late.remove(stream) }

    /// Counts one stream more that a peer wants; `false` when there are too many.
    mutating func countEager() -> Bool {
        guard eagerCount < GossipLimits.eagerStreamsMax else { return false }
        eagerCount += 1
        return true
    }

    mutating func uncountEager(_ count: Int = 1) { eagerCount -= count }

    /// The connection has ended.
    mutating func forget(_ session: Session) {
        uncountEager(session.eagerStreams.count)
        guard parentCounts.removeValue(forKey: session.id) != nil else { return }
        for (stream, parent) in parents where parent.session == session.id {
            parents[stream] = nil
            late.remove(stream)
        }
    }

    /// Nothing that was verified will be on disk.
    mutating func forgetAll() {
        pending = [:]
        pendingOctets = 0
        announcements = [:]
    }

    /// Keeps a range until it is on disk, if there is room.
    mutating func keep(_ batch: VerifiedBatch) {
        let octets = Self.octets(of: batch)
        guard pendingOctets + octets <= GossipLimits.pendingOctetsMax else { return }
        pending[batch.journal, default: []].append(batch)
        pendingOctets += octets
    }

    /// The kept ranges that are on disk now, in order.
    mutating func take(_ journal: JournalID, upTo size: UInt64) -> [VerifiedBatch] {
        guard let kept = pending[journal] else { return [] }
        let ready = kept.prefix { $0.end <= size }
        pending[journal] = kept.count == ready.count ? nil : Array(kept.dropFirst(ready.count))
        pendingOctets -= ready.reduce(0) { $0 + Self.octets(of: $1) }
        return Array(ready)
    }

    private static func octets(of batch: VerifiedBatch) -> Int { batch.entries.reduce(0) { $0 + $1.compact.count } }
}
