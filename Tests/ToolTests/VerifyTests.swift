import Exchange
import Foundation
import Ledger
import Testing
import Wire

@testable import Tool

@Suite("causeway verify")
struct VerifyTests {
    private let fixture: ZoneFixture
    private let item: (id: String, proof: [UInt8], bundle: [UInt8])

    init() throws {
        fixture = try ZoneFixture()
        item = try fixture.item("{\"type\":\"bundle\"}")
    }

    /// What the command finds at a server that has the item below `prefix`; `{}` in the form stands for the identifier.
    private func verify(
        _ form: String, prefix: String = "", network: NetworkID? = nil, changing change: (SmallServer) -> Void = { _ in }
    ) async throws -> (outcome: Verify.Outcome, asked: [String]) {
        let server = try SmallServer([
            "\(prefix)/items/\(item.id)/proof.json": .whole(200, item.proof),
            "\(prefix)/items/\(item.id)/bundle.json": .whole(200, item.bundle),
        ])
        defer { server.stop() }
        change(server)
        let address = server.root + prefix + form.replacingOccurrences(of: "{}", with: item.id)
        return (try Verify.judge(try await ProofSource.gather(address), expecting: network), server.asked)
    }

    private func refusal(_ form: String = "/en/items/{}.html", changing change: (SmallServer) -> Void) async throws -> OperationError {
        try #require(await #expect(throws: OperationError.self) { try await verify(form, changing: change) })
    }

    private var proofPath: String { "/items/\(item.id)/proof.json" }
    private var bundlePath: String { "/items/\(item.id)/bundle.json" }

    // MARK: - Addresses

    @Test(
        "The page, the short address, the bundle and the verify page lead to proof and bundle; a prefix stays",
        arguments: [
            "/en/items/{}.html", "/zh-hant/items/{}.html", "/zh-hans/items/{}.html", "/items/{}", "/items/{}/", "/en/items/{}",
            "/items/{}/bundle.json",
            "/en/items/{}.html?from=mail#content", "/en/verify.html?item={}",
        ], ["", "/some/prefix"])
    func everyForm(form: String, prefix: String) async throws {
        let (outcome, asked) = try await verify(form, prefix: prefix)
        #expect(outcome.findings.item.hex == item.id && outcome.proven?.data == item.bundle)
        #expect(asked == [prefix + proofPath, prefix + bundlePath])
        let report = Verify.report(outcome)
        #expect(report.source.hasSuffix(prefix + proofPath) && report.bundle.hasSuffix(prefix + bundlePath))
        #expect(report.organisation == "Aurora Hospital" && report.original == nil)
    }

    @Test("A proof's own address needs the proof alone")
    func proofAlone() async throws {
        let (outcome, asked) = try await verify("/items/{}/proof.json", network: fixture.network)
        #expect(asked == [proofPath] && outcome.proven == nil && Verify.report(outcome).bundle == "")
        #expect(!Verify.report(outcome).notProven.contains { $0.contains("is the network you mean") })
    }

    @Test(
        "What is no item's address is refused before anything is asked",
        arguments: [
            "https://zone.example/", "https://zone.example/en/items/index.html",
            "ftp://zone.example/items/\(String(repeating: "a", count: 64))",
            "https://user:word@zone.example/items/\(String(repeating: "a", count: 64))",
            "https://zone.example/items/\(String(repeating: "A", count: 64))",
            "https://zone.example/lists/\(String(repeating: "a", count: 64)).html", "https:///items/\(String(repeating: "a", count: 64))",
            "https://zone.example/items/\(String(repeating: "a", count: 64))/other.json",
            "https://zone.example/en/verify.html?item=..%2F..%2Fx",
        ])
    func notAnAddress(text: String) async throws {
        let error = try #require(await #expect(throws: OperationError.self) { try await ProofSource.gather(text) })
        #expect(error.code == "not-an-item-address" && !error.remedy.isEmpty)
    }

    // MARK: - Servers that lie

    @Test("The proof of another item does not verify this one")
    func anotherItem() async throws {
        let other = try fixture.item("other")
        let error = try await refusal { server in
            server.answer(proofPath, .whole(200, other.proof))
            server.answer(bundlePath, .whole(200, other.bundle))
        }
        #expect(error.code == "another-item" && error.reason.contains(other.id))
    }

