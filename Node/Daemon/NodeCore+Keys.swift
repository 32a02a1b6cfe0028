import Exchange
import Gossip
import Groups
import Ledger
import Sodium
import Wire

/// The node's keys: their state, and what its organisation has the coordinator write about them.
extension NodeCore {
    /// Whether the key file holds the root key that the registry has for this organisation.
    var hasRootKey: Bool {
        registry.snapshot.organisation(organisation)?.rootKey == keys.root.verifyingKey
    }

    /// Whether a coordinator's node is this organisation's: then no recovery code brings it back, and nobody revokes that node.
    var isOfCoordinator: Bool {
        registry.snapshot.nodes(of: organisation).contains { $0.role == .coordinator }
    }

    /// Whether the key file is another one than this process opened.
    var isKeyFileReplaced: Bool {
        SmallFile.read(DataDirectoryLayout.keys(in: directory)).map { Hash(sha256: $0) != keys.file } ?? false
    }

    /// Days until this node's certificate ends; negative afterwards, 0 without one.
    var certificateDaysLeft: Int {
        guard let key = registry.snapshot.node(node)?.currentKey else { return 0 }
        let minutes = Int(key.notAfter.rawValue) - Int(clock.minute.rawValue)
        return minutes < 0 ? -1 : minutes / 1_440
    }

    func keys() async throws(OperationError) -> KeysReport {
        let snapshot = registry.snapshot
        let own = snapshot.organisation(organisation)
        var lines: [KeysReport.Key] = []
        if let own {
            let root = hasRootKey ? "in use" : isKeyFileReplaced ? "in use after a restart" : "not in this key file"
            lines.append(.init(use: "root", key: own.rootKey.octets.hex, state: root, until: "", daysLeft: nil))
            // The coordinator's organisation has no use for one.
            if !isOfCoordinator {
                let recovery = own.recoveryKey == nil ? "not registered" : "in use"
                lines.append(.init(use: "recovery", key: own.recoveryKey?.octets.hex ?? "", state: recovery, until: "", daysLeft: nil))
            }
        }
        for key in snapshot.node(node)?.keys ?? [] {
            let days = (Int(key.notAfter.rawValue) - Int(clock.minute.rawValue)) / 1_440
            let state = key.isRevoked ? "revoked" : key.isValid(at: clock.minute) ? "in use" : "expired"
            lines.append(
                .init(use: "operation", key: key.key.octets.hex, state: state, until: WallClock.iso8601(key.notAfter), daysLeft: days))
        }
        if let statement = await groups.statements[node] {
            let days = (Int(statement.notAfter.rawValue) - Int(clock.minute.rawValue)) / 1_440
            lines.append(
                .init(
                    use: "encryption", key: statement.publicKey.prefix(32).hex,
                    state: statement.isValid(at: clock.minute) ? "in use" : "expired",
                    until: WallClock.iso8601(statement.notAfter), daysLeft: days))
        }
        let others = snapshot.nodes(of: organisation).filter { $0.id != node }.flatMap { other in
            other.keys.filter { !$0.isRevoked }.map { "\(other.id.hex)/\($0.key.octets.hex)" }
        }
        return KeysReport(
            organisation: own?.name ?? "", organisationId: organisation.hex, node: node.hex, network: snapshot.network.hex, keys: lines,
            otherNodes: others,
            warnings: await condition().keyFindings.map { "\($0.sentence) \($0.remedy)" })
    }

    func submit(_ records: [[UInt8]]) async throws(OperationError) -> SubmissionReport {
        _ = try Submission.organisations(of: records, in: registry.snapshot)
        try await auditLog.note(.rootKeyUsed, details: ["records": Submission.kinds(of: records)])
        // An organisation's revocation counts at once, wherever it is heard; the log follows.
        await housekeeping.heard(revocations: records)
        let (code, text): (UInt8, String)
        if let office {
            (code, text) = await office.take(records, from: nil)
        } else {
            (code, text) = await conductor.submit(records)
        }
        guard code == 0 else {
            throw OperationError(
                code: "not-submitted", reason: "The coordinator did not take the records: \(text)",
                remedy: "Correct it, or try again when the coordinator is connected (`causeway peers`).", status: 503)
        }
        return SubmissionReport(message: text, registrySize: registry.snapshot.size)
    }
}
