import Ledger
import Sodium
import Testing
import Wire

@Suite("The registry's witnesses")
struct WitnessTests {
    /// Organisations 1 to `count` with node 10 + number; number 0 is the coordinator's own, admitted first.
    private static func network(_ count: UInt32, witnesses: (UInt16, UInt16) = (3, 4)) throws -> RegistryFixture {
        var fixture = try RegistryFixture(witnesses: (threshold: witnesses.0, count: witnesses.1))
        fixture.add(fixture.organisation(90, name: "Coordinator"))
        let certificate = CertificateRecord(
            organisation: fixture.organisationID(90), node: fixture.nodeID(91),
            operationKey: RegistryFixture.key(91).verifyingKey.octets, role: .coordinator, endpoints: [], notBefore: Minute(10),
            notAfter: Minute(100))
        fixture.add(
            SignedRecord.sign(
                certificate, network: fixture.network, root: RegistryFixture.key(90), operation: RegistryFixture.key(91)
            ).alsoSigned(network: fixture.network, with: fixture.coordinator).bytes)
        fixture.add(fixture.admission(90))
        for number in 0..<count {
            fixture.add(fixture.organisation(number + 1, name: "Organisation \(number)"))
            fixture.add(fixture.certificate(number + 1, key: number + 11))
        }
        // The order of admission is not that of the identifiers, nor of the introductions.
        for number in (0..<count).reversed() { fixture.add(fixture.admission(number + 1, at: 20)) }
        return fixture
    }

    private static func statement(_ fixture: borrowing RegistryFixture, _ size: UInt64 = 5, leaf: UInt8 = 1) -> CosignedCheckpoint {
        let checkpoint = Checkpoint(origin: fixture.registry.origin, size: size, root: .leaf([leaf]))
        return CosignedCheckpoint(size: size, root: checkpoint.root, signature: checkpoint.sign(with: fixture.coordinator).signature)
    }

    /// The word of node 10 + number, or of the coordinator for 0.
    private static func word(_ fixture: borrowing RegistryFixture, _ number: UInt32, _ time: UInt64, on bare: CosignedCheckpoint)
        -> CosignedCheckpoint
    {
        var statement = bare
        let checkpoint = fixture.registry.checkpoint(of: bare)
        statement.cosignatures = [
            number == 0
                ? Cosignature(of: checkpoint, by: nil, at: time, with: fixture.coordinator)
                : Cosignature(of: checkpoint, by: fixture.nodeID(number + 10), at: time, with: RegistryFixture.key(number + 10))
        ]
        return statement
    }

