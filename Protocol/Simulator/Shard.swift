import Gossip
import Ledger
import Sodium
import Wire

/// Some of the machines, with a queue of their own. Within one window of time shards know nothing of each other, so they may run at once.
final class Shard {
    let number: Int
    let terrain: Terrain
    let directory: PeerDirectory
    let pool = LogPool()
    private(set) var machines: [Machine]
    private var queue = EventQueue<Event>()
    /// For the other shards: handed over between two windows.
    var outbox: [[(time: UInt64, tie: UInt64, event: Event)]]
    /// Microseconds.
    var now: UInt64
    var findings = Findings()
    /// Where every event is written down as text; `nil` when only the hash is kept.
    var recorder: Recorder?
    /// Inputs that follow from actions that were carried out at once.
    private var pending: [Input] = []

    init(number: Int, terrain: Terrain, directory: PeerDirectory, dice: Dice, now: UInt64) {
        self.number = number
        self.terrain = terrain
        self.directory = directory
        self.now = now
        machines = terrain.sites.filter { $0.shard == number }.map { Machine(site: $0, dice: dice.child(UInt64($0.index) + 1)) }
        outbox = Array(repeating: [], count: terrain.shardCount)
    }

    var nextTime: UInt64? { queue.nextTime }

    func machine(_ index: Int) -> Machine { machines[index / terrain.shardCount] }

    func take(_ events: [(time: UInt64, tie: UInt64, event: Event)]) {
        for event in events { queue.add(event.event, at: event.time, tie: event.tie) }
    }

    /// Lets everything happen that is due before `end`.
    func run(before end: UInt64) {
        while let next = queue.take(before: end) {
            now = next.time
            findings.events += 1
            happen(next.event)
        }
    }

    /// Puts something on the way; it is ordered by who caused it.
    func post(_ event: Event, by machine: Machine, at time: UInt64) {
        machine.caused += 1
        let tie = UInt64(machine.index) << 40 | machine.caused
        let shard = event.place % terrain.shardCount
        if shard == number {
            queue.add(event, at: time, tie: tie)
        } else {
            outbox[shard].append((time, tie, event))
        }
    }

    func happen(_ event: Event) {
        let machine = machine(event.place)
        switch event {
        case .frame(_, let session, let payload, let from, let sentAt): arrive(event, payload, from, sentAt, session, machine)
        case .knock(_, let from, let session): knock(machine, from, session)
        case .accepted(_, let session, let by, let peerSession): accepted(machine, session, by, peerSession)
        case .refused(_, let session), .dialTimeout(_, let session): dialFailed(machine, session)
        case .hangUp(_, let session, let from): hangUp(event, session, from, machine)
        case .report(_, let session): report(session, machine)
        case .tick(_, let generation):
            guard machine.generation == generation, machine.process?.tickAt == now else { return }
            machine.process?.tickAt = .max
            if let deadline = machine.process?.replica.nextDeadline, deadline.milliseconds <= now / Terrain.millisecond {
                feed(machine, .tick)
                if let next = machine.process?.replica.nextDeadline, next.milliseconds <= now / Terrain.millisecond {
                    report(.unbounded, "machine \(machine.index) wants a tick right after one")
                }
            } else {
                planTick(machine)
            }
        case .look(_, let generation):
            guard machine.generation == generation, machine.process?.lookAt == now else { return }
            machine.process?.lookAt = .max
            look(machine)
        case .store(_, let generation, let batches):
            if machine.generation == generation { store(batches, machine) }
        case .storeBody(_, let generation, let portion):
            if machine.generation == generation, !machine.isDiskFull { machine.disk.store(portion) }
        case .wrote(_, let generation, let batch, let published):
            if machine.generation == generation { wrote(batch, published, machine) }
        case .publish(_, let order): publish(order, machine)
        case .mischief(_, let generation):
            if machine.generation == generation { mischief(machine) }
        }
    }

    // MARK: - The shell

    func feed(_ machine: Machine, _ input: Input, from sender: Int? = nil) {
        let instant = Instant(milliseconds: now / Terrain.millisecond)
        var input: Input? = input
        pending.removeAll(keepingCapacity: true)
        var next = 0
        while let current = input, let actions = machine.process?.replica.handle(current, at: instant) {
            findings.inputs += 1
            if actions.count > SimulatorLimits.actionsPerSessionMax * ((machine.process?.ends.count ?? 0) + 1) {
                report(.unbounded, "machine \(machine.index) answers one input with \(actions.count) actions")
            }
            for action in actions { perform(action, machine, from: sender) }
            input = next < pending.count ? pending[next] : nil
            next += 1
        }
        planTick(machine)
    }

    private func perform(_ action: Action, _ machine: Machine, from sender: Int?) {
        switch action {
        case .send(let id, let payloads):
            for payload in payloads { send(payload, on: id, machine) }
        case .store(let batches):
            machine.trace.add(batches.count)
            for batch in batches {
                machine.trace.add(batch.frontier.root.octets)
                if terrain.scenario.measures { note(batch, machine, from: sender ?? machine.index) }
            }
            write(machine, batches.isEmpty ? nil : .store(at: machine.index, generation: machine.generation, batches))
        case .storeBodyPart(let portion):
            machine.trace.add(portion.firstChunk)
            write(machine, .storeBody(at: machine.index, generation: machine.generation, portion))
        case .read(let id, let journal, let from):
            pending.append(.rangeRead(id, journal, machine.disk.read(journal, from: from)))
        case .readBody(let id, let place, let first):
            let found = machine.disk.readBody(place, from: Int(first))
            pending.append(.bodyRead(id, place, chunkHashes: found.hashes, firstChunk: first, chunks: found.chunks))
        case .readRoots(let id, let journal, let claim):
            pending.append(.rootsRead(id, journal, against: claim, machine.disk.roots(of: journal, against: claim)))
        case .forked(let evidence, let isOwn): forked(evidence, isOwn, machine)
        case .submission(let id, _), .application(let id, _):
            pending.append(.receipt(id, code: 1, text: "Nothing is taken here."))
        case .close(let id, let reason):
            machine.trace.add(Int(reason.rawValue))
            record(machine) { "closes \(id): \(reason)" }
            end(id, machine, telling: true)
        case .note(let note):
            take(note, machine)
        case .revocations, .statement, .called: break
        }
    }

