import ArgumentParser
import Daemon
import Exchange
import Foundation
import Glibc

/// `causeway init`
struct Init: ParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Make a node: a data directory with fresh keys.",
        discussion: """
            The keys are sealed under a passphrase. A member's node has no identity until it joins a network; with \
            --coordinator the node founds a network, and the network's identifier is printed: members need it to join.
            """)

    @OptionGroup var node: NodeOptions
    @Option(help: ArgumentHelp("The organisation's name, as everybody will see it.", valueName: "organisation"))
    var name: String
    @Option(help: "The organisation's sector, such as finance or communications.")
    var sector: String = ""
    @Flag(help: "Found a network and be its coordinator.")
    var coordinator = false
    @Option(help: "With --coordinator: the origin of the registry's checkpoints, such as registry.example/causeway. It never changes.")
    var origin: String?
    @Option(help: "With --coordinator: the network's name.")
    var networkName: String?
    @Option(
        help: ArgumentHelp(
            "With --coordinator: how long an admitted organisation waits before it counts as a member.", valueName: "minutes"))
    var admissionDelay: UInt32?
    @Option(
        help: ArgumentHelp("A settings file to copy into the data directory. (default: one with every key explained)", valueName: "file"),
        completion: .file())
    var settings: String?
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if coordinator {
            guard origin != nil, networkName != nil else { throw ValidationError("--coordinator takes --origin and --network-name too.") }
        } else if origin != nil || networkName != nil || admissionDelay != nil {
            throw ValidationError("--origin, --network-name and --admission-delay belong to --coordinator.")
        }
    }

    func run() throws {
        umask(0o077)
        var network: InitRequest.Network?
        if coordinator, let origin, let networkName {
            network = InitRequest.Network(origin: origin, networkName: networkName, admissionDelayMinutes: admissionDelay ?? 0)
        }
        let request = InitRequest(
            dataDirectory: node.directory, organisation: name, sector: sector, coordinator: network, settingsFile: settings)
        let secret = try Passphrase.read(file: try passphraseFile(), isNew: true)
        let report = try initialiseNode(request, passphrase: secret)
        if output.json { return Output.document(report) }

        var facts = Facts()
        facts.add("data directory", node.directory)
        facts.add("settings", DataDirectoryLayout.settings(in: node.directory))
        if coordinator {
            facts.add("network", report.network)
            facts.add("organisation", report.organisation)
            facts.add("node", report.node)
        }
        facts.say()
        Output.say(
            coordinator
                ? "Next: causeway serve. Give members the network's identifier by a way they trust; they need it to join."
                : "Next: look through the settings, then causeway join HOST:PORT --network ID --contact WHOM.")
    }

    /// Flag, environment, or the settings file that is about to be copied.
    private func passphraseFile() throws(OperationError) -> String? {
        try NodeSettings.load(
            file: settings ?? DataDirectoryLayout.settings(in: node.directory), environment: ProcessInfo.processInfo.environment,
            overrides: passphrase.overrides
        ).passphraseFile
    }
}
