import Exchange
import Ledger
import Sodium
import Wire

/// The records an organisation signs about itself, with the identifiers they lead to.
struct OwnRecords: Sendable {
    let organisation: OrganisationID
    let node: NodeID
    let organisationRecord: [UInt8]
    let certificateRecord: [UInt8]
}

extension NodeKeys {
    /// What the organisation is called until the registry says so: made of the first root key.
    func organisation(in network: NetworkID) -> OrganisationID {
        OrganisationID(rootKey: root.verifyingKey.octets, network: network)
    }

    func node(in network: NetworkID) -> NodeID {
        NodeID(firstOperationKey: operation.verifyingKey.octets, network: network)
    }

    /// Signs the organisation's record and its node's first certificate, valid from now for a year.
    func records(
        for candidate: Candidate, network: NetworkID, role: NodeRole, endpoints: [String]
    ) throws(RecordError) -> OwnRecords {
        var parsed: [Endpoint] = []
        for endpoint in endpoints { parsed.append(try Endpoint(endpoint)) }
        let now = WallClock.machine.minute
        let organisation = organisation(in: network)
        let node = node(in: network)
        let record = SignedRecord.sign(
            .organisation(
                OrganisationRecord(
                    rootKey: root.verifyingKey.octets, name: candidate.organisation, sector: candidate.sector, created: now)),
            network: network, with: root)
        let certificate = CertificateRecord(
            organisation: organisation, node: node, operationKey: operation.verifyingKey.octets, role: role, endpoints: parsed,
            notBefore: now, notAfter: Minute(now.rawValue + DaemonLimits.certificateMinutes))
        var signed = SignedRecord.sign(certificate, network: network, root: root, operation: operation)
        if role == .coordinator { signed = alsoSignedAsCoordinator(signed, network: network) }
        return OwnRecords(
            organisation: organisation, node: node, organisationRecord: record.bytes, certificateRecord: signed.bytes)
    }

    /// The node's certificate anew: the same key, role and endpoints, for a year from this minute.
    func renewedCertificate(
        of node: NodeID, in registry: Registry, from minute: Minute
    ) throws(OperationError) -> [UInt8] {
        guard let registered = registry.node(node) else {
            throw OperationError(
                code: "not-registered", reason: "The registry has no certificate of this node.", remedy: "Apply with `causeway join` first."
            )
        }
        return certificate(
            of: node, organisation: registered.organisation, endpoints: registered.endpoints, network: registry.network, from: minute)
    }

    /// A certificate of the operation key for a year from this minute.
    func certificate(
        of node: NodeID, organisation: OrganisationID, endpoints: [Endpoint], network: NetworkID, from minute: Minute
    ) -> [UInt8] {
        let certificate = CertificateRecord(
            organisation: organisation, node: node, operationKey: operation.verifyingKey.octets,
            role: isCoordinator ? .coordinator : .member, endpoints: endpoints, notBefore: minute,
            notAfter: Minute(minute.rawValue + DaemonLimits.certificateMinutes))
        let signed = SignedRecord.sign(certificate, network: network, root: root, operation: operation)
        return isCoordinator ? alsoSignedAsCoordinator(signed, network: network).bytes : signed.bytes
    }

    /// Registers a recovery key beside the present root key.
    func authority(of organisation: OrganisationID, recovery: Octets32, network: NetworkID) -> [UInt8] {
        let record = AuthorityRecord(organisation: organisation, rootKey: root.verifyingKey.octets, recoveryKey: recovery)
        return SignedRecord.sign(record, network: network, present: root, root: root).bytes
    }

    var isCoordinator: Bool {
        switch coordinator {
        case .some: true
        case nil: false
        }
    }

    /// The public half of the coordinator key; only a coordinator's node asks.
    var coordinatorOctets: Octets32 {
        switch coordinator {
        case .some(let key): key.verifyingKey.octets
        case nil: preconditionFailure("a member's node was asked for the coordinator key")
        }
    }

    func signGenesis(_ genesis: GenesisRecord) -> SignedRecord { sign(.genesis(genesis), network: nil) }

    func signAsCoordinator(_ payload: RegistryPayload, network: NetworkID) -> SignedRecord { sign(payload, network: network) }

    /// The coordinator's word that this is its newest checkpoint at a time, in unix seconds; `nil` on a member's node.
    ///
    /// Whoever calls it keeps the law of a witness, as `Cosignature` says.
    func timeStamp(_ checkpoint: Checkpoint, at time: UInt64) -> Cosignature? {
        switch coordinator {
        case .some(let key): Cosignature(of: checkpoint, by: nil, at: time, with: key)
        case nil: nil
        }
    }

    private func sign(_ payload: RegistryPayload, network: NetworkID?) -> SignedRecord {
        switch coordinator {
        case .some(let key): SignedRecord.sign(payload, network: network, with: key)
        case nil: preconditionFailure("a member's node was asked to sign as coordinator")
        }
    }

    private func alsoSignedAsCoordinator(_ record: SignedRecord, network: NetworkID) -> SignedRecord {
        switch coordinator {
        case .some(let key): record.alsoSigned(network: network, with: key)
        case nil: preconditionFailure("a member's node was asked to sign as coordinator")
        }
    }

    /// Appends records to the registry and signs its new checkpoint.
    func appendRegistry(_ records: [[UInt8]], to writer: inout JournalWriter) -> VerifiedBatch {
        switch coordinator {
        case .some(let key): writer.append(records: records, signing: key)
        case nil: preconditionFailure("a member's node was asked to sign the registry")
        }
    }
}
