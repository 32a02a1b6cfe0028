import Testing

@testable import PublicZone

@Suite("Lists of what may be blocked")
struct IndicatorListTests {
    private func source(_ indicators: [IndicatorKind: [PublicIndicator]]) -> FakeItems {
        let source = FakeItems([item(1)])
        source.change { $0.indicators = indicators }
        return source
    }

    private func indicator(_ value: String, _ number: Int64 = 1, since: Int64 = 0, until: Int64 = 0, confidence: Int? = nil)
        -> PublicIndicator
    {
        PublicIndicator(value: value, item: identifier(number), number: number, since: since, until: until, confidence: confidence)
    }

    /// The cells of a table, by a reader of RFC 4180 that knows nothing of formulas.
    private func table(_ text: String) throws -> [[String]] {
        var (rows, row, cell, isQuoted) = ([[String]](), [String](), "", false)
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"" where isQuoted && rest.first == "\"": cell.unicodeScalars.append(rest.removeFirst())
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                row.append(cell)
                cell = ""
            case "\r" where !isQuoted:
                try #require(rest.popFirst() == "\n")
                rows.append(row + [cell])
                (row, cell) = ([], "")
            default: cell.unicodeScalars.append(scalar)
            }
        }
        try #require(row.isEmpty && cell.isEmpty && !isQuoted)
        return rows
    }

    @Test("A list is a value a line, each once and nothing else; an empty one is empty")
    func list() async throws {
        let reader = MachineReader(source([.ipv4: [indicator("198.51.100.7"), indicator("198.51.100.7", 2), indicator("203.0.113.9")]]))
        #expect(try await reader.text("/indicators/ipv4.txt") == "198.51.100.7\n203.0.113.9\n")
        for kind in IndicatorKind.allCases where kind != .ipv4 { #expect(try await reader.text("/indicators/\(kind.word).txt").isEmpty) }
        #expect(await reader.refusal("/indicators/all.txt") == .notFound)
    }

    @Test("Pages of a source are joined without a gap, and end at the limit")
    func pages() async throws {
        let values = (0..<2_500).map { indicator("\(10_000 + $0).example", Int64($0 % 7)) }
        #expect(try await MachineReader(source([.domain: values])).text("/indicators/domains.txt").split(separator: "\n").count == 2_500)
    }

    @Test("The table has a line for each item that names a value")
    func rows() async throws {
        let rows = try table(
            try await MachineReader(
                source([
                    .url: [indicator("http://evil.example/a,\"b", 2, since: 1_767_225_600, until: 1_798_761_600, confidence: 0)],
                    .ipv4: [indicator("203.0.113.9"), indicator("203.0.113.9", 2, confidence: 85)],
                ])
            ).text("/indicators/all.csv"))
        #expect(rows.count == 4 && rows.allSatisfy { $0.count == 7 })
        #expect(rows[0] == ["kind", "value", "valid_from", "valid_until", "confidence", "item", "page"])
        #expect(rows[1] == ["ipv4", "203.0.113.9", "", "", "", identifier(1), "https://zone.example/en/items/\(identifier(1)).html"])
        #expect(rows[2][4] == "85")
        #expect(Array(rows[3].prefix(5)) == ["urls", "http://evil.example/a,\"b", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "0"])
    }

    @Test(
        "No cell is a formula, and who takes one apostrophe away has the value",
        arguments: [
            "=cmd|x@evil.example", "+1@evil.example", "-1@evil.example", "@evil.example", "'=1@evil.example", "''a", "\tx", "\rx", "a\"b",
            "plain",
        ])
    func formula(value: String) async throws {
        let line = CommaSeparated.line([value, "next"])
        let cells = try table(line)
        #expect(cells.count == 1 && cells[0].count == 2 && cells[0][1] == "next")
        let cell = cells[0][0]
        #expect(!["=", "+", "-", "@", "\t", "\r"].contains(cell.prefix(1)))
        #expect((cell.first == "'" ? String(cell.dropFirst()) : cell) == value)
    }

    @Test("What could begin another line is left out", arguments: ["", "a b.example", "a\nb.example", "é.example", "a\u{0}"])
    func hostile(value: String) async throws {
        let reader = MachineReader(source([.domain: [indicator(value), indicator("z.example")]]))
        #expect(try await reader.text("/indicators/domains.txt") == "z.example\n")
        #expect(try table(try await reader.text("/indicators/all.csv")).count == 2)
    }
}
