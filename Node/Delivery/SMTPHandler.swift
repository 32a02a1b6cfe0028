import NIOCore
import NIOSSL
import NIOTLS

/// A session on its connection: it does what the session says and decides nothing, but for time.
final class SMTPHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let settings: MailSettings
    private let content: [UInt8]
    private let message: MailMessage
    private let tls: NIOSSLContext?
    private let outcome: EventLoopPromise<MailOutcome>
    private var session: SMTPSession?
    private var clocks: [Scheduled<Void>] = []
    private var isSecure = false
    private var isDone = false

    init(_ settings: MailSettings, message: MailMessage, tls: NIOSSLContext?, outcome: EventLoopPromise<MailOutcome>) {
        self.settings = settings
        self.message = message
        content = message.stuffed
        self.tls = tls
        self.outcome = outcome
    }

    /// TLS that expects the server's name; an address is compared with the certificate's addresses, and not sent.
    static func security(_ context: NIOSSLContext, host: String) throws -> NIOSSLClientHandler {
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
    }

    // MARK: What happens

    func handlerAdded(context: ChannelHandlerContext) {
        guard context.channel.isActive else { return finish(.failed(MailFailure(.connecting, .closed)), context) }
        let security = settings.security
        session = SMTPSession(
            SMTPSession.Order(
                from: message.from.address, to: message.to.address, octets: content.count, startsTLS: security == .startTLS,
                isProtected: security != .none, authenticates: settings.login != nil, name: Self.name(context.localAddress)))
        startClock(context, DeliveryLimits.sessionSecondsMax)
        startClock(context, DeliveryLimits.replySecondsMax)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        act(session?.receive(buffer.readableBytesView), context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? TLSUserEvent, case .handshakeCompleted = event {
            isSecure = true
            act(session?.secured(), context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let isSecurity = error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError
        act(session?.end(isSecurity && !isSecure ? .notTrusted(MailSender.words(error)) : .closed), context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        act(session?.end(.closed), context)
        context.fireChannelInactive()
    }

    // MARK: What is done

    private func act(_ action: SMTPSession.Action?, _ context: ChannelHandlerContext) {
        guard let action, !isDone else { return }
        switch action {
        case .send(let line): write(Array(line.utf8), context)
        case .sendCredentials: login(context) { user, password in Array("AUTH PLAIN ".utf8) + [UInt8](coded: [0] + user + [0] + password) }
        case .sendUser: login(context) { user, _ in [UInt8](coded: user) }
        case .sendPassword: login(context) { _, password in [UInt8](coded: password) }
        case .sendContent: write(content + [UInt8(ascii: ".")], context)
        case .startTLS: secure(context)
        case .finish(let result):
            // No answer to it is waited for; after a failure there may be nobody who reads it.
            if case .taken = result { write(Array("QUIT".utf8), context) }
            finish(result, context)
        }
    }

    private func write(_ line: [UInt8], _ context: ChannelHandlerContext) {
        var buffer = context.channel.allocator.buffer(capacity: line.count + 2)
        buffer.writeBytes(line)
        buffer.writeBytes([0x0D, 0x0A])
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        // The last clock is the reply's.
        clocks.popLast()?.cancel()
        startClock(context, DeliveryLimits.replySecondsMax)
    }

    /// The password is read, written into the line, and let go.
    private func login(_ context: ChannelHandlerContext, _ line: (_ user: [UInt8], _ password: [UInt8]) -> [UInt8]) {
        guard let login = settings.login, var password = try? login.password(),
            (1...DeliveryLimits.passwordOctetsMax).contains(password.count)
        else {
            return act(session?.end(.noPassword), context)
        }
        defer { for index in password.indices { password[index] = 0 } }
        write(line(Array(login.user.utf8), password), context)
    }

    private func secure(_ context: ChannelHandlerContext) {
        guard let tls else { return act(session?.end(.noTLS), context) }
        do {
            // What was not read yet goes through TLS, and is no answer of the server's unless TLS says so.
            try context.channel.pipeline.syncOperations.addHandler(Self.security(tls, host: settings.host), position: .first)
        } catch {
            act(session?.end(.notTrusted(MailSender.words(error))), context)
        }
    }

    private func finish(_ result: MailOutcome, _ context: ChannelHandlerContext) {
        guard !isDone else { return }
        isDone = true
        for clock in clocks { clock.cancel() }
        outcome.succeed(result)
        context.close(promise: nil)
    }

    private func startClock(_ context: ChannelHandlerContext, _ seconds: Int64) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        clocks.append(
            context.eventLoop.scheduleTask(in: .seconds(seconds)) {
                let (handler, context) = bound.value
                handler.act(handler.session?.end(.timeout), context)
            })
    }

    /// What this side calls itself: the address that it has on the way to the server (RFC 5321, 4.1.3).
    private static func name(_ address: SocketAddress?) -> String {
        guard let address, let text = address.ipAddress else { return "[127.0.0.1]" }
        return text.contains(":") ? "[IPv6:\(text.prefix { $0 != "%" })]" : "[\(text)]"
    }
}

extension [UInt8] {
    /// Base 64 of the octets.
    fileprivate init(coded octets: [UInt8]) { self = Array(MailEncoding.base64(octets).utf8) }
}
