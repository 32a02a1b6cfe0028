/// Why a person or a statement is not taken.
public enum AccountsError: Error, Equatable, Sendable {
    /// A person's name is empty, too long, or not printable.
    case invalidName
    /// The name of a user of the machine is too long or not printable.
    case invalidUser
    /// The octets are no public key that this system trusts.
    case unacceptableKey
    /// A statement is not the deterministic encoding of one.
    case malformedStatement
    /// A statement was made for another network, node or share.
    case anotherShare
    /// Nobody who is there has the name in the statement.
    case unknownPerson(String)
    /// The signature is not that person's over the statement.
    case notSigned
    /// The statement's time is too far from when it was received.
    case timeFarOff
    /// The statement is dated before its person was added.
    case beforePerson
    /// Who asked for the share approves it.
    case approvalByRequester
    /// A token's name is empty, too long, or no plain word.
    case invalidTokenName

    /// A short name that stays the same across releases.
    public var code: String {
        switch self {
        case .invalidName: "invalid-name"
        case .invalidUser: "invalid-user"
        case .unacceptableKey: "unacceptable-key"
        case .malformedStatement: "malformed-approval"
        case .anotherShare: "approval-of-another-share"
        case .unknownPerson: "unknown-person"
        case .notSigned: "approval-not-signed"
        case .timeFarOff: "approval-time"
        case .beforePerson: "approval-before-person"
        case .approvalByRequester: "approval-by-requester"
        case .invalidTokenName: "invalid-token-name"
        }
    }

    /// What is wrong, in one sentence.
    public var reason: String {
        switch self {
        case .invalidName:
            "A person's name is 1 to \(AccountsLimits.nameOctetsMax) octets of printable characters without spaces around them."
        case .invalidUser: "The name of a user of this machine is at most \(AccountsLimits.userOctetsMax) octets of printable characters."
        case .unacceptableKey: "The public key is not one that can be trusted."
        case .malformedStatement: "The approval cannot be read."
        case .anotherShare: "The approval was signed for another share, node or network."
        case .unknownPerson(let name): "Nobody here is called \"\(name)\"."
        case .notSigned: "The approval is not signed with the key that is known of its person."
        case .timeFarOff: "The approval is dated more than \(AccountsLimits.statementSecondsMax / 60) minutes from now."
        case .beforePerson: "The approval is dated before its person was added here."
        case .approvalByRequester: "Who asked for a share cannot approve it, and neither can anybody over the same user of this machine."
        case .invalidTokenName:
            "A token's name is 1 to \(AccountsLimits.tokenNameOctetsMax) letters, digits, hyphens, dots and underscores."
        }
    }

    /// What to do next, in one sentence.
    public var remedy: String {
        switch self {
        case .invalidName, .invalidUser: "Choose a plain name."
        case .unacceptableKey: "Make a key with `causeway people key FILE` and give the public key that it prints."
        case .malformedStatement: "Make it with the same release as the node's, and send it whole."
        case .anotherShare: "Look at what waits now, and approve that."
        case .unknownPerson: "See `causeway people list`; add the person with `causeway people add`."
        case .notSigned: "Sign with the key file whose public key `causeway people list` shows for this person."
        case .timeFarOff: "Set the clocks right and approve again."
        case .beforePerson: "Approve again."
        case .approvalByRequester:
            "Have another person approve it with a key of their own. Where several people use one user of the machine, let the share itself "
                + "be signed by the person who asks."
        case .invalidTokenName: "Call it after the machine that will use it, such as `siem`."
        }
    }
}
