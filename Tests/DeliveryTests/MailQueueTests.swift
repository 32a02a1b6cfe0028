import Logging
import Synchronization
import Testing

@testable import Delivery

@Suite struct MailQueueTests {
    private func message(to: String = "ann@example.org", subject: String = "Secret subject") throws -> MailMessage {
        let from = try Mailbox(parsing: "node@bank.example")
        return try MailMessage(from: from, to: Mailbox(address: MailAddress(to)), subject: subject, text: "Secret text", second: 0, id: "a")
    }

    private let later = MailOutcome.failed(.init(.recipient, .refused(code: 450, words: "later")))
    private let never = MailOutcome.failed(.init(.recipient, .refused(code: 550, words: "unknown")))

    @Test func `What was taken or refused for good is gone; what failed for now waits twice as long each time, ten times`() throws {
        var schedule = MailSchedule()
        let number = try schedule.add(message(), at: 100)
        var (now, waits) = (100 as UInt64, [UInt64]())
        while let entry = schedule.due(at: now) {
            let settled = schedule.settle(entry.number, later, at: now)
            let news = try #require(settled)
            #expect(schedule.due(at: now) == nil)
            guard case .waits(_, let seconds) = news.fate else {
                #expect(
                    news == MailNews(number: number, attempts: 10, fate: .givenUp(.init(.recipient, .refused(code: 450, words: "later")))))
                break
            }
            waits.append(seconds)
            #expect(schedule.nextDeadline == now + seconds)
            #expect(schedule.due(at: now + seconds - 1) == nil)
            now += seconds
        }
        #expect(waits == [60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 14_400])
        #expect(schedule.count == 0)
        #expect(schedule.nextDeadline == nil)
        for outcome in [MailOutcome.taken, never] {
            let number = try schedule.add(message(), at: now)
            let (first, second) = (schedule.settle(number, outcome, at: now), schedule.settle(number, outcome, at: now))
            #expect(first?.attempts == 1)
            #expect(schedule.count == 0)
            #expect(second == nil)
        }
    }

    @Test func `No more wait than may, at all and for one recipient`() throws {
        var schedule = MailSchedule()
        for _ in 0..<DeliveryLimits.waitingPerRecipientMax { _ = try schedule.add(message(), at: 0) }
        #expect(throws: MailQueueRefusal.recipientFull) { _ = try schedule.add(message(), at: 0) }
        for index in schedule.count..<DeliveryLimits.waitingMax { _ = try schedule.add(message(to: "m\(index)@example.org"), at: 0) }
        #expect(throws: MailQueueRefusal.full) { _ = try schedule.add(message(to: "last@example.org"), at: 0) }
        #expect(schedule.count == DeliveryLimits.waitingMax)
    }

    @Test func `The longest due comes first, and the end of time is no fault`() throws {
        var schedule = MailSchedule()
        let (one, two) = (try schedule.add(message(), at: 50), try schedule.add(message(), at: 10))
        #expect(schedule.due(at: 60)?.number == two)
        _ = schedule.settle(two, later, at: 60)
        #expect(schedule.due(at: 60)?.number == one)
        let last = schedule.settle(one, later, at: .max)
        #expect(last != nil)
    }

    @Test func `The queue sends what comes, wakes for what comes later, and ends when it is cancelled`() async throws {
        let (sent, report) = AsyncStream.makeStream(of: String.self)
        let queue = MailQueue(logger: Logger(label: "test"), now: { 0 }) { message in
            report.yield(message.to.address.text)
            return .taken
        }
        let run = Task { await queue.run() }
        var arrivals = sent.makeAsyncIterator()
        for name in ["a@example.org", "b@example.org", "c@example.org"] {
            try await queue.add(message(to: name))
            #expect(await arrivals.next() == name)
        }
        run.cancel()
        await run.value
    }

    @Test func `Logs tell a message's number and fate, never whose it is or what is in it`() async throws {
        let book = LogBook()
        var logger = Logger(label: "test") { _ in book }
        logger.logLevel = .trace
        let (ended, report) = AsyncStream.makeStream(of: Void.self)
        let outcomes = Mutex([later, never, MailOutcome.taken])
        let queue = MailQueue(logger: logger, now: { 0 }) { _ in
            let outcome = outcomes.withLock { $0.removeFirst() }
            report.yield()
            return outcome
        }
        for _ in 0..<3 { try await queue.add(message()) }
        let run = Task { await queue.run() }
        var turns = ended.makeAsyncIterator()
        for _ in 0..<3 { await turns.next() }
        run.cancel()
        await run.value
        let lines = book.lines.withLock { $0 }
        #expect(lines.count == 3)
        #expect(lines.contains { $0.contains("550 unknown") })
        for line in lines { #expect(!line.contains("Secret") && !line.contains("example.org")) }
    }
}

private final class LogBook: LogHandler {
    let lines = Mutex<[String]>([])
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) { lines.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") } }
}
