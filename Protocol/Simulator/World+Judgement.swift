import Gossip
import Ledger
import Sodium
import Wire

/// What must hold when all faults are over and time has passed; seen from the disks alone.
extension World {
    func judge() {
        judgeJournals(of: nil)
        for index in terrain.groups.indices { judgeJournals(of: index) }
        judgePublished()
        if scenario.measures { judgeNumbers() }
    }

    /// The honest machines that run and are entitled to a group; to the registry if there is none.
    private func entitled(to group: Int?) -> [Machine] {
        terrain.sites.filter { $0.isHonest && $0.identity == $0.index && !$0.isStranger }.map { machine($0.index) }.filter { machine in
            machine.process != nil && group.map { terrain.isEntitled(machine.index, to: $0, at: now) } != false
        }
    }

    /// All who are entitled hold the same of every journal, unless it was forked.
    private func judgeJournals(of group: Int?) {
        let tag = group.map { terrain.groups[$0].tag }
        let machines = entitled(to: group)
        var longest: [JournalID: (machine: Int, size: Int, root: Hash)] = [:]
        for machine in machines {
            for (id, journal) in machine.disk.journals where journal.name?.group == tag && journal.size > longest[id]?.size ?? 0 {
                longest[id] = (machine.index, journal.size, journal.root)
            }
        }
        for (id, best) in longest.sorted(by: { $0.key < $1.key }) where !truth.forked.contains(id) {
            for machine in machines {
                let journal = machine.disk.journals[id]
                if journal?.size == best.size, journal?.root == best.root { continue }
                let held =
                    "machine \(best.machine) holds \(best.size) entries of \(id.short), machine \(machine.index) \(journal?.size ?? 0)"
                let place = group.map { "group \($0)" } ?? "the registry"
                truth.add(Violation(kind: .unlevel, text: "\(place): \(held)", time: now))
                break
            }
        }
    }

    /// Every entry that an honest node made durable is with everybody who is entitled to it, and can be read by whoever has its key.
    private func judgePublished() {
        for entry in truth.published where !truth.forked.contains(entry.journal) {
            let place = "entry \(entry.position) of \(entry.journal.short) by machine \(entry.author)"
            let holders = entitled(to: entry.group)
            guard holders.contains(where: { holds(entry, $0) }) else {
                // Before anybody else had it, its author lost it, left the group, or was a twin that has ended.
                if holders.contains(where: { $0.index == entry.author }), !truth.hasLost(entry.author, since: entry.time) {
                    truth.add(Violation(kind: .lost, text: "\(place) is nowhere, and nothing explains it", time: now))
                }
                continue
            }
            // Its author lost a body before anybody had all of it; the entry, on its way by then, outlived it.
            let isBodyGone = truth.hasLost(entry.author, since: entry.time) && !holders.contains { holdsBody(entry, $0) }
            for machine in holders where !isBodyGone && holds(entry, machine) {
                if let fault = unreadable(entry, machine) {
                    truth.add(Violation(kind: .lost, text: "\(place): machine \(machine.index) \(fault)", time: now))
                    break
                }
            }
        }
    }

    private func holds(_ entry: Published, _ machine: Machine) -> Bool {
        guard let journal = machine.disk.journals[entry.journal], entry.position < UInt64(journal.size) else { return false }
        return journal.log.holds(entry.leaf, at: Int(entry.position))
    }

    /// Whether the entry's body is with the machine: in the entry, or all of it beside.
    private func holdsBody(_ published: Published, _ machine: Machine) -> Bool {
        let place = BodyPlace(journal: published.journal, position: published.position)
        return switch machine.disk.entry(at: place)?.body {
        case .inline: true
        case .detached(_, let hash): machine.disk.bodies[hash]?.isComplete == true
        case nil: false
        }
    }

    /// What keeps a machine from having the content; `nil` if nothing does, or if it was never given the key.
    private func unreadable(_ published: Published, _ machine: Machine) -> String? {
        let place = BodyPlace(journal: published.journal, position: published.position)
        guard let entry = machine.disk.entry(at: place) else { return "cannot read the entry" }
        let body: [UInt8]
        switch entry.body {
        case .inline(let octets): body = octets
        case .detached(_, let hash):
            guard let stored = machine.disk.bodies[hash], stored.isComplete else { return "lacks the detached body" }
            body = stored.chunks.flatMap { $0 }
        }
        guard let index = published.epoch else { return body == published.content ? nil : "holds another content" }
        let epoch = terrain.groups[published.group].epochs[index]
        guard epoch.members.contains(machine.site.identity) else { return nil }
        let opened = Sealing.open(entry, body: body, network: terrain.network, key: epoch.key)
        return opened == published.content ? nil : "cannot open it with its epoch's key"
    }

    private func judgeNumbers() {
        let measures = Measures(self)
        let expect = scenario.expect
        func ask(_ name: String, _ value: Double, atMost limit: Double?) {
            guard let limit, value > limit else { return }
            truth.add(Violation(kind: .missed, text: "\(name) is \(value), \(limit) was asked for", time: now))
        }
        ask("p50 of delivery in ms", measures.p50Milliseconds, atMost: expect.p50MillisecondsMax)
        ask("p99 of delivery in ms", measures.p99Milliseconds, atMost: expect.p99MillisecondsMax)
        ask("hops to the last", Double(measures.hopsMax), atMost: expect.hopsMax.map { Double($0) })
        ask("duplicates per delivery", measures.duplicatesPerDelivery, atMost: expect.duplicatesMax)
        if measures.missing > 0 {
            truth.add(Violation(kind: .missed, text: "\(measures.missing) deliveries did not happen", time: now))
        }
    }
}
