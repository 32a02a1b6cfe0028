/// Why something about an account was not done. Nothing was changed.
///
/// Law: `notRecognised` is all that somebody who is not logged in learns of an address, a password or a code; and it takes the same time
/// whichever of them was wrong.
public enum AccountRefusal: Error, Equatable, Sendable {
    /// Address, password, code or passkey: one of them is wrong, or there is no such account, or it may not log in.
    case notRecognised
    /// Too many failures in a row; after so many seconds another is looked at.
    case wait(seconds: UInt64)
    /// A hundred failures in a row: an operator has to open it.
    case locked
    /// As many log in at this moment as can be.
    case busy
    /// A link that was used, has expired or never was.
    case invitationUnknown
    /// A password that is not taken.
    case password(PasswordFault)
    /// A code of somebody who is logged in or enrolling.
    case codeWrong
    /// A passkey that was not made for here and now, or cannot be used.
    case passkeyWrong
    /// The last way to show a second step cannot be removed.
    case lastFactor
    /// The change asks for a second step first.
    case stepUp
    /// The name of a person, or an e-mail address, that cannot be.
    case invalidName
    case invalidAddress
    /// Somebody who is there has it.
    case nameTaken
    case addressTaken
    /// Roles that this node does not have, or none at all.
    case invalidRoles
    case unknownAccount
    /// The state of the account does not allow it.
    case wrongState(Account.State)
    /// There would be no operator any more.
    case lastOperator
    /// There are as many accounts, passkeys or sessions as there may be.
    case full
    /// Something here failed, and is in the log.
    case fault
}

/// Why a password is not taken.
public enum PasswordFault: Error, Equatable, Sendable {
    /// Shorter than so many characters.
    case short(min: Int)
    /// Longer than so many octets.
    case long(max: Int)
    /// One of those that everybody tries, or a run of keys or of one character.
    case common
    /// It is made of the person's or the organisation's own name.
    case ownName
    /// The second time it was typed otherwise.
    case notRepeated
}
