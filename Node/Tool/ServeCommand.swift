import ArgumentParser
import Daemon
import Exchange
import Glibc
import Logging

/// `causeway serve`
struct Serve: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Run the node until it is told to stop (SIGTERM or Ctrl-C).",
        discussion: """
            Settings come from causeway.yaml in the data directory; the environment (CAUSEWAY_LISTEN and so on) wins over \
            it, and these flags win over both. Logs go to standard error.
            """)

    @OptionGroup var node: NodeOptions
    @OptionGroup(title: "Settings") var flags: SettingsFlags
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions
    @Option(
        help: ArgumentHelp(
            "Write all that replication is told and does to a new file, up to 1 GiB, so that it can be played again; no key is in it.",
            valueName: "file"), completion: .file())
    var record: String?

    func run() async throws {
        umask(0o077)
        let settings = try node.settings(overrides: flags.overrides.merging(passphrase.overrides) { $1 })
        let (level, format) = (settings.logLevel, settings.logFormat)
        LoggingSystem.bootstrap { NodeLog(label: $0, level: level, format: format) }
        let secret = try Passphrase.read(file: settings.passphraseFile)
        try await runNode(
            dataDirectory: node.directory, passphrase: secret, settings: settings, recording: record, logger: Logger(label: "causeway"))
    }
}

/// The settings as flags.
struct SettingsFlags: ParsableArguments {
    @Option(help: ArgumentHelp("Where peers connect to this node; empty for nowhere.", valueName: "host:port"))
    var listen: String?
    @Option(help: ArgumentHelp("What others are told to dial; may be given several times.", valueName: "host:port"))
    var advertise: [String] = []
    @Option(help: ArgumentHelp("A peer to dial besides those of the registry; may be given several times.", valueName: "host:port"))
    var peers: [String] = []
    @Option(help: ArgumentHelp("Where GET /health answers; empty for nowhere.", valueName: "host:port"))
    var health: String?
    @Option(
        help: ArgumentHelp("debug, info, notice, warning or error.", valueName: "level"),
        completion: .list(["debug", "info", "notice", "warning", "error"]))
    var logLevel: String?
    @Option(help: ArgumentHelp("text or json.", valueName: "format"), completion: .list(["text", "json"]))
    var logFormat: String?
    @Option(
        help: ArgumentHelp("Whether to keep ciphertext of groups this node is not in: true or false.", valueName: "bool"),
        completion: .list(["true", "false"]))
    var mailbox: String?
    @Option(
        help: ArgumentHelp("How much ciphertext it keeps of each author, in MiB (1,048,576 octets).", valueName: "number"))
    var mailboxQuotaMib: String?
    @Option(
        help: ArgumentHelp("Whether to join the outgoing connections of nodes that only dial out: true or false.", valueName: "bool"),
        completion: .list(["true", "false"]))
    var relay: String?
    @Option(help: ArgumentHelp("Where the Public Zone's pages answer; empty for nowhere.", valueName: "host:port"))
    var publicZone: String?
    @Option(help: ArgumentHelp("How many days the keys of items are kept; 0 for ever.", valueName: "number"))
    var keepKeysDays: String?
    @Option(
        help: ArgumentHelp(
            "Hours after which a registry that nobody confirmed makes sharing RED and AMBER+STRICT ask; 0: never.", valueName: "number"))
    var registryStaleHours: String?
    @Option(help: ArgumentHelp("Days after which it is refused; 0: never.", valueName: "number"))
    var registryRefuseDays: String?
    @Option(
        help: ArgumentHelp("Your word that the volume is encrypted where the node cannot see it: true or false.", valueName: "bool"),
        completion: .list(["true", "false"]))
    var volumeEncrypted: String?
    @Option(
        name: .customLong("default-tlp"),
        help: ArgumentHelp("The mark for content that carries none; empty refuses it.", valueName: "tlp"),
        completion: .list(tlpWords))
    var defaultTLP: String?

    /// Keys and values of the flags that were given.
    var overrides: [String: String] {
        var overrides: [String: String] = [:]
        overrides["listen"] = listen
        if !advertise.isEmpty { overrides["advertise"] = advertise.joined(separator: ",") }
        if !peers.isEmpty { overrides["peers"] = peers.joined(separator: ",") }
        overrides["health"] = health
        overrides["log-level"] = logLevel
        overrides["log-format"] = logFormat
        overrides["mailbox"] = mailbox
        overrides["mailbox-quota-mib"] = mailboxQuotaMib
        overrides["relay"] = relay
        overrides["public-zone"] = publicZone
        overrides["keep-keys-days"] = keepKeysDays
        overrides["registry-stale-hours"] = registryStaleHours
        overrides["registry-refuse-days"] = registryRefuseDays
        overrides["volume-encrypted"] = volumeEncrypted
        overrides["default-tlp"] = defaultTLP
        return overrides
    }
}
