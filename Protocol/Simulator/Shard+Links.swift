import Gossip
import Ledger
import Sodium
import Wire

/// Connections: dialling, segments in order and late, flushing, ends.
extension Shard {
    // MARK: - Dialling

    /// Asks the dial plan whom to dial and whom to let go, and looks again.
    func look(_ machine: Machine) {
        guard let process = machine.process else { return }
        if process.week != Overlay.week(of: minute(machine)) { planDials(machine) }
        let connected = Set(process.ends.values.map { terrain.sites[$0.peer].node })
        let instant = Instant(milliseconds: now / Terrain.millisecond)
        for target in machine.process?.plan.take(connected: connected, at: instant, using: &machine.dice) ?? [] {
            guard case .address(let address) = target.route, let identity = Int(address.dropFirst()) else { continue }
            let session = machine.session()
            machine.process?.dialling[session] = target
            let face = face(of: identity, seenBy: machine)
            // Two handshakes lie between dialling and the first message: one and a half ways here, the rest with the answer.
            let way = terrain.latency(machine.index, face)
            post(.knock(at: face, from: machine.index, session), by: machine, at: now + way + way / 2)
            post(
                .dialTimeout(at: machine.index, session), by: machine,
                at: now + SimulatorLimits.dialMilliseconds * Terrain.millisecond)
        }
        let dialled = Set(process.ends.values.filter { $0.target != nil }.map { terrain.sites[$0.peer].node })
        for node in process.plan.partings(dialled: dialled, connected: connected, at: instant) { feed(machine, .part(from: node)) }
        let isWhole = connected.count >= process.targetCount
        planLook(machine, in: isWhole ? SimulatorLimits.calmLookMilliseconds : SimulatorLimits.dialLookMilliseconds)
    }

    /// An equivocator shows one of its two faces to half of the network.
    private func face(of identity: Int, seenBy machine: Machine) -> Int {
        guard terrain.sites[identity].rule == .equivocator, machine.site.identity % 2 == 1 else { return identity }
        return terrain.sites.last { $0.identity == identity }?.index ?? identity
    }

    func knock(_ machine: Machine, _ from: Int, _ session: SessionID) {
        guard machine.hasPower, !terrain.isBlocked(from: from, to: machine.index), !terrain.isBlocked(from: machine.index, to: from) else {
            return
        }
        let way = terrain.latency(machine.index, from)
        guard machine.process != nil, machine.site.listens else {
            return post(.refused(at: from, session), by: machine, at: now + way)
        }
        let own = machine.session()
        let arrival = now + way + way / 2
        machine.process?.ends[own] = LinkEnd(peer: from, peerSession: session, target: nil, lastArrival: arrival)
        post(.accepted(at: from, session, by: machine.index, own), by: machine, at: arrival)
        connect(machine, own, to: from, outbound: false)
    }

    func accepted(_ machine: Machine, _ session: SessionID, _ by: Int, _ peerSession: SessionID) {
        guard let target = machine.process?.dialling.removeValue(forKey: session) else {
            return post(.hangUp(at: by, peerSession, from: machine.index), by: machine, at: now + terrain.latency(machine.index, by))
        }
        machine.process?.ends[session] = LinkEnd(peer: by, peerSession: peerSession, target: target)
        connect(machine, session, to: by, outbound: true)
    }

    private func connect(_ machine: Machine, _ session: SessionID, to peer: Int, outbound: Bool) {
        let site = terrain.sites[peer]
        machine.trace.add(peer)
        record(machine) { "is connected with \(peer) as \(session)" }
        feed(machine, .connected(session, peer: site.node, key: site.key.octets, outbound: outbound))
    }

    func dialFailed(_ machine: Machine, _ session: SessionID) {
        guard let target = machine.process?.dialling.removeValue(forKey: session) else { return }
        let jitter = Double(machine.dice.below(1_000)) / 1_000
        machine.process?.plan.failed(target, jitter: jitter, at: Instant(milliseconds: now / Terrain.millisecond))
        planLook(machine, in: SimulatorLimits.dialLookMilliseconds)
    }

    // MARK: - Segments

    /// Gives one message to a connection; an actor may keep it or change it.
    func send(_ payload: [UInt8], on id: SessionID, _ machine: Machine) {
        machine.trace.add(payload)
        guard machine.site.rule == nil else {
            for payload in twisted(payload, on: id, machine) { transmit(payload, on: id, machine) }
            return
        }
        if terrain.searchesFrames { checkAnnouncement(payload, on: id, machine) }
        transmit(payload, on: id, machine)
    }

