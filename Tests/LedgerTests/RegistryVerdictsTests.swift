import Ledger
import Sodium
import Testing
import Wire

@Suite("A registry's verdicts")
struct RegistryVerdictsTests {
    private func judged() throws -> (records: [[UInt8]], registry: Registry) {
        var fixture = try RegistryFixture()
        fixture.add(fixture.organisation(1))
        fixture.add(fixture.admission(2), refusedFor: .organisationUnknown)
        fixture.add(fixture.certificate(1, key: 11))
        fixture.add([1], refusedFor: .malformed)
        fixture.add(fixture.admission(1))
        return (fixture.records, fixture.registry)
    }

    @Test("lead to the same registry without verifying again", arguments: 1...6)
    func replay(count: Int) throws {
        let (records, registry) = try judged()
        let verdicts = RegistryVerdicts(of: try Registry(replaying: records.prefix(count), verdicts: nil))
        let replayed = try Registry(replaying: records, verdicts: try RegistryVerdicts(verdicts.encoded()[...]))
        #expect(replayed.size == registry.size)
        #expect(replayed.refusedPositions == registry.refusedPositions)
        #expect(replayed.organisations == registry.organisations)
        #expect(replayed.nodes == registry.nodes)
    }

    @Test("after every record lead to what a full replay leads to, and the two go on alike")
    func everyRecord() throws {
        var fixture = try RegistryFixture()
        fixture.add(fixture.organisation(1))
        fixture.add(fixture.organisation(2, name: "Borealis"))
        fixture.add(try lowOrderOrganisation(fixture.network), refusedFor: .keyUnacceptable)
        fixture.add(fixture.certificate(1, key: 11))
        fixture.add(fixture.certificate(2, key: 21))
        fixture.add(fixture.certificate(2, key: 11), refusedFor: .nodeOfAnother)
        fixture.add(fixture.admission(1))
        fixture.add(fixture.admission(2))
        fixture.add(fixture.certificate(1, key: 12, first: 11, from: 20))
        fixture.add(fixture.revocation(1, node: 11, key: 11))
        fixture.add(fixture.standing(2, .suspended))
        fixture.add(fixture.certificate(1, key: 11, from: 30), refusedFor: .operationKeyRevoked)
        fixture.add(fixture.certificate(1, key: 12, first: 11, from: 40))
        fixture.add(fixture.authority(1, by: 1, root: 1, recovery: 5))
        fixture.add(fixture.authority(2, by: 2, root: 2, recovery: 5), refusedFor: .recoveryKeyOfAnother)
        fixture.add(fixture.authority(1, by: 5, root: 4, recovery: 6))
        fixture.add(fixture.certificate(1, key: 12, first: 11, from: 50), refusedFor: .signatureInvalid)
        fixture.add(fixture.certificate(1, key: 12, first: 11, from: 50, signer: 4))
        fixture.add(fixture.organisation(4), refusedFor: .rootKeyOfAnother)
        fixture.add(fixture.sector(2, "finance"))
        fixture.add(fixture.sector(2, "finance"), refusedFor: .sectorUnchanged)
        fixture.add(fixture.standing(2, .reinstated))
        fixture.add(fixture.standing(2, .expelled))
        let records = fixture.records
        for count in 1...records.count {
            let full = try Registry(replaying: records.prefix(count), verdicts: nil)
            var replayed = try Registry(replaying: records.prefix(count), verdicts: RegistryVerdicts(of: full))
            #expect(RegistryVerdicts(of: replayed) == RegistryVerdicts(of: full))
            #expect(replayed.organisations == full.organisations)
            #expect(replayed.nodes == full.nodes)
            #expect(replayed.sectors == full.sectors)
            for root in UInt32(1)...6 {
                let octets = RegistryFixture.key(root).verifyingKey.octets
                #expect(replayed.organisation(withRootKey: octets) == full.organisation(withRootKey: octets))
                #expect(replayed.organisation(withRecoveryKey: octets) == full.organisation(withRecoveryKey: octets))
            }
            for key in [UInt32(11), 12, 21] {
                let octets = RegistryFixture.key(key).verifyingKey.octets
                #expect(replayed.holder(of: octets) == full.holder(of: octets))
            }
            for record in records.dropFirst(count) { _ = replayed.apply(record[...]) }
            #expect(replayed.refusedPositions == fixture.registry.refusedPositions)
            #expect(replayed.organisations == fixture.registry.organisations)
            #expect(replayed.nodes == fixture.registry.nodes)
        }
    }

    /// An organisation whose root key is a point of low order; nobody can sign for it.
    private func lowOrderOrganisation(_ network: NetworkID) throws -> [UInt8] {
        let rootKey = try #require(Octets32([UInt8](repeating: 0, count: 32)))
        let record = OrganisationRecord(rootKey: rootKey, name: "Nobody", sector: "", created: Minute(2))
        return SignedRecord.sign(.organisation(record), network: network, with: RegistryFixture.key(3)).bytes
    }

    @Test("of another network are not used")
    func otherNetwork() throws {
        let (records, registry) = try judged()
        let other = Array("another".utf8)
        var bytes = RegistryVerdicts(of: registry).encoded()
        bytes.replaceSubrange(4..<36, with: NetworkID(genesis: other).array)
        let replayed = try Registry(replaying: records, verdicts: try RegistryVerdicts(bytes[...]))
        #expect(replayed.refusedPositions == registry.refusedPositions)
    }

    @Test("by other rules are not read, nor those of the first edition")
    func otherRules() throws {
        let bytes = RegistryVerdicts(of: try judged().registry).encoded()
        #expect(bytes[1] == UInt8(RegistryVerdicts.rules))
        var others = bytes
        others[1] += 1
        #expect(throws: CBORError.invalidValue) { try RegistryVerdicts(others[...]) }
        #expect(throws: CBORError.wrongCount) { try RegistryVerdicts(([0x83] + bytes[2...])[...]) }
    }

    @Test("that do not fit the records are noticed")
    func unfit() throws {
        let (records, registry) = try judged()
        var swapped = records
        swapped.swapAt(1, 2)
        #expect(throws: RecordError.organisationUnknown) { try Registry(replaying: swapped, verdicts: RegistryVerdicts(of: registry)) }
    }

    @Test("are read strictly")
    func reading() throws {
        let bytes = RegistryVerdicts(of: try judged().registry).encoded()
        #expect(try RegistryVerdicts(bytes[...]).encoded() == bytes)
        for count in bytes.indices { #expect(throws: CBORError.self) { try RegistryVerdicts(bytes[..<count]) } }
        #expect(throws: CBORError.invalidValue) { try RegistryVerdicts((bytes.dropLast(2) + [4, 2])[...]) }
    }
}
