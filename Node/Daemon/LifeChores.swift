import Exchange
import Groups
import Ledger
import Logging
import Policy
import Storage
import Wire

/// What follows when items end: time runs out, re-shares follow their originals, and receipts are sent where the group asks for them.
///
/// What is still to be done stands in the store with the end itself, so nothing is forgotten by a crash. Runs one after the other.
actor LifeChores {
    private weak var core: NodeCore?
    private var isRunning = false
    private var isWanted = false
    private var isIndexing = false
    private var isIndexWanted = false

    func attach(_ core: NodeCore) { self.core = core }

    /// Items may have ended, or be due.
    func look() async {
        isWanted = true
        guard let core else { return }
        indexWaiting(core)
        guard !isRunning else { return }
        isRunning = true
        defer { isRunning = false }
        while isWanted {
            isWanted = false
            do {
                try await endExpired(core)
                try await follow(core)
                try await core.payWithdrawals()
            } catch {
                core.logger.error("what follows from the end of items could not be done", metadata: ["error": "\(error)"])
                return
            }
        }
    }

    private func endExpired(_ core: NodeCore) async throws {
        let now = Int64(core.clock.seconds)
        var count = 0
        repeat {
            count = try await core.access.write { (store) throws(StorageError) in
                try store.endExpired(at: now, limit: DaemonLimits.endsPerRoundMax)
            }
        } while count == DaemonLimits.endsPerRoundMax
    }

    /// Indexes what waits for it, in a task of its own: what was here before there was an index, and what was let in. A little at a time, so
    /// that what peers send goes in between; where it ends with the process it goes on after the next start.
    private func indexWaiting(_ core: NodeCore) {
        isIndexWanted = true
        guard !isIndexing else { return }
        isIndexing = true
        Task {
            do throws(StorageError) {
                while isIndexWanted {
                    isIndexWanted = false
                    try await index(core)
                }
            } catch .closed {
            } catch {
                core.logger.error("items could not be indexed", metadata: ["code": "\(error.code)"])
            }
            isIndexing = false
        }
    }

    private func index(_ core: NodeCore) async throws(StorageError) {
        // Nearly always nothing waits: then no writer is taken.
        guard try await core.access.read({ (store) throws(StorageError) in try store.isIndexingDue() }) else { return }
        var count = 0
        repeat {
            count = try await core.access.write { (store) throws(StorageError) in
                try store.indexWaiting(limit: DaemonLimits.itemsIndexedPerRound)
            }
        } while count > 0
        var isMerging = true
        while isMerging {
            isMerging = try await core.access.write { (store) throws(StorageError) in
                try store.tendIndex(octets: DaemonLimits.indexOctetsPerRound)
            }
        }
    }

    private func follow(_ core: NodeCore) async throws {
        while true {
            let ended = try await core.access.read { (store) throws(StorageError) in
                try store.endsUntold(limit: DaemonLimits.endsPerRoundMax)
            }
            guard !ended.isEmpty else { return }
            var receipts: [GroupTag: [Receipts.Receipt]] = [:]
            var done: [Int64] = []
            for item in ended {
                do {
                    try await passOn(item, core)
                    done.append(item.number)
                } catch {
                    // One that cannot be passed on now holds up no other.
                    core.logger.warning(
                        "the end of a re-share could not be passed on yet", metadata: ["item": "\(item.id)", "error": "\(error)"])
                    continue
                }
                if let cause = item.end?.cause, item.organisation != core.organisation, item.kind != ItemKind.contribution.rawValue,
                    await core.groups.circle(item.group)?.roster?.charter.statement.asksForReceipts == true
                {
                    receipts[item.group, default: []].append(
                        Receipts.Receipt(item: cause, applied: UInt64(clamping: item.end?.since ?? 0)))
                }
            }
            // The log holds what was deleted until it has been moved into the database.
            _ = try? await core.access.write { (store) throws(StorageError) in try store.eraseTraces() }
            for (tag, list) in receipts.sorted(by: { $0.key < $1.key }) { try await send(list, in: tag, core) }
            let numbers = done
            try await core.access.write { (store) throws(StorageError) in try store.markTold(numbers) }
            // The others are tried again within a minute.
            if done.isEmpty || done.count < ended.count { return }
        }
    }

    /// An item that this organisation shared again is no longer what its author says: that is said where it was shared again.
    private func passOn(_ item: StoredItem, _ core: NodeCore) async throws {
        guard item.kind == ItemKind.reshare.rawValue, item.organisation == core.organisation, let end = item.end, let cause = end.cause
        else { return }
        let history = try await core.access.read { (store) throws(StorageError) in try store.history(of: item.id) }
        // Our own word about it is out already.
        if history.contains(where: { $0.organisation == item.organisation && $0.number > item.number }) { return }
        if end.state == .replaced, try await reshareAgain(item, original: cause, core) { return }
        do throws(OperationError) {
            try await core.withdraw(item, as: nil, reason: "Its author took it back or changed it.")
        } catch {
            guard error.code == "not-a-member" || error.code == "unknown-item" else { throw error }
            core.logger.warning("a re-share could not be withdrawn: this organisation has left its group", metadata: ["item": "\(item.id)"])
        }
    }

    /// Shares the corrected version where the earlier one was shared; false where that may not go.
    private func reshareAgain(_ item: StoredItem, original: Hash, _ core: NodeCore) async throws -> Bool {
        var order = ReleaseOrder(ShareRequest(to: .members, tlp: TLP(rawValue: item.tlp)?.displayName))
        order.form = .reshare
        order.original = original.hex
        order.replaces = item.id.hex
        var decision: UInt64?
        do throws(OperationError) {
            // A duty, which neither waits nor is approved: what the author says now takes the place of what was approved.
            let prepared = try await core.prepare(order, [], at: core.clock.seconds)
            _ = try await core.release(prepared, order, &decision)
            return true
        } catch {
            let refusals: Set = [
                "reshare-forbidden", "attribution-forbidden", "weaker-than-original", "later-expiry", "another-title", "rule-denies",
                "not-allowed", "routes-differ", "route-too-wide", "route-unknown", "nobody-left", "cannot-redact", "audience-too-wide",
                "audience-empty", "quarantined", "item-withdrawn", "item-moved", "item-expired", "not-a-member", "invalid-expiry",
            ]
            guard refusals.contains(error.code) else { throw error }
            return false
        }
    }

    private func send(_ receipts: [Receipts.Receipt], in tag: GroupTag, _ core: NodeCore) async throws {
        guard let circle = await core.groups.circle(tag) else { return }
        var unique: [Hash: Receipts.Receipt] = [:]
        for receipt in receipts { unique[receipt.item] = receipt }
        let list = unique.values.sorted { $0.item < $1.item }
        for start in stride(from: 0, to: list.count, by: GroupsLimits.receiptsMax) {
            let part = try Receipts(Array(list[start..<min(start + GroupsLimits.receiptsMax, list.count)]))
            let content = ItemContent(receipts: part, created: core.clock.seconds)
            do throws(OperationError) {
                _ = try await core.publish(content, in: circle)
            } catch {
                guard error.code == "not-a-member" else { throw error }
                // Whoever has left owes the group nothing more.
                core.logger.info("no receipt is sent to a group that was left", metadata: ["group": "\(tag)"])
            }
        }
    }
}
