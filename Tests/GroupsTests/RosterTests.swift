import Sodium
import Testing
import Wire

@testable import Groups

struct RosterTests {
    private func organisations(_ numbers: [UInt8]) throws -> [OrganisationID] { try numbers.map { try filled($0) } }

    @Test("A group starts with its founder alone")
    func founderAlone() throws {
        let roster = Roster(charter: try TestGroup().charter)
        #expect(roster.organisations == (try organisations([1])))
        #expect(roster.stewards == (try organisations([1])))
        #expect(roster.kind == .closed)
        #expect(try [1, 2].map { roster.isSteward(try filled($0)) } == [true, false])
        #expect(roster.heads.isEmpty && roster.waitingCount == 0 && roster.withoutEffect.isEmpty)
    }

    @Test("Stewards add and remove; who was removed can be added again")
    func growsAndShrinks() throws {
        let group = try TestGroup()
        var roster = Roster(charter: group.charter)
        func sign(_ verb: RosterVerb, _ organisation: UInt8, _ time: UInt32, node: UInt8 = 101) throws {
            try roster.sign(
                verb, try filled(organisation), signer: try filled(node), time: Minute(time), network: group.network,
                directory: group.directory, with: try signingKey(node % 100))
        }
        try sign(.add, 5, 1)
        try sign(.add, 3, 2)
        #expect(roster.organisations == (try organisations([1, 3, 5])))
        try sign(.remove, 5, 3)
        #expect(roster.organisations == (try organisations([1, 3])))
        #expect(!roster.contains(try filled(5)))
        try sign(.add, 5, 4)
        #expect(roster.organisations == (try organisations([1, 3, 5])))
        #expect(roster.heads.count == 1 && roster.operations.count == 4)
        #expect(try Roster(document: roster.document, network: group.network, directory: group.directory) == roster)
        let before = roster
        #expect(throws: RosterOperationError.notAuthorised) { try sign(.add, 6, 5, node: 3) }
        #expect(throws: RosterOperationError.unknownSigner) { try sign(.add, 6, 5, node: 40) }
        #expect(roster == before)
        try sign(.appoint, 3, 5)
        #expect(roster.stewards == (try organisations([1, 3])))
        try sign(.add, 6, 6, node: 3)
        #expect(roster.organisations == (try organisations([1, 3, 5, 6])))
    }

    @Test("An operation waits until everything it saw is there")
    func waits() throws {
        let group = try TestGroup()
        let first = try group.operation(.add, 5)
        let second = try group.operation(.add, 6, seen: [first])
        let third = try group.operation(.add, 7, seen: [second])
        var roster = try group.roster([second, third])
        #expect(roster.organisations == (try organisations([1])))
        #expect(roster.waitingCount == 2 && roster.heads.isEmpty)
        #expect(roster.frontier == Roster(charter: group.charter).frontier)
        try roster.merge(group.document([first]), network: group.network, directory: group.directory)
        #expect(roster.organisations == (try organisations([1, 5, 6, 7])))
        #expect(roster.waitingCount == 0 && roster.heads == [third.hash])
    }

    @Test("What does not verify is left out by its name; the rest counts")
    func refusesOperations() throws {
        let group = try TestGroup()
        let good = try group.operation(.add, 5)
        var fields = RosterOperation.Fields(
            charter: group.charter.hash, verb: 0, organisation: try filled(6), seen: [], signer: try filled(1), time: Minute(1))
        func signed(_ change: (inout RosterOperation.Fields) throws -> Void, key: UInt8 = 1) throws -> [UInt8] {
            var changed = fields
            try change(&changed)
            let payload = changed.encoded()
            let message = SigningContext.roster.message(network: group.network, payload: payload)
            return Signed.encode(payload, try signingKey(key).sign(message))
        }
        let cases: [([UInt8], RosterOperationError)] = [
            (try signed { $0.verb = 4 }, .unknownVerb),
            (try signed { $0.charter = try filled(1) }, .anotherCharter),
            (try signed { $0.seen = [try filled(2), try filled(1)] }, .unorderedSeen),
            (try signed { $0.seen = [try filled(2), try filled(2)] }, .unorderedSeen),
            (try signed({ $0.signer = try filled(99) }, key: 1), .unknownSigner),
            (try signed({ _ in }, key: 2), .wrongSignature),
            (good.bytes + [0], .encoding(.trailingBytes)),
            ([], .encoding(.truncated)),
            (try signed { $0.seen = try (1...65).map { try filled(UInt8($0)) } }, .encoding(.tooLong)),
        ]
        fields.time = Minute(2)
        for (bytes, error) in cases {
            let document = RosterDocument(charter: group.charter.bytes, operations: [good.bytes, bytes])
            var roster = Roster(charter: group.charter)
            let merge = try roster.merge(document, network: group.network, directory: group.directory)
            #expect(merge.refused.map(\.error) == [error])
            #expect(merge.added == 1)
            #expect(roster.organisations == (try organisations([1, 5])))
        }
    }

