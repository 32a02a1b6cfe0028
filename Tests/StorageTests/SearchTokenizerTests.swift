import Testing

@testable import Storage

@Suite("A text is taken apart into the words by which it is found")
struct SearchTokenizerTests {
    private func words(_ text: String, _ wanted: SearchTokenizer.Place) -> [String] {
        var words: [String] = []
        SearchTokenizer.each(of: text) { word, place, _ in
            if place == wanted { words.append(String(decoding: [UInt8](copying: word), as: UTF8.self)) }
        }
        return words
    }

    @Test(
        "Words stand in their order",
        arguments: [
            ("Hello, World", ["hello", "world"]), ("Éclair-STRASSE Straße", ["eclair", "strasse", "strasse"]),
            ("e\u{301}clair", ["eclair"]),
            ("勒索軟件", ["勒索", "索軟", "軟件"]), ("勒", ["勒"]), ("勒索LockBit3件", ["勒索", "lockbit3", "件"]), ("ＡＢＣ１", ["abc1"]),
            ("Привет", ["привет"]), ("a_b.c", ["a", "b", "c"]), ("", []), ("...", []), ("かな漢字", ["かな", "な漢", "漢字"]),
        ])
    func inOrder(text: String, expected: [String]) { #expect(words(text, .inOrder) == expected) }

    @Test(
        "Characters and whole values stand beside them",
        arguments: [
            ("軟件", ["軟", "件"]), ("see evil[.]example.", ["evil.example"]), ("(203.0.113.7)", ["203.0.113.7"]),
            ("hxxp://a[.]example/x, then", ["http://a.example/x"]), ("CVE-2021-44228:", ["cve-2021-44228"]), ("T1059.001", ["t1059.001"]),
            ("plain words e.g. and/or", []), ("mail ann@b.example!", ["ann@b.example"]), ("“evil.example”", ["evil.example"]),
        ])
    func beside(text: String, expected: [String]) { #expect(words(text, .beside) == expected) }

    @Test("Every range lies in the text, whatever is in it", arguments: 0..<50)
    func ranges(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces = ["a", "Ä", "漢", "🚢", ".", "[.]", " ", "\u{301}", "http://", "1", "ｘ", "\u{0}", "ß", "-", "𠀀", "hxxp", "@"]
        let text = (0..<40).map { _ in pieces[Int.random(in: pieces.indices, using: &random)] }.joined()
        SearchTokenizer.each(of: text) { word, _, range in
            #expect(!word.isEmpty && word[0] > 3 && !range.isEmpty && range.upperBound <= text.utf8.count)
            #expect(word.count <= StorageLimits.searchWordOctetsMax + 1)
        }
    }

    @Test(
        "Days are those of the calendar", arguments: [(0, 1970, 1, 1), (19_782, 2024, 2, 29), (-1, 1969, 12, 31), (20_786, 2026, 11, 29)])
    func days(days: Int, year: Int, month: Int, day: Int) {
        let date = CivilDate(days: days)
        #expect(date.year == year && date.month == month && date.day == day && date.days == days)
        #expect(CivilDate(year: year, month: month, day: day) == date && CivilDate(year: 2023, month: 2, day: 29) == nil)
        #expect(SearchMonth(second: Int64(days) * 86_400).number == year * 12 + month - 1)
    }
}
