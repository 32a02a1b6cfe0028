import Pages

/// The zone's addresses as a description for programs (OpenAPI 3.1).
struct ZoneDescription {
    let site: PublicSite

    var document: ZoneDocument { ZoneDocument(type: "application/json", octets: json.octets, guarding: .file) }

    /// An address: its path with parameters, what is there, and its media type.
    private struct Row {
        let path: String
        let name: String
        let summary: String
        let type: String
        /// Whether there may be none although the address is right.
        var isOptional = true
    }

    private var json: JSONValue {
        var paths: [String: JSONValue] = [:]
        for row in Self.rows { paths[row.path] = Self.path(row) }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": .string(Markup.plainTitle(site.name)), "version": "1",
                "description": """
                What members made public (TLP:CLEAR). Everything is read with GET or HEAD and without an account, has an ETag, and can be verified against the \
                signature of who wrote it.
                """,
            ],
            "servers": [["url": .string(site.baseURL ?? "/")]], "paths": .object(paths),
        ]
    }

    private static func path(_ row: Row) -> JSONValue {
        let names = row.path.split(separator: "{").dropFirst().map { String($0.prefix { $0 != "}" }) }
        var responses: [String: JSONValue] = [
            "200": ["description": .string(row.summary), "content": .object([row.type: ["schema": schema(row.type)]])],
            "304": ["description": "It is still what If-None-Match names."], "503": ["description": "Many are reading; see Retry-After."],
        ]
        if row.isOptional { responses["404"] = ["description": "There is none, or it was withdrawn."] }
        if names.contains("id") { responses["410"] = ["description": "It was public and is not any more."] }
        return [
            "get": .filled([
                "operationId": .string(row.name), "summary": .string(row.summary), "parameters": .array(names.map(parameter)),
                "responses": .object(responses),
            ])
        ]
    }

    private static func schema(_ type: String) -> JSONValue { type.contains("json") ? ["type": "object"] : ["type": "string"] }

    private static func parameter(_ name: String) -> JSONValue {
        let schema: JSONValue =
            switch name {
            case "id": ["type": "string", "pattern": "^[0-9a-f]{64}$"]
            case "list": ["type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,79}$"]
            case "kind": ["type": "string", "enum": .array(IndicatorKind.allCases.map { .string($0.word) })]
            case "language": ["type": "string", "enum": .array(Language.allCases.map { .string($0.step) })]
            case "uuid", "collection": ["type": "string", "format": "uuid"]
            case "name": ["type": "string", "pattern": "^causeway-[0-9a-f]{64}$"]
            default: ["type": "integer", "minimum": 0]
            }
        return ["name": .string(name), "in": "path", "required": true, "schema": schema]
    }

    private static let stix = "application/stix+json;version=2.1"
    private static let taxii = "application/taxii+json;version=2.1"
    private static let rows = [
        Row(
            path: "/{language}/index.html", name: "frontPage", summary: "The newest items, for people", type: "text/html", isOptional: false
        ),
        Row(path: "/{language}/items/{id}.html", name: "itemPage", summary: "An item, for people", type: "text/html"),
        Row(path: "/{language}/lists/{list}/{page}.html", name: "listPage", summary: "A page of a list, for people", type: "text/html"),
        Row(path: "/items/{id}/bundle.json", name: "bundle", summary: "An item's content, as its author gave it", type: stix),
        Row(path: "/items/{id}/proof.json", name: "proof", summary: "The proof of who wrote an item", type: "application/json"),
        Row(path: "/feeds/{list}.atom", name: "atomFeed", summary: "The newest items of a list (RFC 4287)", type: "application/atom+xml"),
        Row(
            path: "/feeds/{list}.json", name: "jsonFeed", summary: "The newest items of a list (JSON Feed 1.1)",
            type: "application/feed+json"),
        Row(
            path: "/misp/manifest.json", name: "mispManifest", summary: "The newest items as a MISP feed", type: "application/json",
            isOptional: false),
        Row(path: "/misp/{uuid}.json", name: "mispEvent", summary: "An item as a MISP event", type: "application/json"),
        Row(path: "/misp/hashes.csv", name: "mispHashes", summary: "MD5 of the events' values", type: "text/csv", isOptional: false),
        Row(
            path: "/.well-known/csaf/provider-metadata.json", name: "csafProvider", summary: "What this CSAF provider has",
            type: "application/json"),
        Row(
            path: "/csaf/white/csaf-feed-tlp-white.json", name: "csafFeed", summary: "Advisories (CSAF 2.0) as a ROLIE feed",
            type: "application/json"),
        Row(path: "/csaf/white/index.txt", name: "csafIndex", summary: "Paths of the advisories", type: "text/plain"),
        Row(path: "/csaf/white/changes.csv", name: "csafChanges", summary: "Paths and times of the advisories", type: "text/csv"),
        Row(path: "/csaf/white/{year}/{name}.json", name: "csafDocument", summary: "An advisory (CSAF 2.0)", type: "application/json"),
        Row(path: "/csaf/white/{year}/{name}.json.sha256", name: "csafSHA256", summary: "Its SHA-256", type: "text/plain"),
        Row(path: "/csaf/white/{year}/{name}.json.sha512", name: "csafSHA512", summary: "Its SHA-512", type: "text/plain"),
        Row(
            path: "/indicators/{kind}.txt", name: "indicators", summary: "Values that may be blocked, one a line", type: "text/plain",
            isOptional: false),
        Row(
            path: "/indicators/all.csv", name: "indicatorTable", summary: "All of them as a table (RFC 4180)", type: "text/csv",
            isOptional: false),
        Row(path: "/taxii2/", name: "taxiiDiscovery", summary: "TAXII 2.1, without an account", type: taxii),
        Row(
            path: "/taxii2/api/collections/{collection}/objects/", name: "taxiiObjects", summary: "STIX objects of a collection",
            type: taxii),
        Row(
            path: "/registry/checkpoint", name: "checkpoint", summary: "The registry's newest checkpoint, a signed note", type: "text/plain"
        ),
        Row(path: "/sitemap.xml", name: "sitemap", summary: "Parts of the site map", type: "application/xml"),
        Row(path: "/sitemaps/{part}.xml", name: "sitemapPart", summary: "A part of the site map", type: "application/xml"),
        Row(path: "/.well-known/security.txt", name: "security", summary: "Whom to tell of a fault (RFC 9116)", type: "text/plain"),
        Row(path: "/robots.txt", name: "robots", summary: "What search engines leave out", type: "text/plain", isOptional: false),
        Row(path: "/openapi.json", name: "description", summary: "This description", type: "application/json", isOptional: false),
    ]
}
