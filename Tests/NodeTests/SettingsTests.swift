import Daemon
import Exchange
import Foundation
import Logging
import Policy
import Testing

@Suite("Settings")
struct SettingsTests {
    @Test("Every key of a file is read")
    func everyKey() throws {
        let settings = try load(
            """
            # A comment.
            listen: "127.0.0.1:7401"
            advertise:
              - "bank.example:7401"
              - '[2001:db8::1]:7401'
            peers: ["127.0.0.1:7400"]
            health: 127.0.0.1:7481
            log-level: Warning
            log-format: json
            passphrase-file: /etc/causeway/passphrase
            mailbox: true
            volume-encrypted: true
            default-tlp: amber+strict
            """)
        #expect(settings.listen == "127.0.0.1:7401")
        #expect(settings.advertise == ["bank.example:7401", "[2001:db8::1]:7401"])
        #expect(settings.peers == ["127.0.0.1:7400"])
        #expect(settings.health == "127.0.0.1:7481")
        #expect(settings.logLevel == .warning)
        #expect(settings.logFormat == .json)
        #expect(settings.passphraseFile == "/etc/causeway/passphrase")
        #expect(settings.mailbox && settings.volumeEncrypted)
        #expect(settings.defaultTLP == .amberStrict)
    }

    @Test("A missing file, an empty one, one of comments and the one that init writes are the defaults")
    func defaults() throws {
        #expect(try NodeSettings.load(file: "/nonexistent/causeway.yaml", environment: [:], overrides: [:]) == NodeSettings())
        for text in ["", "\n", "# nothing\n", "---\n", "listen:\nadvertise: ~\ndefault-tlp: \"\"\n", NodeSettings.commentedDefaults] {
            #expect(try load(text) == NodeSettings(), "\(text)")
        }
    }

    @Test("The environment wins over the file and a flag over both")
    func precedence() throws {
        let text = "log-level: debug\nmailbox: true\npeers: [\"a.example:1\"]\nlisten: \"127.0.0.1:1\"\n"
        let environment = [
            "CAUSEWAY_LOG_LEVEL": "error", "CAUSEWAY_MAILBOX": "false", "CAUSEWAY_PEERS": "b.example:2, c.example:3",
            "CAUSEWAY_DEFAULT_TLP": "green", "CAUSEWAY_LISTEN": "", "CAUSEWAY_DATA": "/elsewhere", "PATH": "/bin",
        ]
        let read = try load(text, environment: environment)
        #expect(read.logLevel == .error)
        #expect(!read.mailbox)
        #expect(read.peers == ["b.example:2", "c.example:3"])
        #expect(read.defaultTLP == .green)
        #expect(read.listen == nil)

        let flags = ["log-level": "notice", "mailbox": "true", "peers": "d.example:4"]
        let flagged = try load(text, environment: environment, overrides: flags)
        #expect(flagged.logLevel == .notice)
        #expect(flagged.mailbox)
        #expect(flagged.peers == ["d.example:4"])
    }

    @Test(
        "An unknown key is named with its line and the key that was probably meant",
        arguments: [
            ("log-level: info\nlisten-on: \"a:1\"\n", 2, "listen-on", "`listen`"),
            ("loglevel: info\n", 1, "loglevel", "`log-level`"),
            ("# c\n\nlog_format: text\n", 3, "log_format", "`log-format`"),
            ("mail-box: true\n", 1, "mail-box", "`mailbox`"),
            ("federation: x\n", 1, "federation", "The keys are: listen"),
        ])
    func unknownKey(text: String, line: Int, key: String, remedy: String) throws {
        let refusal = #expect(throws: OperationError.self) { try load(text) }
        #expect(refusal?.code == "unknown-setting")
        #expect(refusal?.reason.contains("causeway.yaml:\(line): ") == true)
        #expect(refusal?.reason.contains("`\(key)`") == true)
        #expect(refusal?.remedy.contains(remedy) == true)
    }

    @Test(
        "A value of the wrong type or meaning says where it stands and what is expected",
        arguments: [
            ("listen: 7400", "listen", "host:port"),
            ("listen: \"127.0.0.1\"", "listen", "host:port"),
            ("listen: \"127.0.0.1:70000\"", "listen", "host:port"),
            ("listen: \"127.0.0.1:0\"", "listen", "a port from 1"),
            ("listen: \"::1:7400\"", "listen", "host:port"),
            ("listen: [\"127.0.0.1:7400\"]", "listen", "host:port"),
            ("health: {port: 7400}", "health", "host:port"),
            ("advertise: \"node.example:7400\"", "advertise", "a list of host:port"),
            ("advertise: [\"node.example:0\"]", "advertise", "a list of host:port"),
            ("peers: [[a]]", "peers", "a list of host:port"),
            ("peers: [\"NODE.example:1\"]", "peers", "small letters"),
            ("log-level: loud", "log-level", "debug, info, notice, warning, error"),
            ("log-format: xml", "log-format", "text or json"),
            ("passphrase-file: [a]", "passphrase-file", "the path of a file"),
            ("mailbox: \"true\"", "mailbox", "true or false"),
            ("mailbox: perhaps", "mailbox", "true or false"),
            ("volume-encrypted: 1", "volume-encrypted", "true or false"),
            ("default-tlp: purple", "default-tlp", "clear, green, amber"),
        ])
    func invalidValue(line: String, key: String, expected: String) throws {
        let refusal = #expect(throws: OperationError.self) { try load("# first line\n" + line + "\n") }
        #expect(refusal?.code == "invalid-setting")
        #expect(refusal?.reason.contains("causeway.yaml:2: `\(key)` is ") == true)
        #expect(refusal?.remedy.contains(expected) == true)
    }

    @Test("A bad value from the environment or a flag names the variable or the flag")
    func otherPlaces() throws {
        let variable = #expect(throws: OperationError.self) { try load("", environment: ["CAUSEWAY_LOG_LEVEL": "loud"]) }
        #expect(variable?.reason == "CAUSEWAY_LOG_LEVEL: `log-level` is \"loud\".")
        let flag = #expect(throws: OperationError.self) { try load("", overrides: ["mailbox": "2"]) }
        #expect(flag?.reason == "--mailbox: `mailbox` is \"2\".")
        let unknown = #expect(throws: OperationError.self) { try load("", overrides: ["loglevel": "info"]) }
        #expect(unknown?.code == "unknown-setting")
    }

    @Test(
        "A file that is no list of settings is refused with its line",
        arguments: [
            ("log-level: info\nlog-level: debug\n", ":1: the key log-level stands there twice"),
            ("log-level: \"info\nmailbox: true\n", ":"),
            ("- a\n- b\n", "`key: value`"),
            ("just words\n", "`key: value`"),
        ])
    func malformed(text: String, reason: String) throws {
        let refusal = #expect(throws: OperationError.self) { try load(text) }
        #expect(refusal?.code == "settings-malformed")
        #expect(refusal?.reason.contains(reason) == true)
    }

    @Test("A folder in place of the file is refused")
    func folder() throws {
        let refusal = #expect(throws: OperationError.self) { try NodeSettings.load(file: "/tmp", environment: [:], overrides: [:]) }
        #expect(refusal?.code == "settings-unreadable")
    }

    private func load(
        _ text: String, environment: [String: String] = [:], overrides: [String: String] = [:]
    ) throws(OperationError) -> NodeSettings {
        let folder = FileManager.default.temporaryDirectory.path + "/settings-\(UUID().uuidString)"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try? Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/causeway.yaml"))
        return try NodeSettings.load(file: folder + "/causeway.yaml", environment: environment, overrides: overrides)
    }
}
