import Foundation

/// The event as JSON of the MISP core format: numbers are strings, whether something holds is `true` or `false`.
///
/// Whom it may go to is left out as MISP's own feeds do: who takes a feed decides that.
extension MISPEvent: Encodable {
    private enum Key: String, CodingKey {
        case uuid, info, date, timestamp, analysis, published, Orgc, Tag, Attribute, Object, EventReport
        case threatLevel = "threat_level_id"
        case publishTimestamp = "publish_timestamp"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(uuid, forKey: .uuid)
        try container.encode(info, forKey: .info)
        try container.encode(date, forKey: .date)
        try container.encode("\(timestamp)", forKey: .timestamp)
        try container.encode("\(timestamp)", forKey: .publishTimestamp)
        try container.encode(Self.completed, forKey: .analysis)
        try container.encode(true, forKey: .published)
        try container.encode(threatLevel.rawValue, forKey: .threatLevel)
        try container.encode(organisation, forKey: .Orgc)
        try container.encode(tags, forKey: .Tag)
        try container.encode(attributes, forKey: .Attribute)
        try container.encode(objects, forKey: .Object)
        try container.encode(reports, forKey: .EventReport)
    }

    /// That nobody works on the analysis any more.
    static let completed = "2"

    /// The file of an event: `{"Event": …}`.
    public var document: [UInt8] { MISPText.encode(["Event": self]) }
}

extension MISPAttribute: Encodable {
    private enum Key: String, CodingKey {
        case uuid, type, category, value, comment, timestamp
        case isForDetection = "to_ids"
        case relation = "object_relation"
        case isCorrelationDisabled = "disable_correlation"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(uuid, forKey: .uuid)
        try container.encode(type.rawValue, forKey: .type)
        try container.encode(type.category, forKey: .category)
        try container.encode(value, forKey: .value)
        try container.encode(isForDetection, forKey: .isForDetection)
        try container.encode(comment, forKey: .comment)
        try container.encode("\(timestamp)", forKey: .timestamp)
        try container.encode(false, forKey: .isCorrelationDisabled)
        if !relation.isEmpty { try container.encode(relation, forKey: .relation) }
    }
}

extension MISPObject: Encodable {
    private enum Key: String, CodingKey {
        case uuid, name, description, comment, timestamp, Attribute
        case category = "meta-category"
        case templateUUID = "template_uuid"
        case templateVersion = "template_version"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(uuid, forKey: .uuid)
        try container.encode(template.name, forKey: .name)
        try container.encode(template.description, forKey: .description)
        try container.encode(template.category, forKey: .category)
        try container.encode(template.uuid, forKey: .templateUUID)
        try container.encode(template.version, forKey: .templateVersion)
        try container.encode(comment, forKey: .comment)
        try container.encode("\(timestamp)", forKey: .timestamp)
        try container.encode(attributes, forKey: .Attribute)
    }
}

extension MISPEventReport: Encodable {
    private enum Key: String, CodingKey { case uuid, name, content, timestamp }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(uuid, forKey: .uuid)
        try container.encode(name, forKey: .name)
        try container.encode(content, forKey: .content)
        try container.encode("\(timestamp)", forKey: .timestamp)
    }
}

/// JSON as this module writes it: members by name, so that the same event is the same octets.
enum MISPText {
    static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            preconditionFailure("a MISP event cannot be written as JSON: \(error)")
        }
    }
}
