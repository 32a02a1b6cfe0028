public import Logging

/// Messages that wait for the mail server. They are in memory alone: what waits when the node stops is not sent.
///
/// Law: logs hold the message's number, how often it was tried and what the server said; never a recipient, a subject or a text.
public actor MailQueue {
    private let send: @Sendable (MailMessage) async -> MailOutcome
    private let now: @Sendable () -> UInt64
    private let logger: Logger
    private var schedule = MailSchedule()
    private var sleeper: Task<Void, Never>?

    /// - Parameters:
    ///   - now: seconds of a clock that only goes forwards.
    ///   - send: gives a message to the server: `MailSender.send`.
    public init(logger: Logger, now: @escaping @Sendable () -> UInt64, send: @escaping @Sendable (MailMessage) async -> MailOutcome) {
        self.send = send
        self.now = now
        self.logger = logger
    }

    /// How many messages wait.
    public var count: Int { schedule.count }

    /// Takes a message for the next turn, and gives the number by which logs speak of it.
    ///
    /// Throws: `full` or `recipientFull`; then nothing changes.
    @discardableResult
    public func add(_ message: MailMessage) throws(MailQueueRefusal) -> UInt64 {
        let number = try schedule.add(message, at: now())
        sleeper?.cancel()
        return number
    }

    /// Sends what is due until the task is cancelled.
    public func run() async {
        while !Task.isCancelled {
            if let entry = schedule.due(at: now()) {
                let outcome = await send(entry.message)
                if let news = schedule.settle(entry.number, outcome, at: now()) { tell(news) }
            } else {
                await rest(until: schedule.nextDeadline)
            }
        }
    }

    /// Sleeps until a message is due or comes.
    private func rest(until deadline: UInt64?) async {
        let now = now()
        // Without a deadline only a message, or the end, wakes it.
        let seconds = deadline.map { $0 > now ? $0 - now : 0 } ?? 86_400
        let sleeper = Task<Void, Never> { try? await Task.sleep(for: .seconds(Int64(min(seconds, 86_400)))) }
        self.sleeper = sleeper
        await withTaskCancellationHandler {
            await sleeper.value
        } onCancel: {
            sleeper.cancel()
        }
        self.sleeper = nil
    }

    private func tell(_ news: MailNews) {
        let facts: Logger.Metadata = ["message": "\(news.number)", "attempts": "\(news.attempts)"]
        switch news.fate {
        case .taken: logger.info("The mail server took a message.", metadata: facts)
        case .waits(let failure, let seconds):
            logger.notice(
                "A message is tried again later.", metadata: facts.merging(["seconds": "\(seconds)", "why": "\(failure.text)"]) { $1 })
        case .givenUp(let failure):
            logger.warning("A message was given up.", metadata: facts.merging(["why": "\(failure.text)"]) { $1 })
        }
    }
}
