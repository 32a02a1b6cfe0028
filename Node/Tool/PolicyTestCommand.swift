import ArgumentParser
import Daemon
import Exchange
import Foundation
import Policy
import STIX

extension PolicyCommand {
    /// `causeway policy test`
    struct Test: ParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Ask the rules for the decisions that you expect.",
            discussion: """
                The file lists cases: an item (facts, or a STIX file beside it), to whom it goes, and what you expect. Needs no running \
                node. Exit code 1 when one case is decided otherwise, so that it can guard a change of the rules.
                """)

        @Argument(help: ArgumentHelp("A file of expected decisions.", valueName: "file"), completion: .file())
        var file: String
        @Option(help: ArgumentHelp("The rules. (default: policy.yaml in the data directory)", valueName: "file"), completion: .file())
        var rules: String?
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let (path, result) = try PolicyCommand.read(rules, node)
            let rulebook: Rulebook
            switch result {
            case .success(let found): rulebook = found
            case .failure(let error):
                for fault in error.faults { Output.complain(CheckReport.Fault(fault).text(path, "error")) }
                throw PolicyCommand.malformed(error, path)
            }
            let cases = try readCases()
            var report = TestReport(rules: path, file: file, passed: 0, failed: 0, cases: [])
            for one in cases { report.add(one, differences: try withFile(one, rulebook).differences(under: rulebook)) }
            if output.json { Output.document(report) } else { say(report) }
            guard report.failed > 0 else { return }
            throw OperationError(
                code: "policy-test-failed", reason: "\(report.failed) of \(PlainText.count(cases.count, "case")) is decided otherwise.",
                remedy: "Change the rules in \(path), or what you expect in \(file).")
        }

        private func readCases() throws -> [RuleCase] {
            let octets = try WholeFile.read(file, octetsMax: RulebookLimits.fileOctetsMax)
            do throws(RulebookError) {
                return try RuleCase.read(octets)
            } catch {
                for fault in error.faults { Output.complain(CheckReport.Fault(fault).text(file, "error")) }
                throw OperationError(
                    code: "policy-test-malformed", reason: "\(file) has \(PlainText.count(error.count, "fault")); no case was tried.",
                    remedy: "Correct what is listed.")
            }
        }

        /// The case with the facts of its STIX file put in where it gives none itself.
        private func withFile(_ one: RuleCase, _ rulebook: Rulebook) throws -> RuleCase {
            guard let name = one.file else { return one }
            let folder = (file as NSString).deletingLastPathComponent
            let path = name.hasPrefix("/") || folder.isEmpty ? name : folder + "/" + name
            let octets = try WholeFile.read(path, octetsMax: ExchangeLimits.contentOctetsMax)
            var result = one
            do throws(STIXError) {
                let bundle = try STIXBundle(parsing: octets)
                let facts = try STIXFacts(of: bundle)
                if !one.given.contains("tlp") { result.item.tlp = bundle.tlp }
                if !one.given.contains("type") { result.item.types = facts.types }
                if !one.given.contains("label") { result.item.labels = facts.labels }
                if !one.given.contains("confidence") { result.item.confidence = facts.confidence }
            } catch {
                throw OperationError(
                    code: "not-stix", reason: "\(file):\(one.line): \(path), \(error.place): \(error.reason).", remedy: error.remedy)
            }
            if !one.given.contains("size") { result.item.octets = UInt64(octets.count) }
            if !one.given.contains("mentions") { result.item.mentions = rulebook.own.mentions(in: octets) }
            return result
        }

        private func say(_ report: TestReport) {
            for one in report.cases {
                Output.say("\(one.passed ? "passed" : "FAILED")  \(PlainText.line("\(file):\(one.line): \(one.name)"))")
                for difference in one.differences { Output.say("        " + PlainText.line(difference)) }
            }
            Output.say("\(report.passed) passed, \(report.failed) failed")
        }
    }

    /// What `policy test --json` prints.
    struct TestReport: Codable {
        var rules: String
        var file: String
        var passed: Int
        var failed: Int
        var cases: [Case]

        struct Case: Codable {
            var name: String
            var line: Int
            var passed: Bool
            var differences: [String]
        }

        mutating func add(_ one: RuleCase, differences: [String]) {
            cases.append(Case(name: one.name, line: one.line, passed: differences.isEmpty, differences: differences))
            if differences.isEmpty { passed += 1 } else { failed += 1 }
        }
    }
}
