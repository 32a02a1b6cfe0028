/// Every bound of delivering.
public enum DeliveryLimits {
    // MARK: A message

    /// Octets of an address (RFC 5321, 4.5.3.1.3, without the angle brackets).
    static let addressOctetsMax = 254
    /// Octets of an address before the "@" (RFC 5321, 4.5.3.1.1).
    static let localPartOctetsMax = 64
    /// Octets of a part of a host's name (RFC 1035, 2.3.4).
    static let labelOctetsMax = 63
    /// Octets of the name that stands with an address: a name in any script.
    public static let nameOctetsMax = 128
    /// Octets of a subject: more is not shown by any reader.
    public static let subjectOctetsMax = 256
    /// Octets of a message's text: a digest of some hundred items.
    public static let textOctetsMax = 262_144

    // MARK: A session

    /// Octets of a line that a mail server sends (RFC 5321, 4.5.3.1.5, and room for long texts).
    public static let replyLineOctetsMax = 2_048
    /// Lines of one reply: servers say what they can in some fifteen.
    static let replyLinesMax = 100
    /// Octets of a server's words that are kept to be shown.
    static let replyTextOctetsMax = 200
    /// Seconds until the server is connected to.
    public static let connectSecondsMax: Int64 = 20
    /// Seconds from a command, or the connection, to the whole reply. RFC 5321, 4.5.3.2, has minutes; who waits here is a person or a queue.
    public static let replySecondsMax: Int64 = 60
    /// Seconds of a whole session.
    public static let sessionSecondsMax: Int64 = 300
    /// Octets of the password.
    public static let passwordOctetsMax = 1_024
    /// Octets of the file with certificate authorities: all public ones take 250 KiB.
    public static let authoritiesOctetsMax = 4_194_304

    // MARK: The queue

    /// Messages that wait, to any recipients.
    public static let waitingMax = 1_000
    /// Messages that wait for one recipient: a mailbox that takes nothing does not fill the queue.
    public static let waitingPerRecipientMax = 50
    /// Times that a message is tried before it is given up: the last after some 17 hours.
    public static let attemptsMax = 10
    /// Seconds before a message is tried for the second time; they double each time.
    static let retrySecondsFirst: UInt64 = 60
    /// Seconds between two tries of a message: four hours.
    static let retrySecondsMax: UInt64 = 14_400
}
