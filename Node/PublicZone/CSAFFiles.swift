import Crypto
import Pages

/// The zone as a CSAF provider (CSAF 2.0 chapter 7): metadata, a ROLIE feed, an index, and the documents by year with their hashes.
///
/// The role is `csaf_provider`. A trusted one would sign with OpenPGP; here each document leads to a proof of another kind.
extension MachineFiles {
    func csafProvider() async throws(PublicRefusal) -> ZoneDocument {
        let base = try base(isSecure: true)
        let metadata: JSONValue = [
            "canonical_url": .string(base + ZoneAddress.machine(.csafProvider).path),
            "distributions": [
                [
                    "rolie": [
                        "feeds": [
                            [
                                "summary": "All advisories, TLP:CLEAR", "tlp_label": "WHITE",
                                "url": .string(base + ZoneAddress.machine(.csaf(CSAFNames.feed)).path),
                            ]
                        ]
                    ]
                ]
            ],
            "last_updated": .string(UTCMoment(try await newest(1).first?.published ?? 0).machineText), "list_on_CSAF_aggregators": true,
            "metadata_version": "2.0", "mirror_on_CSAF_aggregators": true, "publisher": CSAFNames.publisher(site, base),
            "role": "csaf_provider",
        ]
        return json(metadata)
    }

    func csaf(_ path: String) async throws(PublicRefusal) -> ZoneDocument {
        let base = try base(isSecure: true)
        switch path {
        case CSAFNames.feed: return json(try await rolie(base))
        case CSAFNames.index:
            return ZoneDocument(
                type: "text/plain; charset=utf-8", try await advisories().map { CSAFNames.path(of: $0) + "\n" }.joined())
        case CSAFNames.changes:
            let lines = try await advisories().map { "\"\(CSAFNames.path(of: $0))\",\"\(UTCMoment($0.published).machineText)\"\n" }
            return ZoneDocument(type: "text/csv; charset=utf-8; header=absent", lines.joined())
        default: return try await advisory(path, base)
        }
    }

    private func json(_ value: JSONValue) -> ZoneDocument {
        ZoneDocument(type: "application/json", octets: value.octets, guarding: .file)
    }

    /// The newest items that tell of a vulnerability, the last to become public first.
    private func advisories() async throws(PublicRefusal) -> [PublicItem] {
        var advisories: [PublicItem] = []
        for item in try await newest(PublicZoneLimits.feedItemsMax, octetsMax: PublicZoneLimits.feedOctetsMax)
        where try await facts(of: item).isAdvisory {
            advisories.append(item)
        }
        return advisories
    }

    /// A document, or the hash of one with the name of its file, as `sha256sum` writes it.
    private func advisory(_ path: String, _ base: String) async throws(PublicRefusal) -> ZoneDocument {
        let steps = path.split(separator: "/", omittingEmptySubsequences: false)
        guard steps.count == 2, steps[1].hasPrefix("causeway-"),
            let id = ZoneAddress.identifier(steps[1].dropFirst(9).prefix { $0 != "." })
        else { throw .notFound }
        let item = try await maker.item(id)
        let name = CSAFNames.path(of: item)
        guard path.hasPrefix(name), ["", ".sha256", ".sha512"].contains(path.dropFirst(name.count)),
            let content = try await content(of: item),
            content.isAdvisory
        else { throw .notFound }
        let octets = CSAFDocument(site: site, base: base, item: item, content: content).octets
        let file = name.split(separator: "/").last ?? ""
        switch path.dropFirst(name.count) {
        case ".sha256": return hash(Fingerprint.digits(of: SHA256.hash(data: octets)), of: file)
        case ".sha512": return hash(Fingerprint.digits(of: SHA512.hash(data: octets)), of: file)
        default: return ZoneDocument(type: "application/json", octets: octets, guarding: .file)
        }
    }

    private func hash(_ digits: String, of file: Substring) -> ZoneDocument {
        ZoneDocument(type: "text/plain; charset=utf-8", "\(digits)  \(file)\n")
    }

    /// The advisories as a feed of RFC 8322 in JSON, as CSAF has it.
    private func rolie(_ base: String) async throws(PublicRefusal) -> JSONValue {
        let advisories = try await advisories()
        let own = base + ZoneAddress.machine(.csaf(CSAFNames.feed)).path
        return [
            "feed": [
                "id": "csaf-feed-tlp-white", "title": .string("\(Markup.plainTitle(site.name)): advisories"),
                "link": [["rel": "self", "href": .string(own)]],
                "category": [["scheme": "urn:ietf:params:rolie:category:information-type", "term": "csaf"]],
                "updated": .string(UTCMoment(advisories.first?.published ?? 0).machineText),
                "entry": .array(advisories.map { entry($0, base) }),
            ]
        ]
    }

    private func entry(_ item: PublicItem, _ base: String) -> JSONValue {
        let address = base + ZoneAddress.machine(.csaf(CSAFNames.path(of: item))).path
        let moment = JSONValue.string(UTCMoment(item.published).machineText)
        return [
            "id": .string(CSAFNames.trackingID(of: item)),
            "title": .string(Markup.line(Markup.plainTitle(item.title), charactersMax: PublicZoneLimits.titleCharactersMax)),
            "link": [
                ["rel": "self", "href": .string(address)], ["rel": "hash", "href": .string(address + ".sha256")],
                ["rel": "hash", "href": .string(address + ".sha512")],
            ],
            "published": moment, "updated": moment, "content": ["src": .string(address), "type": "application/json"],
            "format": ["schema": "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json", "version": "2.0"],
        ]
    }
}
