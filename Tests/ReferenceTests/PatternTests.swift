import Testing

@testable import Reference

@Suite("Patterns of lists are tried in bounded time")
struct PatternTests {
    @Test(
        "A pattern fits where the usual engines say so, whatever the capitals",
        arguments: [
            ("abc", "xabcx", true), ("abc", "xabx", false), ("^abc$", "abc", true), ("^abc$", "abcd", false), ("a.c", "aXc", true),
            ("a.c", "a\nc", false), ("colou?r", "color", true), ("colou?r", "COLOUR", true), ("(a|b)+c", "ababc", true),
            ("(a|b)+c", "c", false), ("(a|b)*c", "c", true), ("a{2}", "ba", false), ("a{2}", "baab", true), ("^a{2,3}$", "aaa", true),
            ("^a{2,3}$", "aaaa", false), ("^a{2,}$", "aaaaa", true), ("^(?:ab){1,2}?$", "abab", true), ("[0-9]{3}-x", "a123-X", true),
            ("[^a-c]", "abc", false), ("[^a-c]", "abcd", true), ("[]x]", "]", true), ("[a-]", "-", true), ("\\d+\\.\\d+", "v10.5", true),
            ("\\bword\\b", "a word.", true), ("\\bword\\b", "swords", false), ("\\Bord", "word", true), ("a||b", "", true),
            ("()", "", true),
            ("/^(noc|abuse)\\@.*\\..*$/i", "abuse@example.org", true), ("/^(noc|abuse)\\@.*\\..*$/i", "x@example.org", false),
            ("/((?:\\+|00)44)?0199(13|14)4960([0-9]{3})/g", "00440199134960123", true), ("\\w\\s\\W", "a !", true),
            ("(a*)*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", false), ("x*", "", true),
            ("(a?){20}a{20}", "aaaaaaaaaaaaaaaaaaaa", true),
        ])
    func fits(pattern: String, text: String, wanted: Bool) throws {
        #expect(try BoundedPattern(Array(pattern.utf8)).fits(in: Array(text.utf8)) == wanted)
    }

    @Test("A pattern that keeps other engines busy for hours takes as many steps as text times pattern")
    func bomb() throws {
        let text = [UInt8](repeating: 0x61, count: 2_000) + [0x21]
        for bomb in ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(.*a){12}$", "^(([a-z])+.)+[A-Z]([a-z])+$"] {
            #expect(try !BoundedPattern(Array(bomb.utf8)).fits(in: text))
        }
    }

    @Test(
        "What needs memory, looks around or is too large is refused with its name",
        arguments: [
            ("(a)\\1", PatternFault.unsupported(at: 4)), ("(?=a)", .unsupported(at: 2)), ("(?<n>a)", .unsupported(at: 2)),
            ("[[:alpha:]]", .unsupported(at: 2)), ("a++", .unsupported(at: 2)), ("\\p{L}", .unsupported(at: 1)), ("a**", .malformed(at: 2)),
            ("*a", .malformed(at: 0)), ("(a", .malformed(at: 2)), ("a)", .malformed(at: 1)), ("[a", .malformed(at: 2)),
            ("a{3,2}", .malformed(at: 6)),
            ("a{", .malformed(at: 2)), ("\\", .malformed(at: 1)), ("a{999}", .tooLarge), ("((a{200}){200}){200}", .tooLarge),
            (String(repeating: "(", count: 40), .tooLarge), ("[z-a]", .malformed(at: 2)), ("^*", .malformed(at: 2)),
        ])
    func refused(pattern: String, fault: PatternFault) {
        #expect(throws: fault) { try BoundedPattern(Array(pattern.utf8)) }
    }
}
