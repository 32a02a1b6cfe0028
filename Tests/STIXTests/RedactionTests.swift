import Policy
import Testing

@testable import STIX

@Suite("Taking something out of a draft")
struct RedactionTests {
    private let identity =
        #"{ "type": "identity", "spec_version": "2.1", "id": "\#(Sample.identityID)", "created": "2024-02-07T00:00:00Z","#
        + #" "modified": "2024-02-07T00:00:00Z", "name": "us" }"#

    private func redact(_ text: String, properties: [String] = [], types: [String] = []) throws(RedactionFault) -> String {
        do {
            let bundle = try parse(text).redacted(by: Redaction(properties: properties, types: types))
            return String(decoding: bundle.bytes, as: UTF8.self)
        } catch let error as RedactionFault {
            throw error
        } catch {
            Issue.record("no bundle: \(error)")
            return ""
        }
    }

    @Test(
        "Named properties go wherever they stand, with their comma; every other octet stays",
        arguments: [
            (#","description":"secret""#, ""), (#", "x_one" : {"a":1} , "x_two":[1,2] "#, " "),
            (#","external_references":[{"source_name":"a", "description":"b"}]"#, #","external_references":[{"source_name":"a"}]"#),
            (#","external_references":[{"description":"b" ,"source_name":"a"}]"#, #","external_references":[{"source_name":"a"}]"#),
            (#","extra":{"x_a":1}"#, ""), (#","extra":[{"x_a":1},2]"#, #","extra":[2]"#),
            (#","extra":{},"list":[]"#, #","extra":{},"list":[]"#),
            (#","xfer":"stays" , "Description":1"#, #","xfer":"stays" , "Description":1"#), (#","descr\u0069ption":1"#, ""),
        ])
    func properties(before: String, after: String) throws {
        let text = Sample.bundle(Sample.indicator(before))
        #expect(try redact(text, properties: ["description", "x_*"]) == Sample.bundle(Sample.indicator(after)))
    }

    @Test(
        "Selectors of granular markings follow what is left: those of what is gone go, and places in lists are counted anew",
        arguments: [
            ("[\"description\"]", nil), ("[\"name\",\"description\"]", "[\"name\"]"), ("[\"description\", \"name\"]", "[\"name\"]"),
            ("[\"x_gone.deep\"]", nil), ("[\"list.[0].x_a\"]", nil), ("[\"list.[0]\"]", nil), ("[\"list.[1].b\"]", "[\"list.[0].b\"]"),
            ("[\"list.[2]\",\"list\"]", "[\"list.[1]\",\"list\"]"), ("[\"list.[9]\"]", "[\"list.[9]\"]"),
            ("[\"nowhere\"]", "[\"nowhere\"]"), ("[]", "[]"),
        ] as [(String, String?)])
    func selectors(before: String, after: String?) throws {
        func sample(_ gone: String, list: String, selectors: [String]) -> String {
            let markings = selectors.map {
                #"{"marking_ref":"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9","selectors":\#($0)}"#
            }
            let member = markings.isEmpty ? "" : #","granular_markings":[\#(markings.joined(separator: ","))]"#
            return Sample.bundle(Sample.indicator(gone + #","list":[\#(list)]"# + member))
        }
        let gone = #","description":"d","x_gone":{"deep":1}"#
        let list = (before: #"{"x_a":1},{"b":2},3"#, after: #"{"b":2},3"#)
        let redacted = try redact(sample(gone, list: list.before, selectors: [before]), properties: ["description", "x_*"])
        #expect(redacted == sample("", list: list.after, selectors: [after].compactMap(\.self)))
        let two = try redact(sample(gone, list: list.before, selectors: [before, #"["name"]"#]), properties: ["description", "x_*"])
        #expect(two == sample("", list: list.after, selectors: [after, #"["name"]"#].compactMap(\.self)))
    }

    @Test("Objects go by their type, and with them what refers to them")
    func types() throws {
        let report =
            #"{"type":"report","spec_version":"2.1","id":"report--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3e","#
            + #""created":"2024-02-07T00:00:00Z","modified":"2024-02-07T00:00:00Z","name":"r","published":"2024-02-07T00:00:00Z","object_refs":["#
        let refs = #""\#(Sample.identityID)" , "\#(Sample.indicatorID)""#
        let text = Sample.bundle(identity, Sample.indicator(#","created_by_ref":"\#(Sample.identityID)""#), report + refs + "]}")
        let expected = Sample.bundle(Sample.indicator(), report + #""\#(Sample.indicatorID)"]}"#)
        #expect(try redact(text, types: ["identity"]) == expected)
        #expect(try redact(text, types: ["report", "identity"]) == Sample.bundle(Sample.indicator()))
        #expect(try redact(text, types: ["malware"]) == text)
        #expect(try redact(text) == text)
    }

    @Test("A reference that its object must have is not left without its end")
    func dangling() {
        let link =
            #"{"type":"relationship","spec_version":"2.1","id":"relationship--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3d","#
            + #""created":"2024-02-07T00:00:00Z","modified":"2024-02-07T00:00:00Z","relationship_type":"x","source_ref":"\#(Sample.indicatorID)","#
            + #""target_ref":"\#(Sample.identityID)"}"#
        let text = Sample.bundle(identity, Sample.indicator(), link)
        #expect(throws: RedactionFault.danglingReference(path: "objects[2].target_ref", to: Sample.identityID)) {
            try redact(text, types: ["identity"])
        }
        let note =
            #"{"type":"note","spec_version":"2.1","id":"note--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3c","#
            + #""created":"2024-02-07T00:00:00Z","modified":"2024-02-07T00:00:00Z","content":"x","object_refs":["\#(Sample.identityID)"]}"#
        #expect(throws: RedactionFault.danglingReference(path: "objects[1].object_refs", to: Sample.identityID)) {
            try redact(Sample.bundle(identity, note), types: ["identity"])
        }
    }

    @Test("What an object must have is not taken out, nor the last object, nor a mark")
    func required() throws {
        let text = Sample.bundle(Sample.indicator())
        #expect(throws: RedactionFault.requiredProperty(path: "objects[0].pattern")) { try redact(text, properties: ["pattern*"]) }
        #expect(throws: RedactionFault.nothingLeft) { try redact(text, types: ["indicator"]) }
        let marked = Sample.bundle(Sample.marked("marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"))
        #expect(try redact(marked, properties: ["object_marking_refs", "id", "object*"], types: ["marking-definition"]) == marked)
        for fault in [RedactionFault.requiredProperty(path: "a"), .danglingReference(path: "a", to: "b"), .nothingLeft] {
            #expect(fault.reason.hasSuffix(".") && fault.remedy.hasSuffix("."))
        }
    }

    @Test("Facts for rules are read from all objects")
    func facts() throws {
        let text = Sample.bundle(
            identity, Sample.indicator(#","labels":["b","a"],"confidence":70"#),
            Sample.indicator(id: "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd31", #","labels":["a",5],"confidence":40"#))
        let facts = try STIXFacts(of: parse(text))
        #expect(facts.types == ["identity", "indicator"])
        #expect(facts.labels == ["a", "b"])
        #expect(facts.confidence == 40)
        #expect(try STIXFacts(of: parse(Sample.bundle(identity))).confidence == nil)
    }
}
