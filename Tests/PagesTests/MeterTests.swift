import Testing

@testable import Pages

@Suite struct MeterTests {
    static let readings: [(Int, Int, String, String)] = [
        (0, 100, "0 B of 100 B, 0 %", "is-fine"), (79, 100, "79 B of 100 B, 79 %", "is-fine"), (80, 100, "80 B of 100 B, 80 %", "is-high"),
        (95, 100, "95 B of 100 B, 95 %", "is-full"), (999_999, 1_000_000, "976 KiB of 976 KiB, 99 %", "is-full"),
        (13_207_100_000, 107_374_182_400, "12.3 GiB of 100 GiB, 12 %", "is-fine"), (200, 100, "200 B of 100 B, 100 %", "is-full"),
        (5, 0, "5 B of 0 B, 100 %", "is-full"), (-5, -5, "0 B of 0 B, 100 %", "is-full"),
        (Int.max, Int.max, "8,388,607 TiB of 8,388,607 TiB, 100 %", "is-full"),
        (Int.max - 1, Int.max, "8,388,607 TiB of 8,388,607 TiB, 99 %", "is-full"),
    ]

    @Test("A meter says in words what it shows", arguments: readings)
    func sentence(used: Int, room: Int, sentence: String, level: String) throws {
        let meter = Meter(Phrase("Storage", "儲存空間", "存储空间"), used: used, of: room, unit: .octets)
        #expect(try Markup(meter.words).text == "Storage: \(sentence)")
        let picture = try Markup(meter.picture)
        #expect(picture.all("desc").first?.text == sentence)
        #expect(picture.all(ofClass: level).count == 1)
        let length = try #require(Double(picture.all(ofClass: "meter-used").first?.attributes["width"] ?? ""))
        #expect((0...396).contains(length))
        #expect((length == 0) == (used <= 0))
    }

    @Test func `Numbers are written with their thousands apart`() throws {
        let meter = Meter(Phrase(verbatim: "Queue"), used: 1_234, of: 10_000, unit: .number)
        #expect(try Markup(meter.words).text == "Queue: 1,234 of 10,000, 12 %")
    }

    @Test(arguments: Hostile.texts)
    func `No name breaks out of a meter`(text: String) throws {
        _ = try Markup(Meter(Phrase(verbatim: text), used: 1, of: 2, unit: .octets).figure)
    }
}
