import Exchange
import Foundation
import Sodium

/// Each page of the portal of a node with very many items: the slowest and the largest. What each takes is noted.
struct PageRows {
    let federation: Federation
    /// Somebody who is logged in at the coordinator.
    let visitor: PortalVisitor
    let count: Int

    /// One page as it was measured.
    private struct Measured {
        let name: String
        /// Milliseconds of the first look at it since the node started.
        let first: Double
        let times: Samples
        let octets: [UInt8]

        var p99: Double { times.quantile(0.99) }
    }

    /// The word of one item of all.
    private static let rareWord = "Quagmire"

    func measure() async throws -> [Row] {
        let coordinator = federation.client(of: .coordinator)
        try await federation.wait("the node has opened all items", within: BenchLimits.manyItemsSecondsMax) {
            try await coordinator.status().unopened == 0
        }
        guard try await coordinator.status().items >= count else { throw BenchFault("items stayed closed") }
        let pages = try await pages(coordinator)
        var smallest = Samples()
        for _ in 0..<BenchLimits.looksWarmUp { _ = try await visitor.lookAtStyleSheet() }
        var all: [Measured] = []
        for (name, path) in pages {
            let first = try await visitor.look(path)
            var times = Samples()
            for index in 0..<(BenchLimits.looksWarmUp + BenchLimits.looks) {
                let reference = try await visitor.lookAtStyleSheet().milliseconds
                let taken = try await visitor.look(path).milliseconds
                guard index >= BenchLimits.looksWarmUp else { continue }
                smallest.add(reference)
                times.add(taken)
            }
            let page = Measured(name: name, first: first.milliseconds, times: times, octets: first.octets)
            note(
                "\(name): p50 \(Table.number(times.median)) ms, p99 \(Table.number(page.p99)) ms, first \(Table.number(page.first)) ms, \(first.octets.count) octets"
            )
            all.append(page)
        }
        guard let slowest = all.max(by: { $0.p99 < $1.p99 }), let largest = all.max(by: { $0.octets.count < $1.octets.count }) else {
            throw BenchFault("there are no pages")
        }
        note("slowest: \(slowest.name); largest: \(largest.name)")
        let text = Double(Self.textOctets(largest.octets))
        return [
            Row(
                name: "portal page, slowest, p99", unit: "ms", value: slowest.p99, baseline: "the same server's style sheet, p99",
                baselineValue: smallest.quantile(0.99), ratio: slowest.p99 / smallest.quantile(0.99), target: .value(100),
                direction: .atMost),
            Row(
                name: "portal page, largest", unit: "B", value: Double(largest.octets.count), baseline: "its text without markup",
                baselineValue: text, ratio: Double(largest.octets.count) / text, target: .value(150_000), direction: .atMost),
        ]
    }

    // MARK: - Pages

    private func pages(_ coordinator: LocalClient) async throws -> [(name: String, path: String)] {
        let rare = try await coordinator.share(
            Self.report(Self.rareWord, of: 1), ShareRequest(to: .members, tlp: "green", title: Self.rareWord)
        ).id
        let large = try await coordinator.share(
            Self.report("Campaign", of: BenchLimits.reportedObjects), ShareRequest(to: .members, tlp: "green", title: "Campaign")
        ).id
        for index in 0..<BenchLimits.heldShares {
            _ = try await coordinator.share(
                DeliveryRows.bundle(),
                ShareRequest(to: .members, tlp: "green", title: "Held back \(index + 1)", holdSeconds: BenchLimits.holdSeconds))
        }
        let group = try await coordinator.groups().first { $0.name == LargeNetwork.name(ofGroup: 1) }
        guard let group else { throw BenchFault("the group is not there") }
        try await federation.wait("all is found") {
            try await coordinator.search(SearchRequest(Self.rareWord, limit: 1), as: nil).hits.count == 1
        }
        return [
            ("overview", "/"), ("items", "/items"), ("items, far behind", "/items?cursor=\(try await farCursor(coordinator))"),
            ("items of a group", "/items?group=\(group.tag)"), ("search, common word", "/items?q=reserved"),
            ("search, common word, newest first", "/items?q=reserved&order=newest"), ("search, rare word", "/items?q=\(Self.rareWord)"),
            ("search, two filters", "/items?q=type%3Aindicator%20tlp%3Aamber"), ("item", "/items/\(rare)"),
            ("item of \(BenchLimits.reportedObjects) objects", "/items/\(large)"), ("share", "/share"), ("waiting", "/waiting"),
            ("groups", "/groups"), ("group", "/groups/\(group.tag)"), ("members", "/members"), ("applications", "/applications"),
            ("account", "/account"), ("node", "/node"), ("peers", "/node/peers"), ("people", "/node/people"), ("audit", "/node/audit"),
        ]
    }

    /// Where the list goes on behind nine tenths of it.
    private func farCursor(_ coordinator: LocalClient) async throws -> String {
        var (passed, cursor) = (0, "")
        while passed < count * 9 / 10 {
            let page = try await coordinator.items(
                ItemsRequest(limit: ExchangeLimits.itemsListedDefault * 10, cursor: cursor.isEmpty ? nil : cursor), as: nil)
            guard !page.next.isEmpty else { throw BenchFault("the list ends after \(passed + page.items.count) items") }
            passed += page.items.count
            cursor = page.next
        }
        return PortalVisitor.encoded(cursor)
    }

    /// A bundle of indicators, and a relation from each to the first.
    private static func report(_ word: String, of count: Int) -> [UInt8] {
        func identifier(_ type: String) -> String { "\(type)--\(UUID().uuidString.lowercased())" }
        let times = "\"created\":\"2026-03-03T09:00:00.000Z\",\"modified\":\"2026-03-03T09:00:00.000Z\""
        let names = (0..<count).map { _ in identifier("indicator") }
        let indicators = names.enumerated().map { index, id in
            """
            {"type":"indicator","spec_version":"2.1","id":"\(id)",\(times),"name":"\(word) \(index + 1)","indicator_types":["benign"],\
            "pattern":"[ipv4-addr:value = '198.51.100.7']","pattern_type":"stix","valid_from":"2026-03-03T09:00:00Z",\
            "description":"An address that is reserved for documentation, number \(index + 1)."}
            """
        }
        let relations = names.dropFirst().map { id in
            """
            {"type":"relationship","spec_version":"2.1","id":"\(identifier("relationship"))",\(times),"relationship_type":"related-to",\
            "source_ref":"\(id)","target_ref":"\(names[0])"}
            """
        }
        let objects = (indicators + relations).joined(separator: ",")
        return Array("{\"type\":\"bundle\",\"id\":\"\(identifier("bundle"))\",\"objects\":[\(objects)]}".utf8)
    }

    /// Octets of a page outside of its tags, white space once.
    static func textOctets(_ page: [UInt8]) -> Int {
        var (count, isTag, wasSpace) = (0, false, true)
        for octet in page {
            switch octet {
            case UInt8(ascii: "<"): isTag = true
            case UInt8(ascii: ">"): isTag = false
            case _ where isTag: continue
            case 0x09, 0x0A, 0x0D, 0x20:
                if !wasSpace { count += 1 }
                wasSpace = true
            default:
                count += 1
                wasSpace = false
            }
        }
        return count
    }
}
