import Exchange
import Foundation
import Glibc
import Testing

extension Faults {
    @Suite("Two of one")
    struct TwiceTests {
        @Test("A data directory that is in use is not opened a second time")
        func lock() async throws {
            try await FaultNetwork.play { network in
                let truth = Truth()
                try await truth.shareByTool(at: network.bank)
                let refusal = try await network.bank.startRefused(["--listen", ""])
                #expect(refusal.code == "storage.in-use" && refusal.exitCode == 1)
                #expect(refusal.remedy.contains("Stop that process"))
                try await truth.shareSurely(at: network.bank)
                try await truth.check(network, "after a second start")
                try await truth.checkDisks(network)
            }
        }

        @Test("A copy that runs beside its original forks nothing, loses nothing, and both operators and the peers are told")
        func clone() async throws {
            try await FaultNetwork.play { network in
                let truth = Truth()
                try await truth.shareSurely(at: network.bank)
                try await truth.check(network)
                let twin = try await self.copy(of: network.bank, in: network)
                try twin.launch(["--listen", ""])
                try await eventually("the copy answers") { (try? await twin.client.status()) != nil }
                // One connection for each node: the two displace each other, and each is told when it comes back.
                try await eventually("each of the two shared while the other ran") {
                    await truth.share(at: network.bank) == nil
                }
                try await eventually("the copy shared") { await truth.share(at: twin, to: .members) == nil }
                try await eventually("both operators are told") {
                    for node in [network.bank, twin] {
                        guard try await node.findings().contains(.anotherNode) else { return false }
                    }
                    return true
                }
                try await eventually("a peer's operator is told whose it is") {
                    for node in [network.coordinator, network.telco] {
                        if try await node.findings().contains(.twinSeen) { return true }
                    }
                    return false
                }
                try await twin.stop()
                try await truth.check(network, "after the copy ended")
                try await truth.checkDisks(network)
                #expect(try twin.database.faults() == [])
            }
        }

        @Test("Yesterday's copy, put back, is brought level by the peers and forks nothing")
        func restored() async throws {
            try await FaultNetwork.play { network in
                let (bank, truth) = (network.bank, Truth())
                try await truth.shareSurely(at: bank)
                try await truth.check(network)
                try await bank.stop()
                let yesterday = bank.directory + ".yesterday"
                try FileManager.default.copyItem(atPath: bank.directory, toPath: yesterday)
                try await bank.start()
                for audience in Truth.Audience.allCases { try await truth.shareSurely(at: bank, to: audience, octets: 100_000) }
                try await truth.shareSurely(at: network.telco)
                try await truth.check(network)
                try await bank.stop()
                let before = try truth.close(bank)
                try FileManager.default.removeItem(atPath: bank.directory)
                try FileManager.default.moveItem(atPath: yesterday, toPath: bank.directory)
                try await bank.start()
                try await truth.shareSurely(at: bank)
                try await truth.check(network, "after yesterday's copy was put back")
                let codes = try await bank.findings()
                #expect(codes.contains(.entriesReturned), "\(codes)")
                try await truth.checkDisks(network)
                #expect(try bank.ownJournals().count > before, "what the new run wrote stands in journals of its own")
            }
        }

        /// A second data directory with all files of the first one, which runs.
        private func copy(of node: FaultNode, in network: FaultNetwork) async throws -> FaultNode {
            let directory = network.folder + "/twin"
            try await node.stop()
            try FileManager.default.copyItem(atPath: node.directory, toPath: directory)
            try await node.start()
            return FaultNode(
                name: node.name, directory: directory, passphraseFile: node.passphraseFile, log: network.folder + "/twin.log")
        }
    }
}

extension FaultNode {
    /// The journals that this node wrote, by its own database.
    func ownJournals() throws -> [NodeDatabase.Journal] {
        try database.journals().values.filter { $0.node == identifier.uppercased() }
    }
}
