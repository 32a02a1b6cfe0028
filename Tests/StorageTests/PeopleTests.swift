import GRDB
import Ledger
import Sodium
import Testing
import Wire

@testable import Storage

@Suite("People and approvals: each change with its record, none twice")
struct PeopleTests {
    let directory = TemporaryDirectory()
    private let origin = AuditOrigin(network: NetworkID(hash(5).octets), node: NodeID(octets16(6)))

    private func batch(_ action: String) -> AuditBatch { AuditBatch([AuditNote(actor: "x", action: action)], at: 1, of: origin) }

    private func person(_ name: String, _ key: Int, added: UInt64 = 10) -> StoredPerson {
        StoredPerson(name: name, key: hash(key).octets, user: "u", added: added)
    }

    private func add(_ person: StoredPerson, to store: Store) throws -> PeopleRefusal? {
        switch try store.addPerson(person, noting: batch("person-added")) {
        case .success: nil
        case .failure(let refusal): refusal
        }
    }

    @Test("A name and a key belong to one person who is there; who was removed stays in the list and may come back")
    func people() throws {
        let store = try Store(path: directory.path)
        #expect(try add(person("A", 1), to: store) == nil)
        #expect(try add(person("A", 2), to: store) == .nameTaken)
        #expect(try add(person("B", 1), to: store) == .keyTaken(by: "A"))
        #expect(try store.auditState().last == 1, "what is refused is no change")
        guard case .success = try store.removePerson("A", at: 20, noting: batch("person-removed")) else {
            Issue.record("A is there")
            return
        }
        guard case .failure(.unknownName) = try store.removePerson("A", at: 21, noting: batch("person-removed")) else {
            Issue.record("A is not there any more")
            return
        }
        #expect(try add(person("A", 1, added: 30), to: store) == nil)
        let people = try store.people()
        #expect(people.map(\.added) == [10, 30] && people.map(\.removed) == [20, nil])
        #expect(try store.audit(after: 0, limit: 10).records.map(\.action) == ["person-added", "person-removed", "person-added"])
    }

    @Test("Statements are kept in order, the same one once, and no more than there is room for")
    func approvals() throws {
        let store = try Store(path: directory.path)
        let signature = try #require(Octets64(octets(64, seed: 1)))
        for index in [0, 1, 1] {
            let approval = StoredApproval(statement: [UInt8(index)], signature: signature, received: 5, user: "u")
            guard case .success = try store.keepApproval(approval, of: hash(1), noting: batch("approval-received")) else {
                Issue.record("there is room")
                return
            }
        }
        #expect(try store.approvals(of: hash(1)).map(\.statement) == [[0], [1]])
        #expect(try store.approvals(of: hash(2)).isEmpty)
        #expect(try store.auditState().last == 2)
        for index in 2...64 {
            let approval = StoredApproval(statement: [UInt8(index)], signature: signature, received: 5, user: "u")
            let result = try store.keepApproval(approval, of: hash(1), noting: batch("approval-received"))
            if case .failure = result { #expect(index == 64) } else { #expect(index < 64) }
        }
        for sql in ["UPDATE approval SET received = 6", "DELETE FROM approval"] {
            #expect(throws: DatabaseError.self) { try store.pool.write { try $0.execute(sql: sql) } }
        }
    }
}
