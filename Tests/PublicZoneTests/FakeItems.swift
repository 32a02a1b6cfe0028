import Logging
import Pages
import Policy
import PublicZone
import Synchronization

/// A logger that writes nothing, so that test output stays readable.
let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A source that gives what it was told to, as a node's store would.
final class FakeItems: PublicItems {
    struct Fault: Error {}

    struct State {
        /// The first to be published first: their places in the list of all are 1, 2, 3 …
        var items: [PublicItem] = []
        /// Identifiers of items that are not public any more; their places stay theirs.
        var gone: Set<String> = []
        /// Whether items are in lists: translations are in none.
        var isListed = true
        var featured: [String] = []
        var ended: [String: PublicStanding] = [:]
        var versions: [String: [PublicVersion]] = [:]
        var contents: [String: [UInt8]] = [:]
        var proofs: [String: [UInt8]] = [:]
        var network = PublicNetwork(organisations: 81, representatives: 229)
        var alert: PublicAlert?
        var findings = PublicFindings()
        var searches: [PublicSearch] = []
        var indicators: [IndicatorKind: [PublicIndicator]] = [:]
        var number: Int64 = 1
        var authors: [String: String] = [:]
        var securityUntil: Int64 = 0
        var warnings = ""
        var warned: Set<String> = []
        var changes: ZoneChanges?
        var fails = false
        var contentsRead = 0
    }

    private let state: Mutex<State>

    init(_ items: [PublicItem], contents: [String: [UInt8]] = [:], proofs: [String: [UInt8]] = [:]) {
        state = Mutex(State(items: items, contents: contents, proofs: proofs))
    }

    func change(_ body: (inout State) -> Void) {
        state.withLock { state in
            body(&state)
            state.number += 1
        }
    }

    var contentsRead: Int { state.withLock { $0.contentsRead } }
    var searches: [PublicSearch] { state.withLock { $0.searches } }

    private func look<Value: Sendable>(_ body: (inout State) -> Value) throws -> Value {
        try state.withLock { state in
            if state.fails { throw Fault() }
            return body(&state)
        }
    }

    private static func names(of item: PublicItem) -> [ListName] {
        var names: [ListName] = [.all, .topic(item.topic ?? .threats)]
        if !item.sector.isEmpty { names.append(.sector(item.sector)) }
        if let author = ListName.author(item.organisationID) { names.append(author) }
        if let month = ListName.month(String(UTCMoment(item.published).dateText.prefix(7))) { names.append(month) }
        return names
    }

    private static func members(_ state: State, _ list: ListName) -> [PublicItem] { state.items.filter { names(of: $0).contains(list) } }

    var pulse: ZonePulse { state.withLock { ZonePulse(items: $0.number) } }

    func identifiers(after id: String, limit: Int) async throws -> [String] {
        try look { state in Array(state.items.map(\.id).filter { $0 > id }.sorted().prefix(limit)) }
    }

    func edition() async throws -> ZoneEdition {
        try look { ZoneEdition(number: $0.number, authors: $0.authors, securityUntil: $0.securityUntil, warnings: $0.warnings) }
    }

    func lists() async throws -> [PublicList] {
        try look { state in
            guard state.isListed else { return [] }
            return Set(state.items.flatMap(Self.names)).sorted { $0.text < $1.text }.map { name in
                let members = Self.members(state, name)
                return PublicList(
                    name: name, last: Int64(members.count), count: Int64(members.count { !state.gone.contains($0.id) }))
            }
        }
    }

    func items(in list: ListName, places: ClosedRange<Int64>) async throws -> [PublicItem] {
        try look { state in
            let members = Self.members(state, list)
            return members.enumerated().compactMap { index, item in
                guard places.contains(Int64(index + 1)), !state.gone.contains(item.id) else { return nil }
                var item = item
                item.place = Int64(index + 1)
                return item
            }.reversed()
        }
    }

    func featured(limit: Int) async throws -> [PublicItem] {
        try look { state in Array(state.featured.compactMap { id in state.items.first { $0.id == id } }.prefix(limit)) }
    }

    func identifier(beginning digits: String) async throws -> String? {
        try look { state in
            let found = state.items.map(\.id).filter { $0.hasPrefix(digits) }
            return found.count == 1 ? found[0] : nil
        }
    }

    func warned(_ values: [String]) async throws -> Set<String> { try look { $0.warned.intersection(values) } }

    func standing(of id: String) async throws -> PublicStanding {
        try look { state in
            if !state.gone.contains(id), let item = state.items.first(where: { $0.id == id }) { return .isPublic(item) }
            return state.ended[id] ?? .unknown
        }
    }

    func versions(of id: String) async throws -> [PublicVersion] { try look { $0.versions[id] ?? [] } }

    func content(of id: String) async throws -> [UInt8]? {
        try look { state in
            state.contentsRead += 1
            return state.contents[id]
        }
    }

    func proof(of id: String) async throws -> [UInt8]? { try look { $0.proofs[id] } }

    func network() async throws -> PublicNetwork { try look { $0.network } }

    func alert() async throws -> PublicAlert? { try look { $0.alert } }

    func search(_ search: PublicSearch) async throws -> PublicFindings {
        try look { state in
            state.searches.append(search)
            return state.findings
        }
    }

    func indicators(_ kind: IndicatorKind, after: PublicIndicator?, limit: Int) async throws -> [PublicIndicator] {
        try look { state in
            let behind = (state.indicators[kind] ?? []).drop { one in
                guard let after else { return false }
                return (one.value, one.number) <= (after.value, after.number)
            }
            return Array(behind.prefix(limit))
        }
    }

    func changes(after number: Int64) async throws -> ZoneChanges {
        try look { state in
            state.changes ?? ZoneChanges(number: state.number, items: [], pages: [], isCut: number < state.number)
        }
    }
}

/// An item with a title, the only thing that most tests change.
func item(
    _ number: Int64, title: String = "Phishing against banks", tlp: TLP = .clear, mediaType: String = "application/stix+json;version=2.1",
    octets: Int = 5, author: String = "Harbour Bank"
) -> PublicItem {
    PublicItem(
        id: identifier(number), title: title, author: author, organisationID: "00ff", sector: "Finance", tlp: tlp,
        mediaType: mediaType, octets: octets, created: 1_767_225_600, received: 1_767_225_600 + number * 60,
        published: 1_767_225_600 + number * 120)
}

/// Sixty-four digits, other ones for every number.
func identifier(_ number: Int64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 12 - digits.count) + digits + String(repeating: "a", count: 52)
}
