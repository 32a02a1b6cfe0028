import STIX
import Testing

@Suite("JSON, strictly")
struct JSONTests {
    @Test(
        "What is not JSON is refused by name and place",
        arguments: [
            ("", JSONFault.empty, 1, 1, ""),
            (" \n\t\r\n ", .empty, 1, 1, ""),
            ("\u{FEFF}{}", .byteOrderMark, 1, 1, ""),
            ("{", .truncated, 1, 2, ""),
            ("{\"a\"", .truncated, 1, 5, "a"),
            ("{\"a\":", .truncated, 1, 6, "a"),
            ("{\"a\":\"b", .truncated, 1, 8, "a"),
            ("{\"a\":\"\\u12", .truncated, 1, 11, "a"),
            ("{\"a\":tru", .truncated, 1, 9, "a"),
            ("{\"a\":-", .truncated, 1, 7, "a"),
            ("{\"a\":[1,\n  2,", .truncated, 2, 5, "a"),
            ("{\"a\":1,}", .unexpected(found: "'}'", expected: "a member's name in quotes"), 1, 8, ""),
            ("{\"a\" 1}", .unexpected(found: "'1'", expected: "a colon"), 1, 6, "a"),
            ("{\"a\":1 \"b\":2}", .unexpected(found: "'\"'", expected: "a comma or the end of the object"), 1, 8, ""),
            ("[1 2]", .unexpected(found: "'2'", expected: "a comma or the end of the array"), 1, 4, ""),
            ("{\n\"a\": NaN}", .unexpected(found: "'N'", expected: "a value"), 2, 6, "a"),
            ("{'a':1}", .unexpected(found: "'''", expected: "a member's name in quotes"), 1, 2, ""),
            ("{\"a\":nul1}", .unexpected(found: "'n'", expected: "a value"), 1, 6, "a"),
            ("// x\n{}", .unexpected(found: "'/'", expected: "a value"), 1, 1, ""),
            ("{} {}", .trailing, 1, 4, ""),
            ("{\"é\":\"\u{1}\"}", .controlCharacter, 1, 7, "[\"é\"]"),
            ("{\"a\":\"tab\there\"}", .controlCharacter, 1, 10, "a"),
            ("{\"a\":\"\\x\"}", .badEscape, 1, 7, "a"),
            ("{\"a\":\"\\u12G4\"}", .badEscape, 1, 7, "a"),
            ("{\"a\":[{},{\"b\":\"\\ud800\"}]}", .loneSurrogate, 1, 16, "a[1].b"),
            ("{\"a\":\"\\ud800\\u0041\"}", .loneSurrogate, 1, 7, "a"),
            ("{\"a\":\"\\udc00\"}", .loneSurrogate, 1, 7, "a"),
            ("{\"a\":\"\\ud83d\\n\"}", .loneSurrogate, 1, 7, "a"),
            ("{\"a\":01}", .badNumber, 1, 6, "a"),
            ("{\"a\":1.}", .badNumber, 1, 6, "a"),
            ("{\"a\":1e+}", .badNumber, 1, 6, "a"),
            ("{\"a\":0x1F}", .badNumber, 1, 6, "a"),
            ("{\"a\":1.2.3}", .badNumber, 1, 6, "a"),
            ("{\"a\":-x}", .badNumber, 1, 6, "a"),
            ("{\"a\":1,\n \"a\":2}", .repeatedName("a"), 2, 2, ""),
            ("{\"o\":[{\"a\":1,\"\\u0061\":2}]}", .repeatedName("\\u0061"), 1, 14, "o[0]"),
        ])
    func refused(text: String, expected: JSONFault, line: Int, column: Int, path: String) {
        let found = fault(text)
        #expect(found?.json == expected)
        #expect(found?.line == line)
        #expect(found?.column == column)
        #expect(found?.path == path)
    }

