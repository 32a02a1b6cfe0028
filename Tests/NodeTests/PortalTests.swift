import Accounts
import Exchange
import Foundation
import Logging
import Sodium
import Storage
import Testing
import Wire

@testable import Daemon
@testable import Portal

/// Somebody at a node's portal: their requests go through the gate as values, with a session that the node began.
private struct Visitor {
    let node: RunningNode
    let gate: PortalGate
    let name: String
    private let token: SessionToken
    private let session: Session

    init(_ name: String, _ roles: [Role], at node: RunningNode) async throws {
        self.node = node
        self.name = name
        let keeper = node.core.accountKeeper
        let address = "\(name.lowercased().replacing(" ", with: "."))@bank.example"
        let link = try await keeper.invite(Invitation(name: name, address: address, roles: Roles(roles))).path
        let secret = try await keeper.enrolment(link).totp.base32
        let code = try #require(authenticatorCode(of: secret, at: node.core.clock.seconds))
        let words = "quiet lantern harbour seven"
        let made = try await keeper.enrol(link, password: words, repeated: words, code: code, from: Visit(source: "::1", agent: "test"))
        (token, session) = (made.session.token, made.session.session)
        let desk = PortalDesk(core: node.core)
        let address1 = try #require(PortalAddress("https://portal.bank.example"))
        let waiting: @Sendable () -> Int = { [zone = node.core.zoneKeeper] in zone.waitingCount }
        gate = PortalGate(
            site: PortalSite(
                address: address1, organisation: keeper.organisation, node: node.core.node.hex, isCoordinator: node.core.keys.isCoordinator,
                zoneWaiting: node.core.servesPublic ? waiting : nil, version: "1"),
            parts: PortalParts(
                node: node.core, accounts: keeper, audit: node.core.auditLog, drafts: DraftShelf(core: node.core), approvals: desk,
                news: desk, now: { node.core.clock.seconds }),
            logger: Logger(label: "test"))
    }

    func get(_ target: String) async -> PortalAnswer { await gate.answer(request("GET", target)) }

    func post(_ target: String, _ fields: [(String, String)] = []) async -> PortalAnswer {
        var request = request("POST", target)
        request.contentType = "application/x-www-form-urlencoded"
        let form = ([("form", session.formToken)] + fields).map { "\($0.0)=\(FormFields.encoded($0.1))" }.joined(separator: "&")
        request.body = { _ in Array(form.utf8) }
        return await gate.answer(request)
    }

    private func request(_ method: String, _ target: String) -> PortalRequest {
        var request = PortalRequest(method: method, target: target, host: "portal.bank.example")
        request.cookies = "\(gate.cookies.session)=\(token.text)"
        request.visit = Visit(source: "::1", agent: "test")
        return request
    }

    /// Writes a draft and looks at who would read it; gives the draft's path and what the page before sharing carries.
    func draft(_ title: String, to fields: [(String, String)], tlp: String) async throws -> (path: String, seen: String, page: String) {
        let kept = await post("/share", [("title", title), ("body", "Words."), ("tlp", tlp), ("do", "preview")] + fields)
        let path = try #require(kept.field("location"))
        let page = await get(path).text
        let seen = page.firstMatch(of: /name="seen" value="([^"]*)"/).map { String($0.1) } ?? ""
        return (path.replacing("/preview", with: ""), seen, page)
    }
}

