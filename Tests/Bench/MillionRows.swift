import Daemon
import Exchange
import Foundation
import Ledger
import Sodium
import Storage
import Transport

/// A node of a network of 81 organisations with a million items of 1 KiB: its disk, its memory, its start and its lists.
///
/// The items come into the store as they would over the wire, by `Store.append`, and the real node opens, parses and indexes them.
/// The baseline is the same node without items: the same keys, registry and groups. A second real node then receives it all
/// over TLS. Takes about ten minutes and 8 GB of disk.
struct MillionRows {
    let federation: Federation
    /// How many items; fewer than a million are for a quick look.
    private let count: Int
    private let measuresBackups: Bool
    private let directory: String
    private let aside: String

    /// Which of two data directories of one node stands in its place.
    private enum Contents {
        case items
        case none
    }

    init(federation: Federation, count: Int, measuresBackups: Bool) {
        self.federation = federation
        self.count = count
        self.measuresBackups = measuresBackups
        directory = federation.data(of: .coordinator)
        aside = federation.folder + "/aside"
    }

    /// Expects the nodes to be stopped and leaves them so.
    func measure() async throws -> [Row] {
        let network = try await LargeNetwork(growing: federation)
        try FileManager.default.copyItem(atPath: directory, toPath: aside)
        let empty = databaseOctets(in: aside)
        let bodies = try fill(network)
        try await federation.start(.coordinator)
        try await openAll()
        let opened = try await restingMemory(of: .coordinator)
        note("memory of the node that opened them: \(megabytes(opened))")
        federation.stop(.coordinator)
        var rows = [diskRow(octets: databaseOctets(in: directory) - empty, bodies: bodies)]
        rows += try await startRows(network)
        rows += try await restRows()
        rows.append(try await receivingRow())
        return rows
    }

    // MARK: - Filling

    /// Gives the octets of all sealed bodies.
    private func fill(_ network: LargeNetwork) throws -> Int {
        let store = try Store(path: directory)
        defer { store.close() }
        var octets = 0
        let taken = try seconds {
            let items = try ManyItems(in: network, store: store)
            note("writing \(count) items into \(items.journalCount) journals")
            octets = try items.write(count, to: store)
        }
        note("written in \(Int(taken)) s")
        return octets
    }

    /// Waits until the running node has opened everything.
    private func openAll() async throws {
        let coordinator = federation.client(of: .coordinator)
        let clock = ContinuousClock()
        let start = clock.now
        let before = try await coordinator.status()
        try await federation.wait("the node has opened all items", within: BenchLimits.manyItemsSecondsMax) {
            try await coordinator.status().unopened == 0
        }
        let after = try await coordinator.status()
        guard after.items == count else {
            throw BenchFault("the node opened \(after.items) items of \(count), \(after.ciphertexts) stayed closed")
        }
        let taken = (clock.now - start).inSeconds
        note("opened, parsed and indexed in \(Int(taken)) s, \(Int(Double(after.items - before.items) / taken)) items/s")
    }

    // MARK: - Rows

    private func diskRow(octets: Int, bodies: Int) -> Row {
        let (each, body) = (Double(octets) / Double(count), Double(bodies) / Double(count))
        note("disk over the \(BenchLimits.deliveredOctets) octets of content: \(Table.number(each / Double(BenchLimits.deliveredOctets)))")
        return Row(
            name: "disk for a 1 KiB item, indexed", unit: "B/item", value: each, baseline: "its sealed body", baselineValue: body,
            ratio: each / body, target: .ratio(2.5), direction: .atMost)
    }

    private func startRows(_ network: LargeNetwork) async throws -> [Row] {
        var rows: [Row] = []
        for isCold in [true, false] {
            var (withItems, without, ratios) = (Samples(), Samples(), Samples())
            for _ in 0..<BenchLimits.starts {
                try put(.none)
                let reference = try await startSeconds(network, isCold: isCold)
                try put(.items)
                let candidate = try await startSeconds(network, isCold: isCold)
                without.add(reference)
                withItems.add(candidate)
                ratios.add(candidate / reference)
            }
            let word = isCold ? "cold" : "warm"
            rows.append(
                Row(
                    name: "start with 1 M items to serving, \(word)", unit: "s", value: withItems.median,
                    baseline: "the same node without items, \(word)", baselineValue: without.median, ratio: ratios.median,
                    target: .value(2), direction: .atMost))
        }
        return rows
    }

    /// From the start of the program until its owner is answered and a peer's connection stands.
    private func startSeconds(_ network: LargeNetwork, isCold: Bool) async throws -> Double {
        let peer = network.members[0]
        let identity = try TransportIdentity(
            network: network.registry.network, node: peer.node, operationKey: peer.operation.verifyingKey,
            sign: { peer.operation.sign($0) })
        if isCold { try PageCache.forget([directory, federation.tool]) }
        let coordinator = federation.client(of: .coordinator)
        let socket = DataDirectoryLayout.socket(in: directory)
        let clock = ContinuousClock()
        let start = clock.now
        try federation.launch(.coordinator)
        defer { federation.stop(.coordinator) }
        while clock.now - start < .seconds(BenchLimits.stepSecondsMax) {
            if FileManager.default.fileExists(atPath: socket), await coordinator.health().healthy,
                let connection = try? await Dialer.connect(
                    host: "127.0.0.1", port: Int(federation.ports[.coordinator] ?? 0), identity: identity)
            {
                let taken = clock.now - start
                connection.close()
                return taken.inSeconds
            }
            try await Task.sleep(for: .milliseconds(BenchLimits.lookMilliseconds))
        }
        throw BenchFault("the node did not serve within \(BenchLimits.stepSecondsMax) s")
    }

