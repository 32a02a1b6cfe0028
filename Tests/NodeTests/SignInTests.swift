import Accounts
import Exchange
import Sodium
import Storage
import Testing
import Wire

@testable import Daemon

@Suite("Logging in: both steps or nothing, one answer for whatever was wrong, and each thing once")
struct SignInTests {
    private let work: AccountsAtWork
    private var keeper: AccountKeeper { work.keeper }

    init() throws { work = try AccountsAtWork() }

    @Test("With all three right somebody is logged in under a new token, and the session says who they are")
    func right() async throws {
        let ann = try await work.somebody("Ann Tan", [.analyst, .operator])
        let new = try await work.signIn(ann)
        #expect(new.token != ann.token && new.session.account.name == "Ann Tan" && new.session.isStepped(at: work.clock.now))
        #expect(new.session.formToken == new.token.formToken)
        #expect(await keeper.session(new.token) == new.session)
        #expect(await keeper.session(SessionToken.make()) == nil)
        let record = try #require(try work.records().last)
        #expect(record.action == "signed-in" && record.actor == "account Ann Tan" && record.subject == "Ann Tan")
        #expect(record.details == ["source": "192.0.2.7", "with": "code"])
        await keeper.signOut(new.session)
        #expect(await keeper.session(new.token) == nil)
        #expect(await keeper.session(ann.token) != nil)
    }

    @Test("Whatever is wrong, the answer is one, exactly one hash runs, and as much is written")
    func oneAnswer() async throws {
        let (ann, gone) = (try await work.somebody("Ann Tan"), try await work.somebody("Gone Person"))
        try await keeper.suspend(gone.account.id)
        let wrong: [(String, String, String)] = [
            ("nobody@bank.example", ann.password, work.code(ann.secret)),
            (ann.account.address, "another long password", work.code(ann.secret)),
            (ann.account.address, ann.password, "000000"), (ann.account.address, ann.password, ""), (ann.account.address, "", ""),
            (gone.account.address, gone.password, work.code(gone.secret)), ("", "", ""),
            ("not an address", ann.password, work.code(ann.secret)),
            (ann.account.address, String(repeating: "a", count: 9_999), work.code(ann.secret)),
        ]
        for (address, password, code) in wrong {
            let (runs, before) = (work.hasher.runs, try work.records().count)
            let refusal = await work.refusal {
                _ = try await keeper.signIn(address: address, password: password, code: code, from: AccountsAtWork.visit)
            }
            #expect(refusal == .notRecognised && work.hasher.runs == runs + 1, "\(address) \(code)")
            #expect(try work.records().count == before + 1)
            work.clock.pass(2)
        }
        let refused = try work.records().filter { $0.action == "sign-in-refused" }
        #expect(refused.map(\.subject).filter { $0.isEmpty }.count == 3 && refused.allSatisfy { $0.actor == "visitor" })
        let log = refused.map { "\($0.subject) \($0.details)" }.joined()
        #expect(!log.contains("@") && !log.contains("password") && !log.contains("not an address"), "nothing that was typed is noted")
    }

    @Test("A code is taken once, and none of a step before it", arguments: [0, -1])
    func codes(offset: Int) async throws {
        let ann = try await work.somebody("Ann Tan")
        _ = try await work.signIn(ann)
        #expect(await work.refusal { _ = try await work.signIn(ann, code: work.code(ann.secret, offset)) } == .notRecognised)
        work.clock.pass(30)
        _ = try await work.signIn(ann)
    }

    @Test("A code counts in its step and the two beside it", arguments: -2...2)
    func window(offset: Int) async throws {
        let ann = try await work.somebody("Ann Tan")
        work.clock.pass(300)
        let refusal = await work.refusal { _ = try await work.signIn(ann, code: work.code(ann.secret, offset)) }
        #expect(refusal == (abs(offset) <= 1 ? nil : .notRecognised))
    }

