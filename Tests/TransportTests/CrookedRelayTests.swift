import Sodium
import Synchronization
import Testing
import Wire

@testable import Transport

/// What two nodes notice when the relay between them lies (specification 7.8 and 7.9).
@Suite("Through a relay that lies", .timeLimit(.minutes(1)))
struct CrookedRelayTests {
    private let ticket = SecureRandom.octets16()

    /// The outcome of both sides of a call that this relay joins.
    private func outcomes(
        of relay: RawRelay, calling one: TransportIdentity, to expected: NodeID, reached two: TransportIdentity,
        showing shown: TransportIdentity? = nil, from named: NodeID,
        there: @escaping RawRelay.Change = RawRelay.faithful, back: @escaping RawRelay.Change = RawRelay.faithful
    ) async throws -> (caller: Result<PeerConnection, TransportError>, callee: Result<PeerConnection, TransportError>) {
        let callerLeg = try await relay.leg(of: one)
        async let caller = result { () throws(TransportError) in
            try await Dialer.connect(through: callerLeg, expecting: expected, identity: one)
        }
        let first = try await relay.take()
        #expect(first.word == .call(expected))
        let calleeLeg = try await relay.leg(of: two)
        async let callee = result { () throws(TransportError) in
            try await TransportListener.accept(from: calleeLeg, ticket: ticket, expecting: named, identity: shown ?? two)
        }
        let second = try await relay.take()
        #expect(second.word == .answer(ticket: ticket))
        Task { await relay.join(first.leg, second.leg, there: there, back: back) }
        return (await caller, await callee)
    }

