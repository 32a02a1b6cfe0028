import Gossip
import Ledger
import Testing
import Wire

@Suite("New entries go along parents")
struct ParentTests {
    /// A mesh in which these pairs are connected.
    private func mesh(seed: UInt64, nodes: Int, puppets: Int = 0, _ links: [(Int, Int)]) -> Mesh {
        let mesh = Mesh(seed: seed, nodes: nodes, puppets: puppets)
        for (dialler, listener) in links { mesh.dial(dialler, listener) }
        mesh.run(200)
        return mesh
    }

    private func line(_ count: Int) -> [(Int, Int)] { (1..<count).map { ($0 - 1, $0) } }

    /// Two ways from the author 0 to node 3.
    private static let diamond = [(0, 1), (0, 2), (1, 3), (2, 3)]

    /// The neighbours of everybody by the overlay of the community.
    private static func overlayLinks(_ count: Int) -> [(Int, Int)] {
        let indices = Dictionary(uniqueKeysWithValues: (0..<count).map { (MeshNode.identifier(UInt8(($0 * 77 + 13) % 251)) as NodeID, $0) })
        let overlay = Overlay(network: Mesh.network, week: 1, group: Mesh.community, nodes: Array(indices.keys))
        return indices.sorted { $0.value < $1.value }.flatMap { node, index in
            overlay.neighbours(of: node).compactMap { indices[$0] }.filter { index < $0 }.map { (index, $0) }
        }
    }

    private func isEntries(_ message: Message) -> Bool { if case .entries = message { true } else { false } }
    private func isWant(_ message: Message) -> Bool { if case .want = message { true } else { false } }

    /// How many hops away from the author everybody is, along links and along what was delivered.
    private func hops(from author: Int, _ mesh: Mesh, since first: Int) -> (links: [Int: Int], delivered: [Int: Int]) {
        var (links, front): ([Int: Int], [Int]) = ([author: 0], [author])
        while !front.isEmpty {
            let next = front.flatMap { from in
                mesh.links.filter(\.isOpen).compactMap { link -> (Int, Int)? in
                    link.dialler == from ? (from, link.listener) : link.listener == from ? (from, link.dialler) : nil
                }
            }
            front = []
            for (from, to) in next where links[to] == nil {
                links[to] = (links[from] ?? 0) + 1
                front.append(to)
            }
        }
        var delivered = [author: 0]
        for delivery in mesh.deliveries[first...] where isEntries(delivery.message) && delivered[delivery.to] == nil {
            delivered[delivery.to] = (delivered[delivery.from] ?? .max / 2) + 1
        }
        return (links, delivered)
    }

