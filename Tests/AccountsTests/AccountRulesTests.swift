import Sodium
import Testing

@testable import Accounts

@Suite("Failures are counted before they happen, sessions end, and names and addresses are plain")
struct AccountRulesTests {
    private func refusal(_ body: () throws -> Void) -> AccountRefusal? {
        do {
            try body()
            return nil
        } catch {
            return error as? AccountRefusal
        }
    }

    @Test("From the fifth failure on there is a delay, twice as long each time and a quarter of an hour at most")
    func delays() {
        #expect((0...4).allSatisfy { Attempts.delay(after: $0) == 0 })
        #expect((5...15).map { Attempts.delay(after: $0) } == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900])
        #expect(Attempts.delay(after: 99) == 900 && Attempts.delay(after: .max) == 900)
    }

    @Test("Nobody gets more than a hundred attempts, however patient they are")
    func hundred() throws {
        var (attempts, second, made) = (Attempts.none, UInt64(1_000), 0)
        while made < 200 {
            do throws(AccountRefusal) {
                attempts = try attempts.attempted(at: second)
                made += 1
            } catch {
                guard case .wait(let seconds) = error else { break }
                #expect(refusal { _ = try attempts.attempted(at: second + seconds - 1) } == .wait(seconds: 1))
                second += seconds
            }
        }
        #expect(made == 100 && attempts.isLocked)
        #expect(refusal { _ = try attempts.attempted(at: .max / 2) } == .locked)
        #expect(!Attempts(failures: 99, last: 0).isLocked)
    }

    @Test("Attempts at one moment are no way around the delay, and a clock that was set back is none into a longer one")
    func moments() throws {
        var attempts = Attempts.none
        for _ in 0..<5 { attempts = try attempts.attempted(at: 50) }
        #expect(refusal { _ = try attempts.attempted(at: 50) } == .wait(seconds: 1))
        #expect(refusal { _ = try attempts.attempted(at: 10) } == .wait(seconds: 1))
        #expect(refusal { _ = try attempts.attempted(at: 51) } == nil)
    }

    @Test("A session ends after an hour without use, and after a day in any case")
    func sessions() {
        #expect(SessionLife.goesOn(created: 0, used: 0, at: 3_599) && !SessionLife.goesOn(created: 0, used: 0, at: 3_600))
        #expect(SessionLife.goesOn(created: 0, used: 86_000, at: 86_399) && !SessionLife.goesOn(created: 0, used: 86_000, at: 86_400))
    }

    @Test("A form's token is its session token's own, and says nothing of it")
    func formTokens() {
        let (one, other) = (SessionToken.make(), SessionToken.make())
        #expect(one.formToken.utf8.count == 64 && one.isFormToken(one.formToken))
        #expect(!one.isFormToken(other.formToken) && !one.isFormToken("") && !one.isFormToken(one.text))
        #expect(one.formToken != one.text && one.formToken != one.hash.hex)
        #expect(SessionToken(one.text)?.formToken == one.formToken)
    }

    @Test("A link is read back from its path, and anything else is none")
    func links() {
        let link = InvitationLink.make()
        #expect(
            link.path.hasPrefix("/welcome/") && InvitationLink(link.path) == link && InvitationLink(String(link.path.dropFirst(9))) == link)
        for text in ["", "/welcome/", link.path.uppercased(), link.path + "0", "/welcome" + link.path, String(link.path.dropLast())] {
            #expect(InvitationLink(text) == nil, "\(text)")
        }
    }

    @Test(
        "Addresses are plain ones, in small letters",
        arguments: [
            ("Ann.Tan@Bank.Example", "ann.tan@bank.example"), ("a+b@x.yz", "a+b@x.yz"), ("ann", nil), ("ann@bank", nil),
            ("@bank.example", nil),
            ("a..b@bank.example", nil), ("a@b@bank.example", nil), ("a@-bank.example", nil), ("a@bank..example", nil),
            ("a b@bank.example", nil),
            ("a@bank.example\r\nBcc: x@y.zz", nil), ("\"a\"@bank.example", nil), ("ä@bank.example", nil), ("a@[127.0.0.1]", nil), ("", nil),
        ])
    func addresses(text: String, address: String?) { #expect((try? AccountNames.address(text)) == address) }

    @Test("Names are printable, in NFC, and short enough to be a representative's")
    func names() {
        #expect((try? AccountNames.name("Zoe\u{308} 陳")) == "Zo\u{EB} 陳")
        for name in ["", " a", "a ", "a\nb", "a\u{202E}b", String(repeating: "a", count: 81), String(repeating: "陳", count: 41)] {
            #expect(refusal { _ = try AccountNames.name(name) } == .invalidName, "\(name)")
        }
        #expect((try? AccountNames.name(String(repeating: "陳", count: 40))) != nil)
        #expect(
            AccountNames.typed("  Ann@Bank.Example ") == "ann@bank.example"
                && AccountNames.typed(String(repeating: "a", count: 9_999)).count == 255)
    }

    @Test(
        "Letters are in the person's language, with a link where there is one and no hint at anything shared",
        arguments: ["", "en", "zh-Hant", "zh-Hans"])
    func letters(language: String) {
        let account = Account(
            id: [], name: "Ann", address: "ann@bank.example", roles: [], state: .active, language: language, created: 0, lastSignIn: nil,
            hasTOTP: true, passkeys: 0, recoveryCodesLeft: 10)
        let news: [AccountNews] =
            [
                .invited(link: "https://p.example/welcome/1", until: "soon"), .reset(link: "https://p.example/welcome/1", until: "soon"),
                .recoveryCodeUsed(left: 3), .locked, .passkeyCopied,
            ]
            + AccountNews.Change.allCases.map { .factorsChanged($0) }
        let letters = news.map { $0.letter(to: account, organisation: "Bank", time: "2026-01-01", source: "192.0.2.7") }
        #expect(Set(letters.map(\.text)).count == news.count)
        for (letter, piece) in zip(letters, news) {
            #expect(letter.recipient == "ann@bank.example" && letter.language == (language.isEmpty ? "en" : language))
            #expect(!letter.subject.contains("\n") && letter.text.hasSuffix("\n") && letter.text.contains("Ann"))
            let isChinese = letter.subject.unicodeScalars.contains { $0.value > 0x2E80 }
            #expect(isChinese == language.hasPrefix("zh"))
            switch piece {
            case .invited, .reset: #expect(letter.text.contains("\n\nhttps://p.example/welcome/1\n\n") && letter.text.contains("soon"))
            default: #expect(letter.text.contains("192.0.2.7") && letter.text.contains("2026-01-01"))
            }
        }
    }
}
