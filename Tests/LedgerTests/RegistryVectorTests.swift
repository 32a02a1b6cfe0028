import Ledger
import Sodium
import Testing
import Vectors
import Wire

@Suite("The registry's vectors")
struct RegistryVectorTests {
    @Test("are judged as they say", arguments: try VectorFile.all(in: "registry"))
    func vectors(_ vector: VectorFile) throws {
        let judged = try vector.octets("judged")
        guard var registry = try before(vector) else {
            let outcome = Result { () throws(RecordError) in try Registry(genesis: judged) }
            #expect(outcome.refusal ?? "success" == vector.expect)
            try checkNetwork(outcome, vector)
            return
        }
        let unchanged = Snapshot(registry)
        let checked = Result { () throws(RecordError) in try registry.check(judged[...]) }
        #expect(checked.refusal ?? "success" == vector.expect)
        let size = registry.size
        switch registry.apply(judged[...]) {
        case .applied:
            #expect(vector.expect == "success")
            #expect(Snapshot(registry) != unchanged)
            try checkIdentifiers(registry, vector)
        case .refused(let error):
            #expect(vector.expect == error.rawValue)
            #expect(registry.refusedPositions.last == size)
            #expect(Snapshot(registry) == unchanged)
        }
        #expect(registry.size == size + 1)
    }

    @Test("provoke every refusal that fits into a small file")
    func coverage() throws {
        let provoked = Set(try VectorFile.all(in: "registry").map(\.expect))
        let inCode: Set<RecordError> = [.tooLong, .nodesTooMany, .keysTooMany, .notARevocation]
        for error in RecordError.allCases where !inCode.contains(error) {
            #expect(provoked.contains(error.rawValue), "no vector expects \(error.rawValue)")
        }
    }

    @Test("hold one spelling of each record", arguments: try VectorFile.all(in: "registry").filter { $0.expect == "success" })
    func spelling(_ vector: VectorFile) throws {
        let bytes = try vector.octets("judged")
        let record = try SignedRecord(bytes[...])
        #expect(record.bytes == bytes)
        #expect(try RegistryPayload(record.payloadBytes[...]).encoded() == record.payloadBytes)
    }

    @Test("are made again by this program's signing")
    func signing() throws {
        let vectors = try VectorFile.all(in: "registry")
        let vector = try #require(vectors.first { $0.name == "certificate" })
        let root = try key(vector, "root-seed")
        let operation = try key(vector, "operation-seed")
        let registry = try #require(try before(vector))
        let certificate = CertificateRecord(
            organisation: OrganisationID(rootKey: root.verifyingKey.octets, network: registry.network),
            node: NodeID(firstOperationKey: operation.verifyingKey.octets, network: registry.network),
            operationKey: operation.verifyingKey.octets, role: .member, endpoints: [try Endpoint("node1.aurora.example:7420")],
            notBefore: Minute(29_000_020), notAfter: Minute(29_525_620))
        let record = SignedRecord.sign(certificate, network: registry.network, root: root, operation: operation)
        #expect(record.bytes == (try vector.octets("judged")))
    }

    @Test("of a recovery are made again by this program's signing")
    func signingRecovery() throws {
        let vector = try #require(try VectorFile.all(in: "registry").first { $0.name == "authority-recovered" })
        let recovery = try key(vector, "recovery-seed")
        let root = try key(vector, "new-root-seed")
        let authority = AuthorityRecord(
            organisation: try vector.identifier("organisation"), rootKey: root.verifyingKey.octets,
            recoveryKey: try key(vector, "new-recovery-seed").verifyingKey.octets)
        let network = try #require(try before(vector)).network
        let record = SignedRecord.sign(authority, network: network, present: recovery, root: root)
        #expect(record.bytes == (try vector.octets("judged")))
    }

    /// The registry before the judged record; `nil` when that is the first.
    private func before(_ vector: VectorFile) throws -> Registry? {
        guard let first = vector.fields.first, first.key == "record" else { return nil }
        var registry = try Registry(genesis: first.octets)
        for field in vector.fields.dropFirst() where field.key == "record" || field.key == "refused" {
            let outcome = registry.apply(field.octets[...])
            if case .applied = outcome { #expect(field.key == "record") } else { #expect(field.key == "refused") }
        }
        return registry
    }

    private func checkNetwork(_ outcome: Result<Registry, RecordError>, _ vector: VectorFile) throws {
        guard case .success(let registry) = outcome, !vector.list("network").isEmpty else { return }
        #expect(registry.network == (try vector.identifier("network")))
        let record = try SignedRecord(try vector.octets("judged")[...])
        #expect(record.payloadBytes == (try vector.octets("payload")))
    }

    private func checkIdentifiers(_ registry: Registry, _ vector: VectorFile) throws {
        if !vector.list("organisation").isEmpty { #expect(registry.organisation(try vector.identifier("organisation")) != nil) }
        if !vector.list("node").isEmpty { #expect(registry.node(try vector.identifier("node")) != nil) }
    }

    private func key(_ vector: VectorFile, _ name: String) throws -> SigningKey {
        var seed = try vector.octets(name)
        return try SigningKey(seed: SecretOctets(moving: &seed))
    }
}

extension Result where Failure == RecordError {
    fileprivate var refusal: String? {
        if case .failure(let error) = self { error.rawValue } else { nil }
    }
}

/// Everything a registry can be asked, except its size and its refusals.
private struct Snapshot: Equatable {
    let organisations: [Organisation]
    let nodes: [RegisteredNode]
    /// As octets: Swift takes some texts for equal that are two sectors.
    let sectors: [[UInt8]]

    init(_ registry: Registry) {
        organisations = registry.organisations
        sectors = registry.organisations.map { Array($0.sector.utf8) }
        nodes = registry.nodes
    }
}
