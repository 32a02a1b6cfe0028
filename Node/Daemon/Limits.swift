/// The bounds of what the daemon holds in memory and waits for.
enum DaemonLimits {
    /// Octets of verified entries not yet on disk, above which connections are not read from.
    static let unstoredOctetsMax = 33_554_432
    /// Messages handed to one connection and not yet sent; more end the connection.
    static let outboxMessagesMax = 65_536
    /// Batches written in one transaction, so that announcements keep coming during a long catch-up.
    static let batchesPerTransactionMax = 16
    /// Entries opened in one round of the intake.
    static let intakeEntriesMax = 256
    /// Drafts waiting to be published; more are refused.
    static let draftsMax = 1_024
    /// Entries under one checkpoint.
    static let entriesPerBatchMax = 256
    /// Octets of entries under one checkpoint, so that a batch fits one message.
    static let octetsPerBatchMax = 900_000
    /// Subkeys are renewed after this many minutes: 30 days.
    static let subkeyRenewalMinutes: UInt32 = 43_200
    /// Private halves of subkeys are kept, and statements valid, this many minutes: 90 days.
    static let subkeyValidityMinutes: UInt32 = 129_600
    /// A certificate lasts this many minutes: 365 days.
    static let certificateMinutes: UInt32 = 525_600
    /// An epoch is used for new items this many hours at most: 7 days less one hour of slack.
    static let epochHoursMax: UInt32 = 167
    /// Entries that claim a time further ahead than this many minutes are quarantined until it comes: a day.
    static let futureMinutesMax: UInt32 = 1_440
    /// Items listed at once.
    static let itemsListedMax = 10_000
    /// Seconds before the disk is tried again after it refused something.
    static let storageRetrySeconds = 1
    /// Seconds a closing connection may take to send its last messages.
    static let farewellSeconds = 2
    /// Seconds after which a dialled connection that failed to stand is given up.
    static let dialSeconds = 10
    /// Seconds a candidate waits for the coordinator's answer.
    static let joinSeconds = 30
    /// Days before a certificate's end at which status warns.
    static let certificateWarningDays = 30
}
