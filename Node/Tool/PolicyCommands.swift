import ArgumentParser
import Daemon
import Exchange
import Foundation
import Policy

/// `causeway policy`
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "The rules of your own organisation.",
        subcommands: [Check.self, Test.self, Explain.self, InForce.self])

    /// The rules in a file, or the faults that it has instead; a node without a file has the defaults, but a file that is named has to be there.
    static func read(_ file: String?, _ node: NodeOptions) throws(OperationError) -> (path: String, rules: Result<Rulebook, RulebookError>)
    {
        let path = file ?? node.directory + "/policy.yaml"
        guard file != nil || FileManager.default.fileExists(atPath: path) else { return (path, .success(.defaults)) }
        let octets = try WholeFile.read(path, octetsMax: RulebookLimits.fileOctetsMax)
        return (path, Result { () throws(RulebookError) in try Rulebook(parsing: octets) })
    }

    /// The error of a file with faults; the faults have been printed before.
    static func malformed(_ error: RulebookError, _ path: String) -> OperationError {
        OperationError(
            code: "policy-malformed",
            reason: "\(path) has \(PlainText.count(error.count, "fault")), and nothing of it would be in force.",
            remedy: "Correct what is listed. A running node keeps the rules that it has.")
    }

}

extension PolicyCommand {
    /// `causeway policy check`
    struct Check: ParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Read the rules as the node would, and say what is wrong, doubtful or in force.",
            discussion: "Needs no running node and changes nothing. Exit code 1 when the node would refuse the file.")

        @Argument(
            help: ArgumentHelp("A rules file. (default: policy.yaml in the data directory)", valueName: "file"), completion: .file())
        var file: String?
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let (path, rules) = try PolicyCommand.read(file, node)
            let report = CheckReport(path, rules)
            if output.json {
                Output.document(report)
            } else {
                for fault in report.faults { Output.say(fault.text(path, "error")) }
                for warning in report.warnings { Output.say(warning.text(path, "warning")) }
                if case .success = rules { say(report) }
            }
            if case .failure(let error) = rules { throw PolicyCommand.malformed(error, path) }
        }

        private func say(_ report: CheckReport) {
            let isThere = FileManager.default.fileExists(atPath: report.file)
            Output.say("\(isThere ? "" : "There is no ")\(PlainText.line(report.file))\(isThere ? " is in order" : ""). In force:")
            var facts = Facts()
            for section in RuleSection.allCases {
                facts.add("  " + section.rawValue, PlainText.count(report.rules[section.rawValue] ?? 0, "rule"))
            }
            for wait in report.waiting {
                let people =
                    wait.approvals == 0 ? "" : ", for \(wait.approvals == 1 ? "a second person" : "\(wait.approvals) further people")"
                facts.add("  " + wait.tlp, "waits \(PlainText.duration(seconds: Int(wait.waitSeconds)))\(people)")
            }
            facts.say()
        }
    }

    /// What `policy check --json` prints.
    struct CheckReport: Codable {
        var file: String
        var isInOrder: Bool
        var faults: [Fault]
        var warnings: [Fault]
        /// How many rules each section has.
        var rules: [String: Int]
        var waiting: [Waiting]

        struct Fault: Codable {
            var code: String
            var line: Int
            var column: Int
            var reason: String
            var remedy: String

            init(_ fault: RuleFault) {
                (code, line, column, reason, remedy) = (fault.code.rawValue, fault.line, fault.column, fault.reason, fault.remedy)
            }

            /// A line that editors understand.
            func text(_ path: String, _ word: String) -> String {
                PlainText.line("\(path):\(line):\(column): \(word): \(reason) \(remedy)")
            }
        }

        struct Waiting: Codable {
            var tlp: String
            var waitSeconds: UInt64
            var approvals: Int
        }

        init(_ path: String, _ result: Result<Rulebook, RulebookError>) {
            file = path
            (faults, warnings, rules, waiting) = ([], [], [:], [])
            switch result {
            case .failure(let error):
                isInOrder = false
                faults = error.faults.map(Fault.init)
            case .success(let rulebook):
                isInOrder = true
                warnings = rulebook.warnings.map(Fault.init)
                for section in RuleSection.allCases { rules[section.rawValue] = rulebook.count(of: section) }
                waiting = TLP.allCases.map {
                    Waiting(tlp: $0.displayName, waitSeconds: rulebook.waiting[$0].seconds, approvals: rulebook.waiting[$0].approvals)
                }
            }
        }
    }
}