    @Test("once to each node, without being asked for, and no way longer than need be", arguments: ["line", "ring", "overlay"])
    func once(_ shape: String) {
        let (count, links) =
            switch shape {
            case "line": (8, line(8))
            case "ring": (9, line(9) + [(8, 0)])
            default: (200, Self.overlayLinks(200))
            }
        let mesh = mesh(seed: 1, nodes: count, links)
        mesh.publish(0)
        mesh.run(4_000)
        #expect(mesh.difference(0..<count) == nil)
        // Nobody was sent the first one twice either: it was asked for, and once by each.
        #expect(mesh.count(isEntries) == count - 1)
        for round in 0..<3 {
            // A later run of the author has parents too.
            if round == 2 { mesh.nodes[0].writers = [:] }
            let before = mesh.deliveries.count
            mesh.publish(0)
            mesh.run(2_000)
            #expect(mesh.difference(0..<count) == nil)
            #expect(mesh.deliveries[before...].count { isEntries($0.message) } == count - 1)
            #expect(!mesh.deliveries[before...].contains { isWant($0.message) })
            let (shortest, taken) = hops(from: 0, mesh, since: before)
            for index in 0..<count { #expect(taken[index] ?? .max <= shortest[index] ?? 0, "node \(index)") }
        }
        #expect(!mesh.nodes.contains { $0.notes.contains { if case .duplicateEntries = $0 { true } else { false } } })
    }

    @Test("and come from every author once to each node of a ring")
    func everybodyWrites() {
        let mesh = mesh(seed: 2, nodes: 7, line(7) + [(6, 0)])
        for index in 0..<7 { mesh.publish(index) }
        mesh.run(4_000)
        let before = mesh.deliveries.count
        for index in 0..<7 { mesh.publish(index) }
        mesh.run(2_000)
        #expect(mesh.difference(0..<7) == nil)
        #expect(mesh.deliveries[before...].count { isEntries($0.message) } == 7 * 6)
    }

    /// The parent of node 3 in the diamond.
    private func parent(_ mesh: Mesh) -> Int? {
        mesh.deliveries.last { $0.from == 3 && $0.message == .eager(Eager(number: number($0.message), isWanted: true)) }?.to
    }

    private func number(_ message: Message) -> UInt32 { if case .eager(let eager) = message { eager.number } else { 0 } }

    @Test("from another parent after the first one has died")
    func dies() throws {
        let mesh = mesh(seed: 3, nodes: 4, Self.diamond)
        mesh.publish(0)
        mesh.run(1_000)
        let first = try #require(parent(mesh))
        mesh.stop(first)
        let journal = mesh.publish(0)
        // Nobody is expected to send it: the other one announces after 50 ms and is asked at once.
        #expect(mesh.run(atMost: 150) { mesh.size(of: journal, at: 3) == 3 })
        mesh.run(500)
        #expect(parent(mesh) == 3 - first)
        let before = mesh.deliveries.count
        mesh.publish(0)
        mesh.run(1_000)
        #expect(mesh.size(of: journal, at: 3) == 4)
        #expect(!mesh.deliveries[before...].contains { isWant($0.message) })
    }

    @Test("from another parent after the first one has kept something back, which costs a wait and no more")
    func withholds() throws {
        let mesh = mesh(seed: 4, nodes: 4, Self.diamond)
        mesh.publish(0)
        mesh.run(1_000)
        let first = try #require(parent(mesh))
        mesh.tamper = { from, to, payload in
            guard from == first, to == 3, let message = try? Message(decoding: payload[...]) else { return [payload] }
            return self.isEntries(message) ? [] : [payload]
        }
        let journal = mesh.publish(0)
        // 10 to the other one, at most 5 to its disk, 50 until it announces, 10, 50 of patience, 10 + 3 + 10 to be asked and answer, 5.
        #expect(mesh.run(atMost: 160) { mesh.size(of: journal, at: 3) == 3 })
        mesh.run(500)
        #expect(parent(mesh) == 3 - first)
        let before = mesh.deliveries.count
        mesh.publish(0)
        mesh.run(1_000)
        #expect(mesh.size(of: journal, at: 3) == 4)
        #expect(!mesh.deliveries[before...].contains { isWant($0.message) || $0.from == first && $0.to == 3 && isEntries($0.message) })
    }

    @Test("around an author who leaves a node, and from the author again once it is back")
    func authorLeaves() throws {
        let mesh = mesh(seed: 5, nodes: 3, [(0, 1), (0, 2), (1, 2)])
        let journal = mesh.publish(0)
        mesh.run(1_000)
        #expect(!mesh.deliveries.contains { if case .eager = $0.message { true } else { false } })
        mesh.cut(try #require(mesh.openLink(0, 2)))
        mesh.publish(0)
        mesh.run(1_000)
        var before = mesh.deliveries.count
        mesh.publish(0)
        mesh.run(1_000)
        #expect(mesh.size(of: journal, at: 2) == 4)
        #expect(!mesh.deliveries[before...].contains { isWant($0.message) })
        mesh.dial(0, 2)
        mesh.run(500)
        // The first one may come from both; then the parent knows that it is none any more.
        mesh.publish(0)
        mesh.run(500)
        before = mesh.deliveries.count
        for _ in 0..<5 { mesh.publish(0) }
        mesh.run(1_000)
        #expect(mesh.size(of: journal, at: 2) == 10)
        #expect(mesh.deliveries[before...].count { isEntries($0.message) } == 10)
    }

    @Test("from a parent although the author is connected, while the author keeps them back")
    func authorWithholds() {
        let mesh = mesh(seed: 6, nodes: 3, [(0, 1), (0, 2), (1, 2)])
        let journal = mesh.publish(0)
        mesh.run(1_000)
        mesh.tamper = { from, to, payload in
            guard from == 0, to == 2, let message = try? Message(decoding: payload[...]) else { return [payload] }
            return self.isEntries(message) ? [] : [payload]
        }
        mesh.publish(0)
        #expect(mesh.run(atMost: 160) { mesh.size(of: journal, at: 2) == 3 })
        mesh.run(500)
        let before = mesh.deliveries.count
        mesh.publish(0)
        mesh.run(500)
        #expect(mesh.size(of: journal, at: 2) == 4)
        #expect(!mesh.deliveries[before...].contains { isWant($0.message) })
    }

    /// By which number a puppet was named a journal of the group.
    private func numberNamed(to puppet: MeshNode, in group: GroupTag) -> UInt32? {
        for case .heads(let heads) in puppet.inbox {
            if let head = heads.heads.first(where: { $0.group == group }) { return head.number }
        }
        return nil
    }

    @Test("not before they are on the disk of who passes them on")
    func fromDisk() {
        let mesh = mesh(seed: 11, nodes: 3, line(3))
        let journal = mesh.publish(0)
        mesh.run(1_000)
        mesh.nodes[1].diskFree = mesh.now + 300
        mesh.publish(0)
        mesh.run(290)
        #expect(mesh.size(of: journal, at: 2) == 2)
        #expect(mesh.run(atMost: 40) { mesh.size(of: journal, at: 2) == 3 })
    }

    @Test("to nobody who was removed, whatever it had asked for")
    func removed() {
        let group = Mesh.group(9)
        let mesh = Mesh(seed: 7, nodes: 3)
        mesh.groups = [group: [0, 1, 2]]
        mesh.announceStandings()
        mesh.dial(0, 1)
        mesh.dial(1, 2)
        let journal = mesh.publish(0, in: group)
        mesh.run(1_000)
        mesh.publish(0, in: group)
        mesh.run(1_000)
        #expect(mesh.size(of: journal, at: 2) == 3)
        let before = mesh.deliveries.count
        // Node 2 does not know yet that it is out.
        mesh.groups[group] = [0, 1]
        for index in 0..<2 { mesh.feed(index, .access(mesh.accessTable(of: index))) }
        mesh.publish(0, in: group)
        mesh.run(1_000)
        #expect(mesh.size(of: journal, at: 1) == 4)
        #expect(!mesh.deliveries[before...].contains { $0.to == 2 && isEntries($0.message) })
    }

    @Test("to no stranger, and to nobody who asks for what it was never given")
    func notEntitled() throws {
        let group = Mesh.group(9)
        let mesh = Mesh(seed: 8, nodes: 2, puppets: 1)
        mesh.groups = [group: [0, 1, 2]]
        mesh.announceStandings()
        mesh.dial(0, 1)
        let link = mesh.dial(2, 1)
        mesh.say(link, by: 2, mesh.hello(of: 2))
        let journal = mesh.publish(0, in: group)
        mesh.run(500)
        let number = try #require(numberNamed(to: mesh.nodes[2], in: group))
        // Out, it asks for what it had been named; and as a stranger for the registry.
        mesh.groups[group] = [0, 1]
        mesh.announceStandings()
        mesh.say(link, by: 2, .eager(Eager(number: number, isWanted: true)))
        mesh.run(100)
        mesh.groups[group] = [0, 1, 2]
        mesh.announceStandings()
        mesh.publish(0, in: group)
        mesh.run(20)
        #expect(mesh.run(atMost: 500) { mesh.size(of: journal, at: 1) == 3 })
        mesh.run(500)
        #expect(!mesh.nodes[2].inbox.contains(where: isEntries))
        mesh.say(link, by: 2, .eager(Eager(number: 77, isWanted: true)))
        mesh.run(100)
        #expect(mesh.nodes[1].closes == [.outOfOrder])
    }

    @Test("to a peer that asked, and no more once it has taken that back")
    func takenBack() throws {
        let mesh = Mesh(seed: 9, nodes: 2, puppets: 1)
        mesh.dial(0, 1)
        let link = mesh.dial(2, 1)
        mesh.say(link, by: 2, mesh.hello(of: 2))
        mesh.publish(0)
        mesh.run(500)
        let number = try #require(numberNamed(to: mesh.nodes[2], in: Mesh.community))
        func pushed() -> Int { mesh.nodes[2].inbox.count(where: isEntries) }
        #expect(pushed() == 0)
        mesh.say(link, by: 2, .eager(Eager(number: number, isWanted: true)))
        mesh.run(100)
        mesh.publish(0)
        mesh.run(500)
        #expect(pushed() == 1)
        mesh.say(link, by: 2, .eager(Eager(number: number, isWanted: false)))
        mesh.run(100)
        mesh.publish(0)
        mesh.run(500)
        #expect(pushed() == 1)
        #expect(mesh.nodes[2].inbox.contains { if case .have = $0 { true } else { false } })
    }

    @Test("several are announced at once to those that do not want them sent")
    func coalesced() {
        let mesh = Mesh(seed: 10, nodes: 2, puppets: 1)
        mesh.dial(0, 1)
        let link = mesh.dial(2, 1)
        mesh.say(link, by: 2, mesh.hello(of: 2))
        mesh.publish(0)
        mesh.run(500)
        let before = mesh.nodes[2].inbox.count
        for _ in 0..<4 {
            mesh.publish(0)
            mesh.run(8)
        }
        mesh.run(500)
        var announced: [UInt64] = []
        for case .have(let have) in mesh.nodes[2].inbox[before...] { announced.append(have.size) }
        #expect(announced == [6])
    }
}
