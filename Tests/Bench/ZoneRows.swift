import AsyncHTTPClient
import Exchange
import Foundation
import NIOCore
import NIOHTTP1
import Storage

/// The public zone of a coordinator with 100,000 public items: its pages made anew, a page that is kept beside nginx, and static publication.
struct ZoneRows {
    let federation: Federation
    /// How many public items the zone has in the end.
    let count: Int

    private static let client = HTTPClient(eventLoopGroupProvider: .singleton)

    /// Expects the nodes to be stopped and leaves them so.
    func measure() async throws -> [Row] {
        let directory = federation.data(of: .coordinator)
        // Whoever is trusted by rule needs no moderator: here everybody is.
        try """
        version: 1
        waiting:
          clear: {wait: 0s, approvals: 0}
        publishing:
          - name: everybody is trusted here
            then: {moderation: none}

        """.write(
            toFile: directory + "/policy.yaml", atomically: true, encoding: .utf8)
        let network = try await LargeNetwork(growing: federation)
        var items = try with(try Store(path: directory)) { try ManyPublicItems(in: network, store: $0) }
        let few = min(BenchLimits.fewPublicItems, count)
        try with(try Store(path: directory)) { try items.write(few, to: $0) }
        let before = try await serving(few) { base in try await pages(base, of: few) }
        try with(try Store(path: directory)) { try items.write(count - few, to: $0) }
        var rows = try await serving(count) { base in
            let after = try await pages(base, of: count)
            var rows = [
                Row(
                    name: "zone page made anew, \(count) items, p99", unit: "ms", value: after.times.quantile(0.99),
                    baseline: "the same of \(few) items", baselineValue: before.times.quantile(0.99),
                    ratio: after.times.quantile(0.99) / before.times.quantile(0.99), target: .ratio(2), direction: .atMost),
                Row(
                    name: "zone front page", unit: "B", value: Double(after.frontOctets), baseline: "of \(few) items",
                    baselineValue: Double(before.frontOctets), ratio: Double(after.frontOctets) / Double(before.frontOctets),
                    target: .value(102_400), direction: .atMost),
            ]
            rows += try await KeptPageRow(base: base, folder: federation.folder).measure()
            return rows
        }
        rows += try await publications()
        return rows
    }

    private func with<Result>(_ store: Store, _ body: (Store) throws -> Result) rethrows -> Result {
        defer { store.close() }
        return try body(store)
    }

    /// Starts the coordinator with its zone, waits until so many items are public, and stops it.
    private func serving<Result>(_ wanted: Int, _ body: (String) async throws -> Result) async throws -> Result {
        let place = "127.0.0.1:\(try freePort())"
        federation.environment = ["CAUSEWAY_PUBLIC_ZONE": place]
        try await federation.start(.coordinator)
        federation.environment = [:]
        defer { federation.stop(.coordinator) }
        let base = "http://\(place)"
        let last = (wanted - 1) / 50
        try await federation.wait("all is public", within: BenchLimits.manyItemsSecondsMax) {
            guard let page = try? await Self.get("\(base)/en/lists/all/\(last).html") else { return false }
            return Self.links(in: page).count == (wanted - 1) % 50 + 1
        }
        return try await body(base)
    }

    // MARK: - Pages

    private struct Pages {
        var times = Samples()
        var frontOctets = 0
    }

    /// Pages that nobody has asked for: lists in the middle and the items on them.
    private func pages(_ base: String, of count: Int) async throws -> Pages {
        var pages = Pages()
        pages.frontOctets = try await Self.get("\(base)/en/index.html").utf8.count
        for _ in 0..<BenchLimits.zoneLooks {
            let page = Int.random(in: 0..<((count - 1) / 50 + 1))
            let language = ["en", "zh-hant", "zh-hans"].randomElement() ?? "en"
            let (list, taken) = try await timed("\(base)/\(language)/lists/all/\(page).html")
            pages.times.add(taken)
            guard let item = Self.links(in: list).randomElement() else { throw BenchFault("a page of the list has no items") }
            let (_, milliseconds) = try await timed("\(base)/\(language)/items/\(item).html")
            pages.times.add(milliseconds)
        }
        return pages
    }

    private func timed(_ address: String) async throws -> (text: String, milliseconds: Double) {
        let began = ContinuousClock.now
        let text = try await Self.get(address)
        return (text, (ContinuousClock.now - began) / .milliseconds(1))
    }

    static func get(_ address: String) async throws -> String {
        let response = try await client.execute(HTTPClientRequest(url: address), timeout: .seconds(60))
        guard response.status == .ok else { throw BenchFault("\(address): \(response.status.code)") }
        return String(buffer: try await response.body.collect(upTo: BenchLimits.answerOctetsMax))
    }

    /// The items to which a page of a list leads.
    private static func links(in page: String) -> Set<String> {
        Set(page.matches(of: #/items/([0-9a-f]{64})\.html/#).map { String($0.1) })
    }

    // MARK: - Files

    private func publications() async throws -> [Row] {
        // The node writes there, wherever it was started.
        let target = URL(fileURLWithPath: federation.folder).path + "/zone"
        let place = "127.0.0.1:\(try freePort())"
        federation.environment = ["CAUSEWAY_PUBLIC_ZONE": place]
        try await federation.start(.coordinator)
        federation.environment = [:]
        defer { federation.stop(.coordinator) }
        let client = federation.client(of: .coordinator)
        try await federation.wait("all is opened") { try await client.status().unopened == 0 }
        let whole = try await publish(by: client, into: target)
        let copied = try Self.seconds { try FileManager.default.copyItem(atPath: target, toPath: target + "-copy") }
        try FileManager.default.removeItem(atPath: target + "-copy")
        note("zone of \(count) items: \(whole.files) files, \(whole.octets) octets")
        var changes = Samples()
        for number in 1...BenchLimits.zoneChanges {
            let shared = try await client.share(
                ManyPublicItems.bundle(number), ShareRequest(to: .everyone, tlp: "clear", title: "Change \(number)"))
            try await federation.wait("the newest is public") {
                (try? await Self.get("http://\(place)/en/items/\(shared.id).html")) != nil
            }
            let change = try await publish(by: client, into: target)
            guard !change.isWhole else { throw BenchFault("one change made everything anew") }
            changes.add(Double(change.milliseconds))
        }
        let seconds = Double(whole.milliseconds) / 1_000
        return [
            Row(
                name: "zone published as files, \(count) items", unit: "s", value: seconds, baseline: "a copy of those files",
                baselineValue: copied, ratio: seconds / copied, target: .value(300), direction: .atMost),
            Row(
                name: "zone published again, one change", unit: "ms", value: changes.median, baseline: "the whole zone",
                baselineValue: Double(whole.milliseconds), ratio: changes.median / Double(whole.milliseconds), target: .value(2_000),
                direction: .atMost),
        ]
    }

    private func publish(by client: LocalClient, into directory: String) async throws -> ZonePublicationReport {
        var progress = try await client.startZonePublication(ZonePublicationRequest(directory: directory))
        while progress.state == .running {
            try await Task.sleep(for: .milliseconds(BenchLimits.zonePollMilliseconds))
            progress = try await client.zonePublication()
        }
        if let error = progress.error { throw error }
        guard let report = progress.report else { throw BenchFault("nothing was published") }
        return report
    }

    private static func seconds(_ work: () throws -> Void) throws -> Double {
        let began = ContinuousClock.now
        try work()
        return (ContinuousClock.now - began) / .seconds(1)
    }
}