    @Test(
        "are all members but the coordinator while these are few, and more than half of them make a quorum",
        arguments: [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4)] as [(UInt32, Int)])
    func few(_ count: UInt32, threshold: Int) throws {
        let fixture = try Self.network(count, witnesses: (5, 7))
        #expect(fixture.registry.witnesses.threshold == threshold)
        #expect(fixture.registry.witnesses.organisations == (0..<count).reversed().map { fixture.organisationID($0 + 1) })
    }

    @Test("are those admitted first; who is suspended makes room, and comes back to the old place")
    func longest() throws {
        var fixture = try Self.network(6)
        func set() -> [UInt32] {
            let ids = (1...6 as ClosedRange<UInt32>).map { ($0, fixture.organisationID($0)) }
            return fixture.registry.witnesses.organisations.compactMap { id in ids.first { $0.1 == id }?.0 }
        }
        #expect(set() == [6, 5, 4, 3])
        #expect(fixture.registry.witnesses.threshold == 3)
        fixture.add(fixture.standing(5, .suspended))
        #expect(set() == [6, 4, 3, 2])
        fixture.add(fixture.standing(6, .expelled))
        fixture.add(fixture.standing(5, .reinstated))
        #expect(set() == [5, 4, 3, 2])
    }

    @Test("are nobody where the genesis wants none")
    func none() throws {
        let fixture = try Self.network(3, witnesses: (0, 0))
        #expect(fixture.registry.witnesses == (try Self.network(0)).registry.witnesses)
        #expect(fixture.registry.witnesses.organisations.isEmpty && fixture.registry.witnesses.threshold == 0)
    }

    @Test("speak with a key that holds at the time they sign for, and only they")
    func keys() throws {
        var fixture = try Self.network(2)
        let bare = Self.statement(fixture)
        func cosigner(_ number: UInt32, _ time: UInt64) -> Cosigner? {
            fixture.registry.cosigner(
                of: Self.word(fixture, number, time, on: bare).cosignatures[0], over: fixture.registry.checkpoint(of: bare),
                among: fixture.registry.witnesses)
        }
        #expect(cosigner(1, 50 * 60) == .witness(fixture.organisationID(1)))
        #expect(cosigner(0, 50 * 60) == .coordinator)
        #expect(cosigner(1, 9 * 60) == nil, "before the certificate")
        #expect(cosigner(1, 101 * 60) == nil, "after it")
        #expect(cosigner(1, .max) == nil)
        #expect(cosigner(81, 50 * 60) == nil, "the coordinator's own node is no witness")
        #expect(cosigner(7, 50 * 60) == nil, "a node that is not there")
        fixture.add(fixture.revocation(1, node: 11, key: 11))
        #expect(cosigner(1, 50 * 60) == nil)
        fixture.add(fixture.standing(2, .suspended))
        #expect(cosigner(2, 50 * 60) == nil)
    }

    @Test("are believed by their newest word, which nothing older, forged or ahead of time displaces")
    func newest() throws {
        let fixture = try Self.network(4)
        var book = WitnessBook()
        let (first, second) = (Self.statement(fixture, 5), Self.statement(fixture, 6, leaf: 2))
        let now: UInt64 = 40 * 60
        func take(_ statement: CosignedCheckpoint) -> Bool { book.take(statement, registry: fixture.registry, now: now) }
        #expect(take(Self.word(fixture, 1, now - 100, on: second)))
        #expect(!take(Self.word(fixture, 1, now - 100, on: second)), "nothing new")
        #expect(!take(Self.word(fixture, 1, now - 200, on: first)), "older")
        #expect(!take(Self.word(fixture, 1, now + LedgerLimits.cosignatureSecondsAheadMax + 1, on: second)), "from the future")
        var forged = Self.word(fixture, 1, now, on: second)
        forged.cosignatures[0].time += 1
        #expect(!take(forged))
        forged.cosignatures += Self.word(fixture, 2, now, on: second).cosignatures
        #expect(take(forged), "a forged one beside it keeps the true one from nobody")
        #expect(take(Self.word(fixture, 0, now, on: first)))
        #expect(take(Self.word(fixture, 1, now + LedgerLimits.cosignatureSecondsAheadMax, on: second)))
        let told = book.statements(newest: nil)
        #expect(told.map(\.size) == [5, 6])
        #expect(told.map(\.cosignatures.count) == [1, 2])
        #expect(try WitnessBook(decoding: book.encoded(), registry: fixture.registry) == book)
    }

    @Test("bring the registry up to date when as many as a quorum have signed; until then admission and genesis stand for them")
    func freshness() throws {
        let fixture = try Self.network(4)
        var book = WitnessBook()
        let bare = Self.statement(fixture)
        let now: UInt64 = 60 * 60
        func take(_ statement: CosignedCheckpoint) -> Bool { book.take(statement, registry: fixture.registry, now: now) }
        func fresh() -> RegistryFreshness { book.freshness(of: fixture.registry, newest: bare.root, now: now) }
        // The genesis is of minute 1, admissions are of minute 20.
        #expect(fresh().currentUntil == 60 && fresh().coordinatorTime == nil && fresh().witnessTime == nil)
        #expect(take(Self.word(fixture, 0, now, on: bare)))
        #expect(fresh().currentUntil == 20 * 60 && fresh().coordinatorTime == now)
        for (number, time) in [(1, now - 30), (2, now - 10)] as [(UInt32, UInt64)] {
            #expect(take(Self.word(fixture, number, time, on: bare)))
        }
        #expect(fresh().currentUntil == 20 * 60 && fresh().witnessTime == nil && !fresh().isQuorumMet)
        #expect(take(Self.word(fixture, 3, now - 20, on: bare)))
        #expect(fresh().currentUntil == now - 30 && fresh().witnessTime == now - 30)
        #expect(fresh().isQuorumMet && fresh().cosigned == 3 && fresh().threshold == 3 && fresh().witnesses == 4)
        #expect(fresh().age(at: now) == 30 && fresh().age(at: 5) == 0)
        #expect(!book.freshness(of: fixture.registry, newest: .leaf([9]), now: now).isQuorumMet, "of another checkpoint")
        #expect(book.freshness(of: fixture.registry, newest: bare.root, now: 10 * 60).currentUntil == now - 30)
    }

    @Test("count no more when their organisation is suspended or the key revoked")
    func lapsed() throws {
        var fixture = try Self.network(4)
        var book = WitnessBook()
        let bare = Self.statement(fixture)
        for number in 1...3 as ClosedRange<UInt32> {
            _ = book.take(Self.word(fixture, number, 3_000, on: bare), registry: fixture.registry, now: 3_000)
        }
        #expect(book.statements(newest: nil).map(\.cosignatures.count) == [3])
        fixture.add(fixture.standing(1, .suspended))
        fixture.add(fixture.revocation(2, node: 12, key: 12))
        book.forgetLapsed(registry: fixture.registry)
        #expect(book.statements(newest: nil).map(\.cosignatures) == [Self.word(fixture, 3, 3_000, on: bare).cosignatures])
    }

    @Test("stop the sealing when enough of them confirmed both of two registries, until people decide")
    func quorumSplit() throws {
        let fixture = try Self.network(4)
        var book = WitnessBook()
        let (left, right) = (Self.statement(fixture, 5, leaf: 1), Self.statement(fixture, 5, leaf: 2))
        func evidence(_ first: [UInt32], _ second: [UInt32]) -> SplitEvidence {
            var (one, two) = (left, right)
            one.cosignatures = first.flatMap { Self.word(fixture, $0, 3_000, on: left).cosignatures }
            two.cosignatures = second.flatMap { Self.word(fixture, $0, 3_000, on: right).cosignatures }
            return SplitEvidence(first: one, second: two, root: right.root, proof: [])
        }
        let registry = fixture.registry
        func take(_ evidence: SplitEvidence) -> Bool { book.take(evidence, registry: registry) }
        #expect(take(evidence([1, 2], [3, 4])))
        #expect(book.hasUnsettledSplit && book.unsettledQuorumSplits(registry: registry).isEmpty)
        #expect(!take(evidence([2], [4])), "nothing new")
        #expect(!book.isNews(left, registry: registry))
        #expect(book.isNews(Self.word(fixture, 3, 3_000, on: left), registry: registry))
        #expect(take(evidence([3], [])))
        #expect(book.unsettledQuorumSplits(registry: registry).isEmpty, "a quorum on one side")
        #expect(take(evidence([], [2])))
        #expect(book.unsettledQuorumSplits(registry: registry).count == 1)
        let stored = try WitnessBook(decoding: book.encoded(), registry: registry)
        #expect(stored == book)
        let settled = book.settle()
        #expect(settled == 1)
        #expect(book.unsettledQuorumSplits(registry: registry).isEmpty && !book.hasUnsettledSplit && book.hasSettledSplit)
        #expect(book.splits.count == 1, "the evidence stays")
        #expect(try WitnessBook(decoding: book.encoded(), registry: registry) == book)
    }

    @Test("are shown few contradictions, and the first with two quorums in any case")
    func boundedSplits() throws {
        let fixture = try Self.network(1)
        var book = WitnessBook()
        let registry = fixture.registry
        func evidence(_ size: UInt64, _ signers: [UInt32]) -> SplitEvidence {
            let (left, right) = (Self.statement(fixture, size, leaf: 1), Self.statement(fixture, size, leaf: 2))
            var (one, two) = (left, right)
            one.cosignatures = signers.flatMap { Self.word(fixture, $0, 3_000, on: left).cosignatures }
            two.cosignatures = signers.flatMap { Self.word(fixture, $0, 3_000, on: right).cosignatures }
            return SplitEvidence(first: one, second: two, root: right.root, proof: [])
        }
        func take(_ evidence: SplitEvidence) -> Bool { book.take(evidence, registry: registry) }
        let limit = UInt64(RegistryLimits.splitsMax)
        for size in 1...limit { #expect(take(evidence(size, []))) }
        #expect(!take(evidence(limit + 1, [])))
        #expect(take(evidence(limit + 2, [1])))
        #expect(!take(evidence(limit + 3, [1])))
        #expect(book.splits.count == RegistryLimits.splitsMax)
        #expect(book.unsettledQuorumSplits(registry: registry).map(\.first.size) == [limit + 2])
    }
}
