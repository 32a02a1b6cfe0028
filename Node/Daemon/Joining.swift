import Coordinator
public import Exchange
import Gossip
import Ledger
public import Logging
public import Sodium
import Storage
import Transport
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

/// Applies for membership: fetches and verifies the registry, then sends the organisation's signed records.
///
/// The registry is pinned by the network identifier, so a false coordinator is noticed before anything is sent.
public func joinNetwork(
    _ request: JoinRequest, passphrase: borrowing SecretOctets, settings: NodeSettings, logger: Logger
) async throws(OperationError) -> JoinReport {
    guard let network = NetworkID(hex: request.network) else {
        throw OperationError(
            code: "invalid-network", reason: "\"\(request.network)\" is not a network identifier.",
            remedy: "Ask the coordinator for the 64 hexadecimal digits that its `causeway init` printed.")
    }
    guard let endpoint = try? Endpoint(request.coordinator) else {
        throw OperationError(
            code: "invalid-address", reason: "\"\(request.coordinator)\" is not host:port.",
            remedy: "Give the coordinator's address as in coordinator.example:7400.")
    }
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
    let courtship = Courtship(keys: keys, network: network, own: own, contact: request.contact)
    let message = try await courtship.run(endpoint: endpoint, logger: logger, directory: request.dataDirectory)
    try SmallFile.write(
        JoinedNetwork(network: network.hex, coordinator: request.coordinator), to: DataDirectoryLayout.network(in: request.dataDirectory))
    let letter = ApplicationLetter(
        organisationRecord: own.organisationRecord, certificateRecord: own.certificateRecord, contact: request.contact)
    return JoinReport(
        application: Application.id(of: letter.encoded()), network: network.hex, organisation: own.organisation.hex, node: own.node.hex,
        message: message)
}

/// One conversation with the coordinator: Hello, the registry from its first record, the application, the receipt.
private struct Courtship {
    let keys: NodeKeys
    let network: NetworkID
    let own: OwnRecords
    let contact: String

    func run(endpoint: Endpoint, logger: Logger, directory: String) async throws(OperationError) -> String {
        do {
            let identity = try TransportIdentity(
                network: network, node: own.node, operationKey: keys.operation.verifyingKey, sign: { keys.operation.sign($0) })
            let connection = try await Dialer.connect(
                host: endpoint.host, port: Int(endpoint.port), identity: identity, timeout: .seconds(DaemonLimits.dialSeconds), log: logger)
            defer { connection.close() }
            let timeout = Task {
                try await Task.sleep(for: .seconds(DaemonLimits.joinSeconds))
                connection.close()
            }
            defer { timeout.cancel() }
            return try await converse(connection, directory)
        } catch let error as OperationError {
            throw error
        } catch let error as TransportError {
            throw OperationError(
                code: "cannot-connect", reason: "The coordinator at \(endpoint) was not reached: \(error)",
                remedy: "Check the address and that the coordinator runs; if it serves another network, check the identifier.", status: 503)
        } catch let error as StorageError {
            throw OperationError(error)
        } catch {
            throw OperationError(
                code: "not-understood", reason: "The coordinator's answer could not be used (\(error)).",
                remedy: "Check that both sides run the same release.", status: 502)
        }
    }

    private func converse(_ connection: PeerConnection, _ directory: String) async throws -> String {
        let hello = Hello(network: network, node: own.node, nonce: SecureRandom.octets16(), registrySize: 0, agent: Version.agent)
        try await connection.send([Message.hello(hello).encoded()])
        let store = try Store(path: directory)
        defer { store.close() }
        var registry: PinnedRegistry?
        var size: UInt64?
        let letter = ApplicationLetter(
            organisationRecord: own.organisationRecord, certificateRecord: own.certificateRecord, contact: contact)
        while let frames = try await connection.receive() {
            for frame in frames {
                switch try Message(decoding: frame[...]) {
                case .hello(let theirs):
                    guard theirs.network == network else { break }
                    size = theirs.registrySize
                    try await connection.send([Message.want(Want(number: 0, from: 0)).encoded()])
                case .entries(let range) where range.number == 0:
                    try take(range, &registry, store)
                    guard let held = registry?.reader.size, let size, held >= size else { continue }
                    try await connection.send([Message.application(letter.encoded()).encoded()])
                case .receipt(let code, let text):
                    guard code == 0 else {
                        throw OperationError(code: "application-refused", reason: text, remedy: "Correct it and apply again.")
                    }
                    return text
                case .bye(_, let text):
                    throw OperationError(code: "turned-away", reason: text, remedy: "Ask the coordinator's staff.", status: 503)
                default: continue
                }
            }
        }
        throw OperationError(
            code: "connection-ended", reason: "The coordinator closed the connection before it answered.",
            remedy: "Run `causeway join` again.", status: 503)
    }

    /// Verifies a range of the registry against the identifier and stores what the store lacks from an earlier try.
    private func take(_ range: EntryRange, _ registry: inout PinnedRegistry?, _ store: Store) throws {
        if registry == nil {
            guard let first = range.entries.first, NetworkID(genesis: first) == network else {
                throw OperationError(
                    code: "other-network", reason: "The coordinator's registry is not that of the network you named.",
                    remedy: "Check the identifier with the coordinator by another way; if it is right, do not trust this address.")
            }
            let genesis = try Registry(genesis: first)
            let reader = JournalReader(name: nil, journal: JournalID.registry(of: network), origin: genesis.origin)
            registry = PinnedRegistry(reader: reader, key: genesis.coordinatorKey)
        }
        let checkpoint = CompactCheckpoint(size: range.checkpointSize, signature: range.signature)
        guard var pinned = registry else { return }
        let batch = try pinned.reader.verify(
            range.entries, from: range.first, completion: range.completion, checkpoint: checkpoint, keys: [pinned.key])
        registry = pinned
        let held = try store.journals().first { $0.journal == batch.journal }?.size ?? 0
        if held == batch.first { try store.append([batch]) }
    }
}

/// The registry as far as it was fetched, and the key that the genesis pins.
private struct PinnedRegistry {
    var reader: JournalReader
    let key: VerifyingKey
}
