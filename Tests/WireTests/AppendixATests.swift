import Sodium
import Testing
import Wire

/// The examples of RFC 8949 Appendix A: those inside the encoding of chapter 1 are read and written back,
/// every other is refused by the name of its fault.
@Suite struct AppendixATests {
    static let accepted = [
        "00", "01", "0a", "17", "1818", "1819", "1864", "1903e8", "1a000f4240", "1b000000e8d4a51000", "1bffffffffffffffff",
        "f4", "f5",
        "40", "4401020304",
        "60", "6161", "6449455446", "62225c", "62c3bc", "63e6b0b4", "64f0908591",
        "80", "83010203", "8301820203820405", "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
    ]

    static let forbidden = [
        // Negative integers.
        "20", "29", "3863", "3903e7", "3bffffffffffffffff",
        // Big numbers, dates, and every other tag.
        "c249010000000000000000", "c349010000000000000000", "c074323031332d30332d32315432303a30343a30305a", "c11a514b67b0",
        "c1fb41d452d9e8200000", "d74401020304", "d818456449455446", "d82076687474703a2f2f7777772e6578616d706c652e636f6d",
        // Half, single and double precision.
        "f90000", "f98000", "f93c00", "fb3ff199999999999a", "f93e00", "f97bff", "fa47c35000", "fa7f7fffff", "fb7e37e43c8800759c",
        "f90001", "f90400", "f9c400", "fbc010666666666666", "f97c00", "f97e00", "f9fc00", "fa7f800000", "fa7fc00000", "faff800000",
        "fb7ff0000000000000", "fb7ff8000000000000", "fbfff0000000000000",
        // Null, undefined and other simple values.
        "f6", "f7", "f0", "f8ff",
        // Maps.
        "a0", "a201020304", "a26161016162820203", "826161a161626163", "a56161614161626142616361436164614461656145",
        // Indefinite lengths.
        "5f42010243030405ff", "7f657374726561646d696e67ff", "9fff", "9f018202039f0405ffff", "9f01820203820405ff",
        "83018202039f0405ff", "83019f0203ff820405", "9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff",
        "bf61610161629f0203ffff", "826161bf61626163ff", "bf6346756ef563416d7421ff",
    ]

    @Test("An example inside the encoding is read and written back", arguments: accepted)
    func reads(_ hex: String) throws {
        let bytes = try #require([UInt8](hex: hex))
        #expect(try Structure(decoding: bytes).encoded == bytes)
        var reader = CBORReader(bytes)
        #expect(try Array(reader.item()) == bytes)
        try reader.end()
    }

    @Test("An example outside the encoding is forbidden", arguments: forbidden)
    func refuses(_ hex: String) throws {
        let bytes = try #require([UInt8](hex: hex))
        #expect(throws: CBORError.forbidden) {
            var reader = CBORReader(bytes)
            _ = try reader.item()
        }
    }

    @Test("The values are those that the appendix names")
    func values() throws {
        #expect(try Structure(decoding: bytes("1bffffffffffffffff")) == .unsigned(.max))
        #expect(try Structure(decoding: bytes("1b000000e8d4a51000")) == .unsigned(1_000_000_000_000))
        #expect(try Structure(decoding: bytes("4401020304")) == .byteString([1, 2, 3, 4]))
        #expect(try Structure(decoding: bytes("64f0908591")) == .text("\u{10151}"))
        #expect(
            try Structure(decoding: bytes("8301820203820405"))
                == .array([.unsigned(1), .array([.unsigned(2), .unsigned(3)]), .array([.unsigned(4), .unsigned(5)])]))
        #expect(try Structure(decoding: bytes("82f4f5")) == .array([.bool(false), .bool(true)]))
    }

    private func bytes(_ hex: String) throws -> [UInt8] { try #require([UInt8](hex: hex)) }
}
