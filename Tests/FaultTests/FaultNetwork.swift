import Exchange
import Foundation
import Glibc
import Synchronization
import Testing

/// A coordinator, a bank and a telco as real processes of the built tool on loopback, in a closed group of the two with the
/// coordinator as mailbox.
///
/// Founded once with the commands that an operator types; each scenario plays with a copy of the three stopped directories. What a
/// scenario starts is ended and what it wrote is removed when it ends, in whatever way.
final class FaultNetwork: FaultyNetwork {
    enum Member: String, CaseIterable, Sendable {
        case coordinator
        case bank
        case telco

        var organisation: String {
            switch self {
            case .coordinator: "Example City CERT"
            case .bank: "Harbour Bank"
            case .telco: "City Telecom"
            }
        }
    }

    static let group = "Harbour Exchange"

    let folder: String
    let coordinator: FaultNode
    let bank: FaultNode
    let telco: FaultNode

    var nodes: [FaultNode] { [coordinator, bank, telco] }
    var peersMin: Int { nodes.count - 1 }
    var countersThatStayZero: [String] { ["fork-suspected", "own-journal-ahead", "dropped-forged"] }

    private init(folder: String) {
        self.folder = folder
        func node(_ member: Member) -> FaultNode {
            FaultNode(
                name: member.rawValue, directory: "\(folder)/\(member.rawValue)", passphraseFile: "\(folder)/\(member.rawValue).passphrase",
                log: "\(folder)/\(member.rawValue).log")
        }
        (coordinator, bank, telco) = (node(.coordinator), node(.bank), node(.telco))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Plays a scenario with a running copy of the network; prints the logs when it fails.
    ///
    /// `prepare` is done before anybody is started. Scenarios that run at the same time need foundings of their own.
    static func play(
        founding: String = "first", prepare: (FaultNetwork) throws -> Void = { _ in }, _ scenario: (FaultNetwork) async throws -> Void
    ) async throws {
        let network = FaultNetwork(folder: try await Founding.shared.copy(of: founding))
        do {
            try prepare(network)
            for node in network.nodes { try node.launch() }
            try await network.waitUntilConnected()
            try await scenario(network)
        } catch {
            for node in network.nodes { print("--- the log of \(node.name):\n\(node.tail)") }
            Issue.record("\(error)")
        }
        for node in network.nodes { try? await node.kill() }
    }

    /// Waits until all run and see each other.
    func waitUntilConnected() async throws {
        for node in nodes {
            try await eventually("\(node.name) is admitted and sees the others") {
                guard node.isRunning else { throw FaultError("\(node.name) ended") }
                guard let status = try? await node.client.status() else { return false }
                node.remember(identifier: status.node)
                return status.standing == "admitted" && status.peersConnected >= self.nodes.count - 1
            }
        }
    }

    func stopAll() async throws { for node in nodes { try await node.stop() } }

    // MARK: - Founding

    /// Founds the network once for all scenarios of this process.
    private actor Founding {
        static let shared = Founding()

        private var templates: [String: Task<String, any Error>] = [:]
        private var copies = 0

        /// A fresh copy of the founded network's folder. Copies of one founding have the same ports, so they run one after the other.
        func copy(of founding: String) async throws -> String {
            if templates.isEmpty { Leftovers.remove() }
            let task =
                templates[founding]
                ?? Task {
                    let folder = Leftovers.folder + "/" + founding
                    let network = FaultNetwork(folder: folder)
                    try await network.found()
                    // The object's end removes the folder: the copies are made of another name.
                    try FileManager.default.moveItem(atPath: folder, toPath: folder + ".kept")
                    return folder + ".kept"
                }
            templates[founding] = task
            let source = try await task.value
            copies += 1
            let folder = Leftovers.folder + "/\(copies)"
            try FileManager.default.copyItem(atPath: source, toPath: folder)
            return folder
        }
    }

    private func found() async throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for (member, node) in zip(Member.allCases, nodes) { try writeFiles(of: node, isCoordinator: member == .coordinator) }
        let network = try await command(
            coordinator,
            [
                "init", "--data", coordinator.directory, "--name", Member.coordinator.organisation, "--coordinator", "--origin",
                "registry.example/causeway", "--network-name", "Example City", "--settings", settingsFile(of: coordinator), "--json",
            ], "network")
        try FaultNode.letLeaveAtOnce(coordinator.directory)
        try await coordinator.start()
        for (member, node) in [(Member.bank, bank), (.telco, telco)] {
            _ = try await command(
                node, ["init", "--data", node.directory, "--name", member.organisation, "--settings", settingsFile(of: node), "--json"], nil
            )
            try FaultNode.letLeaveAtOnce(node.directory)
            let application = try await command(
                node,
                ["join", address(of: coordinator), "--data", node.directory, "--network", network, "--contact", "duty desk", "--json"],
                "application")
            _ = try await coordinator.client.admit(application, despiteLikeness: false)
            try await node.start()
        }
        try await waitUntilConnected()
        try await eventually("the group is founded") {
            (try? await self.bank.client.createGroup(GroupCreation(name: Self.group, mailbox: true, history: true))) != nil
        }
        try await eventually("the telco is in the group") {
            (try? await self.bank.client.changeGroup(Self.group, GroupChange(.add, Member.telco.organisation))) != nil
        }
        try await eventually("the telco knows the group, and the bank its key") {
            let groups = try await self.bank.client.groups()
            guard groups.contains(where: { $0.name == Self.group && $0.waiting.isEmpty && !$0.keySince.isEmpty }) else { return false }
            return try await self.telco.client.groups().contains { $0.name == Self.group && !$0.keySince.isEmpty }
        }
        for node in nodes {
            try await eventually("\(node.name) knows everybody's encryption key") {
                try await node.client.members().allSatisfy { $0.nodes.allSatisfy(\.hasSubkey) }
            }
        }
        try await stopAll()
    }

