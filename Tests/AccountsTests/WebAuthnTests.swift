import Crypto
import Sodium
import Testing

@testable import Accounts

@Suite("A passkey is taken when it was made and shown here and now, by its own key, by a person who was there")
struct WebAuthnTests {
    private let challenge = [UInt8](100..<132)
    private let party = SoftPasskey.party
    private static let handle = SoftPasskey.userHandle

    private func register(_ authenticator: Authenticator, flags: UInt8 = 0x40) throws(WebAuthnFault) -> RegisteredPasskey {
        try WebAuthn.register(authenticator.register(challenge, flags: flags), challenge: challenge, party: party)
    }

    private func check(_ shown: Authenticator, by passkey: RegisteredPasskey, handle: [UInt8] = handle) throws(WebAuthnFault) -> UInt32 {
        try WebAuthn.check(
            shown.show(challenge, userHandle: handle), by: passkey, userHandle: Self.handle, challenge: challenge, party: party)
    }

    @Test("What another implementation makes and shows is taken, and only for its challenges")
    func peer() throws {
        let passkey = try WebAuthn.register(SoftPasskey.attestation, challenge: SoftPasskey.creationChallenge, party: party)
        #expect(passkey.id == SoftPasskey.attestation.id && passkey.counter == 0 && passkey.key.algorithm == .es256)
        func check(_ challenge: [UInt8]) throws -> UInt32 {
            try WebAuthn.check(SoftPasskey.assertion, by: passkey, userHandle: SoftPasskey.userHandle, challenge: challenge, party: party)
        }
        #expect(try check(SoftPasskey.requestChallenge) == 1)
        #expect(throws: WebAuthnFault.challenge) { try check(SoftPasskey.creationChallenge) }
        #expect(WebAuthn.challenge(in: SoftPasskey.assertion.clientData) == SoftPasskey.requestChallenge)
    }

    @Test("Both algorithms work, and a statement of any format is read past", arguments: [false, true])
    func algorithms(isEdDSA: Bool) throws {
        var one = Authenticator()
        if isEdDSA { one.key = .edDSA(Curve25519.Signing.PrivateKey()) }
        one.format = "packed"
        one.statement =
            [0xA3, 0x63] + Array("alg".utf8) + [0x26, 0x63] + Array("sig".utf8) + [0x42, 1, 2, 0x63] + Array("x5c".utf8) + [0x81, 0x41, 9]
        let passkey = try register(one)
        #expect(passkey.key.algorithm == (isEdDSA ? .edDSA : .es256) && !passkey.isBackupEligible)
        one.counter = 5
        #expect(try check(one, by: passkey) == 5)
        #expect(try check(one, by: passkey, handle: []) == 5, "an authenticator need not name its user")
    }

    @Test("An extension behind the key is read past, and anything else behind it refused")
    func tails() throws {
        var one = Authenticator()
        (one.flags, one.tail) = (0x85, [0xA1, 0x61, 0x61, 0xF5])
        _ = try register(one)
        one.tail = [0xA1, 0x61, 0x61, 0xF5, 0x00]
        #expect(throws: WebAuthnFault.malformed) { try register(one) }
        (one.flags, one.tail) = (0x05, [0x00])
        #expect(throws: WebAuthnFault.malformed) { try register(one) }
        (one.flags, one.tail) = (0x85, [])
        #expect(throws: WebAuthnFault.malformed) { try register(one) }
    }

    /// Where something is not as it has to be, and why it is refused.
    enum Wrong: CaseIterable {
        case type, challenge, origin, port, frame, top, party, absent, unverified, backup, json

        var fault: WebAuthnFault {
            switch self {
            case .type: .type
            case .challenge: .challenge
            case .origin, .port, .frame, .top: .origin
            case .party: .party
            case .absent, .unverified: .userNotVerified
            case .backup: .flags
            case .json: .malformed
            }
        }

