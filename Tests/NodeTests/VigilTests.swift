import Exchange
import Storage
import Testing

@testable import Daemon

@Suite("Vigil: since when a finding holds")
struct VigilTests {
    private func look(_ vigil: Vigil, _ condition: NodeCondition, after seconds: UInt64) -> (findings: [Finding], change: Vigil.Change) {
        vigil.look(at: condition.observations, now: NodeCondition.well.now + seconds)
    }

    @Test("A node without peers is told so at once as a notice, and after a minute as critical, with the time it began")
    func noPeer() {
        let vigil = Vigil()
        let alone = NodeCondition.well.with { $0.peers = [] }
        #expect(look(vigil, alone, after: 0).findings.map(\.severity) == [.notice])
        #expect(look(vigil, alone, after: 59).change.raised.isEmpty)
        let (findings, change) = look(vigil, alone, after: 60)
        #expect(findings.map(\.severity) == [.critical] && change.raised == findings)
        #expect(findings.first?.since == WallClock.iso8601(NodeCondition.well.now))
        #expect(look(vigil, alone, after: 61).change.raised.isEmpty, "it is raised once")
        #expect(look(vigil, .well, after: 62).change.settled == [.noPeer])
        #expect(look(vigil, alone, after: 63).findings.map(\.severity) == [.notice], "the patience begins anew")
        #expect(look(vigil, .well, after: 64).change.settled.isEmpty, "what was never raised is not settled")
    }

    @Test("Journals behind are not told of while entries arrive, and a quarter of an hour after the last one they are")
    func lag() {
        let vigil = Vigil()
        let behind = NodeCondition.well.with { $0.peers[1].journalsBehind = 5 }
        for minute in 0..<40 {
            let moving = behind.with { $0.counts = .some(entries: 40 + minute) }
            #expect(look(vigil, moving, after: UInt64(minute) * 60).findings == [])
        }
        let standing = behind.with { $0.counts = .some(entries: 79) }
        #expect(look(vigil, standing, after: 39 * 60 + 899).findings == [])
        let found = look(vigil, standing, after: 39 * 60 + 900).findings
        #expect(found.map(\.code) == [.journalsBehind])
        #expect(found.first?.since == WallClock.iso8601(NodeCondition.well.now + 39 * 60))
    }

    @Test("A coordinator that restarts within ten minutes is no news")
    func coordinator() {
        let vigil = Vigil()
        let away = NodeCondition.well.with { $0.peers.removeFirst() }
        #expect(look(vigil, away, after: 0).findings == [] && look(vigil, away, after: 599).findings == [])
        #expect(look(vigil, away, after: 600).findings.map(\.code) == [.coordinatorAway])
    }

    @Test("A clock that goes back neither hides a finding for ever nor stops the node")
    func clockBack() {
        let vigil = Vigil()
        let alone = NodeCondition.well.with { $0.peers = [] }
        _ = look(vigil, alone, after: 1_000)
        #expect(look(vigil, alone, after: 0).findings.map(\.severity) == [.notice])
        #expect(look(vigil, alone, after: 1_060).findings.map(\.severity) == [.critical])
    }
}
