/// An address of the TAXII server and what is done there.
struct TAXIIRoute: Equatable, Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case discovery
        case root
        case status
        case collections
        case collection
        case manifest
        case objects
        case addObjects
        case object
        case deleteObject
        case versions

        /// Method and pattern, as the documentation has them.
        var name: String {
            switch self {
            case .discovery: "GET /taxii2/"
            case .root: "GET /taxii2/api/"
            case .status: "GET /taxii2/api/status/{id}/"
            case .collections: "GET /taxii2/api/collections/"
            case .collection: "GET /taxii2/api/collections/{collection}/"
            case .manifest: "GET /taxii2/api/collections/{collection}/manifest/"
            case .objects: "GET /taxii2/api/collections/{collection}/objects/"
            case .addObjects: "POST /taxii2/api/collections/{collection}/objects/"
            case .object: "GET /taxii2/api/collections/{collection}/objects/{object}/"
            case .deleteObject: "DELETE /taxii2/api/collections/{collection}/objects/{object}/"
            case .versions: "GET /taxii2/api/collections/{collection}/objects/{object}/versions/"
            }
        }

        /// What it does beside answering, and so who notes it in the audit log. What the public reads is public, and not noted.
        var effect: RouteEffect {
            switch self {
            case .objects, .object: .noted(.collectionExported)
            case .addObjects: .decides
            // A deletion is always refused; identifiers and versions say nothing of what an object holds.
            case .discovery, .root, .status, .collections, .collection, .manifest, .deleteObject, .versions: .reads
            }
        }

        /// The filters that it takes (TAXII 2.1 section 3.4).
        var matches: [String] {
            switch self {
            case .manifest, .objects: ["id", "type", "version", "spec_version"]
            case .object, .deleteObject: ["version", "spec_version"]
            case .versions: ["spec_version"]
            default: []
            }
        }

        var isPaged: Bool { [.manifest, .objects, .object, .versions].contains(self) }
    }

    var kind: Kind
    /// The collection's identifier or alias, or the status' identifier; empty where there is none.
    var name = ""
    /// The object's identifier; empty where there is none.
    var object = ""

    /// The route of a request; throws `not-found`, `method-not-allowed`, or `bad-request` for a path that cannot be read.
    init(method: String, path: Substring) throws(TAXIIError) {
        let steps = try Self.steps(path)
        let method = method == "HEAD" ? "GET" : method
        guard steps.first == "taxii2" else { throw .notFound }
        let places: [(steps: [String?], methods: [String: Kind])] = [
            (["taxii2"], ["GET": .discovery]),
            (["taxii2", "api"], ["GET": .root]),
            (["taxii2", "api", "status", nil], ["GET": .status]),
            (["taxii2", "api", "collections"], ["GET": .collections]),
            (["taxii2", "api", "collections", nil], ["GET": .collection]),
            (["taxii2", "api", "collections", nil, "manifest"], ["GET": .manifest]),
            (["taxii2", "api", "collections", nil, "objects"], ["GET": .objects, "POST": .addObjects]),
            (["taxii2", "api", "collections", nil, "objects", nil], ["GET": .object, "DELETE": .deleteObject]),
            (["taxii2", "api", "collections", nil, "objects", nil, "versions"], ["GET": .versions]),
        ]
        let place = places.first { place in
            place.steps.count == steps.count && zip(place.steps, steps).allSatisfy { $0 == nil || $0 == $1 }
        }
        guard let place else { throw .notFound }
        guard let kind = place.methods[method] else { throw .methodNotAllowed(place.methods.keys.sorted()) }
        self.kind = kind
        if steps.count > 3 { name = steps[3] }
        if steps.count > 5 { object = steps[5] }
    }

    private static func steps(_ path: Substring) throws(TAXIIError) -> [String] {
        guard path.hasPrefix("/") else { throw .notFound }
        var steps = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        if steps.last?.isEmpty == true { steps.removeLast() }
        var texts: [String] = []
        for step in steps {
            guard let text = PercentText.decode(step), !text.isEmpty else { throw .notFound }
            texts.append(text)
        }
        return texts
    }
}

/// Percent-encoded text of an address (RFC 3986 section 2.1).
enum PercentText {
    /// The text; `nil` when an escape is none or the octets are no UTF-8.
    static func decode(_ text: Substring) -> String? {
        var octets: [UInt8] = []
        var rest = text.utf8[...]
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "%") else {
                octets.append(octet)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
            octets.append(high << 4 | low)
        }
        return String(validating: octets, as: UTF8.self)
    }

    private static func digit(_ octet: UInt8) -> UInt8? {
        switch octet {
        case 0x30...0x39: octet - 0x30
        case 0x41...0x46: octet - 0x41 + 10
        case 0x61...0x66: octet - 0x61 + 10
        default: nil
        }
    }
}
