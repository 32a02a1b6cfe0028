/// Which messages wait, and when each is tried again: a value without a clock.
///
/// Law: at most `DeliveryLimits.waitingMax` messages wait, and each is tried at most `DeliveryLimits.attemptsMax` times.
struct MailSchedule {
    struct Entry {
        let number: UInt64
        let message: MailMessage
        var attempts = 0
        /// When it is due, in seconds.
        var due: UInt64
    }

    private var entries: [Entry] = []
    private var numberNext: UInt64 = 1

    var count: Int { entries.count }

    /// When the next message is due, in seconds; `nil` when none waits.
    var nextDeadline: UInt64? { entries.map(\.due).min() }

    /// Takes a message, and gives its number.
    ///
    /// Throws: `full` or `recipientFull`; then nothing changes.
    mutating func add(_ message: MailMessage, at now: UInt64) throws(MailQueueRefusal) -> UInt64 {
        guard entries.count < DeliveryLimits.waitingMax else { throw .full }
        let alike = entries.count { $0.message.to.address == message.to.address }
        guard alike < DeliveryLimits.waitingPerRecipientMax else { throw .recipientFull }
        defer { numberNext += 1 }
        entries.append(Entry(number: numberNext, message: message, due: now))
        return numberNext
    }

    /// The message that is due, the longest due first; it stays until `settle` is told what became of it.
    func due(at now: UInt64) -> Entry? { entries.filter { $0.due <= now }.min { ($0.due, $0.number) < ($1.due, $1.number) } }

    /// Notes what became of a try. Gives what is to be told: the message is gone from the queue, or comes again.
    mutating func settle(_ number: UInt64, _ outcome: MailOutcome, at now: UInt64) -> MailNews? {
        guard let index = entries.firstIndex(where: { $0.number == number }) else { return nil }
        entries[index].attempts += 1
        let attempts = entries[index].attempts
        guard case .failed(let failure) = outcome else {
            entries.remove(at: index)
            return MailNews(number: number, attempts: attempts, fate: .taken)
        }
        guard !failure.isPermanent, attempts < DeliveryLimits.attemptsMax else {
            entries.remove(at: index)
            return MailNews(number: number, attempts: attempts, fate: .givenUp(failure))
        }
        let wait = min(DeliveryLimits.retrySecondsFirst << UInt64(min(attempts - 1, 32)), DeliveryLimits.retrySecondsMax)
        entries[index].due = now.addingReportingOverflow(wait).partialValue
        return MailNews(number: number, attempts: attempts, fate: .waits(failure, seconds: wait))
    }
}

/// Why a message is not taken into the queue.
public enum MailQueueRefusal: Error, Equatable {
    /// As many messages wait as may.
    case full
    /// As many wait for this recipient as may.
    case recipientFull
}

/// What became of a message in the queue: a number, and nothing of the message.
public struct MailNews: Equatable, Sendable {
    public enum Fate: Equatable, Sendable {
        case taken
        /// It is tried again in so many seconds.
        case waits(MailFailure, seconds: UInt64)
        case givenUp(MailFailure)
    }

    public let number: UInt64
    /// Times that it was tried.
    public let attempts: Int
    public let fate: Fate
}
