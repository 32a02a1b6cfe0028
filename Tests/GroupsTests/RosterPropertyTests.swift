import Testing
import Wire

@testable import Groups

/// Histories drawn by a seed, folded by the fold and by the model.
struct RosterPropertyTests {
    /// How a history begins, and what its organisations are then inclined to do.
    private struct Mood {
        let beginning: [(verb: RosterVerb, organisation: UInt8)]
        let verbs: [RosterVerb]
        let organisations: [UInt8]
        let signers: [UInt8]
    }

    /// Stewards who have something to quarrel about, many of them or two, and four members without a steward.
    private static let moods = [
        Mood(
            beginning: [(.add, 2), (.add, 3), (.appoint, 2)], verbs: [.add, .add, .appoint, .appoint, .remove, .dismiss],
            organisations: [1, 2, 2, 3, 3, 4], signers: [1, 1, 1, 2, 2, 102, 3, 4]),
        Mood(
            beginning: [(.add, 2), (.appoint, 2), (.add, 3), (.appoint, 3), (.add, 4)], verbs: [.add, .appoint, .remove, .appoint],
            organisations: [1, 2, 3, 4, 5], signers: [1, 2, 3, 3, 4, 4, 5]),
        Mood(
            beginning: [(.add, 2), (.add, 3), (.add, 4), (.dismiss, 1)], verbs: [.appoint, .appoint, .appoint, .appoint, .remove, .add],
            organisations: [1, 2, 3, 3, 3, 4], signers: [1, 2, 3, 3, 4]),
    ]

    /// `count` operations by a founder and three others, each of which saw what is last or some of what was before.
    private func history(_ group: TestGroup, count: Int, using generator: inout SeededGenerator) throws -> [RosterOperation] {
        var operations: [RosterOperation] = []
        let mood = try #require(Self.moods.randomElement(using: &generator))
        for index in 0..<count {
            let heads = operations.filter { earlier in !operations.contains { $0.seen.contains(earlier.hash) } }
            let some = operations.filter { _ in Int.random(in: 0..<3, using: &generator) == 0 }
            let isBeginning = index < mood.beginning.count
            let verb = try #require(mood.verbs.randomElement(using: &generator))
            let organisation = try #require(mood.organisations.randomElement(using: &generator))
            let signer = try #require(mood.signers.randomElement(using: &generator))
            operations.append(
                try group.operation(
                    isBeginning ? mood.beginning[index].verb : verb, isBeginning ? mood.beginning[index].organisation : organisation,
                    seen: isBeginning || Bool.random(using: &generator) ? heads : some, time: UInt32(index),
                    signer: isBeginning ? 1 : signer))
        }
        return operations
    }

    @Test("Any history folds to what the specification says")
    func matchesModel() throws {
        var (voidCount, voteCount, electedCount) = (0, 0, 0)
        for seed: UInt64 in 0..<240 {
            var generator = SeededGenerator(seed: seed)
            let group = try TestGroup(electing: [50, 66].randomElement(using: &generator) ?? 50)
            let operations = try history(group, count: Int.random(in: 5...16, using: &generator), using: &generator)
            let model = RosterModel(operations, charter: group.charter.statement)
            let expected = model.outcome()
            let roster = try group.roster(operations)
            #expect(roster.organisations == expected.members, "seed \(seed)")
            #expect(roster.stewards == expected.stewards, "seed \(seed)")
            #expect(roster.withoutEffect == expected.idle, "seed \(seed)")
            voidCount += expected.void.isEmpty ? 0 : 1
            voteCount += model.voteCount > 0 ? 1 : 0
            electedCount += model.electedCount > 0 ? 1 : 0
        }
        // Were these rare, the comparison would have shown little.
        #expect(voidCount > 24 && voteCount > 24 && electedCount > 8, "\(voidCount) void, \(voteCount) votes, \(electedCount) elected")
    }

    @Test("Every order of merging, from whatever documents, gives one roster", arguments: 0..<4)
    func orderDoesNotMatter(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let group = try TestGroup()
        let operations = try history(group, count: 5, using: &generator)
        let whole = try group.roster(operations)
        for order in permutations(Array(operations.indices)) { try check(order, of: operations, whole, group, &generator) }
    }

