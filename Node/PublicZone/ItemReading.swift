import Foundation
import Pages

/// What is read of an item's STIX objects for people: texts, indicators, techniques, and what is related to what.
///
/// A value made of the content alone, within bounds: what is beyond them is counted or said to be left out, never guessed. What is missing or of
/// another kind is not there, and never an error: the bundle was checked when it arrived.
struct ItemReading: Sendable {
    /// A text of a report, note or the like, in Markdown as most write it.
    struct Passage: Equatable, Sendable {
        var id: String
        var name: String
        var text: String
        /// The language that its author says it is in (RFC 5646); `nil` where nothing is said.
        var language: String?
    }

    struct Indicator: Equatable, Sendable {
        var name: String
        var pattern: String
        /// As they stand in the object; empty for none.
        var validFrom: String
        var validUntil: String
        var confidence: Int?
    }

    struct Reference: Equatable, Sendable {
        var source: String
        var id: String
        var address: String
    }

    /// Why less is read than there is.
    enum Gap: Equatable, Sendable {
        /// The content has more octets than are read for a page.
        case isLarge
        /// It has more objects than are read.
        case hasMany
        /// It is not a bundle of STIX.
        case isNoBundle
    }

    var gap: Gap?
    /// The object that the item is about, where it has a text.
    var subject: Passage?
    var passages: [Passage] = []
    /// The first ones; all that were read are counted in `indicatorCount`.
    var indicators: [Indicator] = []
    var indicatorCount = 0
    var techniques: [NamedTechnique] = []
    var references: [Reference] = []
    /// Objects by type, by its name.
    var types: [(name: String, count: Int)] = []
    var relations = RelationReading()

    /// Nothing, since it is not read.
    init(gap: Gap) { self.gap = gap }

    /// - Parameters:
    ///   - content: at most `contentReadOctetsMax` octets are read.
    ///   - subject: the identifier of the object that stands for the whole; empty for none.
    init(content: [UInt8], subject: String) {
        guard content.count <= PublicZoneLimits.contentReadOctetsMax else {
            gap = .isLarge
            return
        }
        guard let root = try? JSONSerialization.jsonObject(with: Data(content)) as? [String: Any], let objects = root["objects"] as? [Any]
        else {
            gap = .isNoBundle
            return
        }
        if objects.count > PublicZoneLimits.objectsReadMax { gap = .hasMany }
        var counts: [String: Int] = [:]
        for case let object as [String: Any] in objects.prefix(PublicZoneLimits.objectsReadMax) {
            read(object, subject: subject)
            counts[Self.text(object, "type"), default: 0] += 1
            relations.read(object)
        }
        // The most frequent first; among equals by name, so that the page is the same each time.
        types = counts.map { (name: $0.key, count: $0.value) }.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        relations.centre = relations.isKnown(subject) ? subject : relations.centre
    }

    private mutating func read(_ object: [String: Any], subject: String) {
        let type = Self.text(object, "type")
        let name = type == "note" ? Self.text(object, "abstract") : Self.text(object, "name")
        let isAbout = !subject.isEmpty && Self.text(object, "id") == subject
        switch type {
        case "indicator":
            indicatorCount += 1
            guard indicators.count < PublicZoneLimits.objectsShownMax else { break }
            indicators.append(
                Indicator(
                    name: name, pattern: Self.text(object, "pattern"), validFrom: Self.text(object, "valid_from"),
                    validUntil: Self.text(object, "valid_until"), confidence: object["confidence"] as? Int))
        case "attack-pattern":
            let known = Self.references(of: object).first {
                ["mitre-attack", "mitre-ics-attack", "mitre-mobile-attack"].contains($0.source)
            }
            let phases = (object["kill_chain_phases"] as? [[String: Any]] ?? []).map { Self.text($0, "phase_name") }
            techniques.append(NamedTechnique(id: known?.id ?? "", name: name, tactics: phases))
        case "language-content":
            // An item of translations says these alone.
            let said = object["contents"] as? [String: Any] ?? [:]
            for language in said.keys.sorted().prefix(PublicZoneLimits.languagesShownMax) {
                guard let fields = said[language] as? [String: Any] else { continue }
                let words = Self.text(fields, "description")
                passages.append(
                    Passage(
                        id: Self.text(object, "id"), name: Self.text(fields, "name"),
                        text: words.isEmpty ? Self.text(fields, "content") : words, language: language))
            }
        default: break
        }
        if isAbout || Self.written.contains(type) {
            let words = Self.text(object, type == "note" ? "content" : type == "opinion" ? "explanation" : "description")
            if !words.isEmpty {
                let passage = Passage(id: Self.text(object, "id"), name: name, text: words, language: object["lang"] as? String)
                if isAbout, self.subject == nil { self.subject = passage } else { passages.append(passage) }
            }
        }
        if type != "attack-pattern", references.count < PublicZoneLimits.referencesShownMax {
            references += Self.references(of: object).filter { !$0.address.isEmpty || !$0.id.isEmpty }
        }
    }

    /// Types whose description is meant to be read on its own.
    private static let written: Set = [
        "report", "note", "opinion", "course-of-action", "malware", "threat-actor", "campaign", "intrusion-set", "vulnerability",
        "incident",
        "grouping",
    ]

