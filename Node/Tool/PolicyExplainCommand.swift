import ArgumentParser
import Exchange

extension PolicyCommand {
    /// `causeway policy explain`
    struct Explain: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Say who would get a file, by which rules and after what; share nothing.",
            discussion: "Asks the running node, with the rules in force. Exit code 1 when it would be refused.")

        @Argument(help: ArgumentHelp("A STIX 2.1 bundle.", valueName: "file"), completion: .file())
        var file: String
        @OptionGroup(title: "Audience (one of these)") var audience: DestinationOptions
        @Option(help: ArgumentHelp("clear, green, amber, amber+strict or red.", valueName: "tlp"), completion: .list(tlpWords))
        var tlp: String?
        @Option(help: ArgumentHelp("clear, green, amber or red.", valueName: "pap"), completion: .list(papWords))
        var pap: String?
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func validate() throws { try audience.checkExactlyOne() }

        func run() async throws {
            let content = try WholeFile.read(file, octetsMax: ExchangeLimits.contentOctetsMax)
            let report = try await node.client().explain(content, ShareRequest(to: try audience.destination(), tlp: tlp, pap: pap))
            if output.json {
                Output.document(report)
            } else {
                say(report)
            }
            if report.decision != "allowed" { throw ExitCode(1) }
        }

        private func say(_ report: ExplanationReport) {
            var facts = Facts()
            facts.add("asked for", PlainText.group(report.asked))
            facts.add("decision", report.decision)
            if !report.reason.isEmpty { facts.add("because", report.reason) }
            facts.add("goes to", PlainText.group(report.goesTo))
            facts.add("marked", report.tlp)
            if report.waitSeconds > 0 { facts.add("waits", "\(report.waitSeconds) s, in which it can be cancelled") }
            if report.approvals > 0 { facts.add("needs", PlainText.count(report.approvals, "approval") + " of other people") }
            facts.add("taken out", any: report.redacted)
            facts.add("tells", any: report.notified)
            for rule in report.rules { facts.add("rule", rule) }
            facts.say()
            guard !report.organisations.isEmpty else { return }
            Output.say("")
            var table = Table("ORGANISATION", "VERDICT", "RULES")
            for one in report.organisations { table.add(one.name, one.verdict, one.rules.joined(separator: "; ")) }
            table.say(orElse: "")
        }
    }

    /// `causeway policy show`
    struct InForce: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Say which rules the running node goes by; has it read the file again.",
            discussion: "A file that is wrong leaves the rules as they are. Exit code 1 when the file in the data directory is wrong.")

        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let report = try await node.client().policy()
            if output.json {
                Output.document(report)
            } else {
                var facts = Facts()
                facts.add("file", report.file)
                facts.add("state", report.state)
                for (section, count) in report.rules.sorted(by: { $0.key < $1.key }) { facts.add(section, PlainText.count(count, "rule")) }
                for fault in report.faults { facts.add("fault", fault) }
                for warning in report.warnings { facts.add("note", warning) }
                facts.say()
            }
            if !report.faults.isEmpty { throw ExitCode(1) }
        }
    }
}
