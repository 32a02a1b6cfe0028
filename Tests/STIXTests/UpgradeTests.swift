import Policy
import STIX
import Testing

private let uuid = "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"
private let amber = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"

/// An object of STIX 2.0; `more` are further members with a comma before them.
private func old(_ type: String, _ more: String = "") -> String {
    #"{"type":"\#(type)","id":"\#(type)--\#(uuid)","created":"2017-02-07T00:00:00.000Z","modified":"2017-02-07T00:00:00.000Z"\#(more)}"#
}

/// A bundle of STIX 2.0.
private func oldBundle(_ objects: String...) -> String {
    #"{"type":"bundle","id":"\#(Sample.bundleID)","spec_version":"2.0","objects":["# + objects.joined(separator: ",") + "]}"
}

private func upgrade(_ text: String) throws -> STIXUpgrade { try STIXUpgrade(of: Array(text.utf8)) }

/// The object of that number after an upgrade, as text.
private func object(_ number: Int, of upgrade: STIXUpgrade) throws -> String {
    let bundle = try STIXBundle(parsing: upgrade.bytes)
    try #require(bundle.objects.count > number)
    return String(decoding: bundle.bytes(of: bundle.objects[number]), as: UTF8.self)
}

@Suite("STIX 2.0 becomes 2.1")
struct UpgradeTests {
    @Test(
        "Each sort of object gets what 2.1 asks of it and keeps all else",
        arguments: [
            (
                old(
                    "indicator",
                    #","labels":["malicious-activity","our-own"],"pattern":"[a:b = 1]","valid_from":"2017-02-07T00:00:00Z","x_more":1.50"#),
                #","indicator_types":["malicious-activity"],"labels":["our-own"],"pattern":"[a:b = 1]","valid_from":"2017-02-07T00:00:00Z","x_more":1.50,"pattern_type":"stix"}"#,
                [STIXUpgradeNote.Code.labelKept]
            ),
            (
                old("malware", #","name":"n","labels":["worm"]"#), #","name":"n","malware_types":["worm"],"is_family":true}"#,
                [.familyAssumed]
            ),
            (old("identity", #","name":"n","labels":["analyst"]"#), #","name":"n","roles":["analyst"]}"#, []),
            (
                old("report", #","name":"n","labels":["tool","mine"],"published":"2017-02-07T00:00:00Z","object_refs":["tool--\#(uuid)"]"#),
                #","name":"n","report_types":["tool"],"labels":["mine"],"published":"2017-02-07T00:00:00Z","object_refs":["tool--\#(uuid)"]}"#,
                [.labelKept]
            ),
            (old("campaign", #","name":"n","labels":["any"]"#), #","name":"n","labels":["any"]}"#, []),
            (
                old(
                    "indicator",
                    #","labels":["benign"],"pattern":"[process:binary_ref.name = 'a' AND process:created > t'2017-02-07T00:00:00Z']","valid_from":"2017-02-07T00:00:00Z""#
                ),
                #","indicator_types":["benign"],"pattern":"[process:image_ref.name = 'a' AND process:created_time > t'2017-02-07T00:00:00Z']","valid_from":"2017-02-07T00:00:00Z","pattern_type":"stix"}"#,
                [.patternRewritten]
            ),
            (
                old("indicator", #","pattern":"[file:name","valid_from":"2017-02-07T00:00:00Z""#),
                #","pattern":"[file:name","valid_from":"2017-02-07T00:00:00Z","pattern_type":"stix"}"#, [.patternKept]
            ),
            (
                old(
                    "tool",
                    #","name":"n","labels":["remote-access"],"granular_markings":[{"marking_ref":"\#(amber)","selectors":["labels"]},{"marking_ref":"\#(amber)","selectors":["name"]}]"#
                ),
                #","name":"n","tool_types":["remote-access"],"object_marking_refs":["\#(amber)"],"granular_markings":[{"marking_ref":"\#(amber)","selectors":["name"]}]}"#,
                [.markingWidened]
            ),
        ])
    func objects(given: String, rest: String, notes: [STIXUpgradeNote.Code]) throws {
        let result = try upgrade(oldBundle(given))
        let type = try #require(given.dropFirst(9).split(separator: "\"").first)
        #expect(
            try object(0, of: result)
                == #"{"type":"\#(type)","spec_version":"2.1","id":"\#(type)--\#(uuid)","created":"2017-02-07T00:00:00.000Z","#
                + #""modified":"2017-02-07T00:00:00.000Z""# + rest)
        #expect(result.notes.map(\.code) == notes)
        #expect(result.convertedCount == 1)
    }

    @Test("Observables come out of their container with identifiers of their content, joined as they were, and as strictly marked")
    func observed() throws {
        let container =
            #","first_observed":"2017-02-07T00:00:00Z","last_observed":"2017-02-07T00:00:00Z","number_observed":1,"object_marking_refs":["\#(amber)"],"#
            + #""objects":{"0":{"type":"ipv4-addr","value":"198.51.100.3"},"#
            + #""1":{"type":"network-traffic","src_ref":"0","dst_port":80,"protocols":["tcp","http"],"dst_ref":"9"},"#
            + #""2":{"type":"process","name":"p","binary_ref":"3","created":"2017-02-07T00:00:00Z"},"#
            + #""3":{"type":"file","name":"f","hashes":{"ssdeep":"3:a:b"},"is_encrypted":false}}"#
        let result = try upgrade(oldBundle(old("observed-data", container)))
        let bundle = try STIXBundle(parsing: result.bytes)
        #expect(bundle.objects.map(\.type) == ["observed-data", "ipv4-addr", "network-traffic", "process", "file"])
        #expect(bundle.objects.allSatisfy { $0.tlp == .amber })
        #expect(bundle.objects[1].id == "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4")
        #expect(try bundle.deterministicID(of: bundle.objects[2]) == bundle.objects[2].id)
        #expect(try bundle.deterministicID(of: bundle.objects[4]) == bundle.objects[4].id)
        #expect(
            try bundle.references(of: bundle.objects[0]).filter { $0.property == "object_refs" }.map(\.target)
                == bundle.objects.dropFirst().map(\.id))
        #expect(try bundle.references(of: bundle.objects[2]).map(\.path) == ["object_marking_refs[0]", "src_ref"])
        #expect(try bundle.references(of: bundle.objects[3]).map(\.target).contains(bundle.objects[4].id))
        #expect(try object(3, of: result).contains(#""created_time":"2017-02-07T00:00:00Z""#))
        #expect(try object(4, of: result).contains(#""hashes":{"SSDEEP":"3:a:b"}"#))
        #expect(result.notes.map(\.code) == [.referenceDropped, .propertyKept, .propertyKept])
        #expect(result.notes.first?.place.path == "objects[0].objects.1.dst_ref")
        #expect(try STIXReport(checking: result.bytes).faultCount == 0)
    }

    @Test("A marking on a part of the container marks all that comes out of it")
    func partlyMarked() throws {
        let result = try upgrade(
            oldBundle(
                old(
                    "observed-data",
                    #","first_observed":"2017-02-07T00:00:00Z","last_observed":"2017-02-07T00:00:00Z","number_observed":1,"#
                        + #""granular_markings":[{"marking_ref":"\#(amber)","selectors":["objects.0.value"]}],"#
                        + #""objects":{"0":{"type":"url","value":"http://a/"}}"#)))
        let bundle = try STIXBundle(parsing: result.bytes)
        #expect(bundle.objects.map(\.tlp) == [.amber, .amber])
        #expect(result.notes.map(\.code) == [.markingWidened])
    }

    @Test("Observables that refer to each other in a circle get identifiers all the same")
    func circle() throws {
        let result = try upgrade(
            oldBundle(
                old(
                    "observed-data",
                    #","first_observed":"2017-02-07T00:00:00Z","last_observed":"2017-02-07T00:00:00Z","number_observed":1,"objects":{"#
                        + #""0":{"type":"network-traffic","src_ref":"1","protocols":["tcp"]},"1":{"type":"network-traffic","src_ref":"0","protocols":["tcp"]}}"#
                )))
        let bundle = try STIXBundle(parsing: result.bytes)
        #expect(Set(bundle.objects.map(\.id)).count == 3)
        #expect(result.notes.map(\.code) == [.identifierMade])
        let targets = try bundle.objects.dropFirst().flatMap { try bundle.references(of: $0).map(\.target) }
        #expect(Set(targets) == Set(bundle.objects.dropFirst().map(\.id)))
    }

    @Test("A chain of references longer than any bound is converted and does not exhaust the stack")
    func chain() throws {
        let count = 5_000
        let links = (0..<count).map { #""\#($0)":{"type":"network-traffic","src_ref":"\#($0 + 1)","protocols":["tcp"]}"# }
        let result = try upgrade(
            oldBundle(
                old(
                    "observed-data",
                    #","first_observed":"2017-02-07T00:00:00Z","last_observed":"2017-02-07T00:00:00Z","number_observed":1,"objects":{"#
                        + links.joined(separator: ",") + #","\#(count)":{"type":"ipv4-addr","value":"198.51.100.3"}}"#)))
        #expect(try STIXBundle(parsing: result.bytes).objects.count > 2)
    }

    @Test("The same file gives the same octets, and what is 2.1 stays as it is written")
    func same() throws {
        let modern = Sample.indicator(#" , "x_spaced" : [ 1 ]"#)
        let text = Sample.bundle(modern, old("tool", #","name":"n","labels":["unknown"],"created_by_ref":"identity--\#(uuid)""#))
        #expect(fault(text).map(STIXFault.init) == .version20)
        let result = try upgrade(text)
        #expect(try upgrade(text).bytes == result.bytes)
        #expect(try object(0, of: result) == modern)
        #expect(result.convertedCount == 1)
        let more = try upgrade(
            oldBundle(old("campaign", #","name":"n""#)).replacing(#""spec_version":"2.0""#, with: #""x_more": { "a" : 1 }"#))
        #expect(String(decoding: more.bytes, as: UTF8.self).contains(#","x_more":{ "a" : 1 },"objects":["#))
        let again = try STIXUpgrade(of: result.bytes)
        #expect(again.bytes == result.bytes)
        #expect(again.convertedCount == 0)
    }

    @Test("What is neither is refused, as reading refuses it")
    func refused() {
        #expect(throws: STIXError.self) { try upgrade("[]") }
        #expect(throws: STIXError.self) { try upgrade(oldBundle()) }
        #expect(throws: STIXError.self) { try upgrade(oldBundle(#"{"type":"tool","id":"tool"}"#)) }
        #expect(throws: STIXError.self) { try upgrade(oldBundle(#"{"type":"tool","id":"tool--\#(uuid)"}"#)) }
    }
}
