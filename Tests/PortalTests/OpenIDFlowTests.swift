import Accounts
import Exchange
import Foundation
import Logging
import Pages
import Synchronization
import Testing

@testable import Portal

@Suite("Logging in by a provider: there, back into the same browser once, and the second step")
struct OpenIDFlowTests {
    private let key = SigningKey.es256()
    private let fake: FakeProvider
    private let accounts = FakeAccounts()
    private let second = OpenIDProviderTests.Clockwork()
    private let gate: PortalGate

    init() throws {
        fake = FakeProvider(key: key)
        let address = try #require(PortalAddress("https://portal.bank.example"))
        let assets = Assets()
        let layout = Layout(name: { "Harbour Bank" }, isCoordinator: false, assets: assets, version: "1")
        let cookies = Cookies(isSecure: true, node: "0a0b0c0d0e0f")
        let (logger, now) = (Logger(label: "test"), { @Sendable [second] in second.now })
        let settings = OpenIDSettings(issuer: FakeProvider.issuer, client: "causeway", secret: nil, name: "Harbour <SSO>")
        let pages = OpenIDPages(
            provider: OpenIDProvider(settings, redirect: address.origin + OpenIDPages.returnPath, transport: fake, now: now),
            accounts: accounts, cookies: cookies, layout: layout, hasPasskeys: true, logger: logger, now: now)
        let signIn = SignInPages(accounts: accounts, cookies: cookies, layout: layout, hasPasskeys: true, openID: pages)
        gate = PortalGate(
            address: address, cookies: cookies, accounts: accounts, layout: layout, routes: signIn.routes() + pages.routes(),
            assets: assets, uploads: OctetBudget(limit: PortalLimits.uploadsOctetsMax), logger: logger, now: now)
        accounts.entry = NewSession(token: .make(), session: FakeAccounts.session([.reader]))
    }

    /// A browser that keeps cookies.
    private struct Browser {
        let gate: PortalGate
        var jar: [String: String] = [:]

        init(_ gate: PortalGate) { self.gate = gate }

        mutating func ask(_ method: String, _ target: String, body: String = "", site: String? = nil) async -> PortalAnswer {
            var request = PortalRequest(method: method, target: target, host: "portal.bank.example")
            request.cookies = jar.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
            request.contentType = "application/x-www-form-urlencoded"
            request.fetchSite = site
            request.body = { _ in Array(body.utf8) }
            let answer = await gate.answer(request)
            for field in answer.fields where field.name == "set-cookie" {
                let pair = field.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                jar[String(pair[0])] = field.value.contains("Max-Age=0") ? nil : String(pair[1])
            }
            return answer
        }

        /// Leaves for the provider; gives what is in the address there.
        mutating func leave(_ then: String = "/items") async throws -> [String: String] {
            let answer = await ask("GET", "/login/openid?then=\(FormFields.encoded(then))")
            let parts = try #require(answer.field("location").flatMap { URLComponents(string: $0) })
            return Dictionary(uniqueKeysWithValues: (parts.queryItems ?? []).map { ($0.name, $0.value ?? "") })
        }

        mutating func comeBack(_ state: String?, code: String = "code", more: String = "") async -> PortalAnswer {
            await ask("GET", "/login/openid/return?code=\(code)\(state.map { "&state=\($0)" } ?? "")\(more)")
        }

        mutating func code(_ code: String) async -> PortalAnswer {
            _ = await ask("GET", "/login/second")
            let form = jar["__Host-causeway-form-0a0b0c0d"] ?? ""
            return await ask("POST", "/login/second", body: "form=\(form)&then=%2Fitems&code=\(code)")
        }
    }

    /// Has the provider sign what a browser that left is to come back with.
    private func sign(_ left: [String: String], _ more: [String: Any] = [:]) throws {
        let claims = FakeProvider.claims(
            nonce: left["nonce"] ?? "", ["exp": Int(second.now) + 300, "iat": Int(second.now)].merging(more) { $1 })
        fake.answer("/token", ["id_token": try key.token(claims)])
    }

