import Policy
import Testing

@Suite("Names that look alike")
struct LookAlikeTests {
    @Test(
        "A name people would take for another is found out",
        arguments: [
            ("Harbour Bank", "harbour bank"), ("Harbour Bank", "Harb\u{043E}ur Bank"), ("Harbour Bank", "HarbourBank"),
            ("Harbour Bank", "Harbour-Bank"), ("Harbour Bank", "Harb\u{00F6}ur Bank"), ("Harbour Bank", "Ｈａｒｂｏｕｒ Bank"),
            ("CERT One", "CERT 0ne"), ("Allied", "A11ied"), ("Allied", "AIIied"), ("Modern", "Modem"), ("Watch", "VVatch"),
            ("Harbour\u{200D}Bank", "Harbour Bank"), ("ΑΒ", "AB"), ("СЕРТ", "CEPT"),
        ])
    func alike(one: String, other: String) {
        #expect(LookAlike(one) == LookAlike(other))
    }

    @Test(
        "Other names stay other names",
        arguments: [
            ("Harbour Bank", "Harbour Banks"), ("City Telecom", "City College"), ("銀行", "銀号"), ("港口", "港囗 2"), ("!!!", "???"), ("A", "B"),
        ])
    func different(one: String, other: String) {
        #expect(LookAlike(one) != LookAlike(other))
    }
}
