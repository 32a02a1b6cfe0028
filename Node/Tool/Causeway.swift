import ArgumentParser
import Daemon
import Exchange

/// The `causeway` command: one entry for operators, whether they type or their scripts do.
@main
struct Causeway: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "causeway",
        abstract: "Share threat intelligence between organisations, without a server that can read it.",
        discussion: """
            A node is one data directory and one process. Make it with `init`, apply to a network with `join`, run it with \
            `serve`; every other command talks to the running node over a socket in its data directory.

            Exit codes: 0 done, 1 refused (the reason and what to do are on standard error), 2 not understood; `serve` ends with 78 \
            when it would be refused again until somebody changes something.
            """,
        version: "causeway \(Version.number)",
        groupedSubcommands: [
            CommandGroup(name: "A node", subcommands: [Init.self, Join.self, Serve.self, Status.self, Keys.self, Config.self]),
            CommandGroup(
                name: "Sharing",
                subcommands: [
                    Share.self, Outgoing.self, Cancel.self, Approve.self, Audience.self, List.self, Show.self, Export.self, Verify.self,
                    Group.self, PolicyCommand.self,
                ]),
            CommandGroup(name: "Finding", subcommands: [Search.self, Objects.self, Graph.self, Correlate.self, PackCommand.self]),
            CommandGroup(
                name: "The life of an item",
                subcommands: [
                    Correct.self, Retract.self, Declassify.self, ShareAgain.self, Accept.self, Contribute.self, Contributions.self,
                ]),
            CommandGroup(name: "The public zone", subcommands: [ZoneCommand.self]),
            CommandGroup(name: "Keeping", subcommands: [BackUp.self, Restore.self, Upgrade.self, ExportAll.self, Wipe.self]),
            CommandGroup(name: "Accounting", subcommands: [AuditLog.self, People.self, AccountCommand.self, Token.self]),
            CommandGroup(name: "Formats", subcommands: [STIXCommand.self]),
            CommandGroup(name: "The network", subcommands: [Members.self, Peers.self, Forks.self, Registry.self]),
            CommandGroup(name: "The tool", subcommands: [MailCommand.self, Manual.self, ShowVersion.self]),
        ])

    static func main() async { await perform() }

    /// Does what the arguments say, off the main actor, and ends the process when it failed.
    @concurrent private static func perform() async {
        var asJSON = false
        var isServing = false
        do {
            var command = try parseAsRoot()
            isServing = command is Serve
            asJSON = (command as? any Reporting)?.output.json ?? false
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as OperationError {
            Output.refuse(error, asJSON: asJSON)
            Self.exit(withError: ExitCode(isServing && error.outlastsRestart ? 78 : 1))
        } catch is Interrupted {
            Self.exit(withError: ExitCode(130))
        } catch let error where Self.exitCode(for: error) == .validationFailure {
            Output.complain(fullMessage(for: error))
            Self.exit(withError: ExitCode(2))
        } catch {
            // Help and the like, which are not errors and go to standard output.
            Self.exit(withError: error)
        }
    }
}

/// A command that prints either for people or one JSON document.
protocol Reporting {
    var output: OutputOptions { get }
}
