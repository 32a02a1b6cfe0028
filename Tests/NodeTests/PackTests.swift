import Exchange
import Foundation
import PublicZone
import Reference
import STIX
import Testing

@testable import Daemon

@Suite("Reference packs go from the coordinator to every node, and from nobody else")
struct PackTests {
    private func list(_ entries: String..., type: String = "hostname") -> [UInt8] {
        let json = entries.map { "\"\($0)\"" }.joined(separator: ",")
        return Array(#"{"name":"Known hosts","version":3,"type":"\#(type)","list":[\#(json)]}"#.utf8)
    }

    private func maker(_ name: String, _ version: String) throws -> PackMaker {
        try PackMaker(
            name: name, version: try #require(PackVersion(version)), title: "Made-up data", source: "made-up.whl",
            sourceHash: String(repeating: "0", count: 64), licence: "CC0", modified: "2026-01-01T00:00:00.000Z")
    }

    private func pack(_ version: String, _ lists: [UInt8]..., name: String = "warning-lists") throws -> [UInt8] {
        let parts = try lists.enumerated().map { try PackPart(name: "list-\($0.offset)", kind: .warningLists, $0.element) }
        return try maker(name, version).pack(.warningLists, parts)
    }

    private func code(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "done"
        } catch let error as OperationError {
            return error.code
        } catch {
            return "\(error)"
        }
    }

    private func install(_ node: RunningNode, _ octets: [UInt8], replace: Bool = false) async throws -> String {
        try await node.core.installPack(octets, PackInstallation(replace: replace)).outcome
    }

    private func known(_ node: RunningNode, _ value: String) async throws -> [String] {
        try await node.core.correlate(value, limit: 9, as: nil).warnings.map { "\($0.list) \($0.relation) \($0.entry)" }
    }

    private func states(_ node: RunningNode) async throws -> [String] {
        try await node.core.packs().map { "\($0.name) \($0.version) \($0.state) \($0.author)" }
    }

    @Test("A pack of warning lists is there on a member's node, is corrected by a newer one, and by an older one only when that is wished")
    func lists() async throws {
        let federation = try await Federation()
        let (coordinator, bank) = (federation.coordinator, try await federation.member("Harbour Bank"))
        let first = try pack("1.9", list("example.org"))
        #expect(try await install(coordinator, first) == "shared")
        #expect(try await install(coordinator, first) == "unchanged")
        try await eventually("the member has it") { try await states(bank) == ["warning-lists 1.9 ready Example City CERT"] }
        #expect(try await known(bank, "a[.]example[.]org") == ["list-0 parent-domain example.org"])
        #expect(try await known(bank, "https://example.org/x") == ["list-0 host example.org"])
        #expect(try await known(bank, "example.net") == [])
        let second = try pack("1.10", list("example.net"), list("192.0.2.0/24", type: "cidr"))
        #expect(try await install(coordinator, second) == "corrected")
        try await eventually("the newer one is there") { try await states(bank) == ["warning-lists 1.10 ready Example City CERT"] }
        #expect(try await known(bank, "example.net") == ["list-0 value example.net"])
        #expect(try await known(bank, "example.org") == [])
        #expect(try await known(bank, "192.0.2.3") == ["list-1 network 192.0.2.0/24"])
        #expect(await code { _ = try await install(coordinator, first) } == "pack-older")
        #expect(await code { _ = try await install(coordinator, try pack("1.10", list("else.example"))) } == "pack-differs")
        #expect(try await states(coordinator) == ["warning-lists 1.10 ready Example City CERT"])
        #expect(try await install(coordinator, first, replace: true) == "corrected")
        try await eventually("the older one is back") { try await states(bank) == ["warning-lists 1.9 ready Example City CERT"] }
        let detail = try await bank.core.pack("warning-lists")
        #expect(detail.parts.map { [$0.name, $0.title, $0.matching, $0.state] } == [["list-0", "Known hosts", "hostname", "ready"]])
        #expect(try await bank.core.packPart("warning-lists", "list-0") == list("example.org"))
        #expect(await code { _ = try await bank.core.packPart("warning-lists", "none") } == "unknown-pack-part")
        #expect(await code { _ = try await bank.core.pack("none") } == "unknown-pack")
        _ = try await coordinator.core.retract(detail.pack.item, RetractionRequest(reason: ""))
        try await eventually("it is gone") { try await states(bank) == [] }
        #expect(try await known(bank, "example.org") == [])
        for node in [bank, coordinator] { await node.stop() }
    }

    @Test("A member cannot install a pack, and what it shares with everyone as one is no reference data anywhere")
    func members() async throws {
        let federation = try await Federation()
        let (coordinator, bank) = (federation.coordinator, try await federation.member("Harbour Bank"))
        let octets = try pack("9", list("evil.example"))
        #expect(await code { _ = try await install(bank, octets) } == "not-the-coordinator")
        let id = try await bank.core.share(octets, ShareRequest(to: .everyone, tlp: "clear")).id
        try await coordinator.waitForItem(id)
        for node in [bank, coordinator] {
            #expect(try await states(node) == [])
            #expect(try await known(node, "evil.example") == [])
        }
        // Nor does it stand in the way of the coordinator's own of that name.
        #expect(try await install(coordinator, try pack("1", list("good.example"))) == "shared")
        try await eventually("the coordinator's is there") { try await known(bank, "good.example").count == 1 }
        #expect(try await known(bank, "evil.example") == [])
        for node in [bank, coordinator] { await node.stop() }
    }

