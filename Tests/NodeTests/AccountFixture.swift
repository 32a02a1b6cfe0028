import Accounts
import Crypto
import Exchange
import Foundation
import Ledger
import Sodium
import Storage
import Synchronization
import Testing
import Wire

@testable import Daemon

/// A clock that stands still until it is set.
final class StandingClock: Sendable {
    /// The middle of a step of thirty seconds.
    private let second = Mutex<Int64>(1_800_000_015)

    var clock: WallClock { WallClock { [self] in second.withLock { $0 } - Int64(Date().timeIntervalSince1970) } }
    var now: UInt64 { UInt64(second.withLock { $0 }) }

    func pass(_ seconds: Int64) { second.withLock { $0 += seconds } }
}

/// Argon2id at the least cost, counted.
final class CountingHasher: PasswordHasher {
    private let count = Mutex(0)
    private let isBusy = Mutex(false)
    var runs: Int { count.withLock { $0 } }

    func beBusy(_ isBusy: Bool) { self.isBusy.withLock { $0 = isBusy } }

    func hash(_ password: [UInt8], salt: [UInt8], cost: PasswordHashing.Cost) async throws(AccountRefusal) -> Octets32 {
        guard !isBusy.withLock({ $0 }) else { throw .busy }
        count.withLock { $0 += 1 }
        var octets = password
        do throws(SodiumError) {
            return try PasswordHashing.hash(SecretOctets(moving: &octets), salt: salt, cost: cost)
        } catch {
            throw .fault
        }
    }
}

/// Takes letters and gives them one after the other.
actor Letterbox: AccountMailer {
    private var letters: [AccountLetter] = []
    private var waiting: [CheckedContinuation<AccountLetter, Never>] = []

    func send(_ letter: AccountLetter) async -> Bool {
        if waiting.isEmpty { letters.append(letter) } else { waiting.removeFirst().resume(returning: letter) }
        return true
    }

    /// The next letter, as soon as it is there.
    func next() async -> AccountLetter {
        letters.isEmpty ? await withCheckedContinuation { waiting.append($0) } : letters.removeFirst()
    }
}

/// A passkey of somebody's, which verifies its user.
struct PocketKey {
    let id = SecureRandom.octets(16)
    var counter: UInt32 = 1
    private let key = P256.Signing.PrivateKey()

    func make(_ creation: PasskeyCreation) -> PasskeyAttestation {
        let point = Array(key.publicKey.rawRepresentation)
        let cose = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32] + point[..<32] + [0x22, 0x58, 32] + point[32...]
        let data = data(creation.party, flags: 0x45) + [UInt8](repeating: 0, count: 16) + [0, 16] + id + cose
        let object = [0xA3, 0x63] + Array("fmt".utf8) + [0x64] + Array("none".utf8) + [0x67] + Array("attStmt".utf8) + [0xA0, 0x68]
        return PasskeyAttestation(
            id: id, clientData: clientData("webauthn.create", creation.challenge, creation.party),
            attestation: object + Array("authData".utf8) + [0x58, UInt8(data.count)] + data)
    }

    func show(_ request: PasskeyRequest, user: [UInt8] = []) throws -> PasskeyAssertion {
        let (client, data) = (clientData("webauthn.get", request.challenge, request.party), data(request.party, flags: 0x05))
        let signature = try key.signature(for: data + Array(SHA256.hash(data: client)))
        return PasskeyAssertion(
            id: id, clientData: client, authenticatorData: data, signature: Array(signature.derRepresentation), userHandle: user)
    }

    private func data(_ party: RelyingParty, flags: UInt8) -> [UInt8] {
        Array(SHA256.hash(data: Data(party.id.utf8))) + [flags]
            + (0..<4).map { UInt8(truncatingIfNeeded: counter >> (24 - 8 * UInt32($0))) }
    }

    private func clientData(_ type: String, _ challenge: [UInt8], _ party: RelyingParty) -> [UInt8] {
        let challenge = Data(challenge).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return Array("{\"type\":\"\(type)\",\"challenge\":\"\(challenge)\",\"origin\":\"\(party.origin)\",\"crossOrigin\":false}".utf8)
    }
}

