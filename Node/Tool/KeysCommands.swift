import ArgumentParser
import Daemon
import Exchange
import Glibc
import Logging
import Sodium

/// `causeway keys`
struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The node's keys: how they stand, new ones, revoked ones, and what to do when all are lost.",
        subcommands: [ShowKeys.self, Renew.self, RotateRoot.self, Revoke.self, Recover.self])

    /// `causeway keys status`
    struct ShowKeys: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "status", abstract: "Show the keys, until when they are valid, and what to do about it.",
            discussion: "Exit code 0 when all is well and 1 when there is something to do, so that cron can call it.")

        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let report = try await node.client().keys()
            if output.json { Output.document(report) } else { say(report) }
            guard report.warnings.isEmpty else { throw ExitCode(1) }
        }

        private func say(_ report: KeysReport) {
            var facts = Facts()
            facts.add("organisation", "\(report.organisation), \(report.organisationId)")
            facts.add("node", report.node)
            for other in report.otherNodes { facts.add("other node/key", other) }
            facts.add("network", report.network)
            for warning in report.warnings { facts.add("LOOK AT", warning) }
            facts.say()
            Output.say("")
            var table = Table("USE", "STATE", "UNTIL", "DAYS LEFT", "KEY")
            for key in report.keys {
                table.add(key.use, key.state, PlainText.time(key.until), key.daysLeft.map { "\($0)" } ?? "–", key.key)
            }
            table.say(orElse: "No keys.")
        }
    }

    /// `causeway keys renew`
    struct Renew: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Renew the node's certificate for another year.",
            discussion: """
                A node that has the root key renews it by itself; this does it now, with the addresses that the settings name now. The \
                coordinator takes it into the registry. The node must be running.
                """)

        @OptionGroup var signing: SigningOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let request = try signing.request()
            signing.say(try await renewCertificate(request, passphrase: try signing.secret()), output)
        }
    }

    /// `causeway keys rotate-root`
    struct RotateRoot: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Replace the organisation's root key by a fresh one.",
            discussion: """
                The old and the new key sign it together; the organisation's identifier and its recovery code stay, and an \
                organisation without a code gets one. Do it when somebody who knew the passphrase leaves. The node must be running.
                """)

        @OptionGroup var signing: SigningOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let request = try signing.request()
            signing.say(try await rotateRoot(request, passphrase: try signing.secret()), output)
        }
    }

    /// `causeway keys revoke`
    struct Revoke: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Revoke a node's key for ever, such as that of a stolen node.",
            discussion: """
                Every node that hears of it refuses the key at once, also while the coordinator is away. The key of the \
                coordinator's node is never revoked. Without --yes the key's first digits are asked for again.
                """)

        @Argument(
            help: ArgumentHelp(
                "The operation key, in hexadecimal, or its first 8 digits or more, as `causeway keys status` shows it.", valueName: "key"))
        var key: String
        @Flag(help: "Mean it: a revoked key never comes back.")
        var yes = false
        @OptionGroup var signing: SigningOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard key.utf8.count >= ToolLimits.confirmedDigits, key.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
                throw ValidationError("A key is hexadecimal digits, here at least 8: see `causeway keys status`.")
            }
        }

        func run() async throws {
            let key = key.lowercased()
            let digits = String(key.prefix(ToolLimits.confirmedDigits))
            guard yes || Self.isTyped(digits) else {
                throw OperationError(
                    code: "not-confirmed", reason: "To revoke a key is for ever, and the key's first digits were not typed again.",
                    remedy: "Compare the key, then repeat the command with --yes or type its first \(ToolLimits.confirmedDigits) digits.")
            }
            let request = try signing.request()
            signing.say(try await revokeKey(key, request, passphrase: try signing.secret()), output)
        }

        /// Asks in a terminal; false without one.
        private static func isTyped(_ digits: String) -> Bool {
            guard isatty(STDIN_FILENO) == 1 else { return false }
            let prompt = "A revoked key never comes back. Type the first \(digits.count) digits of the key to revoke it: "
            Output.write(Array(prompt.utf8), to: STDERR_FILENO)
            return readLine()?.lowercased() == digits
        }
    }
}

/// What every command needs that signs with the root key.
struct SigningOptions: ParsableArguments {
    @OptionGroup var node: NodeOptions
    @OptionGroup var passphrase: PassphraseOptions

    func request() throws -> KeyRequest {
        umask(0o077)
        let settings = try node.settings(overrides: passphrase.overrides)
        // An answer is printed; the log is for what goes wrong on the way.
        let logger = Logger(label: "causeway") { NodeLog(label: $0, level: .warning, format: settings.logFormat) }
        return KeyRequest(dataDirectory: node.directory, settings: settings, node: node.client(), logger: logger)
    }

    func secret() throws -> SecretOctets {
        try Passphrase.read(file: try node.settings(overrides: passphrase.overrides).passphraseFile)
    }

    func say(_ report: SubmissionReport, _ output: OutputOptions) {
        if output.json { return Output.document(report) }
        if !report.message.isEmpty { Output.say(PlainText.line(report.message)) }
        Output.say("`causeway keys status` shows the keys.")
    }
}
