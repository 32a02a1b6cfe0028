import Testing

@testable import Delivery

@Suite struct SMTPSessionTests {
    private func session(
        startsTLS: Bool = false, isProtected: Bool = true, authenticates: Bool = false, from: String = "node@bank.example",
        to: String = "ann@example.org"
    ) throws -> SMTPSession {
        try SMTPSession(
            .init(
                from: MailAddress(from), to: MailAddress(to), octets: 1_000, startsTLS: startsTLS, isProtected: isProtected,
                authenticates: authenticates,
                name: "[192.0.2.1]"))
    }

    /// What a server says, line by line, and what is done then; `>>` stands for TLS that is there.
    private func play(_ session: SMTPSession, _ lines: [(String, SMTPSession.Action?)]) {
        // Whole replies, and octet by octet: the same actions.
        for isWhole in [true, false] {
            var session = session
            for (line, expected) in lines {
                if line == ">>" {
                    #expect(session.secured() == expected)
                    continue
                }
                let octets = Array((line + "\r\n").utf8)
                if isWhole {
                    #expect(session.receive(octets) == expected)
                } else {
                    for octet in octets.dropLast() { #expect(session.receive([octet]) == nil) }
                    #expect(session.receive(octets.suffix(1)) == expected)
                }
            }
        }
    }

    private func failed(_ stage: MailFailure.Stage, _ reason: MailFailure.Reason) -> SMTPSession.Action {
        .finish(.failed(.init(stage, reason)))
    }

    @Test func `A session inside TLS authenticates and gives one message`() throws {
        play(
            try session(authenticates: true),
            [
                ("220 mail.example ESMTP", .send("EHLO [192.0.2.1]")),
                ("250-mail.example\r\n250-AUTH LOGIN PLAIN\r\n250 SIZE 10000", .sendCredentials),
                ("235 2.7.0 ok", .send("MAIL FROM:<node@bank.example> SIZE=1000")), ("250 ok", .send("RCPT TO:<ann@example.org>")),
                ("250 ok", .send("DATA")), ("354 go on", .sendContent), ("250 queued", .finish(.taken)), ("500 too late", nil),
            ])
    }

    @Test func `STARTTLS begins TLS, and what the server can is asked anew`() throws {
        play(
            try session(startsTLS: true, authenticates: true),
            [
                ("220-mail.example\r\n220 ESMTP", .send("EHLO [192.0.2.1]")),
                ("250-mail.example\r\n250-SMTPUTF8\r\n250 STARTTLS", .send("STARTTLS")),
                ("220 go", .startTLS), (">>", .send("EHLO [192.0.2.1]")), ("250-mail.example\r\n250 AUTH LOGIN", .send("AUTH LOGIN")),
                ("334 VXNlcm5hbWU6", .sendUser), ("334 UGFzc3dvcmQ6", .sendPassword), ("235 ok", .send("MAIL FROM:<node@bank.example>")),
            ])
    }

    @Test func `STARTTLS that is not offered, or refused, ends the session before anything is said`() throws {
        let greeting: (String, SMTPSession.Action?) = ("220 x", .send("EHLO [192.0.2.1]"))
        play(try session(startsTLS: true), [greeting, ("250-x\r\n250 AUTH PLAIN", failed(.hello, .noTLS))])
        play(try session(startsTLS: true), [greeting, ("250 x", failed(.hello, .noTLS))])
        play(
            try session(startsTLS: true),
            [
                greeting, ("250-x\r\n250 STARTTLS", .send("STARTTLS")),
                ("454 not now", failed(.securing, .refused(code: 454, words: "not now"))),
            ])
    }

    /// RFC 3207, 6: whoever stands in between adds answers in clear, to be read as the first ones inside TLS.
    @Test(arguments: ["250 injected\r\n", "250-injected\r\n250 AUTH PLAIN\r\n", "x", "\r\n", "\u{16}\u{3}\u{1}"])
    func `What comes in clear with the answer to STARTTLS, or after it, never counts`(injected: String) throws {
        for isOnePiece in [true, false] {
            var session = try session(startsTLS: true, authenticates: true)
            _ = session.receive(Array("220 x\r\n".utf8))
            #expect(session.receive(Array("250-x\r\n250 STARTTLS\r\n".utf8)) == .send("STARTTLS"))
            if isOnePiece {
                #expect(session.receive(Array(("220 go\r\n" + injected).utf8)) == failed(.securing, .spokeOutOfTurn))
            } else {
                #expect(session.receive(Array("220 go\r\n".utf8)) == .startTLS)
                #expect(session.receive(Array(injected.utf8)) == failed(.securing, .spokeOutOfTurn))
            }
            #expect(session.secured() == nil)
            #expect(session.receive(Array("250 x\r\n".utf8)) == nil)
            #expect(session.isOver)
        }
    }

    @Test(arguments: [
        ["220 x\r\n250 x\r\n"], ["220 x\r\n", "250 x\r\n250 ok\r\n"], ["220 x\r\n", "250 x\r\n", "250 ok\r\n354 go\r\n"],
        ["220 x\r\n", "250 x\r\n", "250 ok\r\n", "250 ok\r\n354"],
    ])
    func `Answers before their questions end the session`(pieces: [String]) throws {
        var session = try session()
        var last: SMTPSession.Action?
        for piece in pieces { last = session.receive(Array(piece.utf8)) }
        guard case .finish(.failed(let failure)) = last else {
            Issue.record("goes on with \(String(describing: last))")
            return
        }
        #expect(failure.reason == .spokeOutOfTurn)
        #expect(!failure.isPermanent)
    }

    static let malformed = [
        "", "2", "25", "hello", "25x ok", "150 x", "199 x", "600 x", "260 x", "999 x", "250_x", "250ok", "250-a\r\n251 b",
        "250-a\r\n550 b", " 250 x", "250\u{0}x",
        "250 a\rb", "250 a\r\rb", "\u{16}\u{3}\u{1}", "<html>", String(repeating: "x", count: 3_000),
        "250 " + String(repeating: "x", count: 3_000),
        String(repeating: "250-x\r\n", count: 1_000) + "250 x",
    ]

    @Test(arguments: malformed)
    func `What is no reply ends the session, and is not kept`(text: String) throws {
        var session = try session()
        _ = session.receive(Array("220 x\r\n".utf8))
        var last: SMTPSession.Action?
        for octet in Array((text + "\r\n").utf8) where last == nil { last = session.receive([octet]) }
        #expect(last == failed(.hello, .malformedReply))
    }

    @Test func `A reply without end is read no further than its bounds`() throws {
        var (line, lines) = (try session(), try session())
        var (octets, count) = (0, 0)
        while !line.isOver, octets < 1_000_000 {
            _ = line.receive([UInt8(ascii: "2")])
            octets += 1
        }
        #expect(octets == DeliveryLimits.replyLineOctetsMax + 1)
        while !lines.isOver, count < 1_000_000 {
            _ = lines.receive(Array("220-x\r\n".utf8))
            count += 1
        }
        #expect(count == DeliveryLimits.replyLinesMax + 1)
    }

    @Test func `A code without words, and lines that end with a line feed alone, are replies`() throws {
        play(try session(), [("220", .send("EHLO [192.0.2.1]")), ("250", .send("MAIL FROM:<node@bank.example>"))])
        var session = try session()
        #expect(session.receive(Array("220 x\n".utf8)) == .send("EHLO [192.0.2.1]"))
    }

    static let refusals: [(Int, String, MailFailure.Stage, Bool)] = [
        (0, "554 no", .greeting, false), (0, "421 busy", .greeting, false), (1, "550 no", .hello, false),
        (2, "535 no", .authenticating, false),
        (3, "451 later", .sender, false), (3, "550 no", .sender, true), (4, "450 later", .recipient, false),
        (4, "550 unknown", .recipient, true),
        (5, "554 no", .content, true), (5, "421 going", .content, false), (6, "452 full", .content, false), (6, "554 spam", .content, true),
        (6, "250 ok", .content, false),
    ]

    @Test(arguments: refusals)
    func `A refusal is final when it is the message's, and 5yz`(step: Int, line: String, stage: MailFailure.Stage, isFinal: Bool) throws {
        var session = try session(authenticates: true)
        let answers = ["220 x", "250-x\r\n250 AUTH PLAIN", "235 ok", "250 ok", "250 ok", "354 go"]
        for answer in answers.prefix(step) { _ = session.receive(Array((answer + "\r\n").utf8)) }
        let last = session.receive(Array((line + "\r\n").utf8))
        guard line != "250 ok" else { return #expect(last == .finish(.taken)) }
        let parts = line.split(separator: " ")
        let failure = MailFailure(stage, .refused(code: try #require(Int(parts[0])), words: String(parts[1])))
        #expect(last == .finish(.failed(failure)))
        #expect(failure.isPermanent == isFinal)
    }

    @Test func `A password is never asked for where nothing protects it`() throws {
        play(
            try session(isProtected: false, authenticates: true),
            [("220 x", .send("EHLO [192.0.2.1]")), ("250-x\r\n250 AUTH PLAIN LOGIN", failed(.hello, .noTLS))])
        play(
            try session(authenticates: true),
            [("220 x", .send("EHLO [192.0.2.1]")), ("250-x\r\n250 AUTH CRAM-MD5", failed(.authenticating, .noAuthentication))])
    }

    @Test func `Letters beyond ASCII and large messages go where the server takes them`() throws {
        let hello: (String, SMTPSession.Action?) = ("220 x", .send("EHLO [192.0.2.1]"))
        play(
            try session(to: "安@例.香港"),
            [
                hello, ("250-x\r\n250-8BITMIME\r\n250 SMTPUTF8", .send("MAIL FROM:<node@bank.example> BODY=8BITMIME SMTPUTF8")),
                ("250 ok", .send("RCPT TO:<安@例.香港>")),
            ])
        play(try session(to: "安@例.香港"), [hello, ("250-x\r\n250 8BITMIME", failed(.sender, .addressNeedsUTF8))])
        play(try session(), [hello, ("250-x\r\n250 SIZE 999", failed(.sender, .tooLarge))])
        play(try session(), [hello, ("250-x\r\n250 SIZE", .send("MAIL FROM:<node@bank.example> SIZE=1000"))])
        play(try session(), [hello, ("250-x\r\n250 SIZE 99999999999999999999", .send("MAIL FROM:<node@bank.example> SIZE=1000"))])
        #expect(MailFailure(.sender, .tooLarge).isPermanent)
    }

    @Test(arguments: 0..<500 as Range<UInt64>)
    func `Whatever a server sends, a session ends or waits, and gives the message only when it was asked for`(seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        var session = try session(startsTLS: seed.isMultiple(of: 2), authenticates: seed.isMultiple(of: 3))
        let pieces = [
            "220 x\r\n", "250 x\r\n", "250-x\r\n", "250 STARTTLS\r\n", "250 AUTH PLAIN LOGIN\r\n", "334 x\r\n", "235 x\r\n", "354 x\r\n",
            "\r", "4", "\n",
        ]
        var (sends, isSecured) = (0, !seed.isMultiple(of: 2))
        for _ in 0..<60 {
            if Int.random(in: 0..<8, using: &generator) == 0, session.secured() != nil { isSecured = true }
            let action = session.receive(Array((pieces.randomElement(using: &generator) ?? "").utf8))
            if action == .sendContent { sends += 1 }
            if action == .sendContent || action == .sendCredentials || action == .sendPassword { #expect(isSecured) }
        }
        #expect(sends <= 1)
        _ = session.end(.closed)
        #expect(session.isOver)
        #expect(session.end(.timeout) == nil)
    }

    @Test func `A server's words are shown as printable ASCII, and cut`() throws {
        var session = try session()
        let last = session.receive(Array(("554 \u{202E}é" + String(repeating: "x", count: 1_000) + "\r\n").utf8))
        guard case .finish(.failed(let failure)) = last else {
            Issue.record("not refused")
            return
        }
        #expect(failure.text.utf8.count < 300)
        #expect(failure.text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
    }
}

/// Random numbers that a seed gives again.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
