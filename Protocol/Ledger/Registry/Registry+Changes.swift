internal import Sodium
internal import Wire

/// What a record does to the state once it was judged (specification chapter 3, "The fold").
extension Registry {
    /// Changes the state by a record that was judged against exactly this state.
    mutating func commit(_ judged: JudgedRecord) {
        switch judged.payload {
        case .genesis:
            break
        case .organisation(let record):
            precondition(judged.keys.count == 1, "an organisation was judged without its root key")
            let id = OrganisationID(rootKey: record.rootKey, network: network)
            organisationTable[id] = Organisation(id: id, rootKey: judged.keys[0], name: record.name, sector: record.sector)
            authorityHolders[record.rootKey] = id
        case .certificate(let record):
            precondition(judged.keys.count == 1, "a certificate was judged without its operation key")
            commit(record, judged.keys[0])
        case .admission(let record):
            change(record.organisation) { [size] organisation in
                organisation.sector = record.sector
                organisation.standing = .admitted
                organisation.admittedAt = size
                organisation.admitted = record.admitted
            }
        case .standing(let record):
            change(record.organisation) { organisation in
                organisation.standing =
                    switch record.change {
                    case .suspended: .suspended
                    case .reinstated: .admitted
                    case .expelled: .expelled
                    }
            }
        case .revocation(let record):
            guard let index = keyIndex(of: record) else { return }
            nodeTable[record.node]?.keys[index].revokedAt = size
            nodeTable[record.node]?.keys[index].isRevocationAnticipated = false
        case .authority(let record):
            precondition(judged.keys.count == 2, "an authority was judged without its root key and recovery key")
            commit(record, root: judged.keys[0], recovery: judged.keys[1])
        case .sector(let record):
            change(record.organisation) { $0.sector = record.sector }
        }
    }

    /// Changes an organisation, and whom its sector has as members.
    private mutating func change(_ id: OrganisationID, _ body: (inout Organisation) -> Void) {
        guard var organisation = organisationTable[id] else { return }
        if organisation.standing == .admitted { sectorIndex.remove(organisation) }
        body(&organisation)
        if organisation.standing == .admitted { sectorIndex.insert(organisation) }
        organisationTable[id] = organisation
    }

    /// Where the key that a revocation names stands among its node's keys.
    func keyIndex(of record: RevocationRecord) -> Int? {
        nodeTable[record.node]?.keys.firstIndex { $0.key.octets == record.operationKey }
    }

    /// What a replaced root key said before the log had it is void, as it is when the log has it afterwards.
    private mutating func commit(_ record: AuthorityRecord, root: VerifyingKey, recovery: VerifyingKey) {
        let isRootKept = organisationTable[record.organisation]?.rootKey == root
        change(record.organisation) { organisation in
            organisation.rootKey = root
            organisation.recoveryKey = recovery
        }
        authorityHolders[record.rootKey] = record.organisation
        authorityHolders[record.recoveryKey] = record.organisation
        guard !isRootKept else { return }
        for node in organisationTable[record.organisation]?.nodes ?? [] {
            for index in nodeTable[node]?.keys.indices ?? 0..<0 { nodeTable[node]?.keys[index].isRevocationAnticipated = false }
        }
    }

    private mutating func commit(_ record: CertificateRecord, _ key: VerifyingKey) {
        holders[record.operationKey] = record.node
        guard var node = nodeTable[record.node] else {
            let held = OperationKey(key: key, notBefore: record.notBefore, notAfter: record.notAfter)
            nodeTable[record.node] = RegisteredNode(
                id: record.node, organisation: record.organisation, role: record.role, endpoints: record.endpoints, keys: [held],
                notBefore: record.notBefore, notAfter: record.notAfter)
            organisationTable[record.organisation]?.nodes.insertAscending(record.node)
            return
        }
        if let index = node.keys.firstIndex(where: { $0.key == key }) {
            var held = node.keys.remove(at: index)
            held.extend(notBefore: record.notBefore, notAfter: record.notAfter)
            node.keys.insert(held, at: 0)
        } else {
            node.keys.insert(OperationKey(key: key, notBefore: record.notBefore, notAfter: record.notAfter), at: 0)
        }
        node.role = record.role
        node.endpoints = record.endpoints
        node.notBefore = record.notBefore
        node.notAfter = record.notAfter
        nodeTable[record.node] = node
    }
}
