import Accounts
public import Exchange
public import Sodium
import Wire

/// Makes a person's key, sealed under their passphrase; gives the public key in hexadecimal and what the file is to hold.
public func makePersonKey(passphrase: consuming SecretOctets) throws(OperationError) -> (publicKey: String, file: [UInt8]) {
    do throws(SodiumError) {
        let made = try PersonKey.make(passphrase: passphrase)
        return (made.publicKey.hex, made.file)
    } catch {
        throw NodeKeys.explain(error, "to be made")
    }
}

/// What a person is asked to sign.
public struct ApprovalRequest: Sendable {
    /// The network's and the node's identifier, in hexadecimal.
    public var network: String
    public var node: String
    /// The hash of exactly what would be released: 64 hexadecimal digits.
    public var share: String
    /// "approve", "reject" or "request".
    public var verdict: String
    /// The name under which the node knows the person.
    public var person: String

    public init(network: String, node: String, share: String, verdict: String, person: String) {
        self.network = network
        self.node = node
        self.share = share
        self.verdict = verdict
        self.person = person
    }
}

/// Signs a statement on a share with a person's key file, away from the node; gives the statement and the signature.
///
/// `path` names the file in what is said of it. Throws `wrong-passphrase`, `key-file` or `invalid-approval`.
public func signApproval(
    _ request: ApprovalRequest, keyFile: [UInt8], path: String, passphrase: consuming SecretOctets
) throws(OperationError) -> (statement: [UInt8], signature: Octets64) {
    let verdict: Approval.Verdict? =
        switch request.verdict {
        case "approve": .approve
        case "reject": .reject
        case "request": .request
        default: nil
        }
    guard let network = NetworkID(hex: request.network), let node = NodeID(hex: request.node), let share = Hash(hex: request.share),
        let verdict
    else {
        throw OperationError(
            code: "invalid-approval", reason: "The share, its node or the verdict cannot be read.",
            remedy: "Copy the share's identifier as it is shown, and approve or reject it.")
    }
    let approval = Approval(
        network: network, node: node, share: share, verdict: verdict, person: request.person, time: WallClock.machine.seconds)
    do throws(SodiumError) {
        let signed = approval.signed(with: try PersonKey.open(keyFile, passphrase: passphrase))
        return (signed.statement, signed.signature)
    } catch {
        throw NodeKeys.explain(error, path)
    }
}
