import Gossip
import Ledger
import Sodium
import Wire

/// Processes: start, end, and what they publish.
extension Shard {
    /// A process starts with what is on the disk.
    func start(_ machine: Machine) {
        precondition(machine.process == nil, "machine \(machine.index) runs already")
        let site = machine.site
        machine.hasPower = true
        machine.generation += 1
        machine.diskFree = now
        if machine.disk.size(of: terrain.registry) == 0 { _ = machine.disk.append(terrain.firstRecords, pool: pool) }
        if site.index == 0, machine.registryWriter == nil { machine.registryWriter = terrain.registryWriter }
        let replica = Replica(
            identity: Replica.Identity(
                node: site.node, network: terrain.network, registryOrigin: Terrain.origin, isMailbox: site.isMailbox, isRelay: false,
                isCoordinator: site.index == 0, agent: "simulated/1"),
            openTags: terrain.openTags, directory: directory, journals: machine.disk.readers(registryOrigin: Terrain.origin),
            generator: machine.dice.child(UInt64(machine.generation)))
        machine.process = Process(replica: replica, plan: DialPlan(own: site.node))
        machine.trace.add(machine.generation)
        record(machine) { "starts with \(machine.disk.journals.count) journals" }
        planDials(machine)
        if !machine.disk.forks.isEmpty { feed(machine, .forks(machine.disk.forks)) }
        feed(machine, .access(terrain.access(of: site.index)))
        nameMissingBodies(machine)
        planLook(machine, in: machine.dice.within(0...200))
        if site.rule == .junk || site.rule == .replayer || site.rule == .asker {
            post(.mischief(at: site.index, generation: machine.generation), by: machine, at: now + Terrain.second)
        }
    }

    /// The process ends; with the machine's power goes the news of it.
    func stop(_ machine: Machine, telling: Bool) {
        guard let process = machine.process else { return }
        record(machine) { telling ? "is killed" : "is without power" }
        machine.process = nil
        machine.generation += 1
        machine.hasPower = telling
        machine.tearsNextWrite = false
        guard telling else { return }
        for (_, end) in process.ends.sorted(by: { $0.key < $1.key }) {
            let arrival = max(end.lastArrival, now + terrain.latency(machine.index, end.peer))
            post(.hangUp(at: end.peer, end.peerSession, from: machine.index), by: machine, at: arrival)
        }
    }

    /// The copy of a running machine goes on by itself: memory and disk are the original's, also what the disk was given and has not
    /// written yet; its connections are dead.
    func resume(_ machine: Machine, as process: Process, of original: Machine, unwritten: [(time: UInt64, event: Event)]) {
        machine.disk = original.disk
        machine.diskFree = original.diskFree
        machine.generation = max(machine.generation, original.generation) + 1
        machine.hasPower = true
        let copy = Process(copying: process)
        let ends = process.ends.sorted { $0.key < $1.key }
        let instant = Instant(milliseconds: now / Terrain.millisecond)
        for target in process.dialling.sorted(by: { $0.key < $1.key }) { copy.plan.ended(target.value, at: instant) }
        for (_, end) in ends { if let target = end.target { copy.plan.ended(target, at: instant) } }
        machine.process = copy
        record(machine) { "is a copy of \(machine.site.identity), and runs" }
        for write in unwritten {
            guard let event = write.event.asWrite(at: machine.index, generation: machine.generation) else { continue }
            post(event, by: machine, at: write.time)
        }
        for (session, _) in ends { feed(machine, .closed(session)) }
        planLook(machine, in: 0)
    }

    /// Tells the dial plan who is a member, who is in which group, and which week it is.
    func planDials(_ machine: Machine) {
        let site = machine.site
        var chosen = terrain.acquaintances(of: site.identity)
        if terrain.overlay != nil, !site.isStranger {
            // Of two neighbours that listen one dials.
            chosen = chosen.filter { !site.listens || site.index != site.identity || site.index < $0 || !terrain.sites[$0].listens }
        }
        // The two faces of an equivocator show themselves to one half each.
        if site.rule == .equivocator { chosen = chosen.filter { ($0 % 2 == 1) == (site.index != site.identity) } }
        let members = chosen.filter { $0 != site.identity }.map { index in
            (node: terrain.sites[index].node, endpoints: terrain.sites[index].listens ? ["m\(index)"] : [])
        }
        let week = DialPlan.Week(
            network: terrain.network, community: terrain.groups[0].tag, number: Overlay.week(of: minute(machine)),
            groups: terrain.access(of: site.index).groups)
        machine.process?.week = week.number
        machine.process?.targetCount = members.count { !$0.endpoints.isEmpty }
        machine.process?.plan.update(
            members: members, addresses: [], ownEndpoints: site.listens ? ["m\(site.identity)"] : [], relayConnected: false, week: week,
            at: Instant(milliseconds: now / Terrain.millisecond), using: &machine.dice)
    }

    // MARK: - Publishing

