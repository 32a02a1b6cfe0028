import Exchange
import Ledger
import Synchronization
import Testing

@testable import PublicZone

/// A log whose tiles say their own address, of a size that a test sets.
private final class FakeLog: PublicLog {
    struct Fault: Error {}

    private let state: Mutex<(size: UInt64, fails: Bool, asked: [Tile])>

    init(size: UInt64) { state = Mutex((size, false, [])) }

    var asked: [Tile] { state.withLock { $0.asked } }
    func fail() { state.withLock { $0.fails = true } }
    func grow(to size: UInt64) { state.withLock { $0.size = size } }

    func checkpoint() async throws -> [UInt8]? {
        try state.withLock { state in
            if state.fails { throw Fault() }
            return state.size == 0 ? nil : Array("checkpoint of \(state.size)\n".utf8)
        }
    }

    func octets(of tile: Tile) async throws -> [UInt8]? {
        try state.withLock { state in
            if state.fails { throw Fault() }
            state.asked.append(tile)
            return tile.isInside(size: state.size) ? Array("\(TilePath.tile(tile).text)\n".utf8) : nil
        }
    }
}

@Suite("The registry below /registry/")
struct LogTests {
    private func routes(_ log: FakeLog?, budget: Int = 100_000_000) -> PublicRoutes {
        PublicRoutes(
            site: PublicSite(name: "Example", identifier: "00"), source: FakeItems([]), log: log, logger: silent,
            budget: OctetBudget(limit: budget))
    }

    private func ask(
        _ target: String, _ log: FakeLog? = FakeLog(size: 70_000), method: String = "GET", ifNoneMatch: String? = nil
    ) async -> PublicAnswer {
        await routes(log).answer(PublicRequest(method: method, target: target, ifNoneMatch: ifNoneMatch))
    }

    @Test("The checkpoint is a text that is asked for each time")
    func checkpoint() async {
        let answer = await ask("/registry/checkpoint")
        #expect(answer.status == 200 && answer.body == Array("checkpoint of 70000\n".utf8))
        #expect(answer.field("content-type") == "text/plain; charset=utf-8" && answer.field("cache-control") == "no-cache")
    }

    @Test(
        "A tile is octets that never change",
        arguments: ["tile/0/000", "tile/0/273.p/112", "tile/0/005.p/7", "tile/1/001.p/17", "tile/2/000.p/1", "tile/entries/273.p/112"])
    func tiles(path: String) async {
        let answer = await ask("/registry/" + path)
        #expect(answer.status == 200 && answer.body == Array("\(path)\n".utf8) && answer.length == answer.body?.count)
        #expect(answer.field("content-type") == "application/octet-stream")
        #expect(answer.field("cache-control") == "public, max-age=31536000, immutable")
    }

    @Test(
        "What is misspelt is a bad request, what is not there is not found",
        arguments: [
            ("tile/0/0", 400), ("tile/00/000", 400), ("tile/0/x000/005", 400), ("tile/0/000.p/256", 400), ("tile/0/000.p/0", 400),
            ("tile/64/000", 400), ("tile/0/000/", 400), ("tile/", 400), ("tile/../checkpoint", 400), ("tile/%30/000", 400),
            ("", 404), ("tile", 404), ("checkpoint/", 404), ("Checkpoint", 404), ("index.html", 404), ("journal/00/checkpoint", 404),
            ("/checkpoint", 404), ("../registry/checkpoint", 404), ("tile/0/273", 404), ("tile/0/273.p/113", 404), ("tile/1/001", 404),
            ("tile/3/000.p/1", 404), ("tile/7/000.p/1", 404), ("tile/63/000.p/1", 404), ("tile/entries/274.p/1", 404),
            ("tile/0/x999/x999/x999/x999/x999/999", 404),
        ])
    func refused(path: String, status: Int) async {
        #expect(await ask("/registry/" + path).status == status)
    }

    @Test("A node that does not publish the registry has none of its addresses", arguments: ["checkpoint", "tile/0/000", "tile/x", ""])
    func unpublished(path: String) async {
        #expect(await ask("/registry/" + path, nil).status == 404)
        #expect(await ask("/registry/checkpoint", FakeLog(size: 0)).status == 404)
    }

    @Test(
        "HEAD is GET without the body, and other methods do nothing", arguments: ["checkpoint", "tile/0/000", "tile/entries/000", "tile/9"])
    func head(path: String) async {
        let (get, head) = (await ask("/registry/" + path), await ask("/registry/" + path, method: "HEAD"))
        #expect(head.body == nil && head.status == get.status && head.length == get.length && get.length == get.body?.count)
        #expect(head.fields.map(\.name) == get.fields.map(\.name) && head.fields.map(\.value) == get.fields.map(\.value))
        #expect(await ask("/registry/" + path, method: "POST").status == 405)
    }

    @Test("A reader who has this version is not sent it again, until there is another")
    func versions() async throws {
        let log = FakeLog(size: 300)
        for path in ["/registry/checkpoint", "/registry/tile/1/000.p/1"] {
            let tag = try #require(await ask(path, log).field("etag"))
            let again = await ask(path, log, ifNoneMatch: tag)
            #expect(again.status == 304 && again.body == nil && again.field("etag") == tag)
            #expect(again.field("cache-control") == (await ask(path, log)).field("cache-control"))
        }
        let tag = try #require(await ask("/registry/checkpoint", log).field("etag"))
        log.grow(to: 301)
        #expect(await ask("/registry/checkpoint", log, ifNoneMatch: tag).status == 200)
    }

    @Test("A registry that cannot be read says so and nothing else", arguments: ["checkpoint", "tile/0/000"])
    func fault(path: String) async {
        let log = FakeLog(size: 70_000)
        log.fail()
        let answer = await ask("/registry/" + path, log)
        #expect(answer.status == 500 && !String(decoding: answer.body ?? [], as: UTF8.self).contains("Fault"))
    }

    @Test("What is being sent has a bound, also before it is known how long a bundle is")
    func busy() async {
        let log = FakeLog(size: 70_000)
        let bundle = Tile(.entries, index: 0)
        let tight = routes(log, budget: bundle.octetsMax - 1)
        #expect(await tight.answer(PublicRequest(method: "GET", target: "/registry/tile/entries/000")).status == 503)
        #expect(log.asked.isEmpty, "nothing is read that there is no room for")
        let routes = routes(log, budget: bundle.octetsMax + 5)
        var held: PublicAnswer? = await routes.answer(PublicRequest(method: "GET", target: "/registry/tile/entries/000"))
        #expect(held?.status == 200)
        #expect(await routes.answer(PublicRequest(method: "GET", target: "/registry/tile/entries/001")).status == 503)
        held = nil
        #expect(await routes.answer(PublicRequest(method: "GET", target: "/registry/tile/entries/001")).status == 200)
    }
}