        func apply(to one: inout Authenticator) {
            switch self {
            case .type: one.type = "webauthn.other"
            case .challenge: break
            case .origin: one.origin = "https://portal.bank.example.evil.example"
            case .port: one.origin = "https://portal.bank.example:8443"
            case .frame: one.more = ",\"crossOrigin\":true"
            case .top: one.more = ",\"topOrigin\":\"https://evil.example\""
            case .party: one.party = RelyingParty(id: "bank.example", origin: SoftPasskey.party.origin, name: "")
            case .absent: one.flags = 0x04
            case .unverified: one.flags = 0x01
            case .backup: one.flags = 0x15
            case .json: one.more = ",,"
            }
        }
    }

    @Test("For another step, challenge, site or party, or with nobody there, it is neither made nor shown", arguments: Wrong.allCases)
    func wrong(_ wrong: Wrong) throws {
        var one = Authenticator()
        let passkey = try register(one)
        wrong.apply(to: &one)
        let challenge = wrong == .challenge ? [UInt8](repeating: 1, count: 32) : challenge
        #expect(throws: wrong.fault) { try WebAuthn.register(one.register(self.challenge), challenge: challenge, party: party) }
        #expect(throws: wrong.fault) {
            try WebAuthn.check(
                one.show(self.challenge), by: passkey, userHandle: Self.handle, challenge: challenge, party: party)
        }
    }

    @Test("What was made for a new passkey shows none, and the other way round")
    func steps() throws {
        let one = Authenticator()
        let passkey = try register(one)
        var other = one
        other.type = "webauthn.create"
        #expect(throws: WebAuthnFault.type) { try check(other, by: passkey) }
        other.type = "webauthn.get"
        #expect(throws: WebAuthnFault.type) { try register(other) }
        #expect(throws: WebAuthnFault.flags) { try register(one, flags: 0) }
        var attested = one
        (attested.flags, attested.tail) = (0x45, [UInt8](repeating: 0, count: 16) + [0, 1, 9] + one.coseKey)
        #expect(throws: WebAuthnFault.flags) { try check(attested, by: passkey) }
    }

    @Test(
        "A counter grows, unless it is none: a copy of an authenticator is noticed",
        arguments: [(0, 0), (0, 1), (5, 6), (5, 0), (5, 5), (5, 4)])
    func counters(last: UInt32, next: UInt32) throws {
        var one = Authenticator()
        one.counter = last
        let passkey = try register(one)
        one.counter = next
        if next > last || last == 0 {
            #expect(try check(one, by: passkey) == next)
        } else {
            #expect(throws: WebAuthnFault.cloned) { try check(one, by: passkey) }
        }
    }

    @Test("Whether a key may be copied never changes, and a copied one is one that may be")
    func backups() throws {
        var one = Authenticator()
        one.flags = 0x1D
        let passkey = try register(one)
        #expect(passkey.isBackupEligible)
        one.flags = 0x0D
        #expect(try check(one, by: passkey) == 0)
        one.flags = 0x05
        #expect(throws: WebAuthnFault.flags) { try check(one, by: passkey) }
    }

    @Test("Another key's signature, another credential or another person's handle shows nothing")
    func others() throws {
        let one = Authenticator()
        let passkey = try register(one)
        var other = Authenticator()
        #expect(throws: WebAuthnFault.signature) { try check(other, by: passkey) }
        other.key = .edDSA(Curve25519.Signing.PrivateKey())
        #expect(throws: WebAuthnFault.signature) { try check(other, by: passkey) }
        other = one
        other.id = [8]
        #expect(throws: WebAuthnFault.credential) { try check(other, by: passkey) }
        #expect(throws: WebAuthnFault.credential) { try check(one, by: passkey, handle: [1]) }
        let made = one.register(challenge)
        let renamed = PasskeyAttestation(id: [8], clientData: made.clientData, attestation: made.attestation)
        #expect(throws: WebAuthnFault.credential) { try WebAuthn.register(renamed, challenge: challenge, party: party) }
    }

    @Test("A key of one kind is never taken for one of another, and a point beside the curve for none")
    func keys() throws {
        var one = Authenticator()
        let good = one.coseKey
        func fault(_ change: (inout [UInt8]) -> Void) -> WebAuthnFault? {
            var key = good
            change(&key)
            one.encodedKey = key
            do throws(WebAuthnFault) {
                _ = try register(one)
                return nil
            } catch {
                return error
            }
        }
        #expect(fault { _ in } == nil)
        #expect(fault { $0[2] = 0x01 } == .key, "an octet key pair with the algorithm of P-256")
        #expect(fault { $0[4] = 0x27 } == .key, "a point with the algorithm of Ed25519")
        #expect(fault { $0[4] = 0x25 } == .algorithm, "an algorithm that nobody offered")
        #expect(fault { $0[6] = 0x02 } == .key, "another curve")
        #expect(fault { $0[20] ^= 1 } == .key, "beside the curve")
        #expect(fault { $0[3] = 0x01 } == .malformed, "a member twice")
        #expect(fault { $0 = Array($0.dropLast()) } == .malformed)
        let low = [0xA4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 32] + [UInt8](repeating: 0, count: 32)
        #expect(fault { $0 = low } == .key, "a point of low order")
    }

    @Test("What is too long, too deep, cut off or not in its shortest form is refused")
    func bounds() throws {
        var one = Authenticator()
        one.statement = [UInt8](repeating: 0x81, count: 8) + [0x00]
        #expect(throws: WebAuthnFault.malformed) { try register(one) }
        for statement: [UInt8] in [
            [0xBF, 0xFF], [0xC1, 0x00], [0xF9, 0, 0], [0x18, 0x01], [0x5F, 0xFF], [0x9B] + [UInt8](repeating: 0xFF, count: 8),
        ] {
            one.statement = statement
            #expect(throws: WebAuthnFault.malformed, "\(statement)") { try register(one) }
        }
        one.statement = one.octets([UInt8](repeating: 0, count: 33_000))
        #expect(throws: WebAuthnFault.malformed) { try register(one) }
        one.statement = [0xA0]
        one.more = ",\"a\":\"" + String(repeating: "a", count: 4_100) + "\""
        #expect(throws: WebAuthnFault.malformed) { try register(one) }
        one.more = ""
        let whole = one.register(challenge)
        for count in 0..<whole.attestation.count {
            let cut = PasskeyAttestation(id: whole.id, clientData: whole.clientData, attestation: Array(whole.attestation[..<count]))
            #expect(throws: WebAuthnFault.malformed) { try WebAuthn.register(cut, challenge: challenge, party: party) }
        }
    }

    @Test("A challenge counts at its mint, for its purpose and in its five minutes")
    func challenges() {
        let mint = ChallengeMint()
        let made = mint.make(for: .signIn, at: 1_000)
        #expect(made.count == 32 && mint.make(for: .signIn, at: 1_000) != made)
        #expect(mint.expiry(of: made, for: .signIn, at: 1_000) == 1_300 && mint.expiry(of: made, for: .signIn, at: 1_299) == 1_300)
        #expect(mint.expiry(of: made, for: .signIn, at: 1_300) == nil)
        #expect(mint.expiry(of: made, for: .stepUp(session: []), at: 1_000) == nil)
        #expect(ChallengeMint().expiry(of: made, for: .signIn, at: 1_000) == nil)
        for index in made.indices {
            var changed = made
            changed[index] ^= 1
            #expect(mint.expiry(of: changed, for: .signIn, at: 1_000) == nil)
        }
        let own = mint.make(for: .creation(session: [1]), at: 1_000)
        #expect(mint.expiry(of: own, for: .creation(session: [2]), at: 1_000) == nil)
    }
}
