import Synchronization

/// A source while the files of one item are made: what each of them asks about that item is asked once.
final class HeldItem: PublicItems {
    private let id: String
    private let source: any PublicItems
    private let kept = Mutex(Kept())

    private struct Kept {
        var standing: PublicStanding?
        var versions: [PublicVersion]?
        var content: [UInt8]??
    }

    init(_ id: String, of source: any PublicItems) {
        self.id = id
        self.source = source
    }

    var pulse: ZonePulse { source.pulse }

    func standing(of id: String) async throws -> PublicStanding {
        guard id == self.id else { return try await source.standing(of: id) }
        if let standing = kept.withLock({ $0.standing }) { return standing }
        let standing = try await source.standing(of: id)
        kept.withLock { $0.standing = standing }
        return standing
    }

    func versions(of id: String) async throws -> [PublicVersion] {
        guard id == self.id else { return try await source.versions(of: id) }
        if let versions = kept.withLock({ $0.versions }) { return versions }
        let versions = try await source.versions(of: id)
        kept.withLock { $0.versions = versions }
        return versions
    }

    func content(of id: String) async throws -> [UInt8]? {
        guard id == self.id else { return try await source.content(of: id) }
        if let content = kept.withLock({ $0.content }) { return content }
        let content = try await source.content(of: id)
        kept.withLock { $0.content = content }
        return content
    }

    func identifier(beginning digits: String) async throws -> String? {
        if id.hasPrefix(digits) { return id }
        return try await source.identifier(beginning: digits)
    }

    func edition() async throws -> ZoneEdition { try await source.edition() }

    func lists() async throws -> [PublicList] { try await source.lists() }

    func items(in list: ListName, places: ClosedRange<Int64>) async throws -> [PublicItem] {
        try await source.items(in: list, places: places)
    }

    func identifiers(after id: String, limit: Int) async throws -> [String] { try await source.identifiers(after: id, limit: limit) }

    func warned(_ values: [String]) async throws -> Set<String> { try await source.warned(values) }

    func featured(limit: Int) async throws -> [PublicItem] { try await source.featured(limit: limit) }

    func proof(of id: String) async throws -> [UInt8]? { try await source.proof(of: id) }

    func network() async throws -> PublicNetwork { try await source.network() }

    func alert() async throws -> PublicAlert? { try await source.alert() }

    func search(_ search: PublicSearch) async throws -> PublicFindings { try await source.search(search) }

    func indicators(_ kind: IndicatorKind, after: PublicIndicator?, limit: Int) async throws -> [PublicIndicator] {
        try await source.indicators(kind, after: after, limit: limit)
    }

    func changes(after number: Int64) async throws -> ZoneChanges { try await source.changes(after: number) }
}
