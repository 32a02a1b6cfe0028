import Ledger
import Sodium
import Testing
import Wire

@Suite("An audit of a published registry")
struct RegistryAuditTests {
    /// A registry of many organisations, as a server would publish it.
    private struct Published {
        let records: [[UInt8]]
        let table: SubtreeTable
        let note: [UInt8]

        /// With `stamped`, the coordinator also says at which time it held the log.
        init(_ records: [[UInt8]], origin: String, signedBy key: borrowing SigningKey, stamped: UInt64? = nil) {
            self.records = records
            table = SubtreeTable(leaves: records.map { .leaf($0) })
            let checkpoint = Checkpoint(origin: origin, size: table.size, root: table.root)
            let signed = checkpoint.note(checkpoint.sign(with: key), of: key.verifyingKey)
            guard let stamped else {
                note = signed.bytes
                return
            }
            let line = Cosignature(of: checkpoint, by: nil, at: stamped, with: key).line(origin: origin, key: key.verifyingKey)
            note = (try? SignedNote(text: signed.text, signatures: signed.signatures + [line]))?.bytes ?? []
        }

        func octets(_ tile: Tile) -> [UInt8] {
            guard tile.row != .entries else { return Tile.octets(ofRecords: tile.positions.map { records[Int($0)] }) }
            return Tile.octets(of: tile.subtrees.map { table.hash(level: $0.level, index: $0.index) })
        }
    }

    private func findings(_ published: Published, comparedAt: UInt64? = nil) throws -> AuditFindings {
        let claimed = try ClaimedRegistry(note: published.note)
        var audit = try RegistryAudit(
            claimed, firstBundle: published.octets(claimed.firstBundle), expecting: nil, comparedAt: comparedAt)
        for tile in audit.plan { try audit.take(published.octets(tile), of: tile) }
        return try #require(audit.findings)
    }

    @Test("folds what a node folds, over more than one bundle, and tells what is refused where it stands")
    func folds() throws {
        var fixture = try RegistryFixture()
        for number in UInt32(1)...300 {
            fixture.add(fixture.organisation(number, name: "Organisation \(number)"))
            if number.isMultiple(of: 100) { fixture.add(fixture.admission(number)) }
            if number == 150 { fixture.add(fixture.organisation(3), refusedFor: .organisationRepeated) }
        }
        fixture.add([0xFF], refusedFor: .malformed)
        let published = Published(fixture.records, origin: fixture.registry.origin, signedBy: fixture.coordinator)
        let findings = try findings(published, comparedAt: 260)
        #expect(findings.registry.size == fixture.registry.size && findings.registry.network == fixture.network)
        #expect(findings.registry.organisations == fixture.registry.organisations)
        #expect(findings.refused.map(\.position) == fixture.registry.refusedPositions)
        #expect(findings.refused.map(\.reason) == [.organisationRepeated, .malformed])
        #expect(findings.comparedRoot == published.table.root(at: 260))
        #expect(findings.checkpoint.root == published.table.root)
        #expect(findings.octets == Array(TilePlan(size: published.table.size)).reduce(0) { $0 + published.octets($1).count })
        #expect(try self.findings(published, comparedAt: published.table.size + 1).comparedRoot == nil)
    }

    @Test("lists a bounded number of refused records and counts all")
    func manyRefused() throws {
        let fixture = try RegistryFixture()
        let count = RegistryLimits.auditRefusalsMax + 5
        let records = [fixture.genesis] + (0..<count).map { [UInt8(truncatingIfNeeded: $0), 0xFF] }
        let findings = try findings(Published(records, origin: fixture.registry.origin, signedBy: fixture.coordinator))
        #expect(findings.refused.count == RegistryLimits.auditRefusalsMax && findings.registry.refusedCount == count)
    }

    @Test("refuses a log that it cannot hold before it reads any of it")
    func tooLarge() throws {
        let key = RegistryFixture.key(0)
        for (size, error) in [(RegistryLimits.auditRecordsMax + 1, AuditError.logTooLarge), (0, .logEmpty)] {
            let checkpoint = Checkpoint(origin: "registry.example/causeway", size: size, root: .emptyTree)
            let note = checkpoint.note(checkpoint.sign(with: key), of: key.verifyingKey).bytes
            #expect(throws: error) { try ClaimedRegistry(note: note) }
        }
        #expect(AuditError.logTooLarge.name == "logTooLarge")
    }

    @Test("of a first bundle that is none ends before anything is believed")
    func firstBundle() throws {
        let fixture = try RegistryFixture()
        let published = Published([fixture.genesis], origin: fixture.registry.origin, signedBy: fixture.coordinator)
        let claimed = try ClaimedRegistry(note: published.note)
        #expect(throws: AuditError.tile(.bundleMalformed, claimed.firstBundle)) {
            try RegistryAudit(claimed, firstBundle: [], expecting: nil)
        }
        #expect(throws: AuditError.genesisRefused(.malformed)) {
            try RegistryAudit(claimed, firstBundle: [0, 0], expecting: nil)
        }
    }

    @Test("says what is not proven, each for its reason")
    func notProven() throws {
        let fixture = try RegistryFixture()
        let published = Published([fixture.genesis], origin: fixture.registry.origin, signedBy: fixture.coordinator)
        let findings = try findings(published)
        #expect(findings.notProven(isCompared: true).count == 4 && findings.notProven(isCompared: false).count == 5)
        #expect(findings.notProven(isCompared: false).contains { $0.contains("same log") })
        #expect(findings.witnessing.coordinatorTime == nil)
        #expect(findings.notProven(isCompared: true).contains { $0.contains("gave it no time") })
        let stamped = try self.findings(
            Published([fixture.genesis], origin: fixture.registry.origin, signedBy: fixture.coordinator, stamped: 2_000))
        #expect(stamped.witnessing.coordinatorTime == 2_000 && stamped.witnessing.quorum == nil)
        #expect(!stamped.notProven(isCompared: true).contains { $0.contains("gave it no time") })
        #expect(!findings.notProven(isCompared: true).contains { $0.contains("same log") })
    }
}
