import Exchange
import Logging
import PublicZone
import Synchronization

/// Static publications of the public zone: one at a time, beside everything else.
actor PublicationDesk {
    /// What the publication tells and is told.
    private final class Shared: Sendable {
        let progress = Mutex<(done: Int, total: Int)>((0, 0))
        let isStopped = Atomic(false)
    }

    private weak var core: NodeCore?
    private let shared = Shared()
    /// Kept, since it remembers what it found out about contents.
    private var publication: StaticPublication?
    private var running: Task<Void, Never>?
    private var state = ZonePublicationProgress.State.none
    private var report: ZonePublicationReport?
    private var error: OperationError?

    func attach(_ core: NodeCore) { self.core = core }

    /// Throws `publication-running` while there is one, and `no-public-zone` where none is served.
    func start(_ request: ZonePublicationRequest) throws(OperationError) -> ZonePublicationProgress {
        guard let core, !shared.isStopped.load(ordering: .acquiring) else {
            throw OperationError(code: "stopping", reason: "The node is stopping.", remedy: "Start it again.", status: 503)
        }
        guard state != .running else {
            throw OperationError(
                code: "publication-running", reason: "A publication of this zone is under way.", remedy: "Wait until it has ended.",
                status: 409)
        }
        guard core.servesPublic else {
            throw OperationError(
                code: "no-public-zone", reason: "This node has no public zone.", remedy: "Give it one with `public-zone` in its settings.",
                status: 409)
        }
        guard request.directory.hasPrefix("/"), request.directory.utf8.count <= DaemonLimits.publishedPathOctetsMax else {
            throw OperationError(
                code: "invalid-directory", reason: "\"\(request.directory.prefix(200))\" is no whole path of a directory.",
                remedy: "Give a path that begins with a slash.", status: 400)
        }
        state = .running
        error = nil
        shared.progress.withLock { $0 = (0, 0) }
        running = Task { await carryOut(request, core) }
        return progress
    }

    var progress: ZonePublicationProgress {
        let (done, total) = shared.progress.withLock { $0 }
        return ZonePublicationProgress(state: state, itemsDone: done, itemsTotal: total, report: report, error: error)
    }

    /// Ends the publication that is under way, which the next one takes up, and takes no more.
    func stop() async {
        shared.isStopped.store(true, ordering: .releasing)
        await running?.value
    }

    private func carryOut(_ request: ZonePublicationRequest, _ core: NodeCore) async {
        let shared = shared
        let clock = core.clock
        let began = WallClock.nanoseconds
        let publication =
            self.publication
            ?? StaticPublication(
                site: core.publicSite, source: PublicShelf(core: core), log: RegistryShelf(core: core), release: Version.agent,
                logger: core.logger, seconds: { Int64(clamping: clock.seconds) },
                isStopped: { shared.isStopped.load(ordering: .acquiring) },
                progress: { done, total in shared.progress.withLock { $0 = (done, total) } })
        self.publication = publication
        do throws(StaticPublicationError) {
            let done = try await publication.write(into: request.directory)
            state = .done
            report = ZonePublicationReport(
                directory: request.directory, edition: done.edition, files: done.files, written: done.written, removed: done.removed,
                octets: done.octets, isWhole: done.isWhole, milliseconds: Int((WallClock.nanoseconds - began) / 1_000_000),
                digest: done.digest)
            core.logger.notice(
                "public zone published",
                metadata: ["edition": "\(done.edition)", "files": "\(done.files)", "written": "\(done.written)"])
        } catch {
            state = .failed
            self.error = OperationError(code: error.code, reason: error.reason, remedy: error.remedy, status: 500)
            core.logger.error("public zone not published", metadata: ["code": "\(error.code)", "reason": "\(error.reason)"])
        }
    }
}

extension NodeCore {
    func startZonePublication(_ request: ZonePublicationRequest) async throws(OperationError) -> ZonePublicationProgress {
        try await publications.start(request)
    }

    func zonePublication() async throws(OperationError) -> ZonePublicationProgress { await publications.progress }
}
