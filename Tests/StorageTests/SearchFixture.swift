import Foundation
import Ledger
import Policy
import STIX
import Sodium
import Wire

@testable import Storage

/// A store with a journal, and items with STIX bundles in it, as the intake would make them.
final class SearchFixture {
    let directory: TemporaryDirectory
    private(set) var store: Store
    private let batch: VerifiedBatch
    private var used = 0

    static let own = OrganisationID(octets16(77))
    static let other = OrganisationID(octets16(78))
    static let third = OrganisationID(octets16(79))
    static let now: Int64 = 1_790_000_000

    init(entries: Int) throws {
        directory = TemporaryDirectory()
        store = try Store(path: directory.path)
        batch = JournalFixture().batch(bodies: (0...entries).map { .inline(Array("entry \($0)".utf8)) })
        try store.append([batch])
    }

    func reopen() throws {
        store.close()
        store = try Store(path: directory.path)
    }

    /// An item with these objects; not yet recorded.
    func item(
        _ objects: [String], title: String = "", tlp: UInt8 = 2, by organisation: OrganisationID = other, group: Int = 2,
        created: Int64 = now - 86_400, people: [String] = []
    ) throws -> OpenedItem {
        used += 1
        let bytes = Array(
            #"{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000001","objects":[\#(objects.joined(separator: ","))]}"#.utf8)
        let bundle = try STIXBundle(parsing: bytes)
        return OpenedItem(
            id: batch.entries[used].leafHash, place: EntryPlace(journal: batch.journal, position: batch.entries[used].position),
            group: GroupTag(octets16(group)), author: NodeID(octets16(9)), organisation: organisation, kind: 0, tlp: tlp, pap: 0,
            title: title, mediaType: "application/stix+json;version=2.1", created: created, received: created + 60, content: bytes,
            objects: bundle.objects.map {
                OpenedObject(id: $0.id, type: $0.type, name: $0.name, modified: $0.modified, range: $0.range)
            }, recipients: people.map { ItemRecipient(organisation: Self.own, name: $0) })
    }

    func reader(_ person: String? = nil, now: Int64 = now) -> SearchReader {
        SearchReader(organisation: Self.own, person: person, now: now, horizon: now + 86_400)
    }

    func query(_ text: String, limit: Int = 50) throws -> SearchQuery {
        SearchQuery(try SearchExpression(text, now: Self.now), limit: limit)
    }

    /// The names of what is found, in the order of the page.
    func names(_ text: String, as person: String? = nil) throws -> [String] {
        try store.search(try query(text), as: reader(person)).hits.map(\.name)
    }
}

/// A UUID that belongs to a number.
func uuid(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
}

/// A domain object as JSON, with further members as they stand there.
func sdo(_ type: String, _ number: Int, name: String? = nil, modified: String = "2026-01-01T00:00:00.000Z", _ members: String...) -> String
{
    var parts = [
        #""type":"\#(type)""#, #""spec_version":"2.1""#, #""id":"\#(type)--\#(uuid(number))""#,
        #""created":"2026-01-01T00:00:00.000Z""#, #""modified":"\#(modified)""#,
    ]
    if let name { parts.append(#""name":"\#(name)""#) }
    return "{" + (parts + members).joined(separator: ",") + "}"
}

/// An indicator for a pattern.
func indicator(_ number: Int, _ name: String, pattern: String, _ members: String...) -> String {
    sdo(
        "indicator", number, name: name,
        ([#""pattern":"\#(pattern)""#, #""pattern_type":"stix""#, #""valid_from":"2026-01-01T00:00:00Z""#] + members).joined(separator: ",")
    )
}

/// A relationship object.
func relationship(_ number: Int, _ from: String, _ type: String, _ to: String) -> String {
    sdo("relationship", number, #""relationship_type":"\#(type)""#, #""source_ref":"\#(from)""#, #""target_ref":"\#(to)""#)
}
