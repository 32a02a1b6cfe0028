import Foundation
import Testing

@testable import PublicZone

@Suite("What programs read of the site itself")
struct SiteFileTests {
    /// 1,001 numbers whose identifiers differ: they are filled up with the digit a.
    private static let numbers = Array((1...2_000).lazy.filter { $0 % 16 != 10 }.map { Int64($0) }.prefix(1_001))

    @Test("The site map has every item in every language; a full part never changes")
    func sitemap() async throws {
        let source = FakeItems(Self.numbers.map { item($0) })
        let reader = MachineReader(source)
        let index = try await reader.xml("/sitemap.xml")
        #expect(index.all("loc").map(\.text) == ["https://zone.example/sitemaps/0.xml", "https://zone.example/sitemaps/1.xml"])
        let first = try await reader.text("/sitemaps/0.xml")
        let parts = [try await reader.xml("/sitemaps/0.xml"), try await reader.xml("/sitemaps/1.xml")]
        let items = parts.flatMap { $0.all("loc").map(\.text) }.filter { $0.contains("/items/") }
        #expect(items.count == 3 * 1_001 && Set(items).count == items.count)
        #expect(parts[1].all("loc").count == 3 && parts[1].all("lastmod").map(\.text) == Array(repeating: "2026-01-02", count: 3))
        #expect(parts[1].all("xhtml").compactMap { $0.attributes["hreflang"] }.prefix(3) == ["en", "zh-Hant", "zh-Hans"])
        source.change { $0.items.append(item(3_000)) }
        #expect(try await reader.text("/sitemaps/0.xml") == first)
        #expect(await reader.refusal("/sitemaps/2.xml") == .notFound)
    }

    @Test("Every page that the site map names is an address")
    func addresses() async throws {
        let source = FakeItems([item(1)])
        #expect(!(try await MachineReader(source).text("/sitemaps/0.xml")).contains("/members.html"))
        source.change { $0.network.members = [] }
        let parts = try await MachineReader(source).xml("/sitemaps/0.xml")
        #expect(parts.all("loc").contains { $0.text == "https://zone.example/en/members.html" })
        let paths = parts.all("loc").map { String($0.text.dropFirst("https://zone.example".count)) }
        #expect(paths.count > 20 && paths.allSatisfy { ZoneAddress(path: $0)?.path == $0 && !$0.contains("search") })
    }

    @Test("Without an address of the site there is no site map, and robots.txt names none")
    func withoutAddress() async throws {
        let reader = MachineReader(FakeItems([]), baseURL: nil)
        #expect(await reader.refusal("/sitemap.xml") == .notFound)
        #expect(!(try await reader.text("/robots.txt")).contains("Sitemap"))
        #expect(
            try await MachineReader(FakeItems([])).text("/robots.txt")
                == """
                User-agent: *
                Disallow: /en/search.html?
                Disallow: /zh-hant/search.html?
                Disallow: /zh-hans/search.html?

                Sitemap: https://zone.example/sitemap.xml

                """)
    }

    @Test("security.txt has what RFC 9116 asks for, until the month that the source names")
    func security() async throws {
        let source = FakeItems([])
        source.change { $0.securityUntil = 1_811_808_000 }
        #expect(
            try await MachineReader(source).text("/.well-known/security.txt")
                == """
                Contact: mailto:soc@zone.example
                Expires: 2027-06-01T00:00:00Z
                Preferred-Languages: en, zh
                Canonical: https://zone.example/.well-known/security.txt
                CSAF: https://zone.example/.well-known/csaf/provider-metadata.json

                """)
        for reader in [
            MachineReader(source, contact: nil), MachineReader(source, contact: "mailto:a\nPolicy: x"), MachineReader(source, baseURL: nil),
            MachineReader(FakeItems([])),
        ] {
            #expect(await reader.refusal("/.well-known/security.txt") == .notFound)
        }
    }

    @Test("The description has every address of the zone that is not a person's")
    func description() async throws {
        let description = try await MachineReader(FakeItems([])).json("/openapi.json")
        #expect(description["openapi"] as? String == "3.1.0")
        let paths = try #require(description["paths"] as? [String: [String: [String: Any]]])
        for path in paths.keys where !path.hasPrefix("/taxii2/") && !path.hasPrefix("/registry/") {
            var concrete = path
            for (name, value) in [
                ("{id}", identifier(1)), ("{list}", "all"), ("{kind}", "ipv4"), ("{language}", "en"), ("{page}", "0"), ("{part}", "0"),
                ("{uuid}", "00000000-0001-4aaa-aaaa-aaaaaaaaaaaa"), ("{year}", "2026"), ("{name}", "causeway-\(identifier(1))"),
            ] {
                concrete = concrete.replacing(name, with: value)
            }
            #expect(ZoneAddress(path: concrete)?.path == concrete, "\(path)")
        }
        let names = paths.values.compactMap { $0["get"]?["operationId"] as? String }
        #expect(names.count == paths.count && Set(names).count == names.count)
    }

    @Test("Whoever publishes files is told every address, and each has a document")
    func everything() async throws {
        let source = source([SampleBundle.everything(), Array("no bundle".utf8)])
        source.change { state in
            state.securityUntil = 1_811_808_000
            state.proofs = Dictionary(uniqueKeysWithValues: state.items.map { ($0.id, Array("{}".utf8)) })
        }
        for baseURL in ["https://zone.example", "http://zone.example", nil] {
            let reader = MachineReader(source, baseURL: baseURL)
            var addresses = try await reader.maker.machineAddresses()
            for number in 1...2 {
                addresses += try await reader.maker.machineAddresses(of: try await reader.maker.item(identifier(Int64(number))))
            }
            #expect(Set(addresses).count == addresses.count)
            #expect(addresses.contains(.csafProvider) == (baseURL == "https://zone.example"))
            for address in addresses {
                let first = try await reader.octets("/\(address.path)")
                #expect(try await reader.octets("/\(address.path)") == first)
            }
        }
    }
}
