import ArgumentParser
import Exchange

/// `causeway audience`
struct Audience: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Say exactly who can open an item, or could.",
        discussion: """
            Prints every organisation that holds the key, who is without it and why, and the mailboxes that keep ciphertext only. \
            With --draft the same for something not shared yet. Exit code 1 when sharing it so would be refused.
            """)

    @Argument(help: ArgumentHelp("The item's identifier or its first 6 digits or more.", valueName: "item"))
    var item: String?
    @Flag(help: "Ask about an audience instead of an item.")
    var draft = false
    @OptionGroup(title: "With --draft (one of these)") var audience: DestinationOptions
    @Option(
        help: ArgumentHelp("With --draft: the mark to judge by: clear, green, amber, amber+strict or red.", valueName: "tlp"),
        completion: .list(tlpWords))
    var tlp: String?
    @OptionGroup var representative: RepresentativeOptions
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if draft {
            guard item == nil, representative.person == nil else {
                throw ValidationError("--draft is about no item and nobody asks for it.")
            }
            try audience.checkExactlyOne()
        } else {
            guard item != nil else { throw ValidationError("Name an item, or an audience with --draft.") }
            guard !audience.isGiven, tlp == nil else { throw ValidationError("Destinations and --tlp belong to --draft.") }
        }
    }

    func run() async throws {
        let client = node.client()
        let report =
            if let item {
                try await client.audience(of: item, as: .person(representative.person))
            } else {
                try await client.audience(ofDraft: AudienceRequest(to: try audience.destination(), tlp: tlp))
            }
        try AudienceText(report).answer(output)
    }
}

/// An audience as people read it.
struct AudienceText {
    private let report: AudienceReport

    init(_ report: AudienceReport) { self.report = report }

    /// Prints the report, for people with a note after it, and ends the command with exit code 1 when it is a refusal.
    func answer(_ output: OutputOptions, note: String? = nil) throws(ExitCode) {
        if output.json {
            Output.document(report)
        } else {
            say()
            if let note { Output.say("\n\(note)") }
        }
        guard isAllowed else { throw ExitCode(1) }
    }

    private func say() {
        var facts = Facts()
        if !report.item.isEmpty { facts.add("item", report.item) }
        facts.add("audience", PlainText.group(report.group, kind: report.kind))
        if !report.tlp.isEmpty { facts.add("marked", report.tlp) }
        if isAllowed {
            facts.add("decision", report.decision)
        } else {
            facts.add("decision", "REFUSED (\(report.decision))")
            facts.add("why", report.reason)
        }
        // A refused draft is given to nobody.
        let verb = report.item.isEmpty ? "could open it" : "can open it"
        facts.add(verb, isPublic ? "anybody: it is signed and in clear" : count(report.organisations))
        facts.add("exact", report.isExact ? "yes" : "no: it could not be compared with what the maker of the key committed to")
        facts.add("to be seen by", any: report.people)
        for organisation in report.without { facts.add("without", organisation) }
        for mailbox in report.mailboxes { facts.add("mailbox", "\(mailbox) (ciphertext only)") }
        facts.say()
        guard !isPublic, !report.organisations.isEmpty else { return }
        Output.say("")
        var table = Table(verb.uppercased(), "IDENTIFIER")
        for (index, organisation) in report.organisations.enumerated() {
            table.add(organisation, index < report.organisationIds.count ? report.organisationIds[index] : "")
        }
        table.say(orElse: "")
    }

    private var isAllowed: Bool { report.decision == "allowed" }

    private var isPublic: Bool { report.kind == "everyone" }

    private func count(_ organisations: [String]) -> String {
        switch organisations.count {
        case 0: "nobody"
        case 1: "1 organisation"
        case let count: "\(count) organisations"
        }
    }
}