@Suite("The portal at a running node: what pages do is done, and what they show is so")
struct PortalTests {
    @Test("A draft is shared with exactly the list that was looked at; another list shares nothing")
    func exactly() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, telco, federation.coordinator])
        let ana = try await Visitor("Ana Lo", [.analyst], at: bank)
        let hostile = "<script>alert(1)</script>"
        let draft = try await ana.draft(hostile, to: [("to", "organisations"), ("organisation", "City Telecom")], tlp: "TLP:AMBER")
        #expect(draft.page.contains("<li><bdi>City Telecom</bdi></li>") && draft.page.contains("<li><bdi>Harbour Bank</bdi></li>"))
        #expect(!draft.page.contains(hostile) && draft.page.contains("&lt;script&gt;"))
        let other = await ana.post("\(draft.path)/share", [("version", "1"), ("seen", "of-yesterday"), ("undo", "0")])
        #expect(other.status == 409 && other.text.contains("Nothing was shared"))
        #expect(try await bank.core.items(group: nil, limit: 9, as: nil).isEmpty)
        let old = await ana.post("\(draft.path)/share", [("version", "7"), ("seen", draft.seen), ("undo", "0")])
        #expect(old.status == 409)
        let shared = await ana.post("\(draft.path)/share", [("version", "1"), ("seen", draft.seen), ("undo", "0")])
        let path = try #require(shared.field("location"))
        #expect(path.hasPrefix("/items/"))
        try await telco.waitForItem(String(path.dropFirst("/items/".count)))
        #expect(await ana.get(draft.path).status == 404, "a draft that was shared is gone")
        let page = await ana.get(path).text
        #expect(page.contains("Signed by a node of Harbour Bank") && !page.contains(hostile))
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }

    @Test("Within its time a share can be taken back, and never was; a time beyond a day is refused")
    func undo() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        try await waitForSubkeys(bank, of: [])
        let ana = try await Visitor("Ana Lo", [.analyst], at: bank)
        let draft = try await ana.draft("Later", to: [("to", "members")], tlp: "TLP:GREEN")
        #expect(await ana.post("\(draft.path)/share", [("version", "1"), ("seen", draft.seen), ("undo", "31")]).status == 400)
        let waiting = await ana.post("\(draft.path)/share", [("version", "1"), ("seen", draft.seen), ("undo", "300")])
        #expect(waiting.field("location") == "/waiting?done=shared")
        let share = try #require(try await bank.core.outgoing(limit: 9).first)
        #expect(share.state == "waiting" && share.requester == "account Ana Lo")
        #expect(await ana.post("/waiting/\(share.id)/cancel").status == 303)
        federation.clock.advance(minutes: 9)
        await bank.core.keepHouse()
        #expect(try await bank.core.outgoing(limit: 9).map(\.state) == ["cancelled"])
        await #expect(throws: OperationError.self) {
            try await bank.core.share(bundle("x"), ShareRequest(to: .members, tlp: "green", holdSeconds: 86_401))
        }
        for node in [bank, federation.coordinator] { await node.stop() }
    }

    @Test("Four eyes at the portal: who asked is no second person, and who lost the role counts no more")
    func approvals() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        try await waitForSubkeys(bank, of: [])
        try TestSettings.rules("waiting:\n  green: {wait: 1m, approvals: 1}\n", in: bank.directory)
        let ana = try await Visitor("Ana Lo", [.analyst, .approver], at: bank)
        let ben = try await Visitor("Ben Ng", [.approver], at: bank)
        let draft = try await ana.draft("Together", to: [("to", "members")], tlp: "TLP:GREEN")
        #expect(draft.page.contains("So many others have to approve it: 1."))
        let asked = await ana.post("\(draft.path)/share", [("version", "1"), ("seen", draft.seen), ("undo", "0")])
        #expect(asked.field("location") == "/waiting?done=shared", "\(asked.text)")
        let share = try #require(try await bank.core.outgoing(limit: 9).first)
        let own = await ana.post("/waiting/\(share.id)/approve")
        #expect(own.status >= 400 && own.text.contains("approval-by-requester"))
        #expect(await ben.post("/waiting/\(share.id)/approve").field("location") == "/waiting?done=approved")
        #expect(try await bank.core.outgoing(limit: 9).first?.approvedBy == ["Ben Ng"])
        let account = try #require(try await bank.core.accountKeeper.accounts().first { $0.name == "Ben Ng" })
        try await bank.core.accountKeeper.setRoles(Roles([.reader]), of: account.id)
        #expect(try await bank.core.outgoing(limit: 9).first?.approvedBy == [], "whoever may not approve any more does not count")
        #expect(await ben.post("/waiting/\(share.id)/reject").status == 403)
        for node in [bank, federation.coordinator] { await node.stop() }
    }

    @Test("TLP:RED is veiled in lists and opens to its representative after a second step alone")
    func red() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, telco, federation.coordinator])
        let (ana, ben) = (try await Visitor("Ana Lo", [.reader], at: telco), try await Visitor("Ben Ng", [.reader], at: telco))
        let request = ShareRequest(
            to: .organisations([NamedRecipient("City Telecom", people: ["Ana Lo"])]), tlp: "red", title: "Red lantern")
        let item = try await bank.core.share(bundle("Red lantern"), request).id
        try await telco.waitForItem(item)
        #expect(await ana.get("/items").text.contains("Red lantern"))
        #expect(await ana.get("/items/\(item)").text.contains("Only these representatives"))
        #expect(await !ben.get("/items/\(item)").text.contains("Red lantern"))
        #expect(await ben.get("/items/\(item)").text.contains("You are not one of them"))
        federation.clock.advance(minutes: 11)
        #expect(await !ana.get("/items").text.contains("Red lantern"))
        #expect(await !ana.get("/").text.contains("Red lantern"))
        #expect(await ana.get("/items/\(item)").field("location") == "/verify?then=/items/\(item)")
        for path in ["content", "proof"] { #expect(await ana.get("/items/\(item)/\(path)").status == 404) }
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }

    @Test("Who saves a draft second is shown both texts, and nothing is lost")
    func collision() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let (ana, ben) = (try await Visitor("Ana Lo", [.analyst], at: bank), try await Visitor("Ben Ng", [.analyst], at: bank))
        let path = try #require(await ana.post("/share", [("title", "T"), ("body", "First."), ("do", "save")]).field("location"))
        let saved = await ben.post(path, [("version", "1"), ("title", "T"), ("body", "Ben's."), ("do", "save")])
        #expect(saved.status == 303)
        let late = await ana.post(path, [("version", "1"), ("title", "T"), ("body", "Ana's."), ("do", "save")])
        #expect(
            late.status == 409 && late.text.contains("Ben&#39;s.") && late.text.contains("Ana&#39;s.") && late.text.contains("value=\"2\""))
        #expect(await ana.post(path, [("version", "2"), ("title", "T"), ("body", "Both."), ("do", "save")]).status == 303)
        #expect(await ben.get(path).text.contains("Both."))
        for node in [bank, federation.coordinator] { await node.stop() }
    }

    @Test("What arrives is counted on its day, once, and rings")
    func activity() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        try await waitForSubkeys(bank, of: [])
        let desk = PortalDesk(core: bank.core)
        let before = try await desk.activity(days: 2)
        #expect(before.count == 2 && before.allSatisfy { $0.items == 0 })
        let signs = try #require(bank.core.arrivals.listen(listenersMax: 1))
        #expect(bank.core.arrivals.listen(listenersMax: 1) == nil, "as many listen as may")
        _ = try await bank.core.share(bundle("One"), ShareRequest(to: .members, tlp: "green"))
        var iterator = signs.makeAsyncIterator()
        #expect(await iterator.next() != nil)
        for _ in 0..<2 { #expect(try await desk.activity(days: 2).map(\.items) == [0, 1]) }
        federation.clock.advance(days: 1)
        #expect(try await desk.activity(days: 2).map(\.items) == [1, 0])
        for node in [bank, federation.coordinator] { await node.stop() }
    }

    @Test("Moderators see what waits and decide; what an item says stays text, and nobody else gets in")
    func moderation() async throws {
        let federation = try await Federation()
        let coordinator = federation.coordinator
        let ana = try await Visitor("Ana Lo", [.reviewer], at: coordinator)
        let ben = try await Visitor("Ben Ng", [.analyst, .operator], at: coordinator)
        let hostile = "<script>alert(1)</script>"
        let id = try await coordinator.core.share(bundle(hostile), ShareRequest(to: .everyone, tlp: "clear")).id
        #expect(await ben.get("/zone").status == 403)
        #expect(await ben.get("/zone/\(id)").status == 403)
        #expect(await ben.post("/zone/\(id)/approve").status == 403)
        #expect(await !ben.get("/").text.contains("href=\"/zone\""))

        let queue = await ana.get("/zone").text
        #expect(queue.contains("/zone/\(id)") && queue.contains("&lt;script&gt;") && !queue.contains(hostile))
        #expect(await ana.get("/").text.contains("title=\"1 waiting for a moderator\">1</span>"))
        let page = await ana.get("/zone/\(id)").text
        #expect(page.contains("&lt;script&gt;") && !page.contains(hostile) && page.contains("topic-threats"))
        #expect(page.contains("/zone/\(id)/approve") && page.contains("/zone/\(id)/return") && !page.contains("/zone/\(id)/withdraw"))
        #expect(await ana.get("/zone/\(id)?lang=zh-Hant").text.contains("批准公開"))
        #expect(await ana.get("/zone/\(id)?lang=zh-Hans").text.contains("批准公开"))

        let wordless = await ana.post("/zone/\(id)/return", [("reason", " ")])
        #expect(wordless.status == 422 && wordless.text.contains("Its author is to know why."))
        let approved = await ana.post("/zone/\(id)/approve", [("topic", "best-practice"), ("feature", "yes")])
        #expect(approved.status == 303 && approved.field("location") == "/zone/\(id)?done=approved")
        let decided = try await coordinator.core.zoneItem(id).item
        #expect(
            decided.state == "published" && decided.isFeatured && decided.topic == "best-practice" && decided.decider == "account Ana Lo")
        #expect(await ana.get("/zone/\(id)?done=approved").text.contains("It is public now."))
        #expect(await ana.post("/zone/\(id)/approve", [("topic", "threats")]).status == 409)
        #expect(await ana.post("/zone/\(id)/feature", [("featured", "false")]).field("location") == "/zone/\(id)?done=unfeatured")
        #expect(await ana.get("/zone?state=published").text.contains("/zone/\(id)"))
        #expect(await ana.post("/zone/\(id)/withdraw", [("reason", "Too \(hostile)")]).field("location") == "/zone/\(id)?done=withdrawn")
        let withdrawn = await ana.get("/zone?state=withdrawn").text
        #expect(withdrawn.contains("&lt;script&gt;") && !withdrawn.contains(hostile))
        #expect(await ana.get("/zone/00ff00ff").status == 404)
        #expect(await ana.get("/zone?state=lost").status == 422)
        await coordinator.stop()
    }

    @Test("Deciding asks for a second step of a short while ago")
    func moderationStep() async throws {
        let federation = try await Federation()
        let coordinator = federation.coordinator
        let ana = try await Visitor("Ana Lo", [.staff], at: coordinator)
        let id = try await coordinator.core.share(bundle("Advice"), ShareRequest(to: .everyone, tlp: "clear")).id
        federation.clock.advance(minutes: 11)
        let answer = await ana.post("/zone/\(id)/approve", [("topic", "threats")])
        #expect(answer.status == 303 && answer.field("location")?.hasPrefix("/verify?") == true)
        #expect(try await coordinator.core.zoneItem(id).item.state == "waiting")
        await coordinator.stop()
    }
}
