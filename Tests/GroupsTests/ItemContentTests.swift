import Groups
import Policy
import Testing
import Wire

struct ItemContentTests {
    private func bundle(title: String = "Phishing wave", mediaType: String = "application/stix+json;version=2.1") throws -> ItemContent {
        try ItemContent(
            kind: .bundle, tlp: .amberStrict, pap: .green, title: title, mediaType: mediaType, created: 1_760_000_000,
            data: Array("{}".utf8))
    }

    private func encoded(
        kind: UInt8 = 0, tlp: UInt8 = 2, pap: UInt8 = 0, title: String = "", mediaType: String = "", count: Int = 7,
        recipients: [Recipient]? = nil
    ) -> [UInt8] {
        var writer = CBORWriter()
        writer.array(recipients == nil ? count : 8)
        writer.unsigned(kind)
        writer.unsigned(tlp)
        writer.unsigned(pap)
        writer.text(title)
        writer.text(mediaType)
        writer.unsigned(UInt64(5))
        writer.byteString([])
        guard let recipients else { return writer.bytes }
        writer.array(recipients.count)
        for recipient in recipients {
            writer.array(2)
            writer.identifier(recipient.organisation)
            writer.array(recipient.people.count)
            for person in recipient.people { writer.text(person) }
        }
        return writer.bytes
    }

    @Test("Content comes back as it went in, under every mark", arguments: TLP.allCases, [nil] + PAP.allCases)
    func roundTrip(tlp: TLP, pap: PAP?) throws {
        let content = try ItemContent(
            kind: .bundle, tlp: tlp, pap: pap, title: "Ports – été", mediaType: "text/plain", created: .max, data: [1, 2, 3])
        let decoded = try ItemContent(decoding: content.encoded()[...])
        #expect(decoded == content)
        #expect(decoded.encoded() == content.encoded())
    }

    @Test("Marks have the numbers of the specification")
    func markNumbers() throws {
        #expect(TLP.allCases.map(\.rawValue) == [0, 1, 2, 3, 4])
        #expect(PAP.allCases.map(\.rawValue) == [1, 2, 3, 4])
        #expect(try bundle().encoded().prefix(4) == [0x87, 0x00, 0x03, 0x02])
    }

    @Test("What the specification does not know is refused by its name")
    func refusesUnknown() throws {
        #expect(throws: ItemContentError.unknownKind) { try ItemContent(decoding: encoded(kind: 6)[...]) }
        #expect(throws: ItemContentError.unknownTLP) { try ItemContent(decoding: encoded(tlp: 5)[...]) }
        #expect(throws: ItemContentError.unknownPAP) { try ItemContent(decoding: encoded(pap: 5)[...]) }
        #expect(throws: ItemContentError.encoding(.wrongCount)) { try ItemContent(decoding: encoded(count: 6)[...]) }
        #expect(throws: ItemContentError.encoding(.tooLong)) { try ItemContent(decoding: encoded(count: 10)[...]) }
        #expect(throws: ItemContentError.encoding(.trailingBytes)) { try ItemContent(decoding: (encoded() + [0])[...]) }
        #expect(throws: ItemContentError.encoding(.truncated)) { try ItemContent(decoding: encoded().dropLast()) }
    }

    @Test("Titles that could mislead a reader are refused", arguments: ["a\u{202E}b", "a\nb", "\u{0}", "x\u{200B}", "\u{2066}"])
    func refusesTitles(title: String) throws {
        #expect(throws: ItemContentError.invalidTitle) { try bundle(title: title) }
        #expect(throws: ItemContentError.invalidTitle) { try ItemContent(decoding: encoded(title: title)[...]) }
    }

    @Test("A title may have 512 octets and no more")
    func titleLength() throws {
        let title = String(repeating: "é", count: 256)
        #expect(try bundle(title: title).title == title)
        #expect(throws: ItemContentError.invalidTitle) { try bundle(title: title + "x") }
        #expect(throws: ItemContentError.encoding(.tooLong)) { try ItemContent(decoding: encoded(title: title + "x")[...]) }
    }

    @Test(
        "Any text can be made a title",
        arguments: [
            ("a\u{202E}b\nc", "a b c"), ("", ""), (String(repeating: "é", count: 300), String(repeating: "é", count: 256)),
            ("one\r\ntwo", "one  two"),
        ])
    func cleansTitles(text: String, title: String) {
        #expect(PlainText.title(cleaning: text) == title)
        #expect(PlainText.isTitle(PlainText.title(cleaning: text)))
    }

    @Test("Media types are printable ASCII", arguments: ["tëxt/plain", "text\tplain", String(repeating: "x", count: 129)])
    func refusesMediaTypes(mediaType: String) throws {
        #expect(throws: ItemContentError.invalidMediaType) { try bundle(mediaType: mediaType) }
    }

    @Test("A roster document carries TLP:AMBER, no title and no media type")
    func rosterFields() throws {
        let group = try TestGroup()
        let content = ItemContent(roster: group.document([]), created: 5)
        #expect(try ItemContent(decoding: content.encoded()[...]) == content)
        for bytes in [
            encoded(kind: 1, tlp: 1), encoded(kind: 1, pap: 1), encoded(kind: 1, title: "x"), encoded(kind: 1, mediaType: "x"),
        ] {
            #expect(throws: ItemContentError.unexpectedRosterFields) { try ItemContent(decoding: bytes[...]) }
        }
    }

