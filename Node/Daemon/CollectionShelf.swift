import Exchange
import Groups
import Ledger
import Policy
import Sodium
import Storage
import Synchronization
import Wire

/// What this node gives to machines and takes from them: a collection for each audience its organisation is in, and one for all that it may read.
struct CollectionShelf: TAXIISource {
    let core: NodeCore

    func site() async -> TAXIISite {
        let registry = core.registry.snapshot
        let name = registry.organisation(core.organisation)?.name ?? core.organisation.hex
        return TAXIISite(
            title: "\(name) in \(registry.genesis.name)",
            description: "What members of \(registry.genesis.name) share, signed by its authors.",
            baseURL: core.settings.apiURL)
    }

    // MARK: - Collections

    func collections(for caller: APICaller?) async throws(OperationError) -> [TAXIICollection] {
        guard let caller else { return core.servesPublic ? [await everyone(canRead: true, canWrite: false)] : [] }
        guard let token = core.tokenBook.token(caller.id) else { return [] }
        let (canRead, canWrite) = (caller.mayRead, caller.mayWrite)
        var collections = [everything(canRead: canRead)]
        for circle in await ownCircles {
            collections.append(
                circle.kind == .everyone
                    ? await everyone(canRead: canRead, canWrite: canWrite) : collection(circle, canRead: canRead, canWrite: canWrite))
        }
        for search in try await core.keptSearches() { collections.append(self.search(search, canRead: canRead)) }
        guard !token.collections.isEmpty else { return collections }
        let allowed = Set(token.collections.map { CollectionName.uuid($0) })
        return collections.filter { allowed.contains($0.id) }
    }

    /// Audiences with a name that this organisation is in.
    private var ownCircles: [Circle] {
        get async {
            var circles: [Circle] = []
            for circle in await core.groups.circles where circle.kind != .named {
                if let roster = circle.roster, !roster.contains(core.organisation) { continue }
                circles.append(circle)
            }
            return circles
        }
    }

    private func everyone(canRead: Bool, canWrite: Bool) async -> TAXIICollection {
        let circle = await core.groups.everyone
        return TAXIICollection(
            id: CollectionName.of(circle.tag, in: core.registry.snapshot.network), title: "Public",
            description: "What members shared with everyone (TLP:CLEAR).", alias: "everyone", canRead: canRead, canWrite: canWrite,
            key: circle.tag.hex)
    }

    private func everything(canRead: Bool) -> TAXIICollection {
        TAXIICollection(
            id: CollectionName.ofAll(at: core.node, in: core.registry.snapshot.network), title: "Everything",
            description: "All that this organisation may read and this token handles.", alias: "all", canRead: canRead, canWrite: false,
            key: "")
    }

    private func search(_ search: SavedSearch, canRead: Bool) -> TAXIICollection {
        TAXIICollection(
            id: CollectionName.of(search, at: core.node, in: core.registry.snapshot.network), title: "Search: \(search.name)",
            description: "What the saved search finds among all that this token handles: \(search.query)", alias: "", canRead: canRead,
            canWrite: false, key: Self.searchKey + search.name)
    }

    /// What the key of a saved search's collection begins with; no tag of a group does.
    private static let searchKey = "search/"

    private func collection(_ circle: Circle, canRead: Bool, canWrite: Bool) -> TAXIICollection {
        let (title, alias): (String, String) =
            switch circle {
            case .everyone: ("Public", "everyone")
            case .community: ("All members", "members")
            case .sector(_, let name): ("Sector: \(name)", "sector")
            case .roster(let roster): (roster.charter.statement.name, "")
            }
        return TAXIICollection(
            id: CollectionName.of(circle.tag, in: core.registry.snapshot.network), title: title,
            description:
                "What is shared with \(circle.kind.displayName). Objects without a mark become \(Self.defaultMark(circle.kind)?.displayName ?? "nothing: they are refused").",
            alias: alias, canRead: canRead, canWrite: canWrite, key: circle.tag.hex)
    }

    /// The mark of objects that carry none: the strictest that the audience is made for. For everyone there is none: what is published must say so.
    static func defaultMark(_ kind: AudienceKind) -> TLP? {
        switch kind {
        case .everyone: nil
        case .community, .sector: .green
        case .closed, .named: .amber
        }
    }

    // MARK: - Pages

    func page(
        of collection: TAXIICollection, _ query: TAXIIQuery, withOctets: Bool, for caller: APICaller?
    ) async throws(OperationError) -> TAXIIPage {
        guard let asked = try await asked(collection, query, caller, isExported: withOctets) else {
            return TAXIIPage(objects: [], next: nil)
        }
        let page = try await ready { (store, second) throws(StorageError) in try store.page(asked, withOctets: withOctets, at: second) }
        if let caller, withOctets { await core.exports.given(page.objects.count, to: caller, from: collection.id) }
        return TAXIIPage(objects: page.objects.map { TAXIIObject($0) }, next: page.next)
    }

