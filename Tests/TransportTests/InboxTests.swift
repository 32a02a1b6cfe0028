import Synchronization
import Testing
import Wire

@testable import Transport

@Suite struct InboxTests {
    final class Reads: Sendable {
        let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
    }

    private func inbox(octetsMax: Int) -> (Inbox, Reads) {
        let reads = Reads()
        return (Inbox(octetsMax: octetsMax) { reads.count.withLock { $0 += 1 } }, reads)
    }

    @Test("Reading stops at the limit in octets and resumes once when the frames are taken")
    func pressure() async throws {
        let (inbox, reads) = inbox(octetsMax: 1_000)
        inbox.deliver([[UInt8](repeating: 1, count: 900 - TransportLimits.frameOverheadOctets)])
        #expect(inbox.mayRead())
        inbox.deliver([[UInt8](repeating: 2, count: 100)])
        #expect(!inbox.mayRead())
        #expect(!inbox.mayRead())
        #expect(reads.value == 0)
        #expect(try await inbox.receive()?.count == 2)
        #expect(reads.value == 1)
        #expect(inbox.mayRead())
    }

    @Test("Frames of one octet are counted with what they cost in memory")
    func smallFrames() {
        let (inbox, _) = inbox(octetsMax: 6_500)
        inbox.deliver([[UInt8]](repeating: [1], count: 99))
        #expect(inbox.mayRead())
        inbox.deliver([[1]])
        #expect(!inbox.mayRead())
    }

    @Test("All batches that wait are taken together, in order")
    func together() async throws {
        let (inbox, _) = inbox(octetsMax: 1_000)
        inbox.deliver([[1], [2]])
        inbox.deliver([[3]])
        inbox.end(.finished)
        #expect(try await inbox.receive() == [[1], [2], [3]])
        #expect(try await inbox.receive() == nil)
        #expect(try await inbox.receive() == nil)
    }

    @Test("What came before a bad end is still received, then the error, again and again")
    func badEnd() async throws {
        let (inbox, _) = inbox(octetsMax: 1_000)
        inbox.deliver([[1]])
        inbox.end(.failed(.frame(.tooLong)))
        inbox.end(.finished)
        #expect(try await inbox.receive() == [[1]])
        await #expect(throws: TransportError.frame(.tooLong)) { try await inbox.receive() }
        await #expect(throws: TransportError.frame(.tooLong)) { try await inbox.receive() }
    }

    @Test("A waiting task gets the next batch, the end or the error", arguments: ["batch", "end", "error"])
    func waiting(what: String) async throws {
        let (inbox, _) = inbox(octetsMax: 1_000)
        let received = Task { try await inbox.receive() }
        switch what {
        case "batch":
            inbox.deliver([[4]])
            #expect(try await received.value == [[4]])
        case "end":
            inbox.end(.finished)
            #expect(try await received.value == nil)
        default:
            inbox.end(.failed(.lost))
            await #expect(throws: TransportError.lost) { try await received.value }
        }
    }

    @Test("A cancelled task stops waiting, and the next one gets what comes")
    func cancelled() async throws {
        let (inbox, _) = inbox(octetsMax: 1_000)
        let task = Task { try await inbox.receive() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        inbox.deliver([[1]])
        #expect(try await inbox.receive() == [[1]])
    }

    @Test("After closing from this side everything is dropped and reading goes on, so that the goodbye is seen")
    func discarding() async throws {
        let (inbox, reads) = inbox(octetsMax: 10)
        inbox.deliver([[1, 2, 3]])
        #expect(!inbox.mayRead())
        inbox.discard()
        #expect(reads.value == 1)
        inbox.deliver([[4]])
        #expect(inbox.mayRead())
        #expect(try await inbox.receive() == nil)
    }
}