    func transmit(_ payload: [UInt8], on id: SessionID, _ machine: Machine) {
        guard let process = machine.process, var end = process.ends[id] else { return }
        let octets = payload.count + Frame.lengthOctets
        let links = terrain.links
        let busyUntil = max(now, end.busyUntil) + UInt64(Double(octets * 8) / links.megabitsPerSecond)
        var way = terrain.latency(machine.index, end.peer)
        if links.jitter > 0 { way += UInt64(Double(way) * links.jitter * Double(machine.dice.below(1_000)) / 1_000) }
        way += delayOfLosses(machine, end.peer)
        let arrival = max(end.lastArrival, busyUntil + way)
        post(.frame(to: end.peer, end.peerSession, payload, from: machine.index, sentAt: now), by: machine, at: arrival)
        findings.frames += 1
        findings.octets += octets
        end.lastArrival = arrival
        end.busyUntil = busyUntil
        end.unreported += octets
        if end.unreported > SimulatorLimits.unflushedOctetsMax {
            report(.unbounded, "machine \(machine.index) has \(end.unreported) octets waiting for machine \(end.peer)")
        }
        if !end.isReporting, end.unreported >= SimulatorLimits.flushReportOctets {
            end.isReporting = true
            post(.report(at: machine.index, id), by: machine, at: busyUntil)
        }
        process.ends[id] = end
    }

    /// A lost segment is sent again, and what follows waits for it.
    private func delayOfLosses(_ machine: Machine, _ peer: Int) -> UInt64 {
        var loss = terrain.links.loss
        if !terrain.lossy.isEmpty, terrain.lossy.contains(machine.index) || terrain.lossy.contains(peer) { loss = max(loss, 0.3) }
        guard loss > 0 else { return 0 }
        var (delay, pause, losses): (UInt64, UInt64, Int) = (0, SimulatorLimits.retransmitMilliseconds * Terrain.millisecond, 0)
        while losses < SimulatorLimits.lossesInARowMax, machine.dice.happens(loss) {
            delay += pause
            pause *= 2
            losses += 1
        }
        return delay
    }

    /// Tells the replica what has left; while the way is blocked nothing does.
    func report(_ id: SessionID, _ machine: Machine) {
        guard let end = machine.process?.ends[id] else { return }
        if terrain.isBlocked(from: machine.index, to: end.peer) || end.busyUntil > now {
            let later = max(end.busyUntil, now + SimulatorLimits.dialLookMilliseconds * Terrain.millisecond)
            return post(.report(at: machine.index, id), by: machine, at: later)
        }
        machine.process?.ends[id]?.unreported = 0
        machine.process?.ends[id]?.isReporting = false
        feed(machine, .flushed(id, octets: end.unreported))
    }

    func arrive(_ event: Event, _ payload: [UInt8], _ from: Int, _ sentAt: UInt64, _ session: SessionID, _ machine: Machine) {
        guard let end = machine.process?.ends[session], end.peer == from else { return }
        guard end.held.isEmpty, !terrain.isBlocked(from: from, to: machine.index) else {
            machine.process?.ends[session]?.held.append(event)
            return
        }
        if terrain.searchesFrames {
            for audience in terrain.taints.audiences(in: payload) { judge(audience, machine, from: from, sentAt: sentAt) }
        }
        record(machine) { "receives on \(session) from \(from): \(Self.summary(payload))" }
        if machine.site.rule == .replayer { remember(payload, machine) }
        feed(machine, .received(session, [payload]), from: from)
    }

    private func judge(_ audience: TaintTable.Audience, _ machine: Machine, from: Int, sentAt: UInt64) {
        switch audience {
        case .nobody:
            report(.leak, "machine \(machine.index) is sent by \(from) what nobody may be sent: a key, or content that was sealed")
        case .group(let group):
            guard !terrain.maySend(from, to: machine.index, of: group, at: sentAt) else { return }
            report(.leak, "machine \(machine.index) is sent by \(from) an entry of group \(group), to which it is not entitled")
        }
    }

    // MARK: - Ends

    func hangUp(_ event: Event, _ session: SessionID, _ from: Int, _ machine: Machine) {
        guard let end = machine.process?.ends[session] else { return }
        guard end.held.isEmpty, !terrain.isBlocked(from: from, to: machine.index) else {
            machine.process?.ends[session]?.held.append(event)
            return
        }
        self.end(session, machine, telling: false)
        feed(machine, .closed(session))
    }

    /// The connection is over at this machine; the peer learns of it if it is told.
    func end(_ session: SessionID, _ machine: Machine, telling: Bool) {
        guard let end = machine.process?.ends.removeValue(forKey: session) else { return }
        record(machine) { "has lost \(session) with \(end.peer)" }
        if telling {
            let arrival = max(end.lastArrival, now + terrain.latency(machine.index, end.peer))
            post(.hangUp(at: end.peer, end.peerSession, from: machine.index), by: machine, at: arrival)
        }
        if let target = end.target { machine.process?.plan.ended(target, at: Instant(milliseconds: now / Terrain.millisecond)) }
        planLook(machine, in: SimulatorLimits.dialLookMilliseconds)
    }

    /// Lets go what waited for a partition to heal.
    func release(_ machine: Machine) {
        for (session, end) in (machine.process?.ends ?? [:]).sorted(by: { $0.key < $1.key }) where !end.held.isEmpty {
            guard !terrain.isBlocked(from: end.peer, to: machine.index) else { continue }
            machine.process?.ends[session]?.held = []
            // At once and in order: what arrives next must not overtake it.
            for event in end.held { happen(event) }
        }
    }
}
