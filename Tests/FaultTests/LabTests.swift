import Exchange
import Foundation
import Testing

extension Faults {
    @Suite("Parted, lossy and lied to", .enabled(if: NetworkLab.isAvailable, Comment(rawValue: NetworkLab.skipped)))
    struct LabTests {
        /// What is done to the network while things are shared.
        enum Disturbance: CaseIterable {
            /// Neither side hears the other; each goes on.
            case parted
            /// Some are heard and hear nothing.
            case deaf
            /// A fifth of the packets is lost, and the rest is late where the kernel can do that.
            case lossy
        }

        @Test("What was acknowledged is at every entitled node once and nowhere else, whoever was cut off, killed or lied to")
        func disturbed() async throws {
            let seed = Dice.runSeed()
            let plan = Dice.isFull ? (0..<Dice.runRounds()).map { Disturbance.allCases[$0 % 3] } : Disturbance.allCases
            print("seed \(seed), \(plan.count) rounds; again with: SEED=\(seed) ROUNDS=\(plan.count)")
            if !NetworkLab.canDelay { print("packets are not delayed: this kernel has no netem") }
            var dice = Dice(seed: seed)
            try await LabNetwork.play { network in
                let truth = Truth(group: LabNetwork.group, entitled: network.entitled)
                for name in LabNetwork.inGroup { try await truth.shareSurely(at: network[name]) }
                for (round, disturbance) in plan.enumerated() {
                    try await self.round(disturbance, network, truth, &dice)
                    // In a short run the last check is the only one.
                    if Dice.isFull { try await truth.check(network, "in round \(round + 1), \(disturbance)") }
                }
                try await truth.check(network, "after \(plan.count) disturbances")
                let tag = try await network.groupTag()
                try await self.expectNothingGiven(network)
                try await truth.checkDisks(network)
                try self.expectGroupStaysInside(network, tag: tag)
                #expect(
                    truth.acknowledged.count >= LabNetwork.inGroup.count + plan.count, "most of what was shared must have been acknowledged"
                )
            }
        }

        /// The network is disturbed, everybody shares, somebody is killed meanwhile and comes back, and all is well again.
        private func round(_ disturbance: Disturbance, _ network: LabNetwork, _ truth: Truth, _ dice: inout Dice) async throws {
            let names = network.nodes.map(\.name).shuffled(using: &dice)
            let (some, others) = (network.places(Array(names.prefix(3))), network.places(Array(names.dropFirst(3))))
            switch disturbance {
            case .parted: try await network.lab.part(some, from: others)
            case .deaf: for place in some { try await network.lab.deafen(place, to: others) }
            case .lossy:
                for place in some + others {
                    try await network.lab.lose(FaultLimits.lossPercent, at: place)
                    try await network.lab.delay(FaultLimits.delayMilliseconds, at: place)
                }
            }
            let victim = network[names[Int.random(in: 0..<names.count, using: &dice)]]
            var shares: [(author: FaultNode, audience: Truth.Audience)] = []
            for name in LabNetwork.inGroup + [names[0], names[7]] {
                let isInside = LabNetwork.inGroup.contains(name)
                shares.append((network[name], Truth.Audience.allCases[Int.random(in: isInside ? 0..<3 : 1..<3, using: &dice)]))
            }
            let (plan, moment) = (shares, Int.random(in: 0...FaultLimits.killMillisecondsMax, using: &dice))
            async let burst: Void = withTaskGroup { group in
                for share in plan { group.addTask { await truth.share(at: share.author, to: share.audience) } }
            }
            try await Task.sleep(for: .milliseconds(moment))
            try await victim.kill()
            await burst
            try truth.close(victim)
            try await victim.start()
            try await Task.sleep(for: .seconds(FaultLimits.disturbedSeconds))
            try await network.lab.heal()
        }

        /// The hostile node did what it is for, and was given nothing of the group; what everybody may have it was given like everybody.
        private func expectNothingGiven(_ network: LabNetwork) async throws {
            var report: [String: Int] = [:]
            do {
                try await eventually("the hostile node has done everything that it can") {
                    report = try network.hostileReport()
                    return ["withheld", "babbled", "asked", "given-open"].allSatisfy { (report[$0] ?? 0) > 0 }
                }
            } catch {
                throw FaultError("\(error): \(report)")
            }
            print("the hostile node: \(report.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))")
            #expect(report["given-closed"] == 0)
        }

        /// No disk but those of the group's members and of its mailbox has a journal of the group.
        private func expectGroupStaysInside(_ network: LabNetwork, tag: String) throws {
            for node in network.nodes {
                let hasIt = try node.database.journals().values.contains { $0.group.lowercased() == tag.lowercased() }
                #expect(hasIt == (LabNetwork.inGroup + ["coordinator"]).contains(node.name), "the group's journals at \(node.name)")
            }
        }
    }
}