    private func result(
        _ body: () async throws(TransportError) -> PeerConnection
    ) async -> Result<PeerConnection, TransportError> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }

    private func failure(_ result: Result<PeerConnection, TransportError>) -> TransportError? {
        if case .failure(let error) = result { error } else { nil }
    }

    @Test("A caller that is led to another node refuses it")
    func anotherCallee() async throws {
        let relay = try await RawRelay()
        let (one, other) = (try Peers.identity(1), try Peers.identity(3))
        let (caller, callee) = try await outcomes(of: relay, calling: one, to: try Peers.node(2), reached: other, from: one.node)
        #expect(failure(caller) == .handshake(.otherPeer))
        #expect(failure(callee) == .handshake(.refusedByPeer))
        await relay.close()
    }

    @Test("A called node refuses a caller that is not the one the relay named")
    func anotherCaller() async throws {
        let relay = try await RawRelay()
        let (other, two) = (try Peers.identity(3), try Peers.identity(2))
        let (caller, callee) = try await outcomes(of: relay, calling: other, to: two.node, reached: two, from: try Peers.node(1))
        #expect(failure(caller) == .handshake(.refusedByPeer))
        #expect(failure(callee) == .handshake(.otherPeer))
        await relay.close()
    }

    @Test("A relay that answers in a node's place is refused like anybody who lies in a certificate", arguments: Forgery.allCases)
    func inItsPlace(forgery: Forgery) async throws {
        let relay = try await RawRelay()
        let (one, liar) = (try Peers.identity(1), try Peers.identity(9))
        let (caller, callee) = try await outcomes(
            of: relay, calling: one, to: liar.node, reached: liar, showing: try forgery.identity(), from: one.node)
        #expect(failure(caller) == .handshake(forgery.refusal))
        #expect(failure(callee) == .handshake(.refusedByPeer))
        await relay.close()
    }

    /// Flips the last bit of the last octet of the n-th batch: of a record of TLS its authenticator, or of a ClientHello its last extension.
    private static func flip(batch number: Int) -> RawRelay.Change {
        let count = Mutex(0)
        return { frames in
            let isNow = count.withLock { count in
                count += 1
                return count == number
            }
            guard isNow, var last = frames.last else { return frames }
            last[last.count - 1] ^= 1
            return frames.dropLast() + [last]
        }
    }

    @Test("A bit flipped in the handshake ends it, for both", arguments: [true, false])
    func flippedHandshake(isThere: Bool) async throws {
        let relay = try await RawRelay()
        let (one, two) = (try Peers.identity(1), try Peers.identity(2))
        let flip = Self.flip(batch: 1)
        let (caller, callee) = try await outcomes(
            of: relay, calling: one, to: two.node, reached: two, from: one.node, there: isThere ? flip : RawRelay.faithful,
            back: isThere ? RawRelay.faithful : flip)
        #expect(failure(caller) != nil)
        #expect(failure(callee) != nil)
        await relay.close()
    }

    @Test("A bit flipped in what is said ends the connection, and nothing false is received", arguments: [true, false])
    func flipped(isThere: Bool) async throws {
        let relay = try await RawRelay()
        let (one, two) = (try Peers.identity(1), try Peers.identity(2))
        let isArmed = Mutex(false)
        let change: RawRelay.Change = { frames in
            guard isArmed.withLock({ $0 }), var last = frames.last else { return frames }
            last[last.count - 1] ^= 1
            return frames.dropLast() + [last]
        }
        let (caller, callee) = try await outcomes(
            of: relay, calling: one, to: two.node, reached: two, from: one.node, there: isThere ? change : RawRelay.faithful,
            back: isThere ? RawRelay.faithful : change)
        let (sender, receiver) = isThere ? (try caller.get(), try callee.get()) : (try callee.get(), try caller.get())
        try await sender.send([[1]])
        #expect(try await receiver.receive() == [[1]])
        isArmed.withLock { $0 = true }
        try await sender.send([[2]])
        await #expect(throws: TransportError.lost) { try await receiver.receive() }
        await #expect(throws: TransportError.lost) { try await sender.receive() }
        await relay.close()
    }

    enum Editing: CaseIterable {
        case putIn, leftOut, repeated

        func edit(_ frames: [[UInt8]]) -> [[UInt8]] {
            switch self {
            case .putIn: [[0x17, 3, 3, 0, 32] + [UInt8](repeating: 0, count: 32)] + frames
            case .leftOut: Array(frames.dropFirst())
            case .repeated: frames + frames
            }
        }
    }

    @Test("Octets that a relay puts in, leaves out or repeats end the connection", arguments: Editing.allCases)
    func edited(how: Editing) async throws {
        let relay = try await RawRelay()
        let (one, two) = (try Peers.identity(1), try Peers.identity(2))
        let isArmed = Mutex(false)
        let (caller, callee) = try await outcomes(
            of: relay, calling: one, to: two.node, reached: two, from: one.node,
            there: { frames in
                let isNow = isArmed.withLock { isArmed in
                    defer { isArmed = false }
                    return isArmed
                }
                return isNow ? how.edit(frames) : frames
            })
        let (sender, receiver) = (try caller.get(), try callee.get())
        isArmed.withLock { $0 = true }
        try await sender.send([[1]])
        // What was repeated or left out shows when the next record does not follow.
        try? await sender.send([[2]])
        var received: [[UInt8]] = []
        await #expect(throws: TransportError.lost) {
            while let frames = try await receiver.receive() { received += frames }
        }
        #expect(received.isEmpty || received == [[1]])
        await relay.close()
    }

    static let wrongWords: [([UInt8], LegError)] = [
        (LegMessage.call(NodeID(SecureRandom.octets16())).encoded(), .legUnexpected),
        (LegMessage.answer(ticket: SecureRandom.octets16()).encoded(), .legUnexpected),
        ([0x81, 4], .legMalformed),
        ([0x16, 3, 1], .legMalformed),
    ]

    @Test("A first word of the relay that is no word of a relay ends the leg", arguments: wrongWords)
    func wrongWord(word: [UInt8], error: LegError) async throws {
        let relay = try await RawRelay()
        let one = try Peers.identity(1)
        let leg = try await relay.leg(of: one)
        let two = try Peers.node(2)
        async let caller = result { () throws(TransportError) in
            try await Dialer.connect(through: leg, expecting: two, identity: one)
        }
        try await relay.take().leg.send([word])
        #expect(failure(await caller) == .leg(error))
        await relay.close()
    }

    @Test("A relay that says nothing, or nothing after it has joined, times the caller out", arguments: [false, true])
    func silent(isJoined: Bool) async throws {
        let relay = try await RawRelay()
        let one = try Peers.identity(1)
        let leg = try await relay.leg(of: one)
        let two = try Peers.node(2)
        async let caller = result { () throws(TransportError) in
            try await Dialer.connect(through: leg, expecting: two, identity: one, timeout: .milliseconds(200))
        }
        let taken = try await relay.take().leg
        if isJoined { try? await taken.send([LegMessage.joined.encoded()]) }
        #expect(failure(await caller) == .timedOut)
        await relay.close()
    }

    @Test("A relay that ends the leg without a word closes the call; a cancelled call ends at once", arguments: [false, true])
    func ended(isCancelled: Bool) async throws {
        let relay = try await RawRelay()
        let one = try Peers.identity(1)
        let leg = try await relay.leg(of: one)
        let two = try Peers.node(2)
        let calling = Task {
            await result { () throws(TransportError) in try await Dialer.connect(through: leg, expecting: two, identity: one) }
        }
        let taken = try await relay.take().leg
        if isCancelled { calling.cancel() } else { taken.close() }
        #expect(failure(await calling.value) == .closed)
        #expect(try await taken.receive() == nil)
        await relay.close()
    }
}
