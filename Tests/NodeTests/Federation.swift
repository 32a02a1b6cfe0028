import Exchange
import Foundation
import Glibc
import Ledger
import Logging
import Sodium
import Synchronization
import Testing
import Transport

@testable import Daemon

/// A small federation in one process: real stores, keys, TLS on loopback; each node in its own data directory.
final class Federation: Sendable {
    let home: String
    let coordinator: RunningNode
    let network: String
    /// Opens the coordinator's backups.
    let backupCode: String
    let clock: TestClock

    /// Founds a network in a fresh temporary directory.
    init(relay: Bool = true, admissionDelayMinutes: UInt32 = 0, clock: TestClock = TestClock()) async throws {
        await Turnstile.shared.enter()
        self.clock = clock
        home = NSTemporaryDirectory() + "causeway-\(UUID().uuidString.prefix(8))"
        let directory = home + "/coordinator"
        let port = try freePort()
        let settings = try TestSettings.write(in: home, name: "coordinator", port: port, mailbox: true, relay: relay)
        let report = try initialiseNode(
            InitRequest(
                dataDirectory: directory, organisation: "Example City CERT", sector: "government",
                coordinator: .init(
                    origin: "registry.example/causeway", networkName: "Example City", admissionDelayMinutes: admissionDelayMinutes),
                settingsFile: settings), passphrase: passphrase())
        try TestSettings.letLeaveAtOnce(directory)
        network = report.network
        backupCode = report.backupCode
        coordinator = try await RunningNode(directory: directory, port: port, clock: clock)
    }

    deinit {
        Turnstile.shared.leave()
        try? FileManager.default.removeItem(atPath: home)
    }

    /// A member that has applied and been admitted, running, with an encryption key of its own, so that it can share; `listens` false
    /// leaves it without any listening port.
    func member(
        _ name: String, sector: String = "finance", listens: Bool = true, clock: TestClock? = nil
    ) async throws -> RunningNode {
        let directory = try await candidate(name, sector: sector, listens: listens)
        let waiting = try await coordinator.core.applications()
        let application = try #require(waiting.first { $0.organisation == name })
        _ = try await coordinator.core.admit(application.id, despiteLikeness: false)
        let node = try await RunningNode(
            directory: directory.path, port: directory.port, clock: clock ?? self.clock, recoveryCode: directory.recoveryCode)
        try await eventually("\(name) is admitted and connected") {
            let status = try await node.core.status()
            let hasKey = await node.core.groups.statements[node.core.node] != nil
            return hasKey && status.standing == "admitted" && status.peersConnected > 0
        }
        return node
    }

    /// Waits until each of these nodes knows encryption keys of all of them and of the coordinator.
    func waitForKeys(_ nodes: [RunningNode]) async throws {
        let wanted = nodes.map(\.core.node) + [coordinator.core.node]
        for node in nodes {
            try await eventually("encryption keys are known") {
                let statements = await node.core.groups.statements
                return wanted.allSatisfy { statements[$0] != nil }
            }
        }
    }

    /// A data directory whose organisation has applied and waits.
    func candidate(
        _ name: String, sector: String = "finance", listens: Bool = true
    ) async throws -> (path: String, port: Int?, recoveryCode: String) {
        let directory = home + "/" + name.replacingOccurrences(of: " ", with: "-").lowercased()
        let port = listens ? try freePort() : nil
        let file = try TestSettings.write(in: home, name: name, port: port, mailbox: false)
        let report = try initialiseNode(
            InitRequest(dataDirectory: directory, organisation: name, sector: sector, coordinator: nil, settingsFile: file),
            passphrase: passphrase())
        try TestSettings.letLeaveAtOnce(directory)
        let settings = try NodeSettings.load(file: DataDirectoryLayout.settings(in: directory), environment: [:], overrides: [:])
        _ = try await joinNetwork(
            JoinRequest(
                dataDirectory: directory, coordinator: "127.0.0.1:\(coordinator.port ?? 0)", network: network, contact: "A. Person"),
            passphrase: passphrase(), settings: settings, logger: quiet)
        return (directory, port, report.recoveryCode)
    }
}

