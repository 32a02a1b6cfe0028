import Pages
import Policy

@testable import PublicZone

/// A zone as a city's programme has one: items of several sectors over a year, a bundle with everything that a page can show, translations, a
/// correction, an alert, members of whom two have names that look alike.
enum ExampleZone {
    static let site = PublicSite(
        name: "Harbour City Cyber Exchange", identifier: "0011", network: String(repeating: "0c", count: 32),
        baseURL: "https://zone.harbour.example", contact: "mailto:duty@harbour.example")

    static let rich = identifier(200)
    static let translated = identifier(201)
    static let large = identifier(202)

    private static let titles = [
        "Phishing against online banking customers", "Exploitation of edge gateways", "Ransomware at logistics firms",
        "Credential stuffing on ticket shops", "Fake parcel notices by SMS", "Malicious packages in public registries",
        "Backups that survive an intruder", "Hardening remote access", "Scanning for building controllers",
    ]
    static let organisations = [
        ("Harbour Bank", "Finance"), ("Peak Tramways", "Transport"), ("North Point University", "Education"), ("Lantau Power", "Energy"),
        ("Star Telecom", "Telecommunications"), ("Victoria Hospital", "Healthcare"),
    ]

    static func items(_ count: Int) -> [PublicItem] {
        (0..<count).map { index in
            let (name, sector) = organisations[index % organisations.count]
            let published = 1_764_547_200 + Int64(index) * 230_400
            var item = PublicItem(
                id: identifier(Int64(index) + 1_000), title: titles[index % titles.count] + (index % 4 == 0 ? " (update \(index))" : ""),
                author: name, organisationID: organisation(name), sector: sector, tlp: .clear,
                mediaType: "application/stix+json;version=2.1", octets: 4_000 + index * 37, created: published - 7_200,
                received: published - 3_600, published: published)
            item.topic = Topic.allCases[index % 3 == 2 ? (index % 2 == 0 ? 1 : 2) : 0]
            return item
        }
    }

    /// An organisation's identifier, made of its name.
    static func organisation(_ name: String) -> String { String(Fingerprint(Array(name.utf8)).digits.prefix(32)) }

    static func source(_ count: Int = 120) -> FakeItems {
        var items = items(count)
        var one = items[0]
        (one.id, one.title, one.pap, one.topic) = (rich, "Campaign against online banking in the harbour", .green, .threats)
        (one.published, one.octets, one.subject) = (1_795_900_000, bundle.utf8.count, "report--1")
        (one.created, one.received) = (1_795_890_000, 1_795_890_060)
        one.isFeatured = true
        one.translations = [
            PublicItemTranslation(
                language: "zh-Hant", title: "針對本港網上銀行的攻擊", summary: "攻擊者以**假冒短訊**引導客戶到假網站。\n\n- 封鎖下列域名\n- 提醒客戶", item: identifier(301),
                author: "Harbour City Coordinator"),
            PublicItemTranslation(
                language: "zh-Hans", title: "针对本港网上银行的攻击", summary: "攻击者以**假冒短信**引导客户到假网站。", item: identifier(302),
                author: "Harbour City Coordinator"),
        ]
        var big = items[1]
        (big.id, big.title, big.octets, big.published) = (large, "Everything from the honeypots of November", 264_241_152, 1_795_910_000)
        items += [one, big]
        let source = FakeItems(items, contents: [rich: Array(bundle.utf8)], proofs: [rich: Array("{}".utf8)])
        source.change { state in
            state.featured = [rich, items[7].id]
            state.alert = PublicAlert(level: .heightened, item: items[count - 3])
            state.versions[rich] = [
                PublicVersion(id: identifier(401), created: 1_795_700_000, isPublic: false),
                PublicVersion(id: items[3].id, created: 1_795_800_000, isPublic: true),
                PublicVersion(id: rich, created: 1_795_890_000, isPublic: true),
            ]
            state.ended[identifier(401)] = .ended(.replaced, successor: rich)
            state.network = network
            state.findings = findings(items)
        }
        return source
    }

    static var network: PublicNetwork {
        let members = (organisations + [("Ηarbour Bank", "")]).enumerated().map { index, one in
            PublicNetwork.Member(
                id: organisation(one.0), name: one.0, sector: one.1, admitted: 1_700_000_000 + Int64(index) * 8_640_000,
                items: one.1.isEmpty ? 0 : 20)
        }
        return PublicNetwork(
            organisations: 81, representatives: 229,
            sectors: [
                ("", 3), ("Education", 9), ("Energy", 7), ("Finance", 24), ("Healthcare", 11), ("Telecommunications", 12),
                ("Transport", 15),
            ], members: members, alikeNames: [["Harbour Bank", "Ηarbour Bank"]])
    }

