import NIOCore
import NIOSSL
import Sodium
import Synchronization
import Testing
import Wire

@testable import Transport

@Suite(.timeLimit(.minutes(1))) struct ConnectionTests {
    /// A listener with this handler, and a connection to it.
    private func connect(
        settings: TransportSettings = TransportSettings(), _ handler: @escaping @Sendable (PeerConnection) async -> Void
    ) async throws -> (TransportListener, PeerConnection) {
        let identity = try Peers.identity(1)
        let listener = try await TransportListener.start(
            host: "127.0.0.1", port: 0, identity: identity, settings: settings, handler: handler)
        let connection = try await Dialer.connect(host: "127.0.0.1", port: listener.address.port, identity: try Peers.identity(2))
        return (listener, connection)
    }

    /// Sends everything back until the end.
    @Sendable private static func echo(_ connection: PeerConnection) async {
        while let frames = try? await connection.receive() { try? await connection.send(frames) }
    }

    /// Receives until this many frames are there.
    private func receive(_ count: Int, from connection: PeerConnection) async throws -> [[UInt8]] {
        var frames: [[UInt8]] = []
        while frames.count < count, let batch = try await connection.receive() { frames += batch }
        return frames
    }

    @Test("Two nodes learn who the other is and exchange frames both ways")
    func bothWays() async throws {
        let (one, two) = (try Peers.identity(1), try Peers.identity(2))
        let seen = Mutex<PeerIdentity?>(nil)
        let listener = try await TransportListener.start(host: "127.0.0.1", port: 0, identity: one) { connection in
            seen.withLock { $0 = connection.peer }
            #expect(!connection.isOutbound)
            try? await connection.send([[1], [2, 2]])
            await Self.echo(connection)
        }
        let connection = try await Dialer.connect(host: "127.0.0.1", port: listener.address.port, identity: two)
        #expect(connection.peer == PeerIdentity(node: one.node, operationKey: one.operationKey.octets))
        #expect(connection.isOutbound)
        #expect(connection.remoteAddress == listener.address)
        #expect(try await receive(2, from: connection) == [[1], [2, 2]])
        let largest = [UInt8](repeating: 3, count: WireLimits.frameOctetsMax)
        try await connection.send([[7], largest, [8]])
        let isEqual = try await receive(3, from: connection) == [[7], largest, [8]]
        #expect(isEqual)
        connection.close()
        await listener.close()
        #expect(seen.withLock { $0 } == PeerIdentity(node: two.node, operationKey: two.operationKey.octets))
        #expect(listener.counters.established == 1)
        #expect(listener.counters.open == 0)
    }

    @Test("Ten thousand frames of many sizes arrive whole and in order, however they are grouped", arguments: [1, 100, 10_000])
    func order(grouped: Int) async throws {
        let frames = (0..<10_000).map { number in
            withUnsafeBytes(of: UInt32(number)) { [UInt8]($0) } + [UInt8](repeating: UInt8(number % 251), count: number * 7_919 % 900)
        }
        let received = Mutex<[[UInt8]]>([])
        let ended = AsyncStream<Void>.makeStream()
        let (listener, connection) = try await connect { connection in
            while let batch = try? await connection.receive() { received.withLock { $0 += batch } }
            ended.continuation.finish()
        }
        for start in stride(from: 0, to: frames.count, by: grouped) {
            try await connection.send(Array(frames[start..<start + grouped]))
        }
        connection.close()
        for await _ in ended.stream {}
        await listener.close()
        let isEqual = received.withLock { $0 == frames }
        #expect(isEqual, "\(received.withLock { $0.count }) frames, not as sent")
    }

    @Test("A peer that does not read holds the sender back, and nobody else")
    func backPressure() async throws {
        let frames = [[UInt8]](repeating: [UInt8](repeating: 6, count: WireLimits.frameOctetsMax), count: 64)
        let (mayRead, ended) = (AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream())
        let received = Mutex(0)
        let (listener, slow) = try await connect { connection in
            for await _ in mayRead.stream {}
            while let batch = try? await connection.receive() { received.withLock { $0 += batch.count } }
            ended.continuation.finish()
        }
        let hasReturned = Mutex(false)
        let sending = Task {
            try await slow.send(frames)
            hasReturned.withLock { $0 = true }
        }
        // Time passes here as two thousand round trips on another connection.
        let (other, lively) = try await connect(Self.echo)
        for _ in 0..<2_000 {
            try await lively.send([[1]])
            #expect(try await lively.receive() == [[1]])
        }
        #expect(!hasReturned.withLock { $0 })
        mayRead.continuation.finish()
        try await sending.value
        slow.close()
        for await _ in ended.stream {}
        await listener.close()
        await other.close()
        #expect(received.withLock { $0 } == frames.count)
    }

    @Test("Cancelling a send that waits for a slow peer ends it")
    func cancelledSend() async throws {
        let end = AsyncStream<Void>.makeStream()
        let (listener, connection) = try await connect { _ in for await _ in end.stream {} }
        let sending = Task {
            try await connection.send([[UInt8]](repeating: [UInt8](repeating: 6, count: WireLimits.frameOctetsMax), count: 64))
        }
        sending.cancel()
        await #expect(throws: CancellationError.self) { try await sending.value }
        #expect(try await connection.receive() == nil)
        end.continuation.finish()
        await listener.close()
    }

    @Test("A payload of a wrong size is not sent at all", arguments: [(0, FrameError.empty), (WireLimits.frameOctetsMax + 1, .tooLong)])
    func wrongSize(octets: Int, error: FrameError) async throws {
        let (listener, connection) = try await connect(Self.echo)
        await #expect(throws: TransportError.frame(error)) { try await connection.send([[1], [UInt8](repeating: 0, count: octets)]) }
        try await connection.send([[2]])
        #expect(try await connection.receive() == [[2]])
        connection.close()
        await listener.close()
    }

    @Test(
        "A stream that breaks the rules of frames ends in its own error, after the frames before it",
        arguments: [
            ([UInt8]([0, 0x10, 0, 1]), FrameError.tooLong), ([0, 0, 0, 0], .empty), ([0, 0, 0, 2, 1], .truncated),
        ])
    func badFrames(tail: [UInt8], error: FrameError) async throws {
        let opened = AsyncStream<Void>.makeStream()
        let outcome = Mutex<(frames: [[UInt8]], error: TransportError?)>(([], nil))
        let listener = try await TransportListener.start(host: "127.0.0.1", port: 0, identity: try Peers.identity(1)) { connection in
            opened.continuation.finish()
            do {
                while let batch = try await connection.receive() { outcome.withLock { $0.frames += batch } }
            } catch {
                outcome.withLock { $0.error = error as? TransportError }
            }
        }
        let context = try Stranger.context(isClient: true) { _ in }
        let channel = try await Stranger.dial(listener.address) { try Stranger.secure($0, isClient: true, context) }
        for await _ in opened.stream {}
        try await channel.writeAndFlush(ByteBuffer(bytes: Frame.encode([5]) + tail))
        try? await channel.close()
        while listener.counters.open > 0 { await Task.yield() }
        await listener.close()
        #expect(outcome.withLock { $0.frames } == [[5]])
        #expect(outcome.withLock { $0.error } == .frame(error))
    }

    @Test("A connection that breaks off without a goodbye is lost, not ended")
    func brokenOff() async throws {
        let opened = AsyncStream<Void>.makeStream()
        let outcome = Mutex<TransportError?>(nil)
        let listener = try await TransportListener.start(host: "127.0.0.1", port: 0, identity: try Peers.identity(1)) { connection in
            opened.continuation.finish()
            do {
                while try await connection.receive() != nil {}
            } catch {
                outcome.withLock { $0 = error as? TransportError }
            }
        }
        let context = try Stranger.context(isClient: true) { _ in }
        let channel = try await Stranger.dial(listener.address) { try Stranger.secure($0, isClient: true, context) }
        for await _ in opened.stream {}
        try await channel.writeAndFlush(ByteBuffer(bytes: Frame.encode([5])))
        // Without the handler of TLS there is nobody to say goodbye.
        let promise = channel.eventLoop.makePromise(of: Void.self)
        try await channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            pipeline.removeHandler(try pipeline.handler(type: NIOSSLClientHandler.self), promise: promise)
        }.get()
        try await promise.futureResult.get()
        try await channel.close()
        while listener.counters.open > 0 { await Task.yield() }
        await listener.close()
        #expect(outcome.withLock { $0 } == .lost)
    }

    @Test("After closing, sending fails and receiving ends, on both sides")
    func closing() async throws {
        let (listener, connection) = try await connect(Self.echo)
        connection.close()
        #expect(try await connection.receive() == nil)
        await listener.close()
        await #expect(throws: TransportError.closed) { try await connection.send([[1]]) }
    }

    @Test("A dropped connection closes itself")
    func dropped() async throws {
        let ended = AsyncStream<Void>.makeStream()
        let (listener, port) = try await {
            let (listener, connection) = try await connect { connection in
                await Self.echo(connection)
                ended.continuation.finish()
            }
            return (listener, connection.remoteAddress.port)
        }()
        for await _ in ended.stream {}
        #expect(listener.address.port == port)
        await listener.close()
    }
}
