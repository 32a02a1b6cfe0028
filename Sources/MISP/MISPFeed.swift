/// What a feed says of its events besides the events: `manifest.json` and `hashes.csv`.
public enum MISPFeed {
    /// What the manifest says of an event: enough to know whether to fetch it.
    public struct Entry: Equatable, Sendable {
        public var uuid: MISPUUID
        public var info: String
        /// "2026-11-29".
        public var date: String
        /// Seconds since 1970.
        public var timestamp: Int64
        public var organisation: MISPOrganisation
        public var tags: [MISPTag]

        public init(_ event: MISPEvent) {
            uuid = event.uuid
            info = event.info
            date = event.date
            timestamp = event.timestamp
            organisation = event.organisation
            tags = event.tags
        }
    }

    /// `manifest.json`: an object with a member for each event.
    public static func manifest(_ entries: [Entry]) -> [UInt8] {
        MISPText.encode(Dictionary(entries.map { ($0.uuid.description, $0) }) { first, _ in first })
    }

    /// The lines of an event in `hashes.csv`: the MD5 of a value, a comma, the event's identifier.
    public static func lines(_ digests: some Sequence<[UInt8]>, of event: MISPUUID) -> String {
        var lines = ""
        for digest in digests {
            for octet in digest {
                if octet < 16 { lines += "0" }
                lines += String(octet, radix: 16)
            }
            lines += ",\(event)\n"
        }
        return lines
    }
}

extension MISPFeed.Entry: Encodable {
    private enum Key: String, CodingKey {
        case info, date, timestamp, analysis, Orgc, Tag
        case threatLevel = "threat_level_id"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(info, forKey: .info)
        try container.encode(date, forKey: .date)
        try container.encode("\(timestamp)", forKey: .timestamp)
        try container.encode(MISPEvent.completed, forKey: .analysis)
        try container.encode(MISPEvent.ThreatLevel.undefined.rawValue, forKey: .threatLevel)
        try container.encode(organisation, forKey: .Orgc)
        try container.encode(tags, forKey: .Tag)
    }
}
