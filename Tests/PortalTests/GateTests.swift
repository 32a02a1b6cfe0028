import Accounts
import Exchange
import Logging
import Pages
import Sodium
import Testing

@testable import Portal

@Suite("The gate of the portal: what every request passes before a page sees it")
struct GateTests {
    private static let token = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
    private static let now: UInt64 = 10_000
    private let accounts = FakeAccounts()

    private func gate(_ origin: String = "https://portal.bank.example") throws -> PortalGate {
        let address = try #require(PortalAddress(origin))
        let assets = Assets()
        let layout = Layout(name: { "Harbour Bank" }, isCoordinator: false, assets: assets, version: "1")
        let cookies = Cookies(isSecure: address.isSecure, node: "0a0b0c0d0e0f")
        let seen: @Sendable (PageRequest) async throws -> PortalAnswer = { page in
            let who = page.visitor.session?.account.name ?? "nobody"
            let actor = LocalActor.current.map { "\($0)" } ?? "-"
            return layout.answer(Layout.Page(Phrase(verbatim: "seen"), nil, "<p>\(who) \(actor) \(page.form["word"])</p>"), page)
        }
        return PortalGate(
            address: address, cookies: cookies, accounts: accounts, layout: layout,
            routes: SignInPages(
                accounts: accounts, cookies: cookies, layout: layout, hasPasskeys: true
            ).routes() + [
                .get("open", .anyone, seen), .post("open", .anyone, seen), .get("read", .permitted(.read), seen),
                .post("write", .permitted(.share), seen), .get("keys", .permitted(.operate), stepped: true, seen),
                .post("keys", .permitted(.operate), stepped: true, seen), .post("upload", .permitted(.share), form: .upload, seen),
                .get("breaks", .anyone) { _ in throw Broken() },
                .get("refuses", .anyone) { _ in
                    throw OperationError(code: "stopping", reason: "The node is stopping.", remedy: "Try again.", status: 503)
                },
            ], assets: assets, uploads: OctetBudget(limit: PortalLimits.uploadsOctetsMax), logger: Logger(label: "test"), now: { Self.now })
    }

    private struct Broken: Error {}

    private func request(_ method: String, _ target: String, signedIn: Bool = true, body: String = "") -> PortalRequest {
        var request = PortalRequest(method: method, target: target, host: "portal.bank.example")
        if signedIn { request.cookies = "__Host-causeway-session-0a0b0c0d=\(Self.token)" }
        request.contentType = "application/x-www-form-urlencoded"
        request.body = { limit in
            guard body.utf8.count <= limit else { throw PortalFault.tooLong }
            return Array(body.utf8)
        }
        return request
    }

    private var form: String { "form=\(FakeAccounts.session([]).formToken)&word=kept" }

    @Test("Every answer keeps its page to itself, whatever the answer is")
    func headers() async throws {
        for target in ["/open", "/nowhere", "/breaks", "/read", "/%zz"] {
            let answer = try await gate().answer(request("GET", target, signedIn: false))
            let policy = try #require(answer.field("content-security-policy"))
            for part in ["default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'", "script-src 'self'"] {
                #expect(policy.contains(part))
            }
            #expect(!policy.contains("unsafe"))
            #expect(answer.field("x-content-type-options") == "nosniff")
            #expect(answer.field("x-frame-options") == "DENY")
            #expect(answer.field("cache-control") == "no-store")
            #expect(answer.field("strict-transport-security") != nil)
        }
        let plain = try await gate("http://localhost:7600").answer(PortalRequest(method: "GET", target: "/open", host: "localhost:7600"))
        #expect(plain.status == 200 && plain.field("strict-transport-security") == nil)
    }

    @Test(
        "Another host, an unreadable address and another method are refused before anything is looked at",
        arguments: [
            ("GET", "/open", "evil.example", 421), ("GET", "/open", "portal.bank.example:81", 421),
            ("GET", "open", "portal.bank.example", 400),
            ("GET", "/a/%2e%2e/b", "portal.bank.example", 400), ("GET", "/a%2Fb", "portal.bank.example", 400),
            ("GET", "/open?a=%ff", "portal.bank.example", 400), ("DELETE", "/open", "portal.bank.example", 405),
            ("POST", "/read", "portal.bank.example", 405), ("GET", "/write", "portal.bank.example", 405),
            ("GET", "/nowhere", "portal.bank.example", 404),
        ])
    func refused(method: String, target: String, host: String, status: Int) async throws {
        var asked = request(method, target, signedIn: false)
        asked.host = host
        #expect(try await gate().answer(asked).status == status)
    }

    @Test("Whoever is not logged in is sent to log in and comes back; a form of theirs is refused")
    func notSignedIn() async throws {
        let answer = try await gate().answer(request("GET", "/read?a=b%20c", signedIn: false))
        #expect(answer.status == 303 && answer.field("location") == "/login?then=%2Fread%3Fa%3Db%2520c")
        #expect(try await gate().answer(request("POST", "/write", signedIn: false, body: form)).status == 403)
    }

