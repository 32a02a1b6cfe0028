import Sodium
import Synchronization
import Testing
import Wire

@testable import Transport

/// Whom a relay joins and whom it refuses (specification 7.8 and 7.10).
@Suite("The relay's desk", .timeLimit(.minutes(1)))
struct RelayDeskTests {
    /// What a leg hears until it is closed.
    private func heard(on leg: PeerConnection) async throws -> [LegMessage] {
        try await leg.frames(.max).map { try LegMessage(decoding: $0[...]) }
    }

    /// The one refusal that a leg hears before it is closed.
    private func refusal(on leg: PeerConnection) async throws -> RelayRefusal? {
        guard case .refused(let refusal, let text)? = try await heard(on: leg).only else { return nil }
        #expect(text == refusal.description)
        return refusal
    }

    private func short(_ change: (inout RelaySettings) -> Void) -> RelaySettings {
        var settings = RelaySettings()
        change(&settings)
        return settings
    }

    @Test("A stranger is refused before anything else: nobody is rung, and not even the limits are told")
    func stranger() async throws {
        let asked = Mutex<[(PeerIdentity, NodeID)]>([])
        let board = try await Switchboard(settings: short { $0.pairsMax = 0 }) { caller, callee in
            asked.withLock { $0.append((caller, callee)) }
            return .notPermitted
        }
        let (one, two) = (try Peers.identity(1), try Peers.identity(2))
        _ = board.office.listen(two.node)
        let leg = try await board.leg(of: one)
        await #expect(throws: TransportError.relay(.notPermitted)) {
            try await Dialer.connect(through: leg, expecting: two.node, identity: one)
        }
        await board.close()
        let question = try #require(asked.withLock { $0 }.only)
        #expect(question.0 == PeerIdentity(node: one.node, operationKey: one.operationKey.octets))
        #expect(question.1 == two.node)
        #expect(board.office.rings.withLock { $0 } == 0)
        #expect(await board.desk.counters.refused == [.notPermitted: 1])
        #expect(await board.desk.counters.joined == 0)
    }

    @Test("The reason of whoever decides who may call is the caller's answer", arguments: RelayRefusal.allCases)
    func reason(refusal: RelayRefusal) async throws {
        let board = try await Switchboard { _, _ in refusal }
        let leg = try await board.leg(of: try Peers.identity(1))
        let one = try Peers.identity(1)
        await #expect(throws: TransportError.relay(refusal)) {
            try await Dialer.connect(through: leg, expecting: NodeID(SecureRandom.octets16()), identity: one)
        }
        await board.close()
    }

    @Test("A node that is not connected to the relay is away")
    func away() async throws {
        let board = try await Switchboard()
        let leg = try await board.leg(of: try Peers.identity(1), saying: .call(try Peers.node(2)))
        #expect(try await refusal(on: leg) == .away)
        await board.close()
        #expect(await board.desk.counters.waiting == 0)
    }

    @Test("A ticket that nobody was given is unknown")
    func unknownTicket() async throws {
        let board = try await Switchboard()
        let two = try Peers.identity(2)
        let leg = try await board.leg(of: two)
        await #expect(throws: TransportError.relay(.unknownTicket)) {
            try await TransportListener.accept(
                from: leg, ticket: SecureRandom.octets16(), expecting: try Peers.node(1), identity: two)
        }
        await board.close()
        #expect(await board.desk.counters.refused == [.unknownTicket: 1])
    }

    @Test("A ticket is used once, by the node it was given to; who steals it or comes again does not disturb the pair")
    func ticketTwice() async throws {
        let board = try await Switchboard()
        let (one, two) = (try Peers.identity(1), try Peers.identity(2))
        let ringing = board.office.listen(two.node)
        let caller = try await board.leg(of: one, saying: .call(two.node))
        for await ring in ringing {
            #expect(ring.caller == one.node)
            let thief = try await board.leg(of: try Peers.identity(3), saying: .answer(ticket: ring.ticket))
            #expect(try await refusal(on: thief) == .unknownTicket)
            let callee = try await board.leg(of: two, saying: .answer(ticket: ring.ticket))
            #expect(try await callee.receive() == [LegMessage.joined.encoded()])
            let again = try await board.leg(of: two, saying: .answer(ticket: ring.ticket))
            #expect(try await refusal(on: again) == .unknownTicket)
            #expect(try await caller.receive() == [LegMessage.joined.encoded()])
            try await callee.send([[5]])
            #expect(try await caller.receive() == [[5]])
            callee.close()
            #expect(try await caller.receive() == nil)
            break
        }
        await board.close()
        #expect(await board.desk.counters.joined == 1)
        #expect(await board.desk.counters.refused == [.unknownTicket: 2])
    }

    @Test("A called node that does not answer in time leaves the caller with a word, and the ticket worthless")
    func silentCallee() async throws {
        let desk = RelayDesk(settings: short { $0.answerTimeout = .milliseconds(50) })
        let rung = Mutex<Octets16?>(nil)
        let (one, two) = (try Peers.node(1), try Peers.node(2))
        let caller = ScriptedLeg(one, saying: .call(two))
        await desk.attend(caller, mayCall: { _, _ in nil }) { _, _, ticket in
            rung.withLock { $0 = ticket }
            return true
        }
        #expect(try caller.heard() == [.refused(.silent, text: RelayRefusal.silent.description)])
        #expect(await desk.counters.waiting == 0)
        let late = ScriptedLeg(two, saying: .answer(ticket: try #require(rung.withLock { $0 })))
        await desk.attend(late, mayCall: { _, _ in nil }, ring: { _, _, _ in false })
        #expect(try late.heard() == [.refused(.unknownTicket, text: RelayRefusal.unknownTicket.description)])
        #expect(await desk.counters.refused == [.silent: 1, .unknownTicket: 1])
    }

    @Test("A leg that does not say what it is for is silent")
    func silentLeg() async throws {
        let board = try await Switchboard(settings: short { $0.answerTimeout = .milliseconds(50) })
        let leg = try await board.leg(of: try Peers.identity(1))
        #expect(try await refusal(on: leg) == .silent)
        await board.close()
    }

    enum Leaving: CaseIterable {
        case goodbye, brokenOff
    }

    @Test("A caller that goes away while it waits is forgotten at once", arguments: Leaving.allCases)
    func callerGone(leaving: Leaving) async throws {
        let board = try await Switchboard()
        let two = try Peers.identity(2)
        let ringing = board.office.listen(two.node)
        let caller = try await board.leg(of: try Peers.identity(1), saying: .call(two.node))
        for await ring in ringing {
            #expect(await board.desk.counters.waiting == 1)
            switch leaving {
            case .goodbye: caller.close()
            case .brokenOff: try await caller.breakOff()
            }
            await board.wait { $0.waiting == 0 }
            let late = try await board.leg(of: two, saying: .answer(ticket: ring.ticket))
            #expect(try await refusal(on: late) == .unknownTicket)
            break
        }
        await board.close()
        #expect(await board.desk.counters.givenUp == 1)
        #expect(await board.desk.counters.joined == 0)
    }

    @Test("A caller that speaks before it is joined is closed without a word")
    func impatient() async throws {
        let board = try await Switchboard()
        let two = try Peers.identity(2)
        let ringing = board.office.listen(two.node)
        let caller = try await board.leg(of: try Peers.identity(1), saying: .call(two.node))
        for await _ in ringing {
            try await caller.send([[1, 2, 3]])
            #expect(try await heard(on: caller) == [])
            break
        }
        await board.close()
        #expect(await board.desk.counters.broken == [.legUnexpected: 1])
    }

    static let wrongWords: [([[UInt8]], LegError)] = [
        ([[0x81, 4]], .legMalformed),
        ([[0]], .legMalformed),
        ([LegMessage.joined.encoded()], .legUnexpected),
        ([LegMessage.refused(.busy, text: "").encoded()], .legUnexpected),
        ([LegMessage.answer(ticket: SecureRandom.octets16()).encoded(), [0]], .legUnexpected),
    ]

    @Test("What a leg may not say closes it without a word, and is counted by name", arguments: wrongWords)
    func wrongWord(frames: [[UInt8]], error: LegError) async throws {
        let board = try await Switchboard()
        let leg = try await board.leg(of: try Peers.identity(1))
        try await leg.send(frames)
        #expect(try await heard(on: leg) == [])
        await board.close()
        #expect(await board.desk.counters.broken == [error: 1])
    }

    @Test("Above its limit of pairs the relay is busy, and a pair that ends makes room")
    func busy() async throws {
        let board = try await Switchboard(settings: short { $0.pairsMax = 1 })
        let (one, two, three) = (try Peers.identity(1), try Peers.identity(2), try Peers.identity(3))
        let (caller, callee) = try await board.connect(one, two)
        let leg = try await board.leg(of: three)
        await #expect(throws: TransportError.relay(.busy)) {
            try await Dialer.connect(through: leg, expecting: two.node, identity: three)
        }
        caller.close()
        #expect(try await callee.receive() == nil)
        await board.wait { $0.pairs == 0 }
        let (third, second) = try await board.connect(three, two)
        try await third.send([[1]])
        #expect(try await second.receive() == [[1]])
        second.close()
        await board.close()
    }

    @Test("A caller with too many calls that wait is refused the next, and others are not")
    func tooMany() async throws {
        let board = try await Switchboard(settings: short { $0.waitingPerCallerMax = 1 })
        let (one, two) = (try Peers.identity(1), try Peers.identity(2))
        let ringing = board.office.listen(two.node)
        let first = try await board.leg(of: one, saying: .call(two.node))
        for await _ in ringing { break }
        let second = try await board.leg(of: one, saying: .call(two.node))
        #expect(try await refusal(on: second) == .tooMany)
        let (caller, callee) = try await board.connect(try Peers.identity(3), two)
        try await caller.send([[1]])
        #expect(try await callee.receive() == [[1]])
        caller.close()
        first.close()
        await board.close()
    }

    @Test("A pair in which nothing moves is ended")
    func idle() async throws {
        let board = try await Switchboard(settings: short { $0.idleTimeout = .milliseconds(50) })
        let two = try Peers.identity(2)
        let ringing = board.office.listen(two.node)
        let caller = try await board.leg(of: try Peers.identity(1), saying: .call(two.node))
        for await ring in ringing {
            let callee = try await board.leg(of: two, saying: .answer(ticket: ring.ticket))
            #expect(try await heard(on: caller) == [.joined])
            #expect(try await heard(on: callee) == [.joined])
            break
        }
        await board.close()
        #expect(await board.desk.counters.idled == 1)
        #expect(await board.desk.counters.pairs == 0)
    }

    @Test("A pair of which one leg does not read any more is ended too, and holds nothing for ever")
    func stuck() async throws {
        let board = try await Switchboard(settings: short { $0.idleTimeout = .milliseconds(100) })
        let two = try Peers.identity(2)
        let ringing = board.office.listen(two.node)
        let caller = try await board.leg(of: try Peers.identity(1), saying: .call(two.node))
        for await ring in ringing {
            let callee = try await board.leg(of: two, saying: .answer(ticket: ring.ticket))
            #expect(try await caller.receive() == [LegMessage.joined.encoded()])
            let frames = [[UInt8]](repeating: [UInt8](repeating: 6, count: TransportLimits.legFrameOctetsMax), count: 1_000)
            await #expect(throws: TransportError.self) { try await caller.send(frames) }
            callee.close()
            break
        }
        await board.wait { $0.idled == 1 && $0.pairs == 0 }
        await board.close()
    }
}

/// A leg without a connection, which says one thing and notes what it hears.
final class ScriptedLeg: RelayLeg {
    let peer: PeerIdentity
    private let inbox = Inbox(octetsMax: .max) {}
    private let sent = Mutex<[[UInt8]]>([])

    init(_ node: NodeID, saying message: LegMessage) {
        peer = PeerIdentity(node: node, operationKey: SecureRandom.octets32())
        inbox.deliver([message.encoded()])
    }

    func receive() async throws -> [[UInt8]]? { try await inbox.receive() }

    func send(_ frames: [[UInt8]]) async throws { sent.withLock { $0 += frames } }

    func close() { inbox.end(.finished) }

    func heard() throws -> [LegMessage] { try sent.withLock { try $0.map { try LegMessage(decoding: $0[...]) } } }
}

extension Array {
    /// The element of an array of one.
    fileprivate var only: Element? { count == 1 ? first : nil }
}
