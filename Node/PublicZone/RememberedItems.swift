import Synchronization

/// A source whose answers about the zone as a whole are asked for once an edition: every page needs them, and they take long where members are many.
final class RememberedItems: PublicItems {
    private let source: any PublicItems
    private let seconds: @Sendable () -> Int64
    private let kept = Mutex(Kept())

    private struct Kept {
        var pulse: ZonePulse?
        var until: Int64 = .min
        var edition: ZoneEdition?
        var lists: [PublicList]?
        var featured: [Int: [PublicItem]] = [:]
        var network: PublicNetwork?
        var alert: PublicAlert??
        /// Pages of lists; formats for machines read the newest over and over.
        var pages: [Place: [PublicItem]] = [:]
    }

    private struct Place: Hashable {
        let list: ListName
        let places: ClosedRange<Int64>
    }

    /// `seconds` gives the second since 1970.
    init(_ source: any PublicItems, seconds: @escaping @Sendable () -> Int64) {
        self.source = source
        self.seconds = seconds
    }

    private func remembered<Value: Sendable>(
        _ place: any (WritableKeyPath<Kept, Value?> & Sendable), _ ask: () async throws -> Value
    ) async throws -> Value {
        let (pulse, now) = (source.pulse, seconds())
        let found = kept.withLock { kept in kept.pulse == pulse && now < kept.until ? kept[keyPath: place] : nil }
        if let found { return found }
        let value = try await ask()
        kept.withLock { kept in
            if kept.pulse != pulse || now >= kept.until {
                kept = Kept()
                kept.pulse = pulse
                kept.until = now + PublicZoneLimits.answerKeptSeconds
            }
            kept[keyPath: place] = value
            // An item whose time is over is in no answer from then on.
            if let end = kept.edition?.expires, end > now { kept.until = min(kept.until, end) }
        }
        return value
    }

    var pulse: ZonePulse { source.pulse }

    func edition() async throws -> ZoneEdition { try await remembered(\.edition) { try await source.edition() } }

    func lists() async throws -> [PublicList] { try await remembered(\.lists) { try await source.lists() } }

    func featured(limit: Int) async throws -> [PublicItem] {
        try await remembered(\.featured[limit]) { try await source.featured(limit: limit) }
    }

    func network() async throws -> PublicNetwork { try await remembered(\.network) { try await source.network() } }

    func alert() async throws -> PublicAlert? { try await remembered(\.alert) { try await source.alert() } }

    func items(in list: ListName, places: ClosedRange<Int64>) async throws -> [PublicItem] {
        let place = Place(list: list, places: places)
        let (pulse, now) = (source.pulse, seconds())
        let found = kept.withLock { kept in kept.pulse == pulse && now < kept.until ? kept.pages[place] : nil }
        if let found { return found }
        let items = try await source.items(in: list, places: places)
        kept.withLock { kept in
            guard kept.pulse == pulse, now < kept.until, kept.pages.count < PublicZoneLimits.listPagesKeptMax else { return }
            kept.pages[place] = items
        }
        return items
    }

    func identifiers(after id: String, limit: Int) async throws -> [String] { try await source.identifiers(after: id, limit: limit) }

    func standing(of id: String) async throws -> PublicStanding { try await source.standing(of: id) }

    func identifier(beginning digits: String) async throws -> String? { try await source.identifier(beginning: digits) }

    func warned(_ values: [String]) async throws -> Set<String> { try await source.warned(values) }

    func versions(of id: String) async throws -> [PublicVersion] { try await source.versions(of: id) }

    func content(of id: String) async throws -> [UInt8]? { try await source.content(of: id) }

    func proof(of id: String) async throws -> [UInt8]? { try await source.proof(of: id) }

    func search(_ search: PublicSearch) async throws -> PublicFindings { try await source.search(search) }

    func indicators(_ kind: IndicatorKind, after: PublicIndicator?, limit: Int) async throws -> [PublicIndicator] {
        try await source.indicators(kind, after: after, limit: limit)
    }

    func changes(after number: Int64) async throws -> ZoneChanges { try await source.changes(after: number) }
}
