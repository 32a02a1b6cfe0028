import ArgumentParser
import Daemon
import Exchange
import Glibc
import Logging

extension Keys {
    /// `causeway keys recover`
    struct Recover: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Make a new node for your organisation from its recovery code, when keys or passphrase are lost or stolen.",
            discussion: """
                Into a new data directory: the organisation gets a new root key and this node, and its other nodes are revoked. \
                Groups and items come back from other members. The code is read from --recovery-file or asked for without being \
                shown; when another one counts from then on, it is shown once. The coordinator's node is not brought back so: \
                restore the backup of its data directory.
                """)

        @Argument(help: ArgumentHelp("The coordinator's address.", valueName: "host:port"))
        var coordinator: String
        @Option(
            help: ArgumentHelp("The network's identifier, from a source you trust: 64 hexadecimal digits.", valueName: "identifier"))
        var network: String
        @Option(help: ArgumentHelp("A file with the recovery code.", valueName: "file"), completion: .file())
        var recoveryFile: String?
        @Flag(help: "Do not revoke the organisation's other nodes: only when you know that all of them are still yours.")
        var keepOtherNodes = false
        @Option(
            help: ArgumentHelp(
                "A settings file to copy into the data directory. (default: one with every key explained)", valueName: "file"),
            completion: .file())
        var settings: String?
        @OptionGroup var node: NodeOptions
        @OptionGroup var passphrase: PassphraseOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            umask(0o077)
            let inForce = try node.settings(from: settings, overrides: passphrase.overrides)
            let code = try RecoveryCode.read(file: recoveryFile)
            let secret = try Passphrase.read(file: inForce.passphraseFile, isNew: true)
            // An answer is printed; the log is for what goes wrong on the way.
            let logger = Logger(label: "causeway") { NodeLog(label: $0, level: .warning, format: inForce.logFormat) }
            let request = RecoveryRequest(
                dataDirectory: node.directory, coordinator: coordinator, network: network, recoveryCode: code, settingsFile: settings,
                keepOtherNodes: keepOtherNodes, logger: logger)
            let report = try await recoverNode(request, passphrase: secret)
            if output.json { return Output.document(report) }

            var facts = Facts()
            facts.add("organisation", "\(report.organisation), \(report.organisationId)")
            facts.add("node", report.node)
            if !report.message.isEmpty { facts.add("coordinator says", report.message) }
            facts.say()
            if RecoveryCode.isSame(report.recoveryCode, code) {
                Output.say("The recovery code stays the same: keep it.")
            } else {
                Output.say("The recovery code used just now works no more. The new one:")
                RecoveryCode.say(report.recoveryCode)
            }
            Output.say("Next: causeway serve.")
        }
    }
}
