public import Policy

/// Where the public pages get what they show; called for every request, side by side.
///
/// What it does not give is not shown: an item that was withdrawn is gone with the next request.
public protocol PublicItems: Sendable {
    /// The newest items with a `number` below `before`, newest first, at most `limit`; their `objects` may be left empty.
    func items(before: Int64?, limit: Int) async throws -> [PublicItem]
    /// The item with this identifier, 64 lower-case hexadecimal digits; `nil` unless it is public now.
    func item(_ id: String) async throws -> PublicItem?
    /// The content, byte for byte as its author gave it; `nil` unless the item is public now.
    func content(of id: String) async throws -> [UInt8]?
    /// The proof file of the item (JSON, for `causeway verify`); `nil` when there is none now.
    func proof(of id: String) async throws -> [UInt8]?
}

/// An item that everybody may read, as the pages show it.
///
/// All texts are as their authors wrote them: the pages escape them and show no control characters.
public struct PublicItem: Equatable, Sendable {
    /// Its place in the order of arrival, from which the next page goes on; above 0.
    public var number: Int64
    /// The hash of the entry's leaf, 64 lower-case hexadecimal digits.
    public var id: String
    public var title: String
    /// The name of the organisation that wrote it.
    public var author: String
    /// The organisation's identifier in hexadecimal.
    public var organisationID: String
    /// The organisation's sector; empty if it has none.
    public var sector: String
    /// Anything but CLEAR is not served.
    public var tlp: TLP
    public var mediaType: String
    /// Octets of the content.
    public var octets: Int
    /// When its author says it was made, seconds since 1970.
    public var created: Int64
    /// When this node had it, seconds since 1970.
    public var received: Int64
    public var objects: [PublicObject]

    public init(
        number: Int64, id: String, title: String, author: String, organisationID: String, sector: String, tlp: TLP, mediaType: String,
        octets: Int, created: Int64, received: Int64, objects: [PublicObject]
    ) {
        self.number = number
        self.id = id
        self.title = title
        self.author = author
        self.organisationID = organisationID
        self.sector = sector
        self.tlp = tlp
        self.mediaType = mediaType
        self.octets = octets
        self.created = created
        self.received = received
        self.objects = objects
    }
}

/// An object in an item's content: its STIX type and its name, which may be empty.
public struct PublicObject: Equatable, Sendable {
    public var type: String
    public var name: String

    public init(type: String, name: String) {
        self.type = type
        self.name = name
    }
}

/// What the pages say of themselves.
public struct PublicSite: Equatable, Sendable {
    /// The heading of every page.
    public var name: String
    /// What no other site has and this one keeps, such as the node's identifier: the feed is named by its hash.
    public var identifier: String
    /// The identifier of the network whose members publish here, for who verifies a proof; `nil` when it is not known.
    public var network: String?
    /// The address under which the world reaches the pages ("https://node.example", without a slash at the end), for the
    /// feed's links; `nil` when it is not known.
    public var baseURL: String?

    public init(name: String, identifier: String, network: String? = nil, baseURL: String? = nil) {
        self.name = name
        self.identifier = identifier
        self.network = network
        self.baseURL = baseURL
    }
}
