import Ledger
import Sodium
import Testing
import Wire

@testable import Groups

/// How much of a roster one organisation can take from the others.
struct RosterRoomTests {
    private let group: TestGroup
    private let perSignerMax = GroupsLimits.rosterLooseOperationsPerSignerMax

    init() throws { group = try TestGroup() }

    /// `count` operations of one organisation on another, each of which saw the same.
    private func many(
        _ count: Int, _ verb: RosterVerb, _ organisation: UInt8, signer: UInt8, seen: [Hash] = []
    ) throws -> [RosterOperation] {
        let key = try signingKey(signer)
        return try (0..<count).map { number in
            try RosterOperation(
                signing: verb, try filled(organisation), of: group.charter, seen: seen, signer: try filled(signer),
                time: Minute(UInt32(number)), network: group.network, directory: group.directory, with: key)
        }
    }

    @discardableResult
    private func merge(_ operations: [RosterOperation], into roster: inout Roster) throws -> Roster.Merge {
        try roster.merge(group.document(operations), network: group.network, directory: group.directory)
    }

    @discardableResult
    private func sign(_ verb: RosterVerb, _ organisation: UInt8, by signer: UInt8, in roster: inout Roster) throws -> RosterOperation {
        try roster.sign(
            verb, try filled(organisation), signer: try filled(signer), time: Minute(1), network: group.network,
            directory: group.directory, with: try signingKey(signer))
    }

    private func lowest(_ operations: [RosterOperation], _ count: Int) -> [Hash] {
        [Hash](operations.map(\.hash).sorted().prefix(count))
    }

    @Test("A member without authority cannot fill a roster, whatever its operations claim to have seen", arguments: [false, true])
    func memberCannotFill(isWaiting: Bool) throws {
        var roster = Roster(charter: group.charter)
        let joined = try sign(.add, 5, by: 1, in: &roster)
        let spam = try many(500, .add, 6, signer: 5, seen: isWaiting ? [try filled(0xEE)] : [joined.hash])
        #expect(try merge(spam, into: &roster) == Roster.Merge(added: perSignerMax, passedOver: 500 - perSignerMax))
        #expect(Set(roster.operations.map(\.hash)) == Set(lowest(spam, perSignerMax) + [joined.hash]))
        let removal = try sign(.remove, 5, by: 1, in: &roster)
        #expect(removal.seen == [joined.hash])
        #expect(roster.organisations == [try filled(1)])
    }

    @Test("Nobody signs on top of what has no authority, be there little of it")
    func restsOnAuthority() throws {
        var roster = Roster(charter: group.charter)
        let joined = try sign(.add, 5, by: 1, in: &roster)
        try merge(try many(3, .add, 6, signer: 5, seen: [joined.hash]), into: &roster)
        #expect(roster.heads.count == 3)
        #expect(try sign(.remove, 5, by: 1, in: &roster).seen == [joined.hash])
    }

    @Test("Leavings and votes of one organisation are bounded too, and go before what has no authority")
    func leavings() throws {
        var roster = Roster(charter: group.charter)
        let joined = try sign(.add, 5, by: 1, in: &roster)
        let spam = try many(100, .add, 6, signer: 5)
        try merge(spam, into: &roster)
        let leavings = try many(70, .remove, 5, signer: 5, seen: [joined.hash])
        try merge(leavings, into: &roster)
        #expect(Set(roster.operations.map(\.hash)) == Set(lowest(leavings, perSignerMax) + [joined.hash]))
        #expect(roster.organisations == [try filled(1)])
        // Who has signed as many as it may is built upon no longer.
        #expect(try sign(.add, 6, by: 1, in: &roster).seen == [joined.hash])
        try merge(leavings, into: &roster)
        #expect(roster.operations.count == perSignerMax + 2)
    }

    @Test("What is borne counts against its signer, so that nobody fills a roster through its steward")
    func borneLeavingsCount() throws {
        var roster = Roster(charter: group.charter)
        try sign(.add, 5, by: 1, in: &roster)
        for _ in 0..<3 {
            try merge(try many(40, .remove, 5, signer: 5, seen: roster.heads), into: &roster)
            try sign(.add, 5, by: 1, in: &roster)
        }
        let leavings = roster.operations.filter { $0.verb == .remove }
        #expect(leavings.count == perSignerMax)
        #expect(roster.operations.count == perSignerMax + 4)
    }