    private static func references(of object: [String: Any]) -> [Reference] {
        (object["external_references"] as? [[String: Any]] ?? []).map {
            Reference(source: text($0, "source_name"), id: text($0, "external_id"), address: text($0, "url"))
        }
    }

    fileprivate static func text(_ object: [String: Any], _ name: String) -> String { object[name] as? String ?? "" }
}

/// Which objects of a bundle are related to which, and how far each is from the one in the centre.
struct RelationReading: Sendable {
    private var objects: [(id: String, type: String, name: String)] = []
    private var places: [String: Int] = [:]
    private var edges: [(from: String, to: String, name: String)] = []
    /// What a report or the like holds: less than a relation, since it holds everything.
    private var references: [(from: String, to: String)] = []
    /// The object in the middle of the picture: what the item is about, else the first that others could refer to.
    var centre: String?

    func isKnown(_ id: String) -> Bool { places[id] != nil }

    mutating func read(_ object: [String: Any]) {
        let (id, type) = (ItemReading.text(object, "id"), ItemReading.text(object, "type"))
        guard !id.isEmpty else { return }
        switch type {
        case "marking-definition", "extension-definition", "language-content": return
        case "relationship":
            edges.append(
                (
                    ItemReading.text(object, "source_ref"), ItemReading.text(object, "target_ref"),
                    ItemReading.text(object, "relationship_type")
                ))
            return
        case "sighting":
            edges.append((id, ItemReading.text(object, "sighting_of_ref"), "sighting-of"))
        default: break
        }
        for target in (object["object_refs"] as? [String] ?? []).prefix(PublicZoneLimits.objectsReadMax) {
            references.append((id, target))
        }
        guard places[id] == nil else { return }
        places[id] = objects.count
        objects.append(
            (id, type, ["name", "abstract", "value", "pattern"].map { ItemReading.text(object, $0) }.first { !$0.isEmpty } ?? id))
        if centre == nil, type != "identity" { centre = id }
    }

    /// The picture, from the centre outwards; `nil` where nothing is related to anything.
    func graph(_ name: Phrase) -> RelationGraph? {
        guard let centre, places[centre] != nil else { return nil }
        let related = edges.filter { places[$0.from] != nil && places[$0.to] != nil }
        let kept = referencesKept(Self.neighbours(related))
        let edges = related + kept
        let (queue, distances) = Self.walk(from: centre, Self.neighbours(edges))
        guard queue.count > 1 else { return nil }
        // Of a hundred indicators each says the same in a picture; what they point to says more.
        let nearest = queue.enumerated().sorted { left, right in
            key(left.element, distances, left.offset) < key(right.element, distances, right.offset)
        }
        let shown = nearest.prefix(PublicZoneLimits.graphNodesMax).map(\.element)
        let isShown = Set(shown)
        let nodes = shown.compactMap { id -> RelationGraph.Node? in
            guard let place = places[id] else { return nil }
            let object = objects[place]
            return RelationGraph.Node(id: id, type: object.type, name: object.name, distance: distances[id] ?? 0)
        }
        let drawn = edges.filter { isShown.contains($0.from) && isShown.contains($0.to) }
        return RelationGraph(
            name, nodes: nodes, edges: drawn.map { RelationGraph.Edge(from: $0.from, to: $0.to, name: $0.name) },
            isCut: shown.count < queue.count || kept.count < references.count)
    }

    /// Of what a report holds and what hangs together anyway one is enough: that with the most relations.
    private func referencesKept(_ neighbours: [String: [String]]) -> [(from: String, to: String, name: String)] {
        var clusters: [String: String] = [:]
        for object in objects where clusters[object.id] == nil {
            for id in Self.walk(from: object.id, neighbours).order { clusters[id] = object.id }
        }
        var best: [[String]: Int] = [:]
        for (index, reference) in references.enumerated() {
            guard places[reference.from] != nil, let cluster = clusters[reference.to] else { continue }
            let key = [reference.from, cluster]
            guard let other = best[key] else {
                best[key] = index
                continue
            }
            if neighbours[reference.to]?.count ?? 0 > neighbours[references[other].to]?.count ?? 0 { best[key] = index }
        }
        return best.values.sorted().map { (references[$0].from, references[$0].to, "refers-to") }
    }

    private static func neighbours(_ edges: [(from: String, to: String, name: String)]) -> [String: [String]] {
        var neighbours: [String: [String]] = [:]
        for edge in edges {
            neighbours[edge.from, default: []].append(edge.to)
            neighbours[edge.to, default: []].append(edge.from)
        }
        return neighbours
    }

    /// What can be reached, the nearest first, and in how many steps.
    private static func walk(from start: String, _ neighbours: [String: [String]]) -> (order: [String], distances: [String: Int]) {
        var (order, distances, next) = ([start], [start: 0], 0)
        while next < order.count {
            let id = order[next]
            next += 1
            for other in neighbours[id] ?? [] where distances[other] == nil {
                distances[other] = (distances[id] ?? 0) + 1
                order.append(other)
            }
        }
        return (order, distances)
    }

    private func key(_ id: String, _ distances: [String: Int], _ offset: Int) -> (Int, Int, Int) {
        let isMany = places[id].map { ["indicator", "observed-data"].contains(objects[$0].type) } ?? false
        return (id == centre ? 0 : 1, isMany ? 1 : 0, (distances[id] ?? 0) * (PublicZoneLimits.objectsReadMax + 1) + offset)
    }
}
