import ArgumentParser
import Daemon

/// `causeway version`
struct ShowVersion: ParsableCommand, Reporting {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version of this tool.")

    @OptionGroup var output: OutputOptions

    /// What `--json` prints.
    struct Report: Codable {
        var version: String
    }

    func run() {
        if output.json { return Output.document(Report(version: Version.number)) }
        Output.say("causeway \(Version.number)")
    }
}