    @Test("No single changed bit gives the same content, and none stops the process")
    func mutatedContent() throws {
        let content = try bundle()
        let bytes = content.encoded()
        for mutated in mutations(of: bytes, at: 0..<bytes.count) {
            let decoded = try? ItemContent(decoding: mutated[...])
            #expect(decoded != content)
            #expect(decoded.map { $0.encoded() == mutated } ?? true)
        }
    }

    private func recipient(_ number: UInt8, _ people: [String]) throws -> Recipient {
        Recipient(organisation: try filled(number), people: people)
    }

    private func red(_ recipients: [Recipient], tlp: TLP = .red) throws -> ItemContent {
        try ItemContent(
            kind: .bundle, tlp: tlp, pap: nil, title: "", mediaType: "", created: 5, data: [1], recipients: recipients)
    }

    @Test("Recipients come back as they went in, and are an eighth field only when there are any")
    func recipients() throws {
        let named = try red([try recipient(1, ["Ana", "ana@example.org", "Åse"]), try recipient(2, ["Bo"])])
        #expect(named.encoded().first == 0x88)
        #expect(try ItemContent(decoding: named.encoded()[...]) == named)
        let all = try red([])
        #expect(all.encoded().first == 0x87)
        #expect(try ItemContent(decoding: all.encoded()[...]).recipients.isEmpty)
        let most = try (0..<256).map {
            Recipient(organisation: try #require(OrganisationID([UInt8](repeating: 0, count: 15) + [UInt8($0)])), people: ["x"])
        }
        #expect(try ItemContent(decoding: red(most).encoded()[...]).recipients == most)
        let people = (0..<64).map { String(repeating: "p", count: 126) + String($0 + 10) }
        #expect(try ItemContent(decoding: red([try recipient(1, people)]).encoded()[...]).recipients[0].people == people)
    }

    @Test("Nobody is named under another mark than TLP:RED", arguments: TLP.allCases.dropLast())
    func refusesRecipients(tlp: TLP) throws {
        #expect(throws: ItemContentError.unexpectedRecipients) { try red([try recipient(1, ["Ana"])], tlp: tlp) }
        let written = encoded(tlp: tlp.rawValue, recipients: [try recipient(1, ["Ana"])])
        #expect(throws: ItemContentError.unexpectedRecipients) { try ItemContent(decoding: written[...]) }
    }

    @Test("Recipients that cannot be are refused by their name")
    func refusesMalformedRecipients() throws {
        let broken: [[Recipient]] = [
            [try recipient(2, ["Ana"]), try recipient(1, ["Bo"])], [try recipient(1, ["Ana"]), try recipient(1, ["Bo"])],
            [try recipient(1, [])], [try recipient(1, [""])], [try recipient(1, ["Bo", "Ana"])], [try recipient(1, ["Ana", "Ana"])],
            [try recipient(1, ["Ana\u{202E}"])],
        ]
        for recipients in broken {
            #expect(throws: ItemContentError.invalidRecipients) { try red(recipients) }
            #expect(throws: ItemContentError.invalidRecipients) {
                try ItemContent(decoding: encoded(tlp: 4, recipients: recipients)[...])
            }
        }
        #expect(throws: ItemContentError.invalidRecipients) { try ItemContent(decoding: encoded(tlp: 4, recipients: [])[...]) }
        let many = try (0...64).map { try recipient(1, [String(repeating: "p", count: 10 + $0)]) }.flatMap(\.people)
        let long = String(repeating: "é", count: 64) + "x"
        for people in [many, [long]] {
            #expect(throws: ItemContentError.invalidRecipients) { try red([try recipient(1, people)]) }
            #expect(throws: ItemContentError.encoding(.tooLong)) {
                try ItemContent(decoding: encoded(tlp: 4, recipients: [try recipient(1, people)])[...])
            }
        }
    }

    @Test("Two spellings of one letter are two names, in the order of their octets")
    func spellings() throws {
        let decomposed = try recipient(1, ["Ase\u{301}"])
        let composed = try recipient(1, ["As\u{e9}"])
        #expect(decomposed != composed)
        let both = try red([try recipient(1, decomposed.people + composed.people)])
        #expect(try ItemContent(decoding: both.encoded()[...]).recipients == both.recipients)
    }

    @Test("Content is read whole or not at all")
    func truncatedContent() throws {
        let content = try red([try recipient(1, ["Ana"]), try recipient(2, ["Bo", "Cy"])])
        let bytes = content.encoded()
        for count in bytes.indices {
            #expect(throws: ItemContentError.encoding(.truncated)) { try ItemContent(decoding: bytes[..<count]) }
        }
        for mutated in mutations(of: bytes, at: bytes.indices) {
            let decoded = try? ItemContent(decoding: mutated[...])
            #expect(decoded != content)
            #expect(decoded.map { $0.encoded() == mutated } ?? true)
        }
    }
}
