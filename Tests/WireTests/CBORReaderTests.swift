import Sodium
import Testing
import Wire

/// One test for each refusal of chapter 1, and the limits that the caller of a read gives.
@Suite struct CBORReaderTests {
    @Test(
        "A length or integer that is not the shortest is refused",
        arguments: [
            "1800", "1817", "190000", "1900ff", "1a00000000", "1a0000ffff", "1b0000000000000000", "1b00000000ffffffff",
            "5800", "5817", "590001ff", "7800", "78026161", "9800", "98020102", "9a0000000101", "8118 01",
        ])
    func notShortest(_ hex: String) throws {
        var reader = CBORReader(try #require([UInt8](hex: hex.filter { $0 != " " })))
        #expect(throws: CBORError.notShortest) { try reader.item() }
    }

    @Test("A reserved additional value is forbidden", arguments: [0x1C, 0x1D, 0x1E, 0x1F, 0x5C, 0x7D, 0x9E] as [UInt8])
    func reserved(_ octet: UInt8) {
        var reader = CBORReader([octet, 0, 0, 0, 0, 0, 0, 0, 0])
        #expect(throws: CBORError.forbidden) { try reader.item() }
    }

    @Test(
        "Text that is not UTF-8 is refused",
        arguments: ["61ff", "61c3", "62c328", "62c080", "63eda080", "64f4908080", "63e28228", "6180"])
    func notUTF8(_ hex: String) throws {
        var reader = CBORReader(try #require([UInt8](hex: hex)))
        #expect(throws: CBORError.notUTF8) { try reader.text(limit: 100) }
    }

    @Test("Reading nothing at all is a truncation")
    func empty() {
        #expect(throws: CBORError.truncated) { try read([]) { (reader) throws(CBORError) in try reader.unsigned() } }
        #expect(throws: CBORError.truncated) { try read([]) { (reader) throws(CBORError) in try reader.bool() } }
        #expect(throws: CBORError.truncated) { try read([]) { (reader) throws(CBORError) in try reader.item() } }
        #expect(throws: CBORError.truncated) { try read([]) { (reader) throws(CBORError) in try reader.array(limit: 1) } }
    }

    @Test("Another kind of item than the field's is refused")
    func unexpectedType() {
        #expect(throws: CBORError.unexpectedType) { try read([0x40]) { (reader) throws(CBORError) in try reader.unsigned() } }
        #expect(throws: CBORError.unexpectedType) { try read([0x60]) { (reader) throws(CBORError) in try reader.byteString(limit: 1) } }
        #expect(throws: CBORError.unexpectedType) { try read([0x40]) { (reader) throws(CBORError) in try reader.text(limit: 1) } }
        #expect(throws: CBORError.unexpectedType) { try read([0x00]) { (reader) throws(CBORError) in try reader.array(limit: 1) } }
        #expect(throws: CBORError.unexpectedType) { try read([0x01]) { (reader) throws(CBORError) in try reader.bool() } }
        #expect(throws: CBORError.unexpectedType) { try read([0xF6]) { (reader) throws(CBORError) in try reader.bool() } }
        #expect(throws: CBORError.unexpectedType) { try read([0xF6]) { (reader) throws(CBORError) in try reader.unsigned() } }
    }

    @Test("A field's limit holds exactly")
    func limits() throws {
        #expect(try read([0x42, 1, 2]) { (reader) throws(CBORError) in Array(try reader.byteString(limit: 2)) } == [1, 2])
        #expect(throws: CBORError.tooLong) { try read([0x42, 1, 2]) { (reader) throws(CBORError) in try reader.byteString(limit: 1) } }
        #expect(try read([0x62, 0xC3, 0xA9]) { (reader) throws(CBORError) in try reader.text(limit: 2) } == "é")
        #expect(throws: CBORError.tooLong) { try read([0x62, 0xC3, 0xA9]) { (reader) throws(CBORError) in try reader.text(limit: 1) } }
        #expect(try read([0x82, 0, 0]) { (reader) throws(CBORError) in try reader.array(limit: 2) } == 2)
        #expect(throws: CBORError.tooLong) { try read([0x82, 0, 0]) { (reader) throws(CBORError) in try reader.array(limit: 1) } }
    }

    @Test("A length beyond memory is refused before anything is reserved", arguments: [2, 3, 4] as [UInt8])
    func huge(_ major: UInt8) {
        let head = [major << 5 | 27] + [UInt8](repeating: 0xFF, count: 8)
        #expect(throws: CBORError.tooLong) {
            try read(head) { (reader) throws(CBORError) in
                switch major {
                case 2: _ = try reader.byteString(limit: .max)
                case 3: _ = try reader.text(limit: .max)
                default: _ = try reader.array(limit: .max)
                }
            }
        }
    }

    @Test("An integer that its field cannot hold is refused, the largest that it can is read")
    func widths() throws {
        #expect(try read([0x18, 0xFF]) { (reader) throws(CBORError) in try reader.unsigned(UInt8.self) } == 255)
        #expect(throws: CBORError.tooLong) { try read([0x19, 1, 0]) { (reader) throws(CBORError) in try reader.unsigned(UInt8.self) } }
        #expect(try read([0x19, 0xFF, 0xFF]) { (reader) throws(CBORError) in try reader.unsigned(UInt16.self) } == .max)
        #expect(throws: CBORError.tooLong) {
            try read([0x1A, 0, 1, 0, 0]) { (reader) throws(CBORError) in try reader.unsigned(UInt16.self) }
        }
    }

    @Test("A structure with another number of fields is refused", arguments: [0, 1, 3, 24])
    func wrongCount(_ count: Int) {
        let bytes = Structure.array(Array(repeating: .bool(true), count: count)).encoded
        #expect(throws: CBORError.wrongCount) { try read(bytes) { (reader) throws(CBORError) in try reader.array(exactly: 2) } }
    }

    @Test("An array nested deeper than the limit is refused")
    func depth() throws {
        func nested(_ arrays: Int) -> [UInt8] { [UInt8](repeating: 0x81, count: arrays) + [0x00] }
        #expect(try read(nested(7)) { (reader) throws(CBORError) in try reader.item(depth: 8).count } == 8)
        #expect(throws: CBORError.tooLong) { try read(nested(8)) { (reader) throws(CBORError) in try reader.item(depth: 8) } }
        #expect(throws: CBORError.tooLong) { try read(nested(100_000)) { (reader) throws(CBORError) in try reader.item() } }
    }

    @Test("A reader of a slice stays inside it and hands out slices of it")
    func slices() throws {
        let bytes: [UInt8] = [0xFF, 0x42, 7, 8, 0xFF]
        var reader = CBORReader(bytes[1..<4])
        #expect(reader.remaining == 3)
        #expect(try reader.byteString(limit: 2).startIndex == 2)
        try reader.end()
        var short = CBORReader(bytes[1..<3])
        #expect(throws: CBORError.truncated) { try short.byteString(limit: 2) }
    }

    @Test("The next item is told as an array without reading it")
    func nextIsArray() throws {
        var reader = CBORReader([0x80, 0x00])
        #expect(reader.nextIsArray && reader.remaining == 2)
        try reader.array(exactly: 0)
        #expect(!reader.nextIsArray)
        #expect(try reader.unsigned() == 0)
        #expect(!reader.nextIsArray)
    }

    private func read<R>(_ bytes: [UInt8], _ body: (inout CBORReader) throws(CBORError) -> R) throws(CBORError) -> R {
        var reader = CBORReader(bytes)
        return try body(&reader)
    }
}
