public import Exchange
import Foundation
import Ledger
public import Logging
public import Sodium
import Storage
import Wire

/// What `causeway keys recover` was asked for.
public struct RecoveryRequest: Sendable {
    /// Where the new node's data directory is to be; must hold no keys.
    public var dataDirectory: String
    /// The coordinator's host:port.
    public var coordinator: String
    /// The network's identifier: 64 hexadecimal digits.
    public var network: String
    public var recoveryCode: String
    /// A file to copy as the new node's settings; `nil` writes the commented defaults.
    public var settingsFile: String?
    /// Leaves the organisation's other nodes their keys; else all are revoked.
    public var keepOtherNodes: Bool
    public var logger: Logger

    public init(
        dataDirectory: String, coordinator: String, network: String, recoveryCode: String, settingsFile: String?, keepOtherNodes: Bool,
        logger: Logger
    ) {
        self.dataDirectory = dataDirectory
        self.coordinator = coordinator
        self.network = network
        self.recoveryCode = recoveryCode
        self.settingsFile = settingsFile
        self.keepOtherNodes = keepOtherNodes
        self.logger = logger
    }
}

/// What a recovery led to.
public struct RecoveryReport: Codable, Equatable, Sendable {
    public var organisation: String
    public var organisationId: String
    public var node: String
    /// The recovery code that counts from now on: the same.
    public var recoveryCode: String
    public var message: String
}

/// Takes an organisation's place in the network again by its recovery code: a new root key, a new node, and an end to the old keys.
///
/// For a root key that was lost, and for a node that was stolen. Nothing is written to the registry unless all of it is.
public func recoverNode(
    _ request: RecoveryRequest, passphrase: consuming SecretOctets
) async throws(OperationError) -> RecoveryReport {
    let (network, endpoint) = try RegistryErrand.place(network: request.network, coordinator: request.coordinator)
    let code = try RecoveryCode(request.recoveryCode)
    _ = try initialiseNode(
        InitRequest(
            dataDirectory: request.dataDirectory, organisation: "recovering", sector: "", coordinator: nil,
            settingsFile: request.settingsFile), passphrase: passphrase)
    let settings = try NodeSettings.load(
        file: DataDirectoryLayout.settings(in: request.dataDirectory), environment: [:], overrides: [:])
    let keys = try NodeKeys.open(in: request.dataDirectory, passphrase: passphrase)
    let node = keys.node(in: network)
    let errand = RegistryErrand(keys: keys, network: network, node: node, directory: request.dataDirectory, logger: request.logger)
    var recovered: Organisation?
    let message: String
    do throws(OperationError) {
        message = try await errand.run(at: endpoint) { (registry) throws(OperationError) in
            let organisation = try organisation(of: code, in: registry)
            recovered = organisation
            let records = try records(of: organisation, code, keys, node, settings, registry, request.keepOtherNodes)
            return .submission(records)
        }
    } catch {
        // A second try makes other keys. Should the coordinator have taken these, it revokes them: the code is still good.
        for path in [DataDirectoryLayout.keys(in: request.dataDirectory), DataDirectoryLayout.candidate(in: request.dataDirectory)] {
            try? FileManager.default.removeItem(atPath: path)
        }
        throw error
    }
    guard let organisation = recovered else { preconditionFailure("the coordinator answered before it was asked") }
    try SmallFile.write(
        Candidate(organisation: organisation.name, sector: organisation.sector, recoveryKey: code.key.verifyingKey.octets.hex),
        to: DataDirectoryLayout.candidate(in: request.dataDirectory))
    // Backups of the new node open with the same code as those of the old one.
    _ = try BackupCode.keep(request.recoveryCode, in: request.dataDirectory)
    try SmallFile.write(
        JoinedNetwork(network: network.hex, coordinator: request.coordinator), to: DataDirectoryLayout.network(in: request.dataDirectory))
    return RecoveryReport(
        organisation: organisation.name, organisationId: organisation.id.hex, node: node.hex, recoveryCode: request.recoveryCode,
        message: message)
}

private func organisation(of code: borrowing RecoveryCode, in registry: Registry) throws(OperationError) -> Organisation {
    guard let organisation = registry.organisation(withRecoveryKey: code.key.verifyingKey.octets) else {
        throw OperationError(
            code: "unknown-recovery-code", reason: "No organisation of this network has this recovery code now.",
            remedy: "Check the network, and that no newer code was printed; a code is registered when the node first runs as a member.",
            status: 404)
    }
    guard !registry.nodes(of: organisation.id).contains(where: { $0.role == .coordinator }) else {
        throw OperationError(
            code: "coordinator", reason: "\(organisation.name) runs the coordinator's node, which a recovery code does not bring back.",
            remedy: "Restore the backup of the coordinator's data directory, and start it with its passphrase.", status: 403)
    }
    return organisation
}

/// The new root key, the new node's certificate, and the revocations of the keys that others may have now.
private func records(
    of organisation: Organisation, _ code: borrowing RecoveryCode, _ keys: NodeKeys, _ node: NodeID, _ settings: NodeSettings,
    _ registry: Registry, _ keepOtherNodes: Bool
) throws(OperationError) -> [[UInt8]] {
    var endpoints: [Endpoint] = []
    for text in settings.advertise { if let endpoint = try? Endpoint(text) { endpoints.append(endpoint) } }
    let authority = AuthorityRecord(
        organisation: organisation.id, rootKey: keys.root.verifyingKey.octets, recoveryKey: code.key.verifyingKey.octets)
    var records = [
        SignedRecord.sign(authority, network: registry.network, present: code.key, root: keys.root).bytes,
        keys.certificate(
            of: node, organisation: organisation.id, endpoints: endpoints, network: registry.network, from: WallClock.machine.minute),
    ]
    guard !keepOtherNodes else { return records }
    for old in registry.nodes(of: organisation.id) {
        for key in old.keys where !key.isRevoked {
            let revocation = RevocationRecord(node: old.id, operationKey: key.key.octets)
            records.append(SignedRecord.sign(.revocation(revocation), network: registry.network, with: keys.root).bytes)
        }
    }
    guard records.count <= WireLimits.recordsPerSubmissionMax else {
        throw OperationError(
            code: "too-many-keys", reason: "The organisation has \(records.count - 2) keys to revoke, more than one message holds.",
            remedy: "Recover with --keep-other-nodes, then revoke them one by one with `causeway keys revoke`.")
    }
    return records
}
