import NIOCore
import Sodium
import Synchronization
import Testing
import Wire

@testable import Transport

/// A relay on loopback, and nodes that only dial out to it.
final class Switchboard: Sendable {
    /// What a ring tells a node.
    struct Ringing: Sendable {
        let caller: NodeID
        let ticket: Octets16
    }

    /// Who is connected to the relay, and what it has been asked.
    final class Office: Sendable {
        let bells = Mutex<[NodeID: AsyncStream<Ringing>.Continuation]>([:])
        let rings = Mutex(0)

        /// From now on this node hears when it is called.
        func listen(_ node: NodeID) -> AsyncStream<Ringing> {
            let (ringing, bell) = AsyncStream<Ringing>.makeStream()
            bells.withLock { $0[node] = bell }
            return ringing
        }

        func ring(_ callee: NodeID, _ caller: NodeID, _ ticket: Octets16) -> Bool {
            rings.withLock { $0 += 1 }
            guard let bell = bells.withLock({ $0[callee] }) else { return false }
            bell.yield(Ringing(caller: caller, ticket: ticket))
            return true
        }
    }

    let desk: RelayDesk
    let office = Office()
    let tape = Tape()
    let listener: TransportListener
    let identity: TransportIdentity

    init(
        settings: RelaySettings = RelaySettings(),
        mayCall: @escaping RelayDesk.MayCall = { _, _ in nil }
    ) async throws {
        identity = try Peers.identity(0xFE)
        let (desk, office, tape) = (RelayDesk(settings: settings), office, tape)
        self.desk = desk
        var transport = TransportSettings()
        transport.takesLegs = true
        listener = try await TransportListener.start(host: "127.0.0.1", port: 0, identity: identity, settings: transport) { leg in
            await desk.attend(TapedLeg(leg, tape), mayCall: mayCall) { office.ring($0, $1, $2) }
        }
    }

    /// A connection of a node to the relay, to be joined.
    func leg(of identity: TransportIdentity) async throws -> PeerConnection {
        try await Dialer.connect(host: "127.0.0.1", port: listener.address.port, purpose: .relay, identity: identity)
    }

    /// A leg that has said this already, and nothing heard.
    func leg(of identity: TransportIdentity, saying message: LegMessage) async throws -> PeerConnection {
        let leg = try await leg(of: identity)
        try await leg.send([message.encoded()])
        return leg
    }

    /// Two ends of a connection through the relay.
    func connect(_ one: TransportIdentity, _ two: TransportIdentity) async throws -> (PeerConnection, PeerConnection) {
        let ringing = office.listen(two.node)
        async let answered = answer(as: two, ringing)
        let caller = try await Dialer.connect(through: try await leg(of: one), expecting: two.node, identity: one)
        return (caller, try await answered)
    }

    /// Takes the next call.
    func answer(as identity: TransportIdentity, _ ringing: AsyncStream<Ringing>) async throws -> PeerConnection {
        for await ring in ringing {
            return try await TransportListener.accept(
                from: try await leg(of: identity), ticket: ring.ticket, expecting: ring.caller, identity: identity)
        }
        throw TransportError.closed
    }

    /// Waits until every leg is gone, and stops.
    func close() async {
        while listener.counters.open > 0 { await Task.yield() }
        await listener.close()
    }

    /// Waits until the desk has come to this.
    func wait(for isSo: (RelayCounters) -> Bool) async {
        while !isSo(await desk.counters) { await Task.yield() }
    }
}

/// Everything that a relay gets to see, and how much of it the relay holds.
final class Tape: Sendable {
    private struct State {
        var octets: [UInt8] = []
        var held = 0
        var heldPeak = 0
        var waitingPeak = 0
    }

    private let state = Mutex(State())

    var octets: [UInt8] { state.withLock { $0.octets } }
    /// The most octets that were taken from a leg and not yet given to the other.
    var heldPeak: Int { state.withLock { $0.heldPeak } }
    /// The most octets that waited at a leg to be taken.
    var waitingPeak: Int { state.withLock { $0.waitingPeak } }

    func took(_ frames: [[UInt8]]) {
        state.withLock { state in
            for frame in frames { state.octets += frame }
            state.held += frames.reduce(0) { $0 + $1.count }
            state.heldPeak = max(state.heldPeak, state.held)
        }
    }

    func gave(_ frames: [[UInt8]]) {
        state.withLock { $0.held -= frames.reduce(0) { $0 + $1.count } }
    }

    func waits(_ octets: Int) {
        state.withLock { $0.waitingPeak = max($0.waitingPeak, octets) }
    }
}

/// A leg whose traffic goes on tape.
struct TapedLeg: RelayLeg {
    let leg: PeerConnection
    let tape: Tape

    init(_ leg: PeerConnection, _ tape: Tape) {
        self.leg = leg
        self.tape = tape
    }

    var peer: PeerIdentity { leg.peer }

    func receive() async throws -> [[UInt8]]? {
        tape.waits(leg.inbox.waitingOctets)
        let frames = try await leg.receive()
        tape.took(frames ?? [])
        return frames
    }

    func send(_ frames: [[UInt8]]) async throws {
        try await leg.send(frames)
        tape.gave(frames)
    }

    func close() { leg.close() }
}

extension PeerConnection {
    /// Breaks the connection off under everything, as a lost machine does: no goodbye of any TLS.
    func breakOff() async throws {
        let channel = channel
        try await channel.eventLoop.submit { channel._channelCore.close0(error: ChannelError.eof, mode: .all, promise: nil) }.get()
    }

    /// Receives until this many frames are there, or the end.
    func frames(_ count: Int) async throws -> [[UInt8]] {
        var frames: [[UInt8]] = []
        while frames.count < count, let batch = try await receive() { frames += batch }
        return frames
    }
}
