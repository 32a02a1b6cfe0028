import ArgumentParser
import Daemon
import Exchange
import Foundation

/// `causeway backup`
struct BackUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Back the node up, encrypted; list, check and clear backups.",
        discussion: """
            `causeway backup TARGET` is `causeway backup make TARGET`. A backup opens with the recovery code (a coordinator's with its \
            backup code); making one needs no secret, so cron can do it. `causeway restore` brings it back.
            """,
        subcommands: [Make.self, ListBackups.self, VerifyBackups.self, Prune.self, Key.self], defaultSubcommand: Make.self)

    /// `causeway backup make`
    struct Make: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Make a backup in a directory; only what changed since the last one there is written.",
            discussion: """
                Of a running node or of a stopped one; a running node goes on meanwhile. The directory is made when it is missing. It holds \
                nothing that can be read without the code, and may lie on a disk or machine of less trust. The key file stays sealed \
                inside: to run what was restored you need the passphrase too.
                """)

        @Argument(help: ArgumentHelp("The directory of backups.", valueName: "directory"), completion: .directory)
        var target: String
        @Option(help: ArgumentHelp("Keep only so many backups there, the newest.", valueName: "number"))
        var keep: Int?
        @Flag(help: "Begin anew in an empty directory, although backups were made there before.")
        var startOver = false
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if let keep, keep < 1 { throw ValidationError("--keep is a number from 1.") }
        }

        func run() async throws {
            umask(0o077)
            let request = BackupRequest(target: wholePath(target), keep: keep, startOver: startOver)
            let report = try await Self.backUp(node, request)
            if output.json { return Output.document(report) }
            var facts = Facts()
            facts.add("backup", report.name)
            facts.add("in", report.target)
            facts.add("holds", PlainText.octets(Int(clamping: report.octets)))
            facts.add(
                "written", "\(PlainText.octets(Int(clamping: report.octetsWritten))) in \(PlainText.duration(seconds: report.seconds))")
            if report.removed > 0 { facts.add("let go", PlainText.count(report.removed, "older backup")) }
            facts.add("opens with", "code \(report.code)")
            for name in report.leftOut { facts.add("left out", "\(name): no file of a node") }
            facts.say()
        }

        /// Lets the running node do it, or does it when none runs.
        static func backUp(_ node: NodeOptions, _ request: BackupRequest) async throws -> BackupReport {
            let line = ProgressLine("reading")
            defer { line.end() }
            let client = node.client()
            do {
                var progress = try await client.startBackup(request)
                while progress.state == .running {
                    try await Task.sleep(for: .milliseconds(ToolLimits.progressMilliseconds))
                    progress = try await client.backup()
                    line.show(TransferProgress(done: Int(clamping: progress.octetsDone), total: Int(clamping: progress.octetsTotal)))
                }
                if let error = progress.error { throw error }
                guard progress.state == .done, let report = progress.report else {
                    throw OperationError(
                        code: "backup-unknown", reason: "The node does not say what became of the backup.", remedy: "Run it again.")
                }
                return report
            } catch let error as OperationError where error.code == "not-running" {
                return try backUpStoppedNode(in: node.directory, request) { done, total in
                    line.show(TransferProgress(done: Int(clamping: done), total: Int(clamping: total)))
                }
            }
        }
    }

    /// `causeway backup list`
    struct ListBackups: ParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the backups in a directory, the oldest first; needs no code.")

        @Argument(help: ArgumentHelp("The directory of backups.", valueName: "directory"), completion: .directory)
        var target: String
        @OptionGroup var output: OutputOptions

        func run() throws {
            let backups = try listBackups(in: wholePath(target))
            if output.json { return Output.document(backups) }
            var table = Table("BACKUP", "MADE", "HOLDS", "CODE", "BY", "")
            for backup in backups {
                table.add(
                    backup.name, PlainText.time(backup.created), PlainText.octets(Int(clamping: backup.octets)), backup.code,
                    backup.release, backup.fault)
            }
            table.say(orElse: "No backups.")
        }
    }

    /// `causeway backup verify`
    struct VerifyBackups: ParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Read backups to the last octet and say which are whole.",
            discussion: """
                Without a code it compares what is there with what was written, which finds what disks do. With the code it opens \
                everything and checks that your node made it. Exit code 1 when something is wrong.
                """)

        @Argument(help: ArgumentHelp("The directory of backups.", valueName: "directory"), completion: .directory)
        var target: String
        @Option(help: ArgumentHelp("Only this one: the beginning of its name.", valueName: "backup"))
        var at: String?
        @Option(help: ArgumentHelp("A file with the code, to open everything as well.", valueName: "file"), completion: .file())
        var codeFile: String?
        @OptionGroup var output: OutputOptions

        func run() throws {
            let code = try codeFile.map { try RecoveryCode.read(file: $0) }
            let line = ProgressLine("verifying")
            defer { line.end() }
            let backups = try verifyBackups(in: wholePath(target), at: at, code: code) { _, done, total in
                line.show(TransferProgress(done: done * ToolLimits.segmentOctets, total: total * ToolLimits.segmentOctets))
            }
            line.end()
            if output.json {
                Output.document(backups)
            } else {
                var table = Table("BACKUP", "MADE", "HOLDS", "CODE", "STATE")
                for backup in backups {
                    table.add(
                        backup.name, PlainText.time(backup.created), PlainText.octets(Int(clamping: backup.octets)), backup.code,
                        backup.fault.isEmpty ? "whole" : backup.fault)
                }
                table.say(orElse: "No backups.")
            }
            guard backups.allSatisfy(\.fault.isEmpty) else { throw ExitCode(1) }
        }
    }

    /// `causeway backup prune`
    struct Prune: ParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Let all but the newest backups go, and what only they are made of; needs no code.")

        @Argument(help: ArgumentHelp("The directory of backups.", valueName: "directory"), completion: .directory)
        var target: String
        @Option(help: ArgumentHelp("How many to keep.", valueName: "number"))
        var keep: Int
        @OptionGroup var output: OutputOptions

        /// What `--json` prints.
        struct Report: Codable {
            var removed: Int
        }

        func validate() throws {
            guard keep > 0 else { throw ValidationError("--keep is a number from 1.") }
        }

        func run() throws {
            let removed = try pruneBackups(in: wholePath(target), keep: keep)
            if output.json { return Output.document(Report(removed: removed)) }
            Output.say("\(PlainText.count(removed, "backup")) let go.")
        }
    }

    /// `causeway backup key`
    struct Key: ParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Show which code opens this node's backups, or give it a new one.",
            discussion: """
                A node of an earlier release has no backup key: --new makes one and shows its code once; --code-file takes the recovery \
                code that you have. Backups made before open with the code they were made for.
                """)

        @Flag(help: "Make a new code, shown once.")
        var new = false
        @Option(help: ArgumentHelp("A file with the code to use from now on.", valueName: "file"), completion: .file())
        var codeFile: String?
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if new && codeFile != nil { throw ValidationError("--new and --code-file exclude each other.") }
        }

        func run() throws {
            umask(0o077)
            let code = try codeFile.map { try RecoveryCode.read(file: $0) }
            let report =
                new || code != nil ? try makeBackupKey(in: node.directory, from: code) : try backupKey(in: node.directory)
            if output.json { return Output.document(report) }
            Output.say("Backups from now on open with code \(report.key).")
            if !report.code.isEmpty { RecoveryCode.sayForBackups(report.code) }
        }
    }
}