    private func command(_ node: FaultNode, _ arguments: [String], _ member: String?) async throws -> String {
        let answer = try await BuiltTool.run(arguments, passphraseFile: node.passphraseFile)
        guard answer.exitCode == 0 else { throw FaultError("causeway \(arguments[0]) failed: \(answer.errors)") }
        guard let member else { return "" }
        guard let value = answer.member(member) else { throw FaultError("causeway \(arguments[0]) did not say its \(member)") }
        return value
    }

    private func settingsFile(of node: FaultNode) -> String { "\(folder)/\(node.name).yaml" }

    /// The address that stands in the node's settings.
    func address(of node: FaultNode) -> String {
        let text = (try? String(contentsOfFile: settingsFile(of: node), encoding: .utf8)) ?? ""
        return text.split(separator: "\"").dropFirst().first.map(String.init) ?? ""
    }

    private func writeFiles(of node: FaultNode, isCoordinator: Bool) throws {
        let address = "127.0.0.1:\(try freePort())"
        let settings = """
            listen: "\(address)"
            advertise: ["\(address)"]
            log-level: info
            mailbox: \(isCoordinator)

            """
        try settings.write(toFile: settingsFile(of: node), atomically: true, encoding: .utf8)
        try "\(UUID().uuidString)".write(toFile: node.passphraseFile, atomically: true, encoding: .utf8)
        chmod(node.passphraseFile, 0o600)
    }
}

/// The folder of this process, and what an earlier process left when it was killed.
enum Leftovers {
    private static let prefix = "causeway-faults-"

    /// Everything that this process writes lies below it.
    static let folder = NSTemporaryDirectory() + prefix + "\(getpid())"

    /// Ends nodes and removes folders of test processes that are no more; begins an own folder, once in this process.
    static func remove() { _ = removed }

    private static let removed: Void = {
        let temporary = NSTemporaryDirectory()
        for name in (try? FileManager.default.contentsOfDirectory(atPath: temporary)) ?? [] where name.hasPrefix(prefix) {
            guard let owner = pid_t(name.dropFirst(prefix.count)), owner == getpid() || kill(owner, 0) != 0 else { continue }
            for process in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
                guard let pid = pid_t(process), pid != getpid(),
                    let words = FileManager.default.contents(atPath: "/proc/\(process)/cmdline"),
                    words.range(of: Data((temporary + name + "/").utf8)) != nil
                else { continue }
                kill(pid, SIGKILL)
            }
            try? FileManager.default.removeItem(atPath: temporary + name)
        }
        atexit { try? FileManager.default.removeItem(atPath: Leftovers.folder) }
    }()
}

/// A port that nobody listens on now, below those that the system hands out by itself.
private func freePort() throws -> Int {
    for _ in 0..<1_000 {
        let port = Int.random(in: 12_000..<30_000)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let isFree = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if isFree { return port }
    }
    throw FaultError("no port is free")
}
