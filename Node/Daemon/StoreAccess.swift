import Dispatch
import Logging
import Storage

/// The store without blocking the cooperative threads: writes one after the other, reads side by side.
struct StoreAccess: Sendable {
    let store: Store
    /// Whether the disk takes what is written.
    let disk = DiskWatch()
    private let logger: Logger
    let figures = StoreFigures()
    private let writes = DispatchQueue(label: "causeway.store.write")
    private let reads = DispatchQueue(label: "causeway.store.read", attributes: .concurrent)

    init(_ store: Store, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Store) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        figures.writeWaits()
        do throws(StorageError) {
            return try await run(on: writes) { (store) throws(StorageError) in
                let began = WallClock.nanoseconds
                var failure: StorageError?
                defer { figures.writeEnded(failure, seconds: Double(WallClock.nanoseconds - began) / 1e9) }
                do throws(StorageError) {
                    return try body(store)
                } catch {
                    failure = error
                    throw error
                }
            }
        } catch {
            note(error)
            throw error
        }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Store) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        do throws(StorageError) {
            return try await run(on: reads, body)
        } catch {
            figures.readFailed(error)
            if disk.damage == nil, case .corrupt = error { note(error) }
            throw error
        }
    }

    private func note(_ error: StorageError) {
        let hadDamage = disk.damage != nil
        let hasBegun = disk.failed(error, at: WallClock.instant)
        if hasBegun || (!hadDamage && disk.damage != nil) {
            logger.error("the disk refused something", metadata: ["code": "\(error.code)", "error": "\(error)"])
        }
        if hasBegun { Task { await tryAgain() } }
    }

    /// Writes on trial until it goes through, so that people hear of the end of the trouble also when nothing else is to be written.
    private func tryAgain() async {
        while disk.trouble != nil {
            try? await Task.sleep(for: .seconds(DaemonLimits.storageRetrySeconds))
            do throws(StorageError) {
                try await run(on: writes) { (store) throws(StorageError) in
                    try store.tryWriting(octets: DaemonLimits.trialWriteOctets)
                }
                disk.worked()
                logger.notice("the disk takes what is written again")
            } catch .closed {
                return
            } catch {}
        }
    }

    private func run<Value: Sendable>(
        on queue: DispatchQueue, _ body: @escaping @Sendable (Store) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        let result: Result<Value, StorageError> = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(returning: Result { () throws(StorageError) in try body(store) })
            }
        }
        return try result.get()
    }
}
