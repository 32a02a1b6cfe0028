extension RouteTable {
    /// People's accounts, which the owner of the machine keeps; the portal asks the node itself.
    static let logins: [String: RouteRow] = [
        "GET /v1/accounts": .init(.reads, .owner, "Who logs in at the portal.", gives: [AccountReport].self),
        "POST /v1/accounts": .init(
            .decides, .owner, "Invites somebody. The link is in this answer and nowhere else.", body: .document(AccountInvitation.self),
            gives: AccountInvited.self),
        "POST /v1/accounts/{account}/roles": .init(
            .decides, .owner, "Sets somebody's roles.", body: .document(AccountRoles.self), gives: AccountReport.self),
        "POST /v1/accounts/{account}/reset": .init(
            .decides, .owner, "Ends what somebody logs in with, and makes a new link.", gives: AccountInvited.self),
        "POST /v1/accounts/{account}/suspend": .init(.decides, .owner, "Keeps somebody out at once.", gives: [AccountReport].self),
        "POST /v1/accounts/{account}/reinstate": .init(
            .decides, .owner, "Lets somebody in again who was suspended, dormant or locked out.", gives: [AccountReport].self),
        "POST /v1/accounts/{account}/remove": .init(.decides, .owner, "Removes an account.", gives: [AccountReport].self),
    ]
}
