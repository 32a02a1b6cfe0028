import Foundation
import GRDBSQLite
import STIX
import Sodium
import Storage
import Wire

/// How fast items become searchable, how fast they are found, and what the index takes.
///
/// The items come as the intake makes them: parsed, taken apart and recorded with their contents, 2,048 a transaction. The baseline is SQLite's
/// full-text index over the same texts, without contents and without anything else of what a node keeps.
struct SearchRows {
    /// Items, each with one object of about 1 KiB.
    let count: Int
    let folder: String

    func measure() throws -> [Row] {
        let directory = folder + "/search"
        try? FileManager.default.removeItem(atPath: directory)
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let (store, first) = try SearchSample.store(in: directory + "/node")
        defer { store.close() }
        var sample = first
        let plain = try PlainSearch(path: directory + "/plain.sqlite")
        var (ours, theirs, octets) = (0.0, 0.0, 0)
        for start in stride(from: 0, to: count, by: BenchLimits.searchTogether) {
            let bundles = (start..<min(start + BenchLimits.searchTogether, count)).map { sample.bundle($0) }
            octets += bundles.reduce(0) { $0 + $1.octets.count }
            ours += try processorSeconds {
                var items: [OpenedItem] = []
                for (offset, bundle) in bundles.enumerated() { items.append(try sample.item(bundle.octets, start + offset)) }
                try store.recordItems(items)
            }
            theirs += try processorSeconds { try plain.add(bundles.map(\.texts), from: start) }
        }
        let (rate, plainRate) = (Double(count) / ours, Double(count) / theirs)
        var rows = [
            Row(
                name: "parsed, stored and searchable, 1 KiB", unit: "objects/s", value: rate, baseline: "FTS5 of the texts alone",
                baselineValue: plainRate, ratio: rate / plainRate, target: .value(10_000), direction: .atLeast)
        ]
        rows.append(try latency(store, plain, &sample))
        rows += try sizes(directory + "/node/" + Store.fileName, octets: octets)
        return rows
    }

    /// Searches for one to three words of every frequency, as facets and filters would add nothing to the baseline.
    private func latency(_ store: Store, _ plain: PlainSearch, _ sample: inout SearchSample) throws -> Row {
        let reader = SearchReader(
            organisation: OrganisationID(SecureRandom.octets16()), person: nil, now: 1_790_000_000, horizon: 1_790_086_400)
        var (ours, theirs) = (Samples(), Samples())
        for number in 0..<BenchLimits.searches {
            let words = number % 7 == 0 ? [sample.characters(2)] : (0...number % 3).map { _ in sample.word() }
            let expression = try SearchExpression(words.joined(separator: " "), now: 1_790_000_000)
            ours.add(try seconds { _ = try store.search(SearchQuery(expression, limit: 20), as: reader) } * 1_000)
            if number % 7 != 0 { theirs.add(try seconds { _ = try plain.search(words, limit: 20) } * 1_000) }
        }
        return Row(
            name: "search over \(count) objects, p99", unit: "ms", value: ours.quantile(0.99), baseline: "FTS5 by rank, words alone, p99",
            baselineValue: theirs.quantile(0.99), ratio: ours.quantile(0.99) / theirs.quantile(0.99), target: .value(50), direction: .atMost
        )
    }

    /// The whole index, of which correlation is a part, and what an item takes without its entry.
    private func sizes(_ file: String, octets: Int) throws -> [Row] {
        var database: OpaquePointer?
        guard sqlite3_open(file, &database) == SQLITE_OK else { throw BenchFault("the store cannot be looked at") }
        defer { sqlite3_close(database) }
        func pages(_ condition: String) throws -> Double {
            var statement: OpaquePointer?
            guard
                sqlite3_prepare_v2(database, "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE \(condition)", -1, &statement, nil)
                    == SQLITE_OK
            else { throw BenchFault("this SQLite has no dbstat") }
            defer { sqlite3_finalize(statement) }
            guard sqlite3_step(statement) == SQLITE_ROW else { throw BenchFault("dbstat gives nothing") }
            return sqlite3_column_double(statement, 0)
        }
        let index = try pages("name LIKE 'search_%' OR name LIKE 'sqlite_autoindex_search_%'")
        let all = try pages("1")
        let data = Double(octets)
        return [
            Row(
                name: "whole search index over the data", unit: "octets an item", value: index / Double(count), baseline: "its bundle",
                baselineValue: data / Double(count), ratio: index / data, target: .ratio(0.3), direction: .atMost),
            Row(
                name: "disk of an item without its entry", unit: "octets an item", value: all / Double(count), baseline: "its bundle",
                baselineValue: data / Double(count), ratio: all / data, target: .ratio(1.5), direction: .atMost),
        ]
    }
}