    @Test("A bundle that is not what the author signed is refused, also by one octet or its end", arguments: [0, 1, 2])
    func anotherBundle(way: Int) async throws {
        var changed = item.bundle
        switch way {
        case 0: changed[3] ^= 1
        case 1: changed.append(0x0A)
        default: changed.removeLast()
        }
        let error = try await refusal { [changed] in $0.answer(bundlePath, .whole(200, changed)) }
        #expect(error.code == "bundle-differs")
    }

    @Test("A proof that does not hold is refused by its name")
    func spoilt() async throws {
        let text = String(decoding: item.proof, as: UTF8.self)
        let spoilt = text.replacingOccurrences(of: "\"position\": 1,\n    \"header\"", with: "\"position\": 0,\n    \"header\"")
        #expect(spoilt != text)
        #expect(try await refusal { $0.answer(proofPath, .whole(200, Array(spoilt.utf8))) }.code == "entryNotIncluded")
        let error = try #require(
            await #expect(throws: OperationError.self) { try await verify("/items/{}", network: try ZoneFixture(name: "Other").network) })
        #expect(error.code == "networkUnexpected")
    }

    @Test("A proof without the content cannot vouch for a bundle")
    func headerOnly() async throws {
        let bare = try fixture.item("{\"type\":\"bundle\"}", hasBody: false)
        #expect(bare.id == item.id)
        #expect(try await refusal { $0.answer(proofPath, .whole(200, bare.proof)) }.code == "content-not-shown")
    }

    @Test("Of an item that was shared again, the original's proof is checked as well, and says who wrote it")
    func reshared() async throws {
        let again = try fixture.reshare("{\"type\":\"bundle\"}")
        let server = try SmallServer([
            "/items/\(again.id)/proof.json": .whole(200, again.proof), "/items/\(again.id)/bundle.json": .whole(200, again.bundle),
        ])
        defer { server.stop() }
        let outcome = try Verify.judge(try await ProofSource.gather("\(server.root)/items/\(again.id)"), expecting: nil)
        #expect(Verify.report(outcome).original?.item == item.id && Verify.report(outcome).item == again.id)

        let spoilt = try fixture.reshare("{\"type\":\"bundle\"}") { $0.position = 0 }
        server.answer("/items/\(spoilt.id)/proof.json", .whole(200, spoilt.proof))
        server.answer("/items/\(spoilt.id)/bundle.json", .whole(200, spoilt.bundle))
        let source = try await ProofSource.gather("\(server.root)/items/\(spoilt.id)")
        #expect(try #require(#expect(throws: OperationError.self) { try Verify.judge(source, expecting: nil) }).code == "entryNotIncluded")
    }

    // MARK: - Servers that do not give it

    @Test("Nothing there, withdrawn with the server's reason, out of order: each says what to do")
    func missing() async throws {
        let nothing = try await refusal { $0.answer(proofPath, .whole(404, [])) }
        #expect(nothing.code == "web-not-found" && nothing.remedy.contains("proofs"))
        let page = "<html><title>x</title><body><main><h1>No longer public</h1>\n<p>Withdrawn &amp; replaced.</p></main><footer>y</footer>"
        let gone = try await refusal { $0.answer(proofPath, .whole(410, Array(page.utf8))) }
        #expect(gone.code == "web-gone" && gone.reason.hasSuffix("the server says: No longer public Withdrawn & replaced."))
        #expect(try await refusal { $0.answer(proofPath, .whole(503, [])) }.code == "web-refused")
        #expect(try await refusal { $0.answer(bundlePath, .whole(404, [])) }.code == "web-not-found")
    }

    @Test("A page instead of a proof is told as what it is", arguments: ["<!DOCTYPE html><html></html>", "\n  <html>"])
    func page(text: String) async throws {
        #expect(try await refusal { $0.answer(proofPath, .whole(200, Array(text.utf8))) }.code == "page-instead-of-proof")
        #expect(try await refusal { $0.answer(proofPath, .whole(200, Array("{}".utf8))) }.code == "proofMalformed")
    }

    @Test("More than a proof or bundle can have is not read, announced or not")
    func tooLong() async throws {
        let junk = [UInt8](repeating: 0x20, count: RegistryLimits.proofOctetsMax + 1)
        #expect(try await refusal { $0.answer(proofPath, .whole(200, junk)) }.code == "web-too-long")
        #expect(try await refusal { $0.answer(proofPath, .endless) }.code == "web-too-long")
        #expect(try await refusal { $0.answer(bundlePath, .endless) }.code == "web-too-long")
    }

