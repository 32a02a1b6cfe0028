import Ledger
import Sodium
import Testing
import Wire

@testable import Storage

@Suite("Accounts: what counts once is taken once, an operator stays, and every change has its record")
struct AccountTests {
    let directory = TemporaryDirectory()
    private let origin = AuditOrigin(network: JournalFixture.network, node: NodeID(octets16(3)))
    private let key = hash(900).octets

    private func batch(_ action: String) -> AuditBatch { AuditBatch([AuditNote(actor: "a", action: action)], at: 1, of: origin) }

    private func account(_ number: Int, roles: UInt8 = 1, name: String? = nil) -> StoredAccount {
        StoredAccount(
            id: octets(16, seed: number), name: name ?? "Person \(number)", address: "p\(number)@bank.example", roles: roles, language: "",
            created: 5)
    }

    private func invitation(_ number: Int, expires: UInt64 = 100) -> StoredInvitation {
        StoredInvitation(hash: hash(number).octets, totp: octets(40, seed: number), expires: expires)
    }

    private func session(_ number: Int, at time: UInt64 = 10) -> StoredSession {
        StoredSession(id: octets(8, seed: number), hash: hash(1_000 + number).octets, at: time, source: "192.0.2.1", agent: "browser")
    }

    private func actions(_ store: Store) throws -> [String] {
        try store.read { try PreparedStatement($0, "SELECT action FROM audit ORDER BY number").all { $0.text(0) } }
    }

    /// A store with accounts that are active, each with a session of their number.
    private func store(_ accounts: [StoredAccount]) throws -> Store {
        let store = try Store(path: directory.path)
        for (number, account) in accounts.enumerated() {
            try #require(try store.addAccount(account, invitation: invitation(number), noting: batch("invited")).error == nil)
            let enrolled = try store.enrol(
                invitation(number), of: account.id, password: "$", step: 7, recoveryCodes: [hash(50).octets, hash(51).octets],
                session: session(number), clearing: key, noting: batch("enrolled"))
            try #require(enrolled.error == nil)
        }
        return store
    }

    private func signIn(_ store: Store, _ account: StoredAccount, _ step: StoredStep?, _ number: Int) throws -> StoredOutcome {
        try store.signIn(
            account.id, showing: step, session: session(number, at: 20), clearing: key, noting: batch("in"), orElse: batch("refused"))
    }

    @Test("An account is read back; its name and address belong to one who is there, and are free when they are gone")
    func names() throws {
        let store = try Store(path: directory.path)
        #expect(try store.addAccount(account(1), invitation: invitation(1), noting: batch("invited")).error == nil)
        #expect(try store.account(octets(16, seed: 1)) == account(1) && store.account(withAddress: "p1@bank.example") == account(1))
        let alike = try store.addAccount(account(2, name: "PERSON 1"), invitation: invitation(2), noting: batch("invited"))
        #expect(alike.error == .nameTaken)
        var other = account(3)
        other.address = "p1@bank.example"
        #expect(try store.addAccount(other, invitation: invitation(3), noting: batch("invited")).error == .addressTaken)
        #expect(try store.removeAccount(octets(16, seed: 1), noting: batch("removed")).error == nil)
        #expect(try store.addAccount(other, invitation: invitation(3), noting: batch("invited")).error == nil)
        #expect(try store.accounts().map(\.name) == ["Person 3"] && store.account(octets(16, seed: 1))?.state == .removed)
        #expect(try store.removeAccount(octets(16, seed: 1), noting: batch("removed")).error == .unknown)
        #expect(try actions(store) == ["invited", "removed", "invited"], "what was refused is not in the log as done")
    }