    @Test("An operation whose signer the registry does not know yet can be offered again")
    func registryGrows() throws {
        let group = try TestGroup()
        let document = group.document([try group.operation(.add, 5)])
        var roster = Roster(charter: group.charter)
        let early = try roster.merge(document, network: group.network, directory: TestDirectory(known: 2...20))
        #expect(early == Roster.Merge(added: 0, refused: [.init(index: 0, error: .unknownSigner)]))
        #expect(try roster.merge(document, network: group.network, directory: group.directory).added == 1)
        #expect(try roster.merge(document, network: group.network, directory: group.directory) == Roster.Merge())
        #expect(roster == (try Roster(document: document, network: group.network, directory: group.directory)))
    }

    @Test("A document of another charter changes nothing, even under the same tag")
    func anotherCharter() throws {
        let group = try TestGroup()
        let impostor = try TestGroup(name: "Harbour watch 2")
        var roster = Roster(charter: group.charter)
        let document = impostor.document([try impostor.operation(.add, 5)])
        #expect(throws: RosterError.anotherCharter) {
            try roster.merge(document, network: group.network, directory: group.directory)
        }
        #expect(roster == Roster(charter: group.charter))
        #expect(throws: RosterError.charter(.wrongSignature)) {
            try Roster(document: document, network: try filled(1), directory: group.directory)
        }
    }

    @Test("The frontier tells rosters apart, and concurrent heads are all in it")
    func frontier() throws {
        let group = try TestGroup()
        let (first, second) = (try group.operation(.add, 5), try group.operation(.add, 6))
        let frontiers = try [[], [first], [second], [first, second]].map { try group.roster($0).frontier }
        #expect(Set(frontiers).count == 4)
        #expect(try group.roster([first, second]).heads == [first.hash, second.hash].sorted())
    }
}

struct RosterDocumentTests {
    @Test("A document comes back, in the order of its hashes and without repetition")
    func roundTrip() throws {
        let group = try TestGroup()
        let operations = try (2...9).map { try group.operation(.add, $0) }
        let document = group.document(operations + operations)
        #expect(document.operations.count == 8)
        #expect(document == group.document(operations.reversed()))
        #expect(try RosterDocument(decoding: document.encoded()[...]) == document)
    }

    @Test("Another order, a repetition or a broken encoding is refused")
    func refusals() throws {
        let group = try TestGroup()
        let document = group.document([try group.operation(.add, 5), try group.operation(.add, 6)])
        func encoded(_ operations: [[UInt8]]) -> ArraySlice<UInt8> {
            var writer = CBORWriter()
            writer.array(2)
            writer.byteString(document.charter)
            writer.array(operations.count)
            for operation in operations { writer.byteString(operation) }
            return writer.bytes[...]
        }
        #expect(try RosterDocument(decoding: encoded(document.operations)) == document)
        #expect(throws: RosterDocumentError.unordered) { try RosterDocument(decoding: encoded(document.operations.reversed())) }
        #expect(throws: RosterDocumentError.unordered) {
            try RosterDocument(decoding: encoded([document.operations[0], document.operations[0]]))
        }
        #expect(throws: RosterDocumentError.encoding(.truncated)) { try RosterDocument(decoding: encoded([]).dropLast()) }
        #expect(throws: RosterDocumentError.encoding(.trailingBytes)) { try RosterDocument(decoding: encoded([]) + [0]) }
        #expect(throws: RosterDocumentError.encoding(.tooLong)) {
            try RosterDocument(decoding: encoded([[UInt8](repeating: 0, count: GroupsLimits.rosterOperationOctetsMax + 1)]))
        }
    }
}
