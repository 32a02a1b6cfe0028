import Accounts
import Crypto
import Exchange
import Ledger
import Logging
import Sodium
import Storage
import Synchronization
import Wire

/// Accounts as a running node keeps them: the rules of `Accounts`, the tables of `Storage`, the audit log, and letters.
///
/// Nothing is remembered here between two calls but the key of challenges and logins that wait for their second step: each session is looked up in the store each time, so what ends one
/// acts at once.
final class AccountKeeper: AccountDesk {
    let access: StoreAccess
    let auditLog: NodeAudit
    let seal: StorageSeal
    let clock: WallClock
    let isCoordinator: Bool
    let hasher: any PasswordHasher
    let cost: PasswordHashing.Cost
    /// Passwords of the operator's own list, in NFC and small letters.
    let listedPasswords: Set<String>
    let challenges = ChallengeMint()
    let logger: Logger
    /// The organisation's name, which is known once the registry has it.
    let organisation: @Sendable () -> String
    /// What passwords of nobody are compared with.
    let decoy: PasswordHash
    private let decoySecret: [UInt8]
    private let place = Mutex(PortalPlace())
    private let refusals = Mutex(SignInTally())
    /// Logins that wait for their second step; a process that ends forgets them.
    let pending = Mutex(PendingSignIns())

    init(
        access: StoreAccess, auditLog: NodeAudit, seal: StorageSeal, clock: WallClock, isCoordinator: Bool,
        hasher: any PasswordHasher = BoundedHasher(), cost: PasswordHashing.Cost = .standard, listedPasswords: Set<String> = [],
        logger: Logger,
        organisation: @escaping @Sendable () -> String
    ) {
        self.access = access
        self.auditLog = auditLog
        self.seal = seal
        self.clock = clock
        self.isCoordinator = isCoordinator
        self.hasher = hasher
        self.cost = cost
        self.listedPasswords = listedPasswords
        self.logger = logger
        self.organisation = organisation
        decoy = PasswordHash.decoy(cost: cost)
        decoySecret = seal.seal(SecretOctets.random(count: TOTP.secretOctets), for: Self.secretName(Self.nobody))
    }

    /// Tells how the portal is reached; before that there are no passkeys and no letters.
    func connect(_ place: PortalPlace) { self.place.withLock { $0 = place } }

    var portal: PortalPlace { place.withLock { $0 } }

    /// The identifier of no account.
    static let nobody = [UInt8](repeating: 0, count: 16)

    // MARK: - Secrets

    private static func secretName(_ id: [UInt8]) -> String { "account/totp/\(id.hex)" }

    /// A new secret of somebody's codes, sealed for them alone.
    func newSecret(of id: [UInt8]) -> [UInt8] { seal.seal(SecretOctets.random(count: TOTP.secretOctets), for: Self.secretName(id)) }

    /// What somebody typed as a second step, if it can be one of theirs. For nobody the same is done with a decoy.
    func step(_ code: String, of account: StoredAccount?) -> StoredStep? {
        let sealed = account.map(\.totp) ?? decoySecret
        let secret = seal.open(sealed, for: Self.secretName(account?.id ?? Self.nobody))
        let recovery = RecoveryCodes.hash(code) { Hash(sha256: $0).octets }
        // A secret that was sealed with other keys, as before a recovery, opens no more; recovery codes work all the same.
        if let secret, let step = TOTP.step(of: code, secret: secret, at: clock.seconds, after: account?.totpStep ?? 0) {
            return .totp(step)
        }
        return recovery.map { .recoveryCode($0) }
    }

    /// The step of a code of a secret that does not count yet.
    func step(_ code: String, sealed: [UInt8], of id: [UInt8]) -> UInt64? {
        guard let secret = seal.open(sealed, for: Self.secretName(id)) else { return nil }
        return TOTP.step(of: code, secret: secret, at: clock.seconds, after: 0)
    }

    func shown(_ sealed: [UInt8], of account: StoredAccount) throws(AccountRefusal) -> TOTPSecret {
        guard let secret = seal.open(sealed, for: Self.secretName(account.id)) else {
            logger.error("the secret of an account cannot be opened with this node's keys")
            throw .fault
        }
        return TOTP.shown(secret, issuer: organisation(), account: account.address)
    }

