import Foundation
import Glibc
import Testing

/// All scenarios; one after the other, so that their time limits measure the nodes.
@Suite("Faults", .serialized)
enum Faults {}

extension Faults {
    @Suite("Killed at any moment")
    struct KillTests {
        @Test("What was acknowledged before a kill is everywhere once, whoever was killed and when")
        func kills() async throws {
            let seed = Dice.runSeed()
            print("seed \(seed), \(Dice.runRounds()) rounds; again with: SEED=\(seed) ROUNDS=\(Dice.runRounds())")
            var dice = Dice(seed: seed)
            try await FaultNetwork.play { network in
                let truth = Truth()
                for round in 1...Dice.runRounds() {
                    try await self.round(round, network, truth, &dice)
                }
                try await truth.checkDisks(network)
                #expect(truth.acknowledged.count >= Dice.runRounds(), "most of what was shared must have been acknowledged")
            }
        }

        /// Several share at once, one node is killed at a random moment of it, comes back, and everything is level.
        private func round(_ number: Int, _ network: FaultNetwork, _ truth: Truth, _ dice: inout Dice) async throws {
            let victim = network.nodes[Int.random(in: 0..<3, using: &dice)]
            let moment = Int.random(in: 0...FaultLimits.killMillisecondsMax, using: &dice)
            var shares: [(author: FaultNode, audience: Truth.Audience, octets: Int)] = []
            for _ in 0..<FaultLimits.burstItems {
                shares.append(
                    (
                        network.nodes[Int.random(in: 1...2, using: &dice)],
                        Truth.Audience.allCases[Int.random(in: 0..<3, using: &dice)],
                        Int.random(in: 0..<4, using: &dice) == 0 ? Int.random(in: 0...FaultLimits.itemOctetsMax, using: &dice) : 600
                    ))
            }
            let plan = shares
            async let burst: Void = withTaskGroup { group in
                for share in plan { group.addTask { await truth.share(at: share.author, to: share.audience, octets: share.octets) } }
            }
            try await Task.sleep(for: .milliseconds(moment))
            try await victim.kill()
            await burst
            try truth.close(victim)
            try await victim.start()
            try await truth.shareSurely(at: victim === network.coordinator ? network.bank : victim)
            try await truth.check(network, "in round \(number), after \(victim.name) was killed after \(moment) ms")
        }
    }
}
