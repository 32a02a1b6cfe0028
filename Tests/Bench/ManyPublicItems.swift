import Foundation
import Groups
import Ledger
import Policy
import Sodium
import Storage
import Wire

/// Items that many organisations shared with everyone, as they would have come to the coordinator over the years.
///
/// Each is a report with what a report has: a description, three indicators, a technique, relations between them.
struct ManyPublicItems {
    private let network: LargeNetwork
    private let authors: [AbsentMember]
    private var writers: [JournalWriter]
    /// How many were written so far: each item is another one.
    private var count = 0

    /// Opens a journal of each author in the store.
    init(in network: LargeNetwork, store: Store) throws {
        self.network = network
        authors = Array(network.members.prefix(BenchLimits.publicAuthors))
        let tag = publicTag(of: network.registry.network)
        let opened = authors.map { $0.open(tag, in: network.registry, at: network.minute) }
        writers = opened.map(\.writer)
        try store.append(opened.map(\.batch))
    }

    /// Writes so many further items, which then wait to be opened.
    mutating func write(_ wanted: Int, to store: Store) throws {
        var written = 0
        var batches: [VerifiedBatch] = []
        while written < wanted {
            let some = min(BenchLimits.itemsTogether, wanted - written)
            let author = (count / BenchLimits.itemsTogether) % authors.count
            let entries = try (0..<some).map { _ in try entry(in: writers[author].journal) }
            batches.append(writers[author].append(entries, signing: authors[author].operation))
            written += some
            if batches.count == BenchLimits.batchesTogether || written == wanted {
                try store.append(batches)
                batches = []
            }
        }
    }

    private mutating func entry(in journal: JournalID) throws -> UnverifiedEntry {
        count += 1
        let content = try ItemContent(
            kind: .bundle, tlp: .clear, pap: nil, title: "Campaign \(count) against mail gateways",
            mediaType: "application/stix+json;version=2.1", created: UInt64(network.minute.rawValue) * 60, data: Self.bundle(count))
        let prefix = EntryPrefix(
            kind: .item, journal: journal, salt: SecureRandom.octets16(), epoch: nil, step: 0, registrySize: network.registry.size,
            time: network.minute, keepUntil: Minute(0))
        return UnverifiedEntry(prefix: prefix, commitment: nil, body: .inline(content.encoded()))
    }

    /// A report of 2 KB whose every object has identifiers of its own.
    static func bundle(_ number: Int) -> [UInt8] {
        func identifier() -> String { UUID().uuidString.lowercased() }
        let dates = "\"created\":\"2026-03-03T09:00:00.000Z\",\"modified\":\"2026-03-03T09:00:00.000Z\""
        let technique = "attack-pattern--\(identifier())"
        var objects = [
            """
            {"type":"attack-pattern","spec_version":"2.1","id":"\(technique)",\(dates),"name":"Phishing",\
            "external_references":[{"source_name":"mitre-attack","external_id":"T1566"}]}
            """
        ]
        var references = [technique]
        for place in 0..<3 {
            let id = "indicator--\(identifier())"
            references.append(id)
            let address = "203.0.\(number >> 8 & 255).\((number + place) & 255)"
            objects.append(
                """
                {"type":"indicator","spec_version":"2.1","id":"\(id)",\(dates),"name":"Relay \(number)-\(place)",\
                "indicator_types":["malicious-activity"],"pattern":"[ipv4-addr:value = '\(address)']","pattern_type":"stix",\
                "valid_from":"2026-03-03T09:00:00Z"}
                """)
            objects.append(
                """
                {"type":"relationship","spec_version":"2.1","id":"relationship--\(identifier())",\(dates),\
                "relationship_type":"indicates","source_ref":"\(id)","target_ref":"\(technique)"}
                """)
        }
        let list = references.map { "\"\($0)\"" }.joined(separator: ",")
        objects.append(
            """
            {"type":"report","spec_version":"2.1","id":"report--\(identifier())",\(dates),"name":"Campaign \(number) against mail gateways",\
            "published":"2026-03-03T09:00:00Z","labels":["topic:threats"],"object_refs":[\(list)],"description":"Mail gateways receive \
            **invoices** with links to relays.\\n\\n- Block the relays below.\\n- Look for logins from them since March."}
            """)
        return Array("{\"type\":\"bundle\",\"id\":\"bundle--\(identifier())\",\"objects\":[\(objects.joined(separator: ","))]}".utf8)
    }
}
