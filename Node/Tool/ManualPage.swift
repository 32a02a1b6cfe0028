import Daemon

/// A page for `man`, in the macros of man(7).
struct ManualPage {
    private(set) var text: String

    private init(_ name: String, section: Int, date: String, summary: String) {
        text = ".TH \(Self.quoted(name.uppercased())) \(section) \"\(date)\" \(Self.quoted(Version.agent)) \"Causeway\"\n"
        heading("NAME")
        text += "\(Self.escaped(name)) \\- \(Self.escaped(summary))\n"
    }

    // MARK: - Pages

    /// causeway(1): every command with its arguments. `date` is shown as it is: digits and hyphens.
    static func tool(_ tool: CommandDescription, date: String) -> ManualPage {
        var page = ManualPage(tool.commandName, section: 1, date: date, summary: Self.phrase(tool.abstract ?? ""))
        page.heading("SYNOPSIS")
        page.text += ".B \(escaped(tool.commandName))\n.I command\n.RI [ argument... ]\n"
        page.heading("DESCRIPTION")
        page.paragraphs(tool.discussion ?? "")
        page.paragraphs("Every command takes `--help`. The settings of a node stand in causeway.yaml(5).")
        page.heading("COMMANDS")
        for command in tool.shown { page.command(command) }
        page.heading("ENVIRONMENT")
        page.term("CAUSEWAY_DATA", "The data directory, when `--data` does not name one.")
        page.term("CAUSEWAY_PASSPHRASE_FILE", "A file with the passphrase of the keys; never the passphrase itself.")
        page.term("CAUSEWAY_…", "A setting: its key in capitals with _ for -. It wins over the file; see causeway.yaml(5).")
        page.term(
            "NOTIFY_SOCKET, WATCHDOG_USEC",
            "Given by systemd: `serve` says there when it is ready, how it is, that it still answers, and that it ends; see sd_notify(3).")
        page.heading("FILES")
        page.term("/etc/causeway/causeway.yaml", "The settings of the node that the Debian package runs.")
        page.term("/var/lib/causeway", "Its data directory: keys (sealed), journals, and what was opened, in plain form.")
        page.heading("EXIT STATUS")
        page.term("0", "Done.")
        page.term("1", "Refused: code, reason and what to do are on standard error, with `--json` as one document.")
        page.term("2", "Not understood.")
        page.term("78", "From `serve`: it would be refused again until somebody changes something, so a supervisor should not try.")
        page.term("130", "Interrupted while a passphrase was asked for.")
        page.heading("SEE ALSO")
        page.text += ".BR causeway.yaml (5),\n.BR systemd.exec (5)\n"
        return page
    }

    /// causeway.yaml(5): every key.
    static func settings(_ settings: [SettingDescription], date: String) -> ManualPage {
        var page = ManualPage("causeway.yaml", section: 5, date: date, summary: "settings of a Causeway node")
        page.heading("DESCRIPTION")
        page.paragraphs(
            """
            One file in YAML, causeway.yaml in the node's data directory; the Debian package keeps it as /etc/causeway/causeway.yaml, to \
            which the data directory links. A flag of `causeway serve` wins over the environment, which wins over the file. An unknown \
            key is an error. `causeway config check` reads the file as `serve` would. A running node reads it at its next start.
            """)
        page.heading("SETTINGS")
        for setting in settings {
            page.text += ".TP\n.B \(escaped(setting.key))\n"
            page.lines(setting.meaning)
            page.text += ".br\n"
            page.lines("Value: \(setting.expectation). Default: \(setting.standard). Environment: \(setting.variable).")
        }
        page.heading("SEE ALSO")
        page.text += ".BR causeway (1)\n"
        return page
    }

    // MARK: - Parts

    private mutating func command(_ command: CommandDescription) {
        if command.shown.isEmpty {
            text += ".SS \(Self.quoted(command.path))\n"
            lines(command.abstract ?? "")
            text += ".PP\n.B \(Self.escaped(command.path))"
            for argument in command.ownArguments { text += " " + Self.synopsis(argument) }
            text += "\n"
            paragraphs(command.discussion ?? "")
            for argument in command.ownArguments { self.argument(argument) }
        }
        for command in command.shown { self.command(command) }
    }

    private mutating func argument(_ argument: CommandDescription.Argument) {
        var term = (argument.names ?? []).map { "\\fB\(Self.escaped($0.typed))\\fR" }.joined(separator: ", ")
        if argument.kind != "flag" { term += (term.isEmpty ? "" : " ") + Self.value(argument) }
        text += ".TP\n\(term)\n"
        lines(argument.abstract ?? "")
        if let standard = argument.defaultValue, !standard.isEmpty { lines("(default: \(standard))") }
    }

    private static func synopsis(_ argument: CommandDescription.Argument) -> String {
        var word = (argument.names ?? []).first.map { "\\fB\(escaped($0.typed))\\fR" } ?? ""
        if argument.kind != "flag" { word += (word.isEmpty ? "" : " ") + value(argument) }
        if argument.isRepeating { word += "..." }
        return argument.isOptional ? "[\(word)]" : word
    }

    private static func value(_ argument: CommandDescription.Argument) -> String { "\\fI\(escaped(argument.valueName ?? "value"))\\fR" }

    private var isAfterHeading: Bool { text.split(separator: "\n").last.map { $0.hasPrefix(".S") } ?? false }

    private mutating func heading(_ title: String) { text += ".SH \(Self.quoted(title))\n" }

    private mutating func term(_ term: String, _ meaning: String) {
        text += ".TP\n.B \(Self.escaped(term))\n"
        lines(meaning)
    }

    private mutating func paragraphs(_ text: String) {
        for (index, paragraph) in text.split(separator: "\n\n").enumerated() {
            // A heading begins a paragraph by itself.
            if index > 0 || !isAfterHeading { self.text += ".PP\n" }
            lines(String(paragraph))
        }
    }

    /// Text with what stands between backquotes in bold; one input line, one output line.
    private mutating func lines(_ text: String) {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "`", omittingEmptySubsequences: false)
            var out = ""
            for (index, part) in parts.enumerated() {
                out += index % 2 == 1 && index < parts.count - 1 ? "\\fB\(Self.escaped(part))\\fR" : Self.escaped(part)
            }
            // A line that begins with a dot or an apostrophe would be a request.
            self.text += (out.hasPrefix(".") || out.hasPrefix("'") ? "\\&" : "") + out + "\n"
        }
    }

    /// A summary as `whatis` wants it: no capital at the beginning, no full stop at the end.
    private static func phrase(_ sentence: String) -> String {
        let bare = sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
        return bare.prefix(1).lowercased() + bare.dropFirst()
    }

    /// Text in which nothing is a request or an escape, and every hyphen can be searched for and copied.
    private static func escaped(_ text: some StringProtocol) -> String {
        String(text).replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("…", with: "...")
    }

    private static func quoted(_ text: String) -> String { "\"" + escaped(text).replacing("\"", with: "\\(dq") + "\"" }
}
