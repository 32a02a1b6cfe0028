import ArgumentParser
import Exchange
import STIX

/// `causeway stix`
struct STIXCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stix",
        abstract: "Check and convert STIX files and patterns, on this machine alone.",
        discussion: "Needs no node and no network: what a file says stays here.",
        subcommands: [Check.self, Convert.self, Pattern.self])

    /// The octets of a file, or of standard input for `-`; throws what reading a file throws.
    fileprivate static func read(_ file: String, octetsMax: Int) throws(OperationError) -> [UInt8] {
        try WholeFile.read(file == "-" ? "/dev/stdin" : file, octetsMax: octetsMax)
    }

    /// What the file is called in messages.
    fileprivate static func name(_ file: String) -> String { file == "-" ? "standard input" : PlainText.line(file) }

    /// A file that is no bundle, as a refusal.
    fileprivate static func refusal(_ error: STIXError, _ file: String) -> OperationError {
        OperationError(code: "not-stix", reason: "\(name(file)), \(error.place): \(error.reason).", remedy: error.remedy)
    }
}

extension STIXCommand {
    /// `causeway stix check`
    struct Check: ParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Say everything in a STIX file that is not as STIX 2.1 has it.",
            discussion: """
                A fault is what the standard forbids, a warning what it advises against; each has its line, its path and what to do. \
                Types and properties that the standard does not have are told once each. A node also takes files with most faults, since \
                their authors cannot always be asked: the last line says whether this one would be taken. Exit code 1 when there is a \
                fault, or with --strict a warning.
                """)

        @Argument(help: ArgumentHelp("A STIX bundle; - for standard input.", valueName: "file"), completion: .file())
        var file: String
        @Flag(help: "Take warnings for faults.")
        var strict = false
        @OptionGroup var output: OutputOptions

        /// What `--json` prints.
        struct Report: Codable {
            var file: String
            var objects: Int
            var faults: Int
            var warnings: Int
            /// Whether a node would take the file; `refusal` says why not.
            var wouldBeTaken: Bool
            var refusal: String?
            /// At most 1,000 of each level; `faults` and `warnings` count them all.
            var findings: [Finding]

            struct Finding: Codable {
                /// "fault" or "warning".
                var level: String
                var code: String
                var path: String
                var line: Int
                var column: Int
                var reason: String
                var remedy: String
            }
        }

        func run() throws {
            let octets = try STIXCommand.read(file, octetsMax: STIXLimits.fileOctetsMax)
            let report: STIXReport
            do throws(STIXError) {
                report = try STIXReport(checking: octets)
            } catch {
                throw STIXCommand.refusal(error, file)
            }
            if output.json { Output.document(document(report)) } else { say(report) }
            let isGood = report.isGood && !(strict && report.warningCount > 0)
            guard !isGood else { return }
            throw OperationError(
                code: "stix-findings", reason: "\(STIXCommand.name(file)) has \(counts(report)).",
                remedy: "Correct what is listed at its source.")
        }

        private func counts(_ report: STIXReport) -> String {
            "\(PlainText.count(report.faultCount, "fault")) and \(PlainText.count(report.warningCount, "warning"))"
        }

        private func say(_ report: STIXReport) {
            let name = STIXCommand.name(file)
            for finding in report.findings {
                let place = "\(name):\(finding.place.line):\(finding.place.column)"
                Output.say("\(place): \(finding.level.rawValue) (\(finding.code.rawValue)): \(PlainText.line(finding.path))")
                Output.say("    \(PlainText.line(finding.reason)). \(finding.remedy)")
            }
            let left = report.faultCount + report.warningCount - report.findings.count
            if left > 0 { Output.say("and \(left) more") }
            Output.say("\(PlainText.count(report.objectCount, "object")), \(counts(report))")
            if let refusal = report.refusal {
                Output.say("A node would refuse the file: \(PlainText.line("\(refusal.place): \(refusal.reason)")).")
            } else {
                Output.say("A node would take the file.")
            }
        }

        private func document(_ report: STIXReport) -> Report {
            Report(
                file: file, objects: report.objectCount, faults: report.faultCount, warnings: report.warningCount,
                wouldBeTaken: report.refusal == nil, refusal: report.refusal.map { "\($0.place): \($0.reason)" },
                findings: report.findings.map { finding in
                    Report.Finding(
                        level: finding.level.rawValue, code: finding.code.rawValue, path: finding.path, line: finding.place.line,
                        column: finding.place.column, reason: finding.reason, remedy: finding.remedy)
                })
        }
    }

    /// `causeway stix upgrade`
    struct Convert: ParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "upgrade",
            abstract: "Convert a STIX 2.0 bundle to STIX 2.1.",
            discussion: """
                The bundle goes to standard output or into a file, notes on what was decided to standard error. The same file gives the \
                same octets everywhere. Objects that are STIX 2.1 already stay as they are.
                """)

        @Argument(help: ArgumentHelp("A STIX bundle; - for standard input.", valueName: "file"), completion: .file())
        var file: String
        @Option(
            name: .customLong("output"), help: ArgumentHelp("Where to write the bundle. (default: standard output)", valueName: "file"),
            completion: .file())
        var target: String?
        @Flag(help: "Replace the file that --output names.")
        var force = false
        @OptionGroup var output: OutputOptions

        /// What `--json` prints.
        struct Report: Codable {
            var file: String
            var output: String
            /// Objects that were STIX 2.0.
            var converted: Int
            var octets: Int
            /// All notes; at most 1,000 are listed.
            var noteCount: Int
            var notes: [Note]

            struct Note: Codable {
                var code: String
                var path: String
                var line: Int
                var reason: String
            }
        }

        func validate() throws {
            if output.json, target == nil { throw ValidationError("--json needs --output: both would write to standard output.") }
        }

        func run() throws {
            let octets = try STIXCommand.read(file, octetsMax: STIXLimits.fileOctetsMax)
            let upgrade: STIXUpgrade
            do throws(STIXError) {
                upgrade = try STIXUpgrade(of: octets)
            } catch {
                throw STIXCommand.refusal(error, file)
            }
            if let target { try WholeFile.write(upgrade.bytes, to: target, replacing: force) } else { Output.raw(upgrade.bytes) }
            if output.json { return Output.document(document(upgrade)) }
            let name = STIXCommand.name(file)
            for note in upgrade.notes {
                Output.complain(
                    "\(name):\(note.place.line): \(note.code.rawValue): \(PlainText.line(note.place.path)): \(PlainText.line(note.reason))."
                )
            }
            if upgrade.noteCount > upgrade.notes.count { Output.complain("and \(upgrade.noteCount - upgrade.notes.count) more") }
            Output.complain(
                "\(PlainText.count(upgrade.convertedCount, "object")) converted, \(PlainText.count(upgrade.noteCount, "note"))")
        }

        private func document(_ upgrade: STIXUpgrade) -> Report {
            Report(
                file: file, output: target ?? "", converted: upgrade.convertedCount, octets: upgrade.bytes.count,
                noteCount: upgrade.noteCount,
                notes: upgrade.notes.map {
                    Report.Note(code: $0.code.rawValue, path: $0.place.path, line: $0.place.line, reason: $0.reason)
                })
        }
    }

    /// `causeway stix pattern`
    struct Pattern: ParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Read a STIX pattern, print it in its canonical spelling, and list the values it names.",
            discussion: "Two patterns that say the same in the same order have one canonical spelling.")

        @Argument(help: ArgumentHelp("A pattern in quotes; - for standard input.", valueName: "pattern"))
        var pattern: String
        @OptionGroup var output: OutputOptions

        /// What `--json` prints.
        struct Report: Codable {
            var pattern: String
            var values: [Value]

            struct Value: Codable {
                var path: String
                var comparator: String
                var negated: Bool
                var value: String
            }
        }

        func run() throws {
            var text = pattern
            if pattern == "-" {
                let octets = try STIXCommand.read("-", octetsMax: STIXLimits.patternOctetsMax + 1)
                guard let read = String(validating: octets.last == 0x0A ? octets.dropLast() : octets[...], as: UTF8.self) else {
                    throw OperationError(code: "stix-pattern", reason: "Standard input is not UTF-8.", remedy: "Save the pattern as UTF-8.")
                }
                text = read
            }
            let read: STIXPattern
            do throws(STIXPatternFault) {
                read = try STIXPattern(parsing: text)
            } catch {
                if !output.json { show(text, error.offset) }
                throw OperationError(
                    code: "stix-pattern", reason: "The pattern is ill-formed at character \(error.offset): \(error.reason).",
                    remedy: error.remedy)
            }
            let values = read.comparedValues
            if output.json {
                return Output.document(
                    Report(
                        pattern: read.description,
                        values: values.map {
                            Report.Value(
                                path: $0.path.description, comparator: $0.comparator.rawValue, negated: $0.isNegated,
                                value: $0.constant.text)
                        }))
            }
            Output.say(PlainText.line(read.description))
            var table = Table("Path", "Comparison", "Value")
            for value in values {
                table.add(
                    value.path.description, (value.isNegated && value.comparator != .notEqual ? "NOT " : "") + value.comparator.rawValue,
                    value.constant.text)
            }
            if !values.isEmpty { Output.say("") }
            table.say(orElse: "It names no values.")
        }

        /// The pattern around the fault, with a mark under it.
        private func show(_ text: String, _ offset: Int) {
            let scalars = Array(text.unicodeScalars)
            let start = max(0, offset - ToolLimits.patternContext)
            let before = PlainText.line(Self.text(scalars[start..<min(offset, scalars.count)]))
            let behind = PlainText.line(Self.text(scalars[min(offset, scalars.count)...].prefix(ToolLimits.patternContext)))
            Output.complain(before + behind)
            Output.complain(String(repeating: " ", count: PlainText.columns(before)) + "^")
        }

        private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
            String(String.UnicodeScalarView(scalars))
        }
    }
}