/// Lets few federations run at a time, so that nobody's patience ends for want of a processor.
private final class Turnstile: Sendable {
    static let shared = Turnstile(places: 2)

    private let state: Mutex<(free: Int, waiting: [CheckedContinuation<Void, Never>])>

    init(places: Int) { state = Mutex((places, [])) }

    func enter() async {
        await withCheckedContinuation { continuation in
            let mayEnter = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if mayEnter { continuation.resume() }
        }
    }

    func leave() {
        let next = state.withLock { state in
            if state.waiting.isEmpty {
                state.free += 1
                return nil as CheckedContinuation<Void, Never>?
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}

/// The settings file of a node in a test.
enum TestSettings {
    static func write(in home: String, name: String, port: Int?, mailbox: Bool, relay: Bool = false) throws -> String {
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        let path = home + "/" + UUID().uuidString + ".yaml"
        let address = port.map { "127.0.0.1:\($0)" } ?? ""
        let text = """
            listen: "\(address)"
            advertise: [\(address.isEmpty ? "" : "\"\(address)\"")]
            mailbox: \(mailbox)
            relay: \(relay)
            """
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// The rules of a node whose items leave at once: what most tests try is sharing, not waiting.
    static func letLeaveAtOnce(_ directory: String) throws {
        try rules("waiting:\n  clear: {wait: 0s, approvals: 0}\n  green: {wait: 0s}\n", in: directory)
    }

    /// Writes the node's rules file; `text` is what stands behind the version.
    static func rules(_ text: String, in directory: String) throws {
        try "version: 1\n\(text)".write(toFile: DataDirectoryLayout.policy(in: directory), atomically: true, encoding: .utf8)
    }
}

/// A node that runs until `stop`, which leaves its data directory as a stopped process would.
final class RunningNode: Sendable {
    let core: NodeCore
    let port: Int?
    let directory: String
    let clock: TestClock
    let recoveryCode: String
    private let listener: TransportListener?
    private let dialling: Task<Void, Never>

    init(
        directory: String, port: Int?, listening: Bool = true, clock: TestClock = TestClock(), recoveryCode: String = "",
        recording: String? = nil
    ) async throws {
        self.directory = directory
        self.port = port
        self.clock = clock
        self.recoveryCode = recoveryCode
        let keys = try NodeKeys.open(in: directory, passphrase: passphrase())
        let settings = try NodeSettings.load(file: DataDirectoryLayout.settings(in: directory), environment: [:], overrides: [:])
        let core = try await NodeCore(
            directory: directory, keys: keys, settings: settings, recording: recording, clock: clock.clock, logger: quiet)
        await core.begin()
        if let port, listening {
            listener = try await core.listen(on: Endpoint("127.0.0.1:\(port)"))
        } else {
            listener = nil
        }
        dialling = Task { await core.dialling.run() }
        self.core = core
    }

    /// The same data directory, started again after `stop`.
    func restarted(recording: String? = nil) async throws -> RunningNode {
        try await RunningNode(directory: directory, port: port, clock: clock, recoveryCode: recoveryCode, recording: recording)
    }

    func stop() async {
        await core.dialling.stop()
        dialling.cancel()
        await core.conductor.stop()
        await listener?.close()
        await core.end()
    }

    /// Waits until the item can be read here.
    func waitForItem(_ id: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await eventually("item \(id.prefix(8)) is readable", sourceLocation: sourceLocation) {
            try await core.items(group: nil, limit: 1_000, as: nil).contains { $0.id == id && $0.state != "quarantined" }
        } otherwise: {
            await whatIsHere()
        }
    }

    /// What the node holds and lacks, for whoever reads why a test failed.
    private func whatIsHere() async -> String {
        guard let status = try? await core.status() else { return "the node does not answer" }
        let groups = (try? await core.groups().map(\.name)) ?? []
        return """
            \(status.entries) entries, \(status.items) items, \(status.unopened) unopened, \(status.bodiesMissing) bodies missing, \
            \(status.journalsBehind) journals behind, \(status.peersConnected) peers, groups \(groups), counters \(status.counters)
            """
    }
}

/// A clock that a test sets ahead of the machine's.
final class TestClock: Sendable {
    private let ahead = Mutex<Int64>(0)

    var clock: WallClock { WallClock { [self] in ahead.withLock { $0 } } }

    func advance(days: Int64 = 0, hours: Int64 = 0, minutes: Int64 = 0) {
        ahead.withLock { $0 += ((days * 24 + hours) * 60 + minutes) * 60 }
    }
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

func passphrase(_ text: String = "correct horse battery staple") -> SecretOctets {
    var bytes = Array(text.utf8)
    return SecretOctets(moving: &bytes)
}

/// Waits until the node knows subkeys of these organisations, so that a group can include them.
func waitForSubkeys(_ node: RunningNode, of organisations: [String]) async throws {
    try await eventually("subkeys of \(organisations)") {
        let members = try await node.core.members()
        return (organisations + ["Harbour Bank"]).allSatisfy { name in
            members.first { $0.organisation == name }?.nodes.first?.hasSubkey ?? false
        }
    }
}

/// Whether any file below the directory holds the text.
func contains(_ text: String, in directory: String) throws -> Bool {
    let names = try FileManager.default.subpathsOfDirectory(atPath: directory)
    return names.contains { name in
        FileManager.default.contents(atPath: directory + "/" + name)?.range(of: Data(text.utf8)) != nil
    }
}

/// Looks again and again until the condition holds; fails after a minute, which only a broken build takes.
func eventually(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool,
    otherwise explanation: () async -> String = { "" }
) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    let found = await explanation()
    Issue.record("did not come about within a minute: \(what)\(found.isEmpty ? "" : "; \(found)")", sourceLocation: sourceLocation)
    throw CancellationError()
}

/// A port nobody listens on now, and that no other test is given: below those that the system hands out by itself.
func freePort() throws -> Int {
    while true {
        let port = nextPort.withLock { next in
            next = next < 30_000 ? next + 1 : 12_000
            return next
        }
        if isFree(port) { return port }
    }
}

private let nextPort = Mutex(12_000 + Int.random(in: 0..<18_000))

private func isFree(_ port: Int) -> Bool {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
    }
}

/// A STIX bundle with one report; `mark` is a TLP 2.0 marking definition's identifier or `nil`, `padding` octets make it long.
func bundle(_ title: String, mark: String? = nil, padding: Int = 0) -> [UInt8] {
    let marks = mark.map { ", \"object_marking_refs\": [\"\($0)\"]" } ?? ""
    let identity = "identity--\(UUID().uuidString.lowercased())"
    return Array(
        """
        {"type": "bundle", "id": "bundle--\(UUID().uuidString.lowercased())", "objects": [
          {"type": "identity", "spec_version": "2.1", "id": "\(identity)", "created": "2026-01-01T00:00:00.000Z",
           "modified": "2026-01-01T00:00:00.000Z", "name": "Test organisation"\(marks)},
          {"type": "report", "spec_version": "2.1", "id": "report--\(UUID().uuidString.lowercased())",
           "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z", "name": "\(title)",
           "published": "2026-01-01T00:00:00Z", "object_refs": ["\(identity)"],
           "description": "\(String(repeating: "x", count: padding))"\(marks)}]}

        """.utf8)
}

/// Identifiers of the TLP 2.0 marking definitions.
enum Mark {
    static let green = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
    static let clear = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
    static let amber = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
    static let red = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
}
