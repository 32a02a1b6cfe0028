import Exchange
import Ledger
import Policy
import PublicZone
import Storage
import Wire

/// Who is behind the public zone, how dangerous the times are, and what may be blocked.
extension PublicShelf {
    func network() async throws -> PublicNetwork {
        let registry = core.registry.snapshot
        let admitted = registry.organisations.filter { registry.standing(of: $0.id) == .admitted }
        var sectors: [String: Int] = [:]
        for organisation in admitted { sectors[organisation.sector, default: 0] += 1 }
        var network = PublicNetwork(
            organisations: admitted.count, representatives: try await representatives(),
            sectors: sectors.keys.sorted().map { (name: $0, organisations: sectors[$0] ?? 0) })
        network.alikeNames = alikeNames(registry)
        guard core.settings.showsMembers else { return network }
        let counts = Dictionary(uniqueKeysWithValues: try await lists().map { ($0.name, $0.count) })
        network.members = admitted.sorted { ($0.name, $0.id.hex) < ($1.name, $1.id.hex) }.map { organisation in
            PublicNetwork.Member(
                id: organisation.id.hex, name: organisation.name, sector: organisation.sector,
                admitted: organisation.admitted.map { Int64($0.rawValue) * 60 } ?? 0,
                items: ListName.author(organisation.id.hex).flatMap { counts[$0] } ?? 0)
        }
        return network
    }

    /// Groups of admitted organisations whose names look alike.
    func alikeNames(_ registry: Registry) -> [[String]] {
        var alike: [LookAlike: [String]] = [:]
        for organisation in registry.organisations where registry.standing(of: organisation.id) == .admitted {
            alike[LookAlike(organisation.name), default: []].append(organisation.name)
        }
        return alike.values.filter { $0.count > 1 }.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    }

    /// How many representatives the admitted organisations have, as staff noted it; `nil` where nobody did.
    func representatives() async throws -> Int? {
        let noted = try await core.reading { (store) throws(StorageError) in try store.settings(prefix: Self.representativesPrefix) }
        let registry = core.registry.snapshot
        let counts = noted.compactMap { key, value -> Int? in
            guard let organisation = OrganisationID(hex: String(key.dropFirst(Self.representativesPrefix.count))),
                registry.standing(of: organisation) == .admitted
            else { return nil }
            return Int(String(decoding: value, as: UTF8.self))
        }
        return counts.isEmpty ? nil : counts.reduce(0, +)
    }

    /// Stands before an organisation's identifier in the name under which the number of its representatives is kept, in decimal.
    static let representativesPrefix = "zone-representatives/"

    func alert() async throws -> PublicAlert? {
        let lists = try await core.reading { (store) throws(StorageError) in try store.publicationLists() }
        guard let last = lists.first(where: { $0.name == PublicFiling.alerts })?.last, last > 0 else { return nil }
        let first = max(1, last - Int64(StorageLimits.zoneItemsMax) + 1)
        let placed = try await core.reading { (store) throws(StorageError) in
            try store.publications(in: PublicFiling.alerts, places: first...last)
        }
        for one in placed where isShown(one.item) {
            guard let level = try await core.filing(of: one.item)?.alertLevel else { continue }
            return PublicAlert(level: level, item: try await describe(one.item, one.publication))
        }
        return nil
    }

    func indicators(_ kind: IndicatorKind, after: PublicIndicator?, limit: Int) async throws -> [PublicIndicator] {
        var indicators: [PublicIndicator] = []
        var place = (value: after?.value ?? "", item: after?.number ?? 0)
        let now = Int64(core.clock.seconds)
        while indicators.count < limit {
            let (value, number) = place
            let page = try await core.reading { (store) throws(StorageError) in
                let listed = try store.publicValues(ofKind: kind.rawValue, after: value, number, limit: limit)
                return try store.withoutWarnings(listed)
            }
            for one in page.values where one.pap == 0 || one.pap == PAP.clear.rawValue || one.pap == PAP.green.rawValue {
                guard one.until == 0 || one.until > now, one.since <= now else { continue }
                indicators.append(
                    PublicIndicator(
                        value: one.value, item: one.id.hex, number: one.item, since: one.since, until: one.until,
                        confidence: one.confidence < 0 ? nil : one.confidence))
            }
            guard let last = page.last else { break }
            place = (last.value, last.item)
        }
        return indicators
    }
}
