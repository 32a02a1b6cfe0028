import STIX
import Testing

@testable import Reference

@Suite("A value stands on a warning list as its kind of comparing says")
struct WarningTests {
    /// On which entry and how a value stands on a list; `nil` for not at all.
    private func stands(_ typed: String, on octets: [UInt8]) throws -> String? {
        let list = try WarningList(name: "l", reading: octets)
        let table = try WarningTable(list) { $0.reduce(5_381) { $0 &* 33 &+ UInt64($1) } }
        let value = try #require(ObservedValue(typed: typed) ?? ObservedValue(fileName: typed))
        for subject in WarningSubject.all(of: value) where subject.isSubject(of: list.kinds) {
            if let found = subject.first(of: table.texts, list.matching) { return "\(found.relation.rawValue) \(found.text)" }
            for probe in subject.probes(list.matching, lengths: table.lengths) {
                let hash = Int64(bitPattern: probe.octets.reduce(5_381) { $0 &* 33 &+ UInt64($1) })
                if table.hashes.contains(hash) { return "\(probe.relation.rawValue) \(probe.text)" }
            }
        }
        return nil
    }

    @Test(
        "Whole values: capitals and space do not count, and a URL's host is looked at too",
        arguments: [
            ("Example.ORG", "value example.org"), ("a.example.org", nil), ("hxxp://example[.]org/x?y", "host example.org"),
            ("https://user@example.org:8443/", "host example.org"), ("me@example.org", "host example.org"),
            ("2001:db8:0:0::1", "value 2001:db8::1"),
            ("d41d8cd98f00b204e9800998ecf8427e", "value d41d8cd98f00b204e9800998ecf8427e"), ("other.example", nil),
        ] as [(String, String?)])
    func whole(typed: String, wanted: String?) throws {
        let list = MadeUp.list([" EXAMPLE.org", "2001:DB8::0:1", "D41D8CD98F00B204E9800998ECF8427E"])
        #expect(try stands(typed, on: list) == wanted)
    }

    @Test(
        "Hosts: what lies below an entry stands on the list, what only ends alike does not",
        arguments: [
            ("example.org", "value example.org"), ("a.b.example.org", "parent-domain example.org"), ("notexample.org", nil),
            ("org.example", nil),
            ("https://a.wild.example/x", "parent-domain wild.example"), ("dot.example", "value dot.example"),
            ("me@x.example.org", "parent-domain example.org"),
        ] as [(String, String?)])
    func hosts(typed: String, wanted: String?) throws {
        let list = MadeUp.list(["example.org", "*.wild.example", ".dot.example."], type: "hostname")
        #expect(try stands(typed, on: list) == wanted)
    }

    @Test(
        "Networks: an address or a smaller network in one stands on the list",
        arguments: [
            ("192.0.2.7", "network 192.0.2.0/25"), ("192.0.2.129", nil), ("198.51.100.9", "value 198.51.100.9"),
            ("192.0.2.64/26", "network 192.0.2.0/25"),
            ("192.0.2.0/24", nil), ("192.0.2.0/25", "network 192.0.2.0/25"), ("2001:db8:1::5", "network 2001:db8:1::/48"),
            ("2001:db8:2::5", nil),
            ("http://192.0.2.7/x", "network 192.0.2.0/25"), ("http://[2001:db8:1::5]:80/", "network 2001:db8:1::/48"), ("0.0.0.0", nil),
        ] as [(String, String?)])
    func networks(typed: String, wanted: String?) throws {
        let list = MadeUp.list(["192.0.2.5/25", "198.51.100.9", "2001:DB8:1::/48", "no address"], type: "cidr")
        #expect(try stands(typed, on: list) == wanted)
        #expect(try WarningTable(try WarningList(name: "l", reading: list)) { _ in 0 }.leftOut == 1)
    }

    @Test("Parts and patterns: an entry somewhere in the value; patterns that are not tried are counted")
    func inside() throws {
        let parts = MadeUp.list(["mailinator", "@trash."], type: "substring")
        #expect(try stands("x@mailinator.example", on: parts) == "substring mailinator")
        #expect(try stands("x@trash.example", on: parts) == "substring @trash.")
        #expect(try stands("x@example.org", on: parts) == nil)
        let patterns = MadeUp.list([#"/^(noc|abuse)\@.*\..*$/i"#, "(a)\\1", "(a+)+$"], type: "regex")
        #expect(try stands("ABUSE@example.org", on: patterns) == #"pattern /^(noc|abuse)\@.*\..*$/i"#)
        #expect(try stands("me@example.org", on: patterns) == nil)
        #expect(try WarningTable(try WarningList(name: "l", reading: patterns)) { _ in 0 }.leftOut == 1)
    }

    @Test("A list is about the kinds of values whose attributes it names, and about nothing where it names none of ours")
    func kinds() throws {
        let domains = MadeUp.list(["example.org"], attributes: ["domain|ip", "hostname"])
        #expect(try stands("example.org", on: domains) != nil && stands("http://example.org/", on: domains) == "host example.org")
        let mail = MadeUp.list(["example.org"], type: "hostname", attributes: ["email-src"])
        #expect(try stands("me@example.org", on: mail) == "host example.org" && stands("example.org", on: mail) == nil)
        // Without an anchor it fits nearly every value, and is about telephone numbers.
        let numbers = MadeUp.list(["/1975707|08|09/g"], type: "regex", attributes: ["phone-number"])
        #expect(try stands("192.0.2.108", on: numbers) == nil && stands("x08.example", on: numbers) == nil)
    }

    @Test("An entry that stands there twice is one, and hashes are in order")
    func table() throws {
        let list = try WarningList(name: "l", reading: MadeUp.list((0..<500).map { "v\($0 % 100)" }))
        let table = try WarningTable(list) { octets in octets.reduce(7) { $0 &* 0x9E37_79B9_7F4A_7C15 ^ UInt64($1) } }
        #expect(table.hashes.count == 100 && table.hashes == table.hashes.sorted() && list.entries == 500)
    }
}
