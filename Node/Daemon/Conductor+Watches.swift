import Gossip
import Ledger
import Logging
import Sodium
import Transport
import Wire

/// What connections and entries tell of clocks, copies and lost files; people are told, nothing is decided by it.
extension Conductor {
    /// Looks at who wrote what came in, and when.
    ///
    /// What this node itself wrote comes from peers only after its database lost it, or while a second process writes with its key: the
    /// second is certain when an entry is younger than this run, which signs nothing without storing it.
    func noteTimes(of batches: [VerifiedBatch]) {
        let now = clock.minute
        for batch in batches {
            guard let name = batch.name, let time = batch.entries.last?.entry?.prefix.time else { continue }
            guard name.node == ownNode else {
                clocks.heard(name.node, writing: time, at: now)
                continue
            }
            if time > started {
                count("own-key-elsewhere", by: batch.entries.count)
                logger.error(
                    "another process writes with this node's key, or the clock was set back", metadata: ["journal": "\(batch.journal)"])
            } else {
                count("own-entries-returned", by: batch.entries.count)
                logger.warning(
                    "entries that this node wrote came back from a peer: the database had lost them",
                    metadata: ["journal": "\(batch.journal)", "count": "\(batch.entries.count)"])
            }
        }
    }

    /// Looks at the clock; tells when it jumped.
    func lookAtClock() {
        guard case .jumped(let minutes)? = clocks.look(at: clock.minute, instant: WallClock.instant) else { return }
        count("clock-jumped")
        logger.warning("the clock jumped, or the machine slept", metadata: ["minutes": "\(minutes)"])
    }

    /// Compares the clock with the time that an earlier run saw last.
    func beginClock(lastSeen: Minute?) {
        clocks.begin(at: clock.minute, lastSeen: lastSeen, instant: WallClock.instant)
        guard case .setBack(let minutes)? = clocks.findings.first else { return }
        logger.error("the clock stands before the time that this node saw last", metadata: ["minutes": "\(minutes)"])
    }

    /// Looks whether a member's node runs twice; says goodbye to both processes, once, so that their operators hear of it. They may dial
    /// again. Tells whether this connection was one of those.
    func tellTwins(_ connection: PeerConnection, _ outbox: Outbox) -> Bool {
        let peer = connection.peer
        guard let process = peer.process, isMember(peer.node, provenBy: peer.operationKey) else { return false }
        let others = links(of: peer.node)
        let known = twins.twins.contains(peer.node)
        let told = twins.came(
            peer.node, process: process, others: others.compactMap { other in other.process.map { ($0, other.lastHeard) } },
            at: WallClock.instant)
        guard !told.isEmpty else { return false }
        count("nodes-twice")
        if !known { logger.warning("two processes run as one node", metadata: ["node": "\(peer.node)"]) }
        for other in others where other.process.map(told.contains) == true { Self.end(other.outbox, .twice) }
        guard told.contains(process) else { return false }
        Self.end(outbox, .twice)
        return true
    }
}
