import MISP
import Pages
import Policy
import STIX

/// An item as a MISP event: the values that its indicators, observables and vulnerabilities name, its links, and its description as a report.
///
/// Systems may act by themselves on values of which one alone makes an indicator hold, where the item's PAP allows that, no warning list
/// names the value and it is nothing that must not be blocked. Everything else is there to be read.
struct MISPConversion {
    private(set) var event: MISPEvent

    private let item: PublicItem
    private let warned: Set<String>
    private var seen: Set<String> = []

    /// What organisations are named in.
    private static let organisations = MISPUUID(namespace: "urn:causeway:organisation")

    /// The UUID of an item's event: the item's own digits, in a form that MISP takes.
    static func uuid(of id: String) -> String { ZoneFeed.uuid(id, version: "4") }

    /// The beginnings of identifiers that lead to a UUID: a digit is not in it. Empty for what is no UUID of an event.
    static func beginnings(of uuid: String) -> [String] {
        guard MISPUUID(written: uuid) != nil else { return [] }
        let digits = uuid.filter { $0 != "-" }
        return "0123456789abcdef".map { "\(digits.prefix(12))\($0)\(digits.dropFirst(13).prefix(3))" }
    }

    /// `content` is `nil` for what is told without its content; `warned` are the values that stand on a warning list.
    init(site: PublicSite, item: PublicItem, content: ItemContent?, warned: Set<String>) {
        self.item = item
        self.warned = warned
        let uuid = MISPUUID(written: Self.uuid(of: item.id)) ?? MISPUUID(item.id, in: Self.organisations)
        event = MISPEvent(
            uuid: uuid, info: Markup.line(Markup.plainTitle(item.title), charactersMax: PublicZoneLimits.titleCharactersMax),
            date: UTCMoment(item.created).dateText, timestamp: item.published,
            organisation: MISPOrganisation(
                name: Markup.line(Markup.plainTitle(item.author), charactersMax: PublicZoneLimits.titleCharactersMax),
                uuid: MISPUUID(item.organisationID, in: Self.organisations)))
        event.tags = [MISPTag(name: "tlp:clear", colour: "#ffffff")] + (item.pap.map { [Self.tag($0)] } ?? [])
        guard let content else { return }
        if let base = site.baseURL {
            add(.link, base + ZoneAddress.page(.english, .item(item.id)).path, comment: "This item in the public zone")
            add(.link, base + ZoneAddress.machine(.proof(item.id)).path, comment: "The proof of who wrote it")
        }
        for indicator in content.objects(ofTypes: ["indicator"]) { add(indicator: indicator) }
        for object in content.objects(ofTypes: Self.observables) { add(observable: object) }
        for object in content.objects(ofTypes: ["vulnerability"]) {
            if let cve = Vulnerability(object).cve { add(.vulnerability, cve, comment: name(of: object)) }
        }
        for link in content.links {
            add(.link, link.url, comment: Markup.line(link.source, charactersMax: PublicZoneLimits.titleCharactersMax))
        }
        let description = content.description(of: item)
        if !description.isEmpty {
            event.reports = [MISPEventReport(name: event.info, content: description, of: uuid, timestamp: item.published)]
        }
    }

    private static func tag(_ pap: PAP) -> MISPTag {
        let colour =
            switch pap {
            case .clear: "#ffffff"
            case .green: "#33ff00"
            case .amber: "#ffc000"
            case .red: "#ff2b2b"
            }
        return MISPTag(name: pap.displayName, colour: colour)
    }

    private func name(of object: ItemContent.Object) -> String {
        Markup.line(object.text("name"), charactersMax: PublicZoneLimits.titleCharactersMax)
    }

    // MARK: - Values

    /// Whether values may be acted on at all.
    private var mayBeActedOn: Bool { item.pap.map { $0 <= .green } ?? true }

    private mutating func add(_ type: MISPAttributeType, _ value: String, isForDetection: Bool = false, comment: String) {
        guard event.attributes.count + event.objects.count < PublicZoneLimits.convertedValuesMax,
            seen.insert("\(type.rawValue) \(value)").inserted,
            let attribute = MISPAttribute(
                type, value, of: event.uuid, isForDetection: isForDetection, comment: comment, timestamp: item.published)
        else { return }
        event.attributes.append(attribute)
    }

