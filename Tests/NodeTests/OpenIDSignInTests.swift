import Accounts
import Exchange
import Foundation
import Storage
import Testing

@testable import Daemon

@Suite("Logging in by a provider of identities: an account that is there, and the second step, or nothing")
struct OpenIDSignInTests {
    private let work: AccountsAtWork
    private var keeper: AccountKeeper { work.keeper }

    init() throws { work = try AccountsAtWork() }

    private static func identity(_ subject: String, _ address: String?, issuer: String = "https://login.bank.example") -> ProvenIdentity {
        ProvenIdentity(issuer: issuer, subject: subject, verifiedAddress: address)
    }

    private func begin(_ identity: ProvenIdentity) async throws -> SessionToken {
        try await keeper.begin(with: identity, from: AccountsAtWork.visit)
    }

    private func signIn(_ token: SessionToken, _ code: String) async throws -> NewSession {
        try await keeper.signIn(pending: token, code: code, from: AccountsAtWork.visit)
    }

    private func faults() throws -> [String] {
        try work.records().filter { $0.action == "identity-refused" }.map { "\($0.subject):\($0.details["fault"] ?? "")" }
    }

    @Test("A verified address finds its account; the second step is asked for; afterwards the identity is known without it")
    func linked() async throws {
        let ann = try await work.somebody("Ann Tan")
        let token = try await begin(Self.identity("s-1", "Ann.Tan@Bank.Example"))
        #expect(await keeper.isPending(token))
        #expect(await keeper.session(token) == nil, "it is no session")
        let new = try await signIn(token, work.code(ann.secret))
        #expect(new.session.account.name == "Ann Tan" && new.token != token && new.session.verified == work.clock.now)
        #expect(await !keeper.isPending(token))
        #expect(await work.refusal { _ = try await signIn(token, work.code(ann.secret, 1)) } == .notRecognised, "it counts once")
        let records = try work.records().suffix(2)
        #expect(records.map(\.action) == ["identity-shown", "signed-in"] && records.allSatisfy { $0.subject == "Ann Tan" })
        #expect(records.allSatisfy { $0.details["source"] == "192.0.2.7" } && records.last?.details["first"] == "openid")
        work.clock.pass(30)
        let again = try await begin(Self.identity("s-1", nil))
        #expect(try await signIn(again, work.code(ann.secret)).session.account.name == "Ann Tan")
    }

    @Test("Whoever the provider means and is not here is refused in one way, and makes no account")
    func refused() async throws {
        let ann = try await work.somebody("Ann Tan")
        let bob = try await work.somebody("Bob Lim", [.operator])
        _ = try await keeper.invite(Invitation(name: "Cy Ho", address: "cy@bank.example", roles: Roles([.reader])))
        try await keeper.suspend(ann.account.id)
        let count = try await keeper.accounts().count
        for identity in [
            Self.identity("s-1", "nobody@bank.example"), Self.identity("s-2", nil), Self.identity("s-3", ann.account.address),
            Self.identity("s-4", "cy@bank.example"),
        ] {
            #expect(await work.refusal { _ = try await begin(identity) } == .notRecognised)
        }
        #expect(try faults() == [":identity-unknown", ":address-unverified", "Ann Tan:account-not-active", "Cy Ho:account-not-active"])
        #expect(try await keeper.accounts().count == count)
        try await keeper.remove(ann.account.id)
        #expect(await work.refusal { _ = try await begin(Self.identity("s-3", ann.account.address)) } == .notRecognised)
        _ = bob
    }

    @Test("An address that somebody else came to have at the provider is refused; after a reset the account is linked anew")
    func moved() async throws {
        let ann = try await work.somebody("Ann Tan")
        _ = try await signIn(try await begin(Self.identity("s-1", ann.account.address)), work.code(ann.secret))
        #expect(await work.refusal { _ = try await begin(Self.identity("s-2", ann.account.address)) } == .notRecognised)
        #expect(try faults() == ["Ann Tan:identity-moved"])
        work.clock.pass(30)
        let other = try await begin(Self.identity("s-2", ann.account.address, issuer: "https://new.bank.example"))
        _ = try await signIn(other, work.code(ann.secret))
        let made = try await keeper.reinvite(ann.account.id)
        let secret = try await keeper.enrolment(made.path).totp.base32
        work.clock.pass(30)
        _ = try await keeper.enrol(
            made.path, password: "ridge ladle copper", repeated: "ridge ladle copper", code: work.code(secret), from: AccountsAtWork.visit)
        work.clock.pass(30)
        #expect(await work.refusal { _ = try await begin(Self.identity("s-1", nil)) } == .notRecognised, "the link went with the reset")
        _ = try await signIn(try await begin(Self.identity("s-2", ann.account.address)), work.code(secret))
    }

    @Test("Without the second step nothing is linked, and two who began at once do not both become the account's")
    func notLinked() async throws {
        let ann = try await work.somebody("Ann Tan")
        let first = try await begin(Self.identity("s-1", ann.account.address))
        #expect(await work.refusal { _ = try await signIn(first, "000000") } == .notRecognised)
        #expect(await keeper.isPending(first), "a wrong code can be typed again")
        let second = try await begin(Self.identity("s-2", ann.account.address))
        #expect(await !keeper.isPending(first), "the later one waits alone")
        _ = try await signIn(second, work.code(ann.secret))
        #expect(await work.refusal { _ = try await begin(Self.identity("s-1", ann.account.address)) } == .notRecognised)
        let owner = try work.store.owner(of: StoredIdentity(issuer: "https://login.bank.example", subject: "s-2"), address: nil)
        guard case .linked(let account) = owner else { throw AccountRefusal.unknownAccount }
        #expect(account.id == ann.account.id)
    }

