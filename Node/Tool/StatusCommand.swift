import ArgumentParser
import Exchange

/// `causeway status`
struct Status: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        abstract: "Say whether all is well, what to do if not, and the node at a glance.",
        discussion: """
            The first line is the answer. Below it stands each finding with its urgency, what to do next and a code that stays the same, and \
            then the numbers. docs/monitoring.md explains every code.

            Exit code 0 whenever the node answered. With --check it is 1 when a finding is critical or a warning, and nothing is printed when \
            none is, so that cron mails only what needs somebody.
            """)

    @Flag(help: "Print only what needs somebody, and end with exit code 1 then.")
    var check = false
    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let status = try await node.client().status()
        let isWell = !status.findings.contains(where: \.needsOperator)
        let page = StatusPage(status: status, columns: Output.columns ?? ToolLimits.columnsDefault)
        if output.json {
            Output.document(status)
        } else if !check {
            for line in page.lines { Output.say(line) }
        } else if !isWell {
            for line in page.answer { Output.say(line) }
        }
        if check, !isWell { throw ExitCode(1) }
    }
}
