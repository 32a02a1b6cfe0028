import Exchange
import Ledger
import Logging
import Sodium
import Storage
import Transport
import Wire

/// One conversation with the coordinator, of a node that does not run: Hello, the registry from its first record, one message, the receipt.
///
/// The registry is pinned by the network's identifier, so a false coordinator is noticed before anything is sent.
struct RegistryErrand {
    let keys: NodeKeys
    let network: NetworkID
    let node: NodeID
    /// The data directory, whose store takes the registry.
    let directory: String
    let logger: Logger

    /// Reads what people typed.
    static func place(network: String, coordinator: String) throws(OperationError) -> (NetworkID, Endpoint) {
        guard let identifier = NetworkID(hex: network) else {
            throw OperationError(
                code: "invalid-network", reason: "\"\(network)\" is not a network identifier.",
                remedy: "Ask the coordinator for the 64 hexadecimal digits that its `causeway init` printed.")
        }
        guard let endpoint = try? Endpoint(coordinator) else {
            throw OperationError(
                code: "invalid-address", reason: "\"\(coordinator)\" is not host:port.",
                remedy: "Give the coordinator's address as in coordinator.example:7400.")
        }
        return (identifier, endpoint)
    }

    /// Fetches the registry, sends the message that is made of it, and gives the coordinator's word when it took it.
    func run(
        at endpoint: Endpoint, _ message: (Registry) throws(OperationError) -> Message
    ) async throws(OperationError) -> String {
        do {
            let identity = try TransportIdentity(
                network: network, node: node, operationKey: keys.operation.verifyingKey, sign: { keys.operation.sign($0) })
            let connection = try await Dialer.connect(
                host: endpoint.host, port: Int(endpoint.port), identity: identity, timeout: .seconds(DaemonLimits.dialSeconds), log: logger)
            defer { connection.close() }
            let timeout = Task {
                try await Task.sleep(for: .seconds(DaemonLimits.joinSeconds))
                connection.close()
            }
            defer { timeout.cancel() }
            return try await converse(connection, message)
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

    private func converse(
        _ connection: PeerConnection, _ message: (Registry) throws(OperationError) -> Message
    ) async throws -> String {
        let hello = Hello(network: network, node: node, nonce: SecureRandom.octets16(), registrySize: 0, agent: Version.agent)
        try await connection.send([Message.hello(hello).encoded()])
        let store = try Store(path: directory)
        defer { store.close() }
        var pinned: PinnedRegistry?
        var size: UInt64?
        while let frames = try await connection.receive() {
            for frame in frames {
                switch try Message(decoding: frame[...]) {
                case .hello(let theirs):
                    guard theirs.network == network else { break }
                    size = theirs.registrySize
                    try await connection.send([Message.want(Want(number: 0, from: 0)).encoded()])
                // What the coordinator appends meanwhile comes unasked, perhaps before the beginning; it is in what was asked for, or too new.
                case .entries(let range) where range.number == 0 && range.first == pinned?.reader.size ?? 0:
                    try take(range, &pinned, store)
                    guard let held = pinned?.reader.size, let size, held >= size else { continue }
                    let registry = try Registry(replaying: store.registryRecords(from: 0), verdicts: nil)
                    try await connection.send([message(registry).encoded()])
                case .receipt(let code, let text):
                    guard code == 0 else {
                        throw OperationError(code: "not-taken", reason: text, remedy: "Correct it and try again.")
                    }
                    return text
                case .bye(_, let text):
                    throw OperationError(code: "turned-away", reason: text, remedy: "Ask the coordinator's staff.", status: 503)
                default: continue
                }
            }
        }
        throw OperationError(
            code: "connection-ended", reason: "The coordinator closed the connection before it answered.", remedy: "Try again.", status: 503
        )
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
        let held = try store.journal(batch.journal)?.size ?? 0
        if held == batch.first { try store.append([batch]) }
    }
}

/// The registry as far as it was fetched, and the key that the genesis pins.
private struct PinnedRegistry {
    var reader: JournalReader
    let key: VerifyingKey
}
