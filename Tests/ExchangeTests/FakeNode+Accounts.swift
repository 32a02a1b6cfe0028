import Exchange

/// What the fake node answers about people's accounts.
extension FakeNode {
    static let account = AccountReport(
        name: "Ann 漢", address: "ann@bank.example", roles: ["analyst", "operator"], state: "active", language: "zh-Hant",
        created: "2025-03-03T09:00:00Z", lastSignIn: "", passkeys: 1, recoveryCodesLeft: 9)
    static let invited = AccountInvited(
        path: "/welcome/0a", link: "https://p.example/welcome/0a", expires: "2025-03-06T09:00:00Z", isMailed: true, account: account)

    func accounts() async throws(OperationError) -> [AccountReport] {
        try note("accounts")
        return [Self.account]
    }

    func inviteAccount(_ invitation: AccountInvitation) async throws(OperationError) -> AccountInvited {
        try note("inviteAccount \(invitation)")
        return Self.invited
    }

    func setRoles(_ roles: AccountRoles, ofAccount account: String) async throws(OperationError) -> AccountReport {
        try note("setRoles \(roles.roles) of \(account)")
        return Self.account
    }

    func resetAccount(_ account: String) async throws(OperationError) -> AccountInvited {
        try note("resetAccount \(account)")
        return Self.invited
    }

    func decideAccount(_ account: String, _ decision: AccountDecision) async throws(OperationError) -> [AccountReport] {
        try note("\(decision) account \(account)")
        return [Self.account]
    }
}
