import Ledger
import Sodium
import Testing
import Wire

@Suite("A revocation that the log does not have yet")
struct RegistryAnticipationTests {
    /// A member, organisation 1 with recovery key 5, whose node 11 had key 11 and now has 12.
    private func member() throws -> RegistryFixture {
        var fixture = try RegistryFixture()
        for record in [fixture.organisation(1), fixture.certificate(1, key: 11), fixture.admission(1)] { fixture.add(record) }
        fixture.add(fixture.authority(1, by: 1, root: 1, recovery: 5))
        fixture.add(fixture.certificate(1, key: 12, first: 11, from: 20))
        return fixture
    }

    private func key(_ number: UInt32) -> VerifyingKey { RegistryFixture.key(number).verifyingKey }

    @Test("takes effect and is not counted")
    func effect() throws {
        let fixture = try member()
        let node = fixture.nodeID(11)
        let one = try fixture.registry.anticipating(fixture.revocation(1, node: 11, key: 12)[...])
        #expect(one.operationKey(of: node) == key(11))
        #expect(one.isAdmitted(node, at: Minute(50)))
        let both = try one.anticipating(fixture.revocation(1, node: 11, key: 11)[...])
        #expect(both.operationKey(of: node) == nil)
        #expect(!both.isAdmitted(node, at: Minute(50)))
        #expect(both.operationKeys(of: node) == [key(12), key(11)])
        #expect(both.node(node)?.keys.allSatisfy { $0.isRevoked && $0.revokedAt == nil } == true)
        #expect((both.size, both.refusedPositions) == (fixture.registry.size, []))
        #expect(fixture.registry.isAdmitted(node, at: Minute(50)))
    }

    @Test("then comes in the log, which gives what it would have given anyhow")
    func logged() throws {
        var fixture = try member()
        let revocation = fixture.revocation(1, node: 11, key: 12)
        var anticipating = try fixture.registry.anticipating(revocation[...])
        #expect(anticipating.nodes != fixture.registry.nodes)
        let records = [
            // The log goes on without the revocation, and takes a certificate that it would refuse after it.
            fixture.certificate(1, key: 12, first: 11, from: 30), revocation, revocation,
            fixture.certificate(1, key: 12, first: 11, from: 40),
        ]
        for (index, record) in records.enumerated() {
            #expect(anticipating.apply(record[...]) == fixture.registry.apply(record[...]))
            #expect(anticipating.node(fixture.nodeID(11))?.keys[0].isRevoked == true)
            #expect((anticipating.nodes == fixture.registry.nodes) == (index > 0))
        }
        #expect(anticipating.refusedPositions == [8, 9])
        #expect(RegistryVerdicts(of: anticipating) == RegistryVerdicts(of: fixture.registry))
    }

    @Test("of a key that is revoked changes nothing, whoever signed it")
    func revoked() throws {
        var fixture = try member()
        let revocation = fixture.revocation(1, node: 11, key: 12)
        let once = try fixture.registry.anticipating(revocation[...])
        #expect(try once.anticipating(revocation[...]).nodes == once.nodes)
        fixture.add(revocation)
        #expect(try fixture.registry.anticipating(revocation[...]).nodes == fixture.registry.nodes)
        fixture.add(fixture.authority(1, by: 1, root: 2, recovery: 5))
        #expect(try fixture.registry.anticipating(revocation[...]).nodes == fixture.registry.nodes)
    }

    @Test("counts in every standing")
    func standing() throws {
        var fixture = try member()
        for change in [StandingChange.suspended, .expelled] {
            fixture.add(fixture.standing(1, change))
            let anticipating = try fixture.registry.anticipating(fixture.revocation(1, node: 11, key: 12)[...])
            #expect(anticipating.operationKey(of: fixture.nodeID(11)) == key(11))
        }
    }

    @Test("counts only as the organisation's word about a key that its node held")
    func refusals() throws {
        var fixture = try member()
        fixture.add(fixture.organisation(2))
        let wrong: [([UInt8], RecordError)] = [
            (fixture.revocation(2, node: 11, key: 12), .signatureInvalid), (fixture.revocation(5, node: 11, key: 12), .signatureInvalid),
            (fixture.revocation(1, node: 13, key: 13), .nodeUnknown), (fixture.revocation(1, node: 11, key: 13), .operationKeyUnknown),
            ([0x80], .malformed), ([UInt8](repeating: 0, count: WireLimits.recordOctetsMax + 1), .tooLong),
        ]
        for (record, error) in wrong {
            #expect(throws: error) { try fixture.registry.anticipating(record[...]) }
        }
    }

    @Test("is the only kind of record that counts before its time")
    func otherKinds() throws {
        let fixture = try member()
        let others = [
            fixture.genesis, fixture.organisation(2), fixture.certificate(1, key: 13), fixture.admission(1),
            fixture.standing(1, .suspended),
            fixture.authority(1, by: 5, root: 2, recovery: 5), fixture.sector(1, "finance"),
        ]
        for record in others {
            #expect(throws: RecordError.notARevocation) { try fixture.registry.anticipating(record[...]) }
        }
    }

    @Test("lapses when the log replaces the root key that signed it, and can be signed again")
    func rotation() throws {
        var fixture = try member()
        let node = fixture.nodeID(11)
        let early = fixture.revocation(1, node: 11, key: 12)
        var anticipating = try fixture.registry.anticipating(early[...])
        for record in [fixture.authority(1, by: 1, root: 1, recovery: 6), fixture.authority(1, by: 6, root: 2, recovery: 6)] {
            #expect(anticipating.operationKey(of: node) == key(11))
            fixture.add(record)
            _ = anticipating.apply(record[...])
        }
        #expect(anticipating.nodes == fixture.registry.nodes)
        #expect(anticipating.operationKey(of: node) == key(12))
        fixture.add(early, refusedFor: .signatureInvalid)
        #expect(throws: RecordError.signatureInvalid) { try fixture.registry.anticipating(early[...]) }
        let again = try fixture.registry.anticipating(fixture.revocation(2, node: 11, key: 12)[...])
        #expect(again.operationKey(of: node) == key(11))
    }

    @Test("with any bit changed counts for nothing")
    func tampering() throws {
        let fixture = try member()
        let record = fixture.revocation(1, node: 11, key: 12)
        for index in record.indices {
            var changed = record
            changed[index] ^= 1
            #expect(throws: RecordError.self) { try fixture.registry.anticipating(changed[...]) }
        }
    }
}
