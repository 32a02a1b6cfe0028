import Ledger
import Sodium
import Testing
import Wire

@Suite("The registry")
struct RegistryTests {
    @Test("An organisation becomes a member by its admission, in the coordinator's sector")
    func admission() throws {
        var fixture = try RegistryFixture()
        fixture.add(fixture.organisation(1))
        fixture.add(fixture.certificate(1, key: 11))
        let (organisation, node) = (fixture.organisationID(1), fixture.nodeID(11))
        #expect(fixture.registry.standing(of: organisation) == .applied)
        #expect(!fixture.registry.isAdmitted(node, at: Minute(50)))
        fixture.add(fixture.admission(1))
        #expect(fixture.registry.standing(of: organisation) == .admitted)
        #expect(fixture.registry.admittedAt(organisation) == 3)
        #expect(fixture.registry.organisation(organisation)?.sector == "energy")
        #expect(fixture.registry.nodes(of: organisation).map(\.id) == [node])
    }

    @Test(
        "A node takes part between the first and last minute of its certificate",
        arguments: [(9, false), (10, true), (100, true), (101, false)])
    func validity(minute: UInt32, isAdmitted: Bool) throws {
        var fixture = try RegistryFixture()
        for record in [fixture.organisation(1), fixture.certificate(1, key: 11), fixture.admission(1)] { fixture.add(record) }
        #expect(fixture.registry.isAdmitted(fixture.nodeID(11), at: Minute(minute)) == isAdmitted)
    }

    @Test("A suspended organisation takes no part until it is reinstated, an expelled one never again")
    func standing() throws {
        var fixture = try RegistryFixture()
        for record in [fixture.organisation(1), fixture.certificate(1, key: 11), fixture.admission(1)] { fixture.add(record) }
        let node = fixture.nodeID(11)
        for (change, isAdmitted) in [(StandingChange.suspended, false), (.reinstated, true), (.expelled, false)] {
            fixture.add(fixture.standing(1, change))
            #expect(fixture.registry.isAdmitted(node, at: Minute(50)) == isAdmitted)
        }
        fixture.add(fixture.standing(1, .reinstated), refusedFor: .expelled)
        fixture.add(fixture.organisation(1), refusedFor: .organisationRepeated)
        #expect(fixture.registry.operationKeys(of: node).count == 1)
    }

    @Test("A node keeps every key it ever held for old entries and speaks with the newest unrevoked one")
    func rotation() throws {
        var fixture = try RegistryFixture()
        for record in [fixture.organisation(1), fixture.certificate(1, key: 11), fixture.admission(1)] { fixture.add(record) }
        fixture.add(fixture.certificate(1, key: 12, first: 11, from: 20))
        let (node, keys) = (fixture.nodeID(11), [12, 11].map { RegistryFixture.key($0).verifyingKey })
        #expect(fixture.registry.operationKeys(of: node) == keys)
        #expect(fixture.registry.operationKey(of: node) == keys[0])
        #expect(fixture.registry.holder(of: keys[0].octets) == node)
        fixture.add(fixture.revocation(1, node: 11, key: 12))
        #expect(fixture.registry.operationKeys(of: node) == keys)
        #expect(fixture.registry.operationKey(of: node) == keys[1])
        fixture.add(fixture.revocation(1, node: 11, key: 11))
        #expect(fixture.registry.operationKey(of: node) == nil)
        #expect(!fixture.registry.isAdmitted(node, at: Minute(50)))
        fixture.add(fixture.certificate(1, key: 13, first: 11, from: 30))
        #expect(fixture.registry.isAdmitted(node, at: Minute(50)))
    }

    @Test("A refused record is counted, changes nothing, and the next one applies")
    func refusal() throws {
        var fixture = try RegistryFixture()
        fixture.add(fixture.organisation(1))
        fixture.add([], refusedFor: .malformed)
        fixture.add(fixture.genesis, refusedFor: .genesisRepeated)
        fixture.add(fixture.admission(2), refusedFor: .organisationUnknown)
        fixture.add(fixture.admission(1))
        #expect(fixture.registry.refusedCount == 3)
        #expect(fixture.registry.refusedPositions == [2, 3, 4])
        #expect(fixture.registry.size == 6)
        #expect(fixture.registry.admittedAt(fixture.organisationID(1)) == 5)
    }