    @Test("Redirects are followed on the same server, so often and no further")
    func redirects() async throws {
        let (outcome, asked) = try await verify("/items/{}/proof.json") { server in
            server.answer("/moved/proof.json", .whole(200, item.proof))
            server.answer(proofPath, .moved("/moved/proof.json"))
        }
        #expect(outcome.findings.item.hex == item.id && asked == [proofPath, "/moved/proof.json"])
        let loop = try await refusal { $0.answer(proofPath, .moved(proofPath)) }
        #expect(loop.code == "web-redirects")
    }

    @Test(
        "A redirect to another host, another port, another scheme or nowhere is refused, and never asked",
        arguments: [
            "http://localhost:PORT/x", "http://127.0.0.1:1/x", "//zone.example/x", "ftp://127.0.0.1:PORT/x", "file:///etc/passwd", "",
        ])
    func elsewhere(place: String) async throws {
        let server = try SmallServer()
        defer { server.stop() }
        server.answer(proofPath, .moved(place.replacingOccurrences(of: "PORT", with: "\(server.port)")))
        let error = try #require(await #expect(throws: OperationError.self) { try await ProofSource.gather("\(server.root)\(proofPath)") })
        #expect(error.code == "web-elsewhere" && server.asked == [proofPath])
    }

    @Test("Nobody listening is told as that, with what to do")
    func nobody() async throws {
        let server = try SmallServer()
        server.stop()
        let error = try #require(await #expect(throws: OperationError.self) { try await ProofSource.gather("\(server.root)\(proofPath)") })
        #expect(["web-unreachable", "web-late"].contains(error.code) && !error.remedy.isEmpty)
    }

    // MARK: - Files

    @Test(
        "A published folder's page, bundle and folder of an item are verified with the proof beside",
        arguments: ["page", "bundle", "folder"])
    func published(what: String) async throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("verify-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let (folder, pages) = (root.appendingPathComponent("items/\(item.id)"), root.appendingPathComponent("en/items"))
        for one in [folder, pages] { try FileManager.default.createDirectory(at: one, withIntermediateDirectories: true) }
        try Data("<html>".utf8).write(to: pages.appendingPathComponent("\(item.id).html"))
        try Data(item.bundle).write(to: folder.appendingPathComponent("bundle.json"))
        let path =
            switch what {
            case "page": pages.appendingPathComponent("\(item.id).html").path
            case "bundle": folder.appendingPathComponent("bundle.json").path
            default: folder.path
            }
        let missing = try #require(await #expect(throws: OperationError.self) { try await ProofSource.gather(path) })
        #expect(missing.code == "no-proof")
        try Data(item.proof).write(to: folder.appendingPathComponent("proof.json"))
        #expect(try Verify.judge(try await ProofSource.gather(path), expecting: nil).proven?.data == item.bundle)
        try Data(item.bundle + [0x20]).write(to: folder.appendingPathComponent("bundle.json"))
        let source = try await ProofSource.gather(path)
        #expect(try #require(#expect(throws: OperationError.self) { try Verify.judge(source, expecting: nil) }).code == "bundle-differs")
        try Data(try fixture.item("other").proof).write(to: folder.appendingPathComponent("proof.json"))
        let other = try await ProofSource.gather(path)
        #expect(try #require(#expect(throws: OperationError.self) { try Verify.judge(other, expecting: nil) }).code == "another-item")
    }

    @Test("A proof file by itself is read as it is, and a folder that is no item's is refused")
    func file() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("verify-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appendingPathComponent("anything.json").path
        try Data(item.proof).write(to: URL(fileURLWithPath: path))
        let source = try await ProofSource.gather(path)
        #expect(source == ProofSource(proof: item.proof, place: path))
        #expect(try Verify.judge(source, expecting: nil).proven == nil)
        #expect(await #expect(throws: OperationError.self) { try await ProofSource.gather(folder.path) }?.code == "not-an-item")
        #expect(await #expect(throws: OperationError.self) { try await ProofSource.gather(path + "x") }?.code == "no-such-file")
    }
}
