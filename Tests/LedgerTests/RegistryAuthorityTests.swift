import Ledger
import Sodium
import Testing
import Wire

@Suite("An organisation's root key and recovery key")
struct RegistryAuthorityTests {
    /// A member, organisation 1 with node 11; its root key is 1, its recovery key 5.
    private func member() throws -> RegistryFixture {
        var fixture = try RegistryFixture()
        for record in [fixture.organisation(1), fixture.certificate(1, key: 11), fixture.admission(1)] { fixture.add(record) }
        fixture.add(fixture.authority(1, by: 1, root: 1, recovery: 5))
        return fixture
    }

    private func octets(_ key: UInt32) -> Octets32 { RegistryFixture.key(key).verifyingKey.octets }

    @Test("are found by the keys, as long as they are the present ones")
    func lookup() throws {
        var fixture = try member()
        let id = fixture.organisationID(1)
        #expect(fixture.registry.organisation(withRootKey: octets(1))?.id == id)
        #expect(fixture.registry.organisation(withRecoveryKey: octets(5))?.id == id)
        #expect(fixture.registry.organisation(withRootKey: octets(5)) == nil)
        #expect(fixture.registry.organisation(withRecoveryKey: octets(1)) == nil)
        fixture.add(fixture.authority(1, by: 5, root: 2, recovery: 6))
        #expect(fixture.registry.organisation(withRootKey: octets(2))?.id == id)
        #expect(fixture.registry.organisation(withRecoveryKey: octets(6))?.id == id)
        #expect(fixture.registry.organisation(withRootKey: octets(1)) == nil)
        #expect(fixture.registry.organisation(withRecoveryKey: octets(5)) == nil)
    }