    @Test("A role that does not allow a page is refused it", arguments: [([Role.reader], 403), ([.analyst], 200), ([.operator], 403)])
    func permission(roles: [Role], status: Int) async throws {
        accounts.sessions[Self.token] = FakeAccounts.session(roles)
        #expect(try await gate().answer(request("POST", "/write", body: form)).status == status)
        #expect(try await gate().answer(request("GET", "/read")).status == 200)
    }

    @Test("What is done is done in the name of the account")
    func actor() async throws {
        accounts.sessions[Self.token] = FakeAccounts.session([.analyst])
        let text = try await gate().answer(request("POST", "/write", body: form)).text
        #expect(text.contains("<p>Ana Lo account Ana Lo kept</p>"))
    }

    @Test("A form without this session's token is refused", arguments: ["word=kept", "form=&word=kept", "form=00&word=kept"])
    func formToken(body: String) async throws {
        accounts.sessions[Self.token] = FakeAccounts.session([.analyst])
        #expect(try await gate().answer(request("POST", "/write", body: body)).status == 403)
    }

    @Test(
        "A form that the browser says comes from elsewhere is refused, whatever it carries",
        arguments: [
            ("https://evil.example", nil, 403), ("null", nil, 403), ("http://portal.bank.example", nil, 403), (nil, "cross-site", 403),
            (nil, "same-site", 403), (nil, "none", 403), ("https://portal.bank.example", "same-origin", 200), (nil, nil, 200),
        ] as [(String?, String?, Int)])
    func foreignForm(origin: String?, site: String?, status: Int) async throws {
        accounts.sessions[Self.token] = FakeAccounts.session([.analyst])
        var asked = request("POST", "/write", body: form)
        (asked.origin, asked.fetchSite) = (origin, site)
        #expect(try await gate().answer(asked).status == status)
    }

