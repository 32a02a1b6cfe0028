import ArgumentParser
import Daemon
import Exchange

/// `causeway mail`
struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail", abstract: "Mail to your own people.", subcommands: [SendTestMail.self])

    /// `causeway mail test`
    struct SendTestMail: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract: "Send one message by the settings' mail server, and say what it answered.",
            discussion: """
                The settings are read as `serve` would read them; the node need not run. The message holds nothing of the node. That the \
                server took it does not say that it arrived: look into the mailbox.
                """)

        @Option(help: ArgumentHelp("Who gets it.", valueName: "address"))
        var to: String
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let report = try await node.settings().sendTestMail(to: to)
            if output.json { return Output.document(report) }
            Output.say("\(PlainText.line(report.server)) took the message to \(PlainText.line(report.to)). Look into that mailbox.")
        }
    }
}
