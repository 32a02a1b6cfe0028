import Sodium
import Testing
import Wire

/// Identifiers as text and in the encoding.
@Suite struct IdentifierTests {
    static let sixteen = [UInt8](0x10...0x1F)
    static let thirtyTwo = [UInt8](0x20...0x3F)

    @Test("An identifier is read from hexadecimal of its own length only")
    func hex() throws {
        let node = try #require(NodeID(hex: "101112131415161718191a1b1c1d1e1f"))
        #expect(node.array == Self.sixteen)
        #expect(node.hex == "101112131415161718191a1b1c1d1e1f" && node.description == node.hex)
        #expect(NodeID(hex: Self.thirtyTwo.hex) == nil)
        #expect(JournalID(hex: Self.thirtyTwo.hex)?.array == Self.thirtyTwo)
        #expect(JournalID(hex: node.hex) == nil)
        #expect(Hash(Self.sixteen) == nil)
    }

    @Test("Identifiers are ordered by their octets")
    func order() throws {
        let ids = try [[0, 1], [1, 0], [0, 0xFF]].map { try #require(GroupTag($0 + [UInt8](repeating: 0, count: 14))) }
        #expect(ids.sorted() == [ids[0], ids[2], ids[1]])
    }

    @Test("An identifier travels as a byte string of its length")
    func encoding() throws {
        let node = try #require(NodeID(Self.sixteen))
        let journal = try #require(JournalID(Self.thirtyTwo))
        var writer = CBORWriter()
        writer.identifier(node)
        writer.identifier(journal)
        writer.identifier(EpochID?.none)
        writer.identifier(Optional(node))
        #expect(writer.bytes == [0x50] + Self.sixteen + [0x58, 0x20] + Self.thirtyTwo + [0x40, 0x50] + Self.sixteen)
        var reader = CBORReader(writer.bytes)
        #expect(try reader.octets(NodeID.self) == node)
        #expect(try reader.octets(JournalID.self) == journal)
        #expect(try reader.optionalOctets(EpochID.self) == nil)
        #expect(try reader.optionalOctets(NodeID.self) == node)
        try reader.end()
    }

    @Test("An identifier of another length is refused", arguments: [0, 1, 15, 17, 32])
    func wrongLength(_ count: Int) {
        let bytes = Structure.byteString([UInt8](repeating: 1, count: count)).encoded
        let error: CBORError = count > 16 ? .tooLong : .wrongCount
        #expect(throws: error) {
            var reader = CBORReader(bytes)
            _ = try reader.octets(NodeID.self)
        }
        if count > 0 {
            #expect(throws: error) {
                var reader = CBORReader(bytes)
                _ = try reader.optionalOctets(NodeID.self)
            }
        }
    }

    @Test("A signature travels as sixty-four octets")
    func signature() throws {
        let signature = try #require(Octets64(Array(0..<64)))
        var writer = CBORWriter()
        writer.octets(signature)
        #expect(writer.bytes == [0x58, 0x40] + Array(0..<64))
        var reader = CBORReader(writer.bytes)
        #expect(try reader.octets(Octets64.self) == signature)
    }

    @Test("Minutes are ordered by time")
    func minutes() {
        #expect(Minute(1) < Minute(2))
        #expect(!(Minute(2) < Minute(2)))
    }
}
