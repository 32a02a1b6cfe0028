import Dispatch
import Exchange
import Logging
import Storage
import Synchronization

/// Backups of the running node: one at a time, on a thread of its own, so that nothing else waits for the disk.
actor BackupDesk {
    /// What the thread tells and is told.
    private final class Shared: Sendable {
        let progress = Mutex<(done: UInt64, total: UInt64)>((0, 0))
        let isStopped = Atomic(false)
    }

    private let directory: String
    private let store: Store
    private let clock: WallClock
    private let logger: Logger
    private let queue = DispatchQueue(label: "causeway.backup", qos: .utility)
    private let shared = Shared()
    private var running: Task<Void, Never>?
    private var state = BackupProgress.State.none
    private var error: OperationError?

    init(directory: String, store: Store, clock: WallClock, logger: Logger) {
        self.directory = directory
        self.store = store
        self.clock = clock
        self.logger = logger
    }

    /// Throws `backup-running` while there is one.
    func start(_ request: BackupRequest) throws(OperationError) -> BackupProgress {
        guard state != .running else {
            throw OperationError(
                code: "backup-running", reason: "A backup of this node is under way.", remedy: "Wait until it has ended.", status: 409)
        }
        guard !shared.isStopped.load(ordering: .acquiring) else {
            throw OperationError(code: "stopping", reason: "The node is stopping.", remedy: "Start it again.", status: 503)
        }
        state = .running
        error = nil
        shared.progress.withLock { $0 = (0, 0) }
        running = Task { await carryOut(request) }
        return progress
    }

    var progress: BackupProgress {
        let (done, total) = shared.progress.withLock { $0 }
        return BackupProgress(
            state: state, octetsDone: done, octetsTotal: total, report: BackupRun.last(in: directory), error: error)
    }

    /// Ends the backup that is under way, which then leaves nothing behind, and takes no more.
    func stop() async {
        shared.isStopped.store(true, ordering: .releasing)
        await running?.value
    }

    private func carryOut(_ request: BackupRequest) async {
        let shared = shared
        let run = BackupRun(directory: directory, request: request, store: store, clock: clock) { done, total in
            shared.progress.withLock { $0 = (done, total) }
            return !shared.isStopped.load(ordering: .acquiring)
        }
        let queue = queue
        let result: Result<BackupReport, OperationError> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result { () throws(OperationError) in try run.run() }) }
        }
        switch result {
        case .success(let report):
            state = .done
            logger.notice(
                "backup made",
                metadata: ["backup": "\(report.name)", "octets": "\(report.octets)", "written": "\(report.octetsWritten)"])
        case .failure(let failure):
            state = .failed
            error = failure
            logger.error("backup failed", metadata: ["code": "\(failure.code)", "reason": "\(failure.reason)"])
        }
    }
}

extension NodeCore {
    func startBackup(_ request: BackupRequest) async throws(OperationError) -> BackupProgress { try await backups.start(request) }

    func backup() async throws(OperationError) -> BackupProgress { await backups.progress }

    /// The last backup of this data directory that was completed, whoever made it; `nil` when there was none.
    var lastBackup: BackupReport? { BackupRun.last(in: directory) }
}
