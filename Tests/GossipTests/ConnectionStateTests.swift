import Ledger
import Sodium
import Testing
import Wire

@testable import Gossip

@Suite("What is remembered of a connection")
struct ConnectionStateTests {
    private static let registry = identifier(0) as JournalID

    private static func identifier<Value: Identifier>(_ number: UInt32) -> Value {
        let octets = (0..<Value.count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0 % 4))) }
        guard let value = Value(octets) else { preconditionFailure("\(Value.count) octets were refused") }
        return value
    }

    private static func session(_ number: UInt64) -> Session {
        Session(
            id: SessionID(number), peer: identifier(1), key: registry.octets, isOutbound: true, nonce: (identifier(2) as NodeID).octets,
            registry: registry,
            now: Instant(milliseconds: 0))
    }

    @Test("changes with the connection, and not with a copy of it")
    func copies() {
        var table = SessionTable()
        table[SessionID(1)] = Self.session(1)
        let copy = table
        table[SessionID(1)]?.unflushed = 7
        table[SessionID(1)]?.resting[Self.registry] = Instant(milliseconds: 5)
        #expect(table[SessionID(1)]?.unflushed == 7)
        #expect(copy[SessionID(1)]?.unflushed == 0)
        #expect(copy[SessionID(1)]?.resting.isEmpty == true)
    }

    @Test("is found by the connection's number, in order, in whatever order connections came")
    func order() {
        var table = SessionTable()
        let numbers: [UInt64] = [5, 1, 9, 3, 7, 2, 8]
        for number in numbers { table[SessionID(number)] = Self.session(number) }
        table[SessionID(3)] = nil
        table[SessionID(4)] = nil
        let left: [UInt64] = [1, 2, 5, 7, 8, 9]
        #expect(table.ids == left.map { SessionID($0) })
        #expect(table.values.map(\.id) == table.ids)
        for id in table.ids { #expect(table[id]?.id == id) }
        #expect(table[SessionID(3)] == nil && table[SessionID(10)] == nil)
        #expect(table.count == 6)
    }

    @Test("says when something must happen on the first of them, whatever changes on which")
    func deadlines() {
        func milliseconds(_ table: SessionTable) -> UInt64? { table.earliestDeadline?.milliseconds }
        var table = SessionTable()
        #expect(milliseconds(table) == nil)
        for number in [2, 1] as [UInt64] { table[SessionID(number)] = Self.session(number) }
        #expect(milliseconds(table) == GossipLimits.helloMilliseconds)
        for id in table.ids { table[id]?.standing = .full }
        #expect(milliseconds(table) == GossipLimits.idleMilliseconds)
        table[SessionID(1)]?.hear(at: Instant(milliseconds: 7))
        #expect(milliseconds(table) == GossipLimits.idleMilliseconds)
        table[SessionID(2)] = nil
        #expect(milliseconds(table) == GossipLimits.idleMilliseconds + 7)
        table[SessionID(1)]?.submissionDue = Instant(milliseconds: 9)
        #expect(milliseconds(table) == 9)
        table[SessionID(1)]?.submissionDue = nil
        table[SessionID(1)]?.pinged = true
        #expect(milliseconds(table) == GossipLimits.silenceMilliseconds + 7)
        table[SessionID(1)] = nil
        #expect(milliseconds(table) == nil)
    }

    @Test("goes on with the smaller of two numbers that the peer gave a journal, however its tables are ordered")
    func twoNumbers() {
        var past = NamedJournals(registry: Self.registry)
        let journals = (1...64).map { Self.identifier($0) as JournalID }
        for (index, journal) in journals.enumerated() {
            let isNew = past.peerNames(journal, by: UInt32(index + 1), size: 3)
            let isNewAgain = past.peerNames(journal, by: UInt32(index + 1_001), size: 4)
            #expect(isNew && !isNewAgain)
        }
        var next = NamedJournals(registry: Self.registry)
        next.reserve(past)
        next.goOn(from: past, confirmed: 0)
        for (index, journal) in journals.enumerated() {
            #expect(next.peerNumber(of: journal) == UInt32(index + 1))
            #expect(next.journal(peerNumbered: UInt32(index + 1_001)) == journal)
            #expect(next.peerSize(of: journal) == 4)
        }
    }

    @Test("goes on with our numbers and sizes as far as the peer got them, and gives no number twice")
    func ourNumbers() {
        var past = NamedJournals(registry: Self.registry)
        let journals = (1...3).map { Self.identifier($0) as JournalID }
        for (index, journal) in journals.enumerated() {
            let number = past.giveNumber(to: journal, announced: UInt64(index))
            #expect(number == UInt32(index + 1))
            past.tell(journal, 10, announced: UInt64(index))
        }
        past.tell(journals[0], 11, announced: 7)
        var next = NamedJournals(registry: Self.registry)
        next.reserve(past)
        let fresh = Self.identifier(9) as JournalID
        #expect(next.journal(numbered: 1) == nil)
        let freshNumber = next.giveNumber(to: fresh, announced: 0)
        #expect(freshNumber == 4)
        // Of four announcements two came: two journals are known, the first at a size that was not confirmed.
        next.goOn(from: past, confirmed: 2)
        #expect(next.number(of: journals[0]) == 1 && next.toldSize(of: journals[0]) == 0)
        #expect(next.number(of: journals[1]) == 2 && next.toldSize(of: journals[1]) == 10)
        #expect(next.number(of: journals[2]) == nil && next.journal(numbered: 3) == nil)
        #expect(next.journal(numbered: 2) == journals[1])
        #expect(next.numberedCount == 4)
    }
}
