import Ledger
import Sodium
import Wire

/// A registry to which the input adds records: well-formed ones with fields and signers of its choice, or raw payloads that are signed.
///
/// Whatever comes is applied or refused and counted, `check` says the same beforehand, and a replay with or without notes ends at the
/// same registry.
enum RegistryPlay {
    private static let genesis = SignedRecord.sign(
        .genesis(
            GenesisRecord(
                origin: FuzzKeys.origin, name: "Fuzz", coordinatorKey: FuzzKeys.key(0).verifyingKey.octets, created: Minute(0),
                admissionDelayMinutes: 0, witnessThreshold: 1, witnessCount: 1)), network: nil, with: FuzzKeys.key(0).signing)
    private static let recordsMax = 48

    /// An organisation applies, has a node certified, is admitted, renews, is suspended and reinstated, changes keys, is revoked.
    @Sendable static func seeds() -> [[UInt8]] {
        let whole: [[UInt8]] = [
            [1, 0x11, 1], [2, 0x21, 1, 2, 2, 0, 0, 0, 0, 9, 0], [3, 0x00, 1], [2, 0x31, 1, 2, 3, 0, 0, 5, 0, 20, 0], [4, 0x00, 1, 0],
            [4, 0x00, 1, 1], [6, 0x41, 1, 4, 5], [7, 0x00, 1, 1], [5, 0x40, 2, 2], [4, 0x00, 1, 2],
        ]
        return [whole.flatMap { $0 }] + whole.indices.map { whole.prefix($0 + 1).flatMap { $0 } }
    }

    static func play(_ input: [UInt8]) {
        guard var registry = try? Registry(genesis: genesis.bytes) else { fatalError("broken: the genesis is refused") }
        var choices = Choices(input)
        var records = [genesis.bytes]
        while !choices.isEmpty, records.count < recordsMax {
            let record = record(&choices, network: registry.network)
            let size = registry.size
            let isGood = (try? registry.check(record[...])) != nil
            let before = registry.refusedCount
            _ = try? registry.anticipating(record[...])
            let outcome = registry.apply(record[...])
            if case .applied(let payload) = outcome {
                hold(isGood && registry.refusedCount == before, "what `check` refuses is not applied")
                hold((try? RegistryPayload(payload.encoded()[...])) == payload, "what was applied can be written")
            } else {
                hold(!isGood && registry.refusedCount == before + 1, "what `check` lets pass is applied")
            }
            hold(registry.size == size + 1, "every record counts")
            records.append(record)
        }
        for organisation in registry.organisations {
            hold(registry.nodes(of: organisation.id).allSatisfy { $0.organisation == organisation.id }, "a node has one organisation")
        }
        let notes = RegistryVerdicts(of: registry)
        hold((try? RegistryVerdicts(notes.encoded()[...])) == notes, "notes are written as they were read")
        for verdicts in [nil, notes] {
            let again = try? Registry(replaying: records, verdicts: verdicts)
            hold(
                again?.organisations == registry.organisations && again?.nodes == registry.nodes
                    && again?.refusedPositions == registry.refusedPositions, "a replay ends at the same registry")
        }
    }

    /// A kind, two signers in one octet, and the kind's fields.
    private static func record(_ choices: inout Choices, network: NetworkID) -> [UInt8] {
        let kind = choices.octet() % 9
        let signers = choices.octet()
        let payload = kind == 0 || kind == 8 ? choices.string() : made(kind, &choices, network).encoded()
        let message = SigningContext.record.message(network: network, payload: payload)
        var writer = CBORWriter()
        writer.array(2)
        writer.byteString(payload)
        // Most kinds want one signature, certificates and authorities two.
        let isTwice = kind == 2 || kind == 6 || kind == 8
        writer.array(isTwice ? 2 : 1)
        if isTwice { writer.octets(FuzzKeys.key(Int(signers & 0x0F)).sign(message)) }
        writer.octets(FuzzKeys.key(Int(signers >> 4)).sign(message))
        return writer.bytes
    }

    private static func made(_ kind: UInt8, _ choices: inout Choices, _ network: NetworkID) -> RegistryPayload {
        func key() -> Octets32 { FuzzKeys.key(Int(choices.octet())).verifyingKey.octets }
        func organisation() -> OrganisationID { OrganisationID(rootKey: key(), network: network) }
        func node() -> NodeID { NodeID(firstOperationKey: key(), network: network) }
        let sectors = ["energy", "health", "", "x y"]
        switch kind {
        case 1: return .organisation(OrganisationRecord(rootKey: key(), name: "Example", sector: "energy", created: Minute(1)))
        case 2:
            let (organisation, node, operation) = (organisation(), node(), key())
            let role = NodeRole(rawValue: choices.octet() % 2) ?? .member
            let endpoints = choices.octet() % 2 == 1 ? [try? Endpoint("node.example:1")].compactMap { $0 } : []
            let (notBefore, notAfter) = (Minute(minute(&choices)), Minute(minute(&choices)))
            return .certificate(
                CertificateRecord(
                    organisation: organisation, node: node, operationKey: operation, role: role, endpoints: endpoints,
                    notBefore: notBefore, notAfter: notAfter))
        case 3: return .admission(AdmissionRecord(organisation: organisation(), sector: "energy", admitted: Minute(7)))
        case 4:
            let organisation = organisation()
            return .standing(
                StandingRecord(organisation: organisation, change: StandingChange(rawValue: choices.octet() % 3) ?? .suspended))
        case 5:
            let node = node()
            return .revocation(RevocationRecord(node: node, operationKey: key()))
        case 6:
            let (organisation, root) = (organisation(), key())
            return .authority(AuthorityRecord(organisation: organisation, rootKey: root, recoveryKey: key()))
        default:
            let organisation = organisation()
            return .sector(SectorRecord(organisation: organisation, sector: sectors[Int(choices.octet()) % sectors.count]))
        }
    }

    /// A minute near the beginning, or near the end, of all minutes.
    private static func minute(_ choices: inout Choices) -> UInt32 {
        let (near, far) = (UInt32(choices.octet()), choices.octet())
        return far >= 0xF0 ? UInt32.max - near : near + UInt32(far) * 256
    }
}