    @Test("The whole way: a button, the provider, the second step, and only then a session")
    func whole() async throws {
        var browser = Browser(gate)
        let page = await browser.ask("GET", "/login?then=/items")
        #expect(page.text.contains("<a class=\"button\" href=\"/login/openid?then=%2Fitems\">Log in with Harbour &lt;SSO&gt;</a>"))
        #expect(page.field("content-security-policy")?.contains("form-action 'self';") == true)
        let left = try await browser.leave()
        try sign(left)
        let back = await browser.comeBack(left["state"])
        #expect(back.status == 303 && back.field("location") == "/login/second?then=%2Fitems")
        #expect(browser.jar["__Host-causeway-session-0a0b0c0d"] == nil && browser.jar["__Host-causeway-openid-0a0b0c0d"] == nil)
        let cookie = try #require(back.fields.first { $0.value.hasPrefix("__Host-causeway-pending-") }?.value)
        #expect(cookie.hasSuffix("; Path=/; SameSite=Lax; HttpOnly; Secure; Max-Age=300"))
        #expect(accounts.identities.map(\.subject) == ["248289761001"])
        #expect(await browser.ask("GET", "/items").status != 200)
        let wrong = await browser.code("000000")
        #expect(wrong.status == 422 && browser.jar["__Host-causeway-session-0a0b0c0d"] == nil)
        let right = await browser.code("123456")
        #expect(right.status == 303 && right.field("location") == "/items")
        #expect(browser.jar["__Host-causeway-session-0a0b0c0d"] == accounts.entry?.token.text)
        #expect(browser.jar["__Host-causeway-pending-0a0b0c0d"] == nil)
    }

    @Test("The cookie of a login that has left is for ten minutes, for this host alone, and scripts do not see it")
    func cookie() async throws {
        var browser = Browser(gate)
        let answer = await browser.ask("GET", "/login/openid")
        let cookie = try #require(answer.field("set-cookie"))
        #expect(cookie.hasPrefix("__Host-causeway-openid-0a0b0c0d="))
        #expect(cookie.hasSuffix("; Path=/; SameSite=Lax; HttpOnly; Secure; Max-Age=600"))
    }

    @Test("An answer counts once, in the browser that left, within ten minutes, with its own state")
    func bound() async throws {
        var (ana, ben) = (Browser(gate), Browser(gate))
        let (anas, bens) = (try await ana.leave(), try await ben.leave())
        try sign(anas)
        #expect(await ben.comeBack(anas["state"]).status == 422, "another browser's answer")
        ben = Browser(gate)
        #expect(await ben.comeBack(anas["state"]).status == 422, "a browser that never left")
        #expect(await ben.comeBack(bens["state"]).status == 422, "its cookie is gone")
        let held = ana.jar
        #expect(await ana.comeBack(anas["state"]).status == 303)
        ana.jar = held
        #expect(await ana.comeBack(anas["state"]).status == 422, "a second time")
        #expect(accounts.faults == ["unknown-attempt", "unknown-attempt", "unknown-attempt", "used-attempt"])
        for state in [nil, "", "x", "\(anas["state"] ?? "")x"] as [String?] {
            var browser = Browser(gate)
            _ = try await browser.leave()
            #expect(await browser.comeBack(state).status == 422)
        }
        var twice = Browser(gate)
        let two = try await twice.leave()
        #expect(await twice.comeBack(two["state"], more: "&state=\(two["state"] ?? "")").status == 422)
        var late = Browser(gate)
        let lates = try await late.leave()
        second.pass(600)
        try sign(lates)
        #expect(await late.comeBack(lates["state"]).status == 422)
        #expect(accounts.faults.dropFirst(4).allSatisfy { $0 == "unknown-attempt" } && accounts.identities.count == 1)
    }

