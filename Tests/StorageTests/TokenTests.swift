import Sodium
import Testing
import Wire

@testable import Storage

@Suite("Tokens are kept without their secret, found, revoked and never forgotten")
struct TokenTests {
    let directory = TemporaryDirectory()
    private let origin = AuditOrigin(network: JournalFixture.network, node: NodeID(octets16(3)))

    private func token(_ number: Int, name: String = "siem", collections: [[UInt8]] = []) -> StoredToken {
        StoredToken(
            id: octets(8, seed: number), name: name, hash: hash(number).octets, scopes: 3, tlp: 2, collections: collections, user: "ann",
            userNumber: 1_000, created: 5, expires: 9)
    }

    private var audit: AuditBatch {
        AuditBatch([AuditNote(actor: "a", action: "token-created", subject: "siem", details: [:])], at: 1, of: origin)
    }

    @Test("A token is read back with everything but a secret, and its name is free again once it is revoked")
    func tokens() throws {
        let store = try Store(path: directory.path)
        let first = token(1, collections: [octets(16, seed: 1), octets(16, seed: 2)].sorted { $0.lexicographicallyPrecedes($1) })
        #expect(try store.addToken(first, noting: audit).error == nil)
        #expect(try store.token(first.id) == first)
        #expect(try store.token(octets(8, seed: 9)) == nil)
        #expect(try store.addToken(token(2), noting: audit).error == .nameTaken)
        #expect(try store.revokeToken("other", at: 7, noting: audit).error == .unknownName)
        #expect(try store.revokeToken("siem", at: 7, noting: audit).error == nil)
        #expect(try store.addToken(token(2), noting: audit).error == nil)
        try store.noteTokenUses([(token(2).id, 3_600), (token(2).id, 60)])
        let all = try store.tokens()
        #expect(all.map(\.revoked) == [7, nil] && all.map(\.used) == [nil, 3_600] && all.map(\.expires) == [9, 9])
        #expect(try store.auditState().last == 3, "what was refused is not in the log as done")
    }

    @Test("What came with a token is found with this token alone, and forgotten when it is old")
    func posts() throws {
        let store = try Store(path: directory.path)
        #expect(try store.addToken(token(1), noting: audit).error == nil)
        #expect(try store.addToken(token(2, name: "other"), noting: audit).error == nil)
        let post = StoredPost(id: octets(16, seed: 4), requested: 10, objects: 3, waits: true, subject: hash(5))
        try store.addPost(post, token: token(1).id)
        #expect(try store.post(post.id, token: token(1).id) == post)
        #expect(try store.post(post.id, token: token(2).id) == nil)
        try store.forgetPosts(before: 10, limit: 10)
        #expect(try store.post(post.id, token: token(1).id) == post)
        try store.forgetPosts(before: 11, limit: 10)
        #expect(try store.post(post.id, token: token(1).id) == nil)
        #expect(try store.check() == [])
    }
}

extension Result where Success == Void {
    fileprivate var error: Failure? { if case .failure(let error) = self { error } else { nil } }
}
