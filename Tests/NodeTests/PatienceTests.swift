import Testing

@testable import Daemon

/// When entries that could not be judged are tried again.
@Suite("Patience with what cannot be judged yet")
struct PatienceTests {
    private func moment(_ registrySize: UInt64, hour: UInt32 = 7) -> Patience.Moment {
        Patience.Moment(registrySize: registrySize, hour: hour)
    }

    @Test("What waits from before the start is tried at once, and again only if something waits on")
    func fromBefore() {
        var patience = Patience()
        #expect(patience.isOver(at: moment(3)))
        patience.begin(at: moment(3))
        #expect(!patience.isOver(at: moment(4)))
    }

    @Test("What waits is tried when the registry has grown or the hour has passed, and not before")
    func grown() {
        var patience = Patience()
        patience.begin(at: moment(3))
        patience.waits(judgedAt: moment(3))
        #expect(!patience.isOver(at: moment(3)))
        #expect(patience.isOver(at: moment(4)))
        #expect(patience.isOver(at: moment(3, hour: 8)))
    }

    @Test("What was being judged while the registry grew and the others were tried is tried again")
    func grewMeanwhile() {
        var patience = Patience()
        patience.begin(at: moment(3))
        let began = moment(3)
        patience.begin(at: moment(4))
        patience.waits(judgedAt: began)
        #expect(patience.isOver(at: moment(4)))
        patience.begin(at: moment(4))
        patience.waits(judgedAt: moment(4))
        #expect(!patience.isOver(at: moment(4)))
    }

    @Test("A later judgement does not let earlier ones wait longer")
    func earlierOnes() {
        var patience = Patience()
        patience.begin(at: moment(3))
        patience.waits(judgedAt: moment(3))
        patience.waits(judgedAt: moment(5))
        #expect(patience.isOver(at: moment(5)))
    }

    @Test("What could not be tried is still due")
    func notTried() {
        var patience = Patience()
        let before = patience
        patience.begin(at: moment(3))
        patience.restore(before)
        #expect(patience.isOver(at: moment(3)))
    }
}