    @Test("A token that was made for another browser's login is not taken, though its code came back in the right one")
    func injected() async throws {
        var (ana, eve) = (Browser(gate), Browser(gate))
        let (anas, eves) = (try await ana.leave(), try await eve.leave())
        try sign(eves)
        #expect(await ana.comeBack(anas["state"]).status == 422)
        #expect(accounts.faults == ["token-nonce"] && accounts.identities.isEmpty)
    }

    @Test("Whatever was wrong, one page says the same")
    func onePage() async throws {
        var texts: Set<String> = []
        func note(_ answer: PortalAnswer) {
            #expect(answer.status == 422)
            texts.insert(answer.text)
        }
        var browser = Browser(gate)
        note(await browser.comeBack("x"))
        for claims in [["email": "nobody@bank.example"], ["email_verified": false], ["aud": "other"]] as [[String: Any]] {
            let left = try await browser.leave()
            try sign(left, claims)
            note(await browser.comeBack(left["state"]))
        }
        let left = try await browser.leave()
        note(await browser.comeBack(left["state"], more: "&error=access_denied%0d%0a"))
        #expect(texts.count == 1)
        #expect(accounts.faults == ["unknown-attempt", "token-audience", "refused-there"])
        fake.answer("/token", [:], status: 500)
        let again = try await browser.leave()
        note(await browser.comeBack(again["state"]))
        #expect(texts.count == 1)
    }

    @Test("The second step is nobody's without a login that waits, and a login that was completed waits no more")
    func second() async throws {
        var browser = Browser(gate)
        let first = await browser.ask("GET", "/login/second?then=/items")
        #expect(first.status == 303 && first.field("location") == "/login?then=%2Fitems")
        let left = try await browser.leave()
        try sign(left)
        _ = await browser.comeBack(left["state"])
        let held = browser.jar
        #expect(await browser.code("123456").field("location") == "/items")
        browser.jar = held
        #expect(await browser.code("123456").field("location") == "/login?then=%2Fitems")
        var stranger = Browser(gate)
        #expect(await stranger.ask("POST", "/login/second", body: "form=&code=123456").status == 403)
    }

    @Test("Another site cannot send people to the provider, and nobody is led elsewhere afterwards")
    func elsewhere() async throws {
        var browser = Browser(gate)
        let answer = await browser.ask("GET", "/login/openid?then=/items", site: "cross-site")
        #expect(answer.status == 303 && answer.field("location") == "/login?then=%2Fitems")
        #expect(browser.jar["__Host-causeway-openid-0a0b0c0d"] == nil && fake.asked.isEmpty)
        for then in ["//evil.example", "https://evil.example", "/\\evil.example", "/" + String(repeating: "a", count: 1_024)] {
            let left = try await browser.leave(then)
            try sign(left)
            #expect(await browser.comeBack(left["state"]).field("location") == "/login/second?then=%2F")
        }
    }

    @Test("A cookie that this node did not make, or that was changed in any place, is none")
    func cookies() {
        let (mint, other) = (OpenIDMint(), OpenIDMint())
        let attempt = mint.make(then: InnerPath("/items"), at: second.now)
        #expect(mint.attempt(of: attempt.cookie, at: second.now + 599) == attempt)
        #expect(mint.attempt(of: attempt.cookie, at: second.now + 600) == nil)
        #expect(other.attempt(of: attempt.cookie, at: second.now) == nil)
        var octets = Array(attempt.cookie.utf8)
        for index in octets.indices {
            let kept = octets[index]
            octets[index] = kept == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(mint.attempt(of: String(decoding: octets, as: UTF8.self), at: second.now) == nil)
            octets[index] = kept
        }
        #expect(mint.takesBack(attempt, at: second.now) && !mint.takesBack(attempt, at: second.now))
        for _ in 0...OpenIDLimits.returnedMax { #expect(mint.takesBack(mint.make(then: InnerPath("/"), at: second.now), at: second.now)) }
    }
}
