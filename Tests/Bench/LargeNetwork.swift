import Exchange
import Foundation
import Groups
import Ledger
import Sodium
import Storage
import Wire

/// The federation grown to the size of a national one: organisations that are only keys here, and closed groups of many of them.
///
/// All of it is what the nodes themselves would have written: records and checkpoints of the coordinator's key, journals with
/// announced subkeys. The groups and their keys are made by the coordinator's real node, and read from its epochs as
/// any member reads them.
struct LargeNetwork {
    /// A group with its key and those of its members that are not processes.
    struct Group {
        let tag: GroupTag
        let key: EpochKey
        let members: [AbsentMember]
    }

    let registry: Registry
    let minute: Minute
    let members: [AbsentMember]
    let groups: [Group]

    /// What a group is called, from 1 on.
    static func name(ofGroup number: Int) -> String { "Exchange \(number)" }

    /// Expects the nodes to be stopped and leaves them so.
    init(growing federation: Federation) async throws {
        let directory = federation.data(of: .coordinator)
        let minute = Minute(UInt32(Date().timeIntervalSince1970 / 60))
        let (registry, members) = try Self.register(
            in: directory, at: minute,
            coordinator: KeyFile.signingKey(.coordinator, in: directory, passphraseFile: federation.passphraseFile(of: .coordinator)))
        let shares = BenchLimits.groupShares.map { share in members.filter { _ in Int.random(in: 0..<100) < share } }
        try await federation.start(.coordinator)
        let coordinator = federation.client(of: .coordinator)
        try await federation.wait("the coordinator has read all subkeys") { try await coordinator.status().unopened == 0 }
        var tags: [GroupTag] = []
        for (number, inside) in shares.enumerated() {
            let report = try await coordinator.createGroup(
                GroupCreation(
                    name: Self.name(ofGroup: number + 1), members: inside.map(\.name) + [Federation.Member.bank.organisation], mailbox: true
                ))
            guard let tag = GroupTag(hex: report.tag) else { throw BenchFault("a group has no tag") }
            tags.append(tag)
        }
        try await federation.wait("every group has a key for all") {
            try await coordinator.groups().filter { $0.kind == "closed" }.allSatisfy { $0.waiting.isEmpty && !$0.keySince.isEmpty }
        }
        federation.stop(.coordinator)
        self.registry = registry
        self.minute = minute
        self.members = members
        groups = try Self.keys(of: tags, shares, registry.network, in: directory)
    }

    private static func register(
        in directory: String, at minute: Minute, coordinator: borrowing SigningKey
    ) throws -> (Registry, [AbsentMember]) {
        let store = try Store(path: directory)
        defer { store.close() }
        let known = try store.registryRecords(from: 0)
        guard let log = try store.journals().first(where: { $0.name == nil }), let genesis = known.first else {
            throw BenchFault("the coordinator has no registry")
        }
        var registry = try Registry(genesis: genesis)
        for record in known.dropFirst() { _ = registry.apply(record[...]) }
        let network = registry.network
        let present = registry.organisations.count
        let members = try (present..<BenchLimits.organisations).map {
            try AbsentMember(name: "Organisation \($0 + 1) of the Example Union", network: network)
        }
        let records = members.flatMap { $0.records(in: network, at: minute, coordinator: coordinator) }
        for record in records {
            if case .refused(let error) = registry.apply(record[...]) { throw BenchFault("the registry refuses a record: \(error)") }
        }
        var writer = JournalWriter(registryOf: network, origin: registry.origin, restoring: log.frontier)
        try store.append([writer.append(records: records, signing: coordinator)])
        for member in members {
            let statement = try member.subkeyStatement(in: network, at: minute)
            try store.append([
                member.open(communityTag(of: network), in: registry, at: minute) { journal in
                    let prefix = EntryPrefix(
                        kind: .subkey, journal: journal, salt: SecureRandom.octets16(), epoch: nil, step: 0,
                        registrySize: registry.size, time: minute, keepUntil: Minute(0))
                    return [UnverifiedEntry(prefix: prefix, commitment: nil, body: .inline(statement))]
                }.batch
            ])
        }
        return (registry, members)
    }

    /// Opens each group's newest epoch with the subkey of one of its members.
    private static func keys(
        of tags: [GroupTag], _ shares: [[AbsentMember]], _ network: NetworkID, in directory: String
    ) throws -> [Group] {
        let store = try Store(path: directory)
        defer { store.close() }
        let stored = try store.entries(of: .epoch, limit: BenchLimits.epochsRead)
        return try zip(tags, shares).map { tag, inside in
            let keys = try stored.filter { $0.name?.group == tag }.map { stored in
                let entry = try UnverifiedEntry(compact: stored.compact[...], journal: stored.journal)
                let body: [UInt8]? =
                    switch entry.body {
                    case .inline(let body): body
                    case .detached(_, let hash): try store.readBody(hash)
                    }
                guard let body else { throw BenchFault("an epoch has no body") }
                return try EpochOpening(decoding: body[...], tag: tag).receive(network: network, subkeys: inside.prefix(1).map(\.subkey))
            }
            guard let key = keys.max(by: { $0.startHour < $1.startHour }) else { throw BenchFault("a group has no epoch") }
            return Group(tag: tag, key: key, members: inside)
        }
    }
}
