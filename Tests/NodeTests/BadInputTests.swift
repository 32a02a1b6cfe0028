import Exchange
import Foundation
import Logging
import Sodium
import Storage
import Testing
import Transport

@testable import Daemon

/// What is wrong is named, changes nothing, and the node lives on.
@Suite("Bad input on a real node")
struct BadInputTests {
    /// A lone bank with a group of its own, ready to share.
    private func bankWithGroup() async throws -> (Federation, RunningNode) {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        try await eventually("the bank's own subkey is known") {
            try await bank.core.members().first { $0.organisation == "Harbour Bank" }?.nodes.first?.hasSubkey ?? false
        }
        _ = try await bank.core.createGroup(GroupCreation(name: "Notes", mailbox: false))
        return (federation, bank)
    }

    @Test("Content that must not or cannot be shared is refused by name and leaves nothing behind")
    func content() async throws {
        let (federation, bank) = try await bankWithGroup()
        let version20 = Array(
            #"{"type":"bundle","id":"bundle--44af6c39-c09b-49c5-9de2-394224b04982","spec_version":"2.0","objects":[]}"#.utf8)
        let cases: [(name: String, bytes: [UInt8], tlp: String?, code: String)] = [
            ("empty", [], "amber", "invalid-stix"),
            ("broken JSON", Array(bundle("Cut off").dropLast(40)), "amber", "invalid-stix"),
            ("STIX 2.0", version20, "amber", "invalid-stix"),
            ("junk", [UInt8](repeating: 0x78, count: 100_000), "amber", "invalid-stix"),
            ("unmarked", bundle("Unmarked"), nil, "unmarked"),
            ("weaker than the file", bundle("Marked", mark: Mark.amber), "green", "weaker-than-file"),
            ("RED to a group", bundle("Red", mark: Mark.red), nil, "audience-too-wide"),
            ("RED asked for", bundle("Red"), "red", "audience-too-wide"),
            ("no such marking", bundle("Mauve"), "mauve", "unknown-tlp"),
        ]
        let before = try await bank.core.status().entries
        for bad in cases {
            let error = await #expect(throws: OperationError.self, "\(bad.name)") {
                try await bank.core.share(bad.bytes, ShareRequest(to: .group("Notes"), tlp: bad.tlp))
            }
            #expect(error?.code == bad.code, "\(bad.name)")
            #expect(error?.reason.isEmpty == false && error?.remedy.isEmpty == false, "\(bad.name)")
        }
        #expect(try await bank.core.status().items == 0)
        // A marked file whose mark the group allows still goes through, and two TLPs become the stricter one.
        let shared = try await bank.core.share(bundle("Fine", mark: Mark.amber), ShareRequest(to: .group("Notes"), tlp: nil))
        try await bank.waitForItem(shared.id)
        #expect(shared.tlpSource == "content")
        #expect(try await bank.core.status().entries > before)
        await bank.stop()
        await federation.coordinator.stop()
    }

    @Test("Unknown groups, items, organisations and applications are named with what to do")
    func names() async throws {
        let (federation, bank) = try await bankWithGroup()
        func code(_ operation: () async throws -> Void) async -> String? {
            do {
                try await operation()
                return nil
            } catch { return (error as? OperationError)?.code }
        }
        #expect(await code { _ = try await bank.core.changeGroup("Notes", GroupChange(.add, "City Telecom")) } == "unknown-organisation")
        #expect(await code { _ = try await bank.core.changeGroup("Nowhere", GroupChange(.add, "Harbour Bank")) } == "unknown-group")
        #expect(await code { _ = try await bank.core.createGroup(GroupCreation(name: "Notes", mailbox: false)) } == "name-taken")
        #expect(await code { _ = try await bank.core.createGroup(GroupCreation(name: " ", mailbox: false)) } == "invalid-name")
        #expect(await code { _ = try await bank.core.item("abcdef", as: nil) } == "unknown-item")
        #expect(await code { _ = try await bank.core.admit("abcd", despiteLikeness: false) } == "not-the-coordinator")
        #expect(await code { _ = try await federation.coordinator.core.admit("abcd", despiteLikeness: false) } == "unknown-application")
        await bank.stop()
        await federation.coordinator.stop()
    }

    @Test("A wrong passphrase, a second init and a second node on one data directory are refused")
    func directory() async throws {
        let federation = try await Federation()
        let directory = federation.coordinator.directory
        let wrong = #expect(throws: OperationError.self) {
            try NodeKeys.open(in: directory, passphrase: passphrase("another one"))
        }
        #expect(wrong?.code == "wrong-passphrase")
        let again = #expect(throws: OperationError.self) {
            try initialiseNode(
                InitRequest(dataDirectory: directory, organisation: "Again", sector: "", coordinator: nil, settingsFile: nil),
                passphrase: passphrase())
        }
        #expect(again?.code == "already-initialised")
        await #expect(throws: NodeFailure.self) { _ = try await RunningNode(directory: directory, port: nil) }
        #expect(try await federation.coordinator.core.status().standing == "admitted")
        await federation.coordinator.stop()
    }

    @Test("A port that is taken is named, and a database of a newer release is refused untouched")
    func portAndSchema() async throws {
        let federation = try await Federation()
        let directory = federation.coordinator.directory
        let port = federation.coordinator.port ?? 0
        await #expect(throws: TransportError.portInUse(port)) {
            _ = try await TransportListener.start(host: "127.0.0.1", port: port, identity: federation.coordinator.core.identity) { _ in }
        }
        await federation.coordinator.stop()
        let path = directory + "/" + Store.fileName
        var bytes = try #require(FileManager.default.contents(atPath: path))
        // The user version of an SQLite database is the big-endian number at octet 60 of its header.
        bytes.replaceSubrange(60..<64, with: [0, 0, 0x27, 0x0F])
        try bytes.write(to: URL(fileURLWithPath: path))
        var caught: OperationError?
        do {
            _ = try await RunningNode(directory: directory, port: nil)
        } catch { caught = (error as? NodeFailure)?.operation }
        #expect(caught?.remedy.isEmpty == false && caught?.reason.contains("9999") == true)
        #expect(FileManager.default.contents(atPath: path) == bytes)
    }

    @Test("A candidate that names another network, and one with a forged letter, gets an answer and changes nothing")
    func applications() async throws {
        let federation = try await Federation()
        let candidate = try await federation.candidate("City Telecom")
        let settings = try NodeSettings.load(
            file: DataDirectoryLayout.settings(in: candidate.path), environment: [:], overrides: [:])
        let other = await #expect(throws: OperationError.self) {
            try await joinNetwork(
                JoinRequest(
                    dataDirectory: candidate.path, coordinator: "127.0.0.1:\(federation.coordinator.port ?? 0)",
                    network: String(repeating: "ab", count: 32), contact: ""), passphrase: passphrase(), settings: settings, logger: quiet)
        }
        #expect(other?.code == "other-network")
        let office = try #require(federation.coordinator.core.office)
        let answer = await office.take([1, 2, 3], from: SecureRandom.octets32())
        #expect(answer.code != 0)
        #expect(try await federation.coordinator.core.applications().count == 1)
        // The same candidate again is one application, its last.
        let again = try await joinNetwork(
            JoinRequest(
                dataDirectory: candidate.path, coordinator: "127.0.0.1:\(federation.coordinator.port ?? 0)", network: federation.network,
                contact: "B. Person"), passphrase: passphrase(), settings: settings, logger: quiet)
        let waiting = try await federation.coordinator.core.applications()
        #expect(waiting.map(\.id) == [again.application] && waiting.first?.contact == "B. Person")
        await federation.coordinator.stop()
    }
}
