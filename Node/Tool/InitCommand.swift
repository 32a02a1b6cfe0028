import ArgumentParser
import Daemon
import Exchange
import Glibc

/// `causeway init`
struct Init: ParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Make a node: a data directory with fresh keys.",
        discussion: """
            The keys are sealed under a passphrase. A recovery code is shown once: it brings a member back when keys or \
            passphrase are lost. A member's node has no identity until it joins a network; with \
            --coordinator the node founds a network, and the network's identifier is printed: members need it to join. A \
            coordinator gets no recovery code: only a backup of its data directory brings it back, and its backup code, shown once, \
            opens that.
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
        help: ArgumentHelp(
            "With --coordinator: how many members' word confirms the registry, and of how many, such as 5/7; 0/0 for none. It never changes. "
                + "(default: 5/7)", valueName: "k/n"))
    var witnesses: String?
    @Option(
        help: ArgumentHelp("A settings file to copy into the data directory. (default: one with every key explained)", valueName: "file"),
        completion: .file())
    var settings: String?
    @Option(
        help: ArgumentHelp("Write the recovery code to this new file instead of showing it; only you may read it.", valueName: "file"),
        completion: .file())
    var recoveryFile: String?
    @Option(
        help: ArgumentHelp(
            "With --coordinator: write the backup code to this new file instead of showing it; only you may read it.", valueName: "file"),
        completion: .file())
    var backupCodeFile: String?
    @Option(
        name: .customLong("operator"),
        help: ArgumentHelp(
            "Invite this person, by name, as the first who logs in at the portal and invites others; with --operator-email.",
            valueName: "name"))
    var operatorName: String?
    @Option(help: ArgumentHelp("The first operator's e-mail address, with which they log in.", valueName: "address"))
    var operatorEmail: String?
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (operatorName == nil) == (operatorEmail == nil) else {
            throw ValidationError("--operator and --operator-email go together.")
        }
        if coordinator {
            guard origin != nil, networkName != nil else { throw ValidationError("--coordinator takes --origin and --network-name too.") }
            guard recoveryFile == nil else { throw ValidationError("A coordinator has no recovery code to write into a file.") }
        } else if backupCodeFile != nil {
            throw ValidationError("--backup-code-file belongs to --coordinator; a member's recovery code opens its backups.")
        } else if origin != nil || networkName != nil || admissionDelay != nil || witnesses != nil {
            throw ValidationError("--origin, --network-name, --admission-delay and --witnesses belong to --coordinator.")
        }
        if let witnesses, InitRequest.Network.Witnesses(witnesses) == nil {
            throw ValidationError("--witnesses is K/N: more than half of at most 62, such as 5/7, or 0/0 for none.")
        }
    }

    func run() throws {
        umask(0o077)
        var network: InitRequest.Network?
        if coordinator, let origin, let networkName {
            network = InitRequest.Network(
                origin: origin, networkName: networkName, admissionDelayMinutes: admissionDelay ?? 0,
                witnesses: witnesses.flatMap(InitRequest.Network.Witnesses.init) ?? .standard)
        }
        let request = InitRequest(
            dataDirectory: node.directory, organisation: name, sector: sector, coordinator: network, settingsFile: settings,
            firstOperator: operatorName.flatMap { name in operatorEmail.map { .init(name: name, address: $0) } })
        if let file = recoveryFile ?? backupCodeFile { try RecoveryCode.checkIsNew(file) }
        let settingsInForce = try node.settings(from: settings, overrides: passphrase.overrides)
        let secret = try Passphrase.read(file: settingsInForce.passphraseFile, isNew: true)
        var report = try initialiseNode(request, passphrase: secret)
        // The keys are made: a code that cannot be written is shown after all, and the command fails.
        let unwritten = keepCode(of: &report)
        if output.json { Output.document(report) } else { say(report) }
        if let unwritten { throw unwritten }
    }

    /// Writes the code to its file and takes it out of the report; returns why it could not.
    private func keepCode(of report: inout InitReport) -> OperationError? {
        do throws(OperationError) {
            if let recoveryFile {
                try RecoveryCode.write(report.recoveryCode, to: recoveryFile)
                report.recoveryCode = ""
            }
            if let backupCodeFile {
                try RecoveryCode.write(report.backupCode, to: backupCodeFile)
                report.backupCode = ""
            }
            return nil
        } catch {
            return error
        }
    }

    private func say(_ report: InitReport) {
        var facts = Facts()
        facts.add("data directory", node.directory)
        facts.add("settings", DataDirectoryLayout.settings(in: node.directory))
        if coordinator {
            facts.add("network", report.network)
            facts.add("organisation", report.organisation)
            facts.add("node", report.node)
        }
        if let recoveryFile, report.recoveryCode.isEmpty {
            facts.add("recovery code", "in \(recoveryFile); keep it apart from this machine")
        }
        if let backupCodeFile, report.backupCode.isEmpty {
            facts.add("backup code", "in \(backupCodeFile); keep it apart from this machine")
        }
        facts.say()
        if !report.recoveryCode.isEmpty { RecoveryCode.say(report.recoveryCode) }
        if !report.backupCode.isEmpty { RecoveryCode.sayForBackups(report.backupCode) }
        if !report.operatorPath.isEmpty {
            Output.say("The first operator sets up their account at the portal's address and this path, once and within seven days:")
            Output.say("")
            Output.say("    \(report.operatorPath)")
            Output.say("")
        }
        if coordinator {
            Output.say("Back this node up with causeway backup, and keep the passphrase apart: nothing else brings the coordinator back.")
        }
        Output.say(
            coordinator
                ? "Next: causeway serve. Give members the network's identifier by a way they trust; they need it to join."
                : "Next: look through the settings, then causeway join HOST:PORT --network ID --contact WHOM.")
    }
}
