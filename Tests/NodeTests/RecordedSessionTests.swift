import Exchange
import Foundation
import Gossip
import Testing

@testable import Daemon

/// What replication of a real node is told is everything it needs: played again, it does the same.
@Suite("A recorded session")
struct RecordedSessionTests {
    @Test("Two nodes share, one goes and comes back; played again, both do at each step what they did")
    func played() async throws {
        let federation = try await Federation()
        var bank = try await federation.member("Harbour Bank")
        await bank.stop()
        await federation.coordinator.stop()
        let files = ["coordinator", "bank", "bank-again"].map { federation.home + "/\($0).recording" }
        let coordinator = try await federation.coordinator.restarted(recording: files[0])
        bank = try await bank.restarted(recording: files[1])
        try await federation.waitForKeys([bank])
        let first = try await bank.core.share(bundle("First"), ShareRequest(to: .everyone, tlp: "clear"))
        try await coordinator.waitForItem(first.id)
        await bank.stop()
        let second = try await coordinator.core.share(bundle("Large", padding: 900_000), ShareRequest(to: .members, tlp: "green"))
        bank = try await bank.restarted(recording: files[2])
        try await bank.waitForItem(second.id)
        await bank.stop()
        await coordinator.stop()
        for file in files {
            let frames = try payloads(of: file)
            var replay = try Replay(beginning: try #require(frames.first))
            for step in frames.dropFirst() { try replay.play(step) }
            #expect(replay.steps > 10)
        }
    }

    @Test("A recording is a file of its own: it replaces nothing, and only its owner reads it")
    func file() async throws {
        let federation = try await Federation()
        await federation.coordinator.stop()
        let path = federation.home + "/recording"
        let node = try await federation.coordinator.restarted(recording: path)
        await node.stop()
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let error = await #expect(throws: OperationError.self) { try await federation.coordinator.restarted(recording: path) }
        #expect(error?.code == "recording-not-made")
    }

    private func payloads(of path: String) throws -> [[UInt8]] {
        var rest = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))[...]
        var payloads: [[UInt8]] = []
        while let payload = Recording.nextPayload(of: &rest) { payloads.append(payload) }
        try #require(rest.isEmpty, "a recording that was ended in order ends with a whole step")
        return payloads
    }
}
