import Ledger
import ServiceLifecycle

/// What the service manager learns of the node: when every part of it stands, how it is, that it still answers, and that it ends.
actor Supervision {
    /// A part of the node that listens, and without which it is not ready.
    enum Part: Hashable, CaseIterable {
        case peers
        case localInterface
        case health
        case publicZone
        case api
        case portal
    }

    /// `nil` when nobody wants to know.
    private let socket: SupervisorSocket?
    private var awaited: Set<Part>
    private var isStopping = false

    init(_ socket: SupervisorSocket?, awaiting parts: Set<Part>) {
        self.socket = socket
        awaited = parts
    }

    /// A part of the node stands; after the last of them the node is ready.
    func stands(_ part: Part) {
        guard awaited.remove(part) != nil, awaited.isEmpty, !isStopping else { return }
        socket?.tell([.ready, .status("ready")])
    }

    /// The node answered: tells how it is, once it is ready, and feeds the watchdog.
    func lives(_ state: String) {
        guard !isStopping else { return }
        socket?.tell(awaited.isEmpty ? [.alive, .status(state)] : [.alive])
    }

    /// The node ends; nothing is told after this.
    func stops() {
        guard !isStopping else { return }
        isStopping = true
        socket?.tell([.stopping, .status("ending in order")])
    }
}

/// Tells the service manager again and again that the node answers, until the group shuts down.
///
/// It stands last in the group, so that it is the first to hear of the end.
struct SupervisionService: Service {
    let core: NodeCore
    let supervision: Supervision
    /// Seconds between two signs of life.
    let seconds: Double

    init(core: NodeCore, supervision: Supervision, watchdogSeconds: Double?) {
        self.core = core
        self.supervision = supervision
        // Half of what the manager allows, as sd_watchdog_enabled(3) advises.
        seconds = min(watchdogSeconds.map { $0 / 2 } ?? .infinity, DaemonLimits.signOfLifeSecondsMax)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // A node whose replication does not answer is dead to its peers: then nothing is told, and the manager acts.
                // The disk is not asked: that it is full or slow is no reason to be ended.
                await supervision.lives(await core.pulse())
                try? await Task.sleep(for: .seconds(seconds))
            }
        }
        await supervision.stops()
    }
}

extension NodeCore {
    /// How the node is, in a few words for the service manager; answers only while replication does.
    func pulse() async -> String {
        let peers = await conductor.sessions.count
        let standing = registry.snapshot.organisation(organisation)?.standing.rawValue ?? "not in the registry"
        return "\(standing), \(peers) \(peers == 1 ? "peer" : "peers") connected"
    }
}
