import ArgumentParser
import Daemon
import Exchange
import Glibc

/// `causeway audit`
struct AuditLog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "The node's own audit log: what was decided, given out, signed and ordered here, and by whom.",
        discussion: """
            The log is local and append-only; each record is linked to the one before by its hash, and its end is signed with the node's key \
            every minute in which something was noted. docs/audit.md says what that proves. The coordinator's public log of members is \
            checked with `causeway registry audit`.
            """,
        subcommands: [VerifyLog.self, ExportLog.self])

    /// `causeway audit verify`
    struct VerifyLog: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Check the whole log: numbers, hashes and signatures.",
            discussion: """
                Asks the running node, or reads the data directory where none runs. With a file that `audit export --json-lines` wrote, needs \
                no node. Exit code 1 when something does not fit, with the first record that does not. The log cannot prove that its newest \
                records were not cut off together with every head that covers them: keep the last line that this prints somewhere else, and \
                give it with --head the next time.
                """)

        @Argument(help: ArgumentHelp("An exported file. (default: the node's own log)", valueName: "file"), completion: .file())
        var file: String?
        @Option(
            help: ArgumentHelp(
                "The public key that must have signed, 64 hexadecimal digits. (default: the key that the node's identifier is made of)",
                valueName: "key"))
        var key: String?
        @Option(
            help: ArgumentHelp("A record that the log must hold, as an earlier check printed it: NUMBER:HASH.", valueName: "number:hash"))
        var head: String?
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let line = ProgressLine("checking")
            defer { line.end() }
            let verdict = try await verdict { line.show($0, of: $0, "records") }
            line.end()
            if output.json { return Output.document(verdict) }
            for line in Self.lines(verdict) { Output.say(line) }
        }

        /// Asks the file, or the running node, or the data directory where none runs.
        private func verdict(_ show: (UInt64) -> Void) async throws -> AuditVerdict {
            let expectation = AuditExpectation(key: key, head: head)
            if let file { return try await verifyAudit(of: .file(file), against: expectation, progress: show) }
            do {
                return try await verifyAudit(of: .node(node.client()), against: expectation, progress: show)
            } catch {
                guard error.code == "not-running" else { throw error }
                return try await verifyAudit(of: .directory(node.directory), against: expectation, progress: show)
            }
        }

        static func lines(_ verdict: AuditVerdict) -> [String] {
            let what =
                switch verdict.extent {
                case "whole": "\(verdict.records) records, all from the first on"
                case "range": "\(verdict.records) records, all from \(verdict.first) to \(verdict.last)"
                default: "\(verdict.records) records, a selection of those from \(verdict.first) to \(verdict.last)"
                }
            var lines = ["Everything fits: \(what), \(PlainText.time(verdict.from)) to \(PlainText.time(verdict.until))."]
            lines.append("  node:        \(PlainText.line(verdict.node))")
            if verdict.heads == 0 {
                lines.append("  signed:      no head: the hashes alone prove nothing against whoever can write the file")
            } else {
                let rest = verdict.unsigned == 0 ? "" : "; \(verdict.unsigned) newer ones are not signed yet"
                lines.append(
                    "  signed:      \(verdict.heads) heads, the last at record \(verdict.signed), \(PlainText.time(verdict.signedAt))\(rest)"
                )
                lines.append("  by key:      \(PlainText.line(verdict.key))")
            }
            lines.append("  keep:        --head \(verdict.last):\(PlainText.line(verdict.lastHash))")
            return lines
        }
    }

    /// `causeway audit export`
    struct ExportLog: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Print the log, for people or as JSON lines that can be checked anywhere.",
            discussion: """
                Asks the running node, which notes first that it is asked. With --json-lines every record has all that its hash is made of, and \
                the signed heads stand behind the records that they cover: `causeway audit verify FILE` checks it without a node. Times are \
                2026-03-01 or 2026-03-01T09:00:00Z.
                """)

        @Option(help: ArgumentHelp("Leave out what is older.", valueName: "time"))
        var since: String?
        @Option(help: ArgumentHelp("Leave out what is of this time or newer.", valueName: "time"))
        var until: String?
        @Option(help: ArgumentHelp("Only records of this action, such as share-refused.", valueName: "action"))
        var action: String?
        @Flag(help: "Print JSON lines instead of a table.")
        var jsonLines = false
        @OptionGroup var node: NodeOptions

        func run() async throws {
            let request = AuditExportRequest(
                since: try since.map { try Self.seconds($0, "--since") }, until: try until.map { try Self.seconds($0, "--until") },
                action: action)
            let isJSON = jsonLines
            try await exportAudit(request, from: node.client()) { (line) throws(OperationError) in
                if isJSON { return try Self.print(line.json) }
                guard case .record(let record) = line else { return }
                try Self.print(Array(Self.text(record).utf8))
            }
        }

        private static func seconds(_ text: String, _ option: String) throws -> UInt64 {
            guard let seconds = auditTime(text) else {
                throw ValidationError("\(option) is a time such as 2026-03-01 or 2026-03-01T09:00:00Z.")
            }
            return seconds
        }

        /// One line for people: number, time, who, what, about what, and the details.
        private static func text(_ record: AuditLine) -> String {
            let details = record.details.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            let parts = ["\(record.number)", auditTime(record.time), record.actor, record.action, record.subject, details]
            return parts.filter { !$0.isEmpty }.map { PlainText.line($0) }.joined(separator: "  ")
        }

        /// Writes a whole line, or says that there is no room: half a log must not look like one.
        private static func print(_ octets: [UInt8]) throws(OperationError) {
            var rest = (octets + [0x0A])[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    throw OperationError(
                        code: "not-written", reason: "The output does not take the log: \(String(cString: strerror(errno))).",
                        remedy: "Make room, and export again: what was written is not whole.", status: 500)
                }
                rest = rest.dropFirst(count)
            }
        }
    }
}