/// Somebody who has set up an account: what they know and have.
struct Somebody {
    var account: Account
    var password = "ridge ladle copper"
    let secret: String
    var recoveryCodes: [String]
    var session: Session
    var token: SessionToken
}

/// Accounts over a real store, with a clock that stands and a hasher that counts.
final class AccountsAtWork: Sendable {
    let directory: String
    let store: Store
    let keeper: AccountKeeper
    let clock = StandingClock()
    let hasher = CountingHasher()
    let letters = Letterbox()
    let keys: NodeKeys
    static let visit = Visit(source: "192.0.2.7", agent: "Browser/1")
    static let party = RelyingParty(id: "portal.bank.example", origin: "https://portal.bank.example", name: "Harbour Bank")

    /// One file of keys for all: making one takes a second.
    private static let keys = Result {
        let home = NSTemporaryDirectory() + "causeway-keys-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: home) }
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        return try NodeKeys.create(in: home, isCoordinator: false, passphrase: passphrase())
    }

    init(isCoordinator: Bool = false) throws {
        directory = NSTemporaryDirectory() + "causeway-accounts-\(UUID().uuidString.prefix(8))"
        keys = try Self.keys.get()
        store = try Store(path: directory)
        let network = NetworkID(SecureRandom.octets32())
        let access = StoreAccess(store, logger: quiet)
        let log = NodeAudit(
            origin: AuditOrigin(network: network, node: keys.node(in: network)), keys: keys, directory: directory, access: access,
            clock: clock.clock, logger: quiet)
        keeper = AccountKeeper(
            access: access, auditLog: log, seal: StorageSeal(keys: keys), clock: clock.clock, isCoordinator: isCoordinator, hasher: hasher,
            cost: .minimumForTests, listedPasswords: ["listed listed words"], logger: quiet, organisation: { "Harbour Bank" })
        keeper.connect(
            PortalPlace(party: Self.party, address: Self.party.origin, mailer: letters))
    }

    deinit {
        store.close()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// The code of somebody's authenticator, so many steps from now.
    func code(_ base32: String, _ steps: Int = 0) -> String {
        var secret = Self.octets(base32)
        return TOTP.code(SecretOctets(moving: &secret), step: UInt64(Int(TOTP.step(at: clock.now)) + steps))
    }

    private static func octets(_ base32: String) -> [UInt8] {
        var (octets, bits, count): ([UInt8], UInt32, UInt32) = ([], 0, 0)
        for letter in base32.utf8 {
            bits = (bits << 5 | UInt32(letter >= 0x41 ? letter - 0x41 : letter - 0x32 + 26)) & 0xFFFF
            count += 5
            if count >= 8 {
                count -= 8
                octets.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        return octets
    }

    /// Invites somebody, who sets up their account; their first code is used, and the next step has begun.
    func somebody(_ name: String, _ roles: [Role] = [.reader]) async throws -> Somebody {
        let address = name.lowercased().replacing(" ", with: ".") + "@bank.example"
        let made = try await keeper.invite(Invitation(name: name, address: address, roles: Roles(roles)))
        _ = await letters.next()
        let secret = try await keeper.enrolment(made.path).totp.base32
        let (new, codes) = try await keeper.enrol(
            made.path, password: "ridge ladle copper", repeated: "ridge ladle copper", code: code(secret), from: Self.visit)
        clock.pass(30)
        return Somebody(account: new.session.account, secret: secret, recoveryCodes: codes, session: new.session, token: new.token)
    }

    func signIn(_ somebody: Somebody, password: String? = nil, code: String? = nil) async throws -> NewSession {
        try await keeper.signIn(
            address: somebody.account.address, password: password ?? somebody.password, code: code ?? self.code(somebody.secret),
            from: Self.visit)
    }

    /// Why something is refused; `nil` when it is done.
    func refusal(_ body: () async throws -> Void) async -> AccountRefusal? {
        do {
            try await body()
            return nil
        } catch {
            return error as? AccountRefusal ?? .fault
        }
    }

    func records() throws -> [AuditRecord] { try store.audit(after: 0, limit: 1_000).records }
    func actions() throws -> [String] { try records().map(\.action) }
}
