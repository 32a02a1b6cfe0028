import Sodium
import Testing
import Wire

@testable import Groups

struct CharterTests {
    private func verify(_ bytes: [UInt8], network: UInt8 = 0xAA, directory: TestDirectory = TestDirectory()) throws -> Charter {
        try Charter(verifying: bytes[...], network: try filled(network), directory: directory)
    }

    /// A charter around any payload, signed as node 1 unless told otherwise.
    private func charter(_ payload: [UInt8], node: UInt8 = 1, key: UInt8 = 1) throws -> [UInt8] {
        let message = SigningContext.charter.message(network: try filled(0xAA) as NetworkID, payload: payload)
        return Charter.encode(payload, try filled(node), try signingKey(key).sign(message))
    }

    /// The statement most tests are about, with something changed that no initialiser lets through.
    private func payload(_ change: (inout CharterStatement.Fields) throws -> Void = { _ in }) throws -> [UInt8] {
        var fields = CharterStatement.Fields(
            kind: 1, tag: try filled(0xBB), name: "Harbour watch", founder: try filled(1), mailboxes: [], created: Minute(29_000_000))
        try change(&fields)
        return fields.encoded()
    }

    private func organisations(_ numbers: [UInt8]) throws -> [OrganisationID] { try numbers.map { try filled($0) } }

    @Test("A charter comes back verified, with its exact bytes")
    func roundTrip() throws {
        let charter = try TestGroup().charter
        #expect(try verify(charter.bytes) == charter)
        #expect(charter.statement.mailboxes == (try [3, 9].map { try filled($0) as NodeID }))
        #expect(try verify(try self.charter(try payload())).statement.name == "Harbour watch")
    }