    @Test("A link is used once and before it expires; looking at it uses nothing up")
    func links() throws {
        let store = try Store(path: directory.path)
        #expect(try store.addAccount(account(1), invitation: invitation(1), noting: batch("invited")).error == nil)
        #expect(try store.invitation(withHash: hash(1).octets, at: 99)?.invitation == invitation(1))
        #expect(try store.invitation(withHash: hash(1).octets, at: 100) == nil && store.invitation(withHash: hash(2).octets, at: 1) == nil)
        func enrol(at time: UInt64, _ number: Int) throws -> StoredAccountRefusal? {
            try store.enrol(
                invitation(1), of: octets(16, seed: 1), password: "$", step: 7, recoveryCodes: [hash(50).octets],
                session: session(number, at: time), clearing: key, noting: batch("enrolled")
            ).error
        }
        #expect(try enrol(at: 100, 1) == .used)
        #expect(try store.account(octets(16, seed: 1))?.state == .invited)
        #expect(try enrol(at: 99, 2) == nil && enrol(at: 99, 3) == .wrongState(.active))
        let found = try #require(try store.account(octets(16, seed: 1)))
        #expect(found.state == .active && found.totp == invitation(1).totp && found.totpStep == 7 && found.recoveryCodes == 1)
        #expect(try store.sessions(of: found.id).count == 1 && found.signedIn == 99 && actions(store) == ["invited", "enrolled"])
    }

    @Test("A new link takes the place of the old one and of everything else that somebody logs in with")
    func reset() throws {
        let store = try store([account(1)])
        let id = octets(16, seed: 1)
        #expect(try store.addPasskey(passkey(1), of: id, challenge: hash(1).octets, expires: 9, noting: batch("passkey")).error == nil)
        #expect(try store.reinvite(id, invitation: invitation(8), noting: batch("reset")).error == nil)
        let found = try #require(try store.account(id))
        #expect(found.state == .invited && found.password.isEmpty && found.totp.isEmpty && found.recoveryCodes == 0 && found.passkeys == 0)
        #expect(try store.session(withHash: session(0).hash) == nil)
        #expect(try store.reinvite(id, invitation: invitation(9), noting: batch("reset")).error == nil)
        #expect(try store.invitation(withHash: hash(8).octets, at: 1) == nil && store.invitation(withHash: hash(9).octets, at: 1) != nil)
        #expect(try store.suspend(id, noting: batch("suspended")).error == nil)
        let enrolled = try store.enrol(
            invitation(9), of: id, password: "$", step: 1, recoveryCodes: [], session: session(5), clearing: key, noting: batch("enrolled"))
        #expect(enrolled.error == .wrongState(.suspended))
        #expect(try store.reinstate(id, key: key, at: 9, noting: batch("reinstated")).error == nil)
        #expect(try store.account(id)?.state == .invited, "who never set a password is invited again")
    }

    @Test("A step of a code is taken when it is larger than the last, and by one of two who come together")
    func steps() throws {
        let (one, store) = (account(1), try store([account(1)]))
        #expect(try signIn(store, one, .totp(7), 11) == .refused && signIn(store, one, .totp(6), 12) == .refused)
        #expect(try signIn(store, one, .totp(8), 13) == .done && signIn(store, one, .totp(8), 14) == .refused)
        #expect(try actions(store).suffix(4) == ["refused", "refused", "in", "refused"])
        #expect(try store.session(withHash: session(14).hash) == nil && store.session(withHash: session(13).hash)?.1.id == one.id)
    }

    @Test("A recovery code is taken once, and nobody else's")
    func recoveryCodes() throws {
        let store = try store([account(1), account(2)])
        #expect(try signIn(store, account(1), .recoveryCode(hash(50).octets), 11) == .done)
        #expect(try signIn(store, account(1), .recoveryCode(hash(50).octets), 12) == .refused)
        #expect(try store.account(octets(16, seed: 1))?.recoveryCodes == 1 && store.account(octets(16, seed: 2))?.recoveryCodes == 2)
        #expect(try store.setRecoveryCodes([hash(60).octets], of: octets(16, seed: 2), noting: batch("codes")).error == nil)
        #expect(try signIn(store, account(2), .recoveryCode(hash(50).octets), 13) == .refused)
        #expect(try signIn(store, account(2), .recoveryCode(hash(60).octets), 14) == .done)
    }

    private func passkey(_ number: Int) -> StoredPasskey {
        StoredPasskey(
            credential: octets(20, seed: number), algorithm: -7, key: octets(64, seed: number), counter: 3, isBackupEligible: false,
            name: "key", created: 4)
    }