    @Test("One of two who log in with one code at the same moment is in")
    func race() async throws {
        let (ann, work) = (try await work.somebody("Ann Tan"), work)
        let refusals = await withTaskGroup(of: AccountRefusal?.self) { group in
            for _ in 0..<3 { group.addTask { await work.refusal { _ = try await work.signIn(ann) } } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(refusals.filter { $0 == nil }.count == 1 && refusals.filter { $0 == .notRecognised }.count == 2)
    }

    @Test("A recovery code stands for the second step once, and the person is written to")
    func recovery() async throws {
        let ann = try await work.somebody("Ann Tan")
        let code = ann.recoveryCodes[3].lowercased().replacing("-", with: " ")
        let new = try await work.signIn(ann, code: code)
        #expect(new.session.account.recoveryCodesLeft == 9)
        #expect(await work.letters.next().text.contains("Codes left: 9"))
        #expect(await work.refusal { _ = try await work.signIn(ann, code: code) } == .notRecognised)
        #expect(
            await work.refusal { _ = try await work.signIn(ann, password: "ridge ladle coppex", code: ann.recoveryCodes[4]) }
                == .notRecognised)
        _ = try await work.signIn(ann, code: ann.recoveryCodes[4])
    }

    @Test(
        "After the fifth failure there is a wait in which nothing is looked at, for addresses of nobody as well", arguments: [true, false])
    func waits(isKnown: Bool) async throws {
        let ann = try await work.somebody("Ann Tan")
        let address = isKnown ? ann.account.address : "nobody@bank.example"
        func attempt(_ password: String) async -> AccountRefusal? {
            await work.refusal {
                _ = try await keeper.signIn(address: address, password: password, code: work.code(ann.secret), from: AccountsAtWork.visit)
            }
        }
        for _ in 0..<5 { #expect(await attempt("wrong wrong wrong") == .notRecognised) }
        let runs = work.hasher.runs
        #expect(await attempt(ann.password) == .wait(seconds: 1) && work.hasher.runs == runs)
        work.clock.pass(2)
        #expect(await attempt("wrong wrong wrong") == .notRecognised)
        #expect(await attempt(ann.password) == .wait(seconds: 2))
        work.clock.pass(3)
        #expect(await attempt(ann.password) == (isKnown ? nil : .notRecognised))
        work.clock.pass(30)
        #expect(await attempt("wrong wrong wrong") == .notRecognised)
        #expect(await attempt("wrong wrong wrong") == (isKnown ? .notRecognised : .wait(seconds: 8)), "a success alone forgets failures")
    }

    @Test("After the hundredth failure an operator has to open the account; a passkey works all the same")
    func locks() async throws {
        let ann = try await work.somebody("Ann Tan")
        var key = PocketKey()
        try await keeper.addPasskey(key.make(try await keeper.passkeyCreation(of: ann.session)), named: "Key", of: ann.session)
        _ = await work.letters.next()
        for count in 1...100 {
            #expect(await work.refusal { _ = try await work.signIn(ann, password: "wrong wrong wrong") } == .notRecognised, "\(count)")
            work.clock.pass(901)
        }
        #expect(await work.refusal { _ = try await work.signIn(ann) } == .locked)
        #expect(try work.actions().filter { $0 == "account-locked" }.count == 1)
        #expect(await work.letters.next().subject == "Your account is locked")
        key.counter += 1
        let new = try await keeper.signIn(with: try key.show(try await keeper.passkeyRequest()), from: AccountsAtWork.visit)
        #expect(await work.refusal { _ = try await work.signIn(ann) } == .locked)
        #expect(
            await work.refusal {
                _ = try await keeper.stepUp(new.session, password: ann.password, code: work.code(ann.secret), from: AccountsAtWork.visit)
            } == .locked)
        try await keeper.reinstate(ann.account.id)
        _ = try await work.signIn(ann)
    }

    @Test("Where as many log in as can be, the attempt was none")
    func busy() async throws {
        let ann = try await work.somebody("Ann Tan")
        work.hasher.beBusy(true)
        for _ in 0..<9 { #expect(await work.refusal { _ = try await work.signIn(ann) } == .busy) }
        work.hasher.beBusy(false)
        _ = try await work.signIn(ann)
    }

    @Test("A password that was hashed at a lower cost is hashed anew when it is there")
    func rehash() async throws {
        let ann = try await work.somebody("Ann Tan")
        let before = try #require(try work.store.account(ann.account.id)).password
        let dearer = AccountKeeper(
            access: keeper.access, auditLog: keeper.auditLog, seal: keeper.seal, clock: keeper.clock, isCoordinator: false,
            hasher: work.hasher, cost: .init(passes: 2, memoryKiB: 16), logger: quiet, organisation: { "Harbour Bank" })
        _ = try await dearer.signIn(
            address: ann.account.address, password: ann.password, code: work.code(ann.secret), from: AccountsAtWork.visit)
        let after = try #require(try work.store.account(ann.account.id)).password
        #expect(before.contains("m=8,t=1") && after.contains("m=16,t=2"))
        work.clock.pass(30)
        _ = try await work.signIn(ann)
    }

    @Test("Of many refusals in an hour so many have records of their own, and the rest is counted, whoever's they are")
    func flood() async throws {
        let ann = try await work.somebody("Ann Tan")
        let most = DaemonLimits.signInRefusalsPerHourMax
        for number in 0..<most + 3 {
            let address = number % 2 == 0 ? "nobody\(number)@bank.example" : ann.account.address
            _ = await work.refusal {
                _ = try await keeper.signIn(address: address, password: "wrong", code: "", from: AccountsAtWork.visit)
            }
            if number % 2 == 1 { try await keeper.reinstate(ann.account.id) }
        }
        func refused() throws -> [AuditRecord] { try work.records().filter { $0.action == "sign-in-refused" } }
        #expect(try refused().count == most)
        await keeper.tidy(dormantDays: 0)
        #expect(try refused().count == most)
        work.clock.pass(3_600)
        await keeper.tidy(dormantDays: 0)
        #expect(try refused().count == most + 1 && refused().last?.details == ["more": "3"])
        await keeper.noteRefusals(all: true)
        #expect(try refused().count == most + 1)
        #expect(await work.refusal { _ = try await work.signIn(ann, password: "wrong") } == .notRecognised)
        #expect(try refused().count == most + 2)
    }

    @Test(
        "Whose secret opens no more, as after a recovery of the node's keys, logs in with a recovery code and sets up a new authenticator")
    func otherKeys() async throws {
        let ann = try await work.somebody("Ann Tan")
        let audit = keeper.auditLog.batch(.authenticatorChanged, subject: "")
        try work.store.setNextTOTP([1, 2, 3], of: ann.account.id)
        _ = try work.store.takeNextTOTP([1, 2, 3], step: 1, of: ann.account.id, keeping: ann.session.id, noting: audit)
        #expect(await work.refusal { _ = try await work.signIn(ann) } == .notRecognised)
        let new = try await work.signIn(ann, code: ann.recoveryCodes[0])
        let fresh = try await keeper.newTOTP(of: new.session).base32
        try await keeper.confirmTOTP(of: new.session, code: work.code(fresh))
        work.clock.pass(30)
        _ = try await work.signIn(ann, code: work.code(fresh))
    }

    // MARK: - Passkeys

    @Test("A passkey stands for both steps, once for each challenge, and only for what the challenge was made for")
    func passkeys() async throws {
        let ann = try await work.somebody("Ann Tan")
        var key = PocketKey()
        let creation = try await keeper.passkeyCreation(of: ann.session)
        #expect(creation.userHandle == ann.account.id && creation.exclude.isEmpty)
        try await keeper.addPasskey(key.make(creation), named: "Key ring", of: ann.session)
        #expect(await work.letters.next().text.contains("a passkey was added"))
        #expect(
            await work.refusal { try await keeper.addPasskey(PocketKey().make(creation), named: "Again", of: ann.session) } == .passkeyWrong
        )
        #expect(try await keeper.passkeys(of: ann.session).map(\.name) == ["Key ring"])
        #expect(try await keeper.passkeyCreation(of: ann.session).exclude == [key.id])

        key.counter += 1
        let request = try await keeper.passkeyRequest()
        let shown = try key.show(request, user: ann.account.id)
        let new = try await keeper.signIn(with: shown, from: AccountsAtWork.visit)
        #expect(new.session.account.id == ann.account.id && new.session.isStepped(at: work.clock.now))
        #expect(await work.refusal { _ = try await keeper.signIn(with: shown, from: AccountsAtWork.visit) } == .notRecognised)
        key.counter += 1
        let stale = try key.show(request)
        #expect(
            await work.refusal { _ = try await keeper.signIn(with: stale, from: AccountsAtWork.visit) } == .notRecognised,
            "a challenge that was used")
        let late = try key.show(try await keeper.passkeyRequest())
        work.clock.pass(301)
        #expect(await work.refusal { _ = try await keeper.signIn(with: late, from: AccountsAtWork.visit) } == .notRecognised)
        let another = try key.show(try await keeper.passkeyRequest(for: new.session))
        #expect(await work.refusal { _ = try await keeper.signIn(with: another, from: AccountsAtWork.visit) } == .notRecognised)
        let stepped = try await keeper.stepUp(new.session, with: another, from: AccountsAtWork.visit)
        #expect(stepped.token != new.token && stepped.session.id == new.session.id)
        #expect(await keeper.session(new.token) == nil)
        #expect(await keeper.session(stepped.token) != nil)
    }

