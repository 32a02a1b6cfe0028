import Gossip
import Ledger
import Sodium
import Testing
import Wire

@Suite("What a connection's summary says of the peer")
struct SummaryTests {
    private func summary(_ mesh: Mesh) -> SessionSummary? { mesh.nodes[0].replica?.sessionSummaries.first }

    @Test("is until when it is asked last, and of how many journals it sent what does not verify")
    func summaries() {
        let mesh = Mesh(seed: 1, nodes: 2, puppets: 1)
        let batch = mesh.write(1, in: Mesh.community, [(.item, .inline([1]))])
        let link = mesh.dial(2, 0)
        let began = mesh.now
        mesh.say(link, by: 2, mesh.hello(of: 2), Faults.head(batch))
        mesh.run(1_000)
        #expect(summary(mesh)?.since == Instant(milliseconds: began))
        #expect(summary(mesh)?.restingUntil == nil && summary(mesh)?.journalsSetAside == 0 && summary(mesh)?.isDoubted == false)
        mesh.run(GossipLimits.answerMilliseconds)
        #expect(mesh.nodes[0].notes.contains { if case .unanswered(_, batch.journal) = $0 { true } else { false } })
        let until = summary(mesh)?.restingUntil?.milliseconds ?? 0
        #expect(until > mesh.now && until <= mesh.now + GossipLimits.restMilliseconds)
        var range = Faults.range(batch)
        range.signature = mesh.firstRegistry.checkpoint.signature
        mesh.say(link, by: 2, .entries(range))
        mesh.run(100)
        #expect(summary(mesh)?.journalsSetAside == 1)
        #expect(mesh.nodes[0].closes.isEmpty)
    }

    @Test("is until when it is not asked for bodies")
    func bodies() {
        let mesh = Mesh(seed: 2, nodes: 2)
        let body = [UInt8](repeating: 7, count: 100_000)
        let hash = mesh.nodes[1].store.putBody(body)
        mesh.tamper = { _, _, payload in
            if case .bodyPart? = try? Message(decoding: payload[...]) { return [] }
            return [payload]
        }
        mesh.dial(0, 1)
        mesh.publish(1, in: Mesh.community, [(.item, .detached(length: UInt64(body.count), hash: hash))])
        mesh.run(1_000)
        #expect(summary(mesh)?.bodyPauseUntil == nil)
        mesh.run(GossipLimits.answerMilliseconds)
        #expect((summary(mesh)?.bodyPauseUntil?.milliseconds ?? 0) > mesh.now)
    }
}
