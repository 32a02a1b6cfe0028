import Groups
import Ledger
import Sodium
import Wire

/// One more operation in a roster that has ten thousand: verified, put in its place, and everything folded anew.
///
/// A hundred stewards change the group at once; each of their operations has seen most of what the others did a moment before, so the
/// history is as wide as it is long.
struct RosterRow {
    private static let network = SampleJournal.network
    private static let stewards = 100
    private static let seenMax = 64

    private let directory = OneKey()
    private let roster: Roster
    private let next: RosterDocument
    private let sample: [UInt8]

    init() throws {
        let charter = Charter(
            signing: try CharterStatement(
                tag: GroupTag(SecureRandom.octets16()), name: "A group of many years", founder: directory.organisations[0], mailboxes: [],
                created: SampleJournal.time), node: directory.nodes[0], network: Self.network, with: directory.key)
        var builder = Builder(charter: charter, directory: directory)
        for steward in 1..<Self.stewards {
            try builder.add(.add, steward, by: 0, seen: builder.operations.suffix(1))
            try builder.add(.appoint, steward, by: 0, seen: builder.operations.suffix(1))
        }
        var layer = builder.operations.suffix(1)
        while builder.operations.count < BenchLimits.rosterOperations {
            let before = builder.operations.count
            for steward in 0..<Self.stewards {
                let other = Self.stewards + Int.random(in: 0..<2 * Self.stewards)
                try builder.add(Bool.random() ? .add : .remove, other, by: steward, seen: layer.shuffled().prefix(Self.seenMax))
            }
            layer = builder.operations[before...]
        }
        var roster = Roster(charter: charter)
        try roster.merge(builder.document(of: builder.operations[...]), network: Self.network, directory: directory)
        let count = builder.operations.count
        try builder.add(.add, Self.stewards, by: 0, seen: layer.prefix(Self.seenMax))
        next = builder.document(of: builder.operations[count...])
        precondition(roster.operations.count == count && roster.withoutEffect.isEmpty, "operations went missing")
        self.roster = roster
        sample = builder.operations[count].bytes
    }

    func measure() throws -> Row {
        var (references, candidates, ratios) = (Samples(), Samples(), Samples())
        for _ in 0..<BenchLimits.rosterRounds {
            let reference = processorSeconds { for _ in 0..<BenchLimits.rosterOperations { consume(Hash.leaf(sample)) } } * 1_000
            var copy = roster
            let candidate = try processorSeconds { try copy.merge(next, network: Self.network, directory: directory) } * 1_000
            precondition(copy.operations.count == roster.operations.count + 1, "the operation was not taken")
            references.add(reference)
            candidates.add(candidate)
            ratios.add(candidate / reference)
        }
        return Row(
            name: "roster of 10,000 operations", unit: "ms", value: candidates.median, baseline: "SHA-256 of each operation",
            baselineValue: references.median, ratio: ratios.median, target: .value(50), direction: .atMost)
    }

    private struct Builder {
        let charter: Charter
        let directory: OneKey
        var operations: [RosterOperation] = []
        private var minute = SampleJournal.time.rawValue

        init(charter: Charter, directory: OneKey) {
            self.charter = charter
            self.directory = directory
        }

        mutating func add(
            _ verb: RosterVerb, _ organisation: Int, by steward: Int, seen: some Sequence<RosterOperation>
        ) throws {
            minute += 1
            operations.append(
                try RosterOperation(
                    signing: verb, directory.organisations[organisation], of: charter, seen: seen.map(\.hash).sorted(),
                    signer: directory.nodes[steward], time: Minute(minute), network: RosterRow.network, directory: directory,
                    with: directory.key))
        }

        func document(of operations: ArraySlice<RosterOperation>) -> RosterDocument {
            RosterDocument(charter: charter.bytes, operations: operations.map(\.bytes))
        }
    }

    /// Organisations of one node each, all with the same key.
    private final class OneKey: NodeDirectory, Sendable {
        let key = SigningKey.generate()
        let verifyingKeys: [VerifyingKey]
        let organisations = (0..<3 * RosterRow.stewards).map { _ in OrganisationID(SecureRandom.octets16()) }
        let nodes: [NodeID]
        let byNode: [NodeID: OrganisationID]

        init() {
            verifyingKeys = [key.verifyingKey]
            nodes = organisations.map { NodeID($0.octets) }
            byNode = Dictionary(uniqueKeysWithValues: zip(nodes, organisations))
        }

        func operationKeys(of node: NodeID) -> [VerifyingKey] { verifyingKeys }

        func organisation(ofNode node: NodeID) -> OrganisationID? { byNode[node] }
    }
}
