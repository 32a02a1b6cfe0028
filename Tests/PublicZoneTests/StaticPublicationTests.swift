import Foundation
import Glibc
import Synchronization
import Testing

@testable import PublicZone

@Suite("The zone as files is the zone as served, and a second publication writes what is new")
struct StaticPublicationTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("zone-\(UUID().uuidString)")
    private let site = PublicSite(name: "Example", identifier: "00", network: "0c0c", baseURL: "https://zone.example")

    private func source(_ count: Int64) -> FakeItems {
        let items = (1...max(1, count)).prefix(Int(count)).map { item($0) }
        return FakeItems(
            Array(items), contents: Dictionary(uniqueKeysWithValues: items.map { ($0.id, Self.bundle) }),
            proofs: Dictionary(uniqueKeysWithValues: items.map { ($0.id, Array("proof of \($0.id)".utf8)) }))
    }

    /// The lists in which every item of these tests stands.
    private static let lists: [ListName] =
        [.all, .topic(.threats), .sector("Finance")] + [ListName.author("00ff"), .month("2026-01")].compactMap(\.self)

    private static let bundle = Array("{\"type\":\"bundle\",\"id\":\"bundle--1\",\"objects\":[]}".utf8)

    private func publication(_ source: FakeItems, release: String = "1", isStopped: @escaping @Sendable () -> Bool = { false })
        -> StaticPublication
    {
        var publication = StaticPublication(
            site: site, source: source, log: nil, release: release, logger: silent, seconds: { 1_767_225_600 }, isStopped: isStopped)
        publication.isProof = { octets, id in octets == Array("proof of \(id)".utf8) }
        return publication
    }

    private func write(_ source: FakeItems, release: String = "1") async throws -> StaticPublication.Report {
        try await publication(source, release: release).write(into: folder.path)
    }

    /// Every file below the directory but the lock, by its path.
    private func files() throws -> [String: Data] {
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            let place = folder.appendingPathComponent(path)
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isDirectory), !isDirectory.boolValue else { continue }
            if path != ".causeway-zone.lock" { files[path] = try Data(contentsOf: place) }
        }
        return files
    }

    private func inspect() throws -> PublicationInspection.Findings {
        try PublicationInspection(directory: folder.path, proofs: false).run()
    }

    @Test("Every file is what the server answers at its path")
    func same() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = source(60)
        let report = try await write(source)
        #expect(report.isWhole && report.removed == 0)
        let routes = PublicRoutes(site: site, source: source, logger: silent)
        var compared = 0
        for (path, octets) in try files() where path != "index.html" && path != "zone.json" && !path.hasPrefix("manifest/") {
            let answer = await routes.answer(PublicRequest(method: "GET", target: "/\(path)"))
            #expect(answer.status == 200 && answer.body == Array(octets), "\(path)")
            compared += 1
        }
        #expect(compared == report.files - 1)
        for path in [
            "en/index.html", "zh-hant/items/\(identifier(7)).html", "items/\(identifier(60))/proof.json", "en/lists/all/1.html",
            "feeds/all.atom",
        ] { #expect(try files()[path] != nil, "\(path)") }
        let findings = try inspect()
        #expect(findings.faultCount == 0 && findings.files == report.files && findings.digest == report.digest)
    }

    @Test("Nothing new writes nothing, and its files keep their times")
    func nothingNew() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = source(3)
        let first = try await write(source)
        let before = try files()
        let again = try await write(source)
        #expect(!again.isWhole && again.written == 0 && again.removed == 0 && again.files == first.files && again.digest == first.digest)
        #expect(try files() == before)
    }

    @Test("A new item brings its files and touches the pages that show it, and no other item's")
    func oneMore() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = source(60)
        try await #expect(write(source).isWhole)
        let before = try files()
        let new = item(61, title: "Brand new")
        source.change { state in
            state.items.append(new)
            state.contents[new.id] = Self.bundle
            state.proofs[new.id] = Array("proof of \(new.id)".utf8)
            state.changes = ZoneChanges(number: state.number + 1, items: [new.id], pages: Self.lists.map { ($0, 1) }, isCut: false)
        }
        let report = try await write(source)
        #expect(!report.isWhole && report.removed == 0)
        let after = try files()
        let changed = after.filter { before[$0.key] != $0.value }.keys
        #expect(changed.contains("en/items/\(new.id).html") && changed.contains("en/lists/all/1.html") && changed.contains("en/index.html"))
        #expect(!changed.contains("en/lists/all/0.html"))
        #expect(changed.filter { $0.contains("/items/") || $0.hasPrefix("items/") }.allSatisfy { $0.contains(new.id) })
        #expect(try inspect().faultCount == 0)
    }

    @Test("What was withdrawn is gone with all its files, after the pages that led to it changed")
    func withdrawn() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = source(3)
        _ = try await write(source)
        source.change { state in
            state.items.removeAll { $0.id == identifier(2) }
            state.changes = ZoneChanges(number: state.number + 1, items: [identifier(2)], pages: Self.lists.map { ($0, 0) }, isCut: false)
        }
        let report = try await write(source)
        #expect(report.removed >= 5)
        for (path, octets) in try files() {
            #expect(!path.contains(identifier(2)) && !String(decoding: octets, as: UTF8.self).contains(identifier(2)), "\(path)")
        }
        #expect(try inspect().faultCount == 0)
    }

    @Test("Another release, or more changes than are told, makes everything anew and leaves nothing behind", arguments: [true, false])
    func anew(isRelease: Bool) async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = source(3)
        _ = try await write(source)
        source.change { $0.items.removeAll { $0.id == identifier(3) } }
        let report = try await write(source, release: isRelease ? "2" : "1")
        #expect(report.isWhole && report.removed >= 5)
        #expect(try files().keys.allSatisfy { !$0.contains(identifier(3)) })
        #expect(try inspect().faultCount == 0)
    }

    @Test("Other warning lists make everything anew: lists of indicators leave out what stands on them")
    func warnings() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = source(3)
        _ = try await write(source)
        source.change { state in
            state.warnings = "0a"
            state.changes = ZoneChanges(number: state.number + 1, items: [], pages: [], isCut: false)
        }
        #expect(try await write(source).isWhole)
        source.change { $0.changes = ZoneChanges(number: $0.number + 1, items: [], pages: [], isCut: false) }
        #expect(try await !write(source).isWhole)
    }

    @Test("Another name of an author makes everything anew, and a new author does not", arguments: [true, false])
    func authors(isRenamed: Bool) async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = source(3)
        source.change { $0.authors = ["00ff": "Harbour Bank\nFinance"] }
        _ = try await write(source)
        source.change { state in
            state.authors[isRenamed ? "00ff" : "00fe"] = "Harbor Bank\nFinance"
            state.changes = ZoneChanges(number: state.number + 1, items: [], pages: [], isCut: false)
        }
        #expect(try await write(source).isWhole == isRenamed)
        #expect(try await !write(source).isWhole)
    }

    @Test(
        "A damaged manifest is not believed: everything is made anew", arguments: ["zone.json", "manifest/site.json", "manifest/00.json"])
    func damaged(path: String) async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = source(1)
        _ = try await write(source)
        try Data("{}".utf8).write(to: folder.appendingPathComponent(path))
        let report = try await write(source)
        #expect(report.isWhole)
        #expect(try inspect().faultCount == 0)
    }

    @Test("A publication that stops leaves what was there, and the next one takes it up")
    func stopped() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = source(3)
        let first = try await write(source)
        source.change { $0.items.append(item(4)) }
        await #expect(throws: StaticPublicationError.stopped) {
            try await publication(source, isStopped: { true }).write(into: folder.path)
        }
        #expect(try inspect().digest == first.digest && inspect().faultCount == 0)
    }

    @Test("A proof that does not prove its item is not published")
    func falseProof() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = source(2)
        source.change { $0.proofs[identifier(2)] = Array("another".utf8) }
        await #expect(throws: StaticPublicationError.proofFalse(item: identifier(2))) { try await write(source) }
    }

    @Test("A directory with other files is not written into, and nor is one in which another publication is under way")
    func refused() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: folder.appendingPathComponent("letter.txt"))
        await #expect(throws: StaticPublicationError.notEmpty(path: folder.path)) { try await write(source(1)) }
        #expect(try files().keys.sorted() == ["letter.txt"])
        try FileManager.default.removeItem(at: folder.appendingPathComponent("letter.txt"))
        let held = try PublishedDirectory(folder.path)
        await #expect(throws: StaticPublicationError.inUse(path: folder.path)) { try await write(source(1)) }
        withExtendedLifetime(held) {}
    }

    @Test("A file that was changed, and one that is missing, is told by name")
    func told() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try await write(source(2))
        try Data("x".utf8).write(to: folder.appendingPathComponent("en/about.html"))
        try FileManager.default.removeItem(at: folder.appendingPathComponent("items/\(identifier(1))/bundle.json"))
        let findings = try inspect()
        #expect(findings.faultCount == 2)
        #expect(findings.faults.contains { $0.hasPrefix("en/about.html ") })
        #expect(findings.faults.contains { $0.hasPrefix("items/\(identifier(1))/bundle.json is missing") })
    }

    @Test("What a publication left that broke off, and was withdrawn since, is gone after the next; files of others stay")
    func left() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = source(2)
        _ = try await write(source)
        let new = item(3)
        source.change { state in
            state.items.append(new)
            state.contents[new.id] = Self.bundle
            state.proofs[new.id] = Array("proof of \(new.id)".utf8)
            state.changes = ZoneChanges(number: state.number + 1, items: [new.id], pages: Self.lists.map { ($0, 0) }, isCut: false)
        }
        let asked = Mutex(0)
        await #expect(throws: StaticPublicationError.stopped) {
            try await publication(
                source,
                isStopped: {
                    asked.withLock {
                        $0 += 1; return $0 > 1
                    }
                }
            ).write(into: folder.path)
        }
        #expect(try files()["en/items/\(new.id).html"] != nil)
        try Data("half".utf8).write(to: folder.appendingPathComponent("en/index.html.part"))
        try Data("mine".utf8).write(to: folder.appendingPathComponent("en/letter.txt"))
        source.change { state in
            state.items.removeAll { $0.id == new.id }
            state.changes = ZoneChanges(number: state.number + 1, items: [new.id], pages: Self.lists.map { ($0, 0) }, isCut: false)
        }
        let report = try await write(source)
        #expect(!report.isWhole && report.removed >= 6)
        #expect(try files().keys.allSatisfy { !$0.contains(new.id) && !$0.hasSuffix(".part") })
        #expect(try files()["en/letter.txt"] != nil)
        #expect(try inspect().faultCount == 0)
    }

    @Test("A file that somebody took away is written again with the others")
    func missing() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = source(2)
        _ = try await write(source)
        try FileManager.default.removeItem(at: folder.appendingPathComponent("items/\(identifier(1))/bundle.json"))
        #expect(try await write(source, release: "2").isWhole)
        #expect(try inspect().faultCount == 0)
    }

    @Test("A manifest that somebody else wrote takes no file away outside of the directory")
    func outside() async throws {
        let victim = FileManager.default.temporaryDirectory.appendingPathComponent("victim-\(UUID().uuidString)")
        try Data("mine".utf8).write(to: victim)
        defer {
            try? FileManager.default.removeItem(at: folder)
            try? FileManager.default.removeItem(at: victim)
        }
        let source = source(1)
        _ = try await write(source)
        let name = PublicationManifest.part(ofItem: identifier(1))
        let hostile = PublicationManifest.Part(items: [
            identifier(9): ["../\(victim.lastPathComponent)": "00", "en/../../\(victim.lastPathComponent)": "00"]
        ])
        let place = folder.appendingPathComponent(PublicationManifest.path(ofPart: name))
        try Data(PublicationManifest.octets(of: hostile)).write(to: place)
        #expect(try await write(source).isWhole)
        #expect(try Data(contentsOf: victim) == Data("mine".utf8))
    }

    @Test("Links in the directory are not followed: neither is written behind them, nor are they opened to others")
    func links() async throws {
        let secrets = FileManager.default.temporaryDirectory.appendingPathComponent("private-\(UUID().uuidString)")
        defer {
            try? FileManager.default.removeItem(at: folder)
            try? FileManager.default.removeItem(at: secrets)
        }
        try FileManager.default.createDirectory(at: secrets, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let key = secrets.appendingPathComponent("key")
        try Data("secret".utf8).write(to: key)
        let source = source(1)
        _ = try await write(source)
        try FileManager.default.createSymbolicLink(at: folder.appendingPathComponent("robots.txt.part"), withDestinationURL: key)
        #expect(try await write(source, release: "2").isWhole)
        #expect(try Data(contentsOf: key) == Data("secret".utf8))
        try FileManager.default.removeItem(at: folder.appendingPathComponent("feeds"))
        try FileManager.default.createSymbolicLink(at: folder.appendingPathComponent("feeds"), withDestinationURL: secrets)
        await #expect(throws: StaticPublicationError.cannotWrite(path: "\(folder.path)/feeds", errno: ENOTDIR)) {
            try await write(source, release: "3")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: secrets.path) == ["key"])
        #expect(try FileManager.default.attributesOfItem(atPath: secrets.path)[.posixPermissions] as? Int == 0o700)
    }

    @Test("A page that somebody slips in is told, and what has no address of the zone is counted alone")
    func slippedIn() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try await write(source(1))
        for path in ["en/items/\(identifier(9)).html", "favicon.ico", ".well-known/security.txt"] {
            let place = folder.appendingPathComponent(path)
            try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("mine".utf8).write(to: place)
        }
        let findings = try inspect()
        #expect(findings.faults == ["en/items/\(identifier(9)).html is in no manifest"] && findings.others == 2)
    }

    @Test("Members have as many pages as they fill, and pages that they no longer fill go")
    func members() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = source(1)
        let perPage = PublicZoneLimits.membersPerPage
        source.change { $0.network.members = exampleMembers(2 * perPage + 1) }
        _ = try await write(source)
        func pages() throws -> [String] { try files().keys.filter { $0.hasPrefix("en/members") }.sorted() }
        #expect(try pages() == ["en/members.html", "en/members/1.html", "en/members/2.html"])
        source.change { state in
            state.network.members = exampleMembers(2 * perPage)
            state.changes = ZoneChanges(number: state.number + 1, items: [], pages: [], isCut: false)
        }
        #expect(try await !write(source).isWhole)
        #expect(try pages() == ["en/members.html", "en/members/1.html"])
        source.change { state in
            state.network.members = nil
            state.changes = ZoneChanges(number: state.number + 1, items: [], pages: [], isCut: false)
        }
        _ = try await write(source)
        #expect(try pages() == ["en/members.html"] && inspect().faultCount == 0)
    }

    @Test("A pipe in the place of a file holds nobody up who verifies a copy")
    func pipe() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try await write(source(1))
        let place = folder.appendingPathComponent("en/about.html")
        try FileManager.default.removeItem(at: place)
        #expect(mkfifo(place.path, 0o600) == 0)
        #expect(try inspect().faults == ["en/about.html is missing"])
    }
}
