import Crypto
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import SwiftASN1
import Synchronization
import X509

/// A mail server of a few lines, on loopback, that keeps what it was given and can misbehave.
final class SmallMailServer: Sendable {
    struct Manner: Sendable {
        var isTLS = false
        var offersStartTLS = false
        var mechanisms = "PLAIN LOGIN"
        /// Added in clear to the answer to STARTTLS.
        var injection = ""
        /// The command after which the connection is closed without an answer.
        var closesAt: String?
        var greets = true
    }

    /// What was received: `tls` where TLS began, a command, or the content.
    let received = Mutex<[String]>([])
    let connected: AsyncStream<Void>
    private let connects: AsyncStream<Void>.Continuation
    private let channel = Mutex<(any Channel)?>(nil)

    init() { (connected, connects) = AsyncStream.makeStream(of: Void.self) }

    /// Starts; gives the port.
    func start(_ manner: Manner, certificate: TestCertificate? = nil) async throws -> Int {
        let context = try certificate.map { try NIOSSLContext(configuration: $0.configuration) }
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if manner.isTLS, let context { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context)) }
                    try channel.pipeline.syncOperations.addHandler(Handler(self, manner, context))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        self.channel.withLock { $0 = channel }
        return channel.localAddress?.port ?? 0
    }

    func stop() async { try? await channel.withLock { $0 }?.close().get() }

    private func note(_ text: String) { received.withLock { $0.append(text) } }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let server: SmallMailServer
        private let manner: Manner
        private let tls: NIOSSLContext?
        private var waiting = ""
        private var isSecure = false
        private var isContent = false
        private var promptsLeft = 0

        init(_ server: SmallMailServer, _ manner: Manner, _ tls: NIOSSLContext?) {
            self.server = server
            self.manner = manner
            self.tls = tls
        }

        func channelActive(context: ChannelHandlerContext) {
            server.connects.yield()
            if manner.greets, !manner.isTLS { say("220 small.example ESMTP\r\n", context) }
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            guard let event = event as? TLSUserEvent, case .handshakeCompleted = event else { return }
            isSecure = true
            server.note("tls")
            if manner.isTLS { say("220 small.example ESMTP\r\n", context) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            waiting += String(buffer: unwrapInboundIn(data))
            while let end = waiting.unicodeScalars.firstRange(of: (isContent ? "\r\n.\r\n" : "\r\n").unicodeScalars) {
                let line = String(waiting.unicodeScalars[..<end.lowerBound])
                waiting = String(waiting.unicodeScalars[end.upperBound...])
                server.note(line)
                answer(line, context)
            }
        }

        private func answer(_ line: String, _ context: ChannelHandlerContext) {
            let verb = isContent ? "content" : String(line.prefix { $0 != " " && $0 != ":" })
            if let closesAt = manner.closesAt, closesAt == verb { return context.close(promise: nil) }
            if promptsLeft > 0 {
                promptsLeft -= 1
                return say(promptsLeft > 0 ? "334 UGFzc3dvcmQ6\r\n" : "235 ok\r\n", context)
            }
            switch verb {
            case "EHLO":
                let offer = manner.offersStartTLS && !isSecure ? "250-STARTTLS\r\n" : ""
                say("250-small.example\r\n\(offer)250-AUTH \(manner.mechanisms)\r\n250 SIZE 1000000\r\n", context)
            case "STARTTLS":
                say("220 go\r\n" + manner.injection, context)
                if let tls { try? context.channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first) }
            case "AUTH":
                promptsLeft = line == "AUTH LOGIN" ? 2 : 0
                say(promptsLeft > 0 ? "334 VXNlcm5hbWU6\r\n" : "235 ok\r\n", context)
            case "DATA":
                isContent = true
                say("354 go on\r\n", context)
            case "QUIT":
                say("221 bye\r\n", context)
                context.close(promise: nil)
            default:
                isContent = false
                say("250 ok\r\n", context)
            }
        }

        private func say(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }
    }
}

/// A certificate that signs itself, for one name.
struct TestCertificate {
    let pem: [UInt8]
    let configuration: TLSConfiguration

    init(name: String) throws {
        let key = P256.Signing.PrivateKey()
        let subject = try DistinguishedName { CommonName(name) }
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: Date(timeIntervalSince1970: 946_684_800), notValidAfter: Date(timeIntervalSince1970: 4_102_444_800),
            issuer: subject,
            subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions { SubjectAlternativeNames([.dnsName(name)]) },
            issuerPrivateKey: Certificate.PrivateKey(key))
        pem = Array(try certificate.serializeAsPEM().pemString.utf8)
        configuration = .makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(pem).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.derRepresentation), format: .der)))
    }
}
