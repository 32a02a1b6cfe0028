import Testing

@testable import Delivery

@Suite struct MailMessageTests {
    private func message(
        subject: String = "Invitation", text: String = "Hello", name: String = "", to: String = "ann@example.org"
    ) throws -> MailMessage {
        let from = try Mailbox(parsing: "Causeway <node@bank.example>")
        return try MailMessage(
            from: from, to: Mailbox(name: name, address: MailAddress(to)), subject: subject, text: text, second: 1_795_972_723, id: "0af9")
    }

    /// Headers unfolded, and the body.
    private func read(_ message: MailMessage) throws -> (headers: [String: String], body: String) {
        let text = String(decoding: message.octets, as: UTF8.self)
        #expect(!text.replacingCRLF.contains { $0 == "\r" || $0 == "\n" })
        let end = try #require(text.unicodeScalars.firstRange(of: "\r\n\r\n".unicodeScalars))
        let head = String(text.unicodeScalars[..<end.lowerBound]).replacing("\r\n ", with: " ")
        var headers: [String: String] = [:]
        for line in head.replacing("\r\n", with: "\u{1}").split(separator: "\u{1}") {
            let colon = try #require(line.firstIndex(of: ":"))
            #expect(headers[String(line[..<colon])] == nil)
            headers[String(line[..<colon])] = String(line[line.index(colon, offsetBy: 2)...])
        }
        return (headers, String(text.unicodeScalars[end.upperBound...]))
    }

