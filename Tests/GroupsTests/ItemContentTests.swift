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
        kind: UInt8 = 0, tlp: UInt8 = 2, pap: UInt8 = 0, title: String = "", mediaType: String = "", count: Int = 7
    ) -> [UInt8] {
        var writer = CBORWriter()
        writer.array(count)
        writer.unsigned(kind)
        writer.unsigned(tlp)
        writer.unsigned(pap)
        writer.text(title)
        writer.text(mediaType)
        writer.unsigned(UInt64(5))
        writer.byteString([])
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
        #expect(throws: ItemContentError.unknownKind) { try ItemContent(decoding: encoded(kind: 2)[...]) }
        #expect(throws: ItemContentError.unknownTLP) { try ItemContent(decoding: encoded(tlp: 5)[...]) }
        #expect(throws: ItemContentError.unknownPAP) { try ItemContent(decoding: encoded(pap: 5)[...]) }
        #expect(throws: ItemContentError.encoding(.wrongCount)) { try ItemContent(decoding: encoded(count: 6)[...]) }
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
}
