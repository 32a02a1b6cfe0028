import Ledger
import Sodium
import Testing
import Vectors
import Wire

@Suite("A signed note")
struct NoteTests {
    @Test("agrees with the vectors", arguments: try VectorFile.all(in: "note"))
    func vectors(_ vector: VectorFile) throws {
        let key = NoteKey(name: try vector.text("name"), key: try #require(try vector.keys("key").first))
        let outcome = Result { () throws(NoteError) in try read(vector, key) }
        guard vector.expect == "success" else {
            #expect(throws: try #require(NoteError(rawValue: vector.expect))) { try outcome.get() }
            return
        }
        let note = try outcome.get()
        #expect(note.bytes == (try vector.octets("note")))
        #expect(key.keyID == (try vector.octets("key-id")))
        let line = try #require(note.signatures.first { $0.keyID == key.keyID && $0.name == key.name })
        #expect(line.signature == (try vector.octets("signature")))
    }

    private func read(_ vector: VectorFile, _ key: NoteKey) throws(NoteError) -> SignedNote {
        let note = try SignedNote(parsing: vector.list("note")[0])
        if let origin = vector.list("origin").first {
            let origin = String(decoding: origin, as: UTF8.self)
            let (checkpoint, compact) = try Checkpoint.verified(note: note, origin: origin, keys: [key.key])
            if vector.expect == "success" {
                #expect(checkpoint.root.array == vector.list("root")[0])
                #expect(vector.list("size")[0].reduce(0) { $0 << 8 | UInt64($1) } == checkpoint.size)
                #expect(compact.signature.array == vector.list("signature")[0])
                #expect(checkpoint.carries(compact, of: key.key))
            }
        } else {
            #expect(try note.verify(with: [key]) == [key])
        }
        return note
    }

    @Test("is read from bytes in one spelling only: every change of one octet is refused or kept as it is")
    func changedOctets() throws {
        let vector = try #require(try VectorFile.all(in: "note").first { $0.name == "checkpoint" })
        let original = try vector.octets("note")
        let key = NoteKey(name: try vector.text("name"), key: try #require(try vector.keys("key").first))
        for place in original.indices {
            for bit in 0..<8 {
                var changed = original
                changed[place] ^= 1 << UInt8(bit)
                guard let note = try? SignedNote(parsing: changed) else { continue }
                #expect(note.bytes == changed)
                #expect(throws: NoteError.self) { try note.verify(with: [key]) }
            }
        }
    }

    @Test("is cut short nowhere without being refused")
    func truncated() throws {
        let vector = try #require(try VectorFile.all(in: "note").first { $0.name == "checkpoint" })
        let original = try vector.octets("note")
        for count in original.indices {
            #expect(throws: NoteError.self) { try SignedNote(parsing: Array(original[..<count])) }
        }
    }

    @Test("in the form that C2SP prints is read with all its lines")
    func printedExample() throws {
        let printed = """
            Ognuno sta solo sul cuor della terra
            trafitto da un raggio di sole:

            ed è subito sera.

            — quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=

            """
        let note = try SignedNote(parsing: Array(printed.utf8))
        #expect(note.signatures.map(\.name) == ["quasimodo.example/salvatore"])
        #expect(note.signatures[0].keyID == [0x36, 0x7B, 0xA0, 0x4B])
        #expect(note.text.suffix(7) == Array(" sera.\n".utf8)[...])
        #expect(note.bytes == Array(printed.utf8))
    }

    @Test("is not made of parts that could not be read again")
    func unwritable() throws {
        let line = try #require(NoteSignature(name: "a", keyID: [1, 2, 3, 4], signature: [5]))
        #expect(throws: NoteError.noteWithoutSignatures) { try SignedNote(text: Array("text\n".utf8), signatures: []) }
        #expect(throws: NoteError.noteControlCharacter) { try SignedNote(text: Array("te\txt\n".utf8), signatures: [line]) }
        #expect(throws: NoteError.self) { try SignedNote(text: Array("text".utf8), signatures: [line]) }
        #expect(NoteSignature(name: "a b", keyID: [1, 2, 3, 4], signature: [5]) == nil)
        #expect(NoteSignature(name: "a", keyID: [1, 2, 3], signature: [5]) == nil)
        #expect(NoteSignature(name: "a", keyID: [1, 2, 3, 4], signature: []) == nil)
    }

    @Test("travels compact and comes back as the same note")
    func compactForm() throws {
        let key = SigningKey.generate()
        let checkpoint = Checkpoint(origin: "registry.example/causeway", size: 3, root: .leaf([1]))
        let compact = checkpoint.sign(with: key)
        let note = checkpoint.note(compact, of: key.verifyingKey)
        let verified = try Checkpoint.verified(note: note, origin: checkpoint.origin, keys: [key.verifyingKey])
        #expect(verified.checkpoint == checkpoint)
        #expect(verified.compact == compact)
        #expect(!checkpoint.carries(CompactCheckpoint(size: 4, signature: compact.signature), of: key.verifyingKey))
        #expect(throws: NoteError.noteUnknownKeys) {
            try Checkpoint.verified(note: note, origin: checkpoint.origin, keys: [SigningKey.generate().verifyingKey])
        }
    }
}