    func publish(_ order: Order, _ machine: Machine) {
        guard machine.process != nil else { return }
        guard let index = order.group else { return publishRegistry(order, machine) }
        let group = terrain.groups[index]
        guard terrain.isEntitled(machine.index, to: index, at: now), group.isOpen || group.members.contains(machine.site.identity) else {
            return
        }
        let key = Terrain.signingKey(machine.site.seed)
        var writer = machine.process?.writers[group.tag] ?? open(group.tag, machine)
        let isNew = writer.size == 0
        var entries: [UnverifiedEntry] = []
        if isNew {
            let opening = Opening(predecessor: machine.disk.predecessor(of: machine.site.node, in: group.tag))
            entries.append(opening.entry(journal: writer.journal, salt: octets16(machine), registrySize: 1, time: minute(machine)))
        }
        let first = writer.size + UInt64(entries.count)
        let epoch = group.isSealed ? group.epochs.indices.last : nil
        var contents: [[UInt8]] = []
        for _ in 0..<order.entries {
            let content = machine.dice.octets(max(16, order.detachedOctets ?? order.octets))
            contents.append(content)
            entries.append(entry(content, of: writer.journal, in: group, epoch: epoch.map { group.epochs[$0] }, machine))
            findings.taints.append((content, group.isSealed ? .nobody : .group(index)))
        }
        for entry in entries { findings.taints.append((entry.prefix.salt.array, .group(index))) }
        let batch = writer.append(entries, signing: key)
        machine.process?.writers[group.tag] = writer
        findings.signed.append(Signed(by: machine.index, journal: batch.journal, size: batch.end, root: batch.checkpointRoot, time: now))
        let published = contents.enumerated().map { offset, content in
            let position = first + UInt64(offset)
            return Published(
                author: machine.index, group: index, journal: batch.journal, position: position,
                leaf: batch.entries[Int(position - batch.first)].leafHash, time: now, epoch: epoch, content: content,
                isMeasured: order.isMeasured)
        }
        record(machine) { "signs \(batch.journal.short) at \(batch.end)" }
        let time = terrain.scenario.syncMilliseconds
        guard time.high > 0 else { return wrote(batch, published, machine) }
        machine.diskFree =
            max(machine.diskFree, now) + machine.dice.within(time.low * Terrain.millisecond...time.high * Terrain.millisecond)
        post(.wrote(at: machine.index, generation: machine.generation, batch, published), by: machine, at: machine.diskFree)
    }

    /// What this node published is durable: now, and not before, peers may hear of it.
    func wrote(_ batch: VerifiedBatch, _ published: [Published], _ machine: Machine) {
        if machine.tearsNextWrite {
            machine.tearsNextWrite = false
            record(machine) { "loses power in the middle of a write of its own" }
            return stop(machine, telling: false)
        }
        guard !machine.isDiskFull, machine.disk.append(batch, pool: pool) else {
            if let group = batch.name?.group { machine.process?.writers[group] = nil }
            record(machine) { "cannot write \(batch.journal.short), and gives it up" }
            return
        }
        if machine.site.isHonest { findings.published += published }
        if terrain.scenario.measures, batch.name != nil, let last = batch.entries.last {
            machine.receipts.append(Receipt(entry: last.leafHash.octets.word, time: now, sender: machine.index))
        }
        feed(machine, .published(batch))
    }

    private func publishRegistry(_ order: Order, _ machine: Machine) {
        guard var writer = machine.registryWriter, !machine.isDiskFull else { return }
        let records = (0..<order.entries).map { _ in [0x50] + machine.dice.octets(16) }
        let batch = writer.append(records: records, signing: Terrain.signingKey(machine.site.seed))
        machine.registryWriter = writer
        findings.signed.append(Signed(by: machine.index, journal: batch.journal, size: batch.end, root: batch.checkpointRoot, time: now))
        wrote(batch, [], machine)
    }

    /// A journal of this run: its name is new, so nothing that an earlier run wrote is continued.
    private func open(_ group: GroupTag, _ machine: Machine) -> JournalWriter {
        var incarnation: Incarnation = Terrain.identifier(&machine.dice)
        if machine.site.rule == .equivocator {
            var common = Dice(seed: machine.site.node.octets.word ^ group.octets.word)
            incarnation = Terrain.identifier(&common)
        }
        let name = JournalName(node: machine.site.node, group: group, incarnation: incarnation)
        let journal = name.id(in: terrain.network)
        return JournalWriter(
            name: name, network: terrain.network, origin: journalOrigin(registryOrigin: Terrain.origin, journal: journal))
    }

    private func entry(
        _ content: [UInt8], of journal: JournalID, in group: SharedGroup, epoch: SharedGroup.Epoch?, _ machine: Machine
    ) -> UnverifiedEntry {
        let prefix = EntryPrefix(
            kind: .item, journal: journal, salt: octets16(machine), epoch: epoch?.id, step: 0, registrySize: 1, time: minute(machine),
            keepUntil: Minute(0))
        let sealed = epoch.map { Sealing.seal(content, prefix: prefix, network: terrain.network, key: $0.key) }
        let body = sealed?.body ?? content
        guard body.count > WireLimits.inlineBodyOctetsMax else {
            return UnverifiedEntry(prefix: prefix, commitment: sealed?.commitment, body: .inline(body))
        }
        let hash = machine.disk.putBody(body)
        return UnverifiedEntry(
            prefix: prefix, commitment: sealed?.commitment, body: .detached(length: UInt64(body.count), hash: hash))
    }

    private func octets16(_ machine: Machine) -> Octets16 {
        guard let value = Octets16(machine.dice.octets(16)) else { preconditionFailure("sixteen octets were refused") }
        return value
    }

    /// What this machine takes for the present minute.
    func minute(_ machine: Machine) -> Minute {
        Minute(UInt32(clamping: Int64(Terrain.minute(at: now).rawValue) + machine.clockError))
    }
}
