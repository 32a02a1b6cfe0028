public import Exchange
import Foundation
import Ledger
public import Logging
public import Sodium
import Storage
import Wire

/// Whose keys, and the running node that passes on what is signed.
public struct KeyRequest: Sendable {
    let dataDirectory: String
    let settings: NodeSettings
    let node: any NodeOperations
    let logger: Logger
    /// By which certificates begin.
    var clock = WallClock.machine

    public init(dataDirectory: String, settings: NodeSettings, node: any NodeOperations, logger: Logger) {
        self.dataDirectory = dataDirectory
        self.settings = settings
        self.node = node
        self.logger = logger
    }
}

/// Has the node's certificate renewed for a year from now, with the addresses that the settings name now.
public func renewCertificate(_ request: KeyRequest, passphrase: consuming SecretOctets) async throws(OperationError) -> SubmissionReport {
    let (keys, identity) = try await Ceremony.begin(request, passphrase)
    try identity.require(keys.root.verifyingKey.octets)
    var endpoints: [Endpoint] = []
    for text in request.settings.advertise {
        guard let endpoint = try? Endpoint(text) else {
            throw OperationError(
                code: "invalid-address", reason: "\"\(text)\" is not host:port.", remedy: "Correct `advertise` in the settings.")
        }
        endpoints.append(endpoint)
    }
    let record = keys.certificate(
        of: identity.node, organisation: identity.organisation, endpoints: endpoints, network: identity.network,
        from: request.clock.minute)
    return try await request.node.submit([record])
}

/// Replaces the organisation's root key by a new one, signed by both; the key file changes when the coordinator has taken it.
///
/// The new root key is on disk before the record leaves, and until the registry is known to have it no other is made: a rotation
/// whose answer was lost is repeated with the same one. An organisation without a recovery key gets one on the way; its code is
/// kept sealed until it is in the message. A coordinator's organisation has no use for the code and is not shown it.
public func rotateRoot(_ request: KeyRequest, passphrase: consuming SecretOctets) async throws(OperationError) -> SubmissionReport {
    let (keys, identity) = try await Ceremony.begin(request, passphrase)
    let next = DataDirectoryLayout.nextKeys(in: request.dataDirectory)
    let recovery = DataDirectoryLayout.nextRecovery(in: request.dataDirectory)
    let begun = SmallFile.exists(next) ? try NodeKeys.open(file: next, passphrase: passphrase) : nil
    var report = SubmissionReport(message: "The rotation that was begun before is complete now.", registrySize: 0)
    var recoveryKey = identity.recoveryKey
    if begun?.root.verifyingKey.octets != identity.rootKey {
        try identity.require(keys.root.verifyingKey.octets)
        let rotated = if let begun { begun } else { try keys.withFreshRoot(savedAs: next, passphrase: passphrase) }
        let registered = if let recoveryKey { recoveryKey } else { try RecoveryCode.keep(in: recovery, passphrase: passphrase).publicKey }
        recoveryKey = registered
        let record = AuthorityRecord(
            organisation: identity.organisation, rootKey: rotated.root.verifyingKey.octets, recoveryKey: registered)
        let signed = SignedRecord.sign(record, network: identity.network, present: keys.root, root: rotated.root)
        do throws(OperationError) {
            report = try await request.node.submit([signed.bytes])
        } catch {
            throw OperationError(
                code: error.code, reason: error.reason,
                remedy: "\(error.remedy) The new root key is kept: run the same command again until it says that the registry has it.",
                status: error.status)
        }
    }
    if SmallFile.exists(recovery), !keys.isCoordinator {
        let kept = try RecoveryCode.keep(in: recovery, passphrase: passphrase)
        if kept.publicKey == recoveryKey { report.message += " The recovery code, shown this once: \(kept.text)." }
    }
    try SmallFile.replace(DataDirectoryLayout.keys(in: request.dataDirectory), by: next)
    try? FileManager.default.removeItem(atPath: recovery)
    report.message += " Restart the node when it suits you, so that it can renew its certificate with the new root key."
    return report
}

/// Withdraws an operation key of the organisation for ever: counts at every node that hears of it, before the registry has it.
public func revokeKey(
    _ key: String, _ request: KeyRequest, passphrase: consuming SecretOctets
) async throws(OperationError) -> SubmissionReport {
    let (keys, identity) = try await Ceremony.begin(request, passphrase)
    try identity.require(keys.root.verifyingKey.octets)
    let found = identity.operationKeys.filter { key.count >= 8 && $0.key.hex.hasPrefix(key.lowercased()) }
    guard let match = found.first, found.count == 1 else {
        throw OperationError(
            code: found.isEmpty ? "unknown-key" : "ambiguous",
            reason: found.isEmpty
                ? "No operation key of this organisation begins with \"\(key)\"."
                : "\(found.count) operation keys of this organisation begin with \"\(key)\".",
            remedy: "See `causeway keys status`, and give at least eight digits of one.", status: 404)
    }
    let record = SignedRecord.sign(
        .revocation(RevocationRecord(node: match.node, operationKey: match.key)), network: identity.network, with: keys.root)
    return try await request.node.submit([record.bytes])
}

/// What a ceremony needs to know from the running node.
private struct Ceremony {
    let network: NetworkID
    let organisation: OrganisationID
    let node: NodeID
    /// The registry's root key of the organisation.
    let rootKey: Octets32
    let recoveryKey: Octets32?
    /// All that are not revoked, of this node and of others.
    let operationKeys: [(node: NodeID, key: Octets32)]

    static func begin(
        _ request: KeyRequest, _ passphrase: borrowing SecretOctets
    ) async throws(OperationError) -> (NodeKeys, Ceremony) {
        let keys = try NodeKeys.open(in: request.dataDirectory, passphrase: passphrase)
        return (keys, try Ceremony(try await request.node.keys()))
    }

    private init(_ report: KeysReport) throws(OperationError) {
        guard let network = NetworkID(hex: report.network), let organisation = OrganisationID(hex: report.organisationId),
            let node = NodeID(hex: report.node), let root = report.keys.first(where: { $0.use == "root" }).flatMap({ Hash(hex: $0.key) })
        else {
            throw OperationError(
                code: "not-registered", reason: "The registry does not have this organisation yet.",
                remedy: "Wait for the coordinator's decision; see `causeway status`.")
        }
        self.network = network
        self.organisation = organisation
        self.node = node
        rootKey = root.octets
        recoveryKey = report.keys.first { $0.use == "recovery" }.flatMap { Hash(hex: $0.key)?.octets }
        let own = report.keys.filter { $0.use == "operation" && $0.state != "revoked" }
            .compactMap { Hash(hex: $0.key) }.map { (node, $0.octets) }
        let others: [(NodeID, Octets32)] = report.otherNodes.compactMap { text in
            let parts = text.split(separator: "/")
            guard parts.count == 2, let node = NodeID(hex: String(parts[0])), let key = Hash(hex: String(parts[1])) else { return nil }
            return (node, key.octets)
        }
        operationKeys = own + others
    }

    /// Throws unless this is the root key that counts.
    func require(_ key: Octets32) throws(OperationError) {
        guard key == rootKey else {
            throw OperationError(
                code: "not-the-root-key", reason: "The key file's root key is not the one that the registry has for this organisation.",
                remedy: "Use the data directory with the present root key, or take it back with `causeway keys recover`.", status: 403)
        }
    }
}
