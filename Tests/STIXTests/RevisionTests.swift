import STIX
import Testing

/// A version of the sample indicator.
private func revision(
    created: String = "2024-02-07T00:00:00.000Z", modified: String, name: String = "one", _ more: String = ""
) throws -> STIXRevision {
    let bundle = try parse(Sample.bundle(Sample.indicator(created: created, modified: modified, name: name, more)))
    return try STIXRevision(of: #require(bundle.objects.first), in: bundle)
}

@Suite("Versions")
struct RevisionTests {
    @Test("A later version follows, an earlier one goes before, whatever the spelling of their moments")
    func order() throws {
        let first = try revision(modified: "2024-02-07T00:00:00.000Z")
        let second = try revision(modified: "2024-02-07T00:00:00.0001Z", name: "two")
        #expect(first.succession(of: second) == .later)
        #expect(second.succession(of: first) == .earlier)
        #expect(first < second)
        #expect(
            try first.succession(of: revision(created: "2024-02-07T00:00:00Z", modified: "2024-02-07T00:00:00.0Z")) == .sameVersionDiffers)
        #expect(try first.succession(of: revision(modified: "2024-02-07T00:00:00.000Z")) == .same)
    }

    @Test("The order of members is no difference, another value is one")
    func content() throws {
        let text =
            #"{"name":"n","type":"identity","spec_version":"2.1","modified":"2024-02-07T00:00:00.000Z","created":"2024-02-07T00:00:00.000Z","#
            + #""id":"\#(Sample.identityID)"}"#
        let other =
            #"{ "type":"identity","spec_version":"2.1","id":"\#(Sample.identityID)","created":"2024-02-07T00:00:00.000Z","#
            + #""modified":"2024-02-07T00:00:00.000Z", "name":"\u006E"}"#
        let bundle = try parse(Sample.bundle(text, other))
        let revisions = try bundle.objects.map { try STIXRevision(of: $0, in: bundle) }
        #expect(revisions[0].succession(of: revisions[1]) == .same)
        #expect(try revision(modified: "2024-02-07T00:00:00.000Z").succession(of: revisions[0]) == .otherObject)
    }

    @Test("Whoever made an object and when is the same in all versions")
    func origin() throws {
        let first = try revision(modified: "2024-02-07T00:00:00.000Z")
        let march = "2024-03-01T00:00:00.000Z"
        #expect(try first.succession(of: revision(created: "2024-02-08T00:00:00.000Z", modified: march)) == .createdChanged)
        #expect(try first.succession(of: revision(created: "2024-02-07T00:00:00.000000Z", modified: march)) == .later)
        #expect(try first.succession(of: revision(modified: march, #","created_by_ref":"\#(Sample.identityID)""#)) == .creatorChanged)
    }

    @Test("Nothing comes after the version that revokes an object, in whichever order the two are read")
    func revoked() throws {
        let ended = try revision(modified: "2024-03-01T00:00:00.000Z", #","revoked":true"#)
        #expect(ended.isRevoked)
        let before = try revision(modified: "2024-02-07T00:00:00.000Z")
        let after = try revision(modified: "2024-04-01T00:00:00.000Z")
        #expect(before.succession(of: ended) == .later)
        #expect(ended.succession(of: before) == .earlier)
        #expect(ended.succession(of: after) == .changedAfterRevocation)
        #expect(after.succession(of: ended) == .changedAfterRevocation)
    }

    @Test(
        "Moments are ordered by time to the last digit",
        arguments: [
            ("2024-02-07T00:00:00Z", "2024-02-07T00:00:00.0000001Z"), ("2024-02-07T00:00:00.19Z", "2024-02-07T00:00:00.2Z"),
            ("2023-12-31T23:59:60Z", "2024-01-01T00:00:00Z"),
        ])
    func moments(earlier: String, later: String) throws {
        let (first, second) = (try #require(STIXMoment(earlier)), try #require(STIXMoment(later)))
        #expect(first < second)
        #expect(!(second < first))
        #expect(STIXMoment("2024-02-07T00:00:00.500Z") == STIXMoment("2024-02-07T00:00:00.5Z"))
        #expect(STIXMoment("2024-02-30T00:00:00Z") == nil)
    }
}
