import Exchange
import Foundation
import Testing

@testable import Daemon

@Suite("A machine's token bounds every operation of the API alike, whatever its organisation may read")
struct TokenReachTests {
    /// What was shared, by title: its item and the identifier of its report.
    private struct Shared {
        let id: String
        let report: String
        let tlp: String
        let group: String
    }

    private func token(
        _ core: NodeCore, _ tlpMax: String, scopes: [String] = ["read", "write"], groups: [String] = []
    ) async throws -> APICaller {
        let creation = TokenCreation(name: "t\(UInt32.random(in: 0 ... .max))", scopes: scopes, tlpMax: tlpMax, groups: groups)
        let made = try await LocalActor.$current.withValue(LocalActor(number: 1_000, name: "ann")) { try await core.createToken(creation) }
        return try #require(try await TokenDesk(core: core).caller(presenting: made.token))
    }

    private func code(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "done"
        } catch {
            return (error as? OperationError)?.code ?? "\(error)"
        }
    }

    /// Titles that a reader learns of, by each of the operations.
    private func seen(_ core: NodeCore, _ shared: [String: Shared], _ reader: Reader) async throws -> [String: Set<String>] {
        var seen: [String: Set<String>] = [:]
        var cursor: String?
        repeat {
            let page = try await core.items(ItemsRequest(limit: 1, cursor: cursor), as: reader)
            for item in page.items { seen["items", default: []].insert(item.title) }
            cursor = page.next.isEmpty ? nil : page.next
        } while cursor != nil
        for hit in try await core.search(SearchRequest("heron", limit: 50), as: reader).hits {
            seen["search", default: []].insert(hit.name)
        }
        for hit in try await core.correlate("192.0.2.77", limit: 50, as: reader).hits {
            seen["correlate", default: []].insert(hit.item.title)
        }
        let facets = try await core.search(SearchRequest("heron", wantsFacets: true), as: reader).facets
        #expect(facets?.counted == seen["search"]?.count ?? 0)
        for (title, one) in shared {
            func note(_ operation: String, _ body: () async throws -> Void) async {
                let code = await code(body)
                if code == "done" {
                    seen[operation, default: []].insert(title)
                } else {
                    #expect(code == "unknown-\(operation == "object" || operation == "graph" ? "object" : "item")")
                }
            }
            await note("item") { _ = try await core.item(one.id, as: reader) }
            await note("content") { _ = try await core.content(of: one.id, as: reader) }
            await note("proof") { _ = try await core.proof(of: one.id, withKey: true, as: reader) }
            await note("history") { _ = try await core.history(of: one.id, as: reader) }
            await note("audience") { _ = try await core.audience(of: one.id, as: reader) }
            await note("object") { _ = try await core.versions(ofObject: one.report, limit: 9, as: reader) }
            await note("graph") { _ = try await core.graph(around: one.report, depth: 1, as: reader) }
        }
        return seen
    }

    private func content(_ title: String, _ report: String) -> [UInt8] {
        let stamp = "2026-01-01T00:00:00.000Z"
        let address = "ipv4-addr--\(UUID().uuidString.lowercased())"
        return Array(
            """
            {"type": "bundle", "id": "bundle--\(UUID().uuidString.lowercased())", "objects": [
              {"type": "ipv4-addr", "spec_version": "2.1", "id": "\(address)", "value": "192.0.2.77"},
              {"type": "report", "spec_version": "2.1", "id": "\(report)", "created": "\(stamp)", "modified": "\(stamp)", "name": "\(title)",
               "published": "\(stamp)", "object_refs": ["\(address)"], "description": "heron"}]}
            """.utf8)
    }

    @Test("Lists, search, objects, correlation, content and proofs show what mark and audiences allow, and nothing that names people")
    func reading() async throws {
        let federation = try await Federation()
        let (bank, telco) = (try await federation.member("Harbour Bank"), try await federation.member("City Telecom"))
        try await federation.waitForKeys([bank, telco])
        for name in ["Harbour Exchange", "Quiet Water"] {
            _ = try await telco.core.createGroup(GroupCreation(name: name, members: ["Harbour Bank"], mailbox: false))
        }
        let recipient = NamedRecipient("Harbour Bank")
        let requests: [(String, ShareRequest, String)] = [
            ("clear", ShareRequest(to: .everyone, tlp: "clear"), "everyone"),
            ("green", ShareRequest(to: .members, tlp: "green"), "members"),
            ("amber", ShareRequest(to: .group("Harbour Exchange"), tlp: "amber"), "Harbour Exchange"),
            ("strict", ShareRequest(to: .group("Quiet Water"), tlp: "amber+strict"), "Quiet Water"),
            ("quiet", ShareRequest(to: .group("Quiet Water"), tlp: "green"), "Quiet Water"),
            ("named", ShareRequest(to: .organisations([recipient]), tlp: "amber"), ""),
            ("red", ShareRequest(to: .organisations([recipient]), tlp: "red"), ""),
            ("people", ShareRequest(to: .organisations([NamedRecipient("Harbour Bank", people: ["Ng"])]), tlp: "red"), ""),
        ]
        var shared: [String: Shared] = [:]
        for (title, request, group) in requests {
            let report = "report--\(UUID().uuidString.lowercased())"
            let id = try await telco.core.share(content(title, report), request).id
            shared[title] = Shared(id: id, report: report, tlp: request.tlp ?? "", group: group)
            try await bank.waitForItem(id)
        }
        let core = bank.core
        try await eventually("all is indexed") { try await core.search(SearchRequest("heron", limit: 50), as: "Ng").hits.count == 8 }
        let levels = ["clear", "green", "amber", "amber+strict", "red"]
        for ceiling in levels.dropLast() {
            for groups in [[], ["Quiet Water"], ["Harbour Exchange", "members"]] {
                let caller = try await token(core, ceiling, groups: groups)
                let expected = Set(
                    shared.filter { _, one in
                        (levels.firstIndex(of: one.tlp) ?? 9) <= (levels.firstIndex(of: ceiling) ?? 0)
                            && (groups.isEmpty || groups.contains(one.group))
                    }.keys)
                let seen = try await seen(core, shared, .machine(caller))
                for operation in ["items", "search", "correlate", "item", "content", "proof", "history", "audience", "object", "graph"] {
                    #expect(seen[operation] ?? [] == expected, "\(operation), \(ceiling), \(groups)")
                }
                let known = try await core.groups(as: .machine(caller)).filter { $0.kind == "closed" }.map(\.name).sorted()
                #expect(known == (groups.isEmpty ? ["Harbour Exchange", "Quiet Water"] : groups.filter { $0 != "members" }))
            }
        }
        let confined = Reader.machine(try await token(core, "amber", groups: ["Harbour Exchange"]))
        for name in ["Quiet Water", "Nowhere"] {
            #expect(await code { _ = try await core.items(ItemsRequest(group: name), as: confined) } == "unknown-group")
            #expect(await code { _ = try await core.search(SearchRequest("group:\"\(name)\""), as: confined) } == "unknown-group")
        }
        #expect(await code { _ = try await core.items(ItemsRequest(cursor: "x"), as: nil) } == "invalid-cursor")
        // What machines are given of objects is noted, once an hour for each token.
        let before = try await exported(core)
        let caller = try await token(core, "amber")
        for _ in 0..<3 { _ = try await core.versions(ofObject: try #require(shared["green"]).report, limit: 9, as: .machine(caller)) }
        #expect(try await exported(core) == before + 1)
        _ = try await core.revokeToken(caller.name)
        #expect(await code { _ = try await core.items(ItemsRequest(), as: .machine(caller)) } == "token-void")
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }

    /// How often it was noted that a machine was given objects.
    private func exported(_ core: NodeCore) async throws -> Int {
        try await core.audit(after: 0, limit: 1_000).records.filter { $0.action == "collection-exported" }.count
    }

    @Test("A machine shares up to its token's mark, with its token's audiences, never with named people, and changes what it may know of")
    func sharing() async throws {
        let federation = try await Federation()
        let (bank, telco) = (try await federation.member("Harbour Bank"), try await federation.member("City Telecom"))
        try await federation.waitForKeys([bank, telco])
        for name in ["Harbour Exchange", "Quiet Water"] {
            _ = try await bank.core.createGroup(GroupCreation(name: name, members: ["City Telecom"], mailbox: false))
        }
        let (core, desk) = (bank.core, TokenDesk(core: bank.core))
        let (free, confined) = (try await token(core, "amber"), try await token(core, "amber", groups: ["Harbour Exchange"]))
        func asked(_ caller: APICaller, _ to: Destination, _ tlp: String?, mark: String? = nil) async -> String {
            await code { try await desk.permit(sharing: bundle("T", mark: mark), ShareRequest(to: to, tlp: tlp), by: caller) }
        }
        #expect(await asked(free, .group("Quiet Water"), "amber") == "done")
        #expect(await asked(free, .group("Quiet Water"), "amber+strict") == "above-token")
        #expect(await asked(free, .group("Quiet Water"), "green", mark: Mark.red) == "weaker-than-file")
        #expect(await asked(free, .group("Quiet Water"), nil, mark: Mark.red) == "above-token")
        #expect(await asked(free, .organisations([NamedRecipient("City Telecom")]), "amber") == "done")
        #expect(await asked(free, .organisations([NamedRecipient("City Telecom", people: ["Ng"])]), "amber") == "names-people")
        #expect(await asked(confined, .group("Harbour Exchange"), "amber") == "done")
        #expect(await asked(confined, .group("Quiet Water"), "amber") == "unknown-group")
        for to in [Destination.everyone, .members, .organisations([NamedRecipient("City Telecom")])] {
            #expect(await asked(confined, to, "clear") == "outside-token")
        }
        let quiet = try await core.share(bundle("Q"), ShareRequest(to: .group("Quiet Water"), tlp: "green")).id
        #expect(await code { try await desk.permit(changing: quiet, by: confined) } == "unknown-item")
        #expect(await code { try await desk.permit(changing: quiet, by: free) } == "done")
        #expect(await code { try await desk.permit(changing: "abcdef0123", by: free) } == "unknown-item")
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }
}
