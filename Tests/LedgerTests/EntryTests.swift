import Ledger
import Sodium
import Testing
import Vectors
import Wire

@Suite("An entry")
struct EntryTests {
    @Test("agrees with the vectors", arguments: try VectorFile.all(in: "entry"))
    func vectors(_ vector: VectorFile) throws {
        let compact = try vector.octets("compact")
        let journal: JournalID = try vector.identifier("journal")
        do {
            let entry = try UnverifiedEntry(compact: compact[...], journal: journal)
            #expect(vector.expect == "success")
            #expect(entry.compact() == compact)
            #expect(entry.prefix.encoded() == (try vector.octets("prefix")))
            #expect(entry.headerBytes() == (try vector.octets("header")))
            #expect(entry.leafHash() == (try vector.hash("leaf-hash")))
        } catch let error as EntryError {
            #expect(error.name == vector.expect)
        }
    }

    @Test("is read from bytes in one spelling only: every change of one octet is refused or kept as it is")
    func changedOctets() throws {
        for vector in try VectorFile.all(in: "entry") where vector.expect == "success" {
            let original = try vector.octets("compact")
            let journal: JournalID = try vector.identifier("journal")
            for place in original.indices {
                for bit in 0..<8 {
                    var changed = original
                    changed[place] ^= 1 << UInt8(bit)
                    guard let entry = try? UnverifiedEntry(compact: changed[...], journal: journal) else { continue }
                    #expect(entry.compact() == changed, "\(vector.name), octet \(place), bit \(bit)")
                    #expect(entry.leafHash() != (try vector.hash("leaf-hash")), "\(vector.name), octet \(place), bit \(bit)")
                }
            }
            for count in original.indices {
                #expect(throws: EntryError.encoding(.truncated)) {
                    try UnverifiedEntry(compact: original[..<count], journal: journal)
                }
            }
        }
    }

    @Test("is read from the middle of a larger buffer")
    func slice() throws {
        let vector = try #require(try VectorFile.all(in: "entry").first { $0.name == "item-sealed" })
        let (compact, journal) = (try vector.octets("compact"), try vector.identifier("journal", as: JournalID.self))
        let buffer = [0xFF, 0xFF] + compact + [0xFF]
        let entry = try UnverifiedEntry(compact: buffer[2..<buffer.count - 1], journal: journal)
        #expect(entry == (try UnverifiedEntry(compact: compact[...], journal: journal)))
    }

    @Test("has the same leaf whether its body is inside, withheld or pruned")
    func withheldBody() throws {
        let vector = try #require(try VectorFile.all(in: "entry").first { $0.name == "item-sealed" })
        var entry = try UnverifiedEntry(compact: try vector.octets("compact")[...], journal: try vector.identifier("journal"))
        let leaf = entry.leafHash()
        entry.body = .detached(length: entry.bodyLength, hash: entry.bodyHash)
        #expect(entry.leafHash() == leaf)
        entry.body = .detached(length: entry.bodyLength + 1, hash: entry.bodyHash)
        #expect(entry.leafHash() != leaf)
    }

    @Test("of another journal has another leaf")
    func otherJournal() throws {
        let vector = try #require(try VectorFile.all(in: "entry").first { $0.name == "item-sealed" })
        let other = JournalID(Hash.emptyTree.octets)
        let entry = try UnverifiedEntry(compact: try vector.octets("compact")[...], journal: other)
        #expect(entry.leafHash() != (try vector.hash("leaf-hash")))
    }
}

@Suite("The name of a journal")
struct JournalNameTests {
    @Test("agrees with the vectors", arguments: try VectorFile.all(in: "journal-name"))
    func vectors(_ vector: VectorFile) throws {
        let network: NetworkID = try vector.identifier("network")
        let journal: JournalID
        if vector.list("node").isEmpty {
            journal = .registry(of: network)
        } else {
            let name = JournalName(
                node: try vector.identifier("node"), group: try vector.identifier("group"),
                incarnation: try vector.identifier("incarnation"))
            journal = name.id(in: network)
            #expect(
                journalOrigin(registryOrigin: try vector.text("registry-origin"), journal: journal) == (try vector.text("origin")))
        }
        #expect(journal.array == (try vector.octets("journal")))
    }
}