    @Test("A challenge is answered once, and a passkey's counter grows")
    func passkeys() throws {
        let store = try store([account(1), account(2)])
        let id = octets(16, seed: 1)
        #expect(try store.addPasskey(passkey(1), of: id, challenge: hash(1).octets, expires: 90, noting: batch("key")).error == nil)
        #expect(try store.addPasskey(passkey(2), of: id, challenge: hash(1).octets, expires: 90, noting: batch("key")).error == .used)
        #expect(try store.addPasskey(passkey(1), of: id, challenge: hash(2).octets, expires: 90, noting: batch("key")).error == .used)
        #expect(try store.passkeys(of: id) == [passkey(1)] && store.passkey(passkey(1).credential)?.account.id == id)
        func step(_ counter: UInt32, _ challenge: Int) -> StoredStep {
            .passkey(credential: passkey(1).credential, counter: counter, challenge: hash(challenge).octets, expires: 90)
        }
        #expect(try signIn(store, account(2), step(4, 10), 10) == .cloned, "another's passkey")
        #expect(try signIn(store, account(1), step(4, 11), 11) == .done && signIn(store, account(1), step(5, 11), 12) == .refused)
        #expect(try signIn(store, account(1), step(4, 12), 13) == .cloned && signIn(store, account(1), step(0, 13), 14) == .cloned)
        #expect(try signIn(store, account(1), step(5, 14), 15) == .done)
        #expect(try store.removePasskey(passkey(1).credential, of: octets(16, seed: 2), noting: batch("gone")).error == .unknown)
        #expect(try store.removePasskey(passkey(1).credential, of: id, noting: batch("gone")).error == nil)
        try store.forgetEnded(at: 90, sessionsUsedBefore: 0, begunBefore: 0, failuresBefore: 0)
        #expect(try store.addPasskey(passkey(1), of: id, challenge: hash(1).octets, expires: 99, noting: batch("key")).error == nil)
    }

