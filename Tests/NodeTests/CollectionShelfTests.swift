import Exchange
import Foundation
import Groups
import Ledger
import STIX
import Sodium
import Storage
import Testing
import Wire

@testable import Daemon

@Suite("Machines read what their token's organisation may read and nothing else, and what they give is shared by the same rules")
struct CollectionShelfTests {
    /// The node again, with the interface for machines.
    private func withInterface(_ node: RunningNode) async throws -> (node: RunningNode, shelf: CollectionShelf) {
        await node.stop()
        let file = DataDirectoryLayout.settings(in: node.directory)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try (text + "\napi: \"127.0.0.1:7500\"\n").write(toFile: file, atomically: true, encoding: .utf8)
        let again = try await node.restarted()
        return (again, CollectionShelf(core: again.core))
    }

    private func token(
        _ shelf: CollectionShelf, _ tlpMax: String, scopes: [String] = ["read", "write"], groups: [String] = [], days: Int? = nil
    ) async throws -> (caller: APICaller, text: String) {
        let ann = LocalActor(number: 1_000, name: "ann")
        let name = "t\(UInt32.random(in: 0 ... .max))"
        let made = try await LocalActor.$current.withValue(ann) {
            try await shelf.core.createToken(
                TokenCreation(name: name, scopes: scopes, tlpMax: tlpMax, groups: groups, expiresDays: days))
        }
        return (try #require(try await TokenDesk(core: shelf.core).caller(presenting: made.token)), made.token)
    }

    /// Titles of the reports in a collection, by its title or alias; `nil` when it is not there.
    private func titles(_ shelf: CollectionShelf, _ name: String, _ caller: APICaller?) async throws -> Set<String>? {
        guard let collection = try await shelf.collections(for: caller).first(where: { $0.alias == name || $0.title == name }) else {
            return nil
        }
        var query = TAXIIQuery()
        query.limit = 1
        var titles: Set<String> = []
        while true {
            let page = try await shelf.page(of: collection, query, withOctets: true, for: caller)
            for object in page.objects {
                let json = try #require(try JSONSerialization.jsonObject(with: Data(object.octets)) as? [String: Any])
                if json["type"] as? String == "report" { titles.insert("\(json["name"] ?? "")") }
            }
            guard let next = page.next else { return titles }
            query.after = next
        }
    }

    private func code(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "done"
        } catch {
            return (error as? OperationError)?.code ?? "\(error)"
        }
    }

