import Daemon
import Testing

@testable import Tool

@Suite("The manual is what the tool knows of itself")
struct ManualTests {
    @Test("Every command stands in causeway(1), with each of its arguments")
    func everyCommand() throws {
        let tool = try Manual.description()
        let lines = ManualPage.tool(tool, date: "").text.split(separator: "\n").map(String.init)
        let commands = leaves(of: tool)
        #expect(commands.count > 30)
        for command in commands {
            let start = try #require(lines.firstIndex(of: ".SS \"\(typed(command.path))\""), "\(command.path) is not in the manual")
            let section = lines[(start + 1)...].prefix { !$0.hasPrefix(".SS") && !$0.hasPrefix(".SH") }
            for argument in command.ownArguments {
                let name = argument.names?.first?.typed ?? argument.valueName ?? ""
                let isDescribed = zip(section, section.dropFirst()).contains { $0 == ".TP" && $1.contains(typed(name)) }
                #expect(isDescribed, "\(command.path) does not describe \(name)")
            }
        }
    }

    @Test("Every setting stands in causeway.yaml(5), with its variable and its default")
    func everySetting() {
        let page = ManualPage.settings(NodeSettings.descriptions, date: "").text
        for setting in NodeSettings.descriptions {
            #expect(page.contains(".TP\n.B \(typed(setting.key))\n"))
            #expect(page.contains("Default: \(typed(setting.standard)). Environment: \(setting.variable)."))
        }
    }

    @Test("Nothing that is said becomes a request of roff")
    func escapes() {
        let setting = SettingDescription(
            key: "k-1", variable: "V", expectation: "a", standard: "\\n", meaning: ".so here\n'br\nand `bold` too")
        let page = ManualPage.settings([setting], date: "2025-03-03").text
        #expect(page.contains(".B k\\-1\n\\&.so here\n\\&'br\nand \\fBbold\\fR too\n"))
        #expect(page.contains("Default: \\en."))
        #expect(page.contains("5 \"2025-03-03\""))
    }

    private func leaves(of command: CommandDescription) -> [CommandDescription] {
        command.shown.isEmpty ? [command] : command.shown.flatMap { leaves(of: $0) }
    }

    /// As it stands in roff.
    private func typed(_ text: String) -> String { text.replacing("\\", with: "\\e").replacing("-", with: "\\-") }
}
