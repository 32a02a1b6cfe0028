import Accounts
import Exchange
import Foundation
import Groups
import Ledger
import Logging
import Policy
import Sodium
import Storage
import Wire

/// Where items wait to leave: for their time, and for the people who have to approve them.
///
/// Law: nothing of what waits is known outside this node, and what was cancelled never was. Each is judged again by the rules in force when it
/// leaves. That one is leaving is noted before it does, with the second that its item bears; so one whose leaving was cut short is found
/// again among the node's own items, and leaves once.
actor ReleaseDesk {
    private weak var core: NodeCore?
    private var leaving: Set<Hash> = []
    private var timer: Task<Void, Never>?
    private var hasStopped = false

    func attach(_ core: NodeCore) { self.core = core }

    /// Begins to let go what is due; what a former run left half done first.
    func start() async { await look() }

    func stop() {
        hasStopped = true
        timer?.cancel()
    }

    /// Lets something wait.
    func add(_ order: ReleaseOrder, _ content: [UInt8], _ prepared: PreparedRelease) async throws(OperationError) -> ShareReport {
        guard let core else { throw .stopping }
        var order = order
        if order.form != .contribution {
            // Whoever approves it sees what it will bear.
            order.request.title = prepared.item.title
            order.request.tlp = prepared.item.tlp.displayName
        }
        let id = order.id(network: core.registry.snapshot.network, node: core.node, content: content)
        let due = core.clock.seconds + prepared.waitSeconds
        let share = OutgoingShare(
            id: id, request: JSONDocument.encode(order), requester: LocalActor.current?.user ?? "", created: Int64(core.clock.seconds),
            due: Int64(due), approvals: prepared.approvals)
        guard share.request.count <= StorageLimits.outgoingRequestOctetsMax else {
            throw OperationError(
                code: "request-too-long", reason: "What is asked for is longer than \(StorageLimits.outgoingRequestOctetsMax) octets.",
                remedy: "Name fewer recipients, or make a group.")
        }
        let waiting = try await core.reading { (store) throws(StorageError) in
            try store.outgoingWaiting(limit: DaemonLimits.outgoingMax)
        }
        guard waiting.count < DaemonLimits.outgoingMax else {
            throw OperationError(
                code: "too-many-waiting", reason: "\(DaemonLimits.outgoingMax) shares wait to leave already.",
                remedy: "Cancel some of them, or have them approved: `causeway outgoing`.", status: 409)
        }
        _ = try await core.auditLog.note(
            .shareWaits, subject: id.hex,
            details: ["due": WallClock.iso8601(due), "approvals": "\(prepared.approvals)", "tlp": prepared.item.tlp.displayName])
        try await core.writing { (store) throws(StorageError) in try store.addOutgoing(share, content: content) }
        core.arrivals.ring()
        plan(at: Int64(due))
        var report = ShareReport(
            id: id.hex, group: core.displayName(of: prepared.target.circle), tlp: prepared.item.tlp.displayName, tlpSource: prepared.source,
            title: prepared.item.title, recipients: core.names(of: prepared.target.organisations), warnings: prepared.warnings)
        report.state = "waiting"
        report.due = WallClock.iso8601(due)
        report.approvals = prepared.approvals
        report.rules = prepared.rules
        return report
    }

    /// Ends the waiting of one. Throws when it is leaving or has left.
    func cancel(_ id: Hash) async throws(OperationError) {
        guard let core else { throw .stopping }
        // Nobody looks at it meanwhile.
        guard leaving.insert(id).inserted else { throw .leaving }
        defer { leaving.remove(id) }
        guard try await settle(id, .cancelled, reason: "cancelled") else { throw .notWaiting }
        await core.auditLog.noteAfterwards(.shareCancelled, subject: id.hex)
    }

    /// Lets go what is due and approved, ends what was rejected, and plans when to look again.
    func look() async {
        guard let core, !hasStopped else { return }
        let waiting: [OutgoingShare]
        do throws(OperationError) {
            waiting = try await core.reading { (store) throws(StorageError) in
                try store.outgoingWaiting(limit: DaemonLimits.outgoingMax)
            }
        } catch {
            core.logger.error("what waits to leave could not be read", metadata: ["error": "\(error.reason)"])
            return plan(at: Int64(core.clock.seconds) + Int64(DaemonLimits.housekeepingSeconds))
        }
        for share in waiting where !leaving.contains(share.id) {
            leaving.insert(share.id)
            await judge(share)
            leaving.remove(share.id)
        }
        if let next = waiting.map(\.due).filter({ $0 > Int64(core.clock.seconds) }).min() { plan(at: next) }
    }

    private func plan(at second: Int64) {
        guard let core, !hasStopped else { return }
        timer?.cancel()
        let seconds = max(0, second - Int64(core.clock.seconds))
        // What leaves by then leaves by itself, whoever asks for something now.
        timer = LocalActor.$current.withValue(nil) {
            Task { [weak self] in
                // The clock may be set meanwhile, so no sleep is longer than a minute.
                try? await Task.sleep(for: .seconds(min(seconds, Int64(DaemonLimits.housekeepingSeconds))))
                if !Task.isCancelled { await self?.look() }
            }
        }
    }

    private func judge(_ share: OutgoingShare) async {
        guard let core else { return }
        do throws(OperationError) {
            guard let order = core.order(of: share) else { throw .unreadableOrder }
            if order.leaving != nil {
                // What left may not be opened here yet.
                guard try await core.reading({ (store) throws(StorageError) in try store.counts().unopened }) == 0 else { return }
                if let item = try await core.ownItem(leftAs: order) {
                    try await core.follow(order, item)
                    try await settle(share.id, .released, item: item)
                    return
                }
            }
            switch try await core.standing(
                of: share.id, askedBy: Requester(user: share.requester, person: share.person), needed: share.approvals)
            {
            case .rejected(let person): try await settle(share.id, .rejected, reason: "rejected by \(person)")
            case .waiting: break
            case .approved: if share.due <= Int64(core.clock.seconds) { try await letGo(share, order) }
            }
        } catch {
            // What the disk, the registry or the audience does not allow now may be allowed later; what the rules refuse is ended.
            let passing = ["audience-changed", "registry-stale", "not-admitted", "not-a-member", "no-proof", "no-path", "clock", "no-key"]
            guard error.status < 500, !passing.contains(error.code) else { return }
            core.logger.warning("a share that was due was refused", metadata: ["id": "\(share.id)", "code": "\(error.code)"])
            await core.auditLog.noteAfterwards(.shareRefused, subject: share.id.hex, details: ["code": error.code])
            _ = try? await settle(share.id, .refused, reason: "\(error.code): \(error.reason)")
        }
    }

    private func letGo(_ share: OutgoingShare, _ order: ReleaseOrder) async throws(OperationError) {
        guard let core, let content = try await core.reading({ (store) throws(StorageError) in try store.outgoingContent(share.id) })
        else { return }
        var order = order
        let second = core.clock.seconds
        order.leaving = second
        let prepared = try await core.prepare(order, content, at: second)
        order.leavingData = Hash(sha256: prepared.item.data).hex
        // The rules may have come to ask for more time.
        guard share.created + Int64(clamping: prepared.waitSeconds) <= Int64(second) else { return }
        guard prepared.approvals <= share.approvals else {
            throw OperationError(
                code: "rules-changed",
                reason: "The rules now ask for \(prepared.approvals) approvals, and \(share.approvals) were asked for.",
                remedy: "Share it again.")
        }
        let request = JSONDocument.encode(order)
        guard try await core.writing({ (store) throws(StorageError) in try store.markLeaving(share.id, request: request) }) else { return }
        var decision: UInt64?
        let report = try await core.release(prepared, order, &decision)
        core.tallies.note(.shared)
        try await settle(share.id, .released, item: Hash(hex: report.id))
    }

    @discardableResult
    private func settle(
        _ id: Hash, _ state: OutgoingShare.State, item: Hash? = nil, reason: String = ""
    ) async throws(OperationError) -> Bool {
        guard let core else { return false }
        let isSettled = try await core.writing { (store) throws(StorageError) in
            try store.settleOutgoing(id, state, item: item, reason: reason)
        }
        core.arrivals.ring()
        // Its content stood in the write-ahead log, too.
        _ = try? await core.access.write { (store) throws(StorageError) in try store.eraseTraces() }
        return isSettled
    }
}

extension OperationError {
    static let stopping = OperationError(code: "stopping", reason: "The node is stopping.", remedy: "Try again when it runs.", status: 503)
    static let notWaiting = OperationError(
        code: "not-waiting", reason: "It waits no more.", remedy: "See `causeway outgoing`.", status: 409)
    fileprivate static let leaving = OperationError(
        code: "leaving", reason: "It is leaving at this moment.", remedy: "Retract the item: `causeway retract`.", status: 409)
    fileprivate static let unreadableOrder = OperationError(
        code: "unreadable-order", reason: "What was asked for cannot be read.", remedy: "Share it again.")
}
