import Accounts
import Exchange
import Ledger
import Logging
import Sodium
import Storage
import Wire

/// What operators do about everybody's accounts, and what time does.
extension AccountKeeper {
    func accounts() async throws(AccountRefusal) -> [Account] {
        try await read { (store) throws(StorageError) in try store.accounts() }.map { Account($0) }
    }

    func invite(_ invitation: Invitation) async throws(AccountRefusal) -> InvitationMade {
        let (link, expires) = (InvitationLink.make(), clock.seconds + AccountsLimits.invitationSeconds)
        do throws(AccountRefusal) {
            try check(invitation.roles)
            let account = StoredAccount(
                id: SecureRandom.octets(16), name: try AccountNames.name(invitation.name),
                address: try AccountNames.address(invitation.address), roles: invitation.roles.rawValue,
                language: Self.language(invitation.language), created: clock.seconds)
            try await add(account, link: link.hash, expires: expires)
            return await made(account, link, expires) { .invited(link: $0, until: $1) }
        } catch {
            throw await refused(.accountInvited, invitation.name, error)
        }
    }

    /// Adds an account with its link; noted on behalf of whoever asks.
    func add(_ account: StoredAccount, link: Octets32, expires: UInt64) async throws(AccountRefusal) {
        let kept = StoredInvitation(hash: link, totp: newSecret(of: account.id), expires: expires)
        let audit = auditLog.batch(
            .accountInvited, subject: account.name,
            details: [
                "roles": Self.names(Roles(rawValue: account.roles)), "address": account.address, "expires": WallClock.iso8601(expires),
            ])
        try await change { (store) throws(StorageError) in try store.addAccount(account, invitation: kept, noting: audit) }
    }

    func reinvite(_ id: [UInt8]) async throws(AccountRefusal) -> InvitationMade {
        let account = try await account(id)
        let (link, expires) = (InvitationLink.make(), clock.seconds + AccountsLimits.invitationSeconds)
        let kept = StoredInvitation(hash: link.hash, totp: newSecret(of: id), expires: expires)
        try await changing(.accountReset, account, ["expires": WallClock.iso8601(expires)]) { (store, audit) throws(StorageError) in
            try store.reinvite(id, invitation: kept, noting: audit)
        }
        return await made(try await self.account(id), link, expires) { .reset(link: $0, until: $1) }
    }

    func setRoles(_ roles: Roles, of id: [UInt8]) async throws(AccountRefusal) {
        let account = try await account(id)
        do throws(AccountRefusal) {
            try check(roles)
        } catch {
            throw await refused(.rolesChanged, account.name, error)
        }
        let details = ["roles": Self.names(roles), "before": Self.names(Roles(rawValue: account.roles))]
        try await changing(.rolesChanged, account, details) { (store, audit) throws(StorageError) in
            try store.setRoles(roles.rawValue, of: id, noting: audit)
        }
    }

    func suspend(_ id: [UInt8]) async throws(AccountRefusal) {
        try await changing(.accountSuspended, try await account(id)) { (store, audit) throws(StorageError) in
            try store.suspend(id, noting: audit)
        }
    }

    func reinstate(_ id: [UInt8]) async throws(AccountRefusal) {
        let account = try await account(id)
        let (key, second) = (failureKey(account.address), clock.seconds)
        try await changing(.accountReinstated, account, ["before": "\(account.state)"]) { (store, audit) throws(StorageError) in
            try store.reinstate(id, key: key, at: second, noting: audit)
        }
    }

    func remove(_ id: [UInt8]) async throws(AccountRefusal) {
        try await changing(.accountRemoved, try await account(id)) { (store, audit) throws(StorageError) in
            try store.removeAccount(id, noting: audit)
        }
    }

    // MARK: - Time

    /// Lets accounts sleep of which nobody heard for so many days (0 for never), and forgets what has ended.
    func tidy(dormantDays: UInt32) async {
        await noteRefusals()
        let second = clock.seconds
        @Sendable func before(_ seconds: UInt64) -> UInt64 { second > seconds ? second - seconds : 0 }
        let (used, created) = (before(AccountsLimits.sessionIdleSeconds), before(AccountsLimits.sessionSecondsMax))
        let failures = before(DaemonLimits.failuresKeptSeconds)
        try? await write { (store) throws(StorageError) in
            try store.forgetEnded(at: second, sessionsUsedBefore: used, begunBefore: created, failuresBefore: failures)
        }
        guard dormantDays > 0 else { return }
        let auditLog = auditLog
        let names = try? await write { (store) throws(StorageError) in
            try store.letSleep(before: before(UInt64(dormantDays) * 86_400)) { account in
                auditLog.batch(.accountDormant, subject: account.name, details: ["awake": WallClock.iso8601(account.awake)])
            }
        }
        guard let names, !names.isEmpty else { return }
        logger.notice("accounts that nobody uses are dormant now", metadata: ["count": "\(names.count)"])
        await auditLog.grew()
    }

    // MARK: - Parts of the above

    private func account(_ id: [UInt8]) async throws(AccountRefusal) -> StoredAccount {
        guard let account = try await read({ (store) throws(StorageError) in try store.account(id) }), account.state != .removed else {
            throw .unknownAccount
        }
        return account
    }

    /// Throws for no roles, for more than there are, and for a coordinator's elsewhere.
    private func check(_ roles: Roles) throws(AccountRefusal) {
        guard !roles.isEmpty, Roles(roles.list) == roles, isCoordinator || !roles.list.contains(where: \.isOfCoordinator) else {
            throw .invalidRoles
        }
    }

    private static func names(_ roles: Roles) -> String { roles.list.map(\.rawValue).joined(separator: ", ") }

    /// Changes an account on behalf of whoever asks, in one transaction with its record; notes also that it was refused.
    private func changing(
        _ action: AuditAction, _ account: StoredAccount, _ details: [String: String] = [:],
        _ body: @escaping @Sendable (Store, AuditBatch) throws(StorageError) -> Result<Void, StoredAccountRefusal>
    ) async throws(AccountRefusal) {
        let audit = auditLog.batch(action, subject: account.name, details: details)
        do throws(AccountRefusal) {
            try await change { (store) throws(StorageError) in try body(store, audit) }
        } catch {
            throw await refused(action, account.name, error)
        }
    }

    private func refused(_ action: AuditAction, _ subject: String, _ refusal: AccountRefusal) async -> AccountRefusal {
        await auditLog.noteAfterwards(action, subject: subject, details: ["outcome": "refused", "code": refusal.code])
        return refusal
    }

    /// The letter with a link goes out where that can be, and the link is given in any case.
    private func made(
        _ account: StoredAccount, _ link: InvitationLink, _ expires: UInt64, _ news: (_ link: String, _ until: String) -> AccountNews
    ) async -> InvitationMade {
        let (place, account) = (portal, Account(account))
        var isMailed = false
        if let mailer = place.mailer, !place.address.isEmpty {
            let letter = news(place.address + link.path, Self.shown(expires)).letter(
                to: account, organisation: organisation(), time: Self.shown(clock.seconds))
            isMailed = await mailer.send(letter)
        }
        return InvitationMade(account: account, path: link.path, expires: expires, isMailed: isMailed)
    }
}
