import ArgumentParser
import Exchange

/// What an author says about an item's life, as options.
struct TermsOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("From when it is no longer shown: 2027-01-31T12:00:00Z, or 90m, 12h, 30d, 4w from now.", valueName: "time"))
    var expires: String?
    @Option(
        help: ArgumentHelp("Whether others may share it again: as-marked, never, or allowed wherever its mark allows.", valueName: "word"),
        completion: .list(["as-marked", "never", "allowed"]))
    var reshare: String?

    func apply(to request: inout ShareRequest) {
        request.expires = expires
        request.resharing = reshare
    }
}

/// `causeway correct`
struct Correct: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Share a new version of an item of your own, with everybody who has it.",
        discussion: "The old version leaves lists, searches and exports at every node that applies it; show --history tells what there was."
    )

    @Argument(help: ArgumentHelp("The item's identifier or its first 6 digits or more.", valueName: "item"))
    var item: String
    @Argument(help: ArgumentHelp("The whole new version: a STIX 2.1 bundle.", valueName: "file"), completion: .file())
    var file: String
    @Option(help: ArgumentHelp("Another mark than the old version's.", valueName: "tlp"), completion: .list(tlpWords))
    var tlp: String?
    @Option(help: ArgumentHelp("What recipients may do with it.", valueName: "pap"), completion: .list(papWords))
    var pap: String?
    @Option(help: "What lists show for it. (default: taken from the content)")
    var title: String?
    @OptionGroup var terms: TermsOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let content = try WholeFile.read(file, octetsMax: ExchangeLimits.contentOctetsMax)
        // What the old version says of PAP, expiry, sharing again and attribution holds where nothing else is said.
        var request = ShareRequest(to: .members, tlp: tlp, pap: pap, title: title)
        terms.apply(to: &request)
        let report = try await node.client().correct(item, content, request)
        ShareText.say(report, output)
    }
}

/// `causeway retract`
struct Retract: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Take back an item of your own, with all its versions.",
        discussion: """
            Everybody who could open it is told, and honest nodes take it out of everything they show. What was read cannot be unread. \
            It is final: share a new item instead.
            """)

    @Argument(help: ArgumentHelp("The item's identifier or its first 6 digits or more.", valueName: "item"))
    var item: String
    @Option(help: "Why, for the readers.")
    var reason: String = ""
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let report = try await node.client().retract(item, RetractionRequest(reason: reason))
        if output.json { return Output.document(report) }
        var facts = Facts()
        facts.add("retracted", report.item)
        facts.add("withdrawal", any: report.withdrawals)
        facts.add("told", any: report.told)
        facts.add("told later", any: report.owed)
        if !report.owedBecause.isEmpty { facts.add("because", report.owedBecause) }
        facts.say()
    }
}

/// `causeway declassify`
struct Declassify: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Let an item of your own live on under a weaker mark or in a wider audience.",
        discussion: """
            A new item is shared; those who have the old one are told that it lives on as that one. The new item tells nobody where the \
            old one was. Marks of the TLP standard inside the file are changed; one that the file defines itself binds.
            """)

    @Argument(help: ArgumentHelp("The item's identifier or its first 6 digits or more.", valueName: "item"))
    var item: String
    @OptionGroup(title: "Audience (one of these)") var audience: DestinationOptions
    @Option(help: ArgumentHelp("The mark from now on.", valueName: "tlp"), completion: .list(tlpWords))
    var tlp: String
    @Option(help: ArgumentHelp("What recipients may do with it. (default: the old item's)", valueName: "pap"), completion: .list(papWords))
    var pap: String?
    @Option(help: "What lists show for it. (default: the old item's)")
    var title: String?
    @OptionGroup var terms: TermsOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try audience.checkExactlyOne() }

    func run() async throws {
        var request = ShareRequest(to: try audience.destination(), tlp: tlp, pap: pap, title: title)
        terms.apply(to: &request)
        ShareText.say(try await node.client().declassify(item, request), output)
    }
}

/// `causeway reshare`
struct ShareAgain: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        commandName: "reshare",
        abstract: "Share somebody else's item again, with its author's proof inside.",
        discussion: """
            Only where its mark and its author allow it; every receiver checks that, too. When its author corrects it or takes it back, \
            this node passes that on by itself.
            """)

    @Argument(help: ArgumentHelp("The item's identifier or its first 6 digits or more.", valueName: "item"))
    var item: String
    @OptionGroup(title: "Audience (one of these)") var audience: DestinationOptions
    @Option(help: ArgumentHelp("A stricter mark than the original's.", valueName: "tlp"), completion: .list(tlpWords))
    var tlp: String?
    @Option(help: ArgumentHelp("A stricter PAP than the original's.", valueName: "pap"), completion: .list(papWords))
    var pap: String?
    @Option(help: ArgumentHelp("An earlier end than the original's.", valueName: "time"))
    var expires: String?
    @OptionGroup var representative: RepresentativeOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try audience.checkExactlyOne() }

    func run() async throws {
        var request = ShareRequest(to: try audience.destination(), tlp: tlp, pap: pap)
        request.expires = expires
        ShareText.say(try await node.client().reshare(item, request, as: .person(representative.person)), output)
    }
}

/// `causeway accept`
struct Accept: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(abstract: "Let in an item that your own rules keep in quarantine.")

    @Argument(help: ArgumentHelp("The item's identifier or its first 6 digits or more.", valueName: "item"))
    var item: String
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let report = try await node.client().accept(item)
        if output.json { return Output.document(report) }
        Output.say("\(PlainText.short(report.id)) is \(report.state): \(PlainText.line(report.title))")
    }
}

/// What sharing led to, for people.
enum ShareText {
    static func say(_ report: ShareReport, _ output: OutputOptions) {
        if output.json { return Output.document(report) }
        var facts = Facts()
        facts.add(report.state == "waiting" ? "waiting as" : "item", report.id)
        if !report.title.isEmpty { facts.add("title", report.title) }
        facts.add("marked", report.tlp)
        facts.add("goes to", report.recipients.isEmpty ? PlainText.group(report.group) : report.recipients.joined(separator: ", "))
        add(report, to: &facts)
        for warning in report.warnings { facts.add("note", warning) }
        facts.say()
    }

    /// What it waits for, and the rules that had a part in it.
    static func add(_ report: ShareReport, to facts: inout Facts) {
        if report.state == "waiting" {
            let others = report.approvals == 0 ? "" : " and \(PlainText.count(report.approvals, "approval"))"
            facts.add("waits", "until \(PlainText.time(report.due, isLong: true))\(others); nothing has left")
            facts.add("to stop it", "causeway cancel \(PlainText.short(report.id))")
        }
        for rule in report.rules { facts.add("rule", rule) }
    }
}
