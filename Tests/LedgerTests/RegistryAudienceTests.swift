import Ledger
import Sodium
import Testing
import Wire

@Suite("The registry's audiences")
struct RegistryAudienceTests {
    @Test(
        "count an organisation in when the delay is over since its admission",
        arguments: [(0, 100, 100), (10, 100, 110), (10, 0, 10), (1_440, 0, 1_440)])
    func delay(minutes: UInt32, admitted: UInt32, enters: UInt32) throws {
        var fixture = try RegistryFixture(admissionDelayMinutes: minutes)
        fixture.add(fixture.organisation(1))
        let id = fixture.organisationID(1)
        #expect(fixture.registry.organisation(id)?.admitted == nil)
        #expect(fixture.registry.communityMembers(at: Minute(.max)).isEmpty)
        fixture.add(fixture.admission(1, at: admitted))
        #expect(fixture.registry.organisation(id)?.admitted == Minute(admitted))
        for (minute, isInside) in [(enters - 1, false), (enters, true), (.max, true)] {
            #expect(fixture.registry.communityMembers(at: Minute(minute)).map(\.id) == (isInside ? [id] : []))
            #expect(fixture.registry.members(ofSector: "energy", at: Minute(minute)).map(\.id) == (isInside ? [id] : []))
            #expect(fixture.registry.isCommunityMember(id, at: Minute(minute)) == isInside)
        }
        #expect(fixture.registry.sectors == ["energy"])
    }

    @Test("never count in an organisation whose delay ends behind the last minute")
    func endOfTime() throws {
        var fixture = try RegistryFixture(admissionDelayMinutes: .max)
        fixture.add(fixture.organisation(1))
        fixture.add(fixture.admission(1, at: .max))
        #expect(fixture.registry.communityMembers(at: Minute(.max)).isEmpty)
    }

    @Test("lose a suspended organisation, have a reinstated one back without a new delay, and lose an expelled one for ever")
    func standing() throws {
        var fixture = try RegistryFixture(admissionDelayMinutes: 10)
        fixture.add(fixture.organisation(1))
        fixture.add(fixture.admission(1, at: 100))
        let id = fixture.organisationID(1)
        for (change, isInside) in [(StandingChange.suspended, false), (.reinstated, true), (.expelled, false)] {
            fixture.add(fixture.standing(1, change))
            #expect(fixture.registry.communityMembers(at: Minute(110)).map(\.id) == (isInside ? [id] : []))
            #expect(fixture.registry.members(ofSector: "energy", at: Minute(110)).map(\.id) == (isInside ? [id] : []))
            #expect(fixture.registry.sectors == (isInside ? ["energy"] : []))
            #expect(!fixture.registry.isCommunityMember(id, at: Minute(109)))
        }
    }

    @Test("follow the coordinator's sector from one to the next, and to none")
    func sectors() throws {
        var fixture = try RegistryFixture()
        for root in UInt32(1)...2 {
            fixture.add(fixture.organisation(root, sector: "of its own word"))
            #expect(!fixture.registry.sectors.contains("of its own word"))
            fixture.add(fixture.admission(root, sector: "health"))
        }
        let (one, two) = (fixture.organisationID(1), fixture.organisationID(2))
        fixture.add(fixture.sector(1, "energy"))
        #expect(fixture.registry.sectors == ["energy", "health"])
        #expect(fixture.registry.members(ofSector: "energy", at: Minute(1)).map(\.id) == [one])
        #expect(fixture.registry.members(ofSector: "health", at: Minute(1)).map(\.id) == [two])
        fixture.add(fixture.sector(1, ""))
        #expect(fixture.registry.sectors == ["health"])
        #expect(fixture.registry.members(ofSector: "", at: Minute(1)).isEmpty)
        #expect(fixture.registry.communityMembers(at: Minute(1)).map(\.id) == [one, two].sorted())
        fixture.add(fixture.sector(1, ""), refusedFor: .sectorUnchanged)
    }

    @Test("keep sectors apart that look the same and have other octets")
    func spelling() throws {
        let (composed, decomposed) = ("\u{E9}nergie", "e\u{301}nergie")
        #expect(composed == decomposed)
        var fixture = try RegistryFixture()
        for (root, sector) in [(UInt32(1), composed), (2, decomposed)] {
            fixture.add(fixture.organisation(root))
            fixture.add(fixture.admission(root, sector: sector))
        }
        #expect(fixture.registry.sectors.map { Array($0.utf8) } == [Array(decomposed.utf8), Array(composed.utf8)])
        #expect(fixture.registry.members(ofSector: composed, at: Minute(1)).map(\.id) == [fixture.organisationID(1)])
        #expect(fixture.registry.members(ofSector: decomposed, at: Minute(1)).map(\.id) == [fixture.organisationID(2)])
        fixture.add(fixture.sector(1, decomposed))
        #expect(fixture.registry.members(ofSector: decomposed, at: Minute(1)).count == 2)
        #expect(fixture.registry.sectors.count == 1)
    }

    @Test("have sectors of at most 64 octets, whatever the letters")
    func sectorLength() throws {
        var fixture = try RegistryFixture()
        fixture.add(fixture.organisation(1))
        fixture.add(fixture.admission(1))
        fixture.add(fixture.sector(1, String(repeating: "é", count: 32)))
        fixture.add(fixture.sector(1, String(repeating: "é", count: 33)), refusedFor: .sectorUnacceptable)
        fixture.add(fixture.sector(1, " energy"), refusedFor: .sectorUnacceptable)
        #expect(fixture.registry.sectors == [String(repeating: "é", count: 32)])
    }

    @Test("are what a look at every organisation gives, after any records", arguments: UInt64(1)...4)
    func everyRecord(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        var fixture = try RegistryFixture(admissionDelayMinutes: 5)
        let names = ["", "energy", "finance", "health"]
        for root in UInt32(1)...12 { fixture.add(fixture.organisation(root)) }
        for _ in 0..<150 {
            let root = UInt32.random(in: 1...12, using: &random)
            let name = names[Int.random(in: 0..<4, using: &random)]
            let record =
                switch Int.random(in: 0..<5, using: &random) {
                case 0: fixture.admission(root, sector: name, at: UInt32.random(in: 0...20, using: &random))
                case 1: fixture.standing(root, .suspended)
                case 2: fixture.standing(root, .reinstated)
                case 3: fixture.sector(root, name)
                default: UInt32.random(in: 0..<8, using: &random) == 0 ? fixture.standing(root, .expelled) : fixture.sector(root, name)
                }
            _ = fixture.registry.apply(record[...])
            let minute = Minute(UInt32.random(in: 0...30, using: &random))
            let admitted = fixture.registry.organisations.filter { $0.standing == .admitted }
            let inside = admitted.filter { ($0.admitted?.rawValue ?? .max) + 5 <= minute.rawValue }
            #expect(fixture.registry.communityMembers(at: minute) == inside)
            #expect(fixture.registry.sectors == Set(admitted.map(\.sector)).subtracting([""]).sorted())
            for name in names.dropFirst() {
                #expect(fixture.registry.members(ofSector: name, at: minute) == inside.filter { $0.sector == name })
            }
        }
    }
}

/// A small generator with a seed, so that every run is the same.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
