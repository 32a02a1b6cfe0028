import Policy
import STIX
import Testing

private let clear2 = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
private let green2 = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
private let amber2 = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
private let amberStrict2 = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"
private let red2 = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
private let white1 = "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"
private let green1 = "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"
private let amber1 = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"
private let red1 = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"
private let own = "marking-definition--0f2a3f0c-7d0b-4d5e-9d5e-0d4f5f0f7a11"
private let extensionID = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"

private func tlp1(_ colour: String) -> String { #","definition_type":"tlp","definition":{"tlp":"\#(colour)"}"# }

private func tlp2(_ colour: String) -> String {
    #","extensions":{"\#(extensionID)":{"extension_type":"property-extension","tlp_2_0":"\#(colour)"}}"#
}

@Suite("TLP marks in bundles")
struct MarkingTests {
    @Test(
        "The fixed identifiers of TLP 1 and 2.0 are known without their definitions",
        arguments: [
            (clear2, TLP.clear), (green2, .green), (amber2, .amber), (amberStrict2, .amberStrict), (red2, .red),
            (white1, .clear), (green1, .green), (amber1, .amber), (red1, .red),
        ])
    func fixedIdentifiers(id: String, expected: TLP) throws {
        let bundle = try parse(Sample.bundle(Sample.marked(id)))
        #expect(bundle.tlp == expected)
        #expect(bundle.objects.first?.tlp == expected)
        #expect(bundle.warnings.isEmpty)
        #expect(bundle.otherMarkings.isEmpty)
        // A reference in capitals names the same marking; the mark must not get lost.
        let head = "marking-definition--"
        #expect(try parse(Sample.bundle(Sample.marked(head + id.dropFirst(head.count).uppercased()))).tlp == expected)
    }

    @Test("A granular mark on a part counts for the whole object")
    func granular() throws {
        let marks = #","granular_markings":[{"lang":"en","selectors":["name"]},{"marking_ref":"\#(red2)","selectors":["name"]}]"#
        let bundle = try parse(Sample.bundle(Sample.indicator(marks)))
        #expect(bundle.tlp == .red)
    }

    @Test(
        "An embedded definition is understood under any identifier, wherever it stands",
        arguments: [
            (tlp1("white"), TLP.clear), (tlp1("green"), .green), (tlp1("AMBER"), .amber), (tlp1("red"), .red),
            (tlp2("clear"), .clear), (tlp2("green"), .green), (tlp2("amber"), .amber), (tlp2("red"), .red),
            (tlp2("amber+strict"), .amberStrict),
        ])
    func embedded(meaning: String, expected: TLP) throws {
        let definition = Sample.definition(id: own, meaning)
        #expect(try parse(Sample.bundle(definition, Sample.marked(own))).objects.last?.tlp == expected)
        #expect(try parse(Sample.bundle(Sample.marked(own), definition)).objects.first?.tlp == expected)
    }

    @Test("A TLP definition counts even where nothing refers to it")
    func definitionAlone() throws {
        #expect(try parse(Sample.bundle(Sample.indicator(), Sample.definition(id: amber2, tlp2("amber")))).tlp == .amber)
    }

    @Test("Markings that are not TLP are kept and give no mark")
    func others() throws {
        let statement = Sample.definition(id: own, #","definition_type":"statement","definition":{"statement":"Copyright"}"#)
        let unknown = "marking-definition--11111111-1111-4111-8111-111111111111"
        let second = Sample.marked(unknown, id: "indicator--22222222-2222-4222-8222-222222222222")
        let bundle = try parse(Sample.bundle(statement, Sample.marked(own, unknown), second))
        #expect(bundle.tlp == nil)
        #expect(bundle.otherMarkings == [own, unknown])
        #expect(bundle.warnings.isEmpty)
    }

    @Test("Two TLPs on one object are warned of and the strictest is taken")
    func twoOnOne() throws {
        let bundle = try parse(Sample.bundle(Sample.marked(green2, amber1)))
        #expect(bundle.tlp == .amber)
        guard case .severalTLPs(let marks, let place) = bundle.warnings.first else {
            Issue.record("no warning of two marks: \(bundle.warnings)")
            return
        }
        #expect(marks == [.green, .amber])
        #expect(place.path == "objects[0]")
    }

    @Test("One colour twice, in TLP 1 and 2.0, is one mark")
    func sameColour() throws {
        let bundle = try parse(Sample.bundle(Sample.marked(amber2, amber1)))
        #expect(bundle.tlp == .amber)
        #expect(bundle.warnings.isEmpty)
    }

    @Test("Objects of different marks make the bundle as strict as the strictest, with a warning")
    func mixed() throws {
        let others = ["indicator--22222222-2222-4222-8222-222222222222", "indicator--33333333-3333-4333-8333-333333333333"]
        let bundle = try parse(
            Sample.bundle(Sample.marked(red2), Sample.marked(clear2, id: others[0]), Sample.marked(green1, id: others[1])))
        #expect(bundle.objects.map(\.tlp) == [.red, .clear, .green])
        #expect(bundle.tlp == .red)
        #expect(bundle.warnings == [.mixedTLPs([.clear, .green, .red])])
    }

    @Test("A definition that weakens a fixed identifier is warned of and does not weaken it")
    func laundering() throws {
        let bundle = try parse(Sample.bundle(Sample.definition(id: red2, tlp2("clear")), Sample.marked(red2)))
        #expect(bundle.tlp == .red)
        guard case .contradictoryDefinition([.clear, .red], _) = bundle.warnings.first else {
            Issue.record("no warning of the contradiction: \(bundle.warnings)")
            return
        }
    }

    @Test(
        "Of two definitions under one identifier the strictest counts, in either order",
        arguments: [["red", "green"], ["green", "red"]])
    func definedTwice(colours: [String]) throws {
        let definitions = colours.map { Sample.definition(id: own, tlp2($0)) }
        let bundle = try parse(Sample.bundle(definitions[0], definitions[1], Sample.marked(own)))
        #expect(bundle.objects.last?.tlp == .red)
        #expect(!bundle.warnings.isEmpty)
    }

    @Test(
        "A TLP definition that cannot be read is refused, never ignored",
        arguments: [
            (tlp1("purple"), STIXFault.unknownTLP("purple"), "objects[0].definition.tlp"),
            (tlp2("pink"), .unknownTLP("pink"), "objects[0].extensions.\(extensionID).tlp_2_0"),
            (#","definition_type":"tlp","definition":{"tlp":5}"#, .unknownTLP("5"), "objects[0].definition.tlp"),
            (#","definition_type":"tlp","definition":{}"#, .missing("tlp"), "objects[0].definition"),
            (#","definition_type":"tlp""#, .missing("definition"), "objects[0]"),
            (#","extensions":{"\#(extensionID)":{}}"#, .missing("tlp_2_0"), "objects[0].extensions.\(extensionID)"),
            (#","extensions":{"\#(extensionID)":"red"}"#, .wrongKind("a string", "an object"), "objects[0].extensions.\(extensionID)"),
        ])
    func unreadable(meaning: String, expected: STIXFault, path: String) {
        let found = fault(Sample.bundle(Sample.definition(id: own, meaning)))
        #expect(found.map(STIXFault.init) == expected)
        #expect(found?.path == path)
    }
}

@Suite("Versions in one bundle")
struct VersionTests {
    @Test("One version with two contents is warned of, whatever zeros end its time")
    func differs() throws {
        let bundle = try parse(Sample.bundle(Sample.indicator(), Sample.indicator(modified: "2024-02-07T00:00:00Z", name: "two")))
        #expect(bundle.objects.count == 2)
        guard case .sameVersionDiffers(Sample.indicatorID, "objects[0]", let place) = bundle.warnings.first else {
            Issue.record("no warning of two contents: \(bundle.warnings)")
            return
        }
        #expect(place.path == "objects[1]")
    }

    @Test("Two versions of one object, and one version written twice, are nothing to warn of")
    func fine() throws {
        let spaced = Sample.indicator().replacing(",", with: " ,\n ")
        let later = Sample.indicator(modified: "2024-02-08T00:00:00.000Z", name: "two")
        #expect(try parse(Sample.bundle(Sample.indicator(), spaced, later)).warnings.isEmpty)
    }

    @Test("Warnings beyond the limit are counted and not kept")
    func manyWarnings() throws {
        let objects = (0..<100).map { Sample.indicator(name: "n\($0)") }
        let bundle = try parse(Sample.bundle(objects.joined(separator: ",")))
        #expect(bundle.warningCount == 99)
        #expect(bundle.warnings.count == STIXLimits.warningsMax)
    }
}
