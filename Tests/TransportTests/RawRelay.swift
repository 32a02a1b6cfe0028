import Sodium
import Wire

@testable import Transport

/// A listener for legs that leaves everything else to the test, so that it can be any relay, a lying one too.
final class RawRelay: Sendable {
    /// Changes what goes from one leg to the other.
    typealias Change = @Sendable ([[UInt8]]) -> [[UInt8]]

    static let faithful: Change = { $0 }

    let listener: TransportListener
    private let legs: AsyncStream<PeerConnection>
    private let end: AsyncStream<Never>.Continuation

    init() async throws {
        let (legs, arrivals) = AsyncStream<PeerConnection>.makeStream()
        let (ended, end) = AsyncStream<Never>.makeStream()
        (self.legs, self.end) = (legs, end)
        var settings = TransportSettings()
        settings.takesLegs = true
        listener = try await TransportListener.start(host: "127.0.0.1", port: 0, identity: try Peers.identity(0xFE), settings: settings) {
            arrivals.yield($0)
            for await _ in ended {}
        }
    }

    /// A node's connection to this relay.
    func leg(of identity: TransportIdentity) async throws -> PeerConnection {
        try await Dialer.connect(host: "127.0.0.1", port: listener.address.port, purpose: .relay, identity: identity)
    }

    /// The next leg that comes in, and what is said on it first.
    func take() async throws -> (leg: PeerConnection, word: LegMessage) {
        for await leg in legs {
            guard let frames = try await leg.receive() else { break }
            return (leg, try LegMessage(decoding: frames[0][...]))
        }
        throw TransportError.closed
    }

    /// Joins two legs until either ends.
    func join(_ one: PeerConnection, _ two: PeerConnection, there: @escaping Change = faithful, back: @escaping Change = faithful) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await Self.pump(from: one, to: two, there) }
            group.addTask { await Self.pump(from: two, to: one, back) }
            await group.next()
            one.close()
            two.close()
        }
    }

    private static func pump(from: PeerConnection, to: PeerConnection, _ change: @escaping Change) async {
        do {
            try await to.send([LegMessage.joined.encoded()])
            while let frames = try await from.receive() { try await to.send(change(frames)) }
        } catch {}
    }

    func close() async {
        end.finish()
        await listener.close()
    }
}
