import Accounts
import Delivery
import Exchange
import Logging
import ServiceLifecycle
import Sodium

/// Carries letters of accounts to the operator's mail server, one after the other; what cannot be delivered now is tried again for some hours.
struct Postman: AccountMailer, Service {
    private let queue: MailQueue
    private let from: Mailbox
    private let clock: WallClock
    private let logger: Logger

    /// `nil` where the settings name no mail server. Throws `mail-authorities` or `mail-settings`.
    init?(_ settings: NodeSettings, clock: WallClock, logger: Logger) throws(OperationError) {
        guard let mail = try settings.mail() else { return nil }
        let sender = MailSender(mail)
        let start = ContinuousClock.now
        queue = MailQueue(
            logger: logger, now: { UInt64(clamping: start.duration(to: .now).components.seconds) }, send: { await sender.send($0) })
        from = mail.from
        self.clock = clock
        self.logger = logger
    }

    func send(_ letter: AccountLetter) async -> Bool {
        do {
            let message = try MailMessage(
                from: from, to: try Mailbox(address: try MailAddress(letter.recipient)), subject: MailMessage.line(letter.subject),
                text: letter.text, second: clock.seconds, id: SecureRandom.octets16().hex)
            try await queue.add(message)
            return true
        } catch {
            logger.warning("a letter was not taken", metadata: ["fault": "\(error)"])
            return false
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await queue.run() }
    }
}