    func envelope(
        of collection: TAXIICollection, _ query: TAXIIQuery, for caller: APICaller?
    ) async throws(OperationError) -> TAXIIPageOctets {
        guard let asked = try await asked(collection, query, caller, isExported: true) else { return TAXIIPageOctets() }
        let found = try await ready { (store, second) throws(StorageError) in try store.envelope(asked, at: second) }
        if let caller { await core.exports.given(found.count, to: caller, from: collection.id) }
        return TAXIIPageOctets(octets: found.octets, count: found.count, first: found.first, last: found.last, next: found.next)
    }

    /// What the store is asked; `nil` for a token that is no longer there. That something is exported is noted before.
    private func asked(
        _ collection: TAXIICollection, _ query: TAXIIQuery, _ caller: APICaller?, isExported: Bool
    ) async throws(OperationError) -> CollectionQuery? {
        var level = ShelfLevel.published
        if let caller {
            guard let token = core.tokenBook.token(caller.id) else { return nil }
            level = ShelfLevel(rawValue: token.tlp + 1) ?? .clear
            if isExported { try await core.exports.begin(caller, collection.id, at: core.clock.hour, in: core.auditLog) }
        }
        var search: ShelfSearch?
        if collection.key.hasPrefix(Self.searchKey) {
            let name = collection.key.dropFirst(Self.searchKey.count)
            guard let kept = try await core.keptSearches().first(where: { $0.name == name }) else { return nil }
            let reach = Reach(token: TokenReach(tlp: level.mark, groups: nil))
            search = ShelfSearch(try await core.searchQuery(kept.query, limit: 1, reach), for: core.searchReader(reach))
        }
        return CollectionQuery(
            group: GroupTag(hex: collection.key), level: level, after: query.after,
            limit: min(query.limit, StorageLimits.collectionObjectsMax), ids: query.ids, types: query.types,
            versions: .init(last: query.isLast, first: query.isFirst, all: query.isAll, times: Set(query.times)), search: search)
    }

    /// Ends what is due before anything is given.
    private func ready<Value: Sendable>(
        _ read: @escaping @Sendable (Store, _ second: Int64) throws(StorageError) -> Value?
    ) async throws(OperationError) -> Value {
        while true {
            let second = Int64(core.clock.seconds)
            let value = try await core.reading { (store) throws(StorageError) in try read(store, second) }
            if let value { return value }
            _ = try await core.writing { (store) throws(StorageError) in
                try store.endExpired(at: second, limit: DaemonLimits.endsPerRoundMax)
            }
        }
    }
}

/// The identifiers of collections: UUIDs that follow from what a collection is, the same after every start.
enum CollectionName {
    private struct Key: Hashable {
        let network: NetworkID
        /// A group's tag, or a node.
        let of: [UInt8]
        let isOfAll: Bool
    }

    /// Those that were asked for, since every request asks for all that its caller sees.
    private static let known = Mutex<[Key: String]>([:])

    static func of(_ tag: GroupTag, in network: NetworkID) -> String {
        remembered(Key(network: network, of: tag.octets.array, isOfAll: false)) { octets(of: tag, in: network) }
    }

    static func ofAll(at node: NodeID, in network: NetworkID) -> String {
        remembered(Key(network: network, of: node.octets.array, isOfAll: true)) { digest(1, network.octets.array + node.octets.array) }
    }

    private static func remembered(_ key: Key, _ octets: () -> [UInt8]) -> String {
        known.withLock { known in
            if let name = known[key] { return name }
            let name = uuid(octets())
            if known.count >= DaemonLimits.collectionNamesKept { known.removeAll() }
            known[key] = name
            return name
        }
    }

    /// Another search has another identifier: whoever follows the old one is told that it is gone, and not given half of two.
    static func of(_ search: SavedSearch, at node: NodeID, in network: NetworkID) -> String {
        uuid(digest(2, network.octets.array + node.octets.array + Array(search.name.utf8) + [0] + Array(search.query.utf8)))
    }

    static func octets(of tag: GroupTag, in network: NetworkID) -> [UInt8] { digest(0, network.octets.array + tag.octets.array) }

    /// Sixteen octets as a UUID of version 8 (RFC 9562), which these functions make.
    static func uuid(_ octets: [UInt8]) -> String {
        let hex = Array(octets.hex)
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hex[$0]) }.joined(separator: "-")
    }

    /// The octets of a UUID; `nil` for anything else.
    static func octets(_ uuid: String) -> [UInt8]? {
        let parts = uuid.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return nil }
        return [UInt8](hex: parts.joined().lowercased())
    }

    private static func digest(_ kind: UInt8, _ parts: [UInt8]) -> [UInt8] {
        var octets = Array(Hash(sha256: Array("causeway/collection/1".utf8) + [kind] + parts).octets.array.prefix(16))
        octets[6] = octets[6] & 0x0F | 0x80
        octets[8] = octets[8] & 0x3F | 0x80
        return octets
    }
}
