import Exchange
import Foundation
import Glibc
import Synchronization

/// Eight organisations, each with a node in a network namespace of its own, and a ninth that means ill.
///
/// A coordinator that is mailbox and relay, five members that listen, two that only dial out; four of them, one of those two among them,
/// are in a closed group. The ninth is admitted like everybody and then served by `HostileNode`.
final class LabNetwork: FaultyNetwork {
    static let group = "Harbour Exchange"
    static let names = ["coordinator", "bank", "telco", "college", "clinic", "airport", "harbour", "museum", "rogue"]
    /// Nodes without an address of their own.
    static let diallers: Set = ["harbour", "museum"]
    static let inGroup = ["bank", "telco", "clinic", "harbour"]
    private static let port = 7_400

    let lab: NetworkLab
    let folder: String
    let all: [FaultNode]
    private let hostile = Mutex<ChildProcess?>(nil)

    /// Those that keep the rules.
    var nodes: [FaultNode] { all.filter { $0.name != "rogue" } }
    /// Somebody, and through it everybody.
    var peersMin: Int { 1 }
    /// The hostile one sends forgeries, but nobody's journal may fork.
    var countersThatStayZero: [String] { ["fork-suspected", "own-journal-ahead"] }

    var entitled: [Truth.Audience: Set<String>] {
        let everybody = Set(nodes.map(\.name))
        return [.group: Set(Self.inGroup), .members: everybody, .everyone: everybody]
    }

    subscript(name: String) -> FaultNode {
        guard let node = all.first(where: { $0.name == name }) else { preconditionFailure("there is no \(name)") }
        return node
    }

    func place(_ name: String) -> NetworkLab.Place {
        guard let index = Self.names.firstIndex(of: name) else { preconditionFailure("there is no \(name)") }
        return lab.places[index]
    }

    func places(_ names: [String]) -> [NetworkLab.Place] { names.map(place) }

