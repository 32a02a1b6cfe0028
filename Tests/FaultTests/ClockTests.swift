import Exchange
import Foundation
import Glibc
import Testing

/// Another clock for one process, by Debian's libfaketime; a file says how far it is off and may change while the process runs.
struct FakeClock {
    static let library = [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
    ]
    .first { FileManager.default.fileExists(atPath: $0) }

    static let skipped = "skipped: libfaketime is not installed (Debian's package faketime)"

    let file: String

    /// The clock of the node's next start.
    init(of node: FaultNode, in network: FaultNetwork, minutesOff: Int) throws {
        file = network.folder + "/" + node.name + ".clock"
        try set(minutesOff: minutesOff)
        node.setEnvironment([
            "LD_PRELOAD": Self.library ?? "", "FAKETIME_TIMESTAMP_FILE": file, "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        ])
    }

    /// Removes what the library shares between processes and leaves behind.
    static func removeLeftovers(of process: ChildProcess) {
        for name in ["faketime_shm_\(process.pid)", "sem.faketime_sem_\(process.pid)"] { unlink("/dev/shm/" + name) }
    }

    func set(minutesOff: Int) throws {
        try "\(minutesOff < 0 ? "" : "+")\(minutesOff)m\n".write(toFile: file, atomically: true, encoding: .utf8)
    }
}

extension Faults {
    @Suite("Wrong clocks", .enabled(if: FakeClock.library != nil, Comment(rawValue: FakeClock.skipped)))
    struct ClockTests {
        /// In `make test` the worst for an author and for a receiver; all with `FULL=1`.
        static let cases: [(who: String, minutes: Int)] =
            [("bank", 1_440), ("telco", -1_440)]
            + (Dice.isFull
                ? [("bank", 60), ("bank", -60), ("bank", -1_440), ("telco", 1_440), ("coordinator", 1_440), ("coordinator", -1_440)] : [])

        static let jumps = [-1_440] + (Dice.isFull ? [-60, 60, 1_440] : [])

        @Test("A clock that is off from the start loses nothing once it is right, and people are told", arguments: cases)
        func fromTheStart(who: String, minutes: Int) async throws {
            var clock: FakeClock?
            try await FaultNetwork.play { network in
                let truth = Truth()
                let node = try #require(network.nodes.first { $0.name == who })
                try await truth.shareSurely(at: network.bank)
                try await truth.check(network)
                try await node.stop()
                clock = try FakeClock(of: node, in: network, minutesOff: minutes)
                try await node.start()
                // Some of it may be refused, and some may be set aside until the clocks agree.
                for author in [network.bank, network.telco] {
                    await truth.share(at: author)
                    await truth.share(at: author, to: .members)
                }
                if minutes < 0 {
                    let codes = try await node.findings()
                    #expect(codes.contains(.clockOff), "\(codes)")
                }
                if who == "bank", minutes > 0 {
                    try await eventually("the receivers' people are told whose clock is ahead") {
                        try await network.telco.client.status().findings.contains {
                            $0.code == .clockOff && $0.sentence.contains("Harbour Bank") && $0.sentence.contains("ahead")
                        }
                    }
                }
                try clock?.set(minutesOff: 0)
                try await node.stop()
                try await node.start()
                for author in [network.bank, network.telco] { try await truth.shareSurely(at: author) }
                if minutes > 60 { try await self.letTimeCome(network, minutes + 60) }
                try await truth.check(network, "after \(who)'s clock was \(minutes) minutes off")
                try await truth.checkDisks(network)
            }
        }

        /// What was dated ahead is shown when that time comes: everybody is started again so much later.
        private func letTimeCome(_ network: FaultNetwork, _ minutes: Int) async throws {
            for node in network.nodes {
                try await node.stop()
                _ = try FakeClock(of: node, in: network, minutesOff: minutes)
            }
            for node in network.nodes { try await node.start() }
        }

        @Test("A clock that jumps while the node runs is told of, and loses nothing", arguments: jumps)
        func jump(minutes: Int) async throws {
            var clock: FakeClock?
            try await FaultNetwork.play(prepare: { clock = try FakeClock(of: $0.bank, in: $0, minutesOff: 0) }) { network in
                let truth = Truth()
                try await truth.shareSurely(at: network.bank)
                try await truth.check(network)
                try clock?.set(minutesOff: minutes)
                try await eventually("the bank tells of the jump") {
                    try await network.bank.findings().contains(.clockOff)
                }
                await truth.share(at: network.bank)
                await truth.share(at: network.telco)
                try clock?.set(minutesOff: 0)
                try await truth.shareSurely(at: network.bank)
                try await truth.check(network, "after a jump by \(minutes) minutes and back")
                try await truth.checkDisks(network)
            }
        }
    }
}
