import Daemon
import Exchange
import Foundation
import Glibc
import Sodium

/// Why a federation could not be measured.
struct BenchFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A coordinator, a bank and a telco as three real processes of the built tool, each with its own data directory, on loopback.
///
/// Made with the commands that an operator types: `init`, `join`, `serve`. Everything it writes lies below one folder, which it
/// empties before and removes after.
final class Federation {
    enum Member: String, CaseIterable {
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

    let tool: String
    let folder: String
    private(set) var ports: [Member: UInt16] = [:]
    private var processes: [Member: Process] = [:]
    /// What the environment of a node that is started from now on holds besides.
    var environment: [String: String] = [:]

    /// `tool` is the built `causeway`, `folder` where the data goes.
    init(tool: String, folder: String) throws {
        guard FileManager.default.isExecutableFile(atPath: tool) else {
            throw BenchFault(
                "\(tool) is not there: build it with `swift build -c release --product causeway --scratch-path .build-release`")
        }
        self.tool = tool
        self.folder = folder
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for member in Member.allCases { ports[member] = try freePort() }
    }

    func data(of member: Member) -> String { "\(folder)/\(member.rawValue)" }

    func passphraseFile(of member: Member) -> String { "\(folder)/\(member.rawValue).passphrase" }

    func client(of member: Member) -> LocalClient { LocalClient(socket: DataDirectoryLayout.socket(in: data(of: member))) }

    /// Founds the network, admits both members and puts them into one closed group with the coordinator as mailbox.
    func found() async throws {
        for member in Member.allCases { try writeFiles(of: member) }
        let network = try run(
            .coordinator,
            [
                "init", "--data", data(of: .coordinator), "--name", Member.coordinator.organisation, "--coordinator", "--origin",
                "registry.example/causeway", "--network-name", "Bench", "--settings", settingsFile(of: .coordinator), "--json",
            ], InitAnswer.self
        ).network
        try letLeaveAtOnce(.coordinator)
        try await start(.coordinator)
        for member in [Member.bank, .telco] {
            let application = try join(member, network)
            _ = try await client(of: .coordinator).admit(application, despiteLikeness: false)
            try await start(member)
        }
        for member in [Member.bank, .telco] {
            try await wait("\(member.rawValue) is admitted") { try await self.client(of: member).status().standing == "admitted" }
        }
        let bank = client(of: .bank)
        try await wait("the bank has announced its key") {
            (try? await bank.createGroup(GroupCreation(name: Self.group, mailbox: true))) != nil
        }
        try await wait("the telco is in the group") {
            (try? await bank.changeGroup(Self.group, GroupChange(.add, Member.telco.organisation))) != nil
        }
        try await wait("everybody has a key") {
            try await bank.groups().contains { $0.name == Self.group && $0.waiting.isEmpty && !$0.keySince.isEmpty }
        }
        try await wait("the telco knows the group") { try await self.client(of: .telco).groups().contains { $0.name == Self.group } }
    }

    /// Starts a node and waits until it answers.
    func start(_ member: Member) async throws {
        let process = try launch(member)
        try await wait("\(member.rawValue) is up") {
            guard process.isRunning else { throw BenchFault("\(member.rawValue) ended; its log is \(self.logFile(of: member))") }
            return (try? await self.client(of: member).status()) != nil
        }
    }

    /// Starts a node and does not wait for it.
    @discardableResult
    func launch(_ member: Member) throws -> Process {
        let process = try launch(member, ["serve", "--data", data(of: member)], output: nil)
        processes[member] = process
        return process
    }

    /// Runs a command beside the nodes and does not wait for it.
    func begin(_ member: Member, _ arguments: [String]) throws -> Process { try launch(member, arguments, output: nil) }

    /// The number that the kernel gave a running node.
    func processIdentifier(of member: Member) throws -> Int32 {
        guard let process = processes[member], process.isRunning else { throw BenchFault("\(member.rawValue) is not running") }
        return process.processIdentifier
    }

