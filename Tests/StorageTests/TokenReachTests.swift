import Testing
import Wire

@testable import Storage

@Suite("A token's reach is judged for every item that the index names")
struct TokenReachTests {
    @Test("A mark above it, another audience, and whatever names people are not found, counted or followed")
    func reach() throws {
        let fixture = try SearchFixture(entries: 4)
        try fixture.store.recordItems([
            try fixture.item([sdo("report", 1, name: "Heron green")], tlp: 1),
            try fixture.item([sdo("report", 2, name: "Heron strict")], tlp: 3),
            try fixture.item([sdo("report", 3, name: "Heron elsewhere")], tlp: 1, group: 3),
            try fixture.item([sdo("report", 4, name: "Heron named")], tlp: 1, people: ["Ng"]),
        ])
        func found(_ token: TokenReach) throws -> Set<String> {
            var reader = fixture.reader("Ng")
            reader.token = token
            let query = try fixture.query("heron")
            let hits = try fixture.store.search(query, as: reader).hits
            for hit in hits { #expect(try fixture.store.versions(ofObject: hit.id, limit: 9, as: reader).count == 1) }
            #expect(
                try (1...4).filter { try !fixture.store.graph(around: "report--\(uuid($0))", depth: 1, as: reader).nodes.isEmpty }.count
                    == hits.count)
            return Set(hits.map(\.name))
        }
        #expect(try found(TokenReach(tlp: 3, groups: nil)) == ["Heron green", "Heron strict", "Heron elsewhere"])
        #expect(try found(TokenReach(tlp: 1, groups: nil)) == ["Heron green", "Heron elsewhere"])
        #expect(try found(TokenReach(tlp: 3, groups: [GroupTag(octets16(2))])) == ["Heron green", "Heron strict"])
        #expect(try found(TokenReach(tlp: 3, groups: [])) == [])
    }
}
