import Policy
import Testing

@Suite("Marks as people write them")
struct MarkTests {
    @Test(
        "Every common spelling of a TLP mark is read",
        arguments: [
            ("TLP:CLEAR", TLP.clear), ("tlp:white", .clear), ("White", .clear), ("TLP:GREEN", .green), ("tlp-green", .green),
            ("green", .green), ("TLP:AMBER", .amber), ("amber", .amber), ("tlp amber", .amber), ("TLP: AMBER", .amber),
            ("TLP:AMBER+STRICT", .amberStrict), ("amber+strict", .amberStrict), ("AMBER_STRICT", .amberStrict),
            ("amber-strict", .amberStrict), ("tlp:amberstrict", .amberStrict), ("TLP : AMBER + STRICT", .amberStrict),
            ("TLP:RED", .red), ("tlp_red", .red), (" red\n", .red),
        ])
    func spelling(text: String, expected: TLP) {
        #expect(TLP(parsing: text) == expected)
    }

    @Test(
        "What is no TLP mark is not guessed at",
        arguments: [
            "", " ", "tlp", "TLP:", ":amber", "amber+", "tlp:purple", "tlp:tlp:red", "strict", "amber strict red", "gre-en", "PAP:RED",
            "ＲＥＤ", "tlp:unclear", "redd", "TLP:AMBER\u{0}", String(repeating: " ", count: 40) + "red",
        ])
    func notAMark(text: String) {
        #expect(TLP(parsing: text) == nil)
    }

    @Test("Every TLP mark reads its own display name", arguments: TLP.allCases)
    func displayName(tlp: TLP) {
        #expect(TLP(parsing: tlp.displayName) == tlp)
        #expect(tlp.displayName.hasPrefix("TLP:"))
    }

    @Test("The order of TLP marks is from the weakest to the strictest")
    func order() {
        #expect(TLP.allCases.sorted() == [.clear, .green, .amber, .amberStrict, .red])
        #expect([TLP.green, .red, .amber].max() == .red)
    }

    @Test("The numbers of the marks are those of the sealed content")
    func rawValues() {
        #expect(TLP.allCases.map(\.rawValue) == [0, 1, 2, 3, 4])
        #expect(PAP.allCases.map(\.rawValue) == [1, 2, 3, 4])
        #expect(TLP(rawValue: 5) == nil)
        #expect(PAP(rawValue: 0) == nil)
    }

    @Test(
        "Every common spelling of a PAP mark is read",
        arguments: [("PAP:CLEAR", PAP.clear), ("pap:white", .clear), ("pap-green", .green), ("Amber", .amber), ("PAP:RED", .red)])
    func papSpelling(text: String, expected: PAP) {
        #expect(PAP(parsing: text) == expected)
    }

    @Test("What is no PAP mark is not guessed at", arguments: ["", "pap", "TLP:RED", "amber+strict", "pap:blue"])
    func notAPAP(text: String) {
        #expect(PAP(parsing: text) == nil)
    }

    @Test("Every PAP mark reads its own display name", arguments: PAP.allCases)
    func papDisplayName(pap: PAP) {
        #expect(PAP(parsing: pap.displayName) == pap)
        #expect(pap.displayName.hasPrefix("PAP:"))
    }
}
