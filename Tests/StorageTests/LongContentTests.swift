import Foundation
import STIX
import Sodium
import Testing

@testable import Storage

/// Objects of a content that is too long to be read whole for one of them, and one that is too long to be kept between two steps.
@Suite("Objects of long contents")
struct LongContentTests {
    private let fixture: SearchFixture
    private let objects: [String]
    private let ids = ["report--\(uuid(1))"] + (2...80).map { "malware--\(uuid($0))" }

    /// A report that refers to all other objects.
    init() throws {
        fixture = try SearchFixture(entries: 1)
        let words = String(repeating: "reserved for documentation ", count: 40)
        let long = String(repeating: "longer than is kept ", count: StorageLimits.graphKeptOctetsMax / 16)
        let references = ids.dropFirst().map { "\"\($0)\"" }.joined(separator: ",")
        objects =
            [sdo("report", 1, name: "Reed 1", #""description":"\#(long)""#, #""object_refs":[\#(references)]"#)]
            + (2...80).map { sdo("malware", $0, name: "Reed \($0)", #""description":"\#(words)""#) }
        let item = try fixture.item(objects)
        try #require(item.content.count > StorageLimits.contentReadWholeMax)
        try fixture.store.recordItems([item])
    }

    @Test("Each is found as its author wrote it", arguments: [1, 2, 40, 79, 80])
    func octets(number: Int) throws {
        let found = try fixture.store.versions(ofObject: ids[number - 1], limit: 2, as: fixture.reader())
        #expect(found.map(\.octets) == [Array(objects[number - 1].utf8)])
        #expect(try fixture.names("\"Reed \(number)\"") == ["Reed \(number)"])
    }

    @Test("The surroundings of one that is read again are whole, from it and through it", arguments: [(1, 1), (7, 2)])
    func surroundings(middle: Int, depth: Int) throws {
        let graph = try fixture.store.graph(around: ids[middle - 1], depth: depth, as: fixture.reader())
        #expect(Set(graph.nodes.map(\.id)) == Set(ids))
        #expect(Set(graph.edges) == Set(ids.dropFirst().map { ObjectGraph.Edge(from: ids[0], to: $0, name: "object_refs") }))
        #expect(!graph.isCut)
    }
}
