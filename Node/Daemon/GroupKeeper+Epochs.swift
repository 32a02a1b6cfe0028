import Crypto
public import Groups
import Ledger
import Sodium
import Storage
import Wire

/// Keys: choosing one for the next item, making new ones, giving them up.
extension GroupKeeper {
    // MARK: - For the next item

    /// The newest epoch that is for exactly these nodes and still young enough; `nil` when a key must be made or given.
    func epoch(of tag: GroupTag, for members: [EpochMember]) -> EpochKey? {
        let nodes = members.map(\.node)
        return youngEpochs(of: tag).first { $0.isPublished && serves($0, nodes) }.flatMap { keyring.epochKey($0.id) }
    }

    /// Whether an epoch is for exactly these nodes, and none of them lacks its key by its own word.
    private func serves(_ known: KnownEpoch, _ nodes: [NodeID]) -> Bool {
        known.suits(nodes) && !complaints.exclude(known.id, for: nodes, granted: known.granted(to: nodes))
    }

    /// Whether some of these nodes are without the group's newest key; age alone makes no key, the next item does.
    ///
    /// For the same nodes it says so once an hour, so that nobody's false claims have keys made without end.
    func someWait(forKeyOf tag: GroupTag, _ members: [EpochMember]) -> Bool {
        guard let newest = epochs[tag]?.last(where: \.isPublished) else { return false }
        let nodes = members.map(\.node)
        guard !serves(newest, nodes) else { return false }
        if let last = rekeyed[tag], last.nodes == nodes, last.hour == clock.hour { return false }
        rekeyed[tag] = (nodes, clock.hour)
        return true
    }

    /// A key in the making: entries to publish, in this order, and what holds once they are on disk.
    struct Making: Sendable {
        var drafts: [Draft] = []
        var key: EpochKey
        /// The epoch that is new; `nil` when the key of an earlier one is given.
        var opened: EpochID?
        var granted: [(epoch: EpochID, step: UInt16, nodes: [NodeID])] = []
    }

    /// Gives the key of an epoch whose holders are all still wanted to those it lacks, and where the group's history is for
    /// everybody, earlier keys as well; else opens a new epoch. The caller publishes it, and then calls `settle` or `abandon`.
    ///
    /// `nil` when the members are not these any more.
    func makeKey(for circle: Circle, _ members: [EpochMember]) async throws -> Making? {
        let tag = circle.tag
        let hour = clock.hour
        let terms = EpochTerms(
            network: network, tag: tag, registrySize: registry.snapshot.size, rosterFrontier: circle.frontier, startHour: hour)
        let nodes = members.map(\.node)
        guard wantedMembers(of: circle).map(\.node) == nodes else { return nil }
        let newcomers = newcomers(among: members, of: tag)
        var making: Making
        if let (known, held, missing) = extensible(tag, members), let step = held.step(atHour: hour) {
            making = Making(key: held)
            making.drafts.append(.grant(try grant(of: held, step: step, to: missing, forming: nodes, terms).encoded()))
            making.granted.append((known.id, step, nodes))
        } else {
            var generator = SecureRandomGenerator()
            let draft = try EpochDraft(for: members, terms: terms, using: &generator)
            let (opening, made) = draft.opening(joining: try await draft.sealedSlots())
            try keyring.add(made)
            try await remember(KnownEpoch(making: opening.manifest, for: nodes, by: node), of: tag)
            making = Making(key: made, opened: made.id)
            making.drafts.append(.epoch(opening.encoded()))
        }
        if circle.givesHistory, !newcomers.isEmpty { try grantHistory(to: newcomers, of: tag, terms, &making) }
        return making
    }

    /// The entries are on disk: the key can be used, and its holders are known.
    func settle(_ making: Making, of tag: GroupTag) async throws {
        if let opened = making.opened { try await update(opened, of: tag) { $0.publish() } }
        for (epoch, step, nodes) in making.granted {
            try await update(epoch, of: tag) { $0.note(nodes, from: step, at: self.clock.minute) }
        }
    }

    /// Nothing was published: a key that nobody else will ever have is given up.
    func abandon(_ making: Making, of tag: GroupTag) async throws {
        guard let opened = making.opened, epochs[tag]?.first(where: { $0.id == opened })?.isPublished == false else { return }
        keyring.forget(opened)
        try await forget(opened, of: tag)
        try await saveKeyring()
    }

    private func youngEpochs(of tag: GroupTag) -> [KnownEpoch] {
        let hour = clock.hour
        return (epochs[tag] ?? []).reversed().filter {
            hour >= $0.startHour && hour - $0.startHour <= DaemonLimits.epochHoursMax
        }
    }

    /// The newest young epoch that lacks some of the wanted nodes and has nobody else; granting is dearer than opening for more than it has.
    private func extensible(_ tag: GroupTag, _ members: [EpochMember]) -> (KnownEpoch, EpochKey, [EpochMember])? {
        let wanted = Set(members.map(\.node))
        guard let known = youngEpochs(of: tag).first(where: \.isPublished), let holders = known.holders, holders.isSubset(of: wanted),
            !complaints.exclude(known.id, for: members.map(\.node), granted: nil), let key = keyring.epochKey(known.id)
        else { return nil }
        let missing = members.filter { !holders.contains($0.node) }
        return missing.isEmpty || missing.count > holders.count ? nil : (known, key, missing)
    }

