public import Accounts
public import Exchange

/// Where an approver who is logged in gives the second word on what waits to leave.
///
/// The word is signed with a key that the node keeps for the account, so it is judged as every other approval is: by who the person is now,
/// and never for a share that they asked for themselves. A person with a key of their own approves with that (`causeway outgoing approve`).
public protocol ApprovalDesk: Sendable {
    /// Throws what `NodeOperations.approve` throws, and `own-key` for somebody who has a key of their own.
    func decide(_ id: String, approves: Bool, as session: Session) async throws(OperationError) -> OutgoingReport
}
