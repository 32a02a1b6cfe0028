import Accounts
import Exchange
import Foundation
import Sodium
import Storage
import Testing
import Wire

@testable import Daemon

@Suite("Accounts: by invitation, changed by their owner with a second step, and ended by operators at once")
struct AccountDeskTests {
    private let work: AccountsAtWork
    private var keeper: AccountKeeper { work.keeper }
    private let password = "ridge ladle copper"

    init() throws { work = try AccountsAtWork() }

    private func enrol(_ link: String, password: String? = nil, repeated: String? = nil, code: String) async throws {
        let password = password ?? self.password
        _ = try await keeper.enrol(link, password: password, repeated: repeated ?? password, code: code, from: AccountsAtWork.visit)
    }

    @Test("An invitation is mailed with its link, shows the same secret each time, and is used once")
    func invited() async throws {
        let made = try await keeper.invite(
            Invitation(name: "Ann Tan", address: "Ann@Bank.Example", roles: Roles([.analyst]), language: "zh-Hant"))
        #expect(made.isMailed && made.account.state == .invited && made.account.address == "ann@bank.example")
        let letter = await work.letters.next()
        #expect(letter.recipient == "ann@bank.example" && letter.language == "zh-Hant")
        #expect(letter.text.contains("\nhttps://portal.bank.example\(made.path)\n"))
        let shown = try await keeper.enrolment(made.path)
        #expect(try await keeper.enrolment(made.path) == shown && shown.expires == made.expires)
        #expect(shown.totp.uri.hasPrefix("otpauth://totp/Harbour%20Bank:ann%40bank.example?secret=\(shown.totp.base32)&"))
        let right = work.code(shown.totp.base32)
        #expect(await work.refusal { try await enrol(made.path, repeated: "ridge ladle copper ", code: right) } == .password(.notRepeated))
        #expect(await work.refusal { try await enrol(made.path, password: "short", code: right) } == .password(.short(min: 15)))
        #expect(await work.refusal { try await enrol(made.path, password: "Harbour-Bank-2026", code: right) } == .password(.ownName))
        #expect(await work.refusal { try await enrol(made.path, password: "Listed listed words", code: right) } == .password(.common))
        #expect(await work.refusal { try await enrol(made.path, code: work.code(shown.totp.base32, 2)) } == .codeWrong)
        #expect(await work.refusal { try await enrol(InvitationLink.make().path, code: right) } == .invitationUnknown)
        let (new, codes) = try await keeper.enrol(
            made.path, password: password, repeated: password, code: right, from: AccountsAtWork.visit)
        #expect(codes.count == 10 && new.session.account.state == .active && new.session.account.recoveryCodesLeft == 10)
        #expect(new.session.account.roles == Roles([.analyst]) && new.session.account.hasTOTP)
        #expect(
            await work.refusal { try await enrol(made.path, code: work.code(shown.totp.base32, 1)) } == .invitationUnknown,
            "a link that was used")
        #expect(await work.refusal { _ = try await keeper.enrolment(made.path) } == .invitationUnknown)
        #expect(
            await work.refusal {
                _ = try await keeper.signIn(address: "ann@bank.example", password: password, code: right, from: AccountsAtWork.visit)
            } == .notRecognised, "the code with which it was set up was used")
        #expect(try work.actions() == ["account-invited", "account-enrolled", "sign-in-refused"])
        #expect(try work.records().allSatisfy { !"\($0.details)".contains(made.path) && !"\($0.details)".contains(shown.totp.base32) })
    }

    @Test("A link is of no use after three days, and then the account is invited anew")
    func expired() async throws {
        let made = try await keeper.invite(Invitation(name: "Ann Tan", address: "ann@bank.example", roles: Roles([.reader])))
        let secret = try await keeper.enrolment(made.path).totp.base32
        work.clock.pass(72 * 3_600 + 2)
        #expect(await work.refusal { _ = try await keeper.enrolment(made.path) } == .invitationUnknown)
        #expect(await work.refusal { try await enrol(made.path, code: work.code(secret)) } == .invitationUnknown)
        await keeper.tidy(dormantDays: 90)
        let again = try await keeper.reinvite(made.account.id)
        let other = try await keeper.enrolment(again.path).totp.base32
        #expect(other != secret)
        try await enrol(again.path, code: work.code(other))
    }

    @Test("Names, addresses and roles that cannot be are refused, and nothing is written")
    func refused() async throws {
        _ = try await work.somebody("Ann Tan", [.operator])
        func invite(_ name: String, _ address: String, _ roles: Roles) async -> AccountRefusal? {
            await work.refusal { _ = try await keeper.invite(Invitation(name: name, address: address, roles: roles)) }
        }
        let reader = Roles([.reader])
        #expect(await invite("", "b@bank.example", reader) == .invalidName)
        #expect(await invite("Ben", "b@bank", reader) == .invalidAddress)
        #expect(await invite("ann tan", "b@bank.example", reader) == .nameTaken)
        #expect(await invite("Ben", "ANN.TAN@bank.example", reader) == .addressTaken)
        #expect(await invite("Ben", "b@bank.example", []) == .invalidRoles)
        #expect(await invite("Ben", "b@bank.example", Roles(rawValue: 64)) == .invalidRoles)
        #expect(await invite("Ben", "b@bank.example", Roles([.staff])) == .invalidRoles, "staff is a coordinator's")
        #expect(try await keeper.accounts().map(\.name) == ["Ann Tan"])
        let refusals = try work.records().filter { $0.details["outcome"] == "refused" }
        #expect(refusals.count == 7 && refusals.allSatisfy { $0.action == "account-invited" })
        let coordinator = try AccountsAtWork(isCoordinator: true)
        _ = try await coordinator.somebody("Cho Wong", [.staff])
        #expect(StoredAccount.operatorBit == Roles([.operator]).rawValue)
    }

    // MARK: - One's own

    @Test("A new password asks for a second step, ends other sessions and is written about; the old one is worth nothing")
    func passwords() async throws {
        let ann = try await work.somebody("Ann Tan")
        let other = try await work.signIn(ann)
        work.clock.pass(30)
        let fresh = "orchid gravel tunnel"
        #expect(
            await work.refusal { try await keeper.changePassword(of: ann.session, to: fresh, repeated: "x") } == .password(.notRepeated))
        #expect(
            await work.refusal { try await keeper.changePassword(of: ann.session, to: "x", repeated: "x") } == .password(.short(min: 15)))
        try await keeper.changePassword(of: ann.session, to: fresh, repeated: fresh)
        #expect(await work.letters.next().text.contains("a new password"))
        #expect(await keeper.session(other.token) == nil)
        #expect(await keeper.session(ann.token) != nil)
        #expect(await work.refusal { _ = try await work.signIn(ann) } == .notRecognised)
        _ = try await work.signIn(ann, password: fresh)
        work.clock.pass(601)
        #expect(await work.refusal { try await keeper.changePassword(of: ann.session, to: password, repeated: password) } == .stepUp)
    }

    @Test("A new authenticator counts once a code of it was shown; the old one until then")
    func authenticators() async throws {
        var ann = try await work.somebody("Ann Tan")
        #expect(await work.refusal { try await keeper.confirmTOTP(of: ann.session, code: work.code(ann.secret)) } == .codeWrong)
        let fresh = try await keeper.newTOTP(of: ann.session).base32
        _ = try await work.signIn(ann)
        #expect(await work.refusal { try await keeper.confirmTOTP(of: ann.session, code: work.code(ann.secret, 1)) } == .codeWrong)
        try await keeper.confirmTOTP(of: ann.session, code: work.code(fresh))
        #expect(await work.letters.next().text.contains("a new authenticator"))
        #expect(
            await work.refusal { _ = try await work.signIn(ann, code: work.code(fresh)) } == .notRecognised,
            "the code that was shown was used")
        work.clock.pass(30)
        #expect(await work.refusal { _ = try await work.signIn(ann) } == .notRecognised)
        ann = Somebody(account: ann.account, secret: fresh, recoveryCodes: ann.recoveryCodes, session: ann.session, token: ann.token)
        _ = try await work.signIn(ann)
    }

    @Test("New recovery codes take the place of all old ones")
    func recoveryCodes() async throws {
        let ann = try await work.somebody("Ann Tan")
        let fresh = try await keeper.newRecoveryCodes(of: ann.session)
        #expect(fresh.count == 10 && Set(fresh).isDisjoint(with: ann.recoveryCodes))
        #expect(await work.refusal { _ = try await work.signIn(ann, code: ann.recoveryCodes[0]) } == .notRecognised)
        _ = try await work.signIn(ann, code: fresh[0])
    }

    @Test("A passkey is removed by its owner alone, and everything about factors asks for a second step")
    func factors() async throws {
        let (ann, ben) = (try await work.somebody("Ann Tan"), try await work.somebody("Ben Lau"))
        let key = PocketKey()
        let creation = try await keeper.passkeyCreation(of: ann.session)
        #expect(await work.refusal { try await keeper.addPasskey(key.make(creation), named: "Key", of: ben.session) } == .passkeyWrong)
        #expect(await work.refusal { try await keeper.addPasskey(key.make(creation), named: "", of: ann.session) } == .invalidName)
        try await keeper.addPasskey(key.make(creation), named: "Key", of: ann.session)
        #expect(await work.refusal { try await keeper.removePasskey(key.id, of: ben.session) } == .passkeyWrong)
        work.clock.pass(601)
        let session = ann.session
        let asks: [() async throws -> Void] = [
            { try await keeper.removePasskey(key.id, of: session) }, { _ = try await keeper.passkeyCreation(of: session) },
            { try await keeper.addPasskey(key.make(creation), named: "Key", of: session) }, { _ = try await keeper.newTOTP(of: session) },
            { try await keeper.confirmTOTP(of: session, code: "000000") }, { _ = try await keeper.newRecoveryCodes(of: session) },
        ]
        for (index, ask) in asks.enumerated() { #expect(await work.refusal(ask) == .stepUp, "\(index)") }
        let new = try await keeper.stepUp(session, password: password, code: work.code(ann.secret), from: AccountsAtWork.visit)
        try await keeper.removePasskey(key.id, of: new.session)
        #expect(try await keeper.passkeys(of: new.session).isEmpty)
        try await keeper.setLanguage("zh-Hans", of: new.session)
        #expect(await keeper.session(new.token)?.account.language == "zh-Hans")
        try await keeper.setLanguage("klingon", of: new.session)
        #expect(await keeper.session(new.token)?.account.language == "")
    }

    // MARK: - Everybody's

    @Test(
        "Who is suspended, reset or removed is out at once, with open sessions and with what they know",
        arguments: ["suspend", "reset", "remove"])
    func out(how: String) async throws {
        let (ann, work) = (try await work.somebody("Ann Tan"), work)
        var link: String?
        switch how {
        case "suspend": try await keeper.suspend(ann.account.id)
        case "reset": link = try await keeper.reinvite(ann.account.id).path
        default: try await keeper.remove(ann.account.id)
        }
        #expect(await keeper.session(ann.token) == nil)
        #expect(await work.refusal { _ = try await keeper.sessions(of: ann.session) } == .notRecognised)
        #expect(await work.refusal { _ = try await work.signIn(ann) } == .notRecognised)
        #expect(await work.refusal { _ = try await work.signIn(ann, code: ann.recoveryCodes[0]) } == .notRecognised)
        switch how {
        case "suspend":
            #expect(await work.refusal { try await keeper.suspend(ann.account.id) } == .wrongState(.suspended))
            try await keeper.reinstate(ann.account.id)
            _ = try await work.signIn(ann)
        case "reset":
            let link = try #require(link)
            let letter = await work.letters.next()
            #expect(letter.text.contains(link) && letter.subject == "Set up your account anew")
            try await enrol(link, code: work.code(try await keeper.enrolment(link).totp.base32))
            #expect(await work.refusal { _ = try await work.signIn(ann) } == .notRecognised, "the old authenticator is worth nothing")
        default:
            #expect(await work.refusal { try await keeper.reinstate(ann.account.id) } == .unknownAccount)
            #expect(try await keeper.accounts().isEmpty)
            _ = try await work.somebody("Ann Tan")
        }
    }

    @Test("Two operators who remove each other leave one, and roles never leave none")
    func operators() async throws {
        let (ann, ben) = (try await work.somebody("Ann Tan", [.operator]), try await work.somebody("Ben Lau", [.operator]))
        let refusals = await withTaskGroup(of: AccountRefusal?.self) { group in
            for id in [ann.account.id, ben.account.id] {
                group.addTask { [work] in await work.refusal { try await work.keeper.remove(id) } }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(refusals.filter { $0 == nil }.count == 1 && refusals.filter { $0 == .lastOperator }.count == 1)
        let left = try #require(try await keeper.accounts().first)
        #expect(await work.refusal { try await keeper.setRoles(Roles([.reader]), of: left.id) } == .lastOperator)
        #expect(await work.refusal { try await keeper.suspend(left.id) } == .lastOperator)
        try await keeper.setRoles(Roles([.reader, .operator]), of: left.id)
        #expect(try await keeper.accounts().first?.roles == Roles([.reader, .operator]))
    }

    @Test("An account that nobody uses for so many days is dormant until an operator says otherwise; the last operator stays")
    func dormant() async throws {
        let (ann, ben) = (try await work.somebody("Ann Tan", [.operator]), try await work.somebody("Ben Lau"))
        work.clock.pass(89 * 86_400)
        await keeper.tidy(dormantDays: 90)
        #expect(try await keeper.accounts().map(\.state) == [.active, .active])
        work.clock.pass(2 * 86_400)
        await keeper.tidy(dormantDays: 0)
        #expect(try await keeper.accounts().map(\.state) == [.active, .active])
        await keeper.tidy(dormantDays: 90)
        #expect(try await keeper.accounts().map(\.state) == [.active, .dormant])
        #expect(try work.records().last?.action == "account-dormant" && work.records().last?.actor == "node")
        #expect(await work.refusal { _ = try await work.signIn(ben) } == .notRecognised)
        try await keeper.reinstate(ben.account.id)
        await keeper.tidy(dormantDays: 90)
        _ = try await work.signIn(ben)
        _ = try await work.signIn(ann)
    }

    @Test("Who asks in the portal stands in the log as the account, and so does what was refused")
    func actors() async throws {
        let (ann, ben) = (try await work.somebody("Ann Tan", [.operator]), try await work.somebody("Ben Lau"))
        try await LocalActor.$current.withValue(LocalActor(account: "Ann Tan")) {
            try await keeper.setRoles(Roles([.approver]), of: ben.account.id)
            #expect(await work.refusal { try await keeper.suspend(ann.account.id) } == .lastOperator)
        }
        let records = try work.records().suffix(2)
        #expect(
            records.map(\.actor) == ["account Ann Tan", "account Ann Tan"]
                && records.map(\.action) == ["roles-changed", "account-suspended"])
        #expect(records.first?.details == ["before": "reader", "roles": "approver"])
        #expect(records.last?.details == ["code": "last-operator", "outcome": "refused"])
    }

    // MARK: - The first operator

    @Test("The first operator's invitation becomes an account at the first start, once, with the link that init printed")
    func firstOperator() async throws {
        let path = try FirstOperator.invite(name: "Ann Tan", address: "ann@bank.example", at: work.clock.now, in: work.directory)
        let file = DataDirectoryLayout.firstOperator(in: work.directory)
        let text = String(decoding: try #require(SmallFile.read(file)), as: UTF8.self)
        #expect(!text.contains(path.dropFirst(9)), "the link itself is nowhere")
        await keeper.takeFirstOperator(in: work.directory)
        #expect(!SmallFile.exists(file))
        let shown = try await keeper.enrolment(path)
        #expect(shown.account.roles == Roles([.operator]) && shown.expires == work.clock.now + 7 * 86_400)
        try SmallFile.write([UInt8](text.utf8), to: file)
        await keeper.takeFirstOperator(in: work.directory)
        #expect(try await keeper.accounts().count == 1 && !SmallFile.exists(file), "a file of before that came back makes nobody")
        try await enrol(path, code: work.code(shown.totp.base32))
    }

    @Test("A first operator's file that has expired or cannot be read makes nobody and goes", arguments: ["expired", "garbage", "empty"])
    func brokenFile(how: String) async throws {
        let file = DataDirectoryLayout.firstOperator(in: work.directory)
        _ = try FirstOperator.invite(name: "Ann Tan", address: "ann@bank.example", at: work.clock.now, in: work.directory)
        switch how {
        case "expired": work.clock.pass(7 * 86_400 + 2)
        case "garbage": try SmallFile.write([UInt8]("{\"name\": 1}".utf8), to: file)
        default: try SmallFile.write([UInt8](), to: file)
        }
        await keeper.takeFirstOperator(in: work.directory)
        #expect(try await keeper.accounts().isEmpty && !SmallFile.exists(file))
    }
}
