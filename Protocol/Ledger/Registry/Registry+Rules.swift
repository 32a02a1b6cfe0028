internal import Sodium
internal import Wire

/// A record that may be applied, with the keys that were made from it.
struct JudgedRecord {
    let payload: RegistryPayload
    /// The keys that the record introduces, certifies or names, in the order of its fields.
    let keys: [VerifyingKey]
}

/// Who has to sign a record at one place: the holder of the key, or of the one that may stand in for it.
private struct Authority {
    let key: VerifyingKey
    var substitute: VerifyingKey?

    func accepts(_ signature: Octets64, over message: [UInt8]) -> Bool {
        key.accepts(signature, over: message) || substitute?.accepts(signature, over: message) ?? false
    }
}

/// The rules of specification chapter 3, in their order: the record by itself, its authorities, their signatures, its place.
extension Registry {
    /// `wasAccepted`: this node's own notes say that it accepted the record before, in this place; then keys are taken as
    /// they were, and signatures are not verified again.
    func judge(_ bytes: ArraySlice<UInt8>, wasAccepted: Bool) throws(RecordError) -> JudgedRecord {
        let record = try SignedRecord(bytes)
        let payload = try RegistryPayload(record.payloadBytes[...])
        let (authorities, keys) = try authorities(of: payload, wasAccepted: wasAccepted)
        if !wasAccepted { try verify(record, authorities) }
        switch payload {
        case .genesis: throw .genesisRepeated
        case .organisation(let organisation): try place(organisation)
        case .certificate(let certificate): try place(certificate)
        case .admission(let admission): try place(admission)
        case .standing(let standing): try place(standing)
        case .revocation(let revocation): try place(revocation)
        case .authority(let authority): try place(authority)
        case .sector(let sector): try place(sector)
        }
        return JudgedRecord(payload: payload, keys: keys)
    }

    /// Whose signatures the record must carry, in their order; and the keys that it brings along.
    private func authorities(
        of payload: RegistryPayload, wasAccepted: Bool
    ) throws(RecordError) -> (authorities: [Authority], keys: [VerifyingKey]) {
        switch payload {
        case .genesis:
            throw .genesisRepeated
        case .organisation(let record):
            let key = try introduced(record.rootKey, wasAccepted: wasAccepted)
            return ([Authority(key: key)], [key])
        case .certificate(let record):
            let root = try known(record.organisation).rootKey
            let held = nodeTable[record.node]?.keys.first { $0.key.octets == record.operationKey }?.key
            let key = if let held { held } else { try introduced(record.operationKey, wasAccepted: wasAccepted) }
            let signers = record.role == .coordinator ? [root, key, coordinatorKey] : [root, key]
            return (signers.map { Authority(key: $0) }, [key])
        case .admission, .standing, .sector:
            return ([Authority(key: coordinatorKey)], [])
        case .revocation(let record):
            guard let node = nodeTable[record.node] else { throw .nodeUnknown }
            return ([Authority(key: try known(node.organisation).rootKey)], [])
        case .authority(let record):
            let present = try known(record.organisation)
            let root = try named(record.rootKey, by: present, wasAccepted: wasAccepted)
            let recovery = try named(record.recoveryKey, by: present, wasAccepted: wasAccepted)
            return ([Authority(key: present.rootKey, substitute: present.recoveryKey), Authority(key: root)], [root, recovery])
        }
    }

    private func introduced(_ octets: Octets32, wasAccepted: Bool) throws(RecordError) -> VerifyingKey {
        wasAccepted ? VerifyingKey(remembered: octets) : try VerifyingKey(registered: octets)
    }

    /// A present key of the organisation, which was examined before, or one that it introduces.
    private func named(_ octets: Octets32, by organisation: Organisation, wasAccepted: Bool) throws(RecordError) -> VerifyingKey {
        for case let present? in [organisation.rootKey, organisation.recoveryKey] where present.octets == octets { return present }
        return try introduced(octets, wasAccepted: wasAccepted)
    }

