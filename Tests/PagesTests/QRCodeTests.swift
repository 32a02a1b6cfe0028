import Testing

@testable import Pages

@Suite struct QRCodeTests {
    /// Bytes that each version holds at level M (ISO/IEC 18004, table 7).
    @Test(arguments: [(1, 1), (14, 1), (15, 2), (26, 2), (27, 3), (62, 4), (84, 5), (213, 10), (412, 15), (666, 20)])
    func `The code is the smallest that holds the text at level M`(octets: Int, version: Int) throws {
        let code = try QRCode(String(repeating: "x", count: octets))
        #expect(code.width == 17 + 4 * version)
    }

    @Test(arguments: ["x", "otpauth://totp/Causeway:ann@example.org?secret=JBSWY3DPEHPK3PXP&issuer=Causeway", "密碼 🔒", "a\u{0}b"])
    func `Finders, timing and the dark module stand where the standard puts them`(text: String) throws {
        let code = try QRCode(text)
        let finder = ["#######.", "#.....#.", "#.###.#.", "#.###.#.", "#.###.#.", "#.....#.", "#######.", "........"]
        for (row, line) in finder.enumerated() {
            for (column, module) in line.enumerated() {
                let isDark = module == "#"
                #expect(code.isDark(column: column, row: row) == isDark)
                #expect(code.isDark(column: code.width - 1 - column, row: row) == isDark)
                #expect(code.isDark(column: column, row: code.width - 1 - row) == isDark)
            }
        }
        for place in 8...(code.width - 9) {
            #expect(code.isDark(column: place, row: 6) == place.isMultiple(of: 2))
            #expect(code.isDark(column: 6, row: place) == place.isMultiple(of: 2))
        }
        #expect(code.isDark(column: 8, row: code.width - 8))
        // The two copies of the format agree, and say level M: 00 before the mask 10 of the standard.
        let level = [code.isDark(column: 0, row: 8), code.isDark(column: 1, row: 8)]
        #expect(level == [true, false])
        #expect(level == [code.isDark(column: 8, row: code.width - 1), code.isDark(column: 8, row: code.width - 2)])
    }

    @Test func `Nothing and too much are refused`() {
        #expect(throws: PictureError.textIsEmpty) { try QRCode("") }
        #expect(throws: PictureError.textIsTooLong) { try QRCode(String(repeating: "x", count: PagesLimits.qrTextOctetsMax + 1)) }
        #expect(throws: PictureError.textIsTooLong) { try QRCode(String(repeating: "漢", count: 223)) }
    }

    @Test func `The picture has a name, its margin, and exactly the dark modules`() throws {
        let code = try QRCode("otpauth://totp/x")
        let markup = try Markup(code.picture(Phrase("Code to scan", "掃描", "扫描")))
        let svg = try #require(markup.all("svg").first)
        #expect(svg.attributes["role"] == "img")
        #expect(svg.attributes["aria-label"] == "Code to scan")
        #expect(svg.attributes["viewBox"] == "0 0 \(code.width + 8) \(code.width + 8)")
        var drawn: Set<[Int]> = []
        for run in try #require(markup.all("path").first?.attributes["d"]).split(separator: "M") {
            let numbers = run.split { !$0.isNumber }.compactMap { Int($0) }
            for column in 0..<numbers[2] { drawn.insert([numbers[0] + column, numbers[1]]) }
        }
        for row in -4..<(code.width + 4) {
            for column in -4..<(code.width + 4) {
                #expect(drawn.contains([column + 4, row + 4]) == code.isDark(column: column, row: row))
            }
        }
    }

    @Test(arguments: Hostile.texts)
    func `No name breaks out`(text: String) throws { _ = try Markup(QRCode("x").picture(Phrase(verbatim: text))) }
}
