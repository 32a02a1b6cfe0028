import Exchange
import Foundation
import Gossip
import Sodium
import Storage
import Testing
import Wire

@testable import Daemon

/// What a node notices of copies, clocks and disks.
@Suite("Watches")
struct WatchTests {
    private let node = NodeID(SecureRandom.octets16())
    private let first = SecureRandom.octets32()
    private let second = SecureRandom.octets32()

    private func instant(_ seconds: UInt64) -> Instant { Instant(milliseconds: seconds * 1_000) }

    @Test("A node that is started again is no twin, however often and whatever is still half open")
    func restart() {
        var watch = TwinWatch()
        for run in 0..<20 {
            let process = SecureRandom.octets32()
            let dead = (process: first, lastHeard: instant(1))
            #expect(watch.came(node, process: process, others: [dead], at: instant(10 + UInt64(run))).isEmpty)
            #expect(watch.came(node, process: process, others: [dead], at: instant(11 + UInt64(run))).isEmpty, "it dialled again")
        }
        #expect(watch.twins.isEmpty)
    }

    @Test("A process that comes back after another one was here is a twin, and each is told once")
    func back() {
        var watch = TwinWatch()
        #expect(watch.came(node, process: first, others: [], at: instant(1)).isEmpty)
        #expect(watch.came(node, process: second, others: [], at: instant(2)).isEmpty)
        #expect(watch.came(node, process: first, others: [(second, instant(2))], at: instant(3)) == [first, second])
        #expect(watch.came(node, process: second, others: [(first, instant(3))], at: instant(4)).isEmpty, "both were told")
        #expect(watch.twins == [node])
    }

    @Test("A process that comes again while an earlier one is still heard is a twin")
    func beside() {
        var watch = TwinWatch()
        #expect(watch.came(node, process: first, others: [], at: instant(1)).isEmpty)
        #expect(watch.came(node, process: second, others: [(first, instant(1))], at: instant(2)).isEmpty)
        #expect(watch.came(node, process: second, others: [(first, instant(3))], at: instant(4)) == [first, second])
        let other = NodeID(SecureRandom.octets16())
        #expect(watch.came(other, process: second, others: [], at: instant(5)).isEmpty)
        #expect(watch.twins == [node])
    }

    @Test("A clock is compared with what an earlier run saw, with the time that passes, and with what others write")
    func clock() {
        var watch = ClockWatch()
        watch.begin(at: Minute(1_000), lastSeen: Minute(1_010), instant: instant(0))
        #expect(watch.findings.isEmpty, "ten minutes are forgiven")
        watch.begin(at: Minute(1_000), lastSeen: Minute(1_060), instant: instant(0))
        #expect(watch.findings == [.setBack(minutes: 60)])
        #expect(watch.look(at: Minute(1_001), instant: instant(60)) == nil)
        #expect(watch.look(at: Minute(1_062), instant: instant(120)) == .jumped(minutes: 60))
        #expect(watch.look(at: Minute(1_063), instant: instant(180)) == nil, "told once")
        #expect(watch.findings == [.setBack(minutes: 60), .jumped(minutes: 60)])

        var quiet = ClockWatch()
        quiet.begin(at: Minute(1_000), lastSeen: nil, instant: instant(0))
        quiet.heard(node, writing: Minute(900), at: Minute(1_000))
        quiet.heard(node, writing: Minute(1_010), at: Minute(1_000))
        #expect(quiet.findings.isEmpty, "old entries say nothing about a clock")
        quiet.heard(node, writing: Minute(1_030), at: Minute(1_000))
        #expect(quiet.findings == [.otherAhead(node, minutes: 30)])
        quiet.heard(NodeID(SecureRandom.octets16()), writing: Minute(1_020), at: Minute(1_000))
        #expect(quiet.findings == [.behindOthers(minutes: 20)])
    }

    @Test("A node whose clock is set back goes on, answers and says so")
    func setBack() async throws {
        let federation = try await Federation()
        let core = federation.coordinator.core
        federation.clock.advance(hours: -30)
        let status = try await core.status()
        #expect(status.findings.contains { $0.code == .clockOff && $0.sentence.contains("clock jumped by -") } && status.uptimeSeconds >= 0)
        #expect(await core.conductor.counters["clock-jumped"] == 1)
        await federation.coordinator.stop()
        let again = try await federation.coordinator.restarted()
        #expect(try await again.core.status().findings.contains { $0.sentence.contains("behind the last time") })
        await again.stop()
        let behind = try await federation.coordinator.restarted()
        #expect(try await behind.core.status().findings.allSatisfy { !$0.sentence.contains("behind the last time") }, "it was seen already")
        await behind.stop()
    }

    @Test("Trouble with the disk lasts until a trial write goes through; damage stays")
    func disk() {
        let watch = DiskWatch()
        #expect(!watch.failed(.ambiguousPrefix("ab"), at: instant(0)) && watch.trouble == nil, "not every refusal is the disk's")
        #expect(watch.failed(.diskFull, at: instant(1)) && !watch.failed(.inputOutput("read"), at: instant(2)))
        #expect(watch.trouble?.error == .inputOutput("read") && watch.trouble?.since == instant(1))
        watch.worked()
        #expect(watch.trouble == nil && watch.damage == nil)
        #expect(!watch.failed(.corrupt("a page"), at: instant(3)) && watch.damage == .corrupt("a page"))
        watch.worked()
        #expect(watch.damage == .corrupt("a page"))
    }

    @Test("Two processes with one key displace each other at a peer, and the peer ends both connections once with that reason")
    func told() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let copy = federation.home + "/copy"
        await bank.stop()
        try FileManager.default.copyItem(atPath: bank.directory, toPath: copy)
        let original = try await bank.restarted()
        let twin = try await RunningNode(directory: copy, port: nil)
        try await eventually("both are told") {
            let original = await original.core.conductor.counters["told-twice"]
            let twin = await twin.core.conductor.counters["told-twice"]
            return original == 1 && twin == 1
        }
        #expect(CloseReason(rawValue: 15) == .twice)
        #expect(await federation.coordinator.core.conductor.twins.twins == [original.core.node])
        #expect(try await twin.core.status().findings.contains { $0.code == .anotherNode && $0.severity == .critical })
        for node in [original, twin, federation.coordinator] { await node.stop() }
    }
}
