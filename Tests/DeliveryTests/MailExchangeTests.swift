import Synchronization
import Testing

@testable import Delivery

@Suite struct MailExchangeTests {
    private static let text = "Dear Ann,\n.\n..a line with dots\nGrüße, 收到\n"

    private func message() throws -> MailMessage {
        try MailMessage(
            from: Mailbox(parsing: "Causeway <node@bank.example>"), to: Mailbox(parsing: "Ann <ann@example.org>"), subject: "Invitation",
            text: Self.text,
            second: 1_795_972_723, id: "0af9")
    }

    /// Gives a server of this manner one message.
    private func exchange(
        _ manner: SmallMailServer.Manner, security: MailSettings.Security, login: MailSettings.Login? = nil, name: String = "localhost",
        isTrusted: Bool = true
    ) async throws -> (outcome: MailOutcome, received: [String]) {
        let certificate = security == .none ? nil : try TestCertificate(name: name)
        let server = SmallMailServer()
        let port = try await server.start(manner, certificate: certificate)
        let other = try TestCertificate(name: name)
        let settings = try MailSettings(
            host: "localhost", port: port, security: security, login: login, from: Mailbox(parsing: "node@bank.example"),
            authorities: (isTrusted ? certificate : other)?.pem ?? [])
        let outcome = await MailSender(settings).send(try message())
        await server.stop()
        return (outcome, server.received.withLock { $0 })
    }

    private let login = MailSettings.Login(user: "node") { Array("p\u{e4}ss".utf8) }

    private func envelope() throws -> [String] {
        let stuffed = try message().stuffed
        let content = String(decoding: stuffed, as: UTF8.self)
        return ["MAIL FROM:<node@bank.example> SIZE=\(stuffed.count)", "RCPT TO:<ann@example.org>", "DATA", String(content.dropLast())]
    }

    @Test func `A message is given to a server on this machine without TLS`() async throws {
        let (outcome, received) = try await exchange(.init(), security: .none)
        #expect(outcome == .taken)
        #expect(received.first == "EHLO [127.0.0.1]")
        #expect(try Array(received.dropFirst().prefix(4)) == envelope())
    }

    @Test func `With STARTTLS everything but the question for TLS is said inside it`() async throws {
        let (outcome, received) = try await exchange(.init(offersStartTLS: true), security: .startTLS, login: login)
        #expect(outcome == .taken)
        #expect(Array(received.prefix(5)) == ["EHLO [127.0.0.1]", "STARTTLS", "tls", "EHLO [127.0.0.1]", "AUTH PLAIN AG5vZGUAcMOkc3M="])
        #expect(try Array(received.dropFirst(5).prefix(4)) == envelope())
    }

    @Test func `With TLS from the beginning everything is said inside it, and LOGIN does where PLAIN is not offered`() async throws {
        let (outcome, received) = try await exchange(.init(isTLS: true, mechanisms: "LOGIN"), security: .tls, login: login)
        #expect(outcome == .taken)
        #expect(Array(received.prefix(5)) == ["tls", "EHLO [127.0.0.1]", "AUTH LOGIN", "bm9kZQ==", "cMOkc3M="])
    }

    @Test(arguments: [MailSettings.Security.tls, .startTLS])
    func `A server that nobody vouches for, or that is another, is told nothing`(security: MailSettings.Security) async throws {
        let manner = SmallMailServer.Manner(isTLS: security == .tls, offersStartTLS: true)
        for (name, isTrusted) in [("localhost", false), ("mail.evil.example", true)] {
            let (outcome, received) = try await exchange(manner, security: security, login: login, name: name, isTrusted: isTrusted)
            guard case .failed(let failure) = outcome, case .notTrusted = failure.reason else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(!failure.isPermanent)
            #expect(!received.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") })
        }
    }

    @Test func `A server without STARTTLS is told nothing where TLS is wanted`() async throws {
        let (outcome, received) = try await exchange(.init(), security: .startTLS, login: login)
        #expect(outcome == .failed(.init(.hello, .noTLS)))
        #expect(received == ["EHLO [127.0.0.1]"])
    }

    @Test func `Answers that somebody adds before TLS end the session`() async throws {
        let manner = SmallMailServer.Manner(offersStartTLS: true, injection: "250-x\r\n250 AUTH PLAIN\r\n")
        let (outcome, received) = try await exchange(manner, security: .startTLS, login: login)
        #expect(outcome == .failed(.init(.securing, .spokeOutOfTurn)))
        #expect(!received.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") })
    }

    static let ends: [(String, MailFailure.Stage)] = [
        ("EHLO", .hello), ("MAIL", .sender), ("RCPT", .recipient), ("DATA", .content), ("content", .content),
    ]

    @Test(arguments: ends)
    func `A server that goes away in the middle has not taken the message`(command: String, stage: MailFailure.Stage) async throws {
        let (outcome, _) = try await exchange(.init(closesAt: command), security: .none)
        #expect(outcome == .failed(.init(stage, .closed)))
    }

    @Test func `A password that cannot be read ends the session`() async throws {
        let broken = MailSettings.Login(user: "node") { throw MailRefusal.address }
        for login in [broken, MailSettings.Login(user: "node") { [] }] {
            let (outcome, received) = try await exchange(.init(isTLS: true), security: .tls, login: login)
            #expect(outcome == .failed(.init(.authenticating, .noPassword)))
            #expect(received.count == 2)
        }
    }

    @Test func `A port where nobody listens is told as such`() async throws {
        let server = SmallMailServer()
        let port = try await server.start(.init())
        await server.stop()
        let settings = try MailSettings(host: "127.0.0.1", port: port, security: .none, from: Mailbox(parsing: "node@bank.example"))
        guard case .failed(let failure) = await MailSender(settings).send(try message()), case .unreachable = failure.reason else {
            Issue.record("reached")
            return
        }
        #expect(failure.stage == .connecting)
    }

    @Test func `Whoever stops waiting is let go`() async throws {
        let server = SmallMailServer()
        let port = try await server.start(.init(greets: false))
        let settings = try MailSettings(host: "127.0.0.1", port: port, security: .none, from: Mailbox(parsing: "node@bank.example"))
        let message = try message()
        let task = Task { await MailSender(settings).send(message) }
        var connected = server.connected.makeAsyncIterator()
        await connected.next()
        task.cancel()
        #expect(await task.value == .failed(.init(.connecting, .closed)))
        await server.stop()
    }

    static let hosts: [(String, Bool)] = [
        ("localhost", true), ("127.0.0.1", true), ("127.1.2.3", true), ("::1", true), ("127.evil.example", false),
        ("localhost.evil.example", false),
        ("192.0.2.1", false), ("mail.example.org", false), ("127.0.0", false), ("127.0.0.256", false), ("", false),
    ]

    @Test(arguments: hosts)
    func `Without TLS only this machine is a server, and nobody logs in`(host: String, isHere: Bool) throws {
        let from = try Mailbox(parsing: "node@bank.example")
        #expect(((try? MailSettings(host: host, port: 25, security: .none, from: from)) != nil) == isHere)
        #expect(throws: MailSettingsRefusal.self) { try MailSettings(host: host, port: 25, security: .none, login: login, from: from) }
        #expect(throws: Never.self) { try MailSettings(host: host, port: 465, security: .tls, login: login, from: from) }
    }
}
