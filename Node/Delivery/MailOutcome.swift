/// What became of a message when it was given to the server.
public enum MailOutcome: Equatable, Sendable {
    /// The server took it, and answers for it from here on.
    case taken
    case failed(MailFailure)
}

/// Why the server did not take a message. It says nothing of the message.
public struct MailFailure: Error, Equatable, Sendable {
    /// How far the session came.
    public enum Stage: String, Sendable {
        case connecting, greeting, hello, securing, authenticating, sender, recipient, content
    }

    public enum Reason: Equatable, Sendable {
        /// The server's reply: its code, and the beginning of its words.
        case refused(code: Int, words: String)
        /// What the server sent is no reply of SMTP (RFC 5321, 4.2), or longer than the bounds.
        case malformedReply
        /// The server answered what was not asked: what follows cannot be told from what others put in (RFC 3207, 6).
        case spokeOutOfTurn
        /// The server does not offer TLS, and the settings want it.
        case noTLS
        /// The server offers no way to authenticate that is known here: PLAIN or LOGIN.
        case noAuthentication
        /// An address has letters that the server does not take (RFC 6531).
        case addressNeedsUTF8
        /// The message is larger than the server takes.
        case tooLarge
        case closed
        case timeout
        /// The server is not reached, in the system's words.
        case unreachable(String)
        /// TLS did not come about: the certificate, its name or its authority, in the library's words.
        case notTrusted(String)
        /// The password's file cannot be read, or holds none.
        case noPassword
    }

    public var stage: Stage
    public var reason: Reason

    public init(_ stage: Stage, _ reason: Reason) {
        self.stage = stage
        self.reason = reason
    }

    /// Whether trying the same message again is of no use. What fails before the message was spoken of is never the message's fault.
    public var isPermanent: Bool {
        switch reason {
        case .refused(let code, _): code >= 500 && [.sender, .recipient, .content].contains(stage)
        case .addressNeedsUTF8, .tooLarge: true
        default: false
        }
    }

    /// For a log or a person, without any name or content.
    public var text: String {
        let what =
            switch reason {
            case .refused(let code, let words): "the server answered \(code) \(words)"
            case .malformedReply: "the server's answer is not SMTP"
            case .spokeOutOfTurn: "the server answered what was not asked"
            case .noTLS: "the server does not offer STARTTLS"
            case .noAuthentication: "the server offers neither AUTH PLAIN nor AUTH LOGIN"
            case .addressNeedsUTF8: "the server does not take addresses with letters beyond ASCII"
            case .tooLarge: "the message is larger than the server takes"
            case .closed: "the server closed the connection"
            case .timeout: "the server did not answer in time"
            case .unreachable(let words): "no connection (\(words))"
            case .notTrusted(let words): "no TLS (\(words))"
            case .noPassword: "the password cannot be read"
            }
        return "\(stage.rawValue): \(what)"
    }
}
