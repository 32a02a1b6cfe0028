import Foundation
import STIX
import Sodium
import Testing

@testable import Storage

/// Objects of contents that are too long to be read whole for one of them, and objects too long to be kept between two steps.
@Suite("Objects of long contents")
struct LongContentTests {
    private let fixture: SearchFixture
    private let objects: [String]

    /// A content with objects of this many octets, and relationships from each to the first.
    init() throws {
        fixture = try SearchFixture(entries: 2)
        let words = String(repeating: "reserved for documentation ", count: 40)
        let long = String(repeating: "longer than is kept ", count: StorageLimits.graphKeptOctetsMax / 16)
        objects =
            (1...80).map { sdo("malware", $0, name: "Reed \($0)", #""description":"\#($0 == 1 ? long : words)""#) }
            + (2...80).map { relationship(100 + $0, "malware--\(uuid($0))", "related-to", "malware--\(uuid(1))") }
        let item = try fixture.item(objects)
        #expect(item.content.count > StorageLimits.contentReadWholeMax)
        try fixture.store.recordItems([item])
    }

    @Test("Each is found as its author wrote it", arguments: [1, 2, 40, 79, 80])
    func octets(number: Int) throws {
        let found = try fixture.store.versions(ofObject: "malware--\(uuid(number))", limit: 2, as: fixture.reader())
        #expect(found.map(\.octets) == [Array(objects[number - 1].utf8)])
        #expect(try fixture.names("\"Reed \(number)\"").contains("Reed \(number)"))
    }

    @Test("The surroundings are the same from one that is kept as from one that is read again", arguments: [(1, 1), (7, 2)])
    func surroundings(middle: Int, depth: Int) throws {
        let graph = try fixture.store.graph(around: "malware--\(uuid(middle))", depth: depth, as: fixture.reader())
        #expect(Set(graph.nodes.map(\.name)) == Set((1...80).map { "Reed \($0)" }))
        #expect(
            Set(graph.edges)
                == Set((2...80).map { ObjectGraph.Edge(from: "malware--\(uuid($0))", to: "malware--\(uuid(1))", name: "related-to") }))
        #expect(!graph.isCut)
    }
}
