import Gossip
import Ledger
import Sodium
import Wire

/// Hostile nodes: everybody's replica, with one rule broken on the way out.
extension Shard {
    /// What an actor really sends instead of this.
    func twisted(_ payload: [UInt8], on id: SessionID, _ machine: Machine) -> [[UInt8]] {
        switch machine.site.rule {
        case .silent:
            if case .hello? = try? Message(decoding: payload[...]) { return [payload] }
            return []
        case .censor: return censored(payload, machine)
        case .withholder:
            switch try? Message(decoding: payload[...]) {
            case .entries, .bodyPart: return []
            default: return [payload]
            }
        case .equivocator, .junk, .replayer, .asker, .leaker, nil: return [payload]
        }
    }

    /// Own journals and the registry go out; of others nothing is told.
    private func censored(_ payload: [UInt8], _ machine: Machine) -> [[UInt8]] {
        switch try? Message(decoding: payload[...]) {
        case .heads(let heads):
            let own = Heads(tags: heads.tags, heads: heads.heads.filter { $0.node == machine.site.node })
            return own.heads.isEmpty && own.tags.isEmpty ? [] : [Message.heads(own).encoded()]
        case .have(let have): return have.number == 0 ? [payload] : []
        default: return [payload]
        }
    }

    func remember(_ payload: [UInt8], _ machine: Machine) {
        guard machine.remembered.count >= SimulatorLimits.replayedFramesMax else { return machine.remembered.append(payload) }
        machine.remembered[machine.dice.below(SimulatorLimits.replayedFramesMax)] = payload
    }

    /// What an actor does of its own accord, a few times a second.
    func mischief(_ machine: Machine) {
        let pause = machine.dice.within(100...1_000) * Terrain.millisecond
        post(.mischief(at: machine.index, generation: machine.generation), by: machine, at: now + pause)
        // Members among themselves: what a member tells a stranger by itself nobody can prevent.
        let sessions = (machine.process?.ends ?? [:]).filter { !terrain.sites[$0.value.peer].isStranger }.keys.sorted()
        guard !sessions.isEmpty else { return }
        let session = sessions[machine.dice.below(sessions.count)]
        switch machine.site.rule {
        case .junk: transmit(junk(machine), on: session, machine)
        case .replayer:
            guard !machine.remembered.isEmpty else { return }
            let payload = machine.remembered[machine.dice.below(machine.remembered.count)]
            // A Hello out of place only ends the connection; everything else is more interesting.
            if case .hello? = try? Message(decoding: payload[...]) { return }
            transmit(payload, on: session, machine)
        case .asker: transmit(question(machine).encoded(), on: session, machine)
        default: break
        }
    }

    private func junk(_ machine: Machine) -> [UInt8] {
        guard machine.dice.happens(0.7) else { return machine.dice.octets(1 + machine.dice.below(300)) }
        let number = UInt32(machine.dice.below(8))
        guard let signature = Octets64(machine.dice.octets(64)) else { preconditionFailure("64 octets were refused") }
        let range = EntryRange(
            number: number, first: machine.dice.next() % 4, entries: [machine.dice.octets(60)[...]], completion: [],
            checkpointSize: 4 + machine.dice.next() % 4, signature: signature)
        var payload = Message.entries(range).encoded()
        if machine.dice.happens(0.5) { payload[machine.dice.below(payload.count)] ^= 1 << UInt8(machine.dice.below(8)) }
        return payload
    }

    private func question(_ machine: Machine) -> Message {
        let number = UInt32(machine.dice.below(12))
        switch machine.dice.below(3) {
        case 0: return .want(Want(number: number, from: 0))
        case 1: return .wantBody(WantBody(number: number, position: machine.dice.next() % 4, firstChunk: 0))
        default: return .heads(Heads(tags: terrain.groups.filter { $0.mailbox == nil }.map(\.tag), heads: []))
        }
    }

    /// An announcement names no more than what is on the sender's disk.
    func checkAnnouncement(_ payload: [UInt8], on id: SessionID, _ machine: Machine) {
        guard let message = try? Message(decoding: payload[...]) else {
            return report(.unreadable, "machine \(machine.index) sends what it could not read itself: \(payload.prefix(12).hex)…")
        }
        switch message {
        case .hello(let hello): check(terrain.registry, hello.registrySize, machine)
        case .heads(let heads):
            for head in heads.heads {
                let name = JournalName(node: head.node, group: head.group, incarnation: head.incarnation)
                let journal = name.id(in: terrain.network)
                machine.process?.ends[id]?.named[head.number] = journal
                check(journal, head.size, machine)
            }
        case .have(let have): checkNumber(have.number, have.size, on: id, machine)
        case .entries(let range): checkNumber(range.number, range.first + UInt64(range.entries.count), on: id, machine)
        default: break
        }
    }

    private func checkNumber(_ number: UInt32, _ size: UInt64, on id: SessionID, _ machine: Machine) {
        if number == 0 { return check(terrain.registry, size, machine) }
        guard let journal = machine.process?.ends[id]?.named[number] else { return }
        check(journal, size, machine)
    }

    private func check(_ journal: JournalID, _ size: UInt64, _ machine: Machine) {
        let durable = machine.disk.size(of: journal)
        guard UInt64(durable) < size else { return }
        report(.early, "machine \(machine.index) tells of \(size) entries of \(journal.short), \(durable) are durable there")
    }

    /// A message in a few words, for the trace.
    static func summary(_ payload: [UInt8]) -> String {
        guard let message = try? Message(decoding: payload[...]) else { return "\(payload.count) octets that mean nothing" }
        switch message {
        case .hello(let hello): return "Hello, registry \(hello.registrySize)"
        case .heads(let heads):
            let lines = heads.heads.prefix(8).map { "#\($0.number) of \($0.node.short) in \($0.group.short) at \($0.size)" }
            return "Heads, \(heads.tags.count) groups, \(heads.heads.count) journals: " + lines.joined(separator: ", ")
        case .have(let have): return "Have #\(have.number) at \(have.size)"
        case .entries(let range): return "Entries #\(range.number) \(range.first)+\(range.entries.count) under \(range.checkpointSize)"
        case .want(let want): return "Want #\(want.number) from \(want.from)"
        case .wantBody(let want): return "WantBody #\(want.number) at \(want.position), chunk \(want.firstChunk)"
        case .bodyPart(let part): return "BodyPart #\(part.number) at \(part.position), \(part.chunks.count) chunks"
        case .bye(let code, let text): return "Bye \(code): \(text)"
        case .evidence(let evidence):
            let words = evidence.other.map { "forked before \($0.second.size)" } ?? "what of this?"
            return "Evidence of \(evidence.node.short) in \(evidence.group.short) at \(evidence.first.size): \(words)"
        case .ping: return "Ping"
        case .pong: return "Pong"
        default: return "a message of \(payload.count) octets"
        }
    }
}
