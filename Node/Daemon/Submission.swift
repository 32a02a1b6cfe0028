import Exchange
import Ledger
import Wire

/// What organisations may have the coordinator write into the registry without a decision of its staff: their own word about themselves.
enum Submission {
    /// Whose records these are; throws for a record that takes a decision, or that says nothing about a known organisation.
    ///
    /// Signatures are the registry's to judge.
    static func organisations(of records: [[UInt8]], in registry: Registry) throws(OperationError) -> Set<OrganisationID> {
        guard (1...WireLimits.recordsPerSubmissionMax).contains(records.count) else {
            throw refusal("A submission has 1 to \(WireLimits.recordsPerSubmissionMax) records, and this one has \(records.count).")
        }
        var organisations: Set<OrganisationID> = []
        for record in records {
            let payload: RegistryPayload
            do throws(RecordError) {
                payload = try RegistryPayload(try SignedRecord(record[...]).payloadBytes[...])
            } catch {
                throw refusal("A record cannot be read (\(error.rawValue)).")
            }
            let subject: OrganisationID? =
                switch payload {
                case .certificate(let record): record.organisation
                case .authority(let record): record.organisation
                case .revocation(let record): try revocable(record.node, in: registry)?.organisation
                case .genesis, .organisation, .admission, .standing, .sector: nil
                }
            guard let subject, registry.organisation(subject) != nil else {
                throw refusal("Only certificates, keys and revocations of an organisation in the registry are taken so.")
            }
            organisations.insert(subject)
        }
        return organisations
    }

    /// What kinds of records these are, for people.
    static func kinds(of records: [[UInt8]]) -> String {
        records.map { record in
            switch try? RegistryPayload(try SignedRecord(record[...]).payloadBytes[...]) {
            case .certificate: "certificate"
            case .authority: "root key"
            case .revocation: "revocation"
            default: "other"
            }
        }.joined(separator: ", ")
    }

    /// The node, unless it is a coordinator's: members would give it nothing but the registry for ever, and so would end the network.
    static func revocable(_ node: NodeID, in registry: Registry) throws(OperationError) -> RegisteredNode? {
        let node = registry.node(node)
        guard node?.role != .coordinator else { throw .coordinatorIrrevocable }
        return node
    }

    private static func refusal(_ reason: String) -> OperationError {
        OperationError(code: "submission-refused", reason: reason, remedy: "Check that both sides run the same release, and try again.")
    }
}

extension OperationError {
    static var coordinatorIrrevocable: Self {
        OperationError(
            code: "coordinator", reason: "It is the key of the coordinator's node, and without that node the network ends.",
            remedy: "If the node is lost, restore the backup of its data directory; no other node can take its place.", status: 403)
    }
}
