import Exchange
import Foundation
import Glibc
import Logging
import Sodium
import Testing
import Transport

@testable import Daemon

/// A small federation in one process: real stores, keys, TLS on loopback; each node in its own data directory.
final class Federation: Sendable {
    let home: String
    let coordinator: RunningNode
    let network: String

    /// Founds a network in a fresh temporary directory.
    init() async throws {
        home = NSTemporaryDirectory() + "causeway-\(UUID().uuidString.prefix(8))"
        let directory = home + "/coordinator"
        let port = try freePort()
        let settings = try TestSettings.write(in: home, name: "coordinator", port: port, mailbox: true)
        let report = try initialiseNode(
            InitRequest(
                dataDirectory: directory, organisation: "Example City CERT", sector: "government",
                coordinator: .init(origin: "registry.example/causeway", networkName: "Example City", admissionDelayMinutes: 0),
                settingsFile: settings), passphrase: passphrase())
        network = report.network
        coordinator = try await RunningNode(directory: directory, port: port)
    }

    deinit { try? FileManager.default.removeItem(atPath: home) }

    /// A member that has applied and been admitted, running; `listens` false leaves it without any listening port.
    func member(_ name: String, listens: Bool = true) async throws -> RunningNode {
        let directory = try await candidate(name, listens: listens)
        let waiting = try await coordinator.core.applications()
        let application = try #require(waiting.first { $0.organisation == name })
        _ = try await coordinator.core.admit(application.id)
        let node = try await RunningNode(directory: directory.path, port: directory.port)
        try await eventually("\(name) is admitted and connected") {
            let status = try await node.core.status()
            return status.standing == "admitted" && status.peersConnected > 0
        }
        return node
    }

    /// A data directory whose organisation has applied and waits.
    func candidate(_ name: String, listens: Bool = true) async throws -> (path: String, port: Int?) {
        let directory = home + "/" + name.replacingOccurrences(of: " ", with: "-").lowercased()
        let port = listens ? try freePort() : nil
        let file = try TestSettings.write(in: home, name: name, port: port, mailbox: false)
        _ = try initialiseNode(
            InitRequest(dataDirectory: directory, organisation: name, sector: "finance", coordinator: nil, settingsFile: file),
            passphrase: passphrase())
        let settings = try NodeSettings.load(file: DataDirectoryLayout.settings(in: directory), environment: [:], overrides: [:])
        _ = try await joinNetwork(
            JoinRequest(
                dataDirectory: directory, coordinator: "127.0.0.1:\(coordinator.port ?? 0)", network: network, contact: "A. Person"),
            passphrase: passphrase(), settings: settings, logger: quiet)
        return (directory, port)
    }
}

/// The settings file of a node in a test.
enum TestSettings {
    static func write(in home: String, name: String, port: Int?, mailbox: Bool) throws -> String {
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        let path = home + "/" + UUID().uuidString + ".yaml"
        let address = port.map { "127.0.0.1:\($0)" } ?? ""
        let text = """
            listen: "\(address)"
            advertise: [\(address.isEmpty ? "" : "\"\(address)\"")]
            mailbox: \(mailbox)
            """
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}

/// A node that runs until `stop`, which leaves its data directory as a stopped process would.
final class RunningNode: Sendable {
    let core: NodeCore
    let port: Int?
    let directory: String
    private let listener: TransportListener?
    private let dialling: Task<Void, Never>

    init(directory: String, port: Int?, listening: Bool = true) async throws {
        self.directory = directory
        self.port = port
        let keys = try NodeKeys.open(in: directory, passphrase: passphrase())
        let settings = try NodeSettings.load(file: DataDirectoryLayout.settings(in: directory), environment: [:], overrides: [:])
        let core = try await NodeCore(directory: directory, keys: keys, settings: settings, logger: quiet)
        await core.begin()
        if let port, listening {
            listener = try await TransportListener.start(host: "127.0.0.1", port: port, identity: core.identity, log: quiet) {
                await core.conductor.serve($0)
            }
        } else {
            listener = nil
        }
        dialling = Task { await core.dialling.run() }
        self.core = core
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
            try await core.items(group: nil, limit: 1_000).contains { $0.id == id }
        }
    }
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

func passphrase(_ text: String = "correct horse battery staple") -> SecretOctets {
    var bytes = Array(text.utf8)
    return SecretOctets(moving: &bytes)
}

/// Looks again and again until the condition holds; fails after a minute, which only a broken build takes.
func eventually(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("did not come about within a minute: \(what)", sourceLocation: sourceLocation)
    throw CancellationError()
}

/// A port nobody listens on now.
func freePort() throws -> Int {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0 }
    }
    try #require(bound)
    return Int(UInt16(bigEndian: address.sin_port))
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
    static let clear = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
    static let amber = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
    static let red = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
}
