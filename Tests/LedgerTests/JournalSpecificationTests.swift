import Foundation
import Ledger
import Sodium
import Testing
import Vectors
import Wire

@Suite("Chapter 2 of the specification")
struct JournalSpecificationTests {
    private static let topics = ["merkle", "body", "journal-name", "entry", "note", "journal-batch"]

    private static func chapter() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "Protocol/Specification/2-journals.md"), encoding: .utf8)
    }

    @Test("names every refusal that a vector shows, and no refusal without a vector")
    func refusals() throws {
        let named = try Self.chapter().matches(of: /\(`([A-Za-z0-9]+)`\)/).map { String($0.1) }
        let shown = try Self.topics.flatMap { try VectorFile.all(in: $0) }.map(\.expect).filter { $0 != "success" }
        #expect(Set(named) == Set(shown))
        #expect(Set(named).isSuperset(of: NoteError.allCases.map(\.rawValue)))
    }

    @Test("points from every vector to a section that exists")
    func sections() throws {
        let chapter = try Self.chapter()
        for vector in try Self.topics.flatMap({ try VectorFile.all(in: $0) }) {
            #expect(chapter.contains("\n## \(vector.section) "), "\(vector.name)")
        }
    }

    @Test("prints the octets of the vector it names as the example")
    func example() throws {
        let vector = try #require(try VectorFile.all(in: "journal-batch").first { $0.name == "opening" })
        let chapter = try Self.chapter()
        let name = JournalName(
            node: try vector.identifier("node"), group: try vector.identifier("group"),
            incarnation: try vector.identifier("incarnation"))
        let journal = name.id(in: try vector.identifier("network"))
        let entry = try UnverifiedEntry(compact: try vector.octets("entry")[...], journal: journal)
        let checkpoint = Checkpoint(
            origin: journalOrigin(registryOrigin: try vector.text("registry-origin"), journal: journal), size: 1, root: entry.leafHash())
        let compact = CompactCheckpoint(size: 1, signature: try vector.octets("checkpoint-signature"))
        let note = checkpoint.note(compact, of: try #require(try vector.keys("key").first))
        let packed = chapter.filter { !$0.isWhitespace }
        #expect(packed.contains(entry.headerBytes().hex))
        #expect(packed.contains(entry.leafHash().hex))
        #expect(packed.contains(String(decoding: note.bytes, as: UTF8.self).filter { !$0.isWhitespace }))
        for line in ["network", "node", "group", "incarnation"] {
            #expect(chapter.contains(try vector.octets(line).hex))
        }
    }
}