    /// New recovery codes: what is shown and what is kept.
    func newCodes() -> (shown: [String], kept: [Octets32]) {
        let codes = RecoveryCodes.make()
        return (codes, codes.compactMap { RecoveryCodes.hash($0) { Hash(sha256: $0).octets } })
    }

    /// Under what failures are counted: a keyed hash of what was typed, so that the table names nobody.
    func failureKey(_ address: String) -> Octets32 { seal.mark(address, for: "causeway/sign-in-failures/1") }

    // MARK: - The store

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Store) throws(StorageError) -> Value
    ) async throws(AccountRefusal) -> Value {
        do throws(StorageError) {
            return try await access.write(body)
        } catch {
            throw failed(error)
        }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Store) throws(StorageError) -> Value
    ) async throws(AccountRefusal) -> Value {
        do throws(StorageError) {
            return try await access.read(body)
        } catch {
            throw failed(error)
        }
    }

    private func failed(_ error: StorageError) -> AccountRefusal {
        logger.error("accounts could not be read or written", metadata: ["code": "\(error.code)"])
        return .fault
    }

    /// Changes accounts and the log in one transaction. `used` is what a thing that counts once and was used is refused with.
    func change(
        used: AccountRefusal = .fault, _ body: @escaping @Sendable (Store) throws(StorageError) -> Result<Void, StoredAccountRefusal>
    ) async throws(AccountRefusal) {
        if case .failure(let refusal) = try await write(body) { throw AccountRefusal(refusal, used: used) }
        await auditLog.grew()
    }

    // MARK: - Refusals

    /// The notes of a refused attempt: all of them, or none when there were many in this hour.
    ///
    /// Whose address it was makes no difference, since a record takes time.
    func counted(_ notes: [AuditNote]) -> [AuditNote] {
        let hour = clock.hour
        return refusals.withLock { $0.isNoted(in: hour) } ? notes : []
    }

    /// Notes how many refusals of hours that are over have no record of their own; with `all` also of this hour.
    func noteRefusals(all: Bool = false) async {
        let hour = all ? UInt32.max : clock.hour
        guard let more = refusals.withLock({ $0.takeMore(before: hour) }) else { return }
        await auditLog.noteAfterwards(.signInRefused, details: ["more": "\(more)"])
    }

    // MARK: - Letters

    /// Writes to somebody without holding up what they do; what cannot be sent is in the mailer's log.
    func tell(_ news: AccountNews, to account: Account, source: String = "") {
        guard let mailer = portal.mailer else { return }
        let letter = news.letter(to: account, organisation: organisation(), time: Self.shown(clock.seconds), source: source)
        _ = Task { await mailer.send(letter) }
    }

    /// Unix seconds as letters show them: "2026-05-01 09:30 UTC".
    static func shown(_ second: UInt64) -> String { WallClock.iso8601(second).prefix(16).replacing("T", with: " ") + " UTC" }
}

extension StorageSeal {
    /// A hash of a text under the storage key: who does not have the key cannot find the text by trying.
    func mark(_ text: String, for name: String) -> Octets32 {
        let code = keys.storage.withUnsafeBytes { key in
            Array(HMAC<SHA256>.authenticationCode(for: Array("\(name)\n\(text)".utf8), using: SymmetricKey(data: key)))
        }
        guard let mark = Octets32(code) else { preconditionFailure("a mark of \(code.count) octets") }
        return mark
    }
}

extension Account {
    init(_ account: StoredAccount) {
        self.init(
            id: account.id, name: account.name, address: account.address, roles: Roles(rawValue: account.roles),
            state: State(account.state),
            language: account.language, created: account.created, lastSignIn: account.signedIn, hasTOTP: !account.totp.isEmpty,
            passkeys: account.passkeys, recoveryCodesLeft: account.recoveryCodes)
    }
}

extension Account.State {
    init(_ state: StoredAccount.State) {
        self =
            switch state {
            case .invited: .invited
            case .active: .active
            case .suspended: .suspended
            case .dormant: .dormant
            case .removed: .removed
            }
    }
}

extension AccountRefusal {
    init(_ refusal: StoredAccountRefusal, used: AccountRefusal) {
        self =
            switch refusal {
            case .nameTaken: .nameTaken
            case .addressTaken: .addressTaken
            case .unknown: .unknownAccount
            case .wrongState(let state): .wrongState(Account.State(state))
            case .lastOperator: .lastOperator
            case .full: .full
            case .used: used
            }
    }
}
