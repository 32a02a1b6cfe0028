import HTTPTypes
import NIOCore
import Synchronization
import Testing

@testable import PublicZone

@Suite("Answers are kept for the edition in force, and no longer")
struct AnswerCacheTests {
    private func answer(_ octets: Int = 5, status: Int = 200) -> PublicAnswer {
        PublicAnswer(
            status: status, fields: [("etag", "\"\(octets)\"")], length: octets, body: [UInt8](repeating: 1, count: octets))
    }

    private final class Time: Sendable {
        let now = Mutex<Int64>(1_000)
        func pass(_ seconds: Int64) { now.withLock { $0 += seconds } }
    }

    private func cache(_ time: Time, octetsMax: Int = 1_000_000) -> AnswerCache {
        AnswerCache(octetsMax: octetsMax) { time.now.withLock { $0 } }
    }

    @Test("What was kept for one pulse is not there for another")
    func pulses() {
        let cache = cache(Time())
        let (one, two) = (ZonePulse(items: 1), ZonePulse(items: 1, registry: 1))
        cache.keep(answer(), at: "/a", one, expires: .max)
        #expect(cache.ready("/a", one)?.body.readableBytes == 5)
        #expect(cache.ready("/a", two) == nil && cache.ready("/b", one) == nil)
        cache.keep(answer(6), at: "/b", two, expires: .max)
        #expect(cache.ready("/a", two) == nil && cache.ready("/b", two)?.head.headerFields[.contentLength] == "6")
        #expect(cache.ready("/a", one) == nil)
    }

    @Test("Nothing outlives the item whose time is over first, nor a minute")
    func time() {
        let (time, pulse) = (Time(), ZonePulse(items: 1))
        let cache = cache(time)
        cache.keep(answer(), at: "/a", pulse, expires: 1_010)
        time.pass(9)
        #expect(cache.ready("/a", pulse) != nil)
        time.pass(1)
        #expect(cache.ready("/a", pulse) == nil)
        cache.keep(answer(), at: "/a", pulse, expires: .max)
        time.pass(PublicZoneLimits.answerKeptSeconds - 1)
        #expect(cache.ready("/a", pulse) != nil)
        time.pass(1)
        #expect(cache.ready("/a", pulse) == nil)
    }

    @Test("What is asked for stays, and the rest goes before there is too much")
    func bounded() {
        let pulse = ZonePulse(items: 1)
        let each = 10_000 + PublicZoneLimits.answerOverheadOctets
        let cache = cache(Time(), octetsMax: 8 * each)
        for number in 0..<100 {
            cache.keep(answer(10_000), at: "/\(number)", pulse, expires: .max)
            #expect(cache.ready("/0", pulse) != nil, "after \(number)")
        }
        let kept = (0..<100).count { cache.ready("/\($0)", pulse) != nil }
        #expect((4...8).contains(kept))
    }

    @Test("Only whole answers of a usual size are kept", arguments: [(404, 5), (304, 5), (200, PublicZoneLimits.answerKeptOctetsMax + 1)])
    func notKept(status: Int, octets: Int) {
        let (cache, pulse) = (cache(Time()), ZonePulse(items: 1))
        cache.keep(answer(octets, status: status), at: "/a", pulse, expires: .max)
        #expect(cache.ready("/a", pulse) == nil)
    }

    @Test(
        "The date is written as RFC 9110 says",
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (1_795_910_399, "Sat, 28 Nov 2026 23:59:59 GMT"),
        ])
    func date(second: Int64, text: String) { #expect(HTTPDate.text(second) == text) }
}
