import ArgumentParser
import Exchange

/// `causeway list`
struct List: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(abstract: "List the items this node can read, the newest first.")

    @Option(help: ArgumentHelp("Only this group's: its name or tag, everyone, members or sector:NAME.", valueName: "group"))
    var group: String?
    @Option(help: ArgumentHelp("At most so many.", valueName: "number"))
    var limit: Int = ToolLimits.itemsListedDefault
    @OptionGroup var representative: RepresentativeOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...ExchangeLimits.itemsListedMax).contains(limit) else {
            throw ValidationError("--limit is a number from 1 to \(ExchangeLimits.itemsListedMax).")
        }
    }

    func run() async throws {
        let items = try await node.client().items(group: group, limit: limit, as: .person(representative.person))
        if output.json { return Output.document(items) }
        var table = Table("ITEM", "RECEIVED", "MARK", "FROM", "GROUP", "SIZE", "TITLE")
        for item in items {
            table.add(
                PlainText.short(item.id), PlainText.time(item.received), item.pap.isEmpty ? item.tlp : "\(item.tlp) \(item.pap)",
                item.author, PlainText.group(item.group), PlainText.octets(item.octets),
                item.state == "shown" ? item.title : "(\(item.state)) \(item.title)")
        }
        table.say(orElse: group == nil ? "No items yet." : "No items of this group yet.")
    }
}

/// `causeway show`
struct Show: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(abstract: "Show an item: what it is, who wrote it, and the objects in it.")

    @Argument(help: ArgumentHelp("The item's identifier or its first 6 digits or more.", valueName: "item"))
    var item: String
    @Flag(help: "Show its versions, withdrawals and receipts instead, also of what is no longer shown.")
    var history = false
    @OptionGroup var representative: RepresentativeOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        if history { return try await sayHistory() }
        let detail = try await node.client().item(item, as: .person(representative.person))
        if output.json { return Output.document(detail) }
        var facts = Facts()
        facts.add("item", detail.item.id)
        facts.add("title", detail.item.title)
        facts.add("marked", detail.item.pap.isEmpty ? detail.item.tlp : "\(detail.item.tlp), \(detail.item.pap)")
        facts.add("group", PlainText.group(detail.item.group))
        facts.add("from", "\(detail.item.author) (\(detail.standing)), node \(detail.node)")
        facts.add("signature", detail.signature)
        facts.add("written", PlainText.time(detail.item.created, isLong: true) + ", as the author says")
        facts.add("received", PlainText.time(detail.item.received, isLong: true))
        facts.add("content", "\(detail.item.mediaType), \(PlainText.octets(detail.item.octets))")
        if detail.item.state != "shown" { facts.add("state", detail.item.state) }
        facts.add("can open it", any: detail.recipients)
        facts.add("journal", "\(detail.journal), entry \(detail.position)")
        facts.say()
        guard !detail.objects.isEmpty else { return }
        Output.say("")
        var table = Table("TYPE", "OBJECT", "NAME")
        for object in detail.objects { table.add(object.type, object.id, object.name) }
        table.say(orElse: "")
    }
}

extension Show {
    fileprivate func sayHistory() async throws {
        let report = try await node.client().history(of: item, as: .person(representative.person))
        if output.json { return Output.document(report) }
        var facts = Facts()
        facts.add("item", report.item)
        facts.add("from", report.author)
        facts.say()
        Output.say("")
        var table = Table("ITEM", "WHAT", "WRITTEN", "RECEIVED", "MARK", "GROUP", "STATE", "TITLE OR REASON")
        for event in report.events {
            let successor = event.successor.isEmpty ? "" : "to \(PlainText.short(event.successor))"
            let cause = event.cause.isEmpty ? "" : "by \(PlainText.short(event.cause))"
            let state = [event.state, cause, successor].filter { !$0.isEmpty }.joined(separator: " ")
            table.add(
                PlainText.short(event.id), event.kind, PlainText.time(event.created), PlainText.time(event.received), event.tlp,
                PlainText.group(event.group), state, event.title)
        }
        table.say(orElse: "Nothing is known of it.")
        for event in report.events where !event.receipts.isEmpty {
            Output.say("\(PlainText.short(event.id)) was applied by \(event.receipts.joined(separator: ", "))")
        }
    }
}

/// `causeway export`
struct Export: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Write an item's exact bytes, or a proof of it, to a file.",
        discussion: """
            A proof shows a third party who wrote the item, without a node and without the registry at hand \
            (causeway verify). It holds the sealed content; only --with-key lets its reader open it.
            """)

    @Argument(help: ArgumentHelp("The item's identifier or its first 6 digits or more.", valueName: "item"))
    var item: String
    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Where to write; - for standard output.", valueName: "file"), completion: .file())
    var target: String
    @Flag(help: "Write a proof for third parties instead of the content.")
    var proof = false
    @Flag(help: "With --proof: put the key of this one item in, so that whoever has the proof can read the item.")
    var withKey = false
    @Flag(help: "Replace the file if it is there.")
    var force = false
    @OptionGroup var representative: RepresentativeOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    /// What `--json` prints.
    struct Report: Codable {
        var item: String
        var file: String
        var octets: Int
        var proof: Bool
    }

    func validate() throws {
        if withKey && !proof { throw ValidationError("--with-key belongs to --proof.") }
        if target == "-" && output.json { throw ValidationError("--json and --output - would both write to standard output.") }
    }

    func run() async throws {
        let progress = ProgressLine("receiving")
        defer { progress.end() }
        let client = node.client(progress: progress)
        let octets =
            if proof {
                try await client.proof(of: item, withKey: withKey, as: .person(representative.person))
            } else {
                try await client.content(of: item, as: .person(representative.person))
            }
        progress.end()
        if target == "-" { return Output.raw(octets) }
        try WholeFile.write(octets, to: target, replacing: force)
        if output.json { return Output.document(Report(item: item, file: target, octets: octets.count, proof: proof)) }
        Output.say("\(PlainText.octets(octets.count)) written to \(PlainText.line(target))")
        if withKey { Output.say("Whoever has this file can read the item.") }
    }
}
