import ArgumentParser
import Daemon
import Exchange
import Ledger
import Wire

extension Registry {
    /// `causeway registry audit`
    struct Audit: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Check a published registry, record by record from its genesis on.",
            discussion: """
                Needs no node and trusts nobody: every tile is checked against the checkpoint that the coordinator signed, and every \
                record is judged again. Give the address under which a node publishes its registry, such as \
                https://node.example/registry, or a folder with the same files; without either, the running node's own copy is \
                audited. With --against, the log is compared with a running node's own, too: a coordinator that shows two \
                histories is found out. Exit code 1 when anything does not hold, with both checkpoints kept as evidence of a split view.
                """)

        @Argument(help: ArgumentHelp("An http or https address, or a folder.", valueName: "registry"))
        var registry: String?
        @Option(help: ArgumentHelp("The network's identifier as you know it: 64 hexadecimal digits.", valueName: "identifier"))
        var network: String?
        @Option(
            help: ArgumentHelp("The data directory of a running node to compare with.", valueName: "directory"), completion: .directory)
        var against: String?
        @Option(
            help: ArgumentHelp(
                "Where the evidence of a split view is written. (default: causeway-split-view-SIZE.json, here)", valueName: "file"),
            completion: .file())
        var evidence: String?
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            var expected: NetworkID?
            if let network {
                guard let identifier = NetworkID(hex: network.lowercased()) else {
                    throw ValidationError("--network is 64 hexadecimal digits.")
                }
                expected = identifier
            }
            let line = ProgressLine("checking")
            let (network, own) = (expected, against.map { LogSource(node: DataDirectoryLayout.socket(in: NodeOptions.directory($0))) })
            let outcome: AuditOutcome
            if let registry {
                outcome = try await LogSource.open(registry) { (source) async throws(OperationError) in
                    try await auditRegistry(source, expecting: network, comparingWith: own) { line.show($0, of: $1, "records") }
                }
            } else {
                let source = LogSource(node: DataDirectoryLayout.socket(in: node.directory))
                outcome = try await auditRegistry(source, expecting: network, comparingWith: own) { line.show($0, of: $1, "records") }
            }
            line.end()
            let report = AuditReport(outcome, of: registry ?? node.directory, isOwn: registry == nil)
            var file: String?
            if let split = outcome.splitView { file = try keep(split) }
            if output.json { Output.document(report) } else { report.say() }
            guard let split = outcome.splitView, let file else { return }
            throw OperationError(
                code: "split-view",
                reason: "SPLIT VIEW: at \(split.size) records the coordinator signed another registry for \(split.published.source) than "
                    + "for this node. Both checkpoints are in \(file).",
                remedy:
                    "Share nothing that matters until it is explained. Send that file to the other members, by another way than this network."
            )
        }

        /// Writes the evidence; the file's name is made from what it says, so another finding does not replace it.
        private func keep(_ split: SplitView) throws -> String {
            let path = evidence ?? "causeway-split-view-\(split.published.size)-\(split.own.size)-\(split.published.root.prefix(12)).json"
            try WholeFile.write(JSONDocument.encode(split, pretty: true) + [0x0A], to: path, replacing: evidence == nil)
            return path
        }
    }
}
