import ArgumentParser
import Daemon
import Exchange
import Foundation

/// `causeway export-all`
struct ExportAll: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Write everything that your organisation can read to a directory, in open formats.",
        discussion: """
            Each item's exact bytes and a proof of its author, an index (index.jsonl), the registry's records with their checkpoint, and \
            your settings. It holds plaintext: keep it like the data directory. Broken off, the same command goes on. \
            The node must be running.
            """)

    @Argument(help: ArgumentHelp("A new directory.", valueName: "directory"), completion: .directory)
    var directory: String
    @Flag(help: "Put each item's key into its proof, so that whoever has the proof can open the item.")
    var withKeys = false
    @OptionGroup var representative: RepresentativeOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        umask(0o077)
        let line = ProgressLine("exporting")
        defer { line.end() }
        let request = ExportRequest(
            directory: wholePath(directory), dataDirectory: node.directory, person: representative.person, withKeys: withKeys)
        let report = try await exportEverything(request, from: node.client()) { done, total in
            line.show(TransferProgress(done: done * ToolLimits.itemOctets, total: total * ToolLimits.itemOctets))
        }
        line.end()
        if output.json { return Output.document(report) }
        var facts = Facts()
        facts.add("exported", "\(PlainText.count(report.items, "item")), \(PlainText.octets(report.octets)), to \(report.directory)")
        if report.already > 0 { facts.add("of them", "\(PlainText.count(report.already, "item")) from before") }
        facts.add("registry", PlainText.count(report.registryRecords, "record"))
        if report.leftOutNamed > 0 {
            facts.add("left out", "\(PlainText.count(report.leftOutNamed, "item")) for other named representatives (--as)")
        }
        if report.leftOutQuarantined > 0 { facts.add("left out", "\(PlainText.count(report.leftOutQuarantined, "item")) in quarantine") }
        if report.withoutProof > 0 { facts.add("without proof", PlainText.count(report.withoutProof, "item")) }
        if report.withoutKey > 0 { facts.add("without key", PlainText.count(report.withoutKey, "item")) }
        facts.say()
        if withKeys { Output.say("Whoever has these proofs can open the items.") }
    }
}

/// `causeway upgrade`
struct Upgrade: ParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Bring the data directory of an earlier release to this one, after a backup.",
        discussion: """
            `serve` takes the same steps by itself, without a backup. The node must not be running. What is done is done whole or not at \
            all; there is no way back but the backup. A directory of a newer release is refused.
            """)

    @Flag(help: "Say what would be done and what it needs; take no step.")
    var check = false
    @Option(help: ArgumentHelp("Make a backup here first.", valueName: "directory"), completion: .directory)
    var backup: String?
    @Flag(help: "Make no backup first.")
    var noBackup = false
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if check { return }
        guard noBackup != (backup != nil) else {
            throw ValidationError("Say where to make a backup first (--backup DIRECTORY), or --no-backup, or only --check.")
        }
    }

    func run() throws {
        umask(0o077)
        let line = ProgressLine("backing up")
        defer { line.end() }
        let report =
            check
            ? try planUpgrade(of: node.directory)
            : try upgradeNode(node.directory, backup: backup.map(wholePath)) { done, total in
                line.show(TransferProgress(done: Int(clamping: done), total: Int(clamping: total)))
            }
        line.end()
        if output.json { return Output.document(report) }
        var facts = Facts()
        facts.add("data directory", report.dataDirectory)
        facts.add("schema", "\(report.schemaFound), this release has \(report.schemaKnown)")
        facts.add("database", PlainText.octets(Int(report.databaseOctets)))
        for step in report.steps { facts.add(report.isDone ? "done" : "step", step) }
        if !report.steps.isEmpty, !report.isDone {
            facts.add(
                "needs",
                "up to \(PlainText.octets(Int(report.neededOctets))) for a while; \(PlainText.octets(Int(report.freeOctets))) are free")
        }
        if !report.backup.isEmpty { facts.add("backup", report.backup) }
        facts.say()
        if report.steps.isEmpty { Output.say("Nothing is to be done.") }
    }
}

/// `causeway wipe`
struct Wipe: ParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Destroy a node's data directory, its keys first.",
        discussion: """
            For leaving. Before it, say so to the coordinator's staff, leave your groups (causeway group leave) and take along \
            what you need (causeway export-all). Files are overwritten and removed. What this cannot promise: that a solid-state disk, a \
            file system with snapshots or a backup keeps no copy, and anything about what others received. A backup that you keep can \
            bring the node back.
            """)

    @Option(help: ArgumentHelp("The organisation's name, instead of typing it.", valueName: "organisation"))
    var yes: String?
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let name = try yes ?? typed()
        let report = try wipeNode(node.directory, confirmedBy: name)
        if output.json { return Output.document(report) }
        var facts = Facts()
        facts.add("destroyed", any: report.removed)
        facts.add("left", any: report.left)
        facts.say()
        Output.say("Copies on the disk's spare blocks, in snapshots and in backups are not reached by this; nor is what others received.")
    }

    private func typed() throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            throw OperationError(
                code: "not-confirmed", reason: "Nobody confirmed that \(node.directory) is to be destroyed.",
                remedy: "Give the organisation's name with --yes.")
        }
        Output.complain("This destroys the node in \(PlainText.line(node.directory)) of \(PlainText.line(wipeName(of: node.directory))).")
        Output.complain("Type the organisation's name to go on:")
        return readLine() ?? ""
    }
}
