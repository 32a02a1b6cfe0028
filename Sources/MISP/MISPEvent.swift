/// An event as MISP exchanges it: what is said of one occurrence, with its values.
public struct MISPEvent: Equatable, Sendable {
    public var uuid: MISPUUID
    public var info: String
    /// "2026-11-29".
    public var date: String
    /// Seconds since 1970: when this version was made.
    public var timestamp: Int64
    public var threatLevel = ThreatLevel.undefined
    public var organisation: MISPOrganisation
    public var tags: [MISPTag] = []
    public var attributes: [MISPAttribute] = []
    public var objects: [MISPObject] = []
    public var reports: [MISPEventReport] = []

    /// How dangerous what it tells of is.
    public enum ThreatLevel: String, CaseIterable, Sendable {
        case high = "1"
        case medium = "2"
        case low = "3"
        case undefined = "4"
    }

    public init(uuid: MISPUUID, info: String, date: String, timestamp: Int64, organisation: MISPOrganisation) {
        self.uuid = uuid
        self.info = info
        self.date = date
        self.timestamp = timestamp
        self.organisation = organisation
    }

    /// The MD5 of every value, those of objects behind the others: the event's lines of `hashes.csv`.
    public var digests: [[UInt8]] { (attributes + objects.flatMap(\.attributes)).flatMap(\.digests) }
}

/// Who made an event.
public struct MISPOrganisation: Equatable, Sendable, Encodable {
    public var name: String
    public var uuid: MISPUUID

    public init(name: String, uuid: MISPUUID) {
        self.name = name
        self.uuid = uuid
    }
}

/// A word of a taxonomy: "tlp:clear".
public struct MISPTag: Equatable, Sendable, Encodable {
    public var name: String
    /// "#ffffff".
    public var colour: String

    public init(name: String, colour: String) {
        self.name = name
        self.colour = colour
    }
}

/// A text that belongs to an event, in Markdown.
public struct MISPEventReport: Equatable, Sendable {
    public var uuid: MISPUUID
    public var name: String
    public var content: String
    /// Seconds since 1970.
    public var timestamp: Int64

    public init(name: String, content: String, of event: MISPUUID, timestamp: Int64) {
        uuid = MISPUUID("report\0\(name)\0\(content)", in: event)
        self.name = name
        self.content = content
        self.timestamp = timestamp
    }
}