    @Test func `A message has the headers that readers and servers ask for`() throws {
        let (headers, body) = try read(message())
        #expect(
            headers == [
                "Date": "Sun, 29 Nov 2026 17:18:43 +0000", "From": "Causeway <node@bank.example>", "To": "<ann@example.org>",
                "Subject": "Invitation", "Message-ID": "<0af9@bank.example>", "MIME-Version": "1.0",
                "Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "quoted-printable",
                "Auto-Submitted": "auto-generated",
            ])
        #expect(body == "Hello\r\n")
    }

    static let dates: [(UInt64, String)] = [
        (0, "Thu, 1 Jan 1970 00:00:00 +0000"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"),
        (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 +0000"),
        (4_107_542_400, "Mon, 1 Mar 2100 00:00:00 +0000"), (.max, "Fri, 31 Dec 9999 23:59:59 +0000"),
    ]

    @Test(arguments: dates)
    func `Dates are those of the calendar`(second: UInt64, text: String) { #expect(MailDate.text(second) == text) }

    @Test(
        "What ends a line in a name or a subject is refused",
        arguments: [
            "a\r\nBcc: eve@evil.example", "a\nb", "a\rb", "a\u{0}", "a\u{B}b", "a\u{85}b", "a\u{2028}b", "a\u{2029}b", "\u{202E}a",
            "a\u{7F}", "\u{FEFF}",
        ])
    func injection(text: String) throws {
        #expect(throws: MailRefusal.controlCharacter) { try message(subject: text) }
        #expect(throws: MailRefusal.controlCharacter) { try message(name: text) }
        let line = MailMessage.line(text)
        #expect(try message(subject: line).subject == line)
    }

    @Test(arguments: ["", "a b", "a\r\n", "é", "a1b2\u{0}", String(repeating: "a", count: 65)])
    func `A message's name is letters and digits`(id: String) throws {
        let box = try Mailbox(parsing: "a@b.example")
        #expect(throws: MailRefusal.self) { try MailMessage(from: box, to: box, subject: "", text: "", second: 0, id: id) }
    }

    static let addresses: [(String, Bool)] = [
        ("ann@example.org", true), ("a.b+c@x-y.example", true), ("ann@localhost", true), ("安@例.香港", true), ("o'neil@example.org", true),
        ("", false), ("ann", false), ("@example.org", false), ("ann@", false), ("a@b@c", false), (".a@b", false), ("a..b@c", false),
        ("a.@b", false),
        ("a@-b", false), ("a@b-", false), ("a@b..c", false), ("a@.b", false), ("a b@c", false), ("<a@b>", false), ("a@b>", false),
        ("\"a\"@b", false),
        ("a@[127.0.0.1]", false), ("a,b@c", false), ("a;b@c", false), ("a@b\r\nRCPT TO:<c@d>", false), ("a\u{0}@b", false),
        ("a@b_c", false),
        ("a\u{200B}@b", false), ("a\u{202E}@b", false), (String(repeating: "a", count: 65) + "@b", false),
        ("a@" + String(repeating: "b", count: 64), false),
        ("a@" + Array(repeating: "bbbbbbbbb", count: 26).joined(separator: "."), false), ("a\u{A0}b@c", false), ("a(b)@c", false),
    ]

    @Test(arguments: addresses)
    func `An address is one mailbox without quotes`(text: String, isTaken: Bool) {
        #expect(((try? MailAddress(text)) != nil) == isTaken)
        #expect(((try? Mailbox(parsing: "Name <\(text)>")) != nil) == isTaken)
    }

    static let names: [(String, String)] = [
        ("Ann Lee", "Ann Lee <ann@example.org>"), ("", "<ann@example.org>"), ("Lee, Ann", "=?UTF-8?B?TGVlLCBBbm4=?= <ann@example.org>"),
        ("a\" <eve@evil.example>", "=?UTF-8?B?YSIgPGV2ZUBldmlsLmV4YW1wbGU+?= <ann@example.org>"),
        ("李安", "=?UTF-8?B?5p2O5a6J?= <ann@example.org>"),
        ("=?UTF-8?Q?x?=", "=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?= <ann@example.org>"),
    ]

    @Test(arguments: names)
    func `A name never becomes an address`(name: String, expected: String) throws {
        #expect(try read(message(name: name)).headers["To"] == expected)
    }

    @Test func `A long subject is words of at most 75, each of whole characters, in lines of at most 76`() throws {
        let subject = String(repeating: "漢字🔒", count: 20)
        let message = try message(subject: subject)
        let lines = String(decoding: message.octets, as: UTF8.self).replacing("\r\n", with: "\n").split(separator: "\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 76 })
        var read = ""
        for word in try #require(self.read(message).headers["Subject"]).split(separator: " ") {
            #expect(word.hasPrefix("=?UTF-8?B?") && word.hasSuffix("?=") && word.utf8.count <= 75)
            read += try #require(String(validating: Self.decoded(String(word.dropFirst(10).dropLast(2))), as: UTF8.self))
        }
        #expect(read == subject)
        #expect(throws: MailRefusal.tooLong) { try self.message(subject: String(repeating: "漢", count: 100)) }
    }

    static let bodies = [
        "", "Hello", "a\nb\n", "a = b", "trailing \nspace\t\n", ".\n..\n.a", String(repeating: "x", count: 500), "Grüße an José", "\n\n\n",
        "=0D=0A",
        String(repeating: "收到一個新項目。", count: 40), "a\u{0}b\u{1B}[31m", "From me", String(repeating: " ", count: 200), "a\r\nb\rc",
    ]

    @Test(arguments: bodies)
    func `A body arrives as it was written, in short lines of ASCII`(text: String) throws {
        let (headers, body) = try read(message(text: text))
        let lines = body.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines.allSatisfy {
                $0.utf8.count <= 76 && $0.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 } && !$0.hasSuffix(" ")
            })
        let octets =
            headers["Content-Transfer-Encoding"] == "base64" ? Self.decoded(lines.joined()) : Self.unquoted(lines.map { String($0) })
        let expected = String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\r" })).replacing("\u{0}", with: "\u{FFFD}")
            .replacing("\u{1B}", with: "\u{FFFD}")
        let read = String(decoding: octets, as: UTF8.self).replacing("\r\n", with: "\n")
        #expect(read == expected || read == expected + "\n")
    }

    @Test func `Each encoding is used where it is shorter`() throws {
        #expect(try read(message(text: "Grüße aus dem Lagezentrum")).headers["Content-Transfer-Encoding"] == "quoted-printable")
        #expect(try read(message(text: "收到一個新項目")).headers["Content-Transfer-Encoding"] == "base64")
    }

    @Test(arguments: [".", ".\n.", "a\n.\nb", "..a", "a.b"])
    func `A line that begins with a dot begins with two on its way`(text: String) throws {
        let message = try message(text: text)
        let sent = String(decoding: message.stuffed, as: UTF8.self)
        #expect(!sent.contains("\r\n.\r\n"))
        let back = sent.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(".") ? $0.dropFirst() : $0 }.joined(separator: "\r\n")
        #expect(back == String(decoding: message.octets, as: UTF8.self))
    }

    @Test func `Somebody's title becomes a line of bounded length`() throws {
        #expect(MailMessage.line("a\r\nBcc: b") == "a Bcc: b")
        #expect(MailMessage.line(String(repeating: "漢", count: 1_000)).utf8.count <= 123)
        #expect(MailMessage.line("e" + String(repeating: "\u{301}", count: 1_000)) == "…")
    }

    // MARK: Readers that share no code with the writer

    private static func decoded(_ text: String) -> [UInt8] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var (bits, count, octets) = (0, 0, [UInt8]())
        for digit in text where digit != "=" {
            guard let value = digits.firstIndex(of: digit) else { return [] }
            (bits, count) = (bits << 6 | value, count + 6)
            if count >= 8 {
                count -= 8
                octets.append(UInt8(bits >> count & 255))
            }
        }
        return octets
    }

    private static func unquoted(_ lines: [String]) -> [UInt8] {
        var octets: [UInt8] = []
        for (index, line) in lines.enumerated() {
            var rest = line.utf8[...]
            var endsSoftly = false
            while let octet = rest.popFirst() {
                guard octet == UInt8(ascii: "=") else {
                    octets.append(octet)
                    continue
                }
                if rest.isEmpty { endsSoftly = true }
                if let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) { octets.append(value) }
                rest = rest.dropFirst(2)
            }
            if !endsSoftly, index < lines.count - 1 { octets.append(0x0A) }
        }
        return octets
    }
}

extension String {
    /// Without its ends of lines: a lone carriage return or line feed is left.
    fileprivate var replacingCRLF: String {
        String(String.UnicodeScalarView(unicodeScalars.split(separator: "\r\n".unicodeScalars).joined()))
    }
}