    @Test("Each collection holds what was shared with its audience, up to the token's mark; RED and what is retracted are nowhere")
    func reading() async throws {
        let federation = try await Federation()
        let (bank, telco) = (try await federation.member("Harbour Bank"), try await federation.member("City Telecom"))
        try await federation.waitForKeys([bank, telco])
        _ = try await telco.core.createGroup(GroupCreation(name: "Harbour Exchange", members: ["Harbour Bank"], mailbox: false))
        var shared: [String: String] = [:]
        for (title, request) in [
            ("clear", ShareRequest(to: .everyone, tlp: "clear")), ("green", ShareRequest(to: .members, tlp: "green")),
            ("amber", ShareRequest(to: .group("Harbour Exchange"), tlp: "amber")),
            ("strict", ShareRequest(to: .group("Harbour Exchange"), tlp: "amber+strict")),
            ("red", ShareRequest(to: .organisations([NamedRecipient("Harbour Bank")]), tlp: "red")),
            ("named", ShareRequest(to: .organisations([NamedRecipient("Harbour Bank")]), tlp: "amber")),
        ] {
            let id = try await telco.core.share(bundle(title), request).id
            shared[title] = id
            try await bank.waitForItem(id)
        }
        let (again, shelf) = try await withInterface(bank)
        let (caller, _) = try await token(shelf, "amber+strict")
        #expect(try await titles(shelf, "all", caller) == ["clear", "green", "amber", "strict", "named"])
        #expect(try await titles(shelf, "everyone", caller) == ["clear"])
        #expect(try await titles(shelf, "members", caller) == ["green"])
        #expect(try await titles(shelf, "sector", caller) == [])
        #expect(try await titles(shelf, "Harbour Exchange", caller) == ["amber", "strict"])
        #expect(try await titles(shelf, "everyone", nil) == nil, "a member's node has nothing for the public")
        let (green, _) = try await token(shelf, "green", scopes: ["read"])
        #expect(try await titles(shelf, "all", green) == ["clear", "green"])
        #expect(try await titles(shelf, "Harbour Exchange", green) == [])
        let (confined, _) = try await token(shelf, "amber", groups: ["Harbour Exchange"])
        #expect(try await shelf.collections(for: confined).map(\.title) == ["Harbour Exchange"])
        #expect(try await titles(shelf, "Harbour Exchange", confined) == ["amber"])
        for title in ["amber", "green"] {
            _ = try await telco.core.retract(try #require(shared[title]), RetractionRequest(reason: "wrong"))
        }
        try await eventually("what was retracted is gone") {
            try await titles(shelf, "all", caller) == ["clear", "strict", "named"]
        }
        await again.stop()
    }

    @Test("A saved search is a collection: what it finds among all that the token handles, in the order in which it was added")
    func searches() async throws {
        let federation = try await Federation()
        let (bank, telco) = (try await federation.member("Harbour Bank"), try await federation.member("City Telecom"))
        try await federation.waitForKeys([bank, telco])
        let (node, shelf) = try await withInterface(bank)
        let core = node.core
        let query = "heron -author:\"Harbour Bank\""
        _ = try await core.saveSearch(SearchSaving(name: "Birds", query: query))
        let (caller, _) = try await token(shelf, "amber")
        let (low, _) = try await token(shelf, "clear")
        for (title, tlp) in [("heron 1", "green"), ("crane", "green"), ("heron 2", "amber"), ("heron 3", "clear"), ("heron red", "red")] {
            let to = Destination.organisations([NamedRecipient("Harbour Bank")])
            let id = try await telco.core.share(bundle(title), ShareRequest(to: tlp == "clear" ? .everyone : to, tlp: tlp)).id
            try await node.waitForItem(id)
        }
        _ = try await core.share(bundle("heron own"), ShareRequest(to: .members, tlp: "green"))
        try await eventually("it is found") {
            try await titles(shelf, "Search: Birds", caller) == ["heron 1", "heron 2", "heron 3"]
        }
        #expect(try await titles(shelf, "Search: Birds", low) == ["heron 3"])
        // What another page holds is not in this one, wherever it begins.
        let collection = try #require(try await shelf.collections(for: caller).first { $0.title == "Search: Birds" })
        var asked = TAXIIQuery()
        let all = try await shelf.page(of: collection, asked, withOctets: false, for: caller).objects
        for (place, object) in all.enumerated() {
            asked.after = object.added
            #expect(try await shelf.page(of: collection, asked, withOctets: false, for: caller).objects == Array(all[(place + 1)...]))
        }
        asked.after = 0
        asked.ids = [all[1].id]
        #expect(try await shelf.page(of: collection, asked, withOctets: false, for: caller).objects == [all[1]])
        // A token that is confined to it sees nothing else, and another search is another collection.
        let made = try await core.createToken(
            TokenCreation(name: "birds", scopes: ["read"], tlpMax: "amber", groups: [], collections: [collection.id]))
        let confined = try #require(try await TokenDesk(core: core).caller(presenting: made.token))
        #expect(try await shelf.collections(for: confined).map(\.title) == ["Search: Birds"])
        #expect(try await titles(shelf, "Search: Birds", confined)?.count == 3)
        #expect(try await core.items(ItemsRequest(), as: .machine(confined)).items.isEmpty)
        _ = try await core.saveSearch(SearchSaving(name: "Birds", query: "crane"))
        #expect(try await shelf.collections(for: confined).isEmpty)
        #expect(try await titles(shelf, "Search: Birds", caller) == ["crane"])
        _ = try await core.removeSearch("Birds")
        #expect(try await titles(shelf, "Search: Birds", caller) == nil)
        for node in [node, telco, federation.coordinator] { await node.stop() }
    }

    @Test("A token counts until it is revoked or expires, only whole, and is never kept in clear")
    func tokens() async throws {
        let federation = try await Federation()
        let (node, shelf) = try await withInterface(try await federation.member("Harbour Bank"))
        let (caller, text) = try await token(shelf, "clear", days: 1)
        #expect(try await TokenDesk(core: shelf.core).caller(presenting: text) == caller)
        #expect(
            try await TokenDesk(core: shelf.core).caller(presenting: String(text.dropLast()) + (text.hasSuffix("0") ? "1" : "0")) == nil)
        let report = try #require(try await node.core.tokens().first)
        #expect(report.user == "ann" && report.state == "in force" && report.tlpMax == "TLP:CLEAR")
        federation.clock.advance(minutes: 1_441)
        #expect(try await TokenDesk(core: shelf.core).caller(presenting: text) == nil)
        #expect(try await node.core.tokens().first?.state == "expired")
        let (other, otherText) = try await token(shelf, "clear")
        _ = try await node.core.revokeToken(other.name)
        #expect(try await TokenDesk(core: shelf.core).caller(presenting: otherText) == nil)
        for (creation, expected) in [
            (TokenCreation(name: "a b", scopes: ["read"], tlpMax: "clear"), "invalid-token-name"),
            (TokenCreation(name: "a", scopes: ["admin"], tlpMax: "clear"), "invalid-scope"),
            (TokenCreation(name: "a", scopes: [], tlpMax: "clear"), "invalid-scope"),
            (TokenCreation(name: "a", scopes: ["read"], tlpMax: "red"), "invalid-ceiling"),
            (TokenCreation(name: "a", scopes: ["read"], tlpMax: "pink"), "unknown-tlp"),
            (TokenCreation(name: "a", scopes: ["read"], tlpMax: "clear", groups: ["nobody"]), "unknown-group"),
            (TokenCreation(name: "a", scopes: ["read"], tlpMax: "clear", collections: ["x"]), "unknown-collection"),
            (TokenCreation(name: "a", scopes: ["read"], tlpMax: "clear", expiresDays: 0), "invalid-expiry"),
        ] { #expect(await code { _ = try await node.core.createToken(creation) } == expected) }
        await node.core.keepTokens()
        #expect(try await node.core.tokens().first?.used.isEmpty == false)
        await node.stop()
        let secret = Array(text.suffix(64).utf8)
        let octets = try Data(contentsOf: URL(fileURLWithPath: node.directory + "/node.sqlite"))
        #expect(octets.range(of: Data(secret)) == nil && octets.range(of: Data([UInt8](hex: String(text.suffix(64))) ?? [])) == nil)
    }

    private func envelope(_ title: String, mark: String? = nil) -> [UInt8] {
        let text = String(decoding: bundle(title, mark: mark), as: UTF8.self)
        return Array("{ \"objects\": [".utf8)
            + Array(text[(text.firstIndex(of: "[").map { text.index(after: $0) } ?? text.startIndex)...].utf8)
    }

    @Test("What is posted is shared with the collection's mark, octet for octet; above the token, or unmarked to the public, it is refused")
    func posting() async throws {
        let federation = try await Federation()
        let (bank, telco) = (try await federation.member("Harbour Bank"), try await federation.member("City Telecom"))
        try await federation.waitForKeys([bank, telco])
        let (node, shelf) = try await withInterface(bank)
        try await federation.waitForKeys([node, telco])
        let (caller, _) = try await token(shelf, "green")
        let collections = try await shelf.collections(for: caller)
        let members = try #require(collections.first { $0.alias == "members" })
        let status = try await shelf.post(envelope("posted"), to: members, by: caller)
        #expect(status.state == .success && status.count == 2 && status.objects.count == 2)
        #expect(try await shelf.status(status.id, for: caller) == status)
        #expect(try await titles(shelf, "members", caller) == ["posted"])
        let item = try #require(try await node.core.items(group: nil, limit: 9, as: nil).first)
        #expect(item.tlp == "TLP:GREEN")
        try await telco.waitForItem(item.id)
        let (other, _) = try await token(shelf, "green")
        #expect(try await shelf.status(status.id, for: other) == nil, "another token's")
        let everyone = try #require(collections.first { $0.alias == "everyone" })
        #expect(await code { _ = try await shelf.post(envelope("x"), to: everyone, by: caller) } == "unmarked")
        let amber = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
        #expect(await code { _ = try await shelf.post(envelope("x", mark: amber), to: members, by: caller) } == "above-token")
        for (body, expected) in [
            ("{}", "invalid-stix"), ("[]", "invalid-envelope"), ("", "invalid-envelope"), ("{\"objects\":[]}", "invalid-stix"),
            ("{\"objects\":[{\"type\":\"x\"}]}", "invalid-stix"), ("{\"objects\":1,", "invalid-stix"),
            ("{\"objects\":" + String(repeating: "[", count: 100_000), "invalid-stix"), ("{\"objects\":[\"\u{FFFD}\"]} x", "invalid-stix"),
        ] { #expect(await code { _ = try await shelf.post(Array(body.utf8), to: members, by: caller) } == expected) }
        #expect(await code { _ = try await shelf.post([0x7B, 0xFF, 0xFE, 0x7D], to: members, by: caller) } == "invalid-stix")
        #expect(try await node.core.items(group: nil, limit: 9, as: nil).count == 1)
        await node.stop()
    }

    @Test("What waits for its time and for people is pending, and who made the token does not approve it")
    func pending() async throws {
        let federation = try await Federation()
        let (node, shelf) = try await withInterface(try await federation.member("Harbour Bank"))
        try TestSettings.rules("", in: node.directory)
        let (caller, _) = try await token(shelf, "green")
        let everyone = try #require(try await shelf.collections(for: caller).first { $0.alias == "everyone" })
        let clear = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
        let status = try await shelf.post(envelope("for all", mark: clear), to: everyone, by: caller)
        guard case .pending = status.state else { throw Unexpected(state: "\(status.state)") }
        #expect(status.objects.count == 2)
        let share = try #require(try await node.core.outgoing(limit: 9).first)
        #expect(share.requester == "ann")
        _ = try await node.core.cancel(share.id)
        guard case .failure? = try await shelf.status(status.id, for: caller)?.state else { throw Unexpected(state: "not ended") }
        #expect(try await titles(shelf, "everyone", caller) == [])
        await node.stop()
    }

    private struct Unexpected: Error { let state: String }

    @Test("What a machine is given is noted before the first page of an hour, and counted when it is over")
    func noted() async throws {
        let federation = try await Federation()
        let (node, shelf) = try await withInterface(try await federation.member("Harbour Bank"))
        _ = try await node.core.share(bundle("mine"), ShareRequest(to: .members, tlp: "green"))
        let (caller, _) = try await token(shelf, "green")
        for _ in 0..<3 { _ = try await titles(shelf, "members", caller) }
        func records() async throws -> [AuditLine] {
            try await node.core.audit(after: 0, limit: 1_000).records.filter { $0.action == "collection-exported" }
        }
        #expect(try await records().map(\.actor) == ["token \(caller.name) of ann (uid 1000)"])
        federation.clock.advance(minutes: 61)
        await node.core.keepTokens()
        let all = try await records()
        #expect(all.count == 2 && all.last?.details["objects"] == "6" && all.last?.details["pages"] == "6")
        await node.stop()
    }
}
