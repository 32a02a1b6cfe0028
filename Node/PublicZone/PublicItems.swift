public import Policy

/// Where the public zone gets what it shows; called side by side, and again only when the edition is another.
///
/// What it does not give is not shown: an item that was withdrawn is gone with the next request.
public protocol PublicItems: Sendable {
    /// Cheap to ask, on any thread: another value than before means that answers may be others now.
    var pulse: ZonePulse { get }
    /// Which edition of everything below is in force. As long as it is the same, every answer is.
    func edition() async throws -> ZoneEdition
    /// The lists in which public items stand, by name.
    func lists() async throws -> [PublicList]
    /// Items of a list in these places, the last first, at most two pages; those that are not public any more are left out.
    func items(in list: ListName, places: ClosedRange<Int64>) async throws -> [PublicItem]
    /// The identifiers of public items behind one (`""` for the beginning), ascending, whether or not they stand in a list.
    func identifiers(after id: String, limit: Int) async throws -> [String]
    /// What moderators put in front, the last to get there first.
    func featured(limit: Int) async throws -> [PublicItem]
    /// The identifier of the one item that begins with these digits; `nil` where there is none or are several. It need not be public.
    func identifier(beginning digits: String) async throws -> String?
    /// Those of some values that stand on a warning list here.
    func warned(_ values: [String]) async throws -> Set<String>
    /// What is known of the item with this identifier, 64 lower-case hexadecimal digits.
    func standing(of id: String) async throws -> PublicStanding
    /// The versions of a public item's line, the first to be made first; this one is among them.
    func versions(of id: String) async throws -> [PublicVersion]
    /// The content, byte for byte as its author gave it; `nil` unless the item is public now.
    func content(of id: String) async throws -> [UInt8]?
    /// The proof file of the item (JSON, for `causeway verify`); `nil` when there is none now.
    func proof(of id: String) async throws -> [UInt8]?
    /// The organisations behind the zone.
    func network() async throws -> PublicNetwork
    /// The newest public item by which the coordinator told an alert level; `nil` while there is none.
    func alert() async throws -> PublicAlert?
    /// Public items that a search finds.
    func search(_ search: PublicSearch) async throws -> PublicFindings
    /// Indicators of a kind that may be blocked, behind `after`, in the order of their values; `nil` for the beginning.
    ///
    /// Left out are those whose item is PAP:RED or PAP:AMBER, whose time is over, and which stand on a warning list here.
    func indicators(_ kind: IndicatorKind, after: PublicIndicator?, limit: Int) async throws -> [PublicIndicator]
    /// What is new since an edition's number.
    func changes(after number: Int64) async throws -> ZoneChanges
}

/// What an edition is known by without asking the store.
public struct ZonePulse: Hashable, Sendable {
    /// Changes with every change of a public item that is on disk.
    public var items: Int64
    /// Changes with the registry.
    public var registry: UInt64

    public init(items: Int64, registry: UInt64 = 0) {
        self.items = items
        self.registry = registry
    }
}

/// Which edition of the public zone is in force.
public struct ZoneEdition: Equatable, Sendable {
    /// Grows with every change of a public item.
    public var number: Int64
    /// What pages of items say of those who wrote them (names, sectors, whose names are alike), by the organisation's identifier.
    public var authors: [String: String]
    /// When the first public item's time is over, seconds since 1970: no answer may be kept beyond it. `Int64.max` for never.
    public var expires: Int64
    /// Until when security.txt is to be believed, seconds since 1970: the beginning of a month, half a year ahead or a little more, so that it
    /// changes twelve times a year. 0 where nobody says.
    public var securityUntil: Int64
    /// Stands for the warning lists that `warned` asks: other lists, another text. Empty where there are none.
    public var warnings: String

    public init(
        number: Int64, authors: [String: String] = [:], expires: Int64 = .max, securityUntil: Int64 = 0, warnings: String = ""
    ) {
        self.number = number
        self.authors = authors
        self.expires = expires
        self.securityUntil = securityUntil
        self.warnings = warnings
    }
}

/// What a public item is about, by its author's labels or its moderator's word.
public enum Topic: UInt8, CaseIterable, Sendable {
    case threats = 1
    case mitigation = 2
    case bestPractice = 3

    /// The word in addresses and labels.
    public var word: String {
        switch self {
        case .threats: "threats"
        case .mitigation: "mitigation"
        case .bestPractice: "best-practice"
        }
    }
}

