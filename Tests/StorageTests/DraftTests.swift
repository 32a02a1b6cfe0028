import Testing

@testable import Storage

@Suite("Drafts: what is written is kept, and nobody overwrites anybody")
struct DraftTests {
    let directory = TemporaryDirectory()
    let store: Store

    init() throws { store = try Store(path: directory.path) }

    private func draft(_ id: UInt8, version: Int = 1, text: String = "a", saved: UInt64 = 5) -> StoredDraft {
        StoredDraft(
            id: Array(repeating: id, count: 16), version: version, title: "T\(id)", author: "Ana", saved: saved, text: Array(text.utf8))
    }

    @Test("A draft is given back as it was saved, and lists are without texts, the last to be saved first")
    func kept() throws {
        try store.addDraft(draft(1), draftsMax: 9).get()
        try store.addDraft(draft(2, saved: 7), draftsMax: 9).get()
        #expect(try store.draft(draft(1).id) == draft(1))
        #expect(try store.drafts().map(\.title) == ["T2", "T1"])
        #expect(try store.drafts().allSatisfy { $0.text.isEmpty })
        #expect(try store.draft(draft(3).id) == nil)
    }

    @Test("Whoever saves over a version that is no longer the last changes nothing")
    func collision() throws {
        try store.addDraft(draft(1), draftsMax: 9).get()
        try store.saveDraft(draft(1, version: 2, text: "Ben's")).get()
        #expect(throws: DraftRefusal.changed) { try store.saveDraft(draft(1, version: 2, text: "Ana's")).get() }
        #expect(throws: DraftRefusal.changed) { try store.saveDraft(draft(1, version: 4, text: "Ana's")).get() }
        #expect(try store.draft(draft(1).id)?.text == Array("Ben's".utf8))
        #expect(throws: DraftRefusal.unknown) { try store.saveDraft(draft(2, version: 2)).get() }
    }

    @Test("There are no more drafts than may be, and a removed one makes room")
    func bounds() throws {
        try store.addDraft(draft(1), draftsMax: 1).get()
        #expect(throws: DraftRefusal.full) { try store.addDraft(draft(2), draftsMax: 1).get() }
        #expect(try store.removeDraft(draft(1).id))
        #expect(try !store.removeDraft(draft(1).id))
        try store.addDraft(draft(2), draftsMax: 1).get()
    }
}
