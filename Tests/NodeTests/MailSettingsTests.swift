import Delivery
import Exchange
import Foundation
import Testing

@testable import Daemon

@Suite struct MailSettingsTests {
    private let directory = FileManager.default.temporaryDirectory.appendingPathComponent("causeway-mail-\(UUID().uuidString)")

    private func load(_ text: String) throws -> NodeSettings {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appendingPathComponent("causeway.yaml")
        try text.write(to: file, atomically: true, encoding: .utf8)
        return try NodeSettings.load(file: file.path, environment: [:], overrides: [:])
    }

    @Test func `The settings of mail are read, and STARTTLS is what is meant when nothing is said`() throws {
        let settings = try load(
            """
            mail-server: "mail.bank.example:465"
            mail-security: TLS
            mail-user: node
            mail-password-file: /etc/causeway/mail
            mail-from: "Causeway of Harbour Bank <node@bank.example>"
            """)
        #expect(settings.mailSecurity == .tls)
        let mail = try #require(try settings.mail())
        #expect(mail.host == "mail.bank.example")
        #expect(mail.port == 465)
        #expect(mail.login?.user == "node")
        #expect(mail.from.name == "Causeway of Harbour Bank")
        #expect(try load("mail-server: \"mail.bank.example:587\"\nmail-from: node@bank.example\n").mailSecurity == .startTLS)
        #expect(try load("mail-from: node@bank.example\n").mail() == nil)
    }

    static let faults: [(String, String)] = [
        ("mail-server: mail.bank.example", "mail-server"), ("mail-server: \"mail.bank.example:587\"", "mail-from"),
        ("mail-server: \"mail.bank.example:587\"\nmail-from: nobody", "mail-from"), ("mail-from: \"a@b, c@d\"", "mail-from"),
        ("mail-from: \"A\\nBcc: x <a@b.example>\"", "mail-from"), ("mail-security: ssl", "mail-security"),
        ("mail-user: node", "mail-password-file"),
        ("mail-password-file: /x", "mail-user"),
        ("mail-server: \"mail.bank.example:25\"\nmail-from: a@b.example\nmail-security: none", "mail-security"),
        (
            "mail-server: \"127.0.0.1:25\"\nmail-from: a@b.example\nmail-security: none\nmail-user: a\nmail-password-file: /x",
            "mail-security"
        ),
    ]

    @Test(arguments: faults)
    func `Settings of mail that do not fit each other are refused with the key and what it has to be`(text: String, key: String) throws {
        let refusal = #expect(throws: OperationError.self) { try load(text + "\n") }
        #expect(refusal?.code == "invalid-setting")
        #expect(refusal?.reason.contains("`\(key)` is ") == true)
    }

    static let files: [(String, Bool, [UInt8]?)] = [
        ("secret\n", true, Array("secret".utf8)), ("secret\r\n", true, Array("secret".utf8)), ("secret", true, Array("secret".utf8)),
        ("\n", true, []),
        ("a\n\n", true, Array("a\n".utf8)), ("a\n", false, Array("a\n".utf8)), ("", false, []),
        (String(repeating: "x", count: 33), false, nil),
        (String(repeating: "x", count: 32), false, Array(repeating: 0x78, count: 32)),
    ]

    @Test(arguments: files)
    func `A password is a file's text without the end of its line, within a bound`(text: String, withoutLineEnd: Bool, octets: [UInt8]?)
        throws
    {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appendingPathComponent("password").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        #expect((try? SecretFile.read(path, octetsMax: 32, withoutLineEnd: withoutLineEnd)) == octets)
        #expect(throws: SecretFile.Fault.unreadable) { try SecretFile.read(directory.path, octetsMax: 32) }
        #expect(throws: SecretFile.Fault.unreadable) { try SecretFile.read(path + ".not", octetsMax: 32) }
    }

    @Test func `A test message without a server, to nobody, or to a server that is not there says what to do`() async throws {
        let none = await #expect(throws: OperationError.self) { try await NodeSettings().sendTestMail(to: "ann@bank.example") }
        #expect(none?.code == "no-mail-server")
        // The port of discarded datagrams: nobody listens there for mail.
        let settings = try load("mail-server: \"127.0.0.1:9\"\nmail-from: node@bank.example\nmail-security: none\n")
        let address = await #expect(throws: OperationError.self) {
            try await settings.sendTestMail(to: "ann@bank.example\r\nRCPT TO:<eve@evil.example>")
        }
        #expect(address?.code == "mail-address")
        let reached = await #expect(throws: OperationError.self) { try await settings.sendTestMail(to: "ann@bank.example") }
        #expect(reached?.code == "mail-not-taken")
        #expect(reached?.reason.contains("connecting") == true)
        #expect(reached?.remedy.contains("mail-server") == true)
        let authorities = try load("mail-server: \"127.0.0.1:9\"\nmail-from: node@bank.example\nmail-authorities: /nowhere.pem\n")
        let refused = await #expect(throws: OperationError.self) { try await authorities.sendTestMail(to: "ann@bank.example") }
        #expect(refused?.code == "mail-authorities")
    }
}