    private static func findings(_ items: [PublicItem]) -> PublicFindings {
        var findings = PublicFindings()
        findings.hits = items.prefix(6).map {
            .init(item: $0, objectType: "indicator", objectName: "Landing page", snippet: "… the gateway is asked for phishing pages …")
        }
        findings.next = "n1f"
        findings.facets = [
            .init(kind: .type, values: [.init(text: "indicator", count: 1_234, search: "phishing type:indicator")]),
            .init(kind: .author, values: [.init(text: "Harbour Bank", count: 12, search: "phishing author:00ff")]),
            .init(kind: .month, values: [.init(text: "2026-11", count: 3, search: "phishing after:2026-11 before:2026-12")]),
        ]
        return findings
    }

    static let bundle = """
        {"type": "bundle", "id": "bundle--1", "objects": [
        {"type": "report", "id": "report--1", "name": "Campaign", "lang": "en", "description": "Since Monday **customers of three banks** are sent to copies of their log-in pages.\\n\\n## What to do\\n\\n1. Block the domains below\\n2. Warn customers\\n\\nSee [the advisory](https://cert.example/advisory).", "object_refs": ["indicator--1", "indicator--2", "malware--1", "attack-pattern--1", "threat-actor--1"], "external_references": [{"source_name": "CERT", "url": "https://cert.example/advisory/2026-11"}]},
        {"type": "indicator", "id": "indicator--1", "name": "Log-in page", "pattern": "[domain-name:value = 'login.bank-secure.example']", "valid_from": "2026-11-20T00:00:00Z", "valid_until": "2027-02-20T00:00:00.000Z", "confidence": 85},
        {"type": "indicator", "id": "indicator--2", "name": "Collector", "pattern": "[ipv4-addr:value = '203.0.113.7'] OR [url:value = 'https://203.0.113.7/collect.php']", "valid_from": "2026-11-20T00:00:00Z"},
        {"type": "malware", "id": "malware--1", "name": "HarbourGrab", "description": "A kit that copies log-in pages and forwards one-time codes within seconds."},
        {"type": "threat-actor", "id": "threat-actor--1", "name": "Typhoon Lantern"},
        {"type": "attack-pattern", "id": "attack-pattern--1", "name": "Spearphishing Link", "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": "initial-access"}], "external_references": [{"source_name": "mitre-attack", "external_id": "T1566.002"}]},
        {"type": "attack-pattern", "id": "attack-pattern--2", "name": "Web Portal Capture", "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": "credential-access"}, {"kill_chain_name": "mitre-attack", "phase_name": "collection"}], "external_references": [{"source_name": "mitre-attack", "external_id": "T1056.003"}]},
        {"type": "course-of-action", "id": "course-of-action--1", "name": "Phishing-resistant log-in", "description": "Offer passkeys; do not accept codes that can be read aloud."},
        {"type": "relationship", "id": "relationship--1", "relationship_type": "indicates", "source_ref": "indicator--1", "target_ref": "malware--1"},
        {"type": "relationship", "id": "relationship--2", "relationship_type": "indicates", "source_ref": "indicator--2", "target_ref": "malware--1"},
        {"type": "relationship", "id": "relationship--3", "relationship_type": "uses", "source_ref": "threat-actor--1", "target_ref": "malware--1"},
        {"type": "relationship", "id": "relationship--4", "relationship_type": "uses", "source_ref": "threat-actor--1", "target_ref": "attack-pattern--1"},
        {"type": "relationship", "id": "relationship--5", "relationship_type": "mitigates", "source_ref": "course-of-action--1", "target_ref": "attack-pattern--2"},
        {"type": "relationship", "id": "relationship--6", "relationship_type": "uses", "source_ref": "malware--1", "target_ref": "attack-pattern--2"}]}
        """
}

/// So many members, by name.
func exampleMembers(_ count: Int) -> [PublicNetwork.Member] {
    (0..<count).map { index in
        let number = String(100_000 + index).dropFirst()
        return PublicNetwork.Member(id: "00\(number)", name: "Member \(number)", sector: "Finance", admitted: 1_700_000_000, items: 0)
    }
}