    @Test("A charter of version 1 reads as a closed group of 30 mailbox days that elects by half; version 2 is written")
    func versionOne() throws {
        let statement = try verify(try charter(try payload { $0.version = 1 })).statement
        #expect(statement.kind == .closed && statement.history == .fromJoining && statement.organisations.isEmpty)
        #expect(statement.mailboxDays == 30 && statement.electing == 50)
        #expect(try statement.encoded() == payload())
        #expect(throws: CharterError.unknownKind) {
            try verify(try charter(try payload { ($0.version, $0.kind) = (1, 2) }))
        }
    }

    @Test("What a founder decides comes back: history, days, percentage")
    func decisions() throws {
        let group = try TestGroup()
        let statement = try CharterStatement(
            tag: group.tag, name: "x", founder: try filled(1), mailboxes: [], created: Minute(1), history: .everythingKept,
            mailboxDays: 366, electing: 99)
        let charter = Charter(signing: statement, node: try filled(1), network: group.network, with: try signingKey(1))
        #expect(try verify(charter.bytes).statement == statement)
        #expect(throws: CharterError.invalidMailboxDays) {
            try CharterStatement(
                tag: group.tag, name: "x", founder: try filled(1), mailboxes: [], created: Minute(1), mailboxDays: 367)
        }
        for electing: UInt8 in [49, 100] {
            #expect(throws: CharterError.invalidElecting) {
                try CharterStatement(
                    tag: group.tag, name: "x", founder: try filled(1), mailboxes: [], created: Minute(1), electing: electing)
            }
        }
    }

    @Test("A named group is exactly its organisations; nothing changes them")
    func namedGroup() throws {
        let group = try TestGroup()
        let statement = try CharterStatement(
            tag: group.tag, naming: try organisations([5, 1, 3]), founder: try filled(1), mailboxes: [try filled(9)], created: Minute(1))
        let charter = Charter(signing: statement, node: try filled(1), network: group.network, with: try signingKey(1))
        var roster = Roster(charter: try verify(charter.bytes))
        #expect(roster.kind == .named && roster.charter.statement.name.isEmpty)
        #expect(roster.organisations == (try organisations([1, 3, 5])))
        #expect(roster.stewards.isEmpty)
        for verb: RosterVerb in [.add, .remove, .appoint, .dismiss] {
            #expect(throws: RosterOperationError.immutable) {
                try roster.sign(
                    verb, try filled(1), signer: try filled(1), time: Minute(1), network: group.network, directory: group.directory,
                    with: try signingKey(1))
            }
        }
        let fields = RosterOperation.Fields(
            charter: charter.hash, verb: 1, organisation: try filled(5), seen: [], signer: try filled(5), time: Minute(1))
        let message = SigningContext.roster.message(network: group.network, payload: fields.encoded())
        let leaving = Signed.encode(fields.encoded(), try signingKey(5).sign(message))
        let document = RosterDocument(charter: charter.bytes, operations: [leaving])
        let merge = try roster.merge(document, network: group.network, directory: group.directory)
        #expect(merge == Roster.Merge(added: 0, refused: [.init(index: 0, error: .immutable)]))
        #expect(roster.organisations == (try organisations([1, 3, 5])))
        #expect(roster.operations.isEmpty)
    }

    @Test("A named group has its founder and at most 256 organisations, none twice")
    func namedOrganisations() throws {
        func statement(_ organisations: [OrganisationID]) throws -> CharterStatement {
            try CharterStatement(tag: try filled(1), naming: organisations, founder: try filled(1), mailboxes: [], created: Minute(1))
        }
        let many = try (0...255).map { number in
            try #require(OrganisationID([UInt8](repeating: 1, count: 15) + [UInt8(number)]))
        }
        #expect(try statement(many).organisations.count == 256)
        for wrong in [[], try organisations([2, 3]), try organisations([1, 1]), many + [try filled(2)]] {
            #expect(throws: CharterError.invalidOrganisations) { try statement(wrong) }
        }
        let group = try TestGroup()
        let largest = Charter(signing: try statement(many), node: try filled(1), network: group.network, with: try signingKey(1))
        #expect(try verify(largest.bytes) == largest)
    }

    @Test("Any node of the founder may sign")
    func secondNode() throws {
        #expect(try verify(try charter(try payload(), node: 101)).foundingNode == filled(101))
    }

    @Test("Whatever is wrong with a charter is refused by its name")
    func refusals() throws {
        let good = try charter(try payload())
        #expect(throws: CharterError.notOfFounder) { try verify(try charter(try payload(), node: 2, key: 2)) }
        #expect(throws: CharterError.notOfFounder) { try verify(good, directory: TestDirectory(known: 2...20)) }
        #expect(throws: CharterError.wrongSignature) { try verify(try charter(try payload(), key: 2)) }
        #expect(throws: CharterError.wrongSignature) { try verify(good, network: 0xAB) }
        #expect(throws: CharterError.invalidMailboxes) {
            try verify(try charter(try payload { $0.mailboxes = [try filled(2), try filled(1)] }))
        }
        #expect(throws: CharterError.invalidMailboxes) {
            try verify(try charter(try payload { $0.mailboxes = [try filled(1), try filled(1)] }))
        }
        #expect(throws: CharterError.encoding(.tooLong)) {
            try verify(try charter(try payload { $0.mailboxes = try (1...17).map { try filled($0) } }))
        }
        #expect(throws: CharterError.encoding(.trailingBytes)) { try verify(good + [0]) }
        let changes: [((inout CharterStatement.Fields) throws -> Void, CharterError)] = [
            ({ $0.version = 4 }, .unknownVersion), ({ $0.version = 3 }, .unknownReceipts), ({ $0.version = 0 }, .unknownVersion),
            ({ $0.kind = 3 }, .unknownKind),
            ({ $0.kind = 0 }, .unknownKind), ({ $0.history = 2 }, .unknownHistory), ({ $0.mailboxDays = 0 }, .invalidMailboxDays),
            ({ $0.mailboxDays = 70_000 }, .invalidMailboxDays), ({ $0.electing = 49 }, .invalidElecting),
            ({ $0.electing = 100 }, .invalidElecting), ({ $0.organisations = [$0.founder] }, .invalidOrganisations),
            ({ $0.kind = 2 }, .invalidName), ({ ($0.kind, $0.name) = (2, "") }, .invalidOrganisations),
            (
                { ($0.kind, $0.name, $0.organisations) = (2, "", [try filled(2), try filled(1)]) },
                .invalidOrganisations
            ),
            ({ ($0.kind, $0.name, $0.organisations) = (2, "", [try filled(2)]) }, .invalidOrganisations),
        ]
        for (change, error) in changes {
            #expect(throws: error) { try verify(try charter(try payload(change))) }
        }
        #expect(throws: CharterError.unknownVersion) { try verify(try charter([0x82, 0x04, 0x00])) }
        #expect(throws: CharterError.encoding(.wrongCount)) { try verify(try charter([0x82, 0x02, 0x01])) }
    }

    @Test(
        "Names that are empty, endless or misleading are refused",
        arguments: [
            "", " a", "a ", "a\tb", "a\u{202E}b", "a\u{200F}", "\u{FEFF}a", "a\u{85}b", "a\u{2028}b", String(repeating: "a", count: 81),
        ])
    func refusesNames(name: String) throws {
        #expect(throws: CharterError.invalidName) { try verify(try charter(try payload { $0.name = name })) }
        #expect(throws: CharterError.invalidName) { try TestGroup(name: name) }
    }

    @Test("Names of any script are fine", arguments: ["a", "Ünïcødé 漢字", "مجموعة", "👩🏽‍💻 on call", String(repeating: "漢", count: 80)])
    func acceptsNames(name: String) throws {
        #expect(try verify(TestGroup(name: name).charter.bytes).statement.name == name)
    }

    @Test("More than 16 mailboxes, or one twice, cannot be chartered")
    func refusesMailboxes() throws {
        for mailboxes in [[UInt8](1...17), [4, 4]] {
            #expect(throws: CharterError.invalidMailboxes) {
                try CharterStatement(
                    tag: try filled(1), name: "x", founder: try filled(1), mailboxes: mailboxes.map { try filled($0) }, created: Minute(1))
            }
        }
    }

    @Test("No changed bit of a charter is accepted, and none stops the process")
    func mutatedCharter() throws {
        let bytes = try TestGroup().charter.bytes
        for mutated in mutations(of: bytes, at: 0..<bytes.count) {
            #expect(throws: CharterError.self) { try verify(mutated) }
        }
    }

    @Test("The community's tag depends on the network alone")
    func communityTags() throws {
        #expect(communityTag(of: try filled(1)) == communityTag(of: try filled(1)))
        #expect(communityTag(of: try filled(1)) != communityTag(of: try filled(2)))
    }
}
