import Exchange
import Foundation
import Glibc
import Testing

/// Scenarios that mostly wait, and run beside all others.
@Suite("Faults beside", .serialized)
enum Beside {}

extension Beside {
    @Suite("Silence")
    struct SilenceTests {
        @Test("A process that stood still for longer than anybody waits is let go, and comes back level")
        func pause() async throws {
            try await FaultNetwork.play(founding: "second") { network in
                let truth = Truth()
                try await truth.shareSurely(at: network.bank)
                try await truth.check(network)
                network.telco.signal(SIGSTOP)
                try await truth.shareSurely(at: network.bank)
                try await eventually("the others let it go") {
                    for node in [network.bank, network.coordinator] {
                        guard try await node.client.status().peersConnected == 1 else { return false }
                    }
                    return true
                }
                #expect(try await network.bank.client.status().counters["closed-silent"] != nil)
                try await truth.shareSurely(at: network.bank)
                network.telco.signal(SIGCONT)
                try await truth.shareSurely(at: network.telco)
                try await truth.check(network, "after the telco stood still")
                try await truth.checkDisks(network)
            }
        }
    }
}
