import NIOCore
import NIOSSL
import Testing
import Wire

@testable import Transport

@Suite(.timeLimit(.minutes(1))) struct HandshakeTests {
    private func listener(
        _ identity: TransportIdentity, _ settings: TransportSettings = TransportSettings()
    ) async throws -> TransportListener {
        try await TransportListener.start(host: "127.0.0.1", port: 0, identity: identity, settings: settings) { connection in
            _ = try? await connection.receive()
        }
    }

    @Test("A forged certificate of a listener is refused by its name", arguments: Forgery.allCases)
    func forgedListener(forgery: Forgery) async throws {
        let listener = try await listener(try forgery.identity())
        let honest = try Peers.identity(1)
        await #expect(throws: TransportError.handshake(forgery.refusal)) {
            try await Dialer.connect(host: "127.0.0.1", port: listener.address.port, identity: honest)
        }
        await empty(listener)
        #expect(listener.counters.refused == [.refusedByPeer: 1])
        #expect(listener.counters.established == 0)
    }

    @Test("A forged certificate of a dialler is refused before it is welcomed, and counted by its name", arguments: Forgery.allCases)
    func forgedDialer(forgery: Forgery) async throws {
        let listener = try await listener(try Peers.identity(1))
        let forged = try forgery.identity()
        await #expect(throws: TransportError.handshake(.refusedByPeer)) {
            try await Dialer.connect(host: "127.0.0.1", port: listener.address.port, identity: forged)
        }
        await empty(listener)
        #expect(listener.counters.refused == [forgery.refusal: 1])
        #expect(listener.counters.established == 0)
    }

    @Test("Nodes of two networks do not connect, and the dialler learns why")
    func otherNetwork() async throws {
        let listener = try await listener(try Peers.identity(1))
        let other = try Peers.identity(2, network: Peers.otherNetwork)
        await #expect(throws: TransportError.handshake(.otherNetwork)) {
            try await Dialer.connect(host: "127.0.0.1", port: listener.address.port, identity: other)
        }
        await empty(listener)
        #expect(listener.counters.refused == [.refusedByPeer: 1])
    }

    /// Waits until nobody is connected any more, so that every outcome has been counted.
    private func empty(_ listener: TransportListener) async {
        while listener.counters.open > 0 { await Task.yield() }
        await listener.close()
    }

    enum Deviation: String, CaseIterable {
        case tls12, otherCurve, otherALPN, noALPN, noCertificate, chainOfTwo

        func change(_ configuration: inout TLSConfiguration) {
            switch self {
            case .tls12:
                configuration.minimumTLSVersion = .tlsv12
                configuration.maximumTLSVersion = .tlsv12
            case .otherCurve: configuration.curves = [.x25519]
            case .otherALPN: configuration.applicationProtocols = ["causeway/2", "h2"]
            case .noALPN: configuration.applicationProtocols = []
            case .noCertificate:
                configuration.certificateChain = []
                configuration.privateKey = nil
            case .chainOfTwo: configuration.certificateChain += configuration.certificateChain
            }
        }
    }

    @Test(
        "A client that departs from chapter 7 is refused and counted by name",
        arguments: [
            (Deviation.tls12, HandshakeRefusal.versionTooOld), (.otherCurve, .curveNotShared), (.otherALPN, .protocolNotAgreed),
            (.noALPN, .protocolNotAgreed), (.noCertificate, .certificateMissing), (.chainOfTwo, .certificateChain),
        ])
    func deviatingClient(deviation: Deviation, refusal: HandshakeRefusal) async throws {
        let listener = try await listener(try Peers.identity(1))
        let context = try Stranger.context(isClient: true, deviation.change)
        let channel = try await Stranger.dial(listener.address) { try Stranger.secure($0, isClient: true, context) }
        try await channel.closeFuture.get()
        await empty(listener)
        #expect(listener.counters.refused == [refusal: 1])
        #expect(listener.counters.established == 0)
    }

    @Test(
        "A server that departs from chapter 7 is refused by the dialler by name",
        arguments: [
            (Deviation.tls12, HandshakeRefusal.versionTooOld), (.otherCurve, .refusedByPeer), (.otherALPN, .protocolNotAgreed),
            (.noALPN, .protocolNotAgreed), (.chainOfTwo, .certificateChain),
        ])
    func deviatingServer(deviation: Deviation, refusal: HandshakeRefusal) async throws {
        let context = try Stranger.context(isClient: false, deviation.change)
        let server = try await Stranger.listen { try Stranger.secure($0, isClient: false, context) }
        let identity = try Peers.identity(1)
        let port = try #require(server.localAddress?.port)
        await #expect(throws: TransportError.handshake(refusal)) {
            try await Dialer.connect(host: "127.0.0.1", port: port, identity: identity)
        }
        try await server.close()
    }

    @Test("A listener whose first frame is not the welcome is refused")
    func noWelcome() async throws {
        let context = try Stranger.context(isClient: false) { _ in }
        let server = try await Stranger.listen { channel in
            try Stranger.secure(channel, isClient: false, context)
            channel.writeAndFlush(ByteBuffer(bytes: [0, 0, 0, 1, 1]), promise: nil)
        }
        let identity = try Peers.identity(1)
        let port = try #require(server.localAddress?.port)
        await #expect(throws: TransportError.handshake(.welcomeMissing)) {
            try await Dialer.connect(host: "127.0.0.1", port: port, identity: identity)
        }
        try await server.close()
    }

    @Test(
        "What is not TLS is refused",
        arguments: ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "EHLO example.org\r\n", "\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}"])
    func junk(text: String) async throws {
        let listener = try await listener(try Peers.identity(1))
        let channel = try await Stranger.dial(listener.address) { _ in }
        try await channel.writeAndFlush(ByteBuffer(string: text))
        try await channel.closeFuture.get()
        await empty(listener)
        #expect(listener.counters.refused == [.notTLS: 1])
    }

    @Test("A client that says nothing is dropped when the handshake's time is over")
    func silentClient() async throws {
        var settings = TransportSettings()
        settings.handshakeTimeout = .milliseconds(30)
        let listener = try await listener(try Peers.identity(1), settings)
        let channel = try await Stranger.dial(listener.address) { _ in }
        try await channel.closeFuture.get()
        await empty(listener)
        #expect(listener.counters.refused == [.timedOut: 1])
    }

    @Test("A server that says nothing, in TCP or after TLS, times the dialler out", arguments: [false, true])
    func silentServer(isSecure: Bool) async throws {
        let context = try Stranger.context(isClient: false) { $0.shutdownTimeout = .milliseconds(10) }
        let server = try await Stranger.listen { if isSecure { try Stranger.secure($0, isClient: false, context) } }
        let identity = try Peers.identity(1)
        let port = try #require(server.localAddress?.port)
        await #expect(throws: TransportError.timedOut) {
            try await Dialer.connect(host: "127.0.0.1", port: port, identity: identity, timeout: .milliseconds(isSecure ? 500 : 30))
        }
        try await server.close()
    }

    @Test("A cancelled dial ends at once")
    func cancelledDial() async throws {
        let server = try await Stranger.listen { _ in }
        let identity = try Peers.identity(1)
        let port = try #require(server.localAddress?.port)
        let task = Task { try await Dialer.connect(host: "127.0.0.1", port: port, identity: identity, timeout: .seconds(600)) }
        task.cancel()
        await #expect(throws: TransportError.closed) { try await task.value }
        try await server.close()
    }
}