    @Test("What a steward's operation rests on is kept, however little it is worth")
    func borneIsKept() throws {
        var roster = Roster(charter: group.charter)
        let spam = try many(100, .add, 6, signer: 5)
        let last = try #require(spam.max { $0.hash < $1.hash })
        try merge(spam, into: &roster)
        #expect(!roster.operations.contains(last))
        let bearing = try group.operation(.add, 7, seen: [last])
        try merge([last, bearing], into: &roster)
        #expect(roster.contains(try filled(7)))
        #expect(roster.operations.count == perSignerMax + 2)
    }

    @Test("All organisations together leave room; leavings go before what has no authority")
    func everybodyTogether() throws {
        var roster = Roster(charter: group.charter)
        let spam = try (2...20).flatMap { try many(60, .add, 6, signer: $0) }
        try merge(spam, into: &roster)
        #expect(roster.operations.count == GroupsLimits.rosterLooseOperationsMax)
        #expect(roster.operations.map(\.hash) == lowest(spam, GroupsLimits.rosterLooseOperationsMax))
        let leaving = try group.operation(.remove, 20, signer: 20)
        try merge([leaving], into: &roster)
        #expect(roster.operations.count == GroupsLimits.rosterLooseOperationsMax && roster.operations.contains(leaving))
    }

    @Test("A former steward can fill a roster up to the places of present ones, and is still removed")
    func reserve() throws {
        let bounds = RosterRoom.Bounds(borneMax: 200, reservedMax: 20, looseMax: 40, loosePerSignerMax: 10)
        var roster = Roster(charter: group.charter, bounds: bounds)
        try sign(.add, 2, by: 1, in: &roster)
        let appointed = try sign(.appoint, 2, by: 1, in: &roster)
        let dismissed = try sign(.dismiss, 2, by: 1, in: &roster)
        let spam = try many(200, .add, 6, signer: 2, seen: [appointed.hash])
        #expect(try merge(spam, into: &roster) == Roster.Merge(added: 197, passedOver: 3))
        let removal = try sign(.remove, 2, by: 1, in: &roster)
        // Of more heads than it can name, those that have an effect.
        #expect(removal.seen == [dismissed.hash])
        #expect(roster.organisations == [try filled(1)])
        #expect(try merge(spam, into: &roster) == Roster.Merge(added: 0, passedOver: 3))
        #expect(try merge(many(30, .add, 7, signer: 1, seen: [removal.hash]), into: &roster) == Roster.Merge(added: 19, passedOver: 11))
        #expect(roster.operations.count == 220)
        #expect(throws: RosterOperationError.rosterFull) { try sign(.add, 8, by: 1, in: &roster) }
        // Leaving needs no steward, and so none of these places.
        try merge([try group.operation(.remove, 9, signer: 9)], into: &roster)
        #expect(roster.operations.count == 221)
    }

    @Test("Stewards' operations come through between rosters that a former steward filled differently, even behind all it has")
    func filledDifferently() throws {
        let bounds = RosterRoom.Bounds(borneMax: 200, reservedMax: 20, looseMax: 40, loosePerSignerMax: 10)
        var one = Roster(charter: group.charter, bounds: bounds)
        try sign(.add, 2, by: 1, in: &one)
        try sign(.add, 3, by: 1, in: &one)
        let appointed = try sign(.appoint, 2, by: 1, in: &one)
        try sign(.dismiss, 2, by: 1, in: &one)
        var other = one
        let spam = try many(900, .add, 6, signer: 2, seen: [appointed.hash])
        try merge([RosterOperation](spam[..<450]), into: &one)
        try merge([RosterOperation](spam[450...]), into: &other)
        #expect([one, other].map(\.operations.count) == [200, 200])
        try sign(.remove, 3, by: 1, in: &one)
        try sign(.add, 4, by: 1, in: &one)
        // Among more operations than a fold should cost.
        try merge(one.operations + spam, into: &other)
        #expect(one.organisations == (try [1, 2, 4].map { try filled($0) }))
        #expect(other.organisations == one.organisations)
    }

    @Test("The bounds of a roster are those of a document, which holds all of it")
    func boundsFit() {
        let bounds = RosterRoom.Bounds()
        #expect(bounds.borneMax + bounds.reservedMax + bounds.looseMax == GroupsLimits.rosterOperationsMax)
    }
}