    /// Memory at rest and the time of lists and items, each beside the same node without items.
    private func restRows() async throws -> [Row] {
        try put(.none)
        try await federation.start(.coordinator)
        let without = try await restingMemory(of: .coordinator)
        federation.stop(.coordinator)
        try put(.items)
        try await federation.start(.coordinator)
        defer { federation.stop(.coordinator) }
        let with = try await restingMemory(of: .coordinator)
        note("memory at rest: \(megabytes(with)); without items: \(megabytes(without))")
        let lists = try await listRow()
        let asked = try await restingMemory(of: .coordinator)
        note("memory at rest after lists: \(megabytes(asked))")
        let rows = [memoryRow("memory at rest with 1 M items", with, beside: without), lists]
        guard measuresBackups else { return rows }
        let group = LargeNetwork.name(ofGroup: BenchLimits.groupShares.count)
        return rows + (try await BackupRows(federation: federation, group: group).measure())
    }

    private func memoryRow(_ name: String, _ memory: NodeProcess.Memory, beside reference: NodeProcess.Memory) -> Row {
        Row(
            name: name, unit: "MB", value: memory.resident / 1e6, baseline: "the same node without items",
            baselineValue: reference.resident / 1e6, ratio: memory.resident / reference.resident, target: .value(200), direction: .atMost)
    }

    private func listRow() async throws -> Row {
        let coordinator = federation.client(of: .coordinator)
        let clock = ContinuousClock()
        var (answered, listed, ratios) = (Samples(), Samples(), Samples())
        for _ in 0..<BenchLimits.questions {
            var start = clock.now
            _ = await coordinator.health()
            let reference = (clock.now - start).inSeconds * 1_000
            start = clock.now
            let items = try await coordinator.items(group: nil, limit: BenchLimits.listedItems, as: nil)
            let candidate = (clock.now - start).inSeconds * 1_000
            guard items.count == BenchLimits.listedItems, let item = items.last else { throw BenchFault("the list is short") }
            _ = try await coordinator.item(item.id, as: nil)
            answered.add(reference)
            listed.add(candidate)
            ratios.add(candidate / reference)
        }
        return Row(
            name: "list 100 of 1 M items, p50", unit: "ms", value: listed.median, baseline: "the node's health, same socket",
            baselineValue: answered.median, ratio: ratios.median, target: .value(25), direction: .atMost)
    }

    /// The bank, a member of all groups with nothing yet, receives and opens everything; its memory when it rests.
    private func receivingRow() async throws -> Row {
        try await federation.start(.bank)
        let before = try await restingMemory(of: .bank)
        let bank = federation.client(of: .bank)
        try await federation.start(.coordinator)
        defer {
            federation.stop(.bank)
            federation.stop(.coordinator)
        }
        let clock = ContinuousClock()
        let start = clock.now
        var received: Duration?
        try await federation.wait("the bank has received and opened all items", within: BenchLimits.manyItemsSecondsMax) {
            let status = try await bank.status()
            if status.entries >= count, received == nil { received = clock.now - start }
            return status.items >= count && status.unopened == 0
        }
        note("received in \(Int(received?.inSeconds ?? 0)) s, opened in \(Int((clock.now - start).inSeconds)) s")
        try await Task.sleep(for: .seconds(BenchLimits.releaseSeconds))
        let after = try await restingMemory(of: .bank)
        note("memory of the receiver: \(megabytes(after)); of the sender: \(megabytes(try await restingMemory(of: .coordinator)))")
        return memoryRow("memory after receiving 1 M items", after, beside: before)
    }

    // MARK: -

    private func restingMemory(of member: Federation.Member) async throws -> NodeProcess.Memory {
        let process = NodeProcess(id: try federation.processIdentifier(of: member))
        try await process.rest()
        return try process.memory()
    }

    private func put(_ contents: Contents) throws {
        let hasItems = databaseOctets(in: directory) > databaseOctets(in: aside)
        guard hasItems != (contents == .items) else { return }
        let between = federation.folder + "/between"
        for (from, to) in [(directory, between), (aside, directory), (between, aside)] {
            try FileManager.default.moveItem(atPath: from, toPath: to)
        }
    }

    private func databaseOctets(in directory: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: directory + "/" + Store.fileName)
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }

    private func megabytes(_ memory: NodeProcess.Memory) -> String {
        "\(Table.number(memory.resident / 1e6)) MB, \(Table.number(memory.anonymous / 1e6)) MB of it its own"
    }
}
