import Sodium
import Testing
import Wire

@testable import Accounts

@Suite("Approvals: signed by people, judged anew each time, never by who asked")
final class ApprovalTests {
    let network = NetworkID(filled(1))
    let node = NodeID(Octets16Fixture.value)
    let share = Hash(filled(3))
    let ann = SigningKey.generate()
    let ben = SigningKey.generate()
    let cat = SigningKey.generate()
    let now: UInt64 = 1_000_000

    private func people() throws -> [Person] {
        [
            try Person(name: "Ann", key: ann.verifyingKey.octets, user: "ann", added: 10),
            try Person(name: "Ben", key: ben.verifyingKey.octets, user: "ben", added: 10),
            try Person(name: "Cat", key: cat.verifyingKey.octets, user: "", added: 10),
        ]
    }

    private func judge(_ requester: Requester, without removed: String = "") throws -> Approvals {
        Approvals(network: network, node: node, share: share, requester: requester, people: try people().filter { $0.name != removed })
    }

    private func statement(
        _ name: String, _ verdict: Approval.Verdict = .approve, time: UInt64? = nil, share other: Hash? = nil
    ) -> Approval {
        Approval(network: network, node: node, share: other ?? share, verdict: verdict, person: name, time: time ?? now)
    }

    private func received(_ signed: SignedApproval, over user: String = "socket") -> ReceivedApproval {
        ReceivedApproval(signed: signed, received: now, user: user)
    }

    @Test("Different others who approve are counted, each once")
    func counting() throws {
        let approvals = try judge(Requester(user: "ann"))
        let ben1 = received(statement("Ben").signed(with: ben))
        let ben2 = received(statement("Ben", time: now - 5).signed(with: ben))
        let cat1 = received(statement("Cat").signed(with: cat))
        #expect(approvals.judge([], needed: 2) == .waiting(missing: 2, approvedBy: []))
        #expect(approvals.judge([ben1, ben2], needed: 2) == .waiting(missing: 1, approvedBy: ["Ben"]))
        #expect(approvals.judge([ben1, ben2, cat1], needed: 2) == .approved(by: ["Ben", "Cat"]))
    }

