import Foundation
import Testing

@testable import PublicZone

@Suite("Items that tell of vulnerabilities are CSAF 2.0 documents of a provider")
struct AdvisoryTests {
    private static let name = "2026/causeway-\(identifier(1)).json"

    private func document(_ text: String = "Mail to banks.", title: String = "Phishing against banks") async throws -> [String: Any] {
        try await MachineReader(source([SampleBundle.everything(text)], title: title, author: text)).json("/csaf/white/\(Self.name)")
    }

    @Test("A document names itself by its file, has one final version, and leads to the page, the bundle and the proof")
    func tracking() async throws {
        let document = try #require(try await document()["document"] as? [String: Any])
        #expect(document["category"] as? String == "csaf_base" && document["csaf_version"] as? String == "2.0")
        let tracking = try #require(document["tracking"] as? [String: Any])
        let published = "2026-01-01T00:02:00Z"
        #expect(tracking["id"] as? String == "causeway-\(identifier(1))" && tracking["status"] as? String == "final")
        #expect(tracking["version"] as? String == "1" && tracking["current_release_date"] as? String == published)
        #expect((tracking["revision_history"] as? [[String: String]])?.map { $0["number"] } == ["1"])
        let references = try #require(document["references"] as? [[String: String]])
        #expect(references.filter { $0["category"] == "self" }.map { $0["url"] } == ["https://zone.example/csaf/white/\(Self.name)"])
        let urls = Set(references.compactMap { $0["url"] })
        for path in ["/en/items/\(identifier(1)).html", "/items/\(identifier(1))/bundle.json", "/items/\(identifier(1))/proof.json"] {
            #expect(urls.contains("https://zone.example\(path)"))
        }
        #expect(urls.contains("https://vendor.example/advisory?a=1&b=2") && urls.allSatisfy { $0.hasPrefix("https://") })
        let distribution = document["distribution"] as? [String: Any]
        #expect((distribution?["tlp"] as? [String: String])?["label"] == "WHITE")
    }

    @Test("One vulnerability for each CVE, without products that nobody named")
    func vulnerabilities() async throws {
        let vulnerabilities = try #require(try await document()["vulnerabilities"] as? [[String: Any]])
        #expect(vulnerabilities.count == 2 && vulnerabilities.compactMap { $0["cve"] as? String } == ["CVE-2026-12345"])
        #expect(
            (vulnerabilities.first?["notes"] as? [[String: String]])?.compactMap { $0["text"] } == ["Mail to banks.", "The same again"])
        #expect((vulnerabilities.first?["ids"] as? [Any])?.count == 2)
        #expect(
            vulnerabilities.allSatisfy { $0["product_status"] == nil && $0["scores"] == nil && ($0["title"] as? String)?.isEmpty == false })
    }

    @Test("Empty and hostile texts leave no empty member, and none that cannot be seen", arguments: ["", " ", SampleBundle.hostile])
    func texts(text: String) async throws {
        let document = try await document(text, title: text)
        func check(_ value: Any, _ path: String) {
            switch value {
            case let text as String:
                #expect(!text.isEmpty, "\(path)")
                #expect(
                    text.unicodeScalars.allSatisfy { ($0.value >= 0x20 || $0 == "\n") && $0.value != 0x202E && $0.value != 0xFFFE },
                    "\(path)")
            case let members as [String: Any]:
                #expect(!members.isEmpty, "\(path)")
                for (name, member) in members { check(member, "\(path).\(name)") }
            case let elements as [Any]:
                #expect(!elements.isEmpty, "\(path)")
                for element in elements { check(element, path) }
            default: Issue.record("a \(type(of: value)) at \(path)")
            }
        }
        check(document, "")
    }

    @Test("Index, changes and feed name the same documents, the last first; hashes are those of the octets")
    func listing() async throws {
        let source = source([SampleBundle.everything(), SampleBundle.bundle([]), SampleBundle.everything("Another")])
        let reader = MachineReader(source)
        let names = try await reader.text("/csaf/white/index.txt").split(separator: "\n").map(String.init)
        #expect(names == ["2026/causeway-\(identifier(3)).json", Self.name])
        #expect(
            try await reader.text("/csaf/white/changes.csv")
                == "\"\(names[0])\",\"2026-01-01T00:06:00Z\"\n\"\(names[1])\",\"2026-01-01T00:02:00Z\"\n")
        let feed = try #require(try await reader.json("/csaf/white/csaf-feed-tlp-white.json")["feed"] as? [String: Any])
        let entries = try #require(feed["entry"] as? [[String: Any]])
        #expect(
            entries.compactMap { ($0["content"] as? [String: String])?["src"] } == names.map { "https://zone.example/csaf/white/\($0)" })
        for name in names {
            let octets = try await reader.octets("/csaf/white/\(name)")
            let file = name.dropFirst(5)
            #expect(try await reader.text("/csaf/white/\(name).sha256") == "\(Fingerprint(octets).digits)  \(file)\n")
            // Made by another program in Tests/Interop/zone.
            let long = try await reader.text("/csaf/white/\(name).sha512")
            #expect(long.prefix(128).allSatisfy(\.isHexDigit) && long.dropFirst(128) == "  \(file)\n")
        }
        let provider = try await reader.json("/.well-known/csaf/provider-metadata.json")
        #expect(provider["role"] as? String == "csaf_provider" && provider["last_updated"] as? String == "2026-01-01T00:06:00Z")
        #expect(provider["canonical_url"] as? String == "https://zone.example/.well-known/csaf/provider-metadata.json")
    }

    @Test(
        "What is no advisory's address has none",
        arguments: [
            "/csaf/white/2025/causeway-\(identifier(1)).json", "/csaf/white/2026/causeway-\(identifier(2)).json",
            "/csaf/white/2026/causeway-\(identifier(1)).json.asc", "/csaf/white/2026/causeway-\(identifier(1)).jsonx",
            "/csaf/white/2026/\(identifier(1)).json", "/csaf/white/other.txt", "/csaf/white/2026/causeway-\(identifier(9)).json.sha256",
        ])
    func none(path: String) async {
        #expect(await MachineReader(source([SampleBundle.everything(), SampleBundle.bundle([])])).refusal(path) == .notFound)
    }

    @Test("Without an address that has TLS there is nothing of CSAF", arguments: [nil, "http://zone.example"])
    func withoutAddress(baseURL: String?) async {
        let reader = MachineReader(source([SampleBundle.everything()]), baseURL: baseURL)
        for path in ["/.well-known/csaf/provider-metadata.json", "/csaf/white/index.txt", "/csaf/white/\(Self.name)"] {
            #expect(await reader.refusal(path) == .notFound)
        }
    }
}
