import STIX
import Testing

private let customID = "x-new--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"
private let markingID = "marking-definition--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"

@Suite("Bundles")
struct BundleTests {
    @Test("A bundle is read and its octets stay exactly as they came")
    func good() throws {
        let url = #"{"type":"url","id":"url--c1477287-23ac-5971-a010-5c287877fa60"}"#
        let text =
            "\n { \"objects\" : [ \(Sample.indicator()) ,\r\n \(url)"
            + " ], \"id\":\"\(Sample.bundleID)\", \"x_other\": 1.50, \"type\": \"bundle\" }\n"
        let bundle = try parse(text)
        #expect(bundle.bytes == Array(text.utf8))
        #expect(bundle.id == Sample.bundleID)
        #expect(bundle.objects.map(\.type) == ["indicator", "url"])
        #expect(bundle.tlp == nil)
        #expect(bundle.warnings.isEmpty)
        let first = try #require(bundle.objects.first)
        #expect(first.id == Sample.indicatorID)
        #expect(first.specVersion == "2.1")
        #expect(first.created == "2024-02-07T00:00:00.000Z")
        #expect(first.modified == "2024-02-07T00:00:00.000Z")
        #expect(first.name == "one")
        #expect(String(decoding: bundle.bytes(of: first), as: UTF8.self) == Sample.indicator())
        #expect(bundle.objects.last?.created == nil)
    }

