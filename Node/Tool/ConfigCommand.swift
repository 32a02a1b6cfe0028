import ArgumentParser
import Daemon
import Exchange
import Foundation
import Logging

/// `causeway config`
struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The settings.", subcommands: [Check.self, Default.self])

    /// `causeway config check`
    struct Check: ParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Read the settings as `serve` would, and say what is wrong or what is in force.",
            discussion: "The environment wins over the file. Nothing is started and nothing is changed.")

        @Argument(
            help: ArgumentHelp("A settings file. (default: causeway.yaml in the data directory)", valueName: "file"), completion: .file())
        var file: String?
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let path = file ?? DataDirectoryLayout.settings(in: node.directory)
            guard FileManager.default.fileExists(atPath: path) else {
                throw OperationError(
                    code: "no-settings", reason: "There is no settings file \(path).",
                    remedy: "Make a node with `causeway init`, or name the file.", status: 404)
            }
            let settings = try NodeSettings.load(file: path, environment: ProcessInfo.processInfo.environment, overrides: [:])
            let report = Report(file: path, settings)
            if output.json { return Output.document(report) }
            Output.say("\(PlainText.line(path)) is in order. In force:")
            var facts = Facts()
            facts.add("  listen", report.listen)
            facts.add("  advertise", report.advertise.joined(separator: ", "))
            facts.add("  peers", report.peers.joined(separator: ", "))
            facts.add("  health", report.health)
            facts.add("  log-level", report.logLevel)
            facts.add("  log-format", report.logFormat)
            facts.add("  passphrase-file", report.passphraseFile)
            facts.add("  mailbox", "\(report.mailbox)")
            facts.add("  mailbox-quota-mib", "\(report.mailboxQuotaMiB)")
            facts.add("  relay", "\(report.relay)")
            facts.add("  public-zone", report.publicZone)
            facts.add("  public-zone-url", report.publicZoneURL)
            facts.add("  public-zone-contact", report.publicZoneContact)
            facts.add("  public-zone-members", "\(report.publicZoneMembers)")
            facts.add("  keep-keys-days", "\(report.keepKeysDays)")
            facts.add("  volume-encrypted", "\(report.volumeEncrypted)")
            facts.add("  default-tlp", report.defaultTLP)
            facts.add("  registry-stale-hours", "\(report.registryStaleHours)")
            facts.add("  registry-refuse-days", "\(report.registryRefuseDays)")
            facts.add("  mail-server", report.mailServer)
            facts.add("  mail-security", report.mailServer.isEmpty ? "" : report.mailSecurity)
            facts.add("  mail-from", report.mailFrom)
            facts.say()
        }
    }

    /// `causeway config default`
    struct Default: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a settings file with every key, its default and what it is for, as `init` writes it.")

        func run() { Output.raw([UInt8](NodeSettings.commentedDefaults.utf8)) }
    }

    /// What `--json` prints: the file and every key with the value in force, empty for none.
    struct Report: Codable {
        var file: String
        var listen: String
        var advertise: [String]
        var peers: [String]
        var health: String
        var logLevel: String
        var logFormat: String
        var passphraseFile: String
        var mailbox: Bool
        var mailboxQuotaMiB: UInt32
        var relay: Bool
        var publicZone: String
        var publicZoneURL: String
        var publicZoneContact: String
        var publicZoneMembers: Bool
        var keepKeysDays: UInt32
        var volumeEncrypted: Bool
        var defaultTLP: String
        var registryStaleHours: UInt32
        var registryRefuseDays: UInt32
        var mailServer: String
        var mailSecurity: String
        var mailFrom: String

        enum CodingKeys: String, CodingKey {
            case file, listen, advertise, peers, health, mailbox, relay
            case logLevel = "log-level"
            case logFormat = "log-format"
            case passphraseFile = "passphrase-file"
            case mailboxQuotaMiB = "mailbox-quota-mib"
            case publicZone = "public-zone"
            case publicZoneURL = "public-zone-url"
            case publicZoneContact = "public-zone-contact"
            case publicZoneMembers = "public-zone-members"
            case keepKeysDays = "keep-keys-days"
            case volumeEncrypted = "volume-encrypted"
            case defaultTLP = "default-tlp"
            case registryStaleHours = "registry-stale-hours"
            case registryRefuseDays = "registry-refuse-days"
            case mailServer = "mail-server"
            case mailSecurity = "mail-security"
            case mailFrom = "mail-from"
        }

        init(file: String, _ settings: NodeSettings) {
            self.file = file
            listen = settings.listen ?? ""
            advertise = settings.advertise
            peers = settings.peers
            health = settings.health ?? ""
            logLevel = settings.logLevel.rawValue
            logFormat = settings.logFormat.rawValue
            passphraseFile = settings.passphraseFile ?? ""
            mailbox = settings.mailbox
            mailboxQuotaMiB = settings.mailboxQuotaMiB
            relay = settings.relay
            publicZone = settings.publicZone ?? ""
            publicZoneURL = settings.publicZoneURL
            publicZoneContact = settings.publicZoneContact
            publicZoneMembers = settings.showsMembers
            keepKeysDays = settings.keepKeysDays
            registryStaleHours = settings.registryStaleHours
            registryRefuseDays = settings.registryRefuseDays
            mailServer = settings.mailServer ?? ""
            mailSecurity = settings.mailSecurityWord
            mailFrom = settings.mailFrom ?? ""
            volumeEncrypted = settings.volumeEncrypted
            defaultTLP = settings.defaultTLP.map { "\($0)" } ?? ""
        }
    }
}
