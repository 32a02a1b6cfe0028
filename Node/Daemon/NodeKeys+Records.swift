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
        let now = WallClock.minute
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
