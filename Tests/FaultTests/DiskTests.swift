import Exchange
import Foundation
import Testing

extension Faults {
    @Suite("A disk that takes nothing", .enabled(if: SmallDisk.isAvailable, Comment(rawValue: SmallDisk.skipped)))
    struct DiskTests {
        @Test("A full disk refuses what is shared by name, is told of, and needs no restart when there is room again")
        func fullWhileSharing() async throws {
            var disk: SmallDisk?
            try await FaultNetwork.play(prepare: { disk = try SmallDisk(under: $0.bank.directory) }) { network in
                let (bank, truth) = (network.bank, Truth())
                try await truth.shareSurely(at: bank)
                disk?.fill()
                var codes: [String] = []
                try await eventually("sharing is refused") {
                    guard let code = await truth.share(at: bank, octets: FaultLimits.itemOctetsMax) else { return false }
                    codes.append(code)
                    return true
                }
                #expect(codes == ["storage.disk-full"])
                try await self.expectTrouble(at: bank)
                // What is received meanwhile cannot be stored either, and is not lost for it.
                try await truth.shareSurely(at: network.telco, octets: FaultLimits.itemOctetsMax)
                disk?.free()
                try await eventually("the bank is healthy again by itself") { await bank.client.health().healthy }
                #expect(bank.logged("the disk takes what is written again"))
                try await truth.shareSurely(at: bank)
                try await truth.check(network, "after the disk was full")
                #expect(try await !bank.findings().contains(.storeFailing))
                try await truth.checkDisks(network)
            }
        }

        @Test("A receiver with a full disk is told so, keeps answering, and fetches the rest when there is room again")
        func fullWhileReceiving() async throws {
            var disk: SmallDisk?
            try await FaultNetwork.play(prepare: { disk = try SmallDisk(under: $0.telco.directory) }) { network in
                let truth = Truth()
                try await truth.shareSurely(at: network.bank)
                try await truth.check(network)
                disk?.fill()
                try await eventually("the telco's disk refuses something") {
                    try await truth.shareSurely(at: network.bank, octets: FaultLimits.itemOctetsMax)
                    return await !network.telco.client.health().healthy
                }
                try await self.expectTrouble(at: network.telco)
                disk?.free()
                try await eventually("the telco is healthy again by itself") { await network.telco.client.health().healthy }
                try await truth.check(network, "after the telco's disk was full")
                try await truth.checkDisks(network)
            }
        }

        @Test("On a read-only disk the node refuses to start and says so; afterwards nothing is missing")
        func readOnly() async throws {
            var disk: SmallDisk?
            try await FaultNetwork.play(prepare: { disk = try SmallDisk(under: $0.bank.directory) }) { network in
                let truth = Truth()
                try await truth.shareSurely(at: network.bank)
                try await truth.check(network)
                try await network.bank.stop()
                try disk?.makeReadOnly(true)
                let refusal = try await network.bank.startRefused()
                #expect(refusal.code == "storage.read-only" && refusal.exitCode == 1)
                #expect(refusal.remedy.contains("writable"))
                try disk?.makeReadOnly(false)
                try await network.bank.start()
                try await truth.shareSurely(at: network.bank)
                try await truth.check(network, "after a read-only disk")
                try await truth.checkDisks(network)
            }
        }

        /// The operator hears of it by each way there is, and the node still answers.
        private func expectTrouble(at node: FaultNode) async throws {
            let health = await node.client.health()
            #expect(!health.healthy && health.state == "degraded")
            let findings = try await node.client.status().findings.filter { $0.code == .storeFailing }
            #expect(
                findings.contains { $0.sentence.contains("storage.disk-full") && $0.remedy.contains("Free some space") }, "\(findings)")
            #expect(node.logged("the disk refused something", "storage.disk-full"))
        }
    }
}