/// `causeway restore`
struct Restore: ParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Bring a data directory back from a backup.",
        discussion: """
            Into a directory that is not there yet or is empty. Everything is checked first; the directory appears whole or not at all. \
            The code is read from --code-file or asked for without being shown. Running it then needs the passphrase that was \
            in use when the backup was made. Never run a restored node beside the one it was made of.
            """)

    @Argument(help: ArgumentHelp("The directory of backups.", valueName: "directory"), completion: .directory)
    var source: String
    @Option(help: ArgumentHelp("The beginning of a backup's name, as `backup list` shows it. (default: the newest)", valueName: "backup"))
    var at: String?
    @Option(help: ArgumentHelp("A file with the recovery code, or a coordinator's backup code.", valueName: "file"), completion: .file())
    var codeFile: String?
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        umask(0o077)
        let code = try RecoveryCode.read(file: codeFile, prompt: "Code of the backup: ")
        let line = ProgressLine("restoring")
        defer { line.end() }
        let request = RestoreRequest(source: wholePath(source), dataDirectory: wholePath(node.directory), at: at, code: code)
        let report = try restoreNode(request) { done, total in
            line.show(TransferProgress(done: done * ToolLimits.segmentOctets, total: total * ToolLimits.segmentOctets))
        }
        line.end()
        if output.json { return Output.document(report) }
        var facts = Facts()
        facts.add("backup", report.backup)
        facts.add("made", PlainText.time(report.created, isLong: true) + ", by \(report.release)")
        facts.add("data directory", report.dataDirectory)
        facts.say()
        Output.say("Next: causeway serve, with the passphrase of that time. What was shared since then comes back from peers.")
    }
}

/// A path from the root on, without `.` and `..`; the node may run in another directory than this command.
func wholePath(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
