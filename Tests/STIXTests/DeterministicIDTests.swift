import Testing

@testable import STIX

private let anyUUID = "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"

@Suite("Identifiers from content")
struct DeterministicIDTests {
    @Test(
        "An observable's identifier is the one that other implementations derive",
        arguments: [
            (#""value":"198.51.100.3""#, "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4"),
            (#""value":"b\u00FCcher.example""#, "domain-name--dbf3aff2-b3cd-57d2-9616-0ddfde9d01ad"),
            (#""number":64496,"name":"does not count""#, "autonomous-system--9ad79ee3-2fde-5015-b0cc-7a96404effca"),
            (
                #""hashes":{"SHA-256":"\#(String(repeating: "ab", count: 32))","MD5":"\#(String(repeating: "cd", count: 16))"},"#
                    + #""name":"a\"\\\u2028é\t.txt""#,
                "file--c9e8231c-e93a-5fa6-a9f6-00c5d326bed9"
            ),
            (#""hashes":{"SHA3-256":"\#(String(repeating: "ab", count: 32))"}"#, "file--49fd39b2-b6c0-599d-ba57-420fdda8a228"),
            (
                #""name":"x.exe","extensions":{"windows-pebinary-ext":{"sections":[{"name":".t","entropy":0.061089},{"entropy":7.0,"name":".t"},"#
                    + #"{"name":".t","entropy":1e-7},{"name":".t","entropy":1e21},{"name":".t","entropy":123456789012.5},"#
                    + #"{"name":".t","entropy":5e-324},{"name":".t","entropy":-0.0}],"pe_type":"exe"}}"#,
                "file--806de320-d575-5da4-8d24-427e4cb54c52"
            ),
            (
                #""protocols":["tcp","http"],"src_ref":"ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd","dst_port":80,"is_active":true"#,
                "network-traffic--ae9f96de-00ec-5f33-8cb6-4e1d4b0b8eef"
            ),
            (#""is_multipart":false,"subject":"s","body":"b""#, "email-message--a997e674-22e8-5726-8c77-d87d7802be38"),
            (
                #""key":"HKLM\\a","values":[{"name":"n","data":"d","data_type":"REG_SZ"}]"#,
                "windows-registry-key--8d2daa6f-438c-521d-8c12-01f783d7fde9"
            ),
            (#""user_id":"1001","account_type":"unix""#, "user-account--63e381d7-a9f9-5e46-b5c6-b89957a0212e"),
            (#""serial_number":"36:f7","issuer":"i""#, "x509-certificate--523001db-9d41-58eb-99c9-f940c79385c2"),
            (#""payload_bin":"QUJD""#, "artifact--b1a743bd-d168-5aea-a7b8-9ed6f5940b61"),
            (#""name":"Word","vendor":"M","version":"2000""#, "software--70549960-d23b-575b-a6bf-86d5c912d4f8"),
        ])
    func known(members: String, expected: String) throws {
        let type = try #require(expected.split(separator: "--").first)
        let bundle = try parse(Sample.bundle(#"{"type":"\#(type)","id":"\#(type)--\#(anyUUID)",\#(members)}"#))
        let object = try #require(bundle.objects.first)
        #expect(try bundle.deterministicID(of: object) == expected)
        let right = Sample.bundle(#"{"type":"\#(type)","id":"\#(expected)",\#(members)}"#)
        #expect(try STIXReport(checking: Array(right.utf8)).findings.isEmpty)
    }

    @Test("What has no content that counts has no such identifier, and needs a random one")
    func none() throws {
        for object in [
            #"{"type":"process","id":"process--\#(anyUUID)","pid":1}"#,
            #"{"type":"x509-certificate","id":"x509-certificate--\#(anyUUID)","issuer":"i"}"#,
        ] {
            let bundle = try parse(Sample.bundle(object))
            #expect(try bundle.deterministicID(of: #require(bundle.objects.first)) == nil)
            #expect(try STIXReport(checking: bundle.bytes).findings.isEmpty)
            let other = object.replacing("17d4-4cbf", with: "17d4-5cbf")
            #expect(try STIXReport(checking: Array(Sample.bundle(other).utf8)).findings.map(\.code) == [.wrongUUIDVersion])
        }
        #expect(try parse(Sample.bundle(Sample.indicator())).objects.count == 1)
    }

    @Test(
        "Numbers are written as RFC 8785 has them",
        arguments: [
            ("0", "0"), ("-0", "0"), ("1.0", "1"), ("1e2", "100"), ("4.50", "4.5"), ("1e21", "1e+21"),
            ("123456789012345680000", "123456789012345680000"),
            ("1e-7", "1e-7"), ("0.000001", "0.000001"), ("-1.5E-10", "-1.5e-10"), ("333333333.33333329", "333333333.3333333"),
            ("9007199254740993", "9007199254740992"), ("1E30", "1e+30"), ("2e-3", "0.002"), ("5e-324", "5e-324"),
            ("1.7976931348623157e308", "1.7976931348623157e+308"),
        ])
    func numbers(written: String, expected: String) { #expect(CanonicalJSON.number(written) == expected) }

    @Test("Members are ordered by the UTF-16 of their names, and strings have one spelling")
    func canonical() throws {
        let document = try JSONReader.read(
            Array(#"{"\u20ac":1,"\r":2,"1":3,"\ud83d\ude00":4,"\u0080":5,"\u00f6":6,"\ufb33":7, "a\/b":"\u000F\u0041"}"#.utf8))
        let expected = #"{"\r":2,"1":3,"a/b":"\u000fA","# + "\"\u{80}\":5,\"ö\":6,\"€\":1,\"😀\":4,\"\u{FB33}\":7}"
        #expect(String(decoding: CanonicalJSON.text(of: 0, in: document), as: UTF8.self) == expected)
    }
}
