import Pages

/// An item that tells of vulnerabilities as a CSAF 2.0 document.
///
/// Its category is `csaf_base`: the item names no products in CSAF's way, and none are made up. It has one version, because a correction is
/// another item; so an advisory at an address never changes.
struct CSAFDocument {
    let site: PublicSite
    /// With TLS, without a slash at the end.
    let base: String
    let item: PublicItem
    let content: ItemContent

    var octets: [UInt8] { JSONValue.object(["document": document, "vulnerabilities": .array(vulnerabilities)]).octets }

    private var moment: JSONValue { .string(UTCMoment(item.published).machineText) }
    private var title: String { Markup.line(Markup.plainTitle(item.title), charactersMax: PublicZoneLimits.titleCharactersMax) }

    private var document: JSONValue {
        .filled([
            "acknowledgments": [
                [
                    "organization": .string(
                        Markup.line(Markup.plainTitle(item.author), charactersMax: PublicZoneLimits.titleCharactersMax)),
                    "summary": "wrote and signed the item of which this document was made",
                ]
            ],
            "category": "csaf_base", "csaf_version": "2.0",
            "distribution": [
                "text": "TLP:CLEAR: it may be passed on without limit.",
                "tlp": ["label": "WHITE", "url": "https://www.first.org/tlp/"],
            ],
            "lang": "en", "notes": .array(notes), "publisher": CSAFNames.publisher(site, base), "references": .array(references),
            "title": .string(title), "tracking": tracking,
        ])
    }

    private var tracking: JSONValue {
        [
            "current_release_date": moment, "generator": ["date": moment, "engine": ["name": "Causeway"]],
            "id": .string(CSAFNames.trackingID(of: item)), "initial_release_date": moment,
            "revision_history": [["date": moment, "number": "1", "summary": "Published."]], "status": "final", "version": "1",
        ]
    }

    private var notes: [JSONValue] {
        var notes: [JSONValue] = []
        let description = content.description(of: item)
        if !description.allSatisfy(\.isWhitespace) {
            notes.append(["category": "summary", "text": .string(description), "title": "What the author says"])
        }
        notes.append([
            "category": "general",
            "text": """
            Made from a STIX 2.1 bundle that its author signed. The bundle counts; it and the proof of who wrote it are among the references.
            """, "title": "Where this comes from",
        ])
        return notes
    }

    private var references: [JSONValue] {
        let own: [(String, String, ZoneAddress)] = [
            ("self", "This document", .machine(.csaf(CSAFNames.path(of: item)))),
            ("external", "The item as a page", .page(.english, .item(item.id))),
            ("external", "The STIX bundle that its author signed", .machine(.bundle(item.id))),
            ("external", "The proof of who wrote it", .machine(.proof(item.id))),
        ]
        return own.map { ["category": .string($0.0), "summary": .string($0.1), "url": .string(base + $0.2.path)] }
            + Self.references(content.links)
    }

    private static func references(_ links: [(source: String, url: String)]) -> [JSONValue] {
        links.map { link in
            let summary = Markup.line(Markup.plainTitle(link.source), charactersMax: PublicZoneLimits.titleCharactersMax)
            return ["category": "external", "summary": .string(summary), "url": .string(link.url)]
        }
    }

    /// One for each vulnerability; what several objects say of one CVE stands in one (test 6.1.23 of the standard).
    private var vulnerabilities: [JSONValue] {
        var found: [[String: JSONValue]] = []
        var places: [String: Int] = [:]
        for object in content.objects(ofTypes: ["vulnerability"]).prefix(PublicZoneLimits.vulnerabilitiesMax) {
            let one = Vulnerability(object)
            var notes: [JSONValue] = []
            if !one.description.allSatisfy(\.isWhitespace) {
                notes.append(["category": "description", "text": .string(one.description), "title": "Description"])
            }
            if let cve = one.cve, let place = places[cve] {
                if !notes.isEmpty { found[place]["notes"] = Self.joined(found[place]["notes"], notes) }
                found[place]["ids"] = Self.joined(found[place]["ids"], Self.identifiers(one))
                continue
            }
            var members: [String: JSONValue] = [
                "ids": .array(Self.identifiers(one)), "notes": .array(notes), "references": .array(Self.references(one.links)),
                "title": .string(one.name.allSatisfy(\.isWhitespace) ? one.cve ?? "Untitled" : one.name),
            ]
            if let cve = one.cve {
                members["cve"] = .string(cve)
                places[cve] = found.count
            }
            found.append(members)
        }
        return found.map { .filled($0) }
    }

    private static func identifiers(_ one: Vulnerability) -> [JSONValue] {
        one.id.allSatisfy(\.isWhitespace) ? [] : [["system_name": "STIX 2.1", "text": .string(one.id)]]
    }

    private static func joined(_ list: JSONValue?, _ more: [JSONValue]) -> JSONValue {
        guard case .array(let elements)? = list else { return .array(more) }
        return .array(elements + more.filter { !elements.contains($0) })
    }
}

/// Names and addresses of CSAF, which the standard prescribes (section 5.1 and chapter 7).
enum CSAFNames {
    static let feed = "csaf-feed-tlp-white.json"
    static let index = "index.txt"
    static let changes = "changes.csv"

    /// Whether there is anything of CSAF: its addresses are absolute and have TLS.
    static func isServed(_ site: PublicSite) -> Bool { site.baseURL?.hasPrefix("https://") ?? false }

    static func trackingID(of item: PublicItem) -> String { "causeway-\(item.id)" }

    /// The year in which it became public, and the tracking identifier, which has no character that a file's name may not have.
    static func path(of item: PublicItem) -> String { "\(UTCMoment(item.published).dateText.prefix(4))/\(trackingID(of: item)).json" }

    /// The coordinator: it publishes what others wrote.
    static func publisher(_ site: PublicSite, _ base: String) -> JSONValue {
        .filled([
            "category": "coordinator", "contact_details": .string(site.contact ?? ""),
            "issuing_authority": "It coordinates what its members publish; each document names its author.",
            "name": .string(Markup.line(Markup.plainTitle(site.name), charactersMax: PublicZoneLimits.titleCharactersMax)),
            "namespace": .string(base),
        ])
    }
}
