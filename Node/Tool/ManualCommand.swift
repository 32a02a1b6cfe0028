import ArgumentParser
import Daemon
import Exchange

/// `causeway manual`
struct Manual: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the manual page of this tool or of its settings, for `man`.",
        discussion: """
            The page is made from what the tool knows of itself, so it says what `--help` says. Packages install it as \
            causeway(1) and causeway.yaml(5); `causeway manual | man -l -` shows it at once.
            """)

    @Flag(help: "The page of the settings, causeway.yaml(5).")
    var settings = false
    @Option(help: ArgumentHelp("The date that stands below the page, such as 2025-03-03.", valueName: "date"))
    var date: String = ""

    func run() throws {
        guard date.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "-") }) else {
            throw ValidationError("--date is made of digits and hyphens.")
        }
        let page =
            settings ? ManualPage.settings(NodeSettings.descriptions, date: date) : ManualPage.tool(try Self.description(), date: date)
        Output.raw([UInt8](page.text.utf8))
    }

    /// What the parser knows of the tool.
    static func description() throws(OperationError) -> CommandDescription {
        do {
            return try CommandDescription.read(Causeway._dumpHelp())
        } catch {
            throw OperationError(
                code: "no-manual", reason: "The tool's description of itself cannot be read: \(error).",
                remedy: "Use `causeway help` and report this.", status: 500)
        }
    }
}