    @Test("Of an authenticator that was copied neither is taken, which is noted and told")
    func copied() async throws {
        let ann = try await work.somebody("Ann Tan")
        var key = PocketKey()
        try await keeper.addPasskey(key.make(try await keeper.passkeyCreation(of: ann.session)), named: "Key", of: ann.session)
        _ = await work.letters.next()
        let copy = key
        key.counter = 9
        _ = try await keeper.signIn(with: try key.show(try await keeper.passkeyRequest()), from: AccountsAtWork.visit)
        let shown = try copy.show(try await keeper.passkeyRequest())
        #expect(await work.refusal { _ = try await keeper.signIn(with: shown, from: AccountsAtWork.visit) } == .notRecognised)
        let record = try #require(try work.records().last)
        #expect(record.action == "passkey-refused" && record.details["fault"] == "cloned" && record.subject == "Ann Tan")
        #expect(await work.letters.next().subject == "A passkey of yours was refused")
    }

    @Test("Somebody else's passkey, an unknown one and one of an account that may not log in show nothing")
    func othersPasskeys() async throws {
        let (ann, ben) = (try await work.somebody("Ann Tan"), try await work.somebody("Ben Lau"))
        var key = PocketKey()
        try await keeper.addPasskey(key.make(try await keeper.passkeyCreation(of: ann.session)), named: "Key", of: ann.session)
        key.counter += 1
        let forBen = try key.show(try await keeper.passkeyRequest(for: ben.session))
        #expect(await work.refusal { _ = try await keeper.stepUp(ben.session, with: forBen, from: AccountsAtWork.visit) } == .notRecognised)
        let unknown = try PocketKey().show(try await keeper.passkeyRequest())
        #expect(await work.refusal { _ = try await keeper.signIn(with: unknown, from: AccountsAtWork.visit) } == .notRecognised)
        try await keeper.suspend(ann.account.id)
        key.counter += 1
        let suspended = try key.show(try await keeper.passkeyRequest())
        #expect(await work.refusal { _ = try await keeper.signIn(with: suspended, from: AccountsAtWork.visit) } == .notRecognised)
        keeper.connect(PortalPlace())
        #expect(
            await work.refusal { _ = try await keeper.passkeyRequest() } == .passkeyWrong, "a portal without an address has no passkeys")
    }

    // MARK: - Sessions

    @Test("A session ends after an hour without use and after a day in any case; use keeps it")
    func sessionsEnd() async throws {
        let ann = try await work.somebody("Ann Tan")
        for _ in 0..<3 {
            work.clock.pass(3_500)
            #expect(await keeper.session(ann.token) != nil)
        }
        work.clock.pass(3_605)
        #expect(await keeper.session(ann.token) == nil)
        let new = try await work.signIn(ann)
        for _ in 0..<26 {
            work.clock.pass(3_300)
            _ = await keeper.session(new.token)
        }
        #expect(await keeper.session(new.token) != nil)
        work.clock.pass(700)
        #expect(await keeper.session(new.token) == nil)
        #expect(
            await work.refusal { try await keeper.noteSeen(by: new.session) } == .notRecognised,
            "what is done in a session that has ended is not done")
    }

    @Test("A second step gives the session a new token and form token, counts ten minutes, and asks for both parts")
    func stepUp() async throws {
        let ann = try await work.somebody("Ann Tan")
        work.clock.pass(601)
        #expect(await work.refusal { _ = try await keeper.newRecoveryCodes(of: ann.session) } == .stepUp)
        func stepUp(_ password: String, _ code: String) async throws -> NewSession {
            try await keeper.stepUp(ann.session, password: password, code: code, from: AccountsAtWork.visit)
        }
        #expect(await work.refusal { _ = try await stepUp("wrong wrong wrong", work.code(ann.secret)) } == .notRecognised)
        #expect(await work.refusal { _ = try await stepUp(ann.password, "000000") } == .notRecognised)
        let new = try await stepUp(ann.password, work.code(ann.secret))
        #expect(await keeper.session(ann.token) == nil, "a token that somebody knew before is worth nothing")
        #expect(new.session.id == ann.session.id && new.session.formToken != ann.session.formToken)
        _ = try await keeper.newRecoveryCodes(of: new.session)
        #expect(await work.refusal { _ = try await stepUp(ann.password, work.code(ann.secret)) } == .notRecognised, "the code was used")
    }

    @Test("Sessions are listed with where they came from, and ended one by one or all but this; nobody ends another's")
    func lists() async throws {
        let (ann, ben) = (try await work.somebody("Ann Tan"), try await work.somebody("Ben Lau"))
        let second = try await work.signIn(ann)
        let listed = try await keeper.sessions(of: second.session)
        #expect(listed.map(\.isCurrent) == [true, false] && listed[1].visit == AccountsAtWork.visit)
        try await keeper.endSession(ann.session.id, of: ben.session)
        #expect(await keeper.session(ann.token) != nil)
        try await keeper.endSession(ann.session.id, of: second.session)
        #expect(await keeper.session(ann.token) == nil)
        work.clock.pass(30)
        let third = try await work.signIn(ann)
        try await keeper.endOtherSessions(of: third.session)
        #expect(await keeper.session(second.token) == nil)
        #expect(await keeper.session(third.token) != nil)
        #expect(await keeper.session(ben.token) != nil)
        #expect(try work.actions().suffix(3) == ["sessions-ended", "signed-in", "sessions-ended"])
    }

    @Test("What was new before this login stays so for the session, and is seen by the next")
    func seen() async throws {
        let ann = try await work.somebody("Ann Tan")
        #expect(ann.session.seenBefore == 0)
        try await keeper.noteSeen(by: ann.session)
        let seen = work.clock.now
        #expect(await keeper.session(ann.token)?.seenBefore == 0)
        #expect(try await work.signIn(ann).session.seenBefore >= seen - 1)
    }
}
