import Gossip
import Ledger
import Sodium
import Testing
import Wire

@Suite("What a replica was told can be played again")
struct RecordingTests {
    /// Takes a recording apart.
    private func payloads(_ recording: [UInt8]) -> [[UInt8]] {
        var (rest, payloads) = (recording[...], [[UInt8]]())
        while let payload = Recording.nextPayload(of: &rest) { payloads.append(payload) }
        #expect(rest.isEmpty, "a recording ends with a whole frame")
        return payloads
    }

    /// Five minutes of three nodes that fetch a body, submit records, compare registries and call through a relay.
    private func day() -> Mesh {
        let mesh = Mesh(seed: 5, nodes: 3, relays: [1], isRecording: true)
        mesh.dialAll()
        mesh.run(100)
        let body = [UInt8](repeating: 7, count: 900_000)
        let hash = mesh.nodes[1].store.putBody(body)
        mesh.publish(1, in: Mesh.community, [(.item, .detached(length: UInt64(body.count), hash: hash))])
        mesh.feed(2, .submit([[1, 2, 3]]))
        mesh.run(100)
        for submission in mesh.nodes[0].submissions { mesh.feed(0, .receipt(submission.session, code: 0, text: "Taken.")) }
        mesh.feed(1, .call(to: mesh.nodes[2].id, caller: mesh.nodes[0].id, ticket: mesh.octets16()))
        mesh.nodes[2].failures = 1
        mesh.publish(0)
        for index in mesh.nodes.indices { mesh.tellStatements(index) }
        mesh.run(300_000)
        return mesh
    }

    @Test("Played again, every replica does at each step what it did then", arguments: [false, true])
    func same(isRandom: Bool) throws {
        let mesh = isRandom ? ScheduleTests.live(seed: 11, isRecording: true).mesh : day()
        let recordings = mesh.nodes.flatMap(\.recordings).map(payloads)
        #expect(recordings.count >= mesh.nodes.count)
        for recording in recordings {
            var replay = try Replay(beginning: recording[0])
            for step in recording.dropFirst() { try replay.play(step) }
            #expect(replay.steps == recording.count - 1 && replay.steps > 0)
        }
    }

    @Test("Evidence of a fork, what the disk said of it and what people did about it are played again too")
    func forks() throws {
        let mesh = Mesh(seed: 6, nodes: 4, isRecording: true)
        for _ in 0..<2 {
            let logs = mesh.branches(2, 3)
            mesh.give(1, logs[0])
            mesh.give(2, logs[1])
        }
        mesh.dialAll()
        mesh.run(3_000)
        mesh.stop(3)
        mesh.start(3)
        mesh.feed(3, .forks(mesh.nodes[3].store.forks.map { KnownFork(evidence: $0.evidence, isPardoned: true) }))
        mesh.run(1_000)
        #expect(mesh.nodes[3].store.forks.count == 2)
        for recording in mesh.nodes.flatMap(\.recordings).map(payloads) {
            var replay = try Replay(beginning: recording[0])
            for step in recording.dropFirst() { try replay.play(step) }
        }
        for fork in mesh.nodes[3].store.forks { #expect(try KnownFork(decoding: fork.encoded()) == fork) }
    }

    @Test("A step that was left out, and one that is damaged, are told with their place")
    func changed() throws {
        let recording = payloads(day().nodes[1].recordings[0])
        var replay = try Replay(beginning: recording[0])
        var steps = Array(recording.dropFirst())
        // The first connection: what comes over it then comes from nowhere.
        steps.remove(at: try #require(steps.firstIndex { $0.count > 60 && $0.count < 120 }))
        var failure: Replay.Failure?
        do throws(Replay.Failure) {
            for step in steps { try replay.play(step) }
        } catch {
            failure = error
        }
        guard case .differs = failure else {
            Issue.record("a recording without its second step was played to the end: \(String(describing: failure))")
            return
        }
        var other = try Replay(beginning: recording[0])
        #expect(throws: Replay.Failure.malformed(frame: 1, .trailingBytes)) { try other.play(recording[1] + [0]) }
        var cut = day().nodes[1].recordings[0].dropLast()[...]
        while Recording.nextPayload(of: &cut) != nil {}
        #expect(!cut.isEmpty, "a frame that is cut off is not taken for one")
        #expect(throws: Replay.Failure.malformed(frame: 0, .truncated)) { try Replay(beginning: Array(recording[0].dropLast())) }
    }
}
