import Testing

@testable import STIX

/// A finding without its place, so that a table of cases can name it.
private func findings(_ object: String) throws -> [String] {
    let report = try STIXReport(checking: Array(Sample.bundle(object).utf8))
    return report.findings.map { "\($0.code.rawValue) \($0.path)" }
}

private let uuid = "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"

/// An object of a versioned type; `more` are further members with a comma before them.
private func versioned(_ type: String, _ more: String = "") -> String {
    #"{"type":"\#(type)","spec_version":"2.1","id":"\#(type)--\#(uuid)","created":"2024-02-07T00:00:00.000Z","#
        + #""modified":"2024-02-07T00:00:00.000Z"\#(more)}"#
}

/// An observable whose identifier nobody derived from its content.
private func observable(_ type: String, _ more: String) -> String {
    #"{"type":"\#(type)","id":"\#(type)--\#(uuid)"\#(more)}"#
}

@Suite("Findings")
struct ReportTests {
    @Test("A good bundle has no findings and would be taken")
    func good() throws {
        let report = try STIXReport(checking: Array(Sample.bundle(Sample.indicator()).utf8))
        #expect(report.findings.isEmpty)
        #expect(report.isGood)
        #expect(report.objectCount == 1)
        #expect(report.refusal == nil)
    }

    @Test(
        "What the standard demands of one property is told with its path",
        arguments: [
            (versioned("identity"), "missingProperty objects[0]"),
            (versioned("identity", #","name":7"#), "wrongKind objects[0].name"),
            (versioned("identity", #","name":null"#), "nullValue objects[0].name"),
            (versioned("identity", #","name":"n","roles":[]"#), "emptyList objects[0].roles"),
            (versioned("identity", #","name":"n","X":1"#), "badPropertyName objects[0].X"),
            (versioned("identity", #","name":"n","ab":1"#), "badPropertyName objects[0].ab"),
            (versioned("identity", #","name":"n","severity":1"#), "reservedName objects[0].severity"),
            (versioned("identity", #","name":"n","confidence":101"#), "outOfRange objects[0].confidence"),
            (versioned("identity", #","name":"n","confidence":1.5"#), "notWhole objects[0].confidence"),
            (versioned("identity", #","name":"n","lang":"e""#), "badForm objects[0].lang"),
            (versioned("identity", #","name":"n","revoked":"false""#), "wrongKind objects[0].revoked"),
            (versioned("identity", #","name":"n","extensions":{}"#), "emptyDictionary objects[0].extensions"),
            (versioned("identity", #","name":"n","extensions":{"a":{"b_c":1}}"#), "badExtension objects[0].extensions.a"),
            (
                versioned("identity", #","name":"n","extensions":{"extension-definition--\#(uuid)":{"a_b":1}}"#),
                "badExtension objects[0].extensions.extension-definition--\(uuid)"
            ),
            (versioned("identity", #","name":"n","created_by_ref":"tool--\#(uuid)""#), "wrongTarget objects[0].created_by_ref"),
            (
                versioned("identity", #","name":"n","external_references":[{"source_name":"s","url":"http://a/","hashes":{"MD5":"0"}}]"#),
                "badHash objects[0].external_references[0].hashes.MD5"
            ),
            (
                versioned("identity", #","name":"n","external_references":[{"source_name":"s"}]"#),
                "propertiesMissing objects[0].external_references[0]"
            ),
            (
                versioned("identity", #","name":"n","external_references":[{"source_name":"cve","external_id":"CVE-1"}]"#),
                "badForm objects[0].external_references[0].external_id"
            ),
            (versioned("opinion", #","opinion":"maybe","object_refs":["tool--\#(uuid)"]"#), "notInEnumeration objects[0].opinion"),
            (
                versioned("report", #","name":"n","published":"2024-02-07","object_refs":["tool--\#(uuid)"]"#),
                "badTimestamp objects[0].published"
            ),
            (
                versioned("report", #","name":"n","published":"2024-02-07T00:00:00Z","object_refs":["tool"]"#),
                "badIdentifier objects[0].object_refs[0]"
            ),
            (
                versioned(
                    "observed-data",
                    #","first_observed":"2024-02-07T00:00:00Z","last_observed":"2024-02-07T00:00:00Z","number_observed":0,"object_refs":["file--\#(uuid)"]"#
                ),
                "outOfRange objects[0].number_observed"
            ),
            (
                versioned(
                    "relationship", #","relationship_type":"uses","source_ref":"malware--\#(uuid)","target_ref":"sighting--\#(uuid)""#),
                "wrongTarget objects[0].target_ref"
            ),
            (
                versioned("relationship", #","relationship_type":"a b","source_ref":"x-a--\#(uuid)","target_ref":"x-a--\#(uuid)""#),
                "badForm objects[0].relationship_type"
            ),
            (versioned("sighting", #","sighting_of_ref":"file--\#(uuid)""#), "wrongTarget objects[0].sighting_of_ref"),
            (
                versioned("language-content", #","object_ref":"tool--\#(uuid)","contents":{"d":{"name":"x"}}"#),
                "badKey objects[0].contents.d"
            ),
            (Sample.indicator(created: "2024-02-07T00:00:00Z"), "timestampPrecision objects[0].created"),
            (
                Sample.indicator(#","granular_markings":[{"marking_ref":"marking-definition--\#(uuid)","selectors":["labels.[0]"]}]"#),
                "badSelector objects[0].granular_markings[0].selectors[0]"
            ),
            (#"{"type":"indicator","id":"indicator--\#(uuid)","spec_version":"2.2"}"#, "unknownVersion objects[0].spec_version"),
        ])
    func property(object: String, expected: String) throws {
        let found = try findings(object)
        #expect(found.contains(expected), "\(found)")
    }

    @Test(
        "What the standard demands of an observable is told with its path",
        arguments: [
            (observable("ipv4-addr", #","value":"300.1.1.1""#), "badForm objects[0].value"),
            (observable("ipv4-addr", #","value":"10.0.0.0/33""#), "badForm objects[0].value"),
            (observable("ipv6-addr", #","value":"2001:db8:::1""#), "badForm objects[0].value"),
            (observable("mac-addr", #","value":"00:1B:44:11:3A:B7""#), "badForm objects[0].value"),
            (observable("domain-name", #","value":"a..b""#), "badForm objects[0].value"),
            (observable("url", #","value":"example.org""#), "badForm objects[0].value"),
            (observable("email-addr", #","value":"nobody""#), "badForm objects[0].value"),
            (observable("file", #","size":1"#), "propertiesMissing objects[0]"),
            (observable("file", #","name":"n","size":-1"#), "outOfRange objects[0].size"),
            (observable("file", #","name":"n","magic_number_hex":"abc""#), "badHex objects[0].magic_number_hex"),
            (observable("file", #","name":"n","hashes":{"SHA-256":"00"}"#), "badHash objects[0].hashes.SHA-256"),
            (observable("file", #","name":"n","hashes":{"a b":"00"}"#), #"badKey objects[0].hashes["a b"]"#),
            (observable("file", #","name":"n","extensions":{"pdf-ext":{}}"#), "propertiesMissing objects[0].extensions.pdf-ext"),
            (
                observable("file", #","name":"n","extensions":{"windows-pebinary-ext":{"pe_type":"exe","sections":[{"size":1}]}}"#),
                "missingProperty objects[0].extensions.windows-pebinary-ext.sections[0]"
            ),
            (
                observable(
                    "file",
                    #","name":"n","extensions":{"windows-pebinary-ext":{"pe_type":"exe","time_date_stamp":"2024-02-07T00:00:00.0Z"}}"#),
                "badForm objects[0].extensions.windows-pebinary-ext.time_date_stamp"
            ),
            (observable("artifact", #","payload_bin":"QUJ""#), "badBinary objects[0].payload_bin"),
            (observable("artifact", #","payload_bin":"QUJD","url":"http://a/""#), "propertiesTogether objects[0]"),
            (observable("artifact", #","url":"http://a/""#), "propertyNeeded objects[0]"),
            (observable("email-message", #","is_multipart":true,"body":"b""#), "propertyForbidden objects[0].body"),
            (observable("network-traffic", #","protocols":["tcp"]"#), "propertiesMissing objects[0]"),
            (
                observable(
                    "network-traffic",
                    #","protocols":["tcp"],"src_ref":"ipv4-addr--\#(uuid)","extensions":{"socket-ext":{"address_family":"AF_INET","options":{"KEEP":1}}}"#
                ),
                "badKey objects[0].extensions.socket-ext.options.KEEP"
            ),
            (observable("process", #","spec_version":"2.1""#), "propertiesMissing objects[0]"),
            (observable("software", #","name":"n","cpe":"cpe:/a:b""#), "badForm objects[0].cpe"),
        ])
    func observables(object: String, expected: String) throws {
        let found = try findings(object)
        #expect(found.contains(expected), "\(found)")
    }

    @Test(
        "Rules over several properties are told at the later of them",
        arguments: [
            (Sample.indicator(#","valid_until":"2024-02-07T00:00:00.00Z""#), "timesOutOfOrder objects[0].valid_until"),
            (Sample.indicator(modified: "2024-02-06T23:59:59.999Z"), "timesOutOfOrder objects[0].modified"),
            (
                versioned("campaign", #","name":"n","first_seen":"2024-02-07T00:00:00.1Z","last_seen":"2024-02-07T00:00:00Z""#),
                "timesOutOfOrder objects[0].last_seen"
            ),
            (versioned("malware", #","is_family":true"#), "propertyNeeded objects[0]"),
            (versioned("location", #","latitude":1,"country":"DE""#), "propertyNeeded objects[0]"),
            (versioned("location", #","name":"n""#), "propertiesMissing objects[0]"),
            (versioned("malware-analysis", #","product":"p""#), "propertiesMissing objects[0]"),
            (Sample.definition(id: "marking-definition--\(uuid)", ""), "propertiesMissing objects[0]"),
            (
                Sample.definition(id: "marking-definition--\(uuid)", #","definition_type":"tlp","definition":{"tlp":"red"}"#),
                "badMarking objects[0].definition"
            ),
            (
                Sample.definition(
                    id: "marking-definition--\(uuid)",
                    #","definition_type":"statement","definition":{"statement":"s"},"object_marking_refs":["marking-definition--\#(uuid)"]"#
                ),
                "circularMarking objects[0].object_marking_refs[0]"
            ),
        ])
    func together(object: String, expected: String) throws {
        let found = try findings(object)
        #expect(found.contains(expected), "\(found)")
    }

    @Test(
        "What is only unusual is a warning and no fault",
        arguments: [
            (versioned("identity", #","name":"n","identity_class":"firm""#), "notInVocabulary objects[0].identity_class"),
            (versioned("identity", #","name":"n","x_own":1"#), "customProperty objects[0].x_own"),
            (versioned("x-own", #","name":"n""#), "customType objects[0].type"),
            (
                versioned(
                    "identity", #","name":"n","external_references":[{"source_name":"s","url":"http://a/","hashes":{"SHA-224":"00"}}]"#),
                "uncommonHash objects[0].external_references[0].hashes.SHA-224"
            ),
            (observable("file", #","name":"n""#), "otherDeterministicID objects[0].id"),
            (
                versioned("relationship", #","relationship_type":"uses","source_ref":"tool--\#(uuid)","target_ref":"malware--\#(uuid)""#),
                "uncommonRelationship objects[0].relationship_type"
            ),
            (Sample.indicator(id: "indicator--8e2e2d2b-17d4-5cbf-938f-98ee46b3cd3f"), "uncommonUUIDVersion objects[0].id"),
        ])
    func warnings(object: String, expected: String) throws {
        let report = try STIXReport(checking: Array(Sample.bundle(object).utf8))
        #expect(report.findings.map { "\($0.code.rawValue) \($0.path)" } == [expected])
        #expect(report.faultCount == 0)
        #expect(report.isGood)
    }

    @Test("What is defanged need not be spelled as an address")
    func defanged() throws {
        #expect(try findings(observable("url", #","value":"hxxp://a[.]b","defanged":true"#)) == ["otherDeterministicID objects[0].id"])
    }

    @Test("All findings come at once, in the order of the file, each with its line")
    func all() throws {
        let text = Sample.bundle(
            "\n" + versioned("identity", #","roles":[]"#), "\n" + #"{"type":"indicator","id":"indicator--\#(uuid)"}"#,
            "\n" + observable("url", #","value":"x""#))
        let report = try STIXReport(checking: Array(text.utf8))
        #expect(
            report.findings.filter { $0.level == .fault }.map { "\($0.place.line) \($0.code.rawValue) \($0.path)" } == [
                "2 missingProperty objects[0]", "2 emptyList objects[0].roles", "3 version20 objects[1]", "3 missingProperty objects[1]",
                "3 missingProperty objects[1]", "3 missingProperty objects[1]", "3 missingProperty objects[1]",
                "3 missingProperty objects[1]",
                "4 badForm objects[2].value",
            ])
        #expect(report.refusal.map(STIXFault.init) == .version20)
        #expect(report.refusal?.path == "objects[1]")
    }

    @Test("Findings are bounded in number, and all are counted")
    func bounded() throws {
        let object = versioned("identity", #","name":"n","roles":["# + Array(repeating: "1", count: 1_500).joined(separator: ",") + "]")
        let report = try STIXReport(checking: Array(Sample.bundle(object).utf8))
        #expect(report.findings.count == STIXLimits.findingsMax)
        #expect(report.faultCount == 1_500)
    }

    @Test("Extensions say what is new, so that nothing of it is told")
    func extended() throws {
        let id = "extension-definition--\(uuid)"
        #expect(
            try findings(versioned("x-new", #","any_thing":1,"extensions":{"\#(id)":{"extension_type":"new-sdo"}}"#)).isEmpty)
        #expect(
            try findings(
                versioned("identity", #","name":"n","toxicity":1,"extensions":{"\#(id)":{"extension_type":"toplevel-property-extension"}}"#)
            ).isEmpty)
        #expect(
            try findings(
                versioned("identity", #","name":"n","toxicity":1,"extensions":{"\#(id)":{"extension_type":"property-extension"}}"#))
                == ["customProperty objects[0].toxicity"])
    }

    @Test("Versions of one object in a bundle are held to the rules of versions")
    func versions() throws {
        let first = Sample.indicator()
        #expect(try codes(first, first) == ["repeatedObject"])
        #expect(try codes(first, Sample.indicator(name: "two")) == ["sameVersionDiffers"])
        let system = #"{"type":"autonomous-system","id":"autonomous-system--9ad79ee3-2fde-5015-b0cc-7a96404effca","number":64496"#
        #expect(try codes(system + "}", system + #","name":"n"}"#) == ["repeatedObject"])
        #expect(try codes(first, Sample.indicator(modified: "2024-03-01T00:00:00.000Z", name: "two")).isEmpty)
        #expect(
            try codes(first, Sample.indicator(created: "2024-01-01T00:00:00.000Z", modified: "2024-03-01T00:00:00.000Z"))
                == ["createdChanged"])
        #expect(
            try codes(first, Sample.indicator(modified: "2024-03-01T00:00:00.000Z", #","created_by_ref":"identity--\#(uuid)""#))
                == ["creatorChanged"])
        #expect(
            try codes(
                Sample.indicator(modified: "2024-03-01T00:00:00.000Z", #","revoked":true"#),
                Sample.indicator(modified: "2024-04-01T00:00:00.000Z"))
                == ["changedAfterRevocation"])
    }

    private func codes(_ first: String, _ second: String) throws -> [String] {
        try STIXReport(checking: Array(Sample.bundle(first, second).utf8)).findings.map(\.code.rawValue)
    }

    @Test("The deprecated container is looked into, its references being its keys")
    func container() throws {
        let object = versioned(
            "observed-data",
            #","first_observed":"2024-02-07T00:00:00Z","last_observed":"2024-02-07T00:00:00Z","number_observed":1,"objects":{"#
                + #""0":{"type":"ipv4-addr","value":"x"},"1":{"type":"network-traffic","protocols":["tcp"],"src_ref":"0","dst_ref":"7"}}"#)
        #expect(
            try findings(object) == [
                "deprecatedProperty objects[0].objects", "badForm objects[0].objects.0.value", "badIdentifier objects[0].objects.1.dst_ref",
            ])
    }

    @Test("Every type of the standard has a table, and every sort of finding a level and a remedy")
    func tables() {
        for type in STIXTargets.observableTypes.union(STIXTargets.domainTypes).union([
            "relationship", "sighting", "marking-definition", "language-content", "extension-definition",
        ]) {
            #expect(STIXSchema.structure(of: type)?.name == type)
        }
        #expect(Set(STIXDeterministicID.contributing.keys) == STIXTargets.observableTypes)
        for code in STIXFinding.Code.allCases { #expect(code.remedy.hasSuffix(".")) }
    }
}
