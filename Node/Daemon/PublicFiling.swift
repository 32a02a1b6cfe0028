import Foundation
import PublicZone
import Storage

/// Where a public item is filed: by topic, sector, month and author, and what it says that lists and translations are made of.
///
/// A value made of the item and its content alone, so that every look at it gives the same.
struct PublicFiling {
    /// The list of the coordinator's items that tell an alert level.
    static let alerts = "alert"

    let item: StoredItem
    let author: Author
    private let objects: [[String: Any]]

    /// Who wrote an item.
    struct Author {
        /// In hexadecimal.
        var id: String
        /// Empty for none.
        var sector: String
        /// Whether it is the coordinator's own organisation.
        var isStaff: Bool
    }

    init(_ item: StoredItem, content: [UInt8], objects: [OpenedObject], by author: Author) {
        self.item = item
        self.author = author
        self.objects = objects.prefix(DaemonLimits.filedObjectsMax).compactMap { object in
            guard object.range.count <= DaemonLimits.filedObjectOctetsMax, object.range.upperBound <= content.count else { return nil }
            return try? JSONSerialization.jsonObject(with: Data(content[object.range])) as? [String: Any]
        }
    }

    /// What is written when it becomes public; `topic` is the moderator's word, `nil` leaves it to the labels. A pack is in no list.
    func order(by decider: String, reason: String, topic: Topic?, at time: Int64, isPack: Bool = false) -> PublicationOrder {
        let topic = topic ?? self.topic
        var lists: [ListName] = []
        if !isPack, !isTranslation {
            lists = [.all, .topic(topic)]
            if !author.sector.isEmpty { lists.append(.sector(author.sector)) }
            if let month = ListName.month(Self.month(time)) { lists.append(month) }
            if let own = ListName.author(author.id) { lists.append(own) }
        }
        var names = lists.map(\.text)
        if author.isStaff, alertLevel != nil { names.append(Self.alerts) }
        return PublicationOrder(
            item: item.number, time: time, decider: decider, reason: reason, topic: topic.rawValue, lists: names, subject: subject,
            values: isPack ? [] : objects.flatMap { IndicatorValues.values(of: $0) }.prefix(DaemonLimits.filedValuesMax).map { $0 },
            translations: translations)
    }

    /// By the author's labels `topic:…`; else a bundle whose objects say what to do is about mitigation, and anything else about threats.
    var topic: Topic {
        for label in labels {
            if let topic = Topic.allCases.first(where: { label == "topic:\($0.word)" || label == $0.word }) { return topic }
        }
        let types = Set(objects.compactMap { $0["type"] as? String })
        let isAdvice = types.contains("course-of-action") && types.isDisjoint(with: ["indicator", "malware", "threat-actor", "campaign"])
        return isAdvice ? .mitigation : .threats
    }

    /// The level that it tells, by a label of one of its objects.
    var alertLevel: PublicAlert.Level? { PublicAlert.Level.allCases.last { labels.contains($0.label) } }

    /// Whether it holds translations and nothing to read besides.
    var isTranslation: Bool {
        let types = Set(objects.compactMap { $0["type"] as? String }).subtracting([
            "identity", "marking-definition", "extension-definition",
        ])
        return types == ["language-content"]
    }

    /// The object that stands for the whole: the first report, grouping or note, else the first that has a name.
    var subject: String {
        let writings = objects.first { ["report", "grouping", "note"].contains($0["type"] as? String ?? "") }
        let named = objects.first { $0["name"] is String && !["identity", "marking-definition"].contains($0["type"] as? String ?? "") }
        let id = (writings ?? named)?["id"] as? String ?? ""
        return Self.isPlain(id, octetsMax: 300) ? id : ""
    }

    /// The objects that it says in further languages (STIX 2.1 section 7.1), by `object_ref`.
    var translations: [PublicTranslation] {
        objects.filter { $0["type"] as? String == "language-content" }.flatMap { object -> [PublicTranslation] in
            guard let target = object["object_ref"] as? String, Self.isPlain(target, octetsMax: 300),
                let contents = object["contents"] as? [String: Any]
            else { return [] }
            return contents.keys.sorted().filter { Self.isPlain($0, octetsMax: 35) }.prefix(DaemonLimits.filedLanguagesMax).map {
                PublicTranslation(object: target, language: $0)
            }
        }
    }

    /// The title and description of an object in a language, as this item translates them; `nil` when it does not.
    func translation(of object: String, into language: String) -> (title: String, summary: String)? {
        for one in objects where one["type"] as? String == "language-content" && one["object_ref"] as? String == object {
            guard let said = (one["contents"] as? [String: Any])?[language] as? [String: Any] else { continue }
            return (said["name"] as? String ?? "", said["description"] as? String ?? said["content"] as? String ?? "")
        }
        return nil
    }

    /// Whether a text names something that can be kept: a NUL would end it early in the store.
    private static func isPlain(_ text: String, octetsMax: Int) -> Bool {
        (1...octetsMax).contains(text.utf8.count) && !text.utf8.contains(0)
    }

    private var labels: [String] { objects.flatMap { $0["labels"] as? [String] ?? [] }.map { $0.lowercased() } }

    /// "2026-11" of a second since 1970, in UTC.
    static func month(_ seconds: Int64) -> String { String(WallClock.iso8601(UInt64(clamping: seconds)).prefix(7)) }
}