    @Test(
        "Octets that are not UTF-8 are refused in strings and between them",
        arguments: [
            [0x80], [0xC0, 0x80], [0xC3], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE2, 0x82],
        ] as [[UInt8]])
    func notUTF8(octets: [UInt8]) {
        #expect(fault(Array("{\"a\":\"".utf8) + octets + Array("\"}".utf8))?.json == .notUTF8)
        #expect(fault(octets + Array("{}".utf8))?.json == .notUTF8)
        #expect(fault(Array("{\"".utf8) + octets + Array("\":1}".utf8))?.json == .notUTF8)
    }

    @Test("A file of UTF-16 is refused as not UTF-8")
    func utf16() {
        #expect(fault([0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00])?.json == .notUTF8)
    }

    @Test("Sixty-four levels are read and the sixty-fifth is refused at its place")
    func depth() {
        func nested(_ levels: Int) -> String { String(repeating: "[", count: levels) + String(repeating: "]", count: levels) }
        #expect(fault(nested(STIXLimits.depthMax))?.json == nil)
        let found = fault(nested(STIXLimits.depthMax + 1))
        #expect(found?.json == .tooDeep)
        #expect(found?.column == STIXLimits.depthMax + 1)
    }

    @Test("Every JSON scalar and escape is read as written and every character arrives")
    func scalars() throws {
        let more = #","x_n":[0,-0,1.5,-2.25e+10,1E-3,123456789012345678901234567890],"x_l":[true,false,null,{},[ ]],"x_s":"\/\b\f""#
        let bundle = try parse(Sample.bundle(Sample.indicator(name: #"a\"\\\n\t\r\u00e9é\ud83d\ude00😀\u0000z"#, more)))
        #expect(bundle.objects.first?.name == "a\"\\\n\t\r\u{e9}é😀😀\u{0}z")
    }

    @Test("A repeated name is found among many members, also when spelled by escapes")
    func repeatedAmongMany() {
        let names = (0..<500).map { "\"x_\($0)\":0" }
        #expect(fault(Sample.bundle(Sample.indicator("," + names.joined(separator: ",")))) == nil)
        let repeated = names + [#""x_\u0031\u0037":0"#]
        let found = fault(Sample.bundle(Sample.indicator("," + repeated.joined(separator: ","))))
        #expect(found?.json == .repeatedName(#"x_\u0031\u0037"#))
        #expect(found?.path == "objects[0]")
    }

    @Test("Names that only look alike are two names")
    func lookAlikes() {
        // é as one character and as two; the Kelvin sign and K.
        #expect(fault(Sample.bundle(Sample.indicator(#","x_\u00e9":1,"x_e\u0301":2,"x_\u212a":3,"x_K":4"#))) == nil)
    }

    @Test("A good file cut off anywhere is refused as truncated, at its end")
    func truncatedAnywhere() {
        let whole = Array(Sample.bundle(Sample.indicator(name: #"é\ud83d\ude00"#, #","x":[-1.5e+7,true,null]"#)).utf8)
        #expect(fault(whole) == nil)
        for length in 1..<whole.count {
            let found = fault(Array(whole[..<length]))
            let isInsideCharacter = found?.json == .notUTF8 && whole[length] & 0xC0 == 0x80
            let isInsidePair = found?.json == .loneSurrogate && whole[..<length].suffix(7).contains(0x5C)
            #expect(found?.json == .truncated || isInsideCharacter || isInsidePair, "cut after \(length): \(String(describing: found))")
        }
    }

    @Test(
        "Every single octet changed in a good file is refused or read, and never ends the process",
        arguments: [0x00, 0x22, 0x5C, 0x7D, 0xFF] as [UInt8])
    func mutated(octet: UInt8) {
        let whole = Array(Sample.bundle(Sample.indicator(#","x":[-1.5e+7,{"y":"\u00e9"}]"#)).utf8)
        var refused = 0
        for index in whole.indices {
            var bytes = whole
            bytes[index] = octet
            if fault(bytes) != nil { refused += 1 }
        }
        #expect(refused > whole.count / 4)
    }

    @Test("Fifty megabytes of junk are refused at their first octet or at their end")
    func junk() {
        let size = 50_000_000
        #expect(fault([UInt8](repeating: 0xAB, count: size))?.json == .notUTF8)
        #expect(fault([UInt8](repeating: 0x00, count: size))?.column == 1)
        #expect(fault([UInt8](repeating: 0x5B, count: size))?.json == .tooDeep)
        #expect(fault([0x22] + [UInt8](repeating: 0x41, count: size))?.json == .truncated)
    }

    @Test("A file above the limit is refused before it is read")
    func tooLarge() {
        let count = STIXLimits.fileOctetsMax + 1
        #expect(fault([UInt8](repeating: 0x20, count: count))?.json == .tooLarge(octets: count))
    }

    @Test("A message repeats little of the file and nothing that steers a terminal")
    func excerpts() throws {
        let name = "\u{202E}\u{9B}31m" + String(repeating: "x", count: 500)
        let found = try #require(fault("{\"\(name)\":1,\"\(name)\":2}"))
        #expect(!found.description.unicodeScalars.contains("\u{202E}"))
        #expect(!found.description.unicodeScalars.contains("\u{9B}"))
        #expect(found.description.count < 400)
    }
}