    private mutating func add(indicator: ItemContent.Object) {
        let isHarmless = indicator.list("indicator_types").contains { $0.lowercased() == "benign" }
        let (pattern, comment) = (indicator.text("pattern"), name(of: indicator))
        switch indicator.text("pattern_type") {
        case "stix":
            let values = (try? STIXPattern(parsing: pattern))?.sufficientValues ?? []
            for value in values {
                guard let type = Self.type(of: value) else { continue }
                add(
                    type, value.text, isForDetection: mayBeActedOn && !isHarmless && value.mayBeBlocked && !warned.contains(value.text),
                    comment: comment)
            }
            if values.isEmpty { add(.pattern, Self.text(pattern), comment: comment) }
        case "yara": add(.yara, Self.text(pattern), isForDetection: mayBeActedOn && !isHarmless, comment: comment)
        case "sigma": add(.sigma, Self.text(pattern), isForDetection: mayBeActedOn && !isHarmless, comment: comment)
        case "snort", "suricata": add(.snort, Self.text(pattern), isForDetection: mayBeActedOn && !isHarmless, comment: comment)
        default: break
        }
    }

    private static func text(_ pattern: String) -> String { HTML.shownText(pattern, keepsLines: true) }

    private static func type(of value: ObservedValue) -> MISPAttributeType? {
        switch value.kind {
        case .ipv4, .ipv6, .network: .destinationAddress
        case .domain: .domain
        case .url: .url
        case .email: .email
        case .hash: hashTypes[value.text.utf8.count]
        case .vulnerability: .vulnerability
        case .technique, .file: nil
        }
    }

    private static let hashTypes: [Int: MISPAttributeType] = [32: .md5, 40: .sha1, 56: .sha224, 64: .sha256, 96: .sha384, 128: .sha512]

    private static let observables: Set = [
        "ipv4-addr", "ipv6-addr", "domain-name", "url", "email-addr", "mac-addr", "autonomous-system", "mutex", "windows-registry-key",
        "file",
    ]

    private mutating func add(observable object: ItemContent.Object) {
        let comment = "Observed"
        switch object.type {
        case "autonomous-system":
            if let number = object.integer("number"), number > 0 { add(.autonomousSystem, "\(number)", comment: comment) }
        case "mutex": add(.mutex, Self.text(object.text("name")), comment: comment)
        case "windows-registry-key": add(.regkey, Self.text(object.text("key")), comment: comment)
        case "mac-addr":
            let text = object.text("value").lowercased()
            if text.utf8.count == 17, text.utf8.allSatisfy({ $0 == 0x3A || (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) {
                add(.hardwareAddress, text, comment: comment)
            }
        case "file": add(file: object)
        default:
            guard let value = ObservedValue(typed: object.text("value")), let type = Self.type(of: value) else { return }
            add(type, value.text, comment: comment)
        }
    }

    /// A file with a name and hashes is an object, since they belong together; with one of them an attribute.
    private mutating func add(file: ItemContent.Object) {
        let name = Markup.line(file.text("name"), charactersMax: PublicZoneLimits.titleCharactersMax)
        let hashes = file.texts(in: "hashes").compactMap { ObservedValue(typed: $0.text) }.filter { $0.kind == .hash }
        guard !name.isEmpty, !hashes.isEmpty else {
            if !name.isEmpty { add(.filename, name, comment: "Observed") }
            for hash in hashes { if let type = Self.type(of: hash) { add(type, hash.text, comment: "Observed") } }
            return
        }
        let named: [(MISPAttributeType, String, String)] =
            [(.filename, name, "filename")] + hashes.compactMap { hash in Self.type(of: hash).map { ($0, hash.text, $0.rawValue) } }
        let attributes = named.compactMap { type, value, relation in
            MISPAttribute(type, value, of: event.uuid, isForDetection: false, timestamp: item.published, relation: relation)
        }
        let object = MISPObject(.file, attributes, of: event.uuid, comment: "Observed", timestamp: item.published)
        guard event.attributes.count + event.objects.count < PublicZoneLimits.convertedValuesMax,
            seen.insert("object \(object.uuid)").inserted
        else { return }
        event.objects.append(object)
    }
}