    @Test(
        "What is not a bundle is refused by name and place",
        arguments: [
            ("[]", STIXFault.notABundle("an array"), ""),
            ("\"bundle\"", .notABundle("a string"), ""),
            ("17", .notABundle("a number"), ""),
            ("{}", .notABundle("JSON without a type"), ""),
            (#"{"Event":{"info":"x"}}"#, .notABundle("a MISP event"), ""),
            (#"{"document":{"csaf_version":"2.0"}}"#, .notABundle("a CSAF advisory"), ""),
            (#"{"objects":[]}"#, .notABundle("a list of objects without a type, such as a TAXII envelope"), ""),
            (#"{"type":"indicator"}"#, .wrongType("indicator"), "type"),
            (#"{"type":"bundle"}"#, .noObjects, ""),
            (#"{"type":"bundle","objects":[]}"#, .noObjects, "objects"),
            (#"{"type":"bundle","objects":{}}"#, .wrongKind("an object", "an array"), "objects"),
            (#"{"type":"bundle","objects":[[]]}"#, .wrongKind("an array", "an object"), "objects[0]"),
            (#"{"type":"bundle","objects":[{}]}"#, .missing("id"), ""),
            (#"{"type":"bundle","id":"bundle--1","objects":[{}]}"#, .badIdentifier("bundle--1"), "id"),
            (#"{"type":"bundle","id":7,"objects":[{}]}"#, .wrongKind("a number", "a string"), "id"),
            (#"{"type":"bundle","spec_version":"2.0","objects":[]}"#, .version20, "spec_version"),
            (#"{"type":"bundle","spec_version":"3.0","objects":[]}"#, .unknownVersion("3.0"), "spec_version"),
        ])
    func notABundle(text: String, expected: STIXFault, path: String) {
        #expect(fault(text).map(STIXFault.init) == expected)
        #expect(fault(text)?.path == path)
    }

    @Test(
        "An object without what it must have is refused by name and place",
        arguments: [
            ("{}", STIXFault.missing("type"), "objects[1]"),
            (#"{"type":"indicator"}"#, .missing("id"), "objects[1]"),
            (#"{"type":"In dicator"}"#, .badType("In dicator"), "objects[1].type"),
            (#"{"type":null}"#, .wrongKind("null", "a string"), "objects[1].type"),
            (
                #"{"type":"indicator","id":"indicator-8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"}"#,
                .badIdentifier("indicator-8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"), "objects[1].id"
            ),
            (
                #"{"type":"indicator","id":"indicator--8e2e2d2b17d44cbf938f98ee46b3cd3f"}"#,
                .badIdentifier("indicator--8e2e2d2b17d44cbf938f98ee46b3cd3f"), "objects[1].id"
            ),
            (#"{"type":"malware","id":"\#(Sample.indicatorID)"}"#, .otherType(Sample.indicatorID, "malware"), "objects[1].id"),
            (#"{"type":"indicator","id":"\#(Sample.indicatorID)"}"#, .version20, "objects[1]"),
            (#"{"type":"x-new","id":"\#(customID)","created":"2024-02-07T00:00:00Z"}"#, .version20, "objects[1]"),
            (#"{"type":"indicator","id":"\#(Sample.indicatorID)","spec_version":"2.0"}"#, .version20, "objects[1].spec_version"),
            (
                #"{"type":"indicator","id":"\#(Sample.indicatorID)","spec_version":2.1}"#,
                .wrongKind("a number", "a string"), "objects[1].spec_version"
            ),
            (#"{"type":"indicator","id":"\#(Sample.indicatorID)","spec_version":"2.1"}"#, .missing("created"), "objects[1]"),
            (
                #"{"type":"indicator","id":"\#(Sample.indicatorID)","spec_version":"2.1","created":"2024-02-07T00:00:00Z"}"#,
                .missing("modified"), "objects[1]"
            ),
            (
                #"{"type":"x-new","id":"\#(customID)","spec_version":"2.1","created":"2024-02-07T00:00:00Z"}"#,
                .missing("modified"), "objects[1]"
            ),
            (
                #"{"type":"marking-definition","id":"\#(markingID)","spec_version":"2.1"}"#,
                .missing("created"), "objects[1]"
            ),
            (Sample.indicator(created: "2022-101-27T00:00:00.000Z"), .badTimestamp("2022-101-27T00:00:00.000Z"), "objects[1].created"),
            (Sample.indicator(#","valid_until":"soon""#), .badTimestamp("soon"), "objects[1].valid_until"),
            (Sample.indicator(#","object_marking_refs":"x""#), .wrongKind("a string", "an array"), "objects[1].object_marking_refs"),
            (Sample.indicator(#","object_marking_refs":[null]"#), .wrongKind("null", "a string"), "objects[1].object_marking_refs[0]"),
            (Sample.indicator(#","object_marking_refs":["TLP:RED"]"#), .badIdentifier("TLP:RED"), "objects[1].object_marking_refs[0]"),
            (Sample.marked(Sample.identityID), .otherType(Sample.identityID, "marking-definition"), "objects[1].object_marking_refs[0]"),
            (Sample.indicator(#","granular_markings":[1]"#), .wrongKind("a number", "an object"), "objects[1].granular_markings[0]"),
        ])
    func badObject(object: String, expected: STIXFault, path: String) {
        let good = #"{"type":"url","id":"url--c1477287-23ac-5971-a010-5c287877fa60","value":"https://example.org/"}"#
        let found = fault(Sample.bundle(good, object))
        #expect(found.map(STIXFault.init) == expected)
        #expect(found?.path == path)
    }

    @Test("A fault tells line and column in a file of several lines")
    func place() throws {
        let lines = Sample.bundle(Sample.indicator(created: "2022-101-27T00:00:00.000Z"))
            .replacing(",\"", with: ",\n  \"")
        let found = try #require(fault(lines))
        #expect(found.line == 6)
        #expect(found.column == 13)
        #expect(found.description.hasPrefix("line 6, column 13, at objects[0].created: \"2022-101-27T00:00:00.000Z\" is not a timestamp"))
    }

    @Test(
        "Moments of the calendar are timestamps",
        arguments: [
            "2024-02-29T23:59:59Z", "2000-02-29T00:00:00.0Z", "2016-12-31T23:59:60Z", "2024-02-07T00:00:00.123456789012Z",
            "0001-01-01T00:00:00Z",
        ])
    func timestamp(text: String) {
        #expect(fault(Sample.bundle(Sample.indicator(modified: text))) == nil)
    }

    @Test(
        "What is no moment of the calendar is refused",
        arguments: [
            "2022-101-27T00:00:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z",
            "2024-04-31T00:00:00Z", "2024-01-00T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:60Z",
            "2024-01-01T00:00:00", "2024-01-01T00:00:00+00:00", "2024-01-01 00:00:00Z", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00,5Z",
            "2024-01-01t00:00:00z", "2024-01-01", "", "2024-01-01T00:00:00.5", "24-01-01T00:00:00.000Z",
        ])
    func notATimestamp(text: String) {
        #expect(fault(Sample.bundle(Sample.indicator(modified: text))).map(STIXFault.init) == .badTimestamp(text))
    }

    @Test("A custom observable needs no times, and unknown properties and types are kept")
    func custom() throws {
        let object = #"{"type":"x-sensor","id":"x-sensor--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","spec_version":"2.1","x":{"y":[1]}}"#
        let bundle = try parse(Sample.bundle(object))
        #expect(bundle.objects.map(\.type) == ["x-sensor"])
        #expect(bundle.objects.first.map { String(decoding: bundle.bytes(of: $0), as: UTF8.self) } == object)
    }

    @Test("A name that is no string is no name")
    func nameOfOtherKind() throws {
        let object = Sample.indicator().replacing(#""name":"one""#, with: #""name":["one"]"#)
        #expect(try parse(Sample.bundle(object)).objects.first?.name == .some(nil))
    }

    @Test("Of 29,855 objects not one is lost")
    func nothingIsCut() throws {
        let count = 29_855
        let objects = (0..<count).map { number in
            let suffix = String(number, radix: 16)
            let digits = String(repeating: "0", count: 12 - suffix.count) + suffix
            return #"{"type":"url","id":"url--c1477287-23ac-5971-a010-\#(digits)","value":"https://example.org/\#(number)"}"#
        }
        let bundle = try parse(#"{"type":"bundle","id":"\#(Sample.bundleID)","objects":["# + objects.joined(separator: ",") + "]}")
        #expect(bundle.objects.count == count)
        #expect(bundle.objects.last.map { String(decoding: bundle.bytes(of: $0), as: UTF8.self) } == objects.last)
    }

    @Test("More objects than the limit are refused")
    func tooManyObjects() {
        let count = STIXLimits.objectsMax + 1
        let list = [UInt8]("{},".utf8)
        var bytes = Array(#"{"type":"bundle","objects":["#.utf8)
        bytes.reserveCapacity(count * 3 + 64)
        for _ in 1..<count { bytes += list }
        bytes += Array("{}]}".utf8)
        #expect(fault(bytes).map(STIXFault.init) == .tooManyObjects(count))
    }

    @Test(
        "Every error has a remedy in a whole sentence",
        arguments: ["", "[]", "{\"a\":1,\"a\":2}", #"{"type":"bundle","spec_version":"2.0"}"#])
    func remedies(text: String) throws {
        let found = try #require(fault(text))
        #expect(found.remedy.hasSuffix("."))
        #expect(found.remedy.first?.isUppercase == true)
        #expect(found.description.contains(found.reason))
    }
}