    @Test("A store refuses an identity that is somebody else's, and a second one of an account, and then takes no code")
    func store() async throws {
        let (ann, bob) = (try await work.somebody("Ann Tan"), try await work.somebody("Bob Lim"))
        let visit = AccountsAtWork.visit
        func take(_ somebody: Somebody, _ subject: String, _ step: UInt64) throws -> StoredOutcome {
            let (_, session) = keeper.newSession(visit)
            let note = keeper.note(.signedIn, of: somebody.account.name, visit)
            return try work.store.signIn(
                somebody.account.id, showing: .totp(step), by: StoredIdentity(issuer: "i", subject: subject), session: session,
                clearing: nil,
                noting: note, orElse: note)
        }
        #expect(try take(ann, "1", 90_000_000) == .done)
        #expect(try take(bob, "1", 90_000_000) == .refused)
        #expect(try take(ann, "2", 90_000_001) == .refused)
        #expect(try take(ann, "1", 90_000_000) == .refused, "the step was used")
        #expect(try take(ann, "1", 90_000_001) == .done, "what was refused before took no code")
        #expect(try take(bob, "2", 90_000_000) == .done)
    }

    @Test("Failures at the second step are counted with those at the password, and lock; who is suspended meanwhile does not come in")
    func counted() async throws {
        let ann = try await work.somebody("Ann Tan")
        let token = try await begin(Self.identity("s-1", ann.account.address))
        for _ in 0..<3 { #expect(await work.refusal { _ = try await signIn(token, "000000") } == .notRecognised) }
        for _ in 0..<2 { #expect(await work.refusal { _ = try await work.signIn(ann, password: "wrong wrong wrong") } == .notRecognised) }
        #expect(await work.refusal { _ = try await signIn(token, work.code(ann.secret)) } == .wait(seconds: 1))
        work.clock.pass(1)
        _ = try await signIn(token, work.code(ann.secret))
        let later = try await begin(Self.identity("s-1", nil))
        _ = try await work.somebody("Bob Lim", [.operator])
        try await keeper.suspend(ann.account.id)
        #expect(await work.refusal { _ = try await signIn(later, work.code(ann.secret, 1)) } == .notRecognised)
    }

    @Test("A login that waits ends after five minutes")
    func late() async throws {
        let ann = try await work.somebody("Ann Tan")
        let token = try await begin(Self.identity("s-1", ann.account.address))
        work.clock.pass(299)
        #expect(await keeper.isPending(token))
        work.clock.pass(1)
        #expect(await !keeper.isPending(token))
        #expect(await work.refusal { _ = try await signIn(token, work.code(ann.secret)) } == .notRecognised)
    }

    @Test("A passkey or a recovery code is a second step, too: each of whoever the provider named, for this login")
    func otherSteps() async throws {
        let (ann, bob) = (try await work.somebody("Ann Tan"), try await work.somebody("Bob Lim"))
        let keys = [PocketKey(), PocketKey()]
        for (somebody, key) in zip([ann, bob], keys) {
            let entered = try await work.signIn(somebody)
            let creation = try await keeper.passkeyCreation(of: entered.session)
            try await keeper.addPasskey(key.make(creation), named: "pocket", of: entered.session)
            _ = await work.letters.next()
        }
        let token = try await begin(Self.identity("s-1", ann.account.address))
        let request = try await keeper.passkeyRequest(pending: token)
        #expect(request.allow == [keys[0].id])
        func show(_ key: PocketKey, _ request: PasskeyRequest) async throws -> NewSession {
            var key = key
            key.counter = 9
            return try await keeper.signIn(pending: token, with: key.show(request), from: AccountsAtWork.visit)
        }
        let plain = try await keeper.passkeyRequest()
        #expect(await work.refusal { _ = try await show(keys[0], plain) } == .notRecognised, "a challenge of another login")
        #expect(await work.refusal { _ = try await show(keys[1], request) } == .notRecognised, "somebody else's passkey")
        #expect(try await show(keys[0], request).session.account.name == "Ann Tan")
        #expect(await work.refusal { _ = try await keeper.passkeyRequest(pending: token) } == .notRecognised)
        let again = try await begin(Self.identity("s-1", nil))
        #expect(try await signIn(again, ann.recoveryCodes[0]).session.account.recoveryCodesLeft == 9)
        #expect(await work.letters.next().recipient == ann.account.address)
    }

    @Test("What a provider is said to have answered is noted with its fault, and after many of an hour counted")
    func noted() async throws {
        for _ in 0...DaemonLimits.signInRefusalsPerHourMax {
            await keeper.noteRefused(identity: "token-nonce", from: AccountsAtWork.visit)
        }
        #expect(try faults() == Array(repeating: ":token-nonce", count: DaemonLimits.signInRefusalsPerHourMax))
    }
}
