import Sodium
import Testing
import Wire

@testable import Transport

/// Tickets and limits of a relay (specification 7.10), without any connection.
@Suite("The book of calls")
struct CallBookTests {
    private func book(_ change: (inout RelaySettings) -> Void = { _ in }) -> CallBook {
        var settings = RelaySettings()
        change(&settings)
        return CallBook(settings: settings)
    }

    private func ticket(_ octet: UInt8) throws -> Octets16 {
        try #require(Octets16([UInt8](repeating: octet, count: 16)))
    }

    @Test("A ticket is good for the called node, once, and until the wait is over")
    func tickets() throws {
        var book = book()
        let (caller, callee, other) = (try Peers.node(1), try Peers.node(2), try Peers.node(3))
        #expect(book.answer(try ticket(7), by: callee) == .unknownTicket)
        #expect(book.open(try ticket(7), caller: caller, callee: callee) == nil)
        #expect(book.answer(try ticket(7), by: other) == .unknownTicket)
        #expect(book.answer(try ticket(7), by: caller) == .unknownTicket)
        #expect(book.answer(try ticket(7), by: callee) == nil)
        #expect(book.answer(try ticket(7), by: callee) == .unknownTicket)
        let isAnswered = book.settle(try ticket(7))
        #expect(isAnswered)
        #expect(book.answer(try ticket(7), by: callee) == .unknownTicket)
        #expect((book.waiting, book.pairs) == (0, 1))
        book.end(try ticket(7))
        #expect(book.answer(try ticket(7), by: callee) == .unknownTicket)
        #expect((book.waiting, book.pairs) == (0, 0))
    }

    @Test("A call that nobody answered leaves nothing behind")
    func unanswered() throws {
        var book = book()
        #expect(book.open(try ticket(7), caller: try Peers.node(1), callee: try Peers.node(2)) == nil)
        let isAnswered = book.settle(try ticket(7))
        #expect(!isAnswered)
        #expect(book.answer(try ticket(7), by: try Peers.node(2)) == .unknownTicket)
        #expect((book.waiting, book.pairs) == (0, 0))
    }

    @Test("Nobody calls itself")
    func itself() throws {
        var book = book()
        #expect(book.open(try ticket(7), caller: try Peers.node(1), callee: try Peers.node(1)) == .notPermitted)
    }

    @Test("Four calls of one caller may wait; an answer makes room, and others are not held up by it")
    func waitingPerCaller() throws {
        var book = book()
        let callee = try Peers.node(200)
        for number in UInt8(1)...4 { #expect(book.open(try ticket(number), caller: try Peers.node(1), callee: callee) == nil) }
        #expect(book.open(try ticket(5), caller: try Peers.node(1), callee: callee) == .tooMany)
        #expect(book.open(try ticket(6), caller: try Peers.node(2), callee: callee) == nil)
        #expect(book.answer(try ticket(2), by: callee) == nil)
        #expect(book.open(try ticket(5), caller: try Peers.node(1), callee: callee) == nil)
    }

    @Test("Sixty-four calls may wait, whoever makes them")
    func waiting() throws {
        var book = book()
        for number in UInt8(0)..<64 {
            #expect(book.open(try ticket(number), caller: try Peers.node(number), callee: try Peers.node(200)) == nil)
        }
        #expect(book.open(try ticket(64), caller: try Peers.node(64), callee: try Peers.node(200)) == .busy)
        let isAnswered = book.settle(try ticket(0))
        #expect(!isAnswered)
        #expect(book.open(try ticket(64), caller: try Peers.node(64), callee: try Peers.node(200)) == nil)
    }

    @Test("A call that waits has its place among the pairs, so that every answer can be joined")
    func pairs() throws {
        var book = book { $0.pairsMax = 3 }
        for number in UInt8(1)...3 {
            #expect(book.open(try ticket(number), caller: try Peers.node(number), callee: try Peers.node(200)) == nil)
        }
        #expect(book.answer(try ticket(1), by: try Peers.node(200)) == nil)
        let isAnswered = book.settle(try ticket(1))
        #expect(isAnswered)
        #expect(book.open(try ticket(4), caller: try Peers.node(4), callee: try Peers.node(200)) == .busy)
        book.end(try ticket(1))
        #expect(book.open(try ticket(4), caller: try Peers.node(4), callee: try Peers.node(200)) == nil)
    }

    @Test("One caller cannot fill a relay with pairs")
    func pairsPerCaller() throws {
        var book = book()
        for number in UInt8(0)..<64 {
            #expect(book.open(try ticket(number), caller: try Peers.node(1), callee: try Peers.node(200)) == nil)
            #expect(book.answer(try ticket(number), by: try Peers.node(200)) == nil)
        }
        #expect(book.open(try ticket(64), caller: try Peers.node(1), callee: try Peers.node(200)) == .tooMany)
        #expect(book.open(try ticket(64), caller: try Peers.node(2), callee: try Peers.node(200)) == nil)
        #expect((book.waiting, book.pairs) == (1, 64))
    }
}
