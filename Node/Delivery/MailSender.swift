import NIOCore
import NIOPosix
import NIOSSL

/// Gives messages to a mail server: one connection for each.
///
/// Certificates are verified against the server's name, or its address where the settings have one; TLS is 1.2 or later.
public struct MailSender: Sendable {
    private let settings: MailSettings

    public init(_ settings: MailSettings) { self.settings = settings }

    /// Gives the server a message, and tells what became of it: not later than `DeliveryLimits.connectSecondsMax` and `sessionSecondsMax` from now, and
    /// at once when the task is cancelled.
    public func send(_ message: MailMessage) async -> MailOutcome {
        let tls: NIOSSLContext?
        do {
            tls = settings.security == .none ? nil : try NIOSSLContext(configuration: Self.configuration(settings))
        } catch {
            return .failed(MailFailure(.securing, .notTrusted(Self.words(error))))
        }
        let channel: any Channel
        do {
            // Nothing is read before the handlers are there: a name may have several addresses, and one connection is chosen.
            channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(DeliveryLimits.connectSecondsMax))
                .channelOption(.autoRead, value: false)
                .connect(host: settings.host, port: settings.port).get()
        } catch {
            return .failed(MailFailure(.connecting, .unreachable(Self.words(error))))
        }
        let outcome = channel.eventLoop.makePromise(of: MailOutcome.self)
        let settings = settings
        channel.eventLoop.execute { Self.begin(settings, message, tls, on: channel, outcome) }
        return await withTaskCancellationHandler {
            let result = try? await outcome.futureResult.get()
            return result ?? .failed(MailFailure(.connecting, .closed))
        } onCancel: {
            outcome.succeed(.failed(MailFailure(.connecting, .closed)))
            channel.close(promise: nil)
        }
    }

    /// On the channel's event loop.
    private static func begin(
        _ settings: MailSettings, _ message: MailMessage, _ tls: NIOSSLContext?, on channel: any Channel,
        _ outcome: EventLoopPromise<MailOutcome>
    ) {
        do {
            let pipeline = channel.pipeline.syncOperations
            let handler = SMTPHandler(settings, message: message, tls: tls, outcome: outcome)
            if settings.security == .tls, let tls { try pipeline.addHandler(SMTPHandler.security(tls, host: settings.host)) }
            try pipeline.addHandler(handler)
            channel.setOption(.autoRead, value: true).whenFailure { _ in channel.close(promise: nil) }
        } catch {
            outcome.succeed(.failed(MailFailure(.connecting, .notTrusted(words(error)))))
            channel.close(promise: nil)
        }
    }

    private static func configuration(_ settings: MailSettings) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .fullVerification
        if !settings.authorities.isEmpty {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(settings.authorities))
        }
        return configuration
    }

    /// The library's words, cut: they name addresses and faults of certificates.
    static func words(_ error: any Error) -> String { String("\(error)".prefix(DeliveryLimits.replyTextOctetsMax)) }
}
