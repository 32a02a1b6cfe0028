import NIOCore
import Sodium
import Synchronization
import Testing
import Wire

@testable import Transport

/// Connections through an honest relay (specification 7.9 and 7.10).
@Suite("Through a relay", .timeLimit(.minutes(4)))
struct RelayTests {
    /// Octets that nothing else resembles.
    private func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count / 8).flatMap { _ in withUnsafeBytes(of: generator.next()) { [UInt8]($0) } }
    }

    /// Whether any 16 octets in a row of the secret stand in the text.
    private func isAnything(of secret: [UInt8], in text: [UInt8]) -> Bool {
        let pieces = Set(stride(from: 0, to: secret.count - 15, by: 1).map { Array(secret[$0..<$0 + 16]) })
        return stride(from: 0, to: max(0, text.count - 15), by: 1).contains { pieces.contains(Array(text[$0..<$0 + 16])) }
    }

    @Test("Two nodes that only dial out learn who the other is, exchange frames, and the relay sees none of it")
    func opaque() async throws {
        let board = try await Switchboard()
        let (one, two) = (try Peers.identity(1), try Peers.identity(2))
        let (caller, callee) = try await board.connect(one, two)
        #expect(caller.peer == PeerIdentity(node: two.node, operationKey: two.operationKey.octets))
        #expect(callee.peer == PeerIdentity(node: one.node, operationKey: one.operationKey.octets))
        #expect((caller.isOutbound, callee.isOutbound) == (true, false))
        for connection in [caller, callee] {
            #expect(connection.purpose == .gossip)
            #expect(connection.relay == PeerIdentity(node: board.identity.node, operationKey: board.identity.operationKey.octets))
            #expect(connection.remoteAddress == board.listener.address)
        }
        let (question, answer) = (random(4_096), random(4_096))
        try await caller.send([question])
        #expect(try await callee.receive() == [question])
        try await callee.send([answer])
        #expect(try await caller.receive() == [answer])
        caller.close()
        #expect(try await callee.receive() == nil)
        await board.close()
        let seen = board.tape.octets
        #expect(seen.count > question.count + answer.count)
        #expect(!isAnything(of: question, in: seen))
        #expect(!isAnything(of: answer, in: seen))
        for part in [Peers.network.array, one.operationKey.octets.array, two.operationKey.octets.array] {
            #expect(!isAnything(of: part, in: seen), "certificates are encrypted too")
        }
    }

    @Test("What is said on joined legs without a TLS inside, the relay does see: the tape works")
    func tapeWorks() async throws {
        let board = try await Switchboard()
        let (one, two) = (try Peers.identity(1), try Peers.identity(2))
        let ringing = board.office.listen(two.node)
        let caller = try await board.leg(of: one, saying: .call(two.node))
        for await ring in ringing {
            let callee = try await board.leg(of: two, saying: .answer(ticket: ring.ticket))
            #expect(try await callee.receive() == [LegMessage.joined.encoded()])
            #expect(try await caller.receive() == [LegMessage.joined.encoded()])
            let secret = random(4_096)
            try await caller.send([secret])
            #expect(try await callee.receive() == [secret])
            #expect(isAnything(of: secret, in: board.tape.octets))
            caller.close()
            break
        }
        await board.close()
    }

    @Test("Twenty million octets each way at once arrive whole")
    func volume() async throws {
        let board = try await Switchboard()
        let (caller, callee) = try await board.connect(try Peers.identity(1), try Peers.identity(2))
        let noise = random(1_000_000)
        let (there, back) = ((0..<20).map { [$0] + noise }, (20..<40).map { [$0] + noise })
        async let sentThere: Void = caller.send(there)
        async let sentBack: Void = callee.send(back)
        async let receivedThere = callee.frames(there.count)
        async let receivedBack = caller.frames(back.count)
        _ = try await (sentThere, sentBack)
        let isEqual = (try await receivedThere == there, try await receivedBack == back)
        #expect(isEqual == (true, true))
        callee.close()
        #expect(try await caller.receive() == nil)
        await board.close()
        #expect(await board.desk.counters.octets > 40_000_000)
    }

    @Test("Many sizes arrive in order, and everything sent before an orderly end is received")
    func order() async throws {
        let board = try await Switchboard()
        let (caller, callee) = try await board.connect(try Peers.identity(1), try Peers.identity(2))
        let frames = (1...2_000).map { [UInt8](repeating: UInt8($0 % 251), count: $0 * 7_919 % 3_000 + 1) }
        let receiving = Task { try await callee.frames(.max) }
        for start in stride(from: 0, to: frames.count, by: 100) { try await caller.send(Array(frames[start..<start + 100])) }
        caller.close()
        let isEqual = try await receiving.value == frames
        #expect(isEqual)
        await board.close()
    }

    @Test("A peer that does not read holds the sender back, not the relay, which keeps less than half a million octets")
    func backPressure() async throws {
        let board = try await Switchboard()
        let (fast, slow) = try await board.connect(try Peers.identity(1), try Peers.identity(2))
        let frames = [[UInt8]](repeating: [UInt8](repeating: 6, count: WireLimits.frameOctetsMax), count: 64)
        let hasReturned = Mutex(false)
        let sending = Task {
            try await fast.send(frames)
            hasReturned.withLock { $0 = true }
        }
        // Time passes here as a thousand round trips through the same relay.
        let (third, fourth) = try await board.connect(try Peers.identity(3), try Peers.identity(4))
        for _ in 0..<1_000 {
            try await third.send([[1]])
            #expect(try await fourth.receive() == [[1]])
            try await fourth.send([[2]])
            #expect(try await third.receive() == [[2]])
        }
        #expect(!hasReturned.withLock { $0 })
        #expect(slow.inbox.waitingOctets < TransportLimits.inboxOctetsMax + 2 * WireLimits.frameOctetsMax)
        let isEqual = try await slow.frames(frames.count) == frames
        #expect(isEqual)
        try await sending.value
        // A leg that is full is not read: what waits exceeds the limit by one round of reads, four at most.
        let bound = TransportLimits.legInboxOctetsMax + 4 * TransportLimits.readOctetsMax
        #expect(board.tape.waitingPeak > 0)
        #expect(board.tape.waitingPeak <= bound)
        #expect(board.tape.heldPeak <= bound)
        for connection in [fast, third] { connection.close() }
        await board.close()
    }

    enum Side: CaseIterable {
        case caller, callee
    }

    @Test("An orderly end at either side is one at the other, and the pair is gone", arguments: Side.allCases)
    func orderlyEnd(side: Side) async throws {
        let board = try await Switchboard()
        let (caller, callee) = try await board.connect(try Peers.identity(1), try Peers.identity(2))
        #expect(await board.desk.counters.pairs == 1)
        let (leaving, staying) = side == .caller ? (caller, callee) : (callee, caller)
        try await leaving.send([[1], [2]])
        leaving.close()
        #expect(try await staying.frames(2) == [[1], [2]])
        #expect(try await staying.receive() == nil)
        #expect(try await leaving.receive() == nil)
        await board.close()
        await board.wait { $0.pairs == 0 }
        await #expect(throws: TransportError.closed) { try await staying.send([[1]]) }
    }

    @Test("A leg that breaks off ends the other leg and the connection, which is lost and not ended", arguments: Side.allCases)
    func brokenLeg(side: Side) async throws {
        let board = try await Switchboard()
        let (caller, callee) = try await board.connect(try Peers.identity(1), try Peers.identity(2))
        let (dying, staying) = side == .caller ? (caller, callee) : (callee, caller)
        try await dying.breakOff()
        await #expect(throws: TransportError.lost) { try await staying.receive() }
        await #expect(throws: TransportError.lost) { try await dying.receive() }
        await board.close()
        await board.wait { $0.pairs == 0 }
    }

    @Test("A relay that stops ends its connections, which are lost and not ended")
    func relayStops() async throws {
        let board = try await Switchboard()
        let (caller, callee) = try await board.connect(try Peers.identity(1), try Peers.identity(2))
        await board.listener.close()
        await #expect(throws: TransportError.lost) { try await caller.receive() }
        await #expect(throws: TransportError.lost) { try await callee.receive() }
        #expect(await board.desk.counters.pairs == 0)
    }

    @Test("A dropped connection closes its leg, and one that is kept keeps it")
    func dropped() async throws {
        let board = try await Switchboard()
        do {
            let (caller, callee) = try await board.connect(try Peers.identity(1), try Peers.identity(2))
            try await caller.send([[1]])
            #expect(try await callee.receive() == [[1]])
        }
        await board.close()
        #expect(await board.desk.counters.joined == 1)
    }

    @Test("A leg carries one connection: the second finds it taken, and nothing can be said on it beside")
    func takenLeg() async throws {
        let board = try await Switchboard()
        let (one, two) = (try Peers.identity(1), try Peers.identity(2))
        let leg = try await board.leg(of: one)
        async let answered = board.answer(as: two, board.office.listen(two.node))
        let caller = try await Dialer.connect(through: leg, expecting: two.node, identity: one)
        let callee = try await answered
        await #expect(throws: TransportError.closed) {
            try await Dialer.connect(through: leg, expecting: two.node, identity: one)
        }
        await #expect(throws: TransportError.closed) { try await leg.send([[9]]) }
        #expect(try await leg.receive() == nil)
        try await caller.send([[1]])
        #expect(try await callee.receive() == [[1]])
        leg.close()
        #expect(try await callee.receive() == nil)
        await board.close()
    }

    @Test("One listener takes neighbours and legs, each for what they asked")
    func purposes() async throws {
        let board = try await Switchboard()
        let identity = try Peers.identity(1)
        let leg = try await board.leg(of: identity)
        #expect(leg.purpose == .relay)
        let purposes = Mutex<[ConnectionPurpose]>([])
        var settings = TransportSettings()
        settings.takesLegs = true
        let listener = try await TransportListener.start(
            host: "127.0.0.1", port: 0, identity: try Peers.identity(2), settings: settings
        ) { connection in
            purposes.withLock { $0.append(connection.purpose) }
            _ = try? await connection.receive()
        }
        for purpose in [ConnectionPurpose.gossip, .relay] {
            let connection = try await Dialer.connect(
                host: "127.0.0.1", port: listener.address.port, purpose: purpose, identity: identity)
            #expect(connection.purpose == purpose)
            connection.close()
            while listener.counters.open > 0 { await Task.yield() }
        }
        await listener.close()
        #expect(purposes.withLock { $0 } == [.gossip, .relay])
        leg.close()
        await board.close()
    }

    @Test("A listener that is no relay refuses legs in TLS")
    func noRelay() async throws {
        let listener = try await TransportListener.start(host: "127.0.0.1", port: 0, identity: try Peers.identity(1)) { _ in
            Issue.record("a leg was taken")
        }
        let identity = try Peers.identity(2)
        await #expect(throws: TransportError.handshake(.protocolNotAgreed)) {
            try await Dialer.connect(host: "127.0.0.1", port: listener.address.port, purpose: .relay, identity: identity)
        }
        while listener.counters.open > 0 { await Task.yield() }
        await listener.close()
        #expect(listener.counters.refused == [.protocolNotAgreed: 1])
    }

    @Test("A frame above 65,536 octets is not sent on a leg, and refused when it comes")
    func legFrames() async throws {
        let board = try await Switchboard()
        let leg = try await board.leg(of: try Peers.identity(1))
        let long = [UInt8](repeating: 0, count: TransportLimits.legFrameOctetsMax + 1)
        await #expect(throws: TransportError.frame(.tooLong)) { try await leg.send([long]) }
        try await leg.channel.writeAndFlush(ByteBuffer(bytes: Frame.encode(long)))
        #expect(try await leg.receive() == nil)
        await board.close()
        #expect(await board.desk.counters.refused == [:])
    }
}