    private func take(_ note: Note, _ machine: Machine) {
        switch note {
        case .duplicateEntries(_, let count): findings.duplicates += count
        case .receivedEntries(_, let count): findings.deliveries += count
        case .forkSuspected, .forged: record(machine) { "notes \(note)" }
        default: break
        }
    }

    /// Evidence lasts; what this machine writes itself goes on in another journal, unless it forked it on purpose.
    private func forked(_ evidence: Evidence, _ isOwn: Bool, _ machine: Machine) {
        record(machine) { "knows that \(evidence.name.id(in: terrain.network).short) is forked" }
        if !machine.isDiskFull { machine.disk.forks.append(KnownFork(evidence: evidence)) }
        guard isOwn, machine.site.rule != .equivocator, machine.process?.writers[evidence.group]?.name == evidence.name else { return }
        machine.process?.writers[evidence.group] = nil
    }

    /// Gives something to the disk; it is durable later, or at once where the disk takes no time.
    private func write(_ machine: Machine, _ event: Event?) {
        guard let event else { return }
        let time = terrain.scenario.syncMilliseconds
        guard time.high > 0 else {
            if case .store(_, _, let batches) = event { return storeAtOnce(batches, machine) }
            if case .storeBody(_, _, let portion) = event, !machine.isDiskFull { machine.disk.store(portion) }
            return
        }
        let microseconds = machine.dice.within(time.low * Terrain.millisecond...time.high * Terrain.millisecond)
        machine.diskFree = max(machine.diskFree, now) + microseconds
        post(event, by: machine, at: machine.diskFree)
    }

    private func storeAtOnce(_ batches: [VerifiedBatch], _ machine: Machine) {
        if let answer = made(batches, durableOn: machine) { pending.append(answer) }
    }

    /// What the machine gave to its disk and the disk has not written, in order.
    func unwritten(of machine: Machine) -> [(time: UInt64, event: Event)] {
        queue.waiting { $0.place == machine.index && $0.runOfWrite == machine.generation }
    }

    private func store(_ batches: [VerifiedBatch], _ machine: Machine) {
        guard machine.process != nil else { return }
        if machine.tearsNextWrite {
            machine.tearsNextWrite = false
            record(machine) { "loses power in the middle of a write of \(batches.count) batches" }
            return stop(machine, telling: false)
        }
        guard let answer = made(batches, durableOn: machine) else { return }
        feed(machine, answer)
        if case .storageFailed = answer { nameMissingBodies(machine) }
    }

    /// What the disk lacks of detached bodies, as a shell names it at the start and whenever rosters or the disk have changed.
    func nameMissingBodies(_ machine: Machine) {
        let missing = machine.disk.missingBodies()
        if machine.process != nil, !missing.isEmpty { feed(machine, .bodiesMissing(missing)) }
    }

    private func made(_ batches: [VerifiedBatch], durableOn machine: Machine) -> Input? {
        guard !machine.isDiskFull else {
            machine.generation += 1
            machine.process?.tickAt = .max
            machine.process?.lookAt = .max
            // What was signed and is not durable is given up; the next journal has another name.
            machine.process?.writers = [:]
            planLook(machine, in: 0)
            return .storageFailed(restored: machine.disk.readers(registryOrigin: Terrain.origin))
        }
        for batch in batches {
            if machine.disk.append(batch, pool: pool) { continue }
            report(
                .lost, "machine \(machine.index) stores journal \(batch.journal.short) from \(batch.first), its disk ends before or after")
        }
        return .stored(batches.map { StoredJournalSize(journal: $0.journal, size: $0.end) })
    }

    private func note(_ batch: VerifiedBatch, _ machine: Machine, from sender: Int) {
        guard batch.name != nil else { return }
        for entry in batch.entries { machine.receipts.append(Receipt(entry: entry.leafHash.octets.word, time: now, sender: sender)) }
    }

    // MARK: - Times

    /// Sees to it that the replica is given a tick when it wants one.
    private func planTick(_ machine: Machine) {
        guard let process = machine.process, let deadline = process.replica.nextDeadline else { return }
        let time = max(deadline.milliseconds * Terrain.millisecond, now + Terrain.millisecond)
        guard time < process.tickAt else { return }
        machine.process?.tickAt = time
        post(.tick(at: machine.index, generation: machine.generation), by: machine, at: time)
    }

    func planLook(_ machine: Machine, in milliseconds: UInt64) {
        guard let lookAt = machine.process?.lookAt else { return }
        let time = now + milliseconds * Terrain.millisecond + 1
        guard time < lookAt else { return }
        machine.process?.lookAt = time
        post(.look(at: machine.index, generation: machine.generation), by: machine, at: time)
    }

    // MARK: - Findings

    func report(_ kind: Violation.Kind, _ text: @autoclosure () -> String) {
        guard findings.violations.count < SimulatorLimits.violationsMax else { return }
        findings.violations.append(Violation(kind: kind, text: text(), time: now))
    }

    func record(_ machine: Machine, _ text: () -> String) { recorder?.add(now, machine.index, text()) }
}

extension Identifier {
    /// Eight digits, enough to tell one from another in a trace.
    var short: String { String(hex.prefix(8)) }
}
