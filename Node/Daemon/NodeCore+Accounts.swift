import Accounts
import Exchange
import Foundation
import Ledger
import Logging
import Sodium
import Storage
import Wire

/// Accounts as the owner of the machine keeps them, over the node's socket.
extension NodeCore {
    /// The name of this node's organisation: the registry's word, and until it has one what `init` was told.
    static func organisationName(_ node: NodeID, _ registry: RegistryKeeper, _ directory: String) -> @Sendable () -> String {
        let candidate = SmallFile.read(Candidate.self, from: DataDirectoryLayout.candidate(in: directory))?.organisation ?? ""
        return {
            let registry = registry.snapshot
            return registry.node(node).flatMap { registry.organisation($0.organisation)?.name } ?? candidate
        }
    }

    /// The lines of the operator's own list of passwords. Throws `password-list` for a file that cannot be read or is too long.
    static func listedPasswords(_ settings: NodeSettings) throws(OperationError) -> Set<String> {
        guard let path = settings.passwordList else { return [] }
        guard let octets = SmallFile.read(path), octets.count <= DaemonLimits.passwordListOctetsMax,
            let text = String(validating: octets, as: UTF8.self)
        else {
            throw OperationError(
                code: "password-list", reason: "The list of passwords \(path) cannot be read, is no UTF-8, or is longer than 16 MiB.",
                remedy: "Correct `password-list` in the settings, or shorten the file.")
        }
        return PasswordRules.list(text)
    }

    // MARK: - Operations

    func accounts() async throws(OperationError) -> [AccountReport] {
        try await refusing { () throws(AccountRefusal) in try await accountKeeper.accounts() }.map { AccountReport($0) }
    }

    func inviteAccount(_ invitation: AccountInvitation) async throws(OperationError) -> AccountInvited {
        guard AccountKeeper.language(invitation.language) == invitation.language else {
            throw OperationError(
                code: "invalid-language", reason: "Letters are written in en, zh-Hant or zh-Hans.", remedy: "Give one of them, or none.")
        }
        let roles = try Self.roles(invitation.roles)
        return invited(
            try await refusing { () throws(AccountRefusal) in
                try await accountKeeper.invite(
                    Invitation(name: invitation.name, address: invitation.address, roles: roles, language: invitation.language))
            })
    }

    func setRoles(_ roles: AccountRoles, ofAccount account: String) async throws(OperationError) -> AccountReport {
        let roles = try Self.roles(roles.roles)
        let account = try await self.account(account)
        try await refusing { () throws(AccountRefusal) in try await accountKeeper.setRoles(roles, of: account.id) }
        return AccountReport(try await self.account(account.address))
    }

    func resetAccount(_ account: String) async throws(OperationError) -> AccountInvited {
        let account = try await self.account(account)
        return invited(try await refusing { () throws(AccountRefusal) in try await accountKeeper.reinvite(account.id) })
    }

    func decideAccount(_ account: String, _ decision: AccountDecision) async throws(OperationError) -> [AccountReport] {
        let account = try await self.account(account)
        try await refusing { () throws(AccountRefusal) in
            switch decision {
            case .suspend: try await accountKeeper.suspend(account.id)
            case .reinstate: try await accountKeeper.reinstate(account.id)
            case .remove: try await accountKeeper.remove(account.id)
            }
        }
        return try await accounts()
    }

    /// Somebody who is there, by their address or name; an address is nobody's name, since names of others have no say here.
    private func account(_ text: String) async throws(OperationError) -> Account {
        let accounts = try await refusing { () throws(AccountRefusal) in try await accountKeeper.accounts() }
        let address = text.lowercased()
        guard let found = accounts.first(where: { $0.address == address }) ?? accounts.first(where: { $0.name == text }) else {
            throw OperationError(.unknownAccount)
        }
        return found
    }

    private static func roles(_ names: [String]) throws(OperationError) -> Roles {
        let roles = names.compactMap { Role(rawValue: $0.lowercased()) }
        guard roles.count == names.count else { throw OperationError(.invalidRoles) }
        return Roles(roles)
    }

    private func invited(_ made: InvitationMade) -> AccountInvited {
        let portal = accountKeeper.portal.address
        return AccountInvited(
            path: made.path, link: portal.isEmpty ? "" : portal + made.path, expires: WallClock.iso8601(made.expires),
            isMailed: made.isMailed, account: AccountReport(made.account))
    }

    private func refusing<Value>(
        _ body: () async throws(AccountRefusal) -> Value
    ) async throws(OperationError) -> Value {
        do throws(AccountRefusal) {
            return try await body()
        } catch {
            throw OperationError(error)
        }
    }
}

extension AccountKeeper {
    /// A node's own, with its settings. Throws `password-list`.
    convenience init(
        _ keys: NodeKeys, _ access: StoreAccess, _ auditLog: NodeAudit, _ settings: NodeSettings, _ clock: WallClock, _ logger: Logger,
        organisation: @escaping @Sendable () -> String
    ) throws(OperationError) {
        self.init(
            access: access, auditLog: auditLog, seal: StorageSeal(keys: keys), clock: clock, isCoordinator: keys.isCoordinator,
            listedPasswords: try NodeCore.listedPasswords(settings), logger: logger, organisation: organisation)
    }
}

extension AccountReport {
    init(_ account: Account) {
        self.init(
            name: account.name, address: account.address, roles: account.roles.list.map(\.rawValue), state: account.state.rawValue,
            language: account.language, created: WallClock.iso8601(account.created),
            lastSignIn: account.lastSignIn.map { WallClock.iso8601($0) } ?? "", passkeys: account.passkeys,
            recoveryCodesLeft: account.recoveryCodesLeft)
    }
}

extension OperationError {
    /// What an operator is told, with what to do next.
    init(_ refusal: AccountRefusal) {
        let (reason, remedy, status) = Self.words(refusal)
        self.init(code: refusal.code, reason: reason, remedy: remedy, status: status)
    }

    private static func words(_ refusal: AccountRefusal) -> (reason: String, remedy: String, status: Int) {
        switch refusal {
        case .invalidName:
            (
                "A person's name is 1 to \(AccountsLimits.accountNameScalarsMax) printable characters without spaces around them.",
                "Give the name as others address the person.", 400
            )
        case .invalidAddress: ("That is no e-mail address.", "Give one such as ann@bank.example.", 400)
        case .nameTaken: ("Somebody here has this name.", "Choose another, or remove that account first.", 409)
        case .addressTaken: ("Somebody here has this address.", "See `causeway account list`.", 409)
        case .invalidRoles:
            (
                "Roles are \(Role.allCases.map(\.rawValue).joined(separator: ", ")), at least one; staff and reviewer at a coordinator alone.",
                "Give --role once for each.", 400
            )
        case .unknownAccount: ("Nobody here has this address or name.", "See `causeway account list`.", 404)
        case .wrongState(let state): ("The account is \(state.rawValue).", "See `causeway account list` for what can be done with it.", 409)
        case .lastOperator: ("There would be no operator any more.", "Invite or appoint another first.", 409)
        case .full:
            ("There are \(StorageLimits.accountsMax) accounts.", "Remove those of people who have left.", 409)
        case .fault: ("It could not be written or read; nothing was changed.", "Look at the node's log and at its disk.", 500)
        default: ("It was refused (\(refusal.code)).", "Log in at the portal.", 400)
        }
    }
}
