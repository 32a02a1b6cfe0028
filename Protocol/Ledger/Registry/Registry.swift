public import Sodium
public import Wire

/// What one record did to the registry.
public enum RecordOutcome: Equatable, Sendable {
    case applied(RegistryPayload)
    case refused(RecordError)
}

/// Everything the registry's log says, folded in the order of its records (specification chapter 3).
///
/// A value: the same records give the same state on every node, whatever the clock, the platform or the order of
/// its tables. A record that breaks a rule is counted and changes nothing else, because whoever signs the log's
/// checkpoints must not be able to stop those who read it. Every authority's key comes from this state, never
/// from the record that is judged; only a record that introduces a key is verified with the key it introduces.
///
/// Records must have been verified against the log's checkpoint before (`JournalReader`).
public struct Registry: Sendable {
    public let network: NetworkID
    public let genesis: GenesisRecord
    public let coordinatorKey: VerifyingKey
    /// How many records have been folded in, the genesis and refused ones included.
    public internal(set) var size: UInt64 = 1
    /// The positions of refused records, ascending.
    public private(set) var refusedPositions: [UInt64] = []

    var organisationTable: [OrganisationID: Organisation] = [:]
    var nodeTable: [NodeID: RegisteredNode] = [:]
    var sectorIndex = SectorIndex()
    /// Which node holds or held an operation key.
    var holders: [Octets32: NodeID] = [:]
    /// Which organisation holds or held a root or recovery key.
    var authorityHolders: [Octets32: OrganisationID] = [:]

    /// Begins with the first record of the log, which must be a genesis signed by the key it names.
    public init(genesis record: some Collection<UInt8>) throws(RecordError) {
        let bytes = Array(record)
        let signed = try SignedRecord(bytes[...])
        guard case .genesis(let genesis) = try RegistryPayload(signed.payloadBytes[...]) else { throw .genesisMissing }
        coordinatorKey = try VerifyingKey(registered: genesis.coordinatorKey)
        guard signed.signatures.count == 1 else { throw .signatureCount }
        let message = SigningContext.record.message(network: nil, payload: signed.payloadBytes)
        guard coordinatorKey.accepts(signed.signatures[0], over: message) else { throw .signatureInvalid }
        network = NetworkID(genesis: bytes)
        self.genesis = genesis
    }

    /// Folds the next record of the log in; the size grows whatever the outcome.
    public mutating func apply(_ record: ArraySlice<UInt8>) -> RecordOutcome {
        defer { size += 1 }
        do throws(RecordError) {
            let judged = try judge(record, wasAccepted: false)
            commit(judged)
            return .applied(judged.payload)
        } catch {
            refusedPositions.append(size)
            return .refused(error)
        }
    }

    /// Throws what `apply` would refuse the record for; changes nothing.
    public func check(_ record: ArraySlice<UInt8>) throws(RecordError) {
        _ = try judge(record, wasAccepted: false)
    }

    /// The registry as it is with a revocation that the log does not have yet: its organisation's own word counts on receipt.
    ///
    /// Judged as if it came next, and not counted: size, refusals and what later records are judged by stay those of the log, which
    /// this registry may go on to fold. Gives the same registry for a key that is revoked, whoever signed. Throws what the
    /// record would be refused for, and `notARevocation` for other kinds.
    public func anticipating(_ revocation: ArraySlice<UInt8>) throws(RecordError) -> Registry {
        guard case .revocation(let record) = try RegistryPayload(try SignedRecord(revocation).payloadBytes[...]) else {
            throw .notARevocation
        }
        if let index = keyIndex(of: record), nodeTable[record.node]?.keys[index].isRevoked == true { return self }
        _ = try judge(revocation, wasAccepted: false)
        var registry = self
        guard let index = keyIndex(of: record) else { preconditionFailure("a revocation was judged without its key") }
        registry.nodeTable[record.node]?.keys[index].isRevocationAnticipated = true
        return registry
    }

    /// Folds the next record in as this node did before, by its own notes (`RegistryVerdicts`).
    mutating func reapply(_ record: ArraySlice<UInt8>, wasRefused: Bool) throws(RecordError) {
        if wasRefused {
            refusedPositions.append(size)
        } else {
            commit(try judge(record, wasAccepted: true))
        }
        size += 1
    }
}

extension Registry {
    /// The name of the registry's checkpoints.
    public var origin: String { genesis.origin }

    /// How many records were refused.
    public var refusedCount: Int { refusedPositions.count }

    /// All organisations by ascending identifier, members or not. Sorts, which is about 2 ms for 10,000.
    public var organisations: [Organisation] {
        organisationTable.values.sorted { $0.id < $1.id }
    }

    /// All nodes by ascending identifier. Sorts, as `organisations` does.
    public var nodes: [RegisteredNode] {
        nodeTable.values.sorted { $0.id < $1.id }
    }

    public func organisation(_ id: OrganisationID) -> Organisation? { organisationTable[id] }

    /// The organisation whose present root key this is.
    public func organisation(withRootKey key: Octets32) -> Organisation? {
        let organisation = authorityHolders[key].flatMap { organisationTable[$0] }
        return organisation?.rootKey.octets == key ? organisation : nil
    }

    /// The organisation whose present recovery key this is.
    public func organisation(withRecoveryKey key: Octets32) -> Organisation? {
        let organisation = authorityHolders[key].flatMap { organisationTable[$0] }
        return organisation?.recoveryKey?.octets == key ? organisation : nil
    }

    public func node(_ id: NodeID) -> RegisteredNode? { nodeTable[id] }

    /// The nodes of an organisation, ascending; none for an unknown one.
    public func nodes(of organisation: OrganisationID) -> [RegisteredNode] {
        (organisationTable[organisation]?.nodes ?? []).compactMap { nodeTable[$0] }
    }

    /// Which node holds or ever held this operation key.
    public func holder(of operationKey: Octets32) -> NodeID? { holders[operationKey] }

    /// Every operation key the node ever held, newest first, revoked and expired ones too: with these, entries of its
    /// journals are verified, so that what is stored never depends on how recent a registry is.
    public func operationKeys(of node: NodeID) -> [VerifyingKey] {
        nodeTable[node]?.keys.map(\.key) ?? []
    }

    /// The newest operation key that is not revoked; `nil` for an unknown node.
    public func operationKey(of node: NodeID) -> VerifyingKey? { nodeTable[node]?.currentKey?.key }

    /// `nil` for an unknown organisation.
    public func standing(of organisation: OrganisationID) -> Standing? { organisationTable[organisation]?.standing }

    /// The position of the organisation's admission in the registry; `nil` before it.
    public func admittedAt(_ organisation: OrganisationID) -> UInt64? { organisationTable[organisation]?.admittedAt }

    /// Whether the node may take part in that minute: its organisation is admitted and not suspended, and the node has a key
    /// to speak with.
    public func isAdmitted(_ node: NodeID, at minute: Minute) -> Bool {
        guard let node = nodeTable[node], organisationTable[node.organisation]?.standing == .admitted else { return false }
        return node.currentKey(at: minute) != nil
    }
}

extension VerifyingKey {
    /// A key that a record introduces; refused when it is of low or mixed order.
    init(registered octets: Octets32) throws(RecordError) {
        do throws(SodiumError) {
            try self.init(octets)
        } catch {
            throw .keyUnacceptable
        }
    }
}
