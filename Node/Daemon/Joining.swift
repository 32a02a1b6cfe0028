import Coordinator
public import Exchange
import Ledger
public import Logging
public import Sodium
import Wire

/// What `causeway join` was asked for.
public struct JoinRequest: Sendable {
    public var dataDirectory: String
    /// The coordinator's host:port.
    public var coordinator: String
    /// The network's identifier: 64 hexadecimal digits, from a source other than the coordinator's connection.
    public var network: String
    /// Whom the coordinator's staff may call; stays at the coordinator.
    public var contact: String

    public init(dataDirectory: String, coordinator: String, network: String, contact: String) {
        self.dataDirectory = dataDirectory
        self.coordinator = coordinator
        self.network = network
        self.contact = contact
    }
}

/// What became of an application.
public struct JoinReport: Codable, Equatable, Sendable {
    public var application: String
    public var network: String
    public var organisation: String
    public var node: String
    /// The coordinator's answer.
    public var message: String
}

extension OperationError {
    /// The registry names this node with its present key.
    fileprivate static let alreadyMember = OperationError(
        code: "already-member", reason: "This node is in the registry already: start it with `causeway serve`.", remedy: "", status: 409)
}

/// Applies for membership: fetches and verifies the registry, then sends the organisation's signed records.
///
/// The registry is pinned by the network identifier, so a false coordinator is noticed before anything is sent.
public func joinNetwork(
    _ request: JoinRequest, passphrase: borrowing SecretOctets, settings: NodeSettings, logger: Logger
) async throws(OperationError) -> JoinReport {
    let (network, endpoint) = try RegistryErrand.place(network: request.network, coordinator: request.coordinator)
    guard request.contact.utf8.count <= CoordinatorLimits.contactOctetsMax else {
        throw OperationError(
            code: "contact-too-long", reason: "The contact is longer than \(CoordinatorLimits.contactOctetsMax) octets.",
            remedy: "Shorten it to a name and a number.")
    }
    let keys = try NodeKeys.open(in: request.dataDirectory, passphrase: passphrase)
    guard let candidate = SmallFile.read(Candidate.self, from: DataDirectoryLayout.candidate(in: request.dataDirectory)) else {
        throw OperationError(
            code: "not-initialised", reason: "\(request.dataDirectory) lacks candidate.json.", remedy: "Run `causeway init` first.")
    }
    let known = SmallFile.read(JoinedNetwork.self, from: DataDirectoryLayout.network(in: request.dataDirectory))
    guard known == nil || known?.network == network.hex else {
        throw OperationError(
            code: "other-network", reason: "This node belongs to network \(known?.network ?? "") already.",
            remedy: "Use another --data directory for another network.")
    }
    let own: OwnRecords
    do throws(RecordError) {
        own = try keys.records(for: candidate, network: network, role: .member, endpoints: settings.advertise)
    } catch {
        throw OperationError(
            code: "invalid-records", reason: "The organisation's records are not valid (\(error.rawValue)).",
            remedy: "Check `advertise` in the settings.")
    }
    let letter = ApplicationLetter(
        organisationRecord: own.organisationRecord, certificateRecord: own.certificateRecord, contact: request.contact)
    let errand = RegistryErrand(keys: keys, network: network, node: own.node, directory: request.dataDirectory, logger: logger)
    var application = Application.id(of: letter.encoded())
    var message: String
    do throws(OperationError) {
        message = try await errand.run(at: endpoint) { registry throws(OperationError) in
            guard registry.node(own.node)?.currentKey?.key != keys.operation.verifyingKey else { throw .alreadyMember }
            return .application(letter.encoded())
        }
    } catch {
        // The registry is on the disk: a member that lost its database, or asks twice, has nothing to apply for.
        guard error == .alreadyMember else { throw error }
        (application, message) = ("", error.reason)
    }
    try SmallFile.write(
        JoinedNetwork(network: network.hex, coordinator: request.coordinator), to: DataDirectoryLayout.network(in: request.dataDirectory))
    return JoinReport(
        application: application, network: network.hex, organisation: own.organisation.hex, node: own.node.hex,
        message: message)
}