    /// Members that hold none of the group's keys so far.
    private func newcomers(among members: [EpochMember], of tag: GroupTag) -> [EpochMember] {
        let holders = (epochs[tag] ?? []).reduce(into: Set<NodeID>()) { holders, known in
            for share in known.shares { holders.formUnion(share.nodes) }
        }
        return holders.isEmpty ? [] : members.filter { !holders.contains($0.node) }
    }

    private func grant(
        of key: EpochKey, step: UInt16, to newcomers: [EpochMember], forming nodes: [NodeID], _ present: EpochTerms
    ) throws -> Grant {
        var terms = present
        terms.startHour = key.startHour
        var generator = SecureRandomGenerator()
        return try Grant.make(of: key, step: step, to: newcomers, forming: nodes, terms: terms, using: &generator)
    }

    /// Every earlier key still kept, from its first kept step on.
    private func grantHistory(to newcomers: [EpochMember], of tag: GroupTag, _ terms: EpochTerms, _ making: inout Making) throws {
        for known in epochs[tag] ?? [] where known.id != making.opened {
            // A key that is granted just now is given in full: its earlier steps are history.
            guard let key = keyring.epochKey(known.id), let holders = known.holders else { continue }
            if known.id == making.key.id, newcomers.allSatisfy({ known.holders(atStep: key.firstStep).contains($0.node) }) { continue }
            let nodes = holders.union(newcomers.map(\.node)).sorted()
            making.drafts.append(.grant(try grant(of: key, step: key.firstStep, to: newcomers, forming: nodes, terms).encoded()))
            making.granted.append((known.id, key.firstStep, nodes))
        }
    }

    // MARK: - By and by

    /// Tries the present sets on epochs and grants whose sets are not known yet; call when rosters, registry or subkeys changed.
    func verifyHolders() async throws {
        for (tag, known) in epochs {
            let open = known.filter { $0.holders == nil }
            guard !open.isEmpty, let circle = circle(tag) else { continue }
            let nodes = wantedMembers(of: circle).map(\.node)
            for epoch in open {
                guard let key = keyring.epochKey(epoch.id) else { continue }
                var changed = epoch
                if changed.verify(nodes, key: key) { try await update(epoch.id, of: tag) { $0 = changed } }
            }
        }
    }

    /// Complaints to publish: epochs in use in groups this node belongs to, which have stayed closed to it for a while.
    func dueComplaints() -> [(tag: GroupTag, complaint: Complaint)] {
        guard let own = statements[node], own.isValid(at: clock.minute), let subkey = subkeys.last?.key else { return [] }
        var due: [(GroupTag, Complaint)] = []
        for (id, closed) in closedEpochs.sorted(by: { $0.key < $1.key }) {
            let isHeld = keyring.epochKey(id) != nil && epochs[closed.tag]?.first { $0.id == id }?.isDoubtful != true
            if isHeld || UInt64(closed.startHour) + UInt64(DaemonLimits.epochHoursMax) < UInt64(clock.hour) {
                closedEpochs[id] = nil
                continue
            }
            guard !closed.hasComplained, clock.seconds >= closed.since + DaemonLimits.complaintSeconds, let circle = circle(closed.tag),
                wantedMembers(of: circle).contains(where: { $0.node == node }), isNewest(closed)
            else { continue }
            closedEpochs[id]?.hasComplained = true
            due.append((closed.tag, Complaint(epoch: id, subkey: subkey)))
        }
        return due
    }

    /// Whether no key of a later epoch of the group is held: only what would be used next is worth a complaint.
    private func isNewest(_ closed: ClosedEpoch) -> Bool {
        !(epochs[closed.tag] ?? []).contains { $0.startHour >= closed.startHour && !$0.isDoubtful }
    }

    /// Destroys the keys of steps before this hour, and forgets epochs that lie before it altogether.
    func forgetKeys(beforeHour hour: UInt32) async throws {
        complaints.forget(before: Minute(hour * 60))
        guard keyring.forgetSteps(beforeHour: hour) else { return }
        for (tag, known) in epochs {
            for epoch in known where keyring.epochKey(epoch.id) == nil { try await forget(epoch.id, of: tag) }
        }
        try await saveKeyring()
        hasTraces = true
    }

    /// Has earlier states of the keyring vanish from the disk as well, as soon as nobody reads there.
    func eraseTraces() async throws {
        guard hasTraces else { return }
        hasTraces = try await !access.write { (store) throws(StorageError) in try store.eraseTraces() }
    }
}

extension EpochDraft {
    /// All slots, sealed side by side on all cores.
    public func sealedSlots() async throws -> [UInt8] {
        let starts = stride(from: 0, to: slotCount, by: DaemonLimits.slotsAtOnce)
        return try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { tasks in
            for start in starts {
                tasks.addTask { (start, try self.slots(start..<min(start + DaemonLimits.slotsAtOnce, self.slotCount))) }
            }
            var parts: [Int: [UInt8]] = [:]
            for try await (start, part) in tasks { parts[start] = part }
            return starts.flatMap { parts[$0] ?? [] }
        }
    }
}
