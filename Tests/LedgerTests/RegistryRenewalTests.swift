import Ledger
import Sodium
import Testing
import Wire

@Suite("A node's later certificate")
struct RegistryRenewalTests {
    /// A member, organisation 1, whose node 11 is certified from minute 10 to 100.
    private func member() throws -> RegistryFixture {
        var fixture = try RegistryFixture()
        for record in [fixture.organisation(1), fixture.certificate(1, key: 11), fixture.admission(1)] { fixture.add(record) }
        return fixture
    }

    /// A later certificate's dates, and the minutes in which the node then takes part and in which it does not.
    struct Renewal: Sendable {
        let dates: ClosedRange<UInt32>
        let inside: [UInt32]
        let outside: [UInt32]
    }

    @Test(
        "with the same key adds its dates to those before",
        arguments: [
            // While the present one runs: begun, about to begin, and seamlessly behind it.
            Renewal(dates: 20...300, inside: [10, 19, 20, 100, 101, 300], outside: [9, 301]),
            Renewal(dates: 90...300, inside: [10, 50, 89, 90, 101, 300], outside: [9, 301]),
            Renewal(dates: 100...300, inside: [10, 99, 100, 101, 300], outside: [9, 301]),
            Renewal(dates: 101...300, inside: [10, 100, 101, 300], outside: [9, 301]),
            Renewal(dates: 10...300, inside: [10, 101, 300], outside: [9, 301]),
            // Far apart, and after expiry: nothing in between.
            Renewal(dates: 102...300, inside: [10, 100, 102, 300], outside: [9, 101, 301]),
            Renewal(dates: 200...300, inside: [10, 50, 100, 200, 300], outside: [9, 101, 199, 301]),
            // The later end is the end, also when it is earlier.
            Renewal(dates: 20...50, inside: [10, 20, 50], outside: [9, 51, 100]),
            Renewal(dates: 4_294_967_295...4_294_967_295, inside: [100, 4_294_967_295], outside: [101, 4_294_967_294]),
        ])
    func sameKey(renewal: Renewal) throws {
        var fixture = try member()
        fixture.add(fixture.certificate(1, key: 11, from: renewal.dates.lowerBound, to: renewal.dates.upperBound))
        let node = fixture.nodeID(11)
        for minute in renewal.inside { #expect(fixture.registry.isAdmitted(node, at: Minute(minute)), "minute \(minute)") }
        for minute in renewal.outside { #expect(!fixture.registry.isAdmitted(node, at: Minute(minute)), "minute \(minute)") }
        let registered = try #require(fixture.registry.node(node))
        #expect((registered.notBefore.rawValue, registered.notAfter.rawValue) == (renewal.dates.lowerBound, renewal.dates.upperBound))
        #expect(registered.currentKey?.notAfter.rawValue == renewal.dates.upperBound)
        #expect(registered.keys.count == 1)
    }

    @Test("goes on from the last one, not from the first, and none comes back")
    func chain() throws {
        var fixture = try member()
        fixture.add(fixture.certificate(1, key: 11, from: 90, to: 200))
        fixture.add(fixture.certificate(1, key: 11, from: 180, to: 300))
        fixture.add(fixture.certificate(1, key: 11, from: 400, to: 500))
        fixture.add(fixture.certificate(1, key: 11, from: 501, to: 600))
        let key = try #require(fixture.registry.node(fixture.nodeID(11))?.currentKey)
        #expect(key.periods == [Minute(10)...Minute(300), Minute(400)...Minute(600)])
        for (from, to) in [(UInt32(10), UInt32(100)), (180, 300), (501, 600), (500, 900), (501, 599)] {
            fixture.add(fixture.certificate(1, key: 11, from: from, to: to), refusedFor: .certificateNotLater)
        }
    }

    @Test("with another key lets the present one speak until it begins")
    func otherKey() throws {
        var fixture = try member()
        fixture.add(fixture.certificate(1, key: 12, first: 11, from: 60, to: 200))
        let node = try #require(fixture.registry.node(fixture.nodeID(11)))
        for (minute, key) in [(UInt32(9), nil), (10, 11), (59, 11), (60, 12), (100, 12), (200, 12), (201, nil)] as [(UInt32, UInt32?)] {
            #expect(node.currentKey(at: Minute(minute))?.key == key.map { RegistryFixture.key($0).verifyingKey }, "minute \(minute)")
            #expect(fixture.registry.isAdmitted(node.id, at: Minute(minute)) == (key != nil))
        }
    }

    @Test("with another key, far apart, leaves the minutes between to nobody")
    func otherKeyFarApart() throws {
        var fixture = try member()
        fixture.add(fixture.certificate(1, key: 12, first: 11, from: 150, to: 200))
        let node = fixture.nodeID(11)
        for (minute, isInside) in [(UInt32(100), true), (101, false), (149, false), (150, true)] {
            #expect(fixture.registry.isAdmitted(node, at: Minute(minute)) == isInside)
        }
    }

    @Test("that has ended does not let an older key speak again")
    func olderKey() throws {
        var fixture = try member()
        fixture.add(fixture.certificate(1, key: 12, first: 11, from: 20, to: 30))
        let node = fixture.nodeID(11)
        #expect(fixture.registry.isAdmitted(node, at: Minute(30)))
        #expect(!fixture.registry.isAdmitted(node, at: Minute(31)))
        fixture.add(fixture.revocation(1, node: 11, key: 12))
        #expect(fixture.registry.isAdmitted(node, at: Minute(31)))
    }

    @Test("brings its endpoints at once")
    func endpoints() throws {
        var fixture = try member()
        let endpoint = try Endpoint("a.example:7420")
        fixture.add(fixture.certificate(1, key: 11, from: 200, to: 300, endpoints: [endpoint]))
        #expect(fixture.registry.node(fixture.nodeID(11))?.endpoints == [endpoint])
    }

    @Test("leaves a limited number of separate periods, the latest ones")
    func periods() throws {
        var fixture = try member()
        let count = UInt32(RegistryLimits.periodsPerKeyMax)
        for number in 1...count { fixture.add(fixture.certificate(1, key: 11, from: 1_000 * number, to: 1_000 * number + 10)) }
        let key = try #require(fixture.registry.node(fixture.nodeID(11))?.currentKey)
        #expect(key.periods.map(\.lowerBound.rawValue) == (1...count).map { 1_000 * $0 })
    }

    @Test("leaves old entries inside the dates of their time, revoked or not")
    func oldEntries() throws {
        var fixture = try member()
        fixture.add(fixture.certificate(1, key: 11, from: 90, to: 300))
        fixture.add(fixture.revocation(1, node: 11, key: 11))
        let key = try #require(fixture.registry.node(fixture.nodeID(11))?.keys.first)
        #expect(key.isCertified(at: Minute(50)) && !key.isValid(at: Minute(50)))
        #expect(!key.isCertified(at: Minute(301)))
    }
}
