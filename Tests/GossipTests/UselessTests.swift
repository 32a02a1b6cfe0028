import Gossip
import Ledger
import Sodium
import Testing
import Wire

@Suite("What nobody asked for")
struct UselessTests {
    /// A node that holds a large range of node 1, and a puppet that is a member and knows the journal.
    private func meeting(author: Int) -> (mesh: Mesh, link: Int, message: Message, octets: Int) {
        let mesh = Mesh(seed: 1, nodes: 2, puppets: 1)
        let batch = mesh.write(author, in: Mesh.community, [(.item, .inline([UInt8](repeating: 7, count: 65_000)))])
        mesh.stop(0)
        mesh.nodes[0].store.append(batch)
        mesh.start(0)
        let link = mesh.dial(2, 0)
        mesh.say(link, by: 2, mesh.hello(of: 2))
        guard let name = batch.name else { preconditionFailure("a node's journal has a name") }
        let head = Head(number: 1, node: name.node, group: name.group, incarnation: name.incarnation, size: batch.end, keyedRoot: 0)
        mesh.say(link, by: 2, .heads(Heads(tags: [], heads: [head])))
        mesh.run(200)
        let range = EntryRange(
            number: 1, first: 0, entries: batch.entries.map { $0.compact[...] }, completion: [], checkpointSize: batch.checkpoint.size,
            signature: batch.checkpoint.signature)
        return (mesh, link, .entries(range), batch.entries.reduce(0) { $0 + $1.compact.count })
    }

    @Test("is read to a limit, which comes back with time, and then ends the connection")
    func excessive() {
        let (mesh, link, message, octets) = meeting(author: 1)
        let all = GossipLimits.uselessOctetsAtOnceMax / octets
        for _ in 0..<all { mesh.say(link, by: 2, message) }
        mesh.run(15)
        #expect(mesh.nodes[0].closes.isEmpty)
        mesh.run(2_000)
        for _ in 0..<2 * GossipLimits.uselessOctetsPerSecond / octets - 1 { mesh.say(link, by: 2, message) }
        mesh.run(15)
        #expect(mesh.nodes[0].closes.isEmpty)
        for _ in 0..<4 { mesh.say(link, by: 2, message) }
        mesh.run(15)
        #expect(mesh.nodes[0].closes == [.excessive])
    }

    @Test("is no fault of the author, who sends everything to everybody")
    func author() {
        let (mesh, link, message, octets) = meeting(author: 2)
        for _ in 0..<GossipLimits.uselessOctetsAtOnceMax / octets + 50 { mesh.say(link, by: 2, message) }
        mesh.run(100)
        #expect(mesh.nodes[0].closes.isEmpty)
    }

    @Test("is no fault of who was asked and came late")
    func late() {
        let mesh = Mesh(seed: 2, nodes: 2, puppets: 1)
        let batch = mesh.write(1, in: Mesh.community, [(.item, .inline([UInt8](repeating: 7, count: 65_000)))])
        guard let name = batch.name else { preconditionFailure("a node's journal has a name") }
        let head = Head(number: 1, node: name.node, group: name.group, incarnation: name.incarnation, size: batch.end, keyedRoot: 0)
        let link = mesh.dial(2, 0)
        mesh.say(link, by: 2, mesh.hello(of: 2), .heads(Heads(tags: [], heads: [head])))
        mesh.run(200)
        #expect(mesh.nodes[2].inbox.contains { if case .want = $0 { true } else { false } })
        let range = EntryRange(
            number: 1, first: 0, entries: batch.entries.map { $0.compact[...] }, completion: [], checkpointSize: batch.checkpoint.size,
            signature: batch.checkpoint.signature)
        let octets = batch.entries.reduce(0) { $0 + $1.compact.count }
        for _ in 0..<GossipLimits.uselessOctetsAtOnceMax / octets + 50 { mesh.say(link, by: 2, .entries(range)) }
        mesh.run(100)
        #expect(mesh.size(of: batch.journal, at: 0) == 2)
        #expect(mesh.nodes[0].closes.isEmpty)
    }
}
