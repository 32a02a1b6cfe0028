import Testing

@testable import Simulator

@Suite("A seed decides everything")
struct DeterminismTests {
    @Test("The same seed gives the same trace, another seed another one")
    func repeats() {
        let first = World(.small(.everything), seed: 7).run()
        #expect(World(.small(.everything), seed: 7).run().traceHash == first.traceHash)
        #expect(World(.small(.everything), seed: 8).run().traceHash != first.traceHash)
    }

    @Test("However many shards the machines are spread over, the same happens", arguments: [2, 3])
    func shards(count: Int) {
        let one = World(.small(.everything), seed: 3).run()
        let more = World(.small(.everything), seed: 3, shards: count).run()
        #expect(more.traceHash == one.traceHash)
        #expect(more.violations == one.violations)
    }

    @Test("Another process, which orders sets and dictionaries differently, finds the same hash")
    func otherProcess() async throws {
        let hash = World(.small(.everything), seed: 1).run().traceHash
        let other = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            print("hash \(World(.small(.everything), seed: 1).run().traceHash) end")
        }
        let output = String(decoding: try #require(other).standardOutputContent, as: UTF8.self)
        #expect(output.contains("hash \(hash) end"), "this process \(hash), the other \(output)")
    }

    @Test("A trace changes nothing, and tells what happened")
    func trace() throws {
        let recorder = Recorder()
        let traced = World(.small(.restore), seed: 2, recorder: recorder).run()
        #expect(traced.traceHash == World(.small(.restore), seed: 2).run().traceHash)
        #expect(recorder.lines.contains { $0.text.contains("has an old disk put back") })
        #expect(recorder.lines.contains { $0.text.contains("Entries #") })
    }

    @Test("Events come by time, and at one time by who caused them")
    func queue() {
        var queue = EventQueue<Int>()
        for (time, tie, value) in [(5, 2, 3), (1, 9, 0), (5, 1, 2), (2, 0, 1), (9, 0, 4)] as [(UInt64, UInt64, Int)] {
            queue.add(value, at: time, tie: tie)
        }
        #expect(queue.take(before: 1) == nil)
        #expect(queue.waiting { $0 != 2 }.map(\.event) == [0, 1, 3, 4])
        var taken: [Int] = []
        while let next = queue.take(before: 10) { taken.append(next.event) }
        #expect(taken == [0, 1, 2, 3, 4])
    }
}