    @Test("A record of more octets than a log may carry is refused before it is read")
    func length() throws {
        var fixture = try RegistryFixture()
        fixture.add([UInt8](repeating: 0, count: WireLimits.recordOctetsMax + 1), refusedFor: .tooLong)
        fixture.add([UInt8](repeating: 0, count: WireLimits.recordOctetsMax), refusedFor: .malformed)
    }

    @Test("One organisation has a limited number of nodes")
    func nodeLimit() throws {
        var fixture = try RegistryFixture()
        fixture.add(fixture.organisation(1))
        for number in 0..<UInt32(RegistryLimits.nodesPerOrganisationMax) { fixture.add(fixture.certificate(1, key: 1_000 + number)) }
        fixture.add(fixture.certificate(1, key: 999), refusedFor: .nodesTooMany)
        let nodes = fixture.registry.nodes(of: fixture.organisationID(1)).map(\.id)
        #expect(nodes == nodes.sorted())
        #expect(nodes.count == RegistryLimits.nodesPerOrganisationMax)
    }

    @Test("One node holds a limited number of keys, and may go on with one of them")
    func keyLimit() throws {
        var fixture = try RegistryFixture()
        fixture.add(fixture.organisation(1))
        for number in 0..<UInt32(RegistryLimits.keysPerNodeMax) {
            fixture.add(fixture.certificate(1, key: 1_000 + number, first: 1_000, from: 10 + number))
        }
        fixture.add(fixture.certificate(1, key: 999, first: 1_000, from: 90), refusedFor: .keysTooMany)
        fixture.add(fixture.certificate(1, key: 1_000, first: 1_000, from: 90))
        #expect(fixture.registry.operationKey(of: fixture.nodeID(1_000)) == RegistryFixture.key(1_000).verifyingKey)
    }

    @Test("Organisations and nodes are listed by ascending identifier")
    func order() throws {
        var fixture = try RegistryFixture()
        for root in UInt32(1)...20 {
            fixture.add(fixture.organisation(root))
            fixture.add(fixture.certificate(root, key: 100 + root))
        }
        #expect(fixture.registry.organisations.map(\.id) == (1...20).map { fixture.organisationID($0) }.sorted())
        #expect(fixture.registry.nodes.map(\.id) == (101...120).map { fixture.nodeID($0) }.sorted())
    }

    @Test(
        "An endpoint tells its host and port",
        arguments: [("a.example:7420", "a.example", 7420), ("[::1]:1", "::1", 1), ("192.0.2.1:65535", "192.0.2.1", 65_535)])
    func endpoint(text: String, host: String, port: UInt16) throws {
        let endpoint = try Endpoint(text)
        #expect(endpoint.host == host)
        #expect(endpoint.port == port)
    }

    @Test(
        "An IPv6 address is eight groups or has one gap",
        arguments: [
            ("::", true), ("1::", true), ("::1:2:3:4:5:6:7", true), ("1:2:3:4:5:6:7:8", true), ("1:2:3:4::5:6:7", true),
            ("1:2:3:4:5:6:7", false), ("1:2:3:4:5:6:7:8:9", false), (":1::", false), ("1:::2", false), (":::", false), (":", false),
            ("1:", false), ("::1:2:3:4:5:6:7:8", false), ("12345::", false), ("G::", false), ("::1:", false),
        ])
    func addresses(address: String, isAcceptable: Bool) {
        let isAccepted = (try? Endpoint("[\(address)]:1")) != nil
        #expect(isAccepted == isAcceptable)
    }

    @Test("Whatever is changed in a record, it is refused or the same record")
    func tampering() throws {
        var fixture = try RegistryFixture()
        fixture.add(fixture.organisation(1))
        let record = fixture.certificate(1, key: 11)
        for index in record.indices {
            for bit in [UInt8(1), 0x80] {
                var changed = record
                changed[index] ^= bit
                #expect(throws: RecordError.self) { try fixture.registry.check(changed[...]) }
            }
            #expect(throws: RecordError.malformed) { try fixture.registry.check(record[..<index]) }
        }
    }
}
