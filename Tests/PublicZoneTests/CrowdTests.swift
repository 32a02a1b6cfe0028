import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Synchronization
import Testing

@testable import PublicZone

@Suite("Many strangers cost what a few do")
struct CrowdTests {
    private final class Gate: Sendable {
        private let (stream, source) = AsyncStream.makeStream(of: Void.self)
        func open() { source.finish() }
        func pass() async { for await _ in stream {} }
    }

    private func answer(_ status: Int = 200) -> PublicAnswer { PublicAnswer(status: status, fields: [], length: 1, body: [1]) }

    @Test("An answer that many ask for is made once, under each pulse, and is not remembered here")
    func once() async throws {
        let (underway, gate) = (AnswersUnderway(), Gate())
        let made = Mutex(0)
        let pulse = ZonePulse(items: 1)
        let make: @Sendable () async throws(PublicRefusal) -> PublicAnswer = {
            made.withLock { $0 += 1 }
            await gate.pass()
            return PublicAnswer(status: 200, fields: [], length: 1, body: [1])
        }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 { group.addTask { try await underway.answer(at: "/a", pulse, make).status } }
            group.addTask { try await underway.answer(at: "/a", ZonePulse(items: 2), make).status }
            // Those who have not asked yet when the gate opens would make it again; so it opens when both were begun and the rest has had its turn.
            while made.withLock({ $0 }) < 2 { await Task.yield() }
            for _ in 0..<1_000 { await Task.yield() }
            gate.open()
            for try await status in group { #expect(status == 200) }
        }
        #expect(made.withLock { $0 } == 2)
        _ = try await underway.answer(at: "/a", pulse, make)
        #expect(made.withLock { $0 } == 3)
        await #expect(throws: PublicRefusal.notFound) {
            try await underway.answer(at: "/b", pulse) { () async throws(PublicRefusal) in throw .notFound }
        }
    }

    @Test("A turnstile lets so many through, the next when one leaves, and refuses who would wait too far behind")
    func turnstile() async {
        let turnstile = Turnstile(limit: 2, waitingMax: 1)
        #expect(await turnstile.enter())
        #expect(await turnstile.enter())
        async let third = turnstile.enter()
        while turnstile.waitingCount == 0 { await Task.yield() }
        #expect(await !turnstile.enter())
        turnstile.leave()
        #expect(await third)
        turnstile.leave()
        turnstile.leave()
        #expect(await turnstile.enter())
    }

    @Test("Searches wait for their turn, and are refused where too many do")
    func searches() async {
        let turnstile = Turnstile(limit: 1, waitingMax: 0)
        let routes = PublicRoutes(
            site: PublicSite(name: "Example", identifier: "00"), source: FakeItems([]), logger: silent, searches: turnstile)
        #expect(await turnstile.enter())
        let request = PublicRequest(method: "GET", target: "/en/search.html?q=a")
        #expect(await routes.answer(request).status == 503)
        #expect(await routes.answer(PublicRequest(method: "GET", target: "/en/search.html")).status == 200)
        turnstile.leave()
        #expect(await routes.answer(request).status == 200)
        #expect(await routes.answer(request).status == 200)
    }

    @Test("Who asks and reads nothing has no answers pile up: requests go on to what waits for readers, and so do those for long answers")
    func writable() throws {
        let source = FakeItems([])
        let cache = AnswerCache { 1_000 }
        for (path, octets) in [("/a", 5), ("/long", PublicZoneLimits.pieceOctets + 1)] {
            cache.keep(
                PublicAnswer(status: 200, fields: [], length: octets, body: [UInt8](repeating: 1, count: octets)), at: path, source.pulse,
                expires: .max)
        }
        let channel = EmbeddedChannel(handler: ReadyAnswers(cache: cache, source: source, date: HTTPDate { 1_000 }))
        /// Whether a request goes on.
        func goesOn(_ path: String) throws -> Bool {
            try channel.writeInbound(HTTPRequestPart.head(HTTPRequest(method: .get, scheme: nil, authority: nil, path: path)))
            try channel.writeInbound(HTTPRequestPart.end(nil))
            var parts = 0
            while try channel.readInbound(as: HTTPRequestPart.self) != nil { parts += 1 }
            if parts > 0 {
                try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
                try channel.writeOutbound(HTTPResponsePart.end(nil))
            }
            while try channel.readOutbound(as: HTTPResponsePart.self) != nil {}
            return parts > 0
        }
        #expect(try goesOn("/a"))
        #expect(try !goesOn("/a"))
        #expect(try goesOn("/long"))
        channel.isWritable = false
        #expect(try goesOn("/a"))
        channel.isWritable = true
        #expect(try !goesOn("/a"))
    }
}
