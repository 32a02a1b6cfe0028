import Exchange
import Ledger
import Storage
import Testing

@testable import Daemon

/// What a node does first when it starts.
@Suite("The start of a node")
struct StartTests {
    @Test("Nothing is opened before the node has begun, so that a long list of waiting entries does not keep it from serving")
    func opensAfterwards() async throws {
        let federation = try await Federation()
        let node = federation.coordinator
        try await eventually("the node has announced its key") { try await node.core.status().entries > 5 }
        try await eventually("and has read it") { try await node.core.status().unopened == 0 }
        await node.stop()
        try leaveWaiting(in: node.directory)

        let keys = try NodeKeys.open(in: node.directory, passphrase: passphrase())
        let settings = try NodeSettings.load(file: DataDirectoryLayout.settings(in: node.directory), environment: [:], overrides: [:])
        let core = try await NodeCore(
            directory: node.directory, keys: keys, settings: settings, clock: node.clock.clock, logger: quiet)
        await core.intake.wake()
        #expect(try await core.status().unopened == 1)
        await core.begin()
        try await eventually("what waited is opened") { try await core.status().unopened == 0 }
        await core.end()
    }

    @Test("A node that has ended opens nothing more and counts no failure")
    func opensNoMore() async throws {
        let federation = try await Federation()
        await federation.coordinator.stop()
        await federation.coordinator.core.intake.wake()
        #expect(await federation.coordinator.core.intake.counters["intake-failed"] == nil)
    }

    /// Has one entry of a journal wait to be opened, as after a crash.
    private func leaveWaiting(in directory: String) throws {
        let store = try Store(path: directory)
        defer { store.close() }
        let journal = try #require(try store.journals().first { $0.name != nil })
        try store.markUnreadable([(EntryPlace(journal: journal.journal, position: 0), .unjudged)])
        #expect(try store.retryUnjudged() == 1)
    }
}