    private func verify(_ record: SignedRecord, _ authorities: [Authority]) throws(RecordError) {
        guard record.signatures.count == authorities.count else { throw .signatureCount }
        let message = SigningContext.record.message(network: network, payload: record.payloadBytes)
        for (authority, signature) in zip(authorities, record.signatures) {
            guard authority.accepts(signature, over: message) else { throw .signatureInvalid }
        }
    }

    private func known(_ id: OrganisationID) throws(RecordError) -> Organisation {
        guard let organisation = organisationTable[id] else { throw .organisationUnknown }
        return organisation
    }

    private func place(_ record: OrganisationRecord) throws(RecordError) {
        guard organisationTable[OrganisationID(rootKey: record.rootKey, network: network)] == nil else { throw .organisationRepeated }
        guard authorityHolders[record.rootKey] == nil else { throw .rootKeyOfAnother }
    }

    private func place(_ record: CertificateRecord) throws(RecordError) {
        let organisation = try known(record.organisation)
        guard organisation.standing != .expelled else { throw .expelled }
        if let holder = holders[record.operationKey], holder != record.node { throw .operationKeyOfAnother }
        guard let node = nodeTable[record.node] else {
            guard record.node == NodeID(firstOperationKey: record.operationKey, network: network) else { throw .nodeIdentifierMismatch }
            guard organisation.nodes.count < RegistryLimits.nodesPerOrganisationMax else { throw .nodesTooMany }
            return
        }
        guard node.organisation == record.organisation else { throw .nodeOfAnother }
        let held = node.keys.first { $0.key.octets == record.operationKey }
        guard held?.revokedAt == nil else { throw .operationKeyRevoked }
        guard (record.notBefore, record.notAfter) > (node.notBefore, node.notAfter) else { throw .certificateNotLater }
        guard held != nil || node.keys.count < RegistryLimits.keysPerNodeMax else { throw .keysTooMany }
    }

    private func place(_ record: AdmissionRecord) throws(RecordError) {
        let organisation = try known(record.organisation)
        guard organisation.standing != .expelled else { throw .expelled }
        guard organisation.standing == .applied else { throw .admissionRepeated }
    }

    private func place(_ record: StandingRecord) throws(RecordError) {
        switch (try known(record.organisation).standing, record.change) {
        case (.applied, _): throw .neverAdmitted
        case (.expelled, _): throw .expelled
        case (.admitted, .reinstated), (.suspended, .suspended): throw .standingUnchanged
        case (.admitted, .suspended), (.suspended, .reinstated), (.admitted, .expelled), (.suspended, .expelled): return
        }
    }

    private func place(_ record: RevocationRecord) throws(RecordError) {
        let key = nodeTable[record.node]?.keys.first { $0.key.octets == record.operationKey }
        guard let key else { throw .operationKeyUnknown }
        guard key.revokedAt == nil else { throw .revocationRepeated }
    }

    /// A key that was replaced never comes back: else an old record, signed before a key was stolen, could bring it back.
    private func place(_ record: AuthorityRecord) throws(RecordError) {
        let organisation = try known(record.organisation)
        guard organisation.standing != .expelled else { throw .expelled }
        let isRootKept = record.rootKey == organisation.rootKey.octets
        let isRecoveryKept = record.recoveryKey == organisation.recoveryKey?.octets
        guard isRootKept || authorityHolders[record.rootKey] == nil else { throw .rootKeyOfAnother }
        guard isRecoveryKept || authorityHolders[record.recoveryKey] == nil, record.recoveryKey != record.rootKey else {
            throw .recoveryKeyOfAnother
        }
        guard !isRootKept || !isRecoveryKept else { throw .authorityUnchanged }
    }

    private func place(_ record: SectorRecord) throws(RecordError) {
        let organisation = try known(record.organisation)
        guard organisation.standing != .applied else { throw .neverAdmitted }
        guard organisation.standing != .expelled else { throw .expelled }
        guard !organisation.sector.utf8.elementsEqual(record.sector.utf8) else { throw .sectorUnchanged }
    }
}
