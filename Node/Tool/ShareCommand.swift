import ArgumentParser
import Exchange

/// `causeway share`
struct Share: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Share a file with exactly the audience you name.",
        discussion: """
            The file's exact bytes are sealed for those who may read them; for everyone they are signed and stay in clear. A \
            STIX bundle goes only where its own TLP marks allow; --tlp marks a file that carries none, or marks it more strictly. \
            Nothing is asked: see the audience first with --dry-run.
            """)

    @Argument(help: ArgumentHelp("A STIX 2.1 bundle.", valueName: "file"), completion: .file())
    var file: String
    @OptionGroup(title: "Audience (one of these)") var audience: DestinationOptions
    @Option(help: ArgumentHelp("clear, green, amber, amber+strict or red.", valueName: "tlp"), completion: .list(tlpWords))
    var tlp: String?
    @Option(
        help: ArgumentHelp("What recipients may do with it: clear, green, amber or red.", valueName: "pap"), completion: .list(papWords))
    var pap: String?
    @Option(help: "What lists show for it. (default: taken from the content)")
    var title: String?
    @OptionGroup var terms: TermsOptions
    @Flag(help: "Readers are asked not to name this organisation. It hides nothing from them; see `causeway contribute`.")
    var unattributed = false
    @Flag(help: "Say who would be able to open it, and share nothing. Exit code 1 when sharing would be refused.")
    var dryRun = false
    @Flag(help: "Share TLP:RED or AMBER+STRICT although nobody has confirmed the registry for long: somebody may be suspended by now.")
    var despiteStaleRegistry = false
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try audience.checkExactlyOne() }

    func run() async throws {
        let destination = try audience.destination()
        let content = try WholeFile.read(file, octetsMax: ExchangeLimits.contentOctetsMax)
        guard !content.isEmpty else {
            throw OperationError(code: "empty-file", reason: "\(file) is empty.", remedy: "Check that it is the file you mean.")
        }
        let confirmed = despiteStaleRegistry ? true : nil
        if dryRun {
            let draft = AudienceRequest(to: destination, tlp: tlp, despiteStaleRegistry: confirmed)
            let report = try await node.client().audience(ofDraft: draft, content: content)
            return try AudienceText(report).answer(output, note: "Nothing was shared.")
        }
        let progress = ProgressLine("sending")
        defer { progress.end() }
        var request = ShareRequest(to: destination, tlp: tlp, pap: pap, title: title, despiteStaleRegistry: confirmed)
        terms.apply(to: &request)
        if unattributed { request.unattributed = true }
        let report = try await node.client(progress: progress).share(content, request)
        progress.end()
        if output.json { return Output.document(report) }
        say(report, to: destination)
    }

    private func say(_ report: ShareReport, to destination: Destination) {
        var facts = Facts()
        facts.add(report.state == "waiting" ? "waiting as" : "item", report.id)
        facts.add("title", report.title)
        let recipients = report.recipients.joined(separator: ", ")
        switch destination {
        case .everyone:
            facts.add("audience", PlainText.everyone)
            facts.add("can open it", "anybody")
        case .members:
            facts.add("audience", PlainText.allMembers)
            facts.add("can open it", recipients.isEmpty ? "nobody yet" : recipients)
        case .sector, .group:
            facts.add("audience", PlainText.group(report.group))
            facts.add("can open it", recipients.isEmpty ? "nobody yet" : recipients)
        case .organisations(let named):
            facts.add("audience", PlainText.namedRecipients)
            facts.add("can open it", recipients.isEmpty ? "nobody yet" : recipients)
            facts.add("to be seen by", any: named.flatMap { one in one.people.map { "\($0) at \(one.organisation)" } })
        }
        let source =
            switch report.tlpSource {
            case "content": "the file's own mark"
            case "request": "as you asked"
            case "default": "by the node's default-tlp"
            default: report.tlpSource
            }
        facts.add("marked", "\(report.tlp) (\(source))")
        ShareText.add(report, to: &facts)
        for warning in report.warnings { facts.add("note", warning) }
        facts.say()
    }
}
