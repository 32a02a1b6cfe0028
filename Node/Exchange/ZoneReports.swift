/// An item in the eyes of the public zone's moderators.
public struct ZoneItemReport: Codable, Equatable, Sendable {
    public var id: String
    /// "waiting", "published", "returned", "withdrawn" or "ended" (its author's doing, or its time was over).
    public var state: String
    /// Empty for one that is shown to nobody here any more.
    public var title: String
    /// The organisation that wrote it.
    public var author: String
    public var authorId: String
    /// ISO 8601, as the author says.
    public var created: String
    /// ISO 8601, when it began to wait.
    public var came: String
    /// ISO 8601; empty while nobody has decided.
    public var decided: String
    /// Who decided: an account, a user of the machine, or "rule: NAME"; empty while nobody has.
    public var decider: String
    /// Why it was returned or withdrawn; empty for none.
    public var reason: String
    /// "threats", "mitigation" or "best-practice"; empty for none.
    public var topic: String
    /// Whether it stands in front.
    public var isFeatured: Bool
    public var octets: Int

    public init(
        id: String, state: String, title: String, author: String, authorId: String, created: String, came: String, decided: String,
        decider: String, reason: String, topic: String, isFeatured: Bool, octets: Int
    ) {
        self.id = id
        self.state = state
        self.title = title
        self.author = author
        self.authorId = authorId
        self.created = created
        self.came = came
        self.decided = decided
        self.decider = decider
        self.reason = reason
        self.topic = topic
        self.isFeatured = isFeatured
        self.octets = octets
    }
}

/// How many items moderators have in each state.
public struct ZoneCounts: Codable, Equatable, Sendable {
    public var waiting: Int
    public var published: Int
    public var returned: Int
    public var withdrawn: Int
    public var ended: Int

    public init(waiting: Int, published: Int, returned: Int, withdrawn: Int, ended: Int) {
        self.waiting = waiting
        self.published = published
        self.returned = returned
        self.withdrawn = withdrawn
        self.ended = ended
    }
}

/// A page of items in one state, the last to arrive first.
public struct ZoneQueuePage: Codable, Equatable, Sendable {
    public var counts: ZoneCounts
    public var items: [ZoneItemReport]
    /// Where the next page begins; empty for none.
    public var next: String

    public init(counts: ZoneCounts, items: [ZoneItemReport], next: String) {
        self.counts = counts
        self.items = items
        self.next = next
    }
}

/// An item with what approving it would mean.
public struct ZoneItemDetail: Codable, Equatable, Sendable {
    /// Something that a moderator should know before they decide.
    public enum Warning: String, Codable, Sendable, CaseIterable {
        /// The author's name looks like another member's.
        case looksLike = "looks-like"
        /// Its PAP keeps its indicators out of the lists for machines.
        case indicatorsKept = "indicators-kept"
        /// It cannot be public now: it is not in order, not for everyone, or it has ended.
        case notPublishable = "not-publishable"
        /// The node's own rules say that it is not to be public.
        case refusedByRules = "refused-by-rules"
        /// It is a translation: it stands in no list, and shows on the pages of what it translates.
        case translation
        /// It is a re-share: another organisation shared it with everyone than wrote it.
        case reshare
        /// An earlier version was public.
        case correction
    }

    /// A value that machines would be given to block.
    public struct Indicator: Codable, Equatable, Sendable {
        /// "domains", "ipv4" and so on, as in the addresses of the lists.
        public var kind: String
        public var value: String

        public init(kind: String, value: String) {
            self.kind = kind
            self.value = value
        }
    }

    public var item: ZoneItemReport
    public var tlp: String
    /// Empty for none.
    public var pap: String
    /// The author's; empty for none.
    public var sector: String
    /// The organisation that shared it with everyone; the author, unless it is a re-share.
    public var sharedBy: String
    /// Where it is filed now, or would be when it is approved as it is.
    public var topic: String
    /// The lists in which it stands, or would.
    public var lists: [String]
    /// What machines are given of it, or would be: the first `ExchangeLimits.zoneIndicatorsShown`.
    public var indicators: [Indicator]
    /// All of them.
    public var indicatorsCounted: Int
    /// Languages into which it translates.
    public var languages: [String]
    /// Names of other members that look like the author's.
    public var looksLike: [String]
    public var warnings: [Warning]
    /// The path of its page in the public zone.
    public var path: String

    public init(
        item: ZoneItemReport, tlp: String, pap: String, sector: String, sharedBy: String, topic: String, lists: [String],
        indicators: [Indicator], indicatorsCounted: Int, languages: [String], looksLike: [String], warnings: [Warning], path: String
    ) {
        self.item = item
        self.tlp = tlp
        self.pap = pap
        self.sector = sector
        self.sharedBy = sharedBy
        self.topic = topic
        self.lists = lists
        self.indicators = indicators
        self.indicatorsCounted = indicatorsCounted
        self.languages = languages
        self.looksLike = looksLike
        self.warnings = warnings
        self.path = path
    }
}

/// A moderator's word that an item is to be public. It never changes the item.
public struct ZoneApproval: Codable, Equatable, Sendable {
    /// "threats", "mitigation" or "best-practice"; `nil` leaves it where `ZoneItemDetail.topic` says: by its author's labels, or as it was.
    public var topic: String?
    /// Whether it stands in front from now on; `nil` is no.
    public var featured: Bool?

    public init(topic: String? = nil, featured: Bool? = nil) {
        self.topic = topic
        self.featured = featured
    }
}

/// A moderator's word that an item is not to be public, or not any more.
public struct ZoneRefusal: Codable, Equatable, Sendable {
    /// For its author; 1 to 1,024 characters.
    public var reason: String

    public init(reason: String) { self.reason = reason }
}

/// Whether an item stands in front.
public struct ZoneFeaturing: Codable, Equatable, Sendable {
    public var featured: Bool

    public init(featured: Bool) { self.featured = featured }
}

/// What became of an item that was returned or withdrawn, and of the letter to its author.
public struct ZoneRefusalReport: Codable, Equatable, Sendable {
    public var item: ZoneItemReport
    /// "sent", "waiting" (in the outbox, as the node's rules say), "not-sent" or "own" (there is nobody to tell).
    public var letter: String
    /// The item that tells the author, or what waits; empty for none.
    public var letterItem: String
    /// Why it was not sent, and what to do; empty when it was.
    public var letterFault: String

    public init(item: ZoneItemReport, letter: String, letterItem: String = "", letterFault: String = "") {
        self.item = item
        self.letter = letter
        self.letterItem = letterItem
        self.letterFault = letterFault
    }
}

/// How many representatives an organisation has, as the coordinator's staff noted it.
public struct RepresentativesReport: Codable, Equatable, Sendable {
    public var organisation: String
    public var id: String
    public var standing: String
    /// `nil` where nobody noted it.
    public var representatives: Int?

    public init(organisation: String, id: String, standing: String, representatives: Int?) {
        self.organisation = organisation
        self.id = id
        self.standing = standing
        self.representatives = representatives
    }
}

/// A number of representatives to be noted.
public struct RepresentativesChange: Codable, Equatable, Sendable {
    /// 0 to `ExchangeLimits.representativesMax`; `nil` forgets what was noted.
    public var representatives: Int?

    public init(representatives: Int?) { self.representatives = representatives }
}
