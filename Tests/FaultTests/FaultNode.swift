import Daemon
import Exchange
import Foundation
import Glibc
import Synchronization

/// One data directory and the process that serves it.
final class FaultNode: Sendable {
    let name: String
    let directory: String
    let passphraseFile: String
    /// Where this node's standard error goes; one file for all its runs.
    let log: String
    /// Words before the program's, by which it is started somewhere else.
    let prefix: [String]
    private let state = Mutex<State>(State())

    /// Gives a node rules by which its items leave at once: what is tried here is faults, not waiting.
    static func letLeaveAtOnce(_ directory: String) throws {
        let rules = "version: 1\nwaiting:\n  clear: {wait: 0s, approvals: 0}\n  green: {wait: 0s}\n"
        try rules.write(toFile: directory + "/policy.yaml", atomically: true, encoding: .utf8)
    }

    private struct State {
        var process: ChildProcess?
        /// Variables of the environment for the next start.
        var environment: [String: String] = [:]
        /// The node's identifier, once it was asked.
        var identifier = ""
    }

    init(name: String, directory: String, passphraseFile: String, log: String, prefix: [String] = []) {
        self.name = name
        self.directory = directory
        self.passphraseFile = passphraseFile
        self.log = log
        self.prefix = prefix
    }

    var client: LocalClient { LocalClient(socket: DataDirectoryLayout.socket(in: directory)) }

    var database: NodeDatabase { NodeDatabase(directory: directory) }

    var isRunning: Bool { state.withLock { $0.process?.isRunning ?? false } }

    /// What is put into the environment at the next start.
    func setEnvironment(_ variables: [String: String]) { state.withLock { $0.environment = variables } }

    var identifier: String { state.withLock(\.identifier) }

    func remember(identifier: String) { state.withLock { $0.identifier = identifier } }

    /// Starts the process and does not wait for it.
    func launch(_ flags: [String] = []) throws {
        let variables = state.withLock(\.environment)
        // A preloaded library that changes the environment hides the arguments from Swift, which finds them beside it: `env` goes first.
        let process = try ChildProcess(
            "/usr/bin/env", prefix + [BuiltTool.path, "serve", "--data", directory, "--json"] + flags,
            environment: BuiltTool.environment(["CAUSEWAY_PASSPHRASE_FILE": passphraseFile].merging(variables) { $1 }),
            output: log, errors: log)
        state.withLock { $0.process = process }
    }

    /// Starts the process and waits until it answers.
    func start() async throws {
        try launch()
        try await eventually("\(name) answers") {
            guard self.isRunning else { throw FaultError("\(self.name) ended:\n\(self.tail)") }
            return (try? await self.client.status()) != nil
        }
    }

    /// Starts the process, which must refuse to run; gives the code and the remedy it printed, and its exit code.
    func startRefused(_ flags: [String] = []) async throws -> (code: String, remedy: String, exitCode: Int32) {
        let answer = try await BuiltTool.run(
            ["serve", "--data", directory, "--json"] + flags, passphraseFile: passphraseFile, environment: state.withLock(\.environment))
        return (answer.code ?? answer.errors, answer.remedy ?? "", answer.exitCode)
    }

    /// Ends the process as an operator does.
    func stop() async throws {
        guard let process = state.withLock({ $0.process.take() }) else { return }
        process.signal(SIGTERM)
        try await process.end(within: FaultLimits.stopSecondsMax)
        FakeClock.removeLeftovers(of: process)
    }

    /// Ends the process at this very moment.
    func kill() async throws {
        guard let process = state.withLock({ $0.process.take() }) else { return }
        process.signal(SIGKILL)
        try await process.end(within: FaultLimits.stopSecondsMax)
        FakeClock.removeLeftovers(of: process)
    }

    func signal(_ number: Int32) { state.withLock(\.process)?.signal(number) }

    /// What the node says its operator should know, by code.
    func findings() async throws -> Set<Finding.Code> { Set(try await client.status().findings.map(\.code)) }

    /// The last lines of the log.
    var tail: String {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? "(no log)"
        return text.split(separator: "\n").suffix(FaultLimits.logLinesShown).joined(separator: "\n")
    }

    /// Whether a line of the log has all these words.
    func logged(_ words: String...) -> Bool {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").contains { line in words.allSatisfy { line.contains($0) } }
    }
}

/// Looks again and again until the condition holds.
func eventually(_ what: String, within seconds: Int = FaultLimits.stepSecondsMax, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw FaultError("after \(seconds) s it is still not so: \(what)") }
        try await Task.sleep(for: .milliseconds(FaultLimits.lookMilliseconds))
    }
}