    @Test("A passkey that does not count may stay at zero")
    func uncounted() throws {
        let store = try store([account(1)])
        var passkey = passkey(1)
        passkey.counter = 0
        #expect(
            try store.addPasskey(passkey, of: octets(16, seed: 1), challenge: hash(1).octets, expires: 9, noting: batch("k")).error == nil)
        for number in 1...2 {
            let step = StoredStep.passkey(credential: passkey.credential, counter: 0, challenge: hash(70 + number).octets, expires: 9)
            #expect(try signIn(store, account(1), step, number + 10) == .done)
        }
    }

    @Test("A session goes on under a new token when a second step is shown, and the old one is worth nothing")
    func stepUp() throws {
        let store = try store([account(1), account(2)])
        let (id, fresh) = (octets(16, seed: 1), hash(77).octets)
        func stepUp(_ id: [UInt8], _ step: StoredStep?, _ hash: Octets32) throws -> StoredOutcome {
            try store.stepUp(
                session(0).id, of: id, showing: step, hash: hash, at: 30, clearing: nil, noting: batch("up"), orElse: batch("refused"))
        }
        #expect(try stepUp(id, nil, fresh) == .refused && stepUp(octets(16, seed: 2), .totp(9), fresh) == .refused)
        #expect(try store.session(withHash: session(0).hash) != nil)
        #expect(try stepUp(id, .totp(9), fresh) == .done)
        #expect(try store.session(withHash: session(0).hash) == nil)
        let found = try #require(try store.session(withHash: fresh))
        #expect(found.0.id == session(0).id && found.0.verified == 30 && found.0.created == 10)
        #expect(try store.endSession(session(0).id, of: octets(16, seed: 2), noting: batch("end")) == false, "another's session")
        #expect(try store.endSession(session(0).id, of: id, noting: batch("end")))
        #expect(try stepUp(id, .totp(10), hash(78).octets) == .refused)
    }

    @Test("The last active operator stays one, whatever is asked")
    func lastOperator() throws {
        let store = try store([account(1, roles: 8), account(2, roles: 9), account(3)])
        let (one, two) = (octets(16, seed: 1), octets(16, seed: 2))
        #expect(try store.suspend(two, noting: batch("suspended")).error == nil)
        #expect(try store.suspend(one, noting: batch("suspended")).error == .lastOperator)
        #expect(try store.removeAccount(one, noting: batch("removed")).error == .lastOperator)
        #expect(try store.setRoles(1, of: one, noting: batch("roles")).error == .lastOperator)
        #expect(try store.setRoles(9, of: one, noting: batch("roles")).error == nil)
        #expect(try store.removeAccount(two, noting: batch("removed")).error == nil, "who may not log in keeps nothing up")
        #expect(try store.reinvite(one, invitation: invitation(9), noting: batch("reset")).error == nil)
        #expect(try actions(store).suffix(4) == ["suspended", "roles", "removed", "reset"])
    }

    @Test("Two operators who remove each other at the same moment leave one", arguments: 1...5)
    func eachOther(round: Int) async throws {
        let store = try store([account(1, roles: 8), account(2, roles: 8)])
        let batch = batch("removed")
        let refusals = try await withThrowingTaskGroup(of: StoredAccountRefusal?.self) { group in
            for number in 1...2 {
                group.addTask { try store.removeAccount(octets(16, seed: number), noting: batch).error }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(refusals.count { $0 == .lastOperator } == 1 && refusals.count { $0 == nil } == 1)
    }

    @Test("Who suspends, removes or lets sleep ends sessions, and the last operator is not put to sleep")
    func sleep() throws {
        let store = try store([account(1, roles: 8), account(2, roles: 8), account(3)])
        try store.useSession(session(1).id, at: 60)
        #expect(try signIn(store, account(2), .totp(9), 11) == .done)
        #expect(try store.letSleep(before: 10) { _ in batch("dormant") } == [])
        #expect(try store.letSleep(before: 500) { _ in batch("dormant") } == ["Person 1", "Person 3"])
        #expect(try store.accounts().map(\.state) == [.dormant, .active, .dormant])
        #expect(try store.session(withHash: session(0).hash) == nil && store.session(withHash: session(11).hash) != nil)
        #expect(try signIn(store, account(1), .totp(9), 12) == .refused, "whoever sleeps does not log in")
        #expect(try store.reinstate(octets(16, seed: 1), key: key, at: 600, noting: batch("awake")).error == nil)
        #expect(try store.letSleep(before: 500) { _ in batch("dormant") } == ["Person 2"], "another operator is awake")
        #expect(try store.suspend(octets(16, seed: 1), noting: batch("suspended")).error == .lastOperator)
    }

    @Test("Of more sessions than may be, those that were used the longest ago end; old ones are forgotten")
    func sessions() throws {
        let (one, store) = (account(1), try store([account(1)]))
        for number in 1...StorageLimits.sessionsPerAccountMax {
            #expect(try signIn(store, one, .totp(UInt64(10 + number)), number) == .done)
            try store.useSession(session(number).id, at: 30)
        }
        let kept = try store.sessions(of: one.id)
        #expect(kept.count == StorageLimits.sessionsPerAccountMax && !kept.contains { $0.id == session(0).id })
        try store.endSessions(of: one.id, but: session(3).id, noting: batch("ended"))
        #expect(try store.sessions(of: one.id).map(\.id) == [session(3).id])
        try store.setSeen(40, by: one.id)
        #expect(try signIn(store, one, .totp(99), 40) == .done)
        #expect(try store.session(session(40).id)?.0.seenBefore == 40 && store.session(session(3).id)?.0.seenBefore == 0)
        try store.forgetEnded(at: 0, sessionsUsedBefore: 29, begunBefore: 0, failuresBefore: 0)
        #expect(try store.sessions(of: one.id).map(\.id) == [session(3).id])
        try store.forgetEnded(at: 0, sessionsUsedBefore: 30, begunBefore: 0, failuresBefore: 0)
        #expect(try store.sessions(of: one.id) == [])
    }

    private struct Enough: Error, Equatable {}

    @Test("Attempts are counted before they are looked at, for addresses of nobody too, and forgotten by a success alone")
    func attempts() throws {
        let store = try store([account(1)])
        func attempt(_ address: String, _ key: Octets32, max: UInt32 = 3) throws -> (UInt32?, Bool) {
            let (result, account) = try store.countAttempt(key, address: address) { (failures: StoredFailures) throws(Enough) in
                guard failures.failures < max else { throw Enough() }
                return StoredFailures(failures: failures.failures + 1, last: 9)
            }
            return (try? result.get().failures, account != nil)
        }
        let nobody = hash(901).octets
        for number in 1...3 {
            #expect(
                try attempt("p1@bank.example", key) == (UInt32(number), true)
                    && attempt("x@bank.example", nobody) == (UInt32(number), false))
        }
        #expect(try attempt("p1@bank.example", key) == (nil, true) && attempt("x@bank.example", nobody) == (nil, false))
        #expect(try signIn(store, account(1), nil, 5) == .refused)
        #expect(try attempt("p1@bank.example", key).0 == nil, "a failure forgets nothing")
        #expect(try signIn(store, account(1), .totp(8), 6) == .done)
        #expect(try attempt("p1@bank.example", key).0 == 1 && attempt("x@bank.example", nobody).0 == nil)
        try store.forgetEnded(at: 0, sessionsUsedBefore: 0, begunBefore: 0, failuresBefore: 10)
        #expect(
            try attempt("x@bank.example", nobody).0 == 1 && attempt("p1@bank.example", key).0 == 2,
            "an account's are not forgotten with time")
    }

    private func many(_ number: Int) -> Octets32 { Hash(sha256: Array("many \(number)".utf8)).octets }

    @Test("Failures under many addresses of nobody push out their own kind, and never an account's")
    func bounded() throws {
        let store = try store([account(1)])
        func attempt(_ address: String, _ key: Octets32, at time: UInt64) throws -> UInt32 {
            try store.countAttempt(key, address: address) { (failures: StoredFailures) throws(Never) in
                StoredFailures(failures: failures.failures + 1, last: time)
            }.0.get().failures
        }
        #expect(try attempt("p1@bank.example", key, at: 1) == 1)
        try store.write { database in
            let insert = try PreparedStatement(database, Query.putFailures)
            for number in 0..<StorageLimits.failuresOfNobodyMax { try insert.run(many(number), 0, 1, 2 + number) }
        }
        #expect(try attempt("x@bank.example", hash(901).octets, at: 90_000) == 1)
        #expect(try attempt("y@bank.example", many(0), at: 90_001) == 1, "the oldest was forgotten")
        #expect(try attempt("p1@bank.example", key, at: 90_002) == 2)
    }

    @Test("A password is set by whoever is active, ends other sessions, and is hashed anew only where it is still the same")
    func passwords() throws {
        let (one, store) = (account(1), try store([account(1)]))
        #expect(try signIn(store, one, .totp(8), 1) == .done)
        #expect(try store.setPassword("$2", of: one.id, keeping: session(1).id, noting: batch("password")).error == nil)
        #expect(try store.sessions(of: one.id).map(\.id) == [session(1).id])
        try store.renewPassword("$3", instead: "$", of: one.id)
        #expect(try store.account(one.id)?.password == "$2")
        try store.renewPassword("$3", instead: "$2", of: one.id)
        #expect(try store.account(one.id)?.password == "$3")
        try store.setNextTOTP([1, 2], of: one.id)
        #expect(try store.account(one.id)?.totp == invitation(0).totp, "the old one counts until a code of the new one was shown")
        #expect(try store.takeNextTOTP([9], step: 9, of: one.id, keeping: session(1).id, noting: batch("totp")).error == .used)
        #expect(try store.takeNextTOTP([1, 2], step: 9, of: one.id, keeping: session(1).id, noting: batch("totp")).error == nil)
        #expect(try store.account(one.id)?.totp == [1, 2] && store.account(one.id)?.totpNext == [])
        #expect(try signIn(store, one, .totp(9), 2) == .refused, "the code that was shown is used")
        #expect(try store.takeNextTOTP([], step: 10, of: one.id, keeping: session(1).id, noting: batch("totp")).error == .used)
        #expect(
            try store.setLanguage("zh-Hant", of: one.id, noting: batch("language")).error == nil
                && store.account(one.id)?.language == "zh-Hant")
        #expect(try store.check() == [])
    }
}

extension Result where Success == Void {
    fileprivate var error: Failure? { if case .failure(let error) = self { error } else { nil } }
}
