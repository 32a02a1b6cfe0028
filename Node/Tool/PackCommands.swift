import ArgumentParser
import Exchange
import Reference

/// `causeway pack`
struct PackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack",
        abstract: "Reference packs: ATT&CK, warning lists, taxonomies and galaxies, given out by the coordinator.",
        subcommands: [Make.self, Install.self, List.self, Show.self])

    /// `causeway pack install`
    struct Install: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Share a pack with every node, at the coordinator's.",
            discussion: """
                The whole file is checked first. An older version of the same pack is corrected by it and leaves every node; the same version \
                again changes nothing.
                """)

        @Argument(help: ArgumentHelp("A file made by `causeway pack make`.", valueName: "file"), completion: .file())
        var file: String
        @Flag(help: "Also when what is here is newer, or has the same version with other contents.")
        var replace = false
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let content = try WholeFile.read(file, octetsMax: ReferenceLimits.packOctetsMax)
            let progress = ProgressLine("sending")
            defer { progress.end() }
            let report = try await node.client(progress: progress).installPack(content, PackInstallation(replace: replace))
            progress.end()
            if output.json { return Output.document(report) }
            var facts = Facts()
            facts.add("pack", "\(report.name) \(report.version)")
            facts.add(report.outcome == "waiting" ? "waiting as" : "item", report.item)
            let outcome =
                switch report.outcome {
                case "unchanged": "it is here already: nothing was changed"
                case "corrected": "shared in the place of \(report.before)"
                case "waiting": "it waits: see `causeway outgoing`"
                default: "shared with everyone"
                }
            facts.add("outcome", outcome)
            facts.say()
        }
    }

    /// `causeway pack list`
    struct List: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(abstract: "List the reference packs that are here.")

        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let packs = try await node.client().packs()
            if output.json { return Output.document(packs) }
            var table = Table("PACK", "VERSION", "STATE", "ENTRIES", "SIZE", "SHARED", "FROM", "TITLE")
            for pack in packs {
                table.add(
                    pack.name, pack.version, PackText.state(of: pack), "\(pack.entries)", PlainText.octets(pack.octets),
                    PlainText.time(pack.created), pack.author, pack.title)
            }
            table.say(orElse: "No reference packs are here. The coordinator gives them out with `causeway pack install`.")
        }
    }

    /// `causeway pack show`
    struct Show: AsyncParsableCommand, Reporting {
        static let configuration = CommandConfiguration(
            abstract: "Show what is in a reference pack, or one list of it as its publishers wrote it.")

        @Argument(help: ArgumentHelp("The pack's name.", valueName: "pack"))
        var pack: String
        @Argument(help: ArgumentHelp("A list, taxonomy or galaxy in it; it is printed as JSON.", valueName: "list"))
        var list: String?
        @OptionGroup var node: NodeOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            if let list { return Output.raw(try await node.client().packPart(pack, list)) }
            let detail = try await node.client().pack(pack)
            if output.json { return Output.document(detail) }
            let pack = detail.pack
            var facts = Facts()
            facts.add("pack", "\(pack.name) \(pack.version)")
            facts.add("title", pack.title)
            facts.add("state", PackText.state(of: pack))
            facts.add("from", "\(pack.author), \(PlainText.time(pack.created))")
            facts.add("item", "\(pack.item) (\(PlainText.octets(pack.octets)))")
            facts.add("made from", "\(pack.source), SHA-256 \(pack.sourceHash)")
            facts.add("licence", pack.licence)
            facts.add("holds", detail.parts.isEmpty ? "\(pack.contents) objects: see `causeway search`" : "\(pack.entries) entries")
            facts.say()
            guard !detail.parts.isEmpty else { return }
            Output.say("")
            var table = Table("NAME", "VERSION", "COMPARES", "ENTRIES", "STATE", "TITLE")
            for part in detail.parts {
                let state = part.leftOut == 0 ? part.state : "\(part.state), \(part.leftOut) not taken"
                table.add(part.name, part.version, part.matching, "\(part.entries)", state, part.title)
            }
            table.say(orElse: "")
        }
    }
}

/// Packs and warnings in words.
enum PackText {
    static func state(of pack: PackReport) -> String {
        pack.state == "building" ? "building, \(pack.built) of \(pack.contents)" : pack.state
    }

    /// Where a value stands on a list: after its title, why.
    static func line(_ warning: WarningReport) -> String {
        let why =
            switch warning.relation {
            case "host": ", by its host \(warning.entry)"
            case "parent-domain": ", below \(warning.entry)"
            case "network": ", in \(warning.entry)"
            case "substring": ", as it has \(warning.entry) in it"
            case "pattern": ", by the pattern \(warning.entry)"
            default: ""
            }
        return "\(warning.title) (\(warning.list))\(why)"
    }
}
