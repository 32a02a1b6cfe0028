import Exchange

extension Operation {
    private static let invitation = AccountInvitation(
        name: person, address: "a/b?c@bank.example", roles: ["reader", "operator"], language: "zh-Hans")

    static let logins: [Operation] =
        [
            Operation(arrives: "accounts") { try await $0.accounts() == [FakeNode.account] },
            Operation(arrives: "inviteAccount \(invitation)") { try await $0.inviteAccount(invitation) == FakeNode.invited },
            Operation(arrives: "setRoles [\"reader\"] of \(person)") {
                try await $0.setRoles(AccountRoles(["reader"]), ofAccount: person) == FakeNode.account
            },
            Operation(arrives: "resetAccount a/b?c@bank.example") {
                try await $0.resetAccount("a/b?c@bank.example") == FakeNode.invited
            },
        ]
        + AccountDecision.allCases.map { decision in
            Operation(arrives: "\(decision) account \(person)") {
                try await $0.decideAccount(person, decision) == [FakeNode.account]
            }
        }
}
