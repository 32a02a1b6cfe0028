import Ledger
import Sodium
import Testing
import Vectors
import Wire

@Suite("A cosignature")
struct CosignatureTests {
    private static let key = RegistryFixture.key(1)

    @Test("agrees with the vectors", arguments: try VectorFile.all(in: "cosignature"))
    func vectors(_ vector: VectorFile) throws {
        let note = try SignedNote(parsing: try vector.octets("note"))
        let checkpoint = try Checkpoint(text: note.text)
        let line = note.signatures[Int(try vector.number("line"))]
        let signer = try vector.octets("node")
        let keys = try vector.keys("key")
        let outcome = Result { () throws(CosignatureError) in
            try Cosignature.verified(line, over: checkpoint) { $0?.array ?? [] == signer ? keys : [] }
        }
        guard vector.expect == "success" else {
            #expect(throws: try #require(CosignatureError(rawValue: vector.expect))) { try outcome.get() }
            return
        }
        let cosignature = try outcome.get()
        #expect(cosignature.time == (try vector.number("time")))
        #expect(line.name == (try vector.text("name")))
        #expect(line.keyID == (try vector.octets("key-id")))
        let key = try #require(keys.first { cosignature.isMade(by: $0, over: checkpoint) })
        #expect(key.accepts(cosignature.signature, over: try vector.octets("signed")))
        #expect(cosignature.line(origin: checkpoint.origin, key: key) == line)
    }

    @Test("has a vector for every refusal")
    func refusals() throws {
        let provoked = Set(try VectorFile.all(in: "cosignature").map(\.expect))
        for refusal in CosignatureError.allCases { #expect(provoked.contains(refusal.rawValue)) }
    }

    @Test("is for one checkpoint at one time by one key")
    func binding() throws {
        let checkpoint = Checkpoint(origin: "a", size: 3, root: .leaf([1]))
        let node = try #require(NodeID([UInt8](repeating: 1, count: 16)))
        let cosignature = Cosignature(of: checkpoint, by: node, at: 1_000, with: Self.key)
        let key = Self.key.verifyingKey
        #expect(cosignature.isMade(by: key, over: checkpoint))
        #expect(!cosignature.isMade(by: RegistryFixture.key(2).verifyingKey, over: checkpoint))
        for other in [
            Checkpoint(origin: "b", size: 3, root: .leaf([1])), Checkpoint(origin: "a", size: 4, root: .leaf([1])),
            Checkpoint(origin: "a", size: 3, root: .leaf([2])),
        ] { #expect(!cosignature.isMade(by: key, over: other)) }
        var later = cosignature
        later.time += 1
        #expect(!later.isMade(by: key, over: checkpoint))
    }
}

@Suite("Evidence of two registries")
struct SplitTests {
    @Test("agrees with the vectors", arguments: try VectorFile.all(in: "split"))
    func vectors(_ vector: VectorFile) throws {
        let octets = try vector.octets("evidence")
        var reader = CBORReader(octets)
        try reader.array(exactly: 4)
        let evidence = try SplitEvidence(&reader)
        try reader.end()
        var writer = CBORWriter()
        writer.array(4)
        evidence.write(to: &writer)
        #expect(writer.bytes == octets)
        let (origin, key) = (try vector.text("origin"), try #require(try vector.keys("key").first))
        guard vector.expect == "success" else {
            #expect(throws: try #require(SplitError(rawValue: vector.expect))) { try evidence.verify(origin: origin, key: key) }
            return
        }
        try evidence.verify(origin: origin, key: key)
        #expect(throws: SplitError.splitSignature) { try evidence.verify(origin: origin + "x", key: key) }
    }

    @Test("has a vector for every refusal")
    func refusals() throws {
        let provoked = Set(try VectorFile.all(in: "split").map(\.expect))
        for refusal in SplitError.allCases { #expect(provoked.contains(refusal.rawValue)) }
    }
}
