import Accounts
import Crypto
import Exchange
import Ledger
import Portal
import Sodium
import Wire

/// The second word of approvers who are logged in.
///
/// Each account that approves has a signing key that is made from the node's storage key and the account's identifier, and kept nowhere; its public half
/// stands among the people of the node. So the statement is of the same form as every other approval, and is judged anew by the same rules.
extension PortalDesk: ApprovalDesk {
    func decide(_ id: String, approves: Bool, as session: Session) async throws(OperationError) -> OutgoingReport {
        let snapshot = core.registry.snapshot
        guard let share = Hash(hex: id) else {
            throw OperationError(code: "unknown-share", reason: "There is no such share.", remedy: "Look at what waits.", status: 404)
        }
        let name = session.account.name
        try await register(name, try key(of: session.account).verifyingKey.octets.hex)
        let approval = Approval(
            network: snapshot.network, node: core.node, share: share, verdict: approves ? .approve : .reject, person: name,
            time: core.clock.seconds)
        let signed = approval.signed(with: try key(of: session.account))
        return try await core.approve(
            id, ApprovalSubmission(statement: signed.statement.hex, signature: signed.signature.hex))
    }

    /// Has the account among the people of the node, with the key that is kept for it.
    private func register(_ name: String, _ key: String) async throws(OperationError) {
        guard let person = try await core.people().first(where: { $0.name == name && $0.removed.isEmpty }) else {
            _ = try await core.addPerson(PersonAddition(name: name, key: key, user: LocalActor(account: name).user))
            return
        }
        guard person.key == key else {
            throw OperationError(
                code: "own-key",
                reason: "\(name) has a key of their own, so that others need not take this node's word for what they said.",
                remedy: "Approve it with that key: `causeway outgoing approve`.", status: 409)
        }
    }

    private func key(of account: Account) throws(OperationError) -> SigningKey {
        let label = Array("causeway/account-key/1".utf8) + account.id
        let seed = core.keys.storage.withUnsafeBytes { storage in
            SecretOctets(count: SigningKey.seedOctets) { target in
                let code = HMAC<SHA256>.authenticationCode(for: label, using: SymmetricKey(data: storage))
                code.withUnsafeBytes { target.copyMemory(from: $0) }
            }
        }
        do throws(SodiumError) {
            return try SigningKey(seed: seed)
        } catch {
            throw NodeKeys.explain(error, "of the account")
        }
    }
}