/// An item that everybody may read, as the pages show it.
///
/// All texts are as their authors wrote them: the pages escape them and show no control characters.
public struct PublicItem: Equatable, Sendable {
    /// Its place in the list that it was asked from; 0 when it was asked for by its identifier.
    public var place: Int64 = 0
    /// The hash of the entry's leaf, 64 lower-case hexadecimal digits.
    public var id: String
    public var title: String
    /// The name of the organisation that wrote it.
    public var author: String
    /// The organisation's identifier in hexadecimal.
    public var organisationID: String
    /// The organisation's sector; empty if it has none.
    public var sector: String
    /// Whether the coordinator's own organisation wrote it.
    public var isOfStaff = false
    /// Anything but CLEAR is not served.
    public var tlp: TLP
    /// `nil` where its author gave none.
    public var pap: PAP?
    public var topic: Topic?
    public var mediaType: String
    /// Octets of the content.
    public var octets: Int
    /// When its author says it was made, seconds since 1970.
    public var created: Int64
    /// When this node had it, seconds since 1970.
    public var received: Int64
    /// When it became public, seconds since 1970.
    public var published: Int64
    /// Whether it stands in front.
    public var isFeatured = false
    /// The identifier of the object that it is about; empty for none.
    public var subject = ""
    /// One a language at most.
    public var translations: [PublicItemTranslation] = []

    public init(
        id: String, title: String, author: String, organisationID: String, sector: String, tlp: TLP, mediaType: String, octets: Int,
        created: Int64, received: Int64, published: Int64
    ) {
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
        self.published = published
    }
}

/// A translation of an item's title and description, itself a signed item: by its author, or by the coordinator's staff.
public struct PublicItemTranslation: Equatable, Sendable {
    /// RFC 5646: "zh-Hant".
    public var language: String
    public var title: String
    /// Markdown, like the description that it translates; empty for none.
    public var summary: String
    /// The item that says so.
    public var item: String
    /// Whose it is.
    public var author: String

    public init(language: String, title: String, summary: String, item: String, author: String) {
        self.language = language
        self.title = title
        self.summary = summary
        self.item = item
        self.author = author
    }
}

/// What is known of an identifier.
public enum PublicStanding: Equatable, Sendable {
    case isPublic(PublicItem)
    /// It was public and is not any more; `successor` is the public item that took its place.
    case ended(Ending, successor: String?)
    /// There is none, or it never was public.
    case unknown

    public enum Ending: Equatable, Sendable {
        /// Its author took it back.
        case retracted
        /// Its author issued another version.
        case replaced
        /// The time that its author set is over.
        case expired
        /// Moderators took it away.
        case withdrawn
    }
}

/// One version in an item's line.
public struct PublicVersion: Equatable, Sendable {
    public var id: String
    /// Seconds since 1970, as its author says.
    public var created: Int64
    /// Whether it can be read here now.
    public var isPublic: Bool

    public init(id: String, created: Int64, isPublic: Bool) {
        self.id = id
        self.created = created
        self.isPublic = isPublic
    }
}

/// A list of public items.
public struct PublicList: Equatable, Sendable {
    public var name: ListName
    /// The last place that was given; places are given once, so a full page of them never gets another item.
    public var last: Int64
    /// Items in it now.
    public var count: Int64

    public init(name: ListName, last: Int64, count: Int64) {
        self.name = name
        self.last = last
        self.count = count
    }
}

/// The organisations whose members publish here.
public struct PublicNetwork: Equatable, Sendable {
    /// Those that are admitted.
    public var organisations: Int
    /// Their representatives, as far as the coordinator was told; `nil` where it was not.
    public var representatives: Int?
    /// Organisations by sector, by name; those without a sector under "".
    public var sectors: [(name: String, organisations: Int)]
    /// By name; `nil` where the coordinator does not show them.
    public var members: [Member]?
    /// Groups of names that look alike though they differ (Unicode TS 39): each name is in at most one of them.
    public var alikeNames: [[String]]

    public struct Member: Equatable, Sendable {
        public var id: String
        public var name: String
        public var sector: String
        /// Seconds since 1970; 0 when it was not told.
        public var admitted: Int64
        /// Public items of theirs.
        public var items: Int64

        public init(id: String, name: String, sector: String, admitted: Int64, items: Int64) {
            self.id = id
            self.name = name
            self.sector = sector
            self.admitted = admitted
            self.items = items
        }
    }

    public init(
        organisations: Int, representatives: Int? = nil, sectors: [(name: String, organisations: Int)] = [], members: [Member]? = nil,
        alikeNames: [[String]] = []
    ) {
        self.organisations = organisations
        self.representatives = representatives
        self.sectors = sectors
        self.members = members
        self.alikeNames = alikeNames
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.organisations == right.organisations && left.representatives == right.representatives
            && left.sectors.map(\.name) == right.sectors.map(\.name)
            && left.sectors.map(\.organisations) == right.sectors.map(\.organisations) && left.members == right.members
            && left.alikeNames == right.alikeNames
    }
}

/// How dangerous the coordinator says the times are, with the item that says so.
public struct PublicAlert: Equatable, Sendable {
    public enum Level: String, CaseIterable, Sendable {
        case normal, heightened, high, severe

