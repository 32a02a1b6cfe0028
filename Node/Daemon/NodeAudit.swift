import Exchange
import Ledger
import Logging
import Sodium
import Storage
import Wire

/// The node's audit log while it runs: what is noted, and when the head is signed.
///
/// Law of order: a note that must be there before something is done is on the disk when `note` returns; when it throws, the thing is not
/// done. What arrives from peers is noted in the transaction that keeps it (`batch`).
actor NodeAudit: AuditDesk {
    private let origin: AuditOrigin
    private let keys: NodeKeys
    private let access: StoreAccess
    private let clock: WallClock
    private let logger: Logger
    private let directory: String
    /// Notes of the start that the disk has not taken yet; they go before the next.
    private var waiting: [AuditNote] = []
    /// The last record that a head covers, as far as this run knows.
    private var signed: UInt64 = 0
    /// What the node does by itself.
    static let nodeActor = "node"

    init(origin: AuditOrigin, keys: NodeKeys, directory: String, access: StoreAccess, clock: WallClock, logger: Logger) {
        self.origin = origin
        self.keys = keys
        self.directory = directory
        self.access = access
        self.clock = clock
        self.logger = logger
    }

    // MARK: - Notes

    /// Notes something on behalf of whoever asks for what is being done; gives the record's number.
    @discardableResult
    func note(_ action: AuditAction, subject: String = "", details: [String: String] = [:]) async throws(OperationError) -> UInt64 {
        let actor = LocalActor.current?.description ?? Self.nodeActor
        return try await append(AuditNote(actor: actor, action: action.rawValue, subject: subject, details: details))
    }

    /// Notes what has happened already or is refused anyway: that the disk does not take it changes nothing and is logged.
    func noteAfterwards(_ action: AuditAction, subject: String = "", details: [String: String] = [:]) async {
        do throws(OperationError) {
            try await note(action, subject: subject, details: details)
        } catch {
            logger.error("not noted in the audit log", metadata: ["action": "\(action.rawValue)", "code": "\(error.code)"])
        }
    }

    func begin(
        _ action: AuditAction, subject: String, details: [String: String], by actor: LocalActor
    ) async throws(OperationError) -> UInt64 {
        try await append(AuditNote(actor: actor.description, action: action.rawValue, subject: subject, details: details))
    }

    func end(_ number: UInt64, _ action: AuditAction, by actor: LocalActor, refusal: OperationError?) async {
        var details = ["of": "\(number)", "outcome": refusal == nil ? "done" : "refused"]
        if let refusal { details["code"] = refusal.code }
        do throws(OperationError) {
            _ = try await append(AuditNote(actor: actor.description, action: action.rawValue, details: details))
        } catch {
            logger.error("how it ended is not noted in the audit log", metadata: ["record": "\(number)", "code": "\(error.code)"])
        }
    }

    /// Notes to be written in the transaction of what they are about; `nil` for none.
    nonisolated func batch(_ notes: [AuditNote]) -> AuditBatch? {
        notes.isEmpty ? nil : AuditBatch(notes, at: clock.seconds, of: origin)
    }

    /// Notes that somebody does in a transaction of their own, on behalf of whoever asks.
    nonisolated func batch(_ action: AuditAction, subject: String, details: [String: String] = [:]) -> AuditBatch {
        let actor = LocalActor.current?.description ?? Self.nodeActor
        return AuditBatch(
            [AuditNote(actor: actor, action: action.rawValue, subject: subject, details: details)], at: clock.seconds, of: origin)
    }

    /// The same on behalf of somebody else than who asks.
    nonisolated func batch(
        _ action: AuditAction, by actor: LocalActor, subject: String, details: [String: String] = [:]
    ) -> AuditBatch {
        batch(each: [AuditNote(actor: actor.description, action: action.rawValue, subject: subject, details: details)])
    }

    nonisolated func batch(each notes: [AuditNote]) -> AuditBatch { AuditBatch(notes, at: clock.seconds, of: origin) }

    private func append(_ note: AuditNote) async throws(OperationError) -> UInt64 {
        let notes = waiting + [note]
        let batch = AuditBatch(notes, at: clock.seconds, of: origin)
        let last: UInt64
        do throws(StorageError) {
            last = try await access.write { (store) throws(StorageError) in try store.appendAudit(batch) }
        } catch {
            throw OperationError.notNoted(error)
        }
        waiting.removeFirst(min(waiting.count, notes.count - 1))
        if last >= signed + StorageLimits.auditRecordsPerHeadMax { await sign() }
        return last
    }

    // MARK: - Heads

    /// Signs the end of the log, unless it is signed; a disk that refuses is asked again in a minute.
    func sign() async {
        let (keys, time) = (keys, clock.seconds)
        do throws(StorageError) {
            let head = try await access.write { (store) throws(StorageError) in
                try store.signAudit(at: time, key: keys.operation.verifyingKey.octets) { keys.operation.sign($0) }
            }
            if let head { signed = head.number }
        } catch .closed {
        } catch {
            logger.error("the audit log could not be signed", metadata: ["code": "\(error.code)"])
        }
    }

    /// Signs what was written in transactions of others, once it is much.
    func grew() async {
        guard let state = try? await access.read({ (store) throws(StorageError) in try store.auditState() }),
            state.last >= signed + StorageLimits.auditRecordsPerHeadMax
        else { return }
        await sign()
    }

    // MARK: - Start and end

    /// Notes the start, what was done to the stopped node before it, and that the key file was opened; signs.
    ///
    /// A full disk does not keep the node from starting: then these notes wait, and go before whatever is noted first.
    func open(release: String) async {
        let left = OfflineNotes.read(in: directory)
        waiting += left.map(\.note)
        waiting.append(AuditNote(actor: Self.nodeActor, action: AuditAction.keysOpened.rawValue, subject: keys.file.hex))
        await noteAfterwards(.started, details: ["release": release])
        if waiting.isEmpty { OfflineNotes.forget(in: directory) }
        await sign()
    }

    /// Notes the end and signs.
    func close() async {
        await noteAfterwards(.stopped)
        await sign()
    }
}

extension OperationError {
    /// What cannot be noted is not done.
    static func notNoted(_ error: StorageError) -> Self {
        let cause = OperationError(error)
        return OperationError(
            code: cause.code, reason: "It could not be noted in the audit log, so it was not done: \(cause.reason)", remedy: cause.remedy,
            status: cause.status)
    }
}
