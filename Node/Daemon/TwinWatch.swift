import Gossip
import Sodium
import Wire

/// Tells when two processes use one node's key.
///
/// Every run makes a TLS key of its own, so a restart brings a key that was never seen, and the earlier one never returns. Two run at
/// once when a process comes back after a later one was here, or comes again while an earlier one has been heard since it first came.
/// The machine's clock is not asked and nobody's word is taken: the handshake proved each key.
struct TwinWatch: Sendable {
    private struct Run {
        let process: Octets32
        let first: Instant
        var wasTold = false
    }

    /// Another connection of the same node: its process, and when it was last heard.
    typealias Other = (process: Octets32, lastHeard: Instant)

    /// The runs of each node that were seen, the present one last.
    private var runs: [NodeID: [Run]] = [:]
    /// Nodes that were seen to run twice.
    private(set) var twins: Set<NodeID> = []

    /// Notes a connection of a member; gives the processes that have to be told, each once: this one and those at the other end of `others`.
    mutating func came(_ node: NodeID, process: Octets32, others: [Other], at now: Instant) -> Set<Octets32> {
        var known = runs[node] ?? []
        let place = known.firstIndex { $0.process == process }
        let run = place.map { known.remove(at: $0) } ?? Run(process: process, first: now)
        // Whether it stood behind the present run, or an earlier run is still heard.
        let isBack = place.map { $0 < known.count } ?? false
        let isBeside = place != nil && others.contains { $0.process != process && $0.lastHeard > run.first }
        known.append(run)
        defer { runs[node] = known.suffix(DaemonLimits.runsRememberedMax) }
        guard isBack || isBeside else { return [] }
        twins.insert(node)
        let processes = Set(others.map(\.process) + [process])
        var told: Set<Octets32> = []
        for index in known.indices where processes.contains(known[index].process) && !known[index].wasTold {
            known[index].wasTold = true
            told.insert(known[index].process)
        }
        return told
    }
}