        /// The label of an object by which a coordinator's item tells it.
        public var label: String { "alert-level:\(rawValue)" }
    }

    public var level: Level
    public var item: PublicItem

    public init(level: Level, item: PublicItem) {
        self.level = level
        self.item = item
    }
}

/// What strangers search for.
public struct PublicSearch: Equatable, Sendable {
    /// The words, in the grammar of docs/search.md; at most `PublicZoneLimits.searchOctetsMax` octets.
    public var text: String
    public var isNewestFirst: Bool
    /// Where to go on; `nil` for the beginning.
    public var cursor: String?
    public var limit: Int

    public init(text: String, isNewestFirst: Bool = false, cursor: String? = nil, limit: Int) {
        self.text = text
        self.isNewestFirst = isNewestFirst
        self.cursor = cursor
        self.limit = limit
    }
}

/// What a search found, or why it could not be.
public struct PublicFindings: Equatable, Sendable {
    public var hits: [Hit] = []
    /// Where the next page begins; `nil` when there is none.
    public var next: String?
    /// Whether there may be more than was looked at.
    public var isCut = false
    /// Counted values, each with the search that asks for it too.
    public var facets: [Facet] = []
    /// Why the text is no search; `nil` when it is one.
    public var fault: Fault?

    /// Where a text is no search, and what to write instead.
    public struct Fault: Equatable, Sendable {
        /// By which its sentence in another language is found.
        public var code: String
        /// What is wrong, in English.
        public var reason: String
        /// What to write instead, in English.
        public var remedy: String

        public init(code: String, reason: String, remedy: String) {
            self.code = code
            self.reason = reason
            self.remedy = remedy
        }
    }

    public struct Hit: Equatable, Sendable {
        public var item: PublicItem
        public var objectType: String
        public var objectName: String
        public var snippet: String

        public init(item: PublicItem, objectType: String, objectName: String, snippet: String) {
            self.item = item
            self.objectType = objectType
            self.objectName = objectName
            self.snippet = snippet
        }
    }

    public struct Facet: Equatable, Sendable {
        public enum Kind: String, Sendable { case type, author, label, month }

        public var kind: Kind
        public var values: [Value]

        public struct Value: Equatable, Sendable {
            public var text: String
            public var count: Int
            /// The whole search with this value.
            public var search: String

            public init(text: String, count: Int, search: String) {
                self.text = text
                self.count = count
                self.search = search
            }
        }

        public init(kind: Kind, values: [Value]) {
            self.kind = kind
            self.values = values
        }
    }

    public init() {}
}

/// What an indicator names, as lists for machines are cut.
public enum IndicatorKind: UInt8, CaseIterable, Sendable {
    case ipv4 = 1
    case ipv6 = 2
    case network = 3
    case domain = 4
    case url = 5
    case email = 6
    case md5 = 7
    case sha1 = 8
    case sha256 = 9
    case sha512 = 10

    /// The word in addresses, and in the column of CSV.
    public var word: String {
        switch self {
        case .ipv4: "ipv4"
        case .ipv6: "ipv6"
        case .network: "networks"
        case .domain: "domains"
        case .url: "urls"
        case .email: "email"
        case .md5: "md5"
        case .sha1: "sha1"
        case .sha256: "sha256"
        case .sha512: "sha512"
        }
    }
}

/// A value of an indicator that may be blocked.
public struct PublicIndicator: Equatable, Sendable {
    public var value: String
    /// The item that says so, and its number here.
    public var item: String
    public var number: Int64
    /// Seconds since 1970; 0 for always.
    public var since: Int64
    /// Seconds since 1970; 0 for good.
    public var until: Int64
    /// 0 to 100; `nil` where its author says nothing.
    public var confidence: Int?

    public init(value: String, item: String, number: Int64, since: Int64 = 0, until: Int64 = 0, confidence: Int? = nil) {
        self.value = value
        self.item = item
        self.number = number
        self.since = since
        self.until = until
        self.confidence = confidence
    }
}

/// What is new since an edition.
public struct ZoneChanges: Equatable, Sendable {
    /// The edition's number up to which this goes.
    public var number: Int64
    /// Identifiers of items that appeared, changed or left.
    public var items: [String]
    /// Pages of lists that are not what they were; pages are counted from 0.
    public var pages: [(list: ListName, page: Int64)]
    /// Whether there is more than is told: then everything counts as new.
    public var isCut: Bool

    public init(number: Int64, items: [String], pages: [(list: ListName, page: Int64)], isCut: Bool) {
        self.number = number
        self.items = items
        self.pages = pages
        self.isCut = isCut
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.number == right.number && left.items == right.items && left.isCut == right.isCut
            && left.pages.map(\.list) == right.pages.map(\.list) && left.pages.map(\.page) == right.pages.map(\.page)
    }
}
