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

    private func payload(name: String = "Harbour watch", mailboxes: [UInt8] = []) throws -> [UInt8] {
        var writer = CBORWriter()
        writer.array(7)
        writer.unsigned(UInt8(1))
        writer.unsigned(UInt8(1))
        writer.identifier(try filled(0xBB) as GroupTag)
        writer.text(name)
        writer.identifier(try filled(1) as OrganisationID)
        writer.array(mailboxes.count)
        for mailbox in mailboxes { writer.identifier(try filled(mailbox) as NodeID) }
        writer.unsigned(UInt32(29_000_000))
        return writer.bytes
    }

    @Test("A charter comes back verified, with its exact bytes")
    func roundTrip() throws {
        let charter = try TestGroup().charter
        #expect(try verify(charter.bytes) == charter)
        #expect(charter.statement.mailboxes == (try [3, 9].map { try filled($0) as NodeID }))
        #expect(try verify(try self.charter(try payload())).statement.name == "Harbour watch")
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
        #expect(throws: CharterError.invalidMailboxes) { try verify(try charter(try payload(mailboxes: [2, 1]))) }
        #expect(throws: CharterError.invalidMailboxes) { try verify(try charter(try payload(mailboxes: [1, 1]))) }
        #expect(throws: CharterError.encoding(.tooLong)) { try verify(try charter(try payload(mailboxes: [UInt8](1...17)))) }
        #expect(throws: CharterError.encoding(.trailingBytes)) { try verify(good + [0]) }
        let statement = try TestGroup().charter.statement
        #expect(throws: CharterError.unknownVersion) { try verify(try charter(statement.encoded(version: 2))) }
        #expect(throws: CharterError.unknownKind) { try verify(try charter(statement.encoded(kind: 2))) }
    }

    @Test(
        "Names that are empty, endless or misleading are refused",
        arguments: [
            "", " a", "a ", "a\tb", "a\u{202E}b", "a\u{200F}", "\u{FEFF}a", "a\u{85}b", "a\u{2028}b", String(repeating: "a", count: 81),
        ])
    func refusesNames(name: String) throws {
        #expect(throws: CharterError.invalidName) { try verify(try charter(try payload(name: name))) }
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