    @Test("A knowledge base is found by its words, followed and corrected, with the coordinator as its author")
    func base() async throws {
        let federation = try await Federation()
        let (coordinator, bank) = (federation.coordinator, try await federation.member("Harbour Bank"))
        let technique = "attack-pattern--00000000-0000-4000-8000-00000000000a"
        let octets = { (version: String, name: String) in
            let times = #""spec_version":"2.1","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-0\#(version)T00:00:00.000Z""#
            let text = """
                {"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000002","objects":[
                {"type":"x-mitre-collection","id":"x-mitre-collection--00000000-0000-4000-8000-000000000001",\(times),"name":"Made-up ATT&CK",
                "x_mitre_version":"\(version)","x_mitre_contents":[{"object_ref":"\(technique)","object_modified":"2026-01-01T00:00:00.000Z"}]},
                {"type":"attack-pattern","id":"\(technique)",\(times),"name":"\(name)",
                "external_references":[{"source_name":"mitre-attack","external_id":"T0899"}]}]}
                """
            return try maker("attack-made-up", version).pack(try KnowledgeBase(reading: Array(text.utf8)).bundle)
        }
        #expect(try await install(coordinator, try octets("1", "Heron whistling")) == "shared")
        try await eventually("its technique is found") {
            try await bank.core.search(SearchRequest("heron author:\"Example City CERT\""), as: nil).hits.map(\.id) == [technique]
        }
        #expect(try await bank.core.correlate("T0899", limit: 9, as: nil).hits.map(\.name) == ["Heron whistling"])
        #expect(try await bank.core.graph(around: technique, depth: 1, as: nil).nodes.first?.name == "Heron whistling")
        #expect(try await install(coordinator, try octets("2", "Ibis whistling")) == "corrected")
        try await eventually("the newer one is found") {
            try await bank.core.search(SearchRequest("whistling"), as: nil).hits.map(\.name) == ["Ibis whistling"]
        }
        #expect(try await bank.core.versions(ofObject: technique, limit: 9, as: nil).map(\.item.author) == ["Example City CERT"])
        #expect(try await states(bank) == ["attack-made-up 2 ready Example City CERT"])
        #expect(await code { _ = try await bank.core.packPart("attack-made-up", "T0899") } == "unknown-pack-part")
        for node in [bank, coordinator] { await node.stop() }
    }

    @Test("A file that is no sound pack is refused before anything is shared; a pack is public and not listed as news")
    func refused() async throws {
        let federation = try await Federation()
        let coordinator = federation.coordinator
        let octets = try pack("1", list("example.org"))
        let text = String(decoding: octets, as: UTF8.self)
        for (content, code) in [
            (Array(octets.dropLast(30)), "pack-not-readable"),
            (Array(text.replacing("application/gzip", with: "application/zip").utf8), "pack-digest"),
            ([], "pack-not-readable"), (bundle("No pack"), "not-a-pack"),
        ] { #expect(await self.code { _ = try await install(coordinator, content) } == code) }
        #expect(try await coordinator.core.items(group: nil, limit: 9, as: nil).isEmpty)
        #expect(try await install(coordinator, octets) == "shared")
        let id = try #require(try await coordinator.core.packs().first?.item)
        let news = try await coordinator.core.share(bundle("News"), ShareRequest(to: .everyone, tlp: "clear")).id
        let shelf = PublicShelf(core: coordinator.core)
        _ = try await coordinator.core.zoneApprove(news, ZoneApproval())
        #expect(try await shelf.items(in: .all, places: 1...50).map(\.id) == [news])
        guard case .isPublic(let shown) = try await shelf.standing(of: id) else {
            Issue.record("the pack is not public")
            return
        }
        #expect(shown.title == "Made-up data (reference pack warning-lists 1)")
        #expect(try await coordinator.core.zoneQueue("waiting", cursor: nil, limit: 9).items.isEmpty)
        await coordinator.stop()
    }

    @Test("A pack waits as the rules say, is not put there twice while it does, and comes when its time has come")
    func waits() async throws {
        let federation = try await Federation()
        let coordinator = federation.coordinator
        try TestSettings.rules("waiting:\n  clear: {wait: 10m, approvals: 0}\n", in: coordinator.directory)
        let octets = try pack("1", list("example.org"))
        let first = try await coordinator.core.installPack(octets, PackInstallation(replace: false))
        #expect(first.outcome == "waiting")
        #expect(try await coordinator.core.installPack(octets, PackInstallation(replace: false)) == first)
        #expect(try await coordinator.core.outgoing(limit: 9).map(\.id) == [first.item])
        #expect(try await states(coordinator) == [])
        federation.clock.advance(minutes: 11)
        await coordinator.core.keepHouse()
        try await eventually("it has left") { try await states(coordinator) == ["warning-lists 1 ready Example City CERT"] }
        await coordinator.stop()
    }
}
