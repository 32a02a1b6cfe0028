import Exchange
import Foundation
import Gossip
import Ledger
import Sodium
import Testing
import Transport
import Wire

@testable import Daemon

/// What the coordinator's desk takes, refuses and waits for.
@Suite("The coordinator's desk: real nodes on loopback")
struct OfficeTests {
    private func peer() -> Octets32 { SigningKey.generate().verifyingKey.octets }

    @Test("Forged records use up nobody's submissions, and after some of them their sender is not heard for an hour")
    func forged() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let office = try #require(federation.coordinator.core.office)
        let network = bank.core.registry.snapshot.network
        let revocation = RevocationRecord(node: bank.core.node, operationKey: bank.core.keys.operation.verifyingKey.octets)
        let forged = SignedRecord.sign(.revocation(revocation), network: network, with: SigningKey.generate()).bytes
        for _ in 0..<40 { #expect(await office.take([forged], from: peer()).code == 2) }
        let thief = peer()
        for _ in 0..<DaemonLimits.refusalsPerHourMax { #expect(await office.take([forged], from: thief).code == 2) }
        #expect(await office.take([forged], from: thief).code == 4)
        // The owner has all of its own, and no more.
        var codes: [UInt8] = []
        for _ in 0...DaemonLimits.submissionsPerDayMax {
            federation.clock.advance(minutes: 2)
            let record = try bank.core.keys.renewedCertificate(
                of: bank.core.node, in: bank.core.registry.snapshot, from: federation.clock.clock.minute)
            codes.append(await office.take([record], from: peer()).code)
        }
        // One more was taken before: its recovery key.
        #expect(codes.filter { $0 == 0 }.count >= DaemonLimits.submissionsPerDayMax - 1 && codes.last == 4)
        federation.clock.advance(hours: 1)
        #expect(await office.take([forged], from: thief).code == 2)
        for node in [bank, federation.coordinator] { await node.stop() }
    }

    @Test("A decision is complete although what follows from it is a record of the coordinator's own organisation")
    func ownRecordFollows() async throws {
        let federation = try await Federation()
        let core = federation.coordinator.core
        let code = RecoveryCode.generate()
        try SmallFile.write(
            Candidate(organisation: "Example City CERT", sector: "government", recoveryKey: code.publicKey.hex),
            to: DataDirectoryLayout.candidate(in: federation.coordinator.directory))
        // In a task of its own, so that a decision without end fails the test and does not hold it.
        Task { _ = try await core.setSector("Example City CERT", to: "finance") }
        try await eventually("the decision is complete") {
            core.registry.snapshot.organisation(core.organisation)?.sector == "finance"
        }
        try await eventually("the recovery key is registered") {
            core.registry.snapshot.organisation(core.organisation)?.recoveryKey?.octets == code.publicKey
        }
        _ = try await core.setSector("Example City CERT", to: "government")
        await federation.coordinator.stop()
    }

    @Test("The staff's word counts against a peer that claims to hold more of the registry")
    func confirmation() async throws {
        let federation = try await Federation()
        let core = federation.coordinator.core
        let network = core.registry.snapshot.network
        let key = SigningKey.generate()
        let node = NodeID(firstOperationKey: key.verifyingKey.octets, network: network)
        let seed = key.seed().withUnsafeBytes { [UInt8]($0) }
        let identity = try TransportIdentity(network: network, node: node, operationKey: key.verifyingKey) { message in
            var copy = seed
            guard let signer = try? SigningKey(seed: SecretOctets(moving: &copy)) else { preconditionFailure("a seed made no key") }
            return signer.sign(message)
        }
        let connection = try await Dialer.connect(
            host: "127.0.0.1", port: try #require(federation.coordinator.port), identity: identity, timeout: .seconds(10), log: quiet)
        let hello = Hello(network: network, node: node, nonce: SecureRandom.octets16(), registrySize: 1_000, agent: "test")
        try await connection.send([Message.hello(hello).encoded()])
        try await eventually("its claim is heard") { await core.conductor.sessions.contains { $0.agent == "test" } }
        await core.office?.confirmByStaff()
        let member = try await core.setSector("Example City CERT", to: "finance")
        #expect(member.sector == "finance")
        connection.close()
        await federation.coordinator.stop()
    }
}
