internal import Sodium
internal import Wire

/// A record that may be applied, with the keys that were made from it.
struct JudgedRecord {
    let payload: RegistryPayload
    /// The key that the record introduces or certifies.
    let key: VerifyingKey?
}

/// The rules of specification chapter 3, in their order: the record by itself, its authorities, their signatures, its place.
extension Registry {
    /// `wasAccepted`: this node's own notes say that it accepted the record before, in this place; then keys are taken as
    /// they were, and signatures are not verified again.
    func judge(_ bytes: ArraySlice<UInt8>, wasAccepted: Bool) throws(RecordError) -> JudgedRecord {
        let record = try SignedRecord(bytes)
        let payload = try RegistryPayload(record.payloadBytes[...])
        let (authorities, key) = try authorities(of: payload, wasAccepted: wasAccepted)
        if !wasAccepted { try verify(record, authorities) }
        switch payload {
        case .genesis: throw .genesisRepeated
        case .organisation(let organisation): try place(organisation)
        case .certificate(let certificate): try place(certificate)
        case .admission(let admission): try place(admission)
        case .standing(let standing): try place(standing)
        case .revocation(let revocation): try place(revocation)
        }
        return JudgedRecord(payload: payload, key: key)
    }

    /// Whose signatures the record must carry, in their order; and the key that it brings along.
    private func authorities(
        of payload: RegistryPayload, wasAccepted: Bool
    ) throws(RecordError) -> (authorities: [VerifyingKey], key: VerifyingKey?) {
        switch payload {
        case .genesis:
            throw .genesisRepeated
        case .organisation(let record):
            let key = try introduced(record.rootKey, wasAccepted: wasAccepted)
            return ([key], key)
        case .certificate(let record):
            let root = try known(record.organisation).rootKey
            let held = nodeTable[record.node]?.keys.first { $0.key.octets == record.operationKey }?.key
            let key = if let held { held } else { try introduced(record.operationKey, wasAccepted: wasAccepted) }
            return (record.role == .coordinator ? [root, key, coordinatorKey] : [root, key], key)
        case .admission, .standing:
            return ([coordinatorKey], nil)
        case .revocation(let record):
            guard let node = nodeTable[record.node] else { throw .nodeUnknown }
            return ([try known(node.organisation).rootKey], nil)
        }
    }

    private func introduced(_ octets: Octets32, wasAccepted: Bool) throws(RecordError) -> VerifyingKey {
        wasAccepted ? VerifyingKey(remembered: octets) : try VerifyingKey(registered: octets)
    }

    private func verify(_ record: SignedRecord, _ authorities: [VerifyingKey]) throws(RecordError) {
        guard record.signatures.count == authorities.count else { throw .signatureCount }
        let message = SigningContext.record.message(network: network, payload: record.payloadBytes)
        for (key, signature) in zip(authorities, record.signatures) {
            guard key.accepts(signature, over: message) else { throw .signatureInvalid }
        }
    }

    private func known(_ id: OrganisationID) throws(RecordError) -> Organisation {
        guard let organisation = organisationTable[id] else { throw .organisationUnknown }
        return organisation
    }

    private func place(_ record: OrganisationRecord) throws(RecordError) {
        guard organisationTable[OrganisationID(rootKey: record.rootKey, network: network)] == nil else { throw .organisationRepeated }
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
}

extension Registry {
    /// Changes the state by a record that was judged against exactly this state.
    mutating func commit(_ judged: JudgedRecord) {
        switch judged.payload {
        case .genesis:
            break
        case .organisation(let record):
            guard let key = judged.key else { preconditionFailure("an organisation was judged without its root key") }
            let id = OrganisationID(rootKey: record.rootKey, network: network)
            organisationTable[id] = Organisation(id: id, rootKey: key, name: record.name, sector: record.sector)
        case .certificate(let record):
            guard let key = judged.key else { preconditionFailure("a certificate was judged without its operation key") }
            commit(record, key)
        case .admission(let record):
            organisationTable[record.organisation]?.sector = record.sector
            organisationTable[record.organisation]?.standing = .admitted
            organisationTable[record.organisation]?.admittedAt = size
        case .standing(let record):
            let standing: Standing =
                switch record.change {
                case .suspended: .suspended
                case .reinstated: .admitted
                case .expelled: .expelled
                }
            organisationTable[record.organisation]?.standing = standing
        case .revocation(let record):
            guard let index = nodeTable[record.node]?.keys.firstIndex(where: { $0.key.octets == record.operationKey }) else { return }
            nodeTable[record.node]?.keys[index].revokedAt = size
        }
    }

    private mutating func commit(_ record: CertificateRecord, _ key: VerifyingKey) {
        let held = OperationKey(key: key, notBefore: record.notBefore, notAfter: record.notAfter)
        holders[record.operationKey] = record.node
        guard var node = nodeTable[record.node] else {
            nodeTable[record.node] = RegisteredNode(
                id: record.node, organisation: record.organisation, role: record.role, endpoints: record.endpoints, keys: [held],
                notBefore: record.notBefore, notAfter: record.notAfter)
            let place = organisationTable[record.organisation]?.nodes.firstIndex { $0 > record.node }
            let end = organisationTable[record.organisation]?.nodes.endIndex ?? 0
            organisationTable[record.organisation]?.nodes.insert(record.node, at: place ?? end)
            return
        }
        node.keys.removeAll { $0.key == key }
        node.keys.insert(held, at: 0)
        node.role = record.role
        node.endpoints = record.endpoints
        node.notBefore = record.notBefore
        node.notAfter = record.notAfter
        nodeTable[record.node] = node
    }
}
