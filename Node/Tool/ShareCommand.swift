import ArgumentParser
import Exchange

/// `causeway share`
struct Share: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Share a file with a group.",
        discussion: """
            The file's exact bytes are sealed for the group's members. A STIX bundle goes only where its own TLP marks \
            allow; --tlp marks a file that carries none, or marks it more strictly.
            """)

    @Argument(help: ArgumentHelp("A STIX 2.1 bundle.", valueName: "file"), completion: .file())
    var file: String
    @Option(help: ArgumentHelp("The group's name or tag.", valueName: "group"))
    var group: String
    @Option(help: ArgumentHelp("clear, green, amber, amber+strict or red.", valueName: "tlp"), completion: .list(tlpWords))
    var tlp: String?
    @Option(help: "What lists show for it. (default: taken from the content)")
    var title: String?
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let content = try WholeFile.read(file, octetsMax: ExchangeLimits.contentOctetsMax)
        guard !content.isEmpty else {
            throw OperationError(code: "empty-file", reason: "\(file) is empty.", remedy: "Check that it is the file you mean.")
        }
        let progress = ProgressLine("sending")
        defer { progress.end() }
        let report = try await node.client(progress: progress).share(content, ShareRequest(group: group, tlp: tlp, title: title))
        progress.end()
        if output.json { return Output.document(report) }

        var facts = Facts()
        facts.add("item", report.id)
        facts.add("title", report.title)
        facts.add("group", report.group)
        let source =
            switch report.tlpSource {
            case "content": "the file's own mark"
            case "request": "as you asked"
            case "default": "by the node's default-tlp"
            default: report.tlpSource
            }
        facts.add("marked", "\(report.tlp) (\(source))")
        facts.add("can open it", report.recipients.isEmpty ? "nobody yet" : report.recipients.joined(separator: ", "))
        for warning in report.warnings { facts.add("note", warning) }
        facts.say()
    }
}
