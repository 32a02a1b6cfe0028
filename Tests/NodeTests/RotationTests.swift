import Exchange
import Foundation
import Ledger
import Sodium
import Testing
import Wire

@testable import Daemon

/// Rotations that are cut short: the root key that the log names must never be lost.
@Suite("Rotation cut short: real nodes on loopback")
struct RotationTests {
    @Test(
        "A rotation whose answer is lost is repeated with the same root key, and shows its recovery code in the end",
        arguments: [false, true])
    func answerLost(hasCode: Bool) async throws {
        let federation = try await Federation()
        let coordinator = federation.coordinator.core
        var bank = try await federation.member("Harbour Bank")
        let organisation = bank.core.organisation
        if hasCode {
            try await eventually("the recovery key is registered") {
                bank.core.registry.snapshot.organisation(organisation)?.recoveryKey != nil
            }
        } else {
            bank = try await withoutCode(federation, "City Telecom")
        }
        let own = bank.core.organisation
        let office = try #require(coordinator.office)
        // The coordinator takes the record; the answer and the registry do not come back.
        let deaf = DeafNode(report: try await bank.core.keys(), office: office)
        let first = await #expect(throws: OperationError.self) {
            try await rotateRoot(try request(bank, deaf), passphrase: passphrase())
        }
        #expect(first?.code == "not-submitted" && first?.remedy.contains("same command again") == true)
        let registered = try #require(coordinator.registry.snapshot.organisation(own)?.rootKey)
        // The operator tries again, and this node still knows nothing.
        for _ in 0..<2 {
            await #expect(throws: OperationError.self) { try await rotateRoot(try request(bank, deaf), passphrase: passphrase()) }
        }
        let waiting = try NodeKeys.open(file: DataDirectoryLayout.nextKeys(in: bank.directory), passphrase: passphrase())
        #expect(waiting.root.verifyingKey == registered, "the only copy of the root key that the log names")
        #expect(try await bank.core.keys().warnings.contains { $0.contains("rotate-root") })
        try await eventually("the registry arrives") { bank.core.registry.snapshot.organisation(own)?.rootKey == registered }
        let report = try await rotateRoot(try request(bank, bank.core), passphrase: passphrase())
        #expect(report.message.contains("complete"))
        #expect(try NodeKeys.open(in: bank.directory, passphrase: passphrase()).root.verifyingKey == registered)
        let left = [DataDirectoryLayout.nextKeys(in: bank.directory), DataDirectoryLayout.nextRecovery(in: bank.directory)]
        #expect(!left.contains { SmallFile.exists($0) })
        let code = report.message.firstRange(of: "shown this once: ").map { String(report.message[$0.upperBound...].prefix { $0 != "." }) }
        #expect((code == nil) == hasCode)
        if let code {
            let shown = try RecoveryCode(code)
            #expect(shown.key.verifyingKey == coordinator.registry.snapshot.organisation(own)?.recoveryKey)
        }
        await bank.stop()
        await federation.coordinator.stop()
    }

    /// A member that has no recovery key and none to register.
    private func withoutCode(_ federation: Federation, _ name: String) async throws -> RunningNode {
        let place = try await federation.candidate(name)
        try SmallFile.write(
            Candidate(organisation: name, sector: "finance", recoveryKey: nil), to: DataDirectoryLayout.candidate(in: place.path))
        let application = try #require(try await federation.coordinator.core.applications().first { $0.organisation == name })
        await federation.coordinator.core.office?.confirmByStaff()
        _ = try await federation.coordinator.core.admit(application.id, despiteLikeness: false)
        let node = try await RunningNode(directory: place.path, port: place.port, clock: federation.clock)
        try await eventually("it is admitted and connected") {
            let status = try await node.core.status()
            return status.standing == "admitted" && status.peersConnected > 0
        }
        return node
    }

    private func request(_ node: RunningNode, _ operations: any NodeOperations) throws -> KeyRequest {
        let settings = try NodeSettings.load(file: DataDirectoryLayout.settings(in: node.directory), environment: [:], overrides: [:])
        return KeyRequest(dataDirectory: node.directory, settings: settings, node: operations, logger: quiet)
    }
}