    @Test("change hands: the replaced root key certifies nothing, the new one does, and all identifiers stay")
    func rotation() throws {
        var fixture = try member()
        let before = try #require(fixture.registry.organisation(fixture.organisationID(1)))
        fixture.add(fixture.authority(1, by: 1, root: 2, recovery: 5))
        let after = try #require(fixture.registry.organisation(fixture.organisationID(1)))
        #expect((after.rootKey.octets, after.recoveryKey?.octets) == (octets(2), octets(5)))
        #expect(
            (after.id, after.standing, after.sector, after.admittedAt) == (before.id, before.standing, before.sector, before.admittedAt))
        #expect(after.nodes == before.nodes)
        #expect(fixture.registry.isAdmitted(fixture.nodeID(11), at: Minute(50)))
        fixture.add(fixture.certificate(1, key: 12), refusedFor: .signatureInvalid)
        fixture.add(fixture.certificate(1, key: 11, from: 20), refusedFor: .signatureInvalid)
        fixture.add(fixture.revocation(1, node: 11, key: 11), refusedFor: .signatureInvalid)
        fixture.add(fixture.authority(1, by: 1, root: 3, recovery: 5), refusedFor: .signatureInvalid)
        fixture.add(fixture.certificate(1, key: 11, from: 20, signer: 2))
        fixture.add(fixture.certificate(1, key: 12, signer: 2))
        fixture.add(fixture.revocation(2, node: 11, key: 11))
        #expect(fixture.registry.nodes(of: after.id).map(\.id) == [fixture.nodeID(11), fixture.nodeID(12)].sorted())
    }

    @Test("are one lost root key and its recovery: what the recovery key names has the authority")
    func recovery() throws {
        var fixture = try member()
        fixture.add(fixture.authority(1, by: 5, root: 2, recovery: 6))
        fixture.add(fixture.authority(1, by: 5, root: 3, recovery: 6), refusedFor: .signatureInvalid)
        fixture.add(fixture.certificate(1, key: 11, from: 20, signer: 5), refusedFor: .signatureInvalid)
        fixture.add(fixture.certificate(1, key: 11, from: 20, signer: 2))
        fixture.add(fixture.authority(1, by: 6, root: 3, recovery: 6))
        fixture.add(fixture.certificate(1, key: 11, from: 30, signer: 3))
        #expect(fixture.registry.operationKey(of: fixture.nodeID(11)) == RegistryFixture.key(11).verifyingKey)
    }

    @Test("are both lost: nothing can be said in the organisation's name, and it applies as another one")
    func bothLost() throws {
        var fixture = try member()
        for stranger in UInt32(2)...4 {
            fixture.add(fixture.authority(1, by: stranger, root: stranger, recovery: 5), refusedFor: .signatureInvalid)
            fixture.add(fixture.certificate(1, key: 11, from: 20, signer: stranger), refusedFor: .signatureInvalid)
            fixture.add(fixture.revocation(stranger, node: 11, key: 11), refusedFor: .signatureInvalid)
        }
        fixture.add(fixture.organisation(1), refusedFor: .organisationRepeated)
        #expect(fixture.registry.isAdmitted(fixture.nodeID(11), at: Minute(100)))
        #expect(!fixture.registry.isAdmitted(fixture.nodeID(11), at: Minute(101)))

        fixture.add(fixture.organisation(2))
        fixture.add(fixture.certificate(2, key: 11, from: 20), refusedFor: .nodeOfAnother)
        fixture.add(fixture.certificate(2, key: 21))
        fixture.add(fixture.admission(2))
        fixture.add(fixture.standing(1, .expelled))
        #expect(fixture.organisationID(2) != fixture.organisationID(1))
        #expect(fixture.registry.isAdmitted(fixture.nodeID(21), at: Minute(50)))
        #expect(!fixture.registry.isAdmitted(fixture.nodeID(11), at: Minute(50)))
    }

    @Test("when stolen and the owner's recovery is in the log first, have no authority from there on")
    func ownerFirst() throws {
        var fixture = try member()
        // Signed by the thief before the recovery; the coordinator has not logged them yet.
        let stolen = [
            fixture.authority(1, by: 1, root: 3, recovery: 7), fixture.certificate(1, key: 13), fixture.revocation(1, node: 11, key: 11),
        ]
        fixture.add(fixture.authority(1, by: 5, root: 2, recovery: 6))
        for record in stolen { fixture.add(record, refusedFor: .signatureInvalid) }
        #expect(fixture.registry.isAdmitted(fixture.nodeID(11), at: Minute(50)))
        #expect(fixture.registry.organisation(withRootKey: octets(2))?.recoveryKey?.octets == octets(6))
    }

    @Test("when the thief replaced both first, are lost: the recovery comes too late, and only the coordinator can end it")
    func thiefFirst() throws {
        var fixture = try member()
        let recovery = fixture.authority(1, by: 5, root: 2, recovery: 6)
        fixture.add(fixture.authority(1, by: 1, root: 3, recovery: 7))
        fixture.add(recovery, refusedFor: .signatureInvalid)
        fixture.add(fixture.certificate(1, key: 13, signer: 3))
        #expect(fixture.registry.isAdmitted(fixture.nodeID(13), at: Minute(50)))
        fixture.add(fixture.standing(1, .expelled))
        #expect(!fixture.registry.isAdmitted(fixture.nodeID(13), at: Minute(50)))
        fixture.add(fixture.certificate(1, key: 14, signer: 3), refusedFor: .expelled)
        fixture.add(fixture.authority(1, by: 7, root: 4, recovery: 7), refusedFor: .expelled)
    }

    @Test("when the thief left the recovery key, come back to the owner, who undoes by hand what the thief did before")
    func thiefHalfFirst() throws {
        var fixture = try member()
        fixture.add(fixture.authority(1, by: 1, root: 3, recovery: 5))
        fixture.add(fixture.certificate(1, key: 13, signer: 3))
        fixture.add(fixture.revocation(3, node: 11, key: 11))
        fixture.add(fixture.authority(1, by: 5, root: 2, recovery: 6))
        fixture.add(fixture.certificate(1, key: 14, signer: 3), refusedFor: .signatureInvalid)
        #expect(fixture.registry.isAdmitted(fixture.nodeID(13), at: Minute(50)))
        #expect(!fixture.registry.isAdmitted(fixture.nodeID(11), at: Minute(50)))
        fixture.add(fixture.revocation(2, node: 13, key: 13))
        fixture.add(fixture.certificate(1, key: 11, from: 20, signer: 2), refusedFor: .operationKeyRevoked)
        fixture.add(fixture.certificate(1, key: 12, first: 11, from: 20, signer: 2))
        #expect(!fixture.registry.isAdmitted(fixture.nodeID(13), at: Minute(50)))
        #expect(fixture.registry.isAdmitted(fixture.nodeID(11), at: Minute(50)))
    }

    /// The states in which every authority over the keys 1 to 7 is tried.
    enum State: String, CaseIterable, Sendable {
        case noRecoveryKey, withRecoveryKey, rotated, recovered
    }

    @Test("change exactly when a present key decides for keys that are present or were never held", arguments: State.allCases)
    func everyAuthority(state: State) throws {
        var fixture = try RegistryFixture()
        // Organisation 4 with recovery key 7 is in the way of organisation 1.
        fixture.add(fixture.organisation(1))
        fixture.add(fixture.organisation(4))
        fixture.add(fixture.authority(4, by: 4, root: 4, recovery: 7))
        if state != .noRecoveryKey { fixture.add(fixture.authority(1, by: 1, root: 1, recovery: 5)) }
        if state == .rotated { fixture.add(fixture.authority(1, by: 1, root: 2, recovery: 5)) }
        if state == .recovered { fixture.add(fixture.authority(1, by: 5, root: 2, recovery: 6)) }
        let (root, recovery, held): (UInt32, UInt32?, Set<UInt32>) =
            switch state {
            case .noRecoveryKey: (1, nil, [1, 4, 7])
            case .withRecoveryKey: (1, 5, [1, 4, 5, 7])
            case .rotated: (2, 5, [1, 2, 4, 5, 7])
            case .recovered: (2, 6, [1, 2, 4, 5, 6, 7])
            }
        for signer in UInt32(1)...7 {
            for newRoot in UInt32(1)...7 {
                for newRecovery in UInt32(1)...7 {
                    let isAllowed =
                        (signer == root || signer == recovery) && (newRoot == root || !held.contains(newRoot))
                        && (newRecovery == recovery || !held.contains(newRecovery)) && newRoot != newRecovery
                        && !(newRoot == root && newRecovery == recovery)
                    let record = fixture.authority(1, by: signer, root: newRoot, recovery: newRecovery)
                    var registry = fixture.registry
                    let outcome = registry.apply(record[...])
                    if case .applied = outcome {
                        #expect(isAllowed, "\(signer) named \(newRoot), \(newRecovery)")
                        #expect(registry.organisation(withRootKey: octets(newRoot))?.recoveryKey?.octets == octets(newRecovery))
                    } else {
                        #expect(!isAllowed, "\(signer) could not name \(newRoot), \(newRecovery): \(outcome)")
                        #expect(registry.organisations == fixture.registry.organisations)
                    }
                }
            }
        }
    }

    @Test("never come back by a record that the log has had")
    func replay() throws {
        var fixture = try member()
        fixture.add(fixture.authority(1, by: 1, root: 1, recovery: 6))
        fixture.add(fixture.authority(1, by: 6, root: 2, recovery: 6))
        fixture.add(fixture.authority(1, by: 2, root: 3, recovery: 7))
        fixture.add(fixture.authority(1, by: 3, root: 3, recovery: 8))
        for record in fixture.records.dropFirst(4) {
            var registry = fixture.registry
            guard case .refused = registry.apply(record[...]) else {
                Issue.record("a record of the log was applied again")
                continue
            }
        }
    }
}