    @Test("A long history merged in any grouping gives one roster", arguments: 100..<130)
    func groupingDoesNotMatter(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let group = try TestGroup()
        let operations = try history(group, count: 30, using: &generator)
        let whole = try group.roster(operations)
        for _ in 0..<4 { try check(operations.indices.shuffled(using: &generator), of: operations, whole, group, &generator) }
    }

    /// What two organisations outside would sign to be in the way: without authority, or waiting for what nobody has.
    private func spam(
        beside honest: [RosterOperation], _ group: TestGroup, isLeaving: Bool, using generator: inout SeededGenerator
    ) throws -> [RosterOperation] {
        var operations = honest
        for number: UInt32 in 0..<180 {
            let signer: UInt8 = Bool.random(using: &generator) ? 6 : 7
            let isInvented = Int.random(in: 0..<3, using: &generator) == 0
            let seen = try isInvented ? [filled(UInt8(number))] : [try #require(operations.randomElement(using: &generator)).hash]
            let verb: RosterVerb = try #require([.add, .appoint, .dismiss, .remove].randomElement(using: &generator))
            let target: UInt8 = isLeaving && verb == .remove ? signer : 4
            operations.append(
                try RosterOperation(
                    signing: verb, try filled(target), of: group.charter, seen: seen, signer: try filled(signer), time: Minute(number),
                    network: group.network, directory: group.directory, with: try signingKey(signer)))
        }
        return operations
    }

    @Test("Beyond the bounds, too, every order and grouping gives one roster", arguments: 300..<304)
    func groupingDoesNotMatterBeyondBounds(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let group = try TestGroup()
        let operations = try spam(
            beside: try history(group, count: 30, using: &generator), group, isLeaving: false, using: &generator)
        let whole = try group.roster(operations)
        #expect(whole.operations.count < operations.count)
        for _ in 0..<4 { try check(operations.indices.shuffled(using: &generator), of: operations, whole, group, &generator) }
    }

    @Test("Two who kept different operations agree once each was offered the other's", arguments: 400..<406)
    func exchangeAgrees(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let group = try TestGroup()
        let honest = try history(group, count: 30, using: &generator)
        let operations = try spam(beside: honest, group, isLeaving: true, using: &generator)
        var (one, other) = (Roster(charter: group.charter), Roster(charter: group.charter))
        for operation in operations.shuffled(using: &generator) {
            let document = group.document([operation])
            if Bool.random(using: &generator) {
                try one.merge(document, network: group.network, directory: group.directory)
            } else {
                try other.merge(document, network: group.network, directory: group.directory)
            }
        }
        let documents = (one.document, other.document)
        try one.merge(documents.1, network: group.network, directory: group.directory)
        try other.merge(documents.0, network: group.network, directory: group.directory)
        #expect(one == other)
        // Nothing of the stewards' is lost, and who is offered everything holds what everybody does.
        try one.merge(group.document(operations), network: group.network, directory: group.directory)
        #expect(one == (try group.roster(operations)))
        #expect(one.stewards == (try group.roster(honest)).stewards)
    }

    private func check(
        _ order: [Int], of operations: [RosterOperation], _ whole: Roster, _ group: TestGroup, _ generator: inout SeededGenerator
    ) throws {
        var roster = Roster(charter: group.charter)
        var rest = order[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...rest.count, using: &generator)
            let document = group.document(rest.prefix(count).map { operations[$0] })
            try roster.merge(document, network: group.network, directory: group.directory)
            rest = rest.dropFirst(Int.random(in: 1...count, using: &generator))
        }
        #expect(roster == whole, "order \(order)")
        #expect(roster.frontier == whole.frontier)
    }

    private func permutations(_ values: [Int]) -> [[Int]] {
        guard values.count > 1 else { return [values] }
        return values.flatMap { first in permutations(values.filter { $0 != first }).map { [first] + $0 } }
    }

    @Test("What was not authorised never becomes so, whatever else arrives", arguments: 200..<220)
    func authorityIsSettled(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let group = try TestGroup()
        let operations = try history(group, count: 16, using: &generator)
        let last = RosterModel(operations, charter: group.charter.statement).outcome()
        for count in 1..<operations.count {
            let early = try group.roster(Array(operations.prefix(count)))
            let unauthorised = Set(last.idle).subtracting(last.void)
            let known = Set(operations.prefix(count).map(\.hash))
            #expect(unauthorised.intersection(known).isSubset(of: early.withoutEffect), "seed \(seed)")
        }
    }
}