    @Test("A second step is asked for where its page wants one and the last is ten minutes old", arguments: [(9_401, 200), (9_400, 303)])
    func step(verified: UInt64, status: Int) async throws {
        accounts.sessions[Self.token] = FakeAccounts.session([.operator], verified: verified)
        let page = try await gate().answer(request("GET", "/keys?x=1"))
        #expect(page.status == status)
        if status == 303 { #expect(page.field("location") == "/verify?then=%2Fkeys%3Fx%3D1") }
        let done = try await gate().answer(request("POST", "/keys", body: form))
        #expect(done.status == status)
        if status == 303 { #expect(done.field("location") == "/verify?then=%2F&again=1") }
    }

    @Test("Logging in sets a cookie that scripts, other hosts and other sites cannot use, and leads where it was meant to")
    func signingIn() async throws {
        accounts.entry = NewSession(token: .make(), session: FakeAccounts.session([.reader]))
        let entry = try #require(accounts.entry)
        let first = try await gate().answer(request("GET", "/login?then=/items", signedIn: false))
        let cookie = try #require(first.field("set-cookie"))
        #expect(cookie.hasPrefix("__Host-causeway-form-0a0b0c0d="))
        let held = String(cookie.prefix { $0 != ";" })
        let value = String(held.dropFirst("__Host-causeway-form-0a0b0c0d=".count))
        var asked = request(
            "POST", "/login", signedIn: false,
            body: "form=\(value)&then=%2Fitems&address=ana%40bank.example&password=right&code=123456")
        #expect(try await gate().answer(asked).status == 403, "a form of somebody who never looked at the page")
        asked.cookies = held
        let answer = try await gate().answer(asked)
        #expect(answer.status == 303 && answer.field("location") == "/items")
        let set = try #require(answer.fields.first { $0.name == "set-cookie" && $0.value.contains("-session-") }).value
        #expect(set == "__Host-causeway-session-0a0b0c0d=\(entry.token.text); Path=/; SameSite=Lax; HttpOnly; Secure")
    }

    @Test(
        "What was wrong is never told, and the code is not shown again",
        arguments: [
            "address=x%40y.example&password=right&code=123456", "address=ana%40bank.example&password=no&code=123456",
            "address=ana%40bank.example&password=right&code=000000",
        ])
    func failedSignIn(body: String) async throws {
        accounts.entry = NewSession(token: .make(), session: FakeAccounts.session([.reader]))
        let value = "00112233445566778899aabbccddeeff"
        var asked = request("POST", "/login", signedIn: false, body: "form=\(value)&\(body)")
        asked.cookies = "__Host-causeway-form-0a0b0c0d=\(value)"
        let answer = try await gate().answer(asked)
        #expect(answer.status == 422)
        #expect(answer.text.contains("E-mail address, password or code is wrong"))
        #expect(!answer.text.contains("right") && !answer.text.contains("123456"))
        #expect(!answer.fields.contains { $0.value.contains("-session-") })
    }

    @Test(
        "Nobody is led elsewhere after logging in",
        arguments: ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\nb", "/漢"])
    func innerPath(then: String) { #expect(InnerPath(then).text == "/") }

    @Test("A token that somebody set beforehand opens nothing, and two cookies of the name are none")
    func fixation() async throws {
        accounts.sessions[Self.token] = FakeAccounts.session([.reader])
        var asked = request("GET", "/read")
        asked.cookies += "; __Host-causeway-session-0a0b0c0d=\(String(repeating: "0", count: 64))"
        #expect(try await gate().answer(asked).status == 303)
        asked.cookies = "causeway-session-0a0b0c0d=\(Self.token)"
        #expect(try await gate().answer(asked).status == 303, "a name without the prefix can be set by another host")
    }

    @Test("A form of another kind, and one that is too long, are refused")
    func forms() async throws {
        accounts.sessions[Self.token] = FakeAccounts.session([.analyst])
        var asked = request("POST", "/write", body: form)
        asked.contentType = "application/json"
        #expect(try await gate().answer(asked).status == 415)
        asked.contentType = "multipart/form-data; boundary=x"
        #expect(try await gate().answer(asked).status == 415, "files where none belong")
        let long = request("POST", "/write", body: form + "&a=" + String(repeating: "a", count: PortalLimits.formOctetsMax))
        #expect(try await gate().answer(long).status == 413)
    }

    @Test(
        "The language is the asked one, then the kept one, then the account's, then the browser's",
        arguments: [
            ("/read?lang=zh-Hans", "causeway", "zh-Hant", "en", "zh-Hans"), ("/read", "zh-Hans", "zh-Hant", "en", "zh-Hans"),
            ("/read", "", "zh-Hant", "en", "zh-Hant"), ("/read", "", "", "zh-HK,zh;q=0.9,en;q=0.8", "zh-Hant"),
            ("/read", "", "", "fr, en-GB;q=0.5", "en"), ("/read?lang=xx", "", "", "zh-CN", "zh-Hans"), ("/read", "", "", "", "en"),
        ])
    func language(target: String, kept: String, account: String, accept: String, expected: String) async throws {
        accounts.sessions[Self.token] = FakeAccounts.session([.reader], language: account)
        var asked = request("GET", target)
        asked.acceptLanguage = accept
        if !kept.isEmpty { asked.cookies += "; __Host-causeway-language-0a0b0c0d=\(kept)" }
        let answer = try await gate().answer(asked)
        #expect(answer.text.contains("<html lang=\"\(expected)\">"))
        #expect(answer.field("content-language") == expected)
    }

    @Test("What an operation refuses is told in the visitor's language, in Chinese with the English beneath it, marked so")
    func refusal() async throws {
        for (accepted, sentence) in [("zh-HK", "節點正在停止。"), ("zh-CN", "节点正在停止。"), ("en", "<p lang=\"en\">The node is stopping.</p>")] {
            var asked = request("GET", "/refuses", signedIn: false)
            asked.acceptLanguage = accepted
            let answer = try await gate().answer(asked)
            #expect(answer.status == 503 && answer.text.contains(sentence))
            #expect(answer.text.contains("<span lang=\"en\">The node is stopping. Try again.</span>") == (accepted != "en"))
        }
    }

    @Test("Style sheet and script stand at addresses of their contents, and are kept for ever")
    func assets() async throws {
        let assets = Assets()
        for path in [assets.style, assets.script] {
            let answer = try await gate().answer(request("GET", path, signedIn: false))
            #expect(answer.status == 200 && answer.field("cache-control")?.contains("immutable") == true)
            var again = request("GET", path, signedIn: false)
            again.ifNoneMatch = answer.field("etag")
            #expect(try await gate().answer(again).status == 304)
        }
    }

    @Test("A fault of ours says nothing of itself")
    func fault() async throws {
        let answer = try await gate().answer(request("GET", "/breaks", signedIn: false))
        #expect(answer.status == 500 && !answer.text.contains("Broken"))
    }

    @Test("A link of an invitation shows the secret as a picture and as text; a wrong code keeps the page")
    func enrolment() async throws {
        accounts.entry = NewSession(token: .make(), session: FakeAccounts.session([.reader]))
        let page = try await gate().answer(request("GET", "/welcome/link", signedIn: false))
        #expect(page.text.contains("<svg class=\"qr\"") && page.text.contains("GEZD GNBV"))
        let value = "00112233445566778899aabbccddeeff"
        var asked = request("POST", "/welcome/link", signedIn: false, body: "form=\(value)&password=a&repeated=a&code=9")
        asked.cookies = "__Host-causeway-form-0a0b0c0d=\(value)"
        let wrong = try await gate().answer(asked)
        #expect(wrong.status == 422 && wrong.text.contains("The code is wrong"))
        asked = request("POST", "/welcome/link", signedIn: false, body: "form=\(value)&password=a&repeated=a&code=123456")
        asked.cookies = "__Host-causeway-form-0a0b0c0d=\(value)"
        let right = try await gate().answer(asked)
        #expect(right.status == 200 && right.text.contains("aaaa-bbbb"))
        #expect(right.fields.contains { $0.name == "set-cookie" && $0.value.contains("-session-") })
    }
}