    @Test("Who asked does not approve: by name, by their user, or over the same user while nobody signed the request")
    func requester() throws {
        let annsOwn = received(statement("Ann").signed(with: ann), over: "other")
        let catOverAnn = received(statement("Cat").signed(with: cat), over: "ann")
        #expect(throws: AccountsError.approvalByRequester) { try judge(Requester(user: "root", person: "Ann")).check(annsOwn) }
        #expect(throws: AccountsError.approvalByRequester) { try judge(Requester(user: "ann")).check(annsOwn) }
        #expect(throws: AccountsError.approvalByRequester) { try judge(Requester(user: "ann")).check(catOverAnn) }
        #expect(throws: AccountsError.approvalByRequester) {
            try judge(Requester(user: "ann")).check(received(statement("Cat").signed(with: cat), over: ""))
        }
        #expect(try judge(Requester(user: "ann", person: "Ben")).check(catOverAnn).person == "Cat", "the request was signed by another")
        #expect(try judge(Requester(user: "ann")).judge([annsOwn, catOverAnn], needed: 1) == .waiting(missing: 1, approvedBy: []))
        #expect(AccountsError.approvalByRequester.code == "approval-by-requester")
        #expect(!AccountsError.approvalByRequester.remedy.isEmpty)
    }

    @Test("A rejection ends it, also the requester's own and whatever comes before or after")
    func rejection() throws {
        let approvals = try judge(Requester(user: "ann"))
        let yes = received(statement("Ben").signed(with: ben))
        let no = received(statement("Cat", .reject).signed(with: cat))
        let takenBack = received(statement("Ann", .reject).signed(with: ann))
        #expect(approvals.judge([yes, no], needed: 1) == .rejected(by: "Cat"))
        #expect(approvals.judge([no, yes], needed: 1) == .rejected(by: "Cat"))
        #expect(approvals.judge([yes, takenBack], needed: 1) == .rejected(by: "Ann"))
    }

    @Test("A signed request is no approval")
    func request() throws {
        let asked = received(statement("Ben", .request).signed(with: ben))
        #expect(try judge(Requester(user: "ann")).check(asked).verdict == .request)
        #expect(try judge(Requester(user: "ann")).judge([asked], needed: 1) == .waiting(missing: 1, approvedBy: []))
    }

    @Test("Who was removed counts no more, nor by what they signed before they were added again")
    func removed() throws {
        let yes = received(statement("Ben").signed(with: ben))
        #expect(try judge(Requester(user: "ann"), without: "Ben").judge([yes], needed: 1) == .waiting(missing: 1, approvedBy: []))
        #expect(throws: AccountsError.unknownPerson("Ben")) { try judge(Requester(user: "ann"), without: "Ben").check(yes) }
        let again = Approvals(
            network: network, node: node, share: share, requester: Requester(user: "ann"),
            people: [try Person(name: "Ben", key: ben.verifyingKey.octets, user: "", added: now + 1)])
        #expect(throws: AccountsError.beforePerson) { try again.check(yes) }
    }

    @Test("A statement for another share, node or network, of another key, or far off in time does not count")
    func foreign() throws {
        let approvals = try judge(Requester(user: "ann"))
        #expect(throws: AccountsError.anotherShare) {
            try approvals.check(received(statement("Ben", share: Hash(filled(4))).signed(with: ben)))
        }
        let elsewhere = Approval(
            network: NetworkID(filled(9)), node: node, share: share, verdict: .approve, person: "Ben", time: now)
        #expect(throws: AccountsError.anotherShare) { try approvals.check(received(elsewhere.signed(with: ben))) }
        #expect(throws: AccountsError.notSigned) { try approvals.check(received(statement("Ben").signed(with: cat))) }
        for time in [now - 901, now + 901, 0, .max] {
            #expect(throws: AccountsError.timeFarOff) { try approvals.check(received(statement("Ben", time: time).signed(with: ben))) }
        }
        for time in [now - 900, now + 900] { _ = try approvals.check(received(statement("Ben", time: time).signed(with: ben))) }
    }

    @Test("A signature over the bare statement is none, and every octet of the statement is signed")
    func label() throws {
        let approvals = try judge(Requester(user: "ann"))
        let bare = statement("Ben").encoded()
        #expect(throws: AccountsError.notSigned) {
            try approvals.check(received(SignedApproval(statement: bare, signature: ben.sign(bare))))
        }
        let rejection = statement("Ben", .reject).signed(with: ben)
        #expect(throws: AccountsError.notSigned) {
            try approvals.check(received(SignedApproval(statement: bare, signature: rejection.signature)))
        }
    }

    @Test("A statement has one spelling, and nothing else is read")
    func encoding() throws {
        let octets = statement("Ben").encoded()
        #expect(try Approval(decoding: octets) == statement("Ben"))
        for count in octets.indices {
            #expect(throws: AccountsError.malformedStatement) { try Approval(decoding: Array(octets[..<count])) }
        }
        #expect(throws: AccountsError.malformedStatement) { try Approval(decoding: octets + [0]) }
        var other = octets
        // The verdict stands behind the head and three identifiers with their lengths.
        let place = 1 + 34 + 17 + 34
        #expect(other[place] == 0)
        other[place] = 3
        #expect(throws: AccountsError.malformedStatement) { try Approval(decoding: other) }
    }

    @Test("A name is plain text", arguments: ["", " a", "a ", "a\nb", "a\u{202E}b", "a\u{0}", String(repeating: "x", count: 129)])
    func names(name: String) {
        #expect(throws: AccountsError.invalidName) { try Person(name: name, key: ann.verifyingKey.octets, user: "", added: 0) }
    }

    @Test("A key of small order is nobody's")
    func keys() {
        #expect(throws: AccountsError.unacceptableKey) { try Person(name: "A", key: filled(0), user: "", added: 0) }
    }

    @Test("A key file opens with its passphrase alone, and a node's key file is none")
    func keyFile() throws {
        let made = try PersonKey.make(passphrase: secret("one two"), cost: .minimumForTests)
        #expect(try PersonKey.open(made.file, passphrase: secret("one two")).verifyingKey.octets == made.publicKey)
        #expect(throws: SodiumError.wrongPassphraseOrDamaged) { _ = try PersonKey.open(made.file, passphrase: secret("one")) }
        let other = try PassphraseBox.seal(SecretOctets.random(count: 128), passphrase: secret("one two"), cost: .minimumForTests)
        #expect(throws: SodiumError.wrongLength(expected: 32, found: 128)) { _ = try PersonKey.open(other, passphrase: secret("one two")) }
    }
}

private func secret(_ text: String) -> SecretOctets {
    var octets = Array(text.utf8)
    return SecretOctets(moving: &octets)
}

private func filled(_ octet: UInt8) -> Octets32 {
    guard let value = Octets32([UInt8](repeating: octet, count: 32)) else { preconditionFailure("thirty-two octets are thirty-two") }
    return value
}

private enum Octets16Fixture {
    static var value: Octets16 {
        guard let value = Octets16([UInt8](repeating: 2, count: 16)) else { preconditionFailure("sixteen octets are sixteen") }
        return value
    }
}
