/// People's accounts, asked for over the local socket.
extension LocalClient {
    public func accounts() async throws(OperationError) -> [AccountReport] { try await report(of: .init("accounts")) }

    public func inviteAccount(_ invitation: AccountInvitation) async throws(OperationError) -> AccountInvited {
        try await report(of: .init("accounts", sending: JSONDocument.encode(invitation)))
    }

    public func setRoles(_ roles: AccountRoles, ofAccount account: String) async throws(OperationError) -> AccountReport {
        try await report(of: .init("accounts", account, "roles", sending: JSONDocument.encode(roles)))
    }

    public func resetAccount(_ account: String) async throws(OperationError) -> AccountInvited {
        try await report(of: .init("accounts", account, "reset", sending: []))
    }

    public func decideAccount(_ account: String, _ decision: AccountDecision) async throws(OperationError) -> [AccountReport] {
        try await report(of: .init("accounts", account, decision.rawValue, sending: []))
    }
}
