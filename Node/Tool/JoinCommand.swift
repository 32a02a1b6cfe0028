import ArgumentParser
import Daemon
import Exchange
import Glibc
import Logging

/// `causeway join`
struct Join: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Apply for membership in a network.",
        discussion: """
            Fetches the registry from the coordinator, checks it against the network's identifier and sends a signed \
            application. The coordinator's staff decide; the node learns of it while it runs (causeway serve).
            """)

    @Argument(help: ArgumentHelp("The coordinator's address.", valueName: "host:port"))
    var coordinator: String
    @Option(help: ArgumentHelp("The network's identifier, from a source you trust: 64 hexadecimal digits.", valueName: "identifier"))
    var network: String
    @Option(help: ArgumentHelp("Whom the coordinator's staff can reach. It stays with them and is not in the registry.", valueName: "whom"))
    var contact: String
    @OptionGroup var node: NodeOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        umask(0o077)
        let settings = try node.settings(overrides: passphrase.overrides)
        let secret = try Passphrase.read(file: settings.passphraseFile)
        // An answer is printed; the log is for what goes wrong on the way.
        let logger = Logger(label: "causeway") { NodeLog(label: $0, level: .warning, format: settings.logFormat) }
        let request = JoinRequest(dataDirectory: node.directory, coordinator: coordinator, network: network, contact: contact)
        let report = try await joinNetwork(request, passphrase: secret, settings: settings, logger: logger)
        if output.json { return Output.document(report) }

        var facts = Facts()
        facts.add("application", report.application)
        facts.add("organisation", report.organisation)
        facts.add("node", report.node)
        facts.add("network", report.network)
        if !report.message.isEmpty { facts.add("coordinator says", report.message) }
        facts.say()
        Output.say("Next: causeway serve. `causeway status` says when the organisation is admitted.")
    }
}
