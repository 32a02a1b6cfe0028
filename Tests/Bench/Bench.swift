import ArgumentParser
import Foundation

/// Measures what the project promises, each number beside a baseline in the same run. `make bench` builds and runs it.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure, and print a table with the machine.",
        discussion: "What each row means is in docs/performance.md. Everything written to disk goes below --data and is removed.")

    /// Parts that can be measured alone.
    enum Part: String, CaseIterable, ExpressibleByArgument {
        case item
        case journal
        case frames
        case epoch
        case audience
        case delivery
        case fetch
        case taxii
        case spread
        case scale
        case million
        case backup
        case search
        case portal
        case zone

        /// Measured only when named: it takes long.
        var isApart: Bool { self == .million || self == .backup || self == .scale || self == .search || self == .portal || self == .zone }
    }

    @Flag(help: "Print JSON instead of the table.")
    var json = false
    @Option(help: ArgumentHelp("Exit with 1 when a ratio is beyond its floor in this file.", valueName: "file"))
    var check: String?
    @Option(
        parsing: .upToNextOption,
        help: "Only these parts; scale, million, backup (the same with backups), search, portal and zone only when named here.")
    var only: [Part] = []
    @Option(help: ArgumentHelp("The built tool. (default: causeway beside this program)", valueName: "file"))
    var tool: String?
    @Option(help: ArgumentHelp("Where data goes: on the disk to be measured, with a short path.", valueName: "folder"))
    var data = ".build-release/bench-data"

    @Option(
        help:
            "Items of the parts \"million\" and \"search\": fewer than a million are for a quick look and measure another node. Of \"portal\" and \"zone\" at most 100,000."
    )
    var items = BenchLimits.manyItems
    @Flag(help: "Leave what was written below --data, to look into it.")
    var keep = false

    func run() async throws {
        let machine = Machine()
        let floors = try check.map { try Floors(path: $0) }
        // First of all: memory that other rows have given up would be used again, and not show.
        let spreadRows = try spread()
        var rows: [Row] = []
        if wants(.item) { rows += try ItemRows().measure() }
        if wants(.journal) { rows.append(try LongJournalRow().measure()) }
        if wants(.epoch) {
            rows.append(try EpochRow(nodes: BenchLimits.epochNodes).measure())
            rows.append(try await EpochRow(nodes: BenchLimits.largeEpochNodes).measureSideBySide())
        }
        if wants(.audience) {
            rows.append(try RosterRow().measure())
            rows.append(DecisionRow().measure())
            rows.append(try RulesRow().measure())
        }
        if wants(.frames) { rows += try FrameRows().measure() }
        rows += spreadRows
        if wants(.search) { rows += try SearchRows(count: items, folder: data).measure() }
        if wants(.delivery) || wants(.fetch) || wants(.taxii) || wantsMillion { rows += try await federated() }
        if wants(.portal) { rows += try await portal() }
        if wants(.zone) { rows += try await zone() }
        let table = Table(machine: machine, rows: rows, floors: floors)
        print(json ? table.json : table.text)
        let faults = floors?.faults(in: rows, isWhole: only.isEmpty) ?? []
        for fault in faults { FileHandle.standardError.write(Data((fault + "\n").utf8)) }
        if !faults.isEmpty { throw ExitCode.failure }
    }

    private func wants(_ part: Part) -> Bool { only.contains(part) || only.isEmpty && !part.isApart }

    private func spread() throws -> [Row] {
        func large(_ messages: Int) -> SpreadRows {
            SpreadRows(
                nodes: BenchLimits.manySpreadNodes, messages: messages, hops: BenchLimits.manySpreadHopsMax, measuresCost: true)
        }
        var rows: [Row] = []
        if wants(.scale) { rows += try large(BenchLimits.spreadMessages).measure() }
        if wants(.spread) {
            rows += try large(BenchLimits.fewSpreadMessages).measure()
            rows += try SpreadRows(
                nodes: BenchLimits.spreadNodes, messages: BenchLimits.spreadMessages, hops: BenchLimits.spreadHopsMax
            ).measure()
            rows.append(try SeedsRow().measure())
        }
        return rows
    }

    /// Backups are made of the node with a million items.
    private var wantsMillion: Bool { wants(.million) || wants(.backup) }

    private func federation() throws -> Federation {
        let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("causeway").path
        return try Federation(tool: tool ?? beside, folder: data)
    }

    /// In a network of its own, which it makes larger as the million does.
    private func portal() async throws -> [Row] {
        let federation = try federation()
        defer { federation.end(keeping: keep) }
        try await federation.found()
        for member in Federation.Member.allCases { federation.stop(member) }
        return try await PortalRows(federation: federation, count: min(items, BenchLimits.portalItems)).measure()
    }

    /// In a network of its own, whose coordinator has the public zone.
    private func zone() async throws -> [Row] {
        let federation = try federation()
        defer { federation.end(keeping: keep) }
        try await federation.found()
        for member in Federation.Member.allCases { federation.stop(member) }
        return try await ZoneRows(federation: federation, count: min(items, BenchLimits.publicItems)).measure()
    }

    private func federated() async throws -> [Row] {
        let federation = try federation()
        defer { federation.end(keeping: keep) }
        try await federation.found()
        var rows: [Row] = []
        if wants(.delivery) { rows += try await DeliveryRows(federation: federation).measure() }
        for member in Federation.Member.allCases { federation.stop(member) }
        if wants(.fetch) { rows.append(try await FetchRow(federation: federation, folder: data).measure()) }
        if wants(.taxii) { rows += try await CollectionRows(federation: federation).measure() }
        if wantsMillion {
            let million = MillionRows(federation: federation, count: items, measuresBackups: wants(.backup))
            rows += try await million.measure()
        }
        return rows
    }
}
