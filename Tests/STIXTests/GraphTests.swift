import STIX
import Testing

private let target = "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"

@Suite("The graph")
struct GraphTests {
    @Test("References are found at any depth, with the way to them")
    func references() throws {
        let object =
            #"{"type":"file","id":"file--\#(target)","name":"n","parent_directory_ref":"directory--\#(target)","note_ref":"no","#
            + #""extensions":{"archive-ext":{"contains_refs":["file--\#(target)",7]}},"object_marking_refs":["marking-definition--\#(target)"]}"#
        let bundle = try parse(Sample.bundle(object.replacing(",7", with: "")))
        let references = try bundle.references(of: #require(bundle.objects.first))
        #expect(
            references.map { "\($0.path) \($0.property) \($0.target)" } == [
                "parent_directory_ref parent_directory_ref directory--\(target)",
                "extensions.archive-ext.contains_refs[0] contains_refs file--\(target)",
                "object_marking_refs[0] object_marking_refs marking-definition--\(target)",
            ])
    }

    @Test("A relationship is one edge, a sighting one for each place where it was seen")
    func edges() throws {
        let common = #""spec_version":"2.1","created":"2024-02-07T00:00:00.000Z","modified":"2024-02-07T00:00:00.000Z""#
        let relationship = "relationship--\(target)"
        let sighting = "sighting--\(target)"
        let bundle = try parse(
            Sample.bundle(
                #"{"type":"relationship","id":"\#(relationship)",\#(common),"relationship_type":"uses","source_ref":"malware--\#(target)","target_ref":"tool--\#(target)"}"#,
                #"{"type":"sighting","id":"\#(sighting)",\#(common),"sighting_of_ref":"tool--\#(target)"}"#,
                #"{"type":"sighting","id":"\#(sighting)",\#(common),"sighting_of_ref":"tool--\#(target)","where_sighted_refs":["identity--\#(target)","location--\#(target)"]}"#,
                Sample.indicator()))
        let tool = "tool--\(target)"
        #expect(
            try bundle.objects.map { try bundle.edges(of: $0) } == [
                [STIXEdge(id: relationship, source: "malware--\(target)", type: "uses", target: tool)],
                [STIXEdge(id: sighting, source: nil, type: "sighting-of", target: tool)],
                [
                    STIXEdge(id: sighting, source: "identity--\(target)", type: "sighting-of", target: tool),
                    STIXEdge(id: sighting, source: "location--\(target)", type: "sighting-of", target: tool),
                ], [],
            ])
    }
}
