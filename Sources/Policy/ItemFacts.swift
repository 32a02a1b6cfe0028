/// What the rules may know of one item; everything comes from the caller, nothing is looked up.
public struct ItemFacts: Equatable, Sendable {
    /// The effective mark (5.4); `nil` is refused wherever the table is asked.
    public var tlp: TLP?
    /// What recipients may do with it, where it says so.
    public var pap: PAP?
    /// The organisation that wrote it, as far as known.
    public var author: Addressee?
    /// The types of its STIX objects.
    public var types: [String] { didSet { typeKeys = types.map(ruleKey) } }
    /// The labels of its objects.
    public var labels: [String] { didSet { labelKeys = labels.map(ruleKey) } }
    /// The smallest confidence of its objects, 0 to 100; `nil` where none has one.
    public var confidence: Int?
    /// Its length in octets.
    public var octets: UInt64
    /// Seconds since it was made.
    public var ageSeconds: UInt64
    /// What of one's own it mentions.
    public var mentions: OwnMentions
    /// Whether it is a draft of our own that nobody has signed yet. Only such an item can be redacted.
    public var isOwnDraft: Bool

    var typeKeys: [String]
    var labelKeys: [String]

    public init(
        tlp: TLP?, pap: PAP? = nil, author: Addressee? = nil, types: [String] = [], labels: [String] = [], confidence: Int? = nil,
        octets: UInt64 = 0, ageSeconds: UInt64 = 0, mentions: OwnMentions = [], isOwnDraft: Bool = false
    ) {
        self.tlp = tlp
        self.pap = pap
        self.author = author
        self.types = types
        self.labels = labels
        self.confidence = confidence
        self.octets = octets
        self.ageSeconds = ageSeconds
        self.mentions = mentions
        self.isOwnDraft = isOwnDraft
        typeKeys = types.map(ruleKey)
        labelKeys = labels.map(ruleKey)
    }
}

/// An organisation as rules know it. Names are compared without regard to case; make it once and keep it.
public struct Addressee: Hashable, Sendable {
    private let content: Content

    public init(id: String, name: String, sectors: [String] = [], isOurs: Bool = false) {
        content = Content(id: id, name: name, sectors: sectors, isOurs: isOurs)
    }

    /// Its identifier, as the registry writes it.
    public var id: String { content.id }
    /// Its name, as the registry writes it.
    public var name: String { content.name }
    /// The sectors that the registry gives it.
    public var sectors: [String] { content.sectors }
    /// Whether it is the node's own organisation, which always has what it shares and to which no condition on destinations applies.
    public var isOurs: Bool { content.isOurs }

    var idKey: String { content.idKey }
    var nameKey: String { content.nameKey }
    var sectorKeys: [String] { content.sectorKeys }

    public static func == (left: Self, right: Self) -> Bool {
        left.content === right.content
            || left.id == right.id && left.name == right.name && left.sectors == right.sectors && left.isOurs == right.isOurs
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(id) }

    /// In one place, since a decision copies each organisation of its audience.
    private final class Content: Sendable {
        let id: String
        let name: String
        let sectors: [String]
        let isOurs: Bool
        let idKey: String
        let nameKey: String
        let sectorKeys: [String]

        init(id: String, name: String, sectors: [String], isOurs: Bool) {
            self.id = id
            self.name = name
            self.sectors = sectors
            self.isOurs = isOurs
            idKey = ruleKey(id)
            nameKey = ruleKey(name)
            sectorKeys = sectors.map(ruleKey)
        }
    }
}

/// To whom an item would go: a kind of audience, the circle's name where it has one, and who stands in it now.
public struct AudienceFacts: Equatable, Sendable {
    /// The kind of audience.
    public var kind: AudienceKind
    /// The closed group's name, or the sector's; `nil` for the others.
    public var name: String? { didSet { nameKey = name.map(ruleKey) } }
    /// The organisations in it, our own counted; empty for `.everyone`, which has no list.
    public var organisations: [Addressee]
    /// Whether representatives are named rather than whole organisations.
    public var namesPeople: Bool

    var nameKey: String?

    public init(_ kind: AudienceKind, name: String? = nil, organisations: [Addressee] = [], namesPeople: Bool = false) {
        self.kind = kind
        self.name = name
        self.organisations = organisations
        self.namesPeople = namesPeople
        nameKey = name.map(ruleKey)
    }

    /// Everyone: the public.
    public static let everyone = AudienceFacts(.everyone)
}

/// What of an organisation's own an item mentions.
public struct OwnMentions: OptionSet, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// An address in a network of one's own.
    public static let networks = OwnMentions(rawValue: 1)
    /// A domain of one's own or a host under it, or a plain name of one's own.
    public static let names = OwnMentions(rawValue: 2)
}

/// The form in which names are compared: lower case.
func ruleKey(_ text: String) -> String { text.lowercased() }
