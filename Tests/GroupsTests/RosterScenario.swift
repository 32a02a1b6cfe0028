import Groups
import Testing
import Wire

/// A history of roster operations as a text: one operation a line, `name: A adds B seeing x, y`.
///
/// Organisations are letters, A is the founder. The verbs are adds, removes, appoints, dismisses and leaves.
/// `seeing all` names the heads of all lines before; without `seeing` the signer had seen nothing.
struct RosterScenario {
    let group: TestGroup
    private(set) var names: [Hash: String] = [:]
    private(set) var operations: [RosterOperation] = []

    init(_ text: String, electing: UInt8 = 50) throws { try self.init(text, in: try TestGroup(electing: electing)) }

    init(_ text: String, in group: TestGroup) throws {
        self.group = group
        for line in text.split(separator: "\n") { try read(line) }
    }

    private mutating func read(_ line: Substring) throws {
        let words = line.split { ": ,".contains($0) }.map(String.init)
        try #require(words.count >= 3, "a line without a verb: \(line)")
        let signer = try Self.number(words[1])
        let verbs: [String: RosterVerb] = [
            "adds": .add, "removes": .remove, "appoints": .appoint, "dismisses": .dismiss, "leaves": .remove,
        ]
        let isLeaving = words[2] == "leaves"
        let target = isLeaving ? signer : try Self.number(words[3])
        let clause = words.dropFirst(isLeaving ? 3 : 4)
        try #require(clause.isEmpty || clause.first == "seeing", "what does it see? \(line)")
        let operation = try group.operation(
            try #require(verbs[words[2]]), target, seen: try clause.dropFirst().flatMap(seen), time: 29_000_001 + UInt32(operations.count),
            signer: signer)
        operations.append(operation)
        names[operation.hash] = words[0]
    }

    private func seen(_ name: String) throws -> [RosterOperation] {
        if name == "all" { return operations.filter { earlier in !operations.contains { $0.seen.contains(earlier.hash) } } }
        return [try operation(name)]
    }

    func operation(_ name: String) throws -> RosterOperation {
        try #require(operations.first { names[$0.hash] == name }, "no operation is called \(name)")
    }

    /// The roster of all operations, or of these.
    func roster(of some: String? = nil) throws -> Roster {
        guard let some else { return try group.roster(operations) }
        return try group.roster(some.split(separator: " ").map { try operation(String($0)) })
    }

    /// The letters of the members, `A C D`, and behind a bar those of the stewards, `| A`.
    func outcome(of some: String? = nil) throws -> String { Self.outcome(of: try roster(of: some)) }

    static func outcome(of roster: Roster) -> String {
        (roster.organisations.map(letter) + ["|"] + roster.stewards.map(letter)).joined(separator: " ")
    }

    /// The names of the operations without effect, in the order of the lines.
    func withoutEffect() throws -> String {
        let idle = try roster().withoutEffect
        return operations.filter { idle.contains($0.hash) }.compactMap { names[$0.hash] }.joined(separator: " ")
    }

    private static let letters = "ABCDEFGHIJKLMNOPQRST"

    private static func number(_ letter: String) throws -> UInt8 {
        let place = try #require(letters.firstIndex { String($0) == letter }, "\(letter) is no organisation")
        return UInt8(letters.distance(from: letters.startIndex, to: place) + 1)
    }

    private static func letter(_ organisation: OrganisationID) -> String {
        String(letters.dropFirst(Int(organisation.array[0]) - 1).prefix(1))
    }
}
