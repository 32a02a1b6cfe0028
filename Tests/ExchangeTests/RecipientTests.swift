import Exchange
import Testing

@Suite("Destinations and recipients")
struct RecipientTests {
    @Test(
        "A destination is written as scripts write it",
        arguments: [
            (Destination.everyone, "\"everyone\""),
            (.members, "\"members\""),
            (.sector, "\"sector\""),
            (.group("Harbour Exchange"), "{\"group\":\"Harbour Exchange\"}"),
            (.group("everyone"), "{\"group\":\"everyone\"}"),
            (
                .organisations([NamedRecipient("0a", people: ["Ng"]), NamedRecipient("City Telecom")]),
                "{\"organisations\":[{\"organisation\":\"0a\",\"people\":[\"Ng\"]},{\"organisation\":\"City Telecom\",\"people\":[]}]}"
            ),
        ])
    func written(destination: Destination, text: String) {
        #expect(String(decoding: JSONDocument.encode(destination), as: UTF8.self) == text)
    }

    @Test(
        "Recipients that were typed name each organisation once",
        arguments: [
            ([], [], []),
            (["B", "A", "B"], [], [NamedRecipient("B"), NamedRecipient("A")]),
            ([], ["A:Ng"], [NamedRecipient("A", people: ["Ng"])]),
            (["B"], ["A:Ng", "A:Ho", "A:Ng"], [NamedRecipient("B"), NamedRecipient("A", people: ["Ng", "Ho"])]),
            (["A", "B"], ["A:Ng"], [NamedRecipient("A", people: ["Ng"]), NamedRecipient("B")]),
            ([" City Telecom "], ["City Telecom: Ng Siu-ming "], [NamedRecipient("City Telecom", people: ["Ng Siu-ming"])]),
            ([], ["A:desk: night"], [NamedRecipient("A", people: ["desk: night"])]),
        ] as [([String], [String], [NamedRecipient])])
    func typed(organisations: [String], representatives: [String], recipients: [NamedRecipient]) throws {
        #expect(try NamedRecipient.list(organisations: organisations, representatives: representatives) == recipients)
    }

    @Test(
        "What names nobody is refused, never left out",
        arguments: [([""], []), ([" "], []), (["A"], ["Ng"]), ([], [":Ng"]), ([], ["A:"]), ([], ["A: "]), ([], [""])]
            as [([String], [String])])
    func unreadable(organisations: [String], representatives: [String]) {
        let refusal = #expect(throws: OperationError.self) {
            try NamedRecipient.list(organisations: organisations, representatives: representatives)
        }
        #expect(refusal?.code == "invalid-recipient")
    }
}
