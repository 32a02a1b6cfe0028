import Exchange
import Foundation
import Groups
import Ledger
import Sodium
import Testing
import Wire

@testable import Daemon

/// Keys that end, are replaced, lost or stolen: on real nodes.
@Suite("Keys: real nodes on loopback")
struct KeyTests {
    private func request(_ node: RunningNode) throws -> KeyRequest {
        let settings = try NodeSettings.load(file: DataDirectoryLayout.settings(in: node.directory), environment: [:], overrides: [:])
        var request = KeyRequest(dataDirectory: node.directory, settings: settings, node: node.core, logger: quiet)
        request.clock = node.clock.clock
        return request
    }

    @Test("Status warns 30, 7 and 1 days before the certificate ends, and the node renews it by itself when it can")
    func expiry() async throws {
        let federation = try await Federation()
        let clock = federation.clock
        let bank = try await federation.member("Harbour Bank")
        try await federation.waitForKeys([bank])
        try await eventually("there is nothing to warn of") { try await bank.core.keys().warnings.isEmpty }
        // Some minutes of the first day may be over.
        #expect(try await (364...365).contains(bank.core.status().certificateDaysLeft))
        // The coordinator is away, so nothing can be renewed.
        await federation.coordinator.stop()
        var said: [String] = []
        for daysLeft in [31, 30, 8, 7, 2, 1, -1] {
            let end = try #require(bank.core.registry.snapshot.node(bank.core.node)?.currentKey?.notAfter)
            let now = Int64(clock.clock.minute.rawValue)
            clock.advance(minutes: Int64(end.rawValue) - Int64(daysLeft) * 1_440 - now - (daysLeft < 0 ? 0 : 10) + (daysLeft < 0 ? 1 : 0))
            await bank.core.keepHouse()
            said.append(try await bank.core.status().findings.first { $0.code == .certificateEnds }?.sentence ?? "")
        }
        #expect(said[0].isEmpty && said[1].contains("30 days") && said[2].contains("8 days"))
        #expect(
            said[3].contains("within a week") && said[4].contains("2 days") && said[5].contains("hurry") && said[6].contains("has ended"))
        // Its own certificate has ended as well; the coordinator renews that first. Over a session for the registry alone
        // the bank hears of it, and has its own renewed.
        let coordinator = try await federation.coordinator.restarted()
        await coordinator.core.office?.confirmByStaff()
        await coordinator.core.keepHouse()
        #expect(try await coordinator.core.status().certificateDaysLeft >= 364)
        try await eventually("the coordinator's new certificate is known") {
            let registry = bank.core.registry.snapshot
            return registry.node(coordinator.core.node)?.currentKey?.isValid(at: bank.core.clock.minute) == true
        }
        try await eventually("the bank is connected") { try await bank.core.status().peersConnected > 0 }
        let report = try await renewCertificate(try request(bank), passphrase: passphrase())
        #expect(report.message.contains("registry"))
        try await eventually("the new certificate counts") {
            try await bank.core.status().certificateDaysLeft >= 364
        }
        #expect(try await bank.core.keys().warnings.isEmpty)
        await bank.stop()
        await coordinator.stop()
    }

    @Test("A certificate is renewed before its end without a word, and peers go on as if nothing had happened")
    func renewal() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, telco])
        federation.clock.advance(days: 340)
        for node in [bank, telco, federation.coordinator] { await node.core.keepHouse() }
        for node in [bank, telco, federation.coordinator] {
            try await eventually("it is renewed") { try await node.core.status().certificateDaysLeft > 300 }
        }
        // Encryption keys were renewed on the way: the old ones had ended.
        try await eventually("keys for today") {
            let members = await bank.core.groups.wantedMembers(of: await bank.core.groups.community)
            return members.count == 3
        }
        let shared = try await bank.core.share(bundle("A year later"), ShareRequest(to: .members, tlp: "green"))
        try await telco.waitForItem(shared.id)
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }

    @Test("The root key is replaced by a new one, signed by both; the old one has no say any more")
    func rotation() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        try await eventually("the recovery key is registered") {
            bank.core.registry.snapshot.organisation(bank.core.organisation)?.recoveryKey != nil
        }
        let before = try #require(bank.core.registry.snapshot.organisation(bank.core.organisation)?.rootKey)
        let old = try NodeKeys.open(in: bank.directory, passphrase: passphrase())
        let organisation = bank.core.organisation
        _ = try await rotateRoot(try request(bank), passphrase: passphrase())
        try await eventually("the new root counts") {
            bank.core.registry.snapshot.organisation(organisation)?.rootKey != before
        }
        let status = try await bank.core.keys()
        #expect(status.keys.first?.state == "in use after a restart" && status.warnings.first?.contains("Restart the node") == true)
        let renewed = try old.renewedCertificate(of: bank.core.node, in: bank.core.registry.snapshot, from: WallClock.machine.minute)
        let error = await #expect(throws: OperationError.self) { try await bank.core.submit([renewed]) }
        #expect(error?.reason.contains("signatureInvalid") == true)
        await bank.stop()
        let again = try await bank.restarted()
        #expect(again.core.hasRootKey && again.core.organisation == organisation)
        #expect(try await again.core.keys().warnings.isEmpty)
        try await eventually("it is connected") { try await again.core.status().peersConnected > 0 }
        federation.clock.advance(minutes: 2)
        _ = try await renewCertificate(try request(again), passphrase: passphrase())
        await again.stop()
        await federation.coordinator.stop()
    }

    @Test("A lost root: the recovery code makes a new node of the same organisation, which reads what its groups share")
    func lostRoot() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, telco])
        _ = try await telco.core.createGroup(
            GroupCreation(name: "Exchange", members: ["Harbour Bank"], mailbox: true, history: true))
        let earlier = try await telco.core.share(bundle("Earlier"), ShareRequest(to: .group("Exchange"), tlp: "amber")).id
        try await bank.waitForItem(earlier)
        let organisation = bank.core.organisation
        try await eventually("the recovery key is registered") {
            bank.core.registry.snapshot.organisation(organisation)?.recoveryKey != nil
        }
        await bank.stop()
        try FileManager.default.removeItem(atPath: bank.directory)

        let wrong = await #expect(throws: OperationError.self) {
            try await recover(federation, code: RecoveryCode.generate().text, at: "nobody")
        }
        #expect(wrong?.code == "unknown-recovery-code")
        let slip = await #expect(throws: OperationError.self) { try await recover(federation, code: bank.recoveryCode + "0", at: "slip") }
        #expect(slip?.code == "recovery-code")
        let (report, anew) = try await recover(federation, code: bank.recoveryCode, at: "anew")
        #expect(report.organisation == "Harbour Bank" && report.organisationId == organisation.hex)
        try await eventually("the new node is a member") { try await anew.core.status().standing == "admitted" }
        try await anew.waitForItem(earlier)
        #expect(try await telco.core.members().first { $0.organisation == "Harbour Bank" }?.nodes.count == 2)
        for node in [anew, telco, federation.coordinator] { await node.stop() }
    }

    @Test("A stolen node: after the recovery it is given nothing, and what it shares is not taken for the organisation's")
    func stolenNode() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, telco])
        _ = try await telco.core.createGroup(GroupCreation(name: "Exchange", members: ["Harbour Bank"], mailbox: true))
        try await eventually("the recovery key is registered") {
            bank.core.registry.snapshot.organisation(bank.core.organisation)?.recoveryKey != nil
        }
        let (_, anew) = try await recover(federation, code: bank.recoveryCode, at: "anew")
        // The stolen node runs on.
        try await eventually("the telco knows") {
            telco.core.registry.snapshot.node(bank.core.node)?.currentKey == nil
        }
        try await eventually("the new node has keys") {
            let members = await telco.core.groups.wantedMembers(of: await telco.core.groups.community)
            return members.contains { $0.node == anew.core.node } && !members.contains { $0.node == bank.core.node }
        }
        let shared = try await telco.core.share(bundle("Not for thieves"), ShareRequest(to: .group("Exchange"), tlp: "amber")).id
        try await anew.waitForItem(shared)
        #expect(try await !bank.core.items(group: nil, limit: 10, as: nil).contains { $0.id == shared })
        #expect(try await bank.core.keys().warnings.first?.contains("revoked") == true)
        for node in [bank, anew, telco, federation.coordinator] { await node.stop() }
    }

    @Test("An organisation's own revocation counts at its peers before the registry has it")
    func revocationByGossip() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, telco])
        try await eventually("the two are connected") {
            await telco.core.conductor.isConnected(to: bank.core.node)
        }
        await federation.coordinator.stop()
        let key = bank.core.keys.operation.verifyingKey.octets.hex
        let error = await #expect(throws: OperationError.self) {
            try await revokeKey(key, try request(bank), passphrase: passphrase())
        }
        #expect(error?.code == "not-submitted", "the log has to wait for the coordinator")
        try await eventually("the telco heard of it") { telco.core.registry.snapshot.node(bank.core.node)?.currentKey == nil }
        let members = await telco.core.groups.wantedMembers(of: await telco.core.groups.community)
        #expect(!members.contains { $0.node == bank.core.node })
        // It is kept over a restart, and the coordinator hears of it when it is back.
        await telco.stop()
        let again = try await telco.restarted()
        #expect(again.core.registry.snapshot.node(bank.core.node)?.currentKey == nil)
        let coordinator = try await federation.coordinator.restarted()
        try await eventually("the coordinator heard of it") { coordinator.core.registry.snapshot.node(bank.core.node)?.currentKey == nil }
        for node in [bank, again, coordinator] { await node.stop() }
    }

    @Test("Nothing ends the coordinator's node: its key is not revoked, and no recovery code takes its place")
    func coordinator() async throws {
        let federation = try await Federation()
        let core = federation.coordinator.core
        let network = core.registry.snapshot.network
        #expect(core.registry.snapshot.organisation(core.organisation)?.recoveryKey == nil)
        #expect(try await core.keys().warnings.isEmpty)
        let key = core.keys.operation.verifyingKey.octets
        let refused = await #expect(throws: OperationError.self) {
            try await revokeKey(key.hex, try request(federation.coordinator), passphrase: passphrase())
        }
        #expect(refused?.code == "coordinator")
        // Nor by a record that comes over the network.
        let record = SignedRecord.sign(
            .revocation(RevocationRecord(node: core.node, operationKey: key)), network: network, with: core.keys.root)
        #expect(await core.office?.take([record.bytes], from: SigningKey.generate().verifyingKey.octets).code == 2)
        // Networks of an earlier release have a code for it.
        let code = RecoveryCode.generate()
        _ = try await core.submit([core.keys.authority(of: core.organisation, recovery: code.publicKey, network: network)])
        let recovery = await #expect(throws: OperationError.self) { try await recover(federation, code: code.text, at: "anew") }
        #expect(recovery?.code == "coordinator" && recovery?.remedy.contains("backup") == true)
        #expect(core.registry.snapshot.node(core.node)?.currentKey?.key.octets == key)
        // Its root key is replaced without a code that nobody could use.
        let report = try await rotateRoot(try request(federation.coordinator), passphrase: passphrase())
        #expect(!report.message.contains("recovery code"))
        await federation.coordinator.stop()
    }

    @Test("The last letter of a recovery code has one value: what stands behind the check is not passed over")
    func codeSpelling() throws {
        let code = RecoveryCode.generate().text
        _ = try RecoveryCode(code)
        for letter in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" where letter != code.last {
            let error = #expect(throws: OperationError.self) { _ = try RecoveryCode(code.dropLast() + String(letter)) }
            #expect(error?.code == "recovery-code")
        }
    }

    /// Recovers into a fresh data directory and starts the node.
    @discardableResult
    private func recover(_ federation: Federation, code: String, at name: String) async throws -> (RecoveryReport, RunningNode) {
        let directory = federation.home + "/" + name
        let file = try TestSettings.write(in: federation.home, name: name, port: nil, mailbox: false)
        let report = try await recoverNode(
            RecoveryRequest(
                dataDirectory: directory, coordinator: "127.0.0.1:\(federation.coordinator.port ?? 0)", network: federation.network,
                recoveryCode: code, settingsFile: file, keepOtherNodes: false, logger: quiet), passphrase: passphrase())
        return (report, try await RunningNode(directory: directory, port: nil, clock: federation.clock))
    }
}