    private init(folder: String, lab: NetworkLab) {
        (self.folder, self.lab) = (folder, lab)
        all = zip(Self.names, lab.places).map { name, place in
            FaultNode(
                name: name, directory: "\(folder)/\(name)", passphraseFile: "\(folder)/\(name).passphrase", log: "\(folder)/\(name).log",
                prefix: place.prefix)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Founds a network and plays with it; prints the logs when that fails.
    static func play(_ scenario: (LabNetwork) async throws -> Void) async throws {
        Leftovers.remove()
        let folder = Leftovers.folder + "/lab"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let network = LabNetwork(folder: folder, lab: try await NetworkLab(places: names.count, under: folder))
        do {
            try await network.found()
            try await network.launchHostile()
            try await scenario(network)
        } catch {
            for node in network.all { print("--- the log of \(node.name):\n\(node.tail)") }
            for node in network.all { try? await node.kill() }
            network.endHostile()
            throw error
        }
        for node in network.all { try? await node.kill() }
        network.endHostile()
    }

    func stopAll() async throws {
        endHostile()
        for node in nodes { try await node.stop() }
    }

    // MARK: - Founding

    private func address(of name: String) -> String { "\(place(name).address):\(Self.port)" }

    private func found() async throws {
        for node in all { try writeFiles(of: node) }
        let coordinator = self["coordinator"]
        let network = try await command(
            coordinator,
            [
                "init", "--name", organisation(coordinator), "--coordinator", "--origin", "registry.example/causeway", "--network-name",
                "Lab",
            ],
            says: "network")
        try FaultNode.letLeaveAtOnce(coordinator.directory)
        try await coordinator.start()
        try await withThrowingTaskGroup { group in
            for node in nodes where node.name != "coordinator" { group.addTask { try await self.join(node, network) } }
            try await group.waitForAll()
        }
        // Last, because a coordinator waits for every member of a small network before it signs, and this one does not run yet.
        try await join(self["rogue"], network)
        try await eventually("all are admitted and connected") {
            for node in self.nodes {
                guard let status = try? await node.client.status(), status.standing == "admitted", status.peersConnected > 0 else {
                    return false
                }
                node.remember(identifier: status.node)
            }
            return true
        }
        let others = Self.inGroup.filter { $0 != "bank" }.map { organisation(self[$0]) }
        try await eventually("the group is founded") {
            (try? await self["bank"].client.createGroup(GroupCreation(name: Self.group, members: others, mailbox: true, history: true)))
                != nil
        }
        try await eventually("everybody in the group knows it and its key") {
            for name in Self.inGroup {
                let groups = try? await self[name].client.groups()
                guard groups?.contains(where: { $0.name == Self.group && $0.waiting.isEmpty && !$0.keySince.isEmpty }) == true else {
                    return false
                }
            }
            return true
        }
    }

    private func join(_ node: FaultNode, _ network: String) async throws {
        _ = try await command(node, ["init", "--name", organisation(node)], says: nil)
        try FaultNode.letLeaveAtOnce(node.directory)
        let application = try await command(
            node, ["join", address(of: "coordinator"), "--network", network, "--contact", "duty desk"], says: "application")
        // The coordinator signs nothing while it asks members whether it has all of its registry; and an answer may be lost on the way.
        var last = ""
        do {
            try await eventually("\(node.name) is admitted") {
                do {
                    _ = try await self["coordinator"].client.admit(application, despiteLikeness: true)
                    return true
                } catch {
                    last = "\(error)"
                    let members = try? await self["coordinator"].client.members()
                    return members?.contains { $0.organisation == self.organisation(node) && $0.standing == "admitted" } ?? false
                }
            }
        } catch {
            throw FaultError("\(error): \(last)")
        }
        if node.name != "rogue" { try await node.start() }
    }

    private func organisation(_ node: FaultNode) -> String { "Lab \(node.name)" }

    private func command(_ node: FaultNode, _ arguments: [String], says member: String?) async throws -> String {
        var words = arguments + ["--data", node.directory, "--json"]
        if arguments[0] == "init" { words += ["--settings", "\(folder)/\(node.name).yaml"] }
        let answer = try await BuiltTool.run(words, passphraseFile: node.passphraseFile, prefix: node.prefix)
        guard answer.exitCode == 0 else { throw FaultError("causeway \(arguments[0]) of \(node.name) failed: \(answer.errors)") }
        guard let member else { return "" }
        guard let value = answer.member(member) else { throw FaultError("causeway \(arguments[0]) did not say its \(member)") }
        return value
    }

    private func writeFiles(of node: FaultNode) throws {
        var settings = "log-level: info\n"
        if !Self.diallers.contains(node.name) {
            settings += "listen: \"\(address(of: node.name))\"\nadvertise: [\"\(address(of: node.name))\"]\n"
        }
        if node.name == "coordinator" { settings += "mailbox: true\nrelay: true\n" }
        try settings.write(toFile: "\(folder)/\(node.name).yaml", atomically: true, encoding: .utf8)
        try "\(UUID().uuidString)".write(toFile: node.passphraseFile, atomically: true, encoding: .utf8)
        chmod(node.passphraseFile, 0o600)
    }

    /// The tag of the closed group, as its members know it.
    func groupTag() async throws -> String {
        guard let group = try await self["bank"].client.groups().first(where: { $0.name == Self.group }) else {
            throw FaultError("the bank does not know the group")
        }
        return group.tag
    }

    // MARK: - The ninth

    private var reportFile: String { folder + "/rogue.report" }

    /// Starts the hostile node with the tag of the group it is not in.
    private func launchHostile() async throws {
        let (rogue, tag) = (self["rogue"], try await groupTag())
        let program = (BuiltTool.path as NSString).deletingLastPathComponent + "/HostileNode"
        let listening = Self.names.filter { !Self.diallers.contains($0) && $0 != "rogue" }.map(address)
        let process = try ChildProcess(
            "/usr/bin/env",
            rogue.prefix + [program, rogue.directory, rogue.passphraseFile, address(of: "rogue"), reportFile, tag] + listening,
            environment: BuiltTool.environment(), output: rogue.log, errors: rogue.log)
        hostile.withLock { $0 = process }
    }

    private func endHostile() {
        hostile.withLock { process in
            process?.signal(SIGKILL)
            process = nil
        }
    }

    /// What the hostile node says it did and was given.
    func hostileReport() throws -> [String: Int] {
        guard hostile.withLock({ $0?.isRunning }) == true else { throw FaultError("the hostile node ended: \(self["rogue"].tail)") }
        guard let octets = FileManager.default.contents(atPath: reportFile) else { return [:] }
        return try JSONSerialization.jsonObject(with: octets) as? [String: Int] ?? [:]
    }
}
