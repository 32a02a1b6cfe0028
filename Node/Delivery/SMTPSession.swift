/// One session with a mail server, for one message, as a value (RFC 5321; 3207, 4954, 6531, 8314).
///
/// Theory of operation. The server greets, and from then on answers each command with one reply; nothing is sent before the answer to the last command is
/// whole. So what follows a whole reply in the same piece of input was not asked for: a server's fault, or somebody's in between who wants it read as
/// the first answer inside TLS (RFC 3207, 6). Then the session ends. What was learnt before TLS is forgotten with it: the
/// server is asked again what it can. Password and content are known to the shell alone; the session says when they are due.
///
/// `greeting → hello → (upgrade → securing → hello) → (authentication) → sender → recipient → data → content → over`
struct SMTPSession {
    /// What the session is for.
    struct Order: Equatable {
        var from: MailAddress
        var to: MailAddress
        /// Octets of the message as it is sent.
        var octets: Int
        /// Whether TLS is begun inside the session; otherwise it is there already, or not wanted.
        var startsTLS: Bool
        /// Whether all of it is inside TLS when authentication begins.
        var isProtected: Bool
        var authenticates: Bool
        /// What this side calls itself: an address in brackets (RFC 5321, 4.1.3).
        var name: String
    }

    enum Action: Equatable {
        /// A command's line, without its end.
        case send(String)
        /// `AUTH PLAIN` with user and password (RFC 4616).
        case sendCredentials
        case sendUser
        case sendPassword
        /// The message and its final dot.
        case sendContent
        /// Begin TLS; nothing that came in clear is kept. `secured` goes on.
        case startTLS
        /// The message's fate. A polite end (`QUIT`) may follow, no answer matters any more.
        case finish(MailOutcome)
    }

    private enum State: Equatable {
        case greeting, hello, upgrade, securing, credentials, user, password, sender, recipient, data, content, over
    }

    private let order: Order
    private var state = State.greeting
    private var reader = SMTPReplyReader()
    private var isSecured = false
    private var envelope = SMTPExtensions()

    init(_ order: Order) { self.order = order }

    /// Whether the session is over, and nothing that comes is read.
    var isOver: Bool { state == .over }

    /// What the server sent, in whatever pieces.
    mutating func receive(_ octets: some Collection<UInt8>) -> Action? {
        var rest = octets[...]
        while let octet = rest.popFirst() {
            guard state != .over else { return nil }
            guard state != .securing else { return fail(.spokeOutOfTurn) }
            switch reader.take(octet) {
            case .more: continue
            case .malformed: return fail(.malformedReply)
            case .reply(let reply):
                // After the last answer that matters, a server may say that it closes.
                guard rest.isEmpty || state == .content else { return fail(.spokeOutOfTurn) }
                return handle(reply)
            }
        }
        return nil
    }

    /// TLS is there.
    mutating func secured() -> Action? {
        guard state == .securing else { return nil }
        isSecured = true
        reader = SMTPReplyReader()
        return greet()
    }

    /// The connection ended, for the given reason.
    mutating func end(_ reason: MailFailure.Reason) -> Action? { state == .over ? nil : fail(reason) }

    private mutating func fail(_ reason: MailFailure.Reason) -> Action {
        let failure = MailFailure(stage, reason)
        state = .over
        return .finish(.failed(failure))
    }

    private mutating func ask(_ line: String, _ next: State) -> Action {
        state = next
        return .send(line)
    }

    private mutating func greet() -> Action { ask("EHLO \(order.name)", .hello) }

    private var stage: MailFailure.Stage {
        switch state {
        case .greeting: .greeting
        case .hello: .hello
        case .upgrade, .securing: .securing
        case .credentials, .user, .password: .authenticating
        case .sender: .sender
        case .recipient: .recipient
        case .data, .content, .over: .content
        }
    }
}

// MARK: Answers

extension SMTPSession {
    private mutating func handle(_ reply: SMTPReply) -> Action {
        switch (state, reply.code) {
        case (.greeting, 220): return greet()
        case (.hello, 250): return goOn(SMTPExtensions(reply))
        case (.upgrade, 220):
            state = .securing
            return .startTLS
        case (.user, 334):
            state = .password
            return .sendUser
        case (.password, 334):
            state = .credentials
            return .sendPassword
        case (.credentials, 235): return sender()
        case (.sender, 250): return ask("RCPT TO:<\(order.to.text)>", .recipient)
        case (.recipient, 250), (.recipient, 251): return ask("DATA", .data)
        case (.data, 354):
            state = .content
            return .sendContent
        case (.content, 250):
            state = .over
            return .finish(.taken)
        default: return fail(.refused(code: reply.code, words: reply.words))
        }
    }

    /// What the server can is known: on to TLS, authentication or the message.
    private mutating func goOn(_ extensions: SMTPExtensions) -> Action {
        if order.startsTLS, !isSecured {
            return extensions.offersTLS ? ask("STARTTLS", .upgrade) : fail(.noTLS)
        }
        envelope = extensions
        guard order.authenticates else { return sender() }
        guard order.isProtected else { return fail(.noTLS) }
        state = .credentials
        if extensions.mechanisms.contains("PLAIN") { return .sendCredentials }
        return extensions.mechanisms.contains("LOGIN") ? ask("AUTH LOGIN", .user) : fail(.noAuthentication)
    }

    private mutating func sender() -> Action {
        state = .sender
        let needsUTF8 = order.from.needsUTF8 || order.to.needsUTF8
        guard !needsUTF8 || envelope.takesUTF8 && envelope.takesEightBits else { return fail(.addressNeedsUTF8) }
        guard envelope.octetsMax.map({ $0 == 0 || order.octets <= $0 }) ?? true else { return fail(.tooLarge) }
        var line = "MAIL FROM:<\(order.from.text)>"
        if envelope.octetsMax != nil { line += " SIZE=\(order.octets)" }
        // Headers then have letters beyond ASCII, too (RFC 6531, 3.1).
        if needsUTF8 { line += " BODY=8BITMIME SMTPUTF8" }
        return ask(line, .sender)
    }
}

/// What a server says it can, in its answer to EHLO (RFC 5321, 4.1.1.1).
struct SMTPExtensions: Equatable {
    var offersTLS = false
    var mechanisms: Set<String> = []
    var takesEightBits = false
    var takesUTF8 = false
    /// Octets of a message; 0 is no bound; `nil` when sizes are not spoken of (RFC 1870).
    var octetsMax: Int?

    init() {}

    init(_ reply: SMTPReply) {
        for line in reply.lines.dropFirst() {
            let words = line.uppercased().split(separator: " ")
            switch words.first {
            case "STARTTLS": offersTLS = true
            case "AUTH": mechanisms.formUnion(words.dropFirst().map { String($0) })
            case "8BITMIME": takesEightBits = true
            case "SMTPUTF8": takesUTF8 = true
            case "SIZE": octetsMax = words.dropFirst().first.flatMap { Int($0) } ?? 0
            default: break
            }
        }
    }
}