    /// Asks a node to stop, and ends it when it does not.
    func stop(_ member: Member) {
        guard let process = processes.removeValue(forKey: member) else { return }
        let deadline = ContinuousClock.now + .seconds(BenchLimits.stopSecondsMax)
        process.terminate()
        while process.isRunning, ContinuousClock.now < deadline { usleep(5_000) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    /// Stops all nodes and removes what they wrote, unless it is to be kept.
    func end(keeping isKept: Bool) {
        for member in Member.allCases { stop(member) }
        guard !isKept else { return }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Asks again and again until something is so.
    func wait(_ what: String, within secondsMax: Int = BenchLimits.stepSecondsMax, _ isReached: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(secondsMax)
        while try await !isReached() {
            guard ContinuousClock.now < deadline else { throw BenchFault("after \(secondsMax) s it is still not so: \(what)") }
            try await Task.sleep(for: .milliseconds(BenchLimits.waitMilliseconds))
        }
    }

    // MARK: -

    private struct InitAnswer: Decodable { let network: String }

    /// What is measured is sharing, not waiting.
    private func letLeaveAtOnce(_ member: Member) throws {
        let rules = "version: 1\nwaiting:\n  clear: {wait: 0s, approvals: 0}\n  green: {wait: 0s}\n"
        try rules.write(toFile: data(of: member) + "/policy.yaml", atomically: true, encoding: .utf8)
    }

    private struct JoinAnswer: Decodable { let application: String }

    private func join(_ member: Member, _ network: String) throws -> String {
        _ = try run(
            member,
            ["init", "--data", data(of: member), "--name", member.organisation, "--settings", settingsFile(of: member), "--json"],
            InitAnswer.self)
        try letLeaveAtOnce(member)
        let coordinator = "127.0.0.1:\(ports[.coordinator] ?? 0)"
        return try run(
            member, ["join", coordinator, "--data", data(of: member), "--network", network, "--contact", "duty desk", "--json"],
            JoinAnswer.self
        ).application
    }

    private func settingsFile(of member: Member) -> String { "\(folder)/\(member.rawValue).yaml" }

    private func logFile(of member: Member) -> String { "\(folder)/\(member.rawValue).log" }

    private func writeFiles(of member: Member) throws {
        let address = "127.0.0.1:\(ports[member] ?? 0)"
        let settings = """
            listen: "\(address)"
            advertise: ["\(address)"]
            log-level: warning
            passphrase-file: "\(passphraseFile(of: member))"
            mailbox: \(member == .coordinator)

            """
        try Data(settings.utf8).write(to: URL(fileURLWithPath: settingsFile(of: member)))
        try Data(SecureRandom.octets(16).hex.utf8).write(to: URL(fileURLWithPath: passphraseFile(of: member)))
    }

    /// Runs a command to its end and reads its answer.
    func run<Answer: Decodable>(_ member: Member, _ arguments: [String], _ type: Answer.Type) throws -> Answer {
        let output = Pipe()
        let process = try launch(member, arguments, output: output)
        let answer = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0, let value = try? JSONDecoder().decode(type, from: answer) else {
            let log = (try? String(contentsOfFile: logFile(of: member), encoding: .utf8)) ?? ""
            throw BenchFault("causeway \(arguments[0]) failed:\n\(log)")
        }
        return value
    }

    private func launch(_ member: Member, _ arguments: [String], output: Pipe?) throws -> Process {
        let log = logFile(of: member)
        if !FileManager.default.fileExists(atPath: log) { _ = FileManager.default.createFile(atPath: log, contents: nil) }
        guard let file = FileHandle(forWritingAtPath: log) else { throw BenchFault("\(log) cannot be written") }
        _ = try file.seekToEnd()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tool)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("CAUSEWAY_") }
            .merging(["CAUSEWAY_PASSPHRASE_FILE": passphraseFile(of: member)]) { $1 }.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardError = file
        if let output { process.standardOutput = output } else { process.standardOutput = file }
        try process.run()
        return process
    }
}

/// A port of the loopback address that nobody listens on at this moment.
func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw BenchFault("no socket: system error \(errno)") }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
            bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
        }
    }
    guard result else { throw BenchFault("no free port: system error \(errno)") }
    return UInt16(bigEndian: address.sin_port)
}
