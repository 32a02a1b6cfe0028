/// The bounds of people and of what they sign.
public enum AccountsLimits {
    /// Octets of a person's name: a name in any script.
    public static let nameOctetsMax = 128
    /// Octets of the name of a user of the machine: Linux takes 32, directories take more.
    public static let userOctetsMax = 128
    /// Seconds that a statement's time may lie from when it is received, either way: a quarter of an hour, for clocks that differ and a
    /// statement that is carried over on a stick; an old one that somebody kept is refused.
    public static let statementSecondsMax: UInt64 = 900

    /// Octets that name a token: enough that two are never alike by chance.
    static let tokenIDOctets = 8
    /// Octets of a token as it is presented: "cwt_", 16 digits, "_", 64 digits.
    static let tokenOctets = 85
    /// Octets of a token's name, which stands in logs and as the user of HTTP Basic.
    public static let tokenNameOctetsMax = 64

    /// Octets of what a browser calls itself that are kept with a session: enough to recognise one's own.
    public static let agentOctetsMax = 200
    /// Seconds for which a second step counts where one is asked for: ten minutes.
    public static let stepSeconds: UInt64 = 600

    /// Scalars of an account's name: as many as an item takes of a representative's name.
    public static let accountNameScalarsMax = 80
    /// Octets of an account's name: behind "account " it still is a user's name of `userOctetsMax`.
    public static let accountNameOctetsMax = 120
    /// Octets of an e-mail address (RFC 5321, 4.5.3.1.3, without the brackets).
    public static let addressOctetsMax = 254
    /// Octets of what its owner calls a passkey.
    public static let passkeyNameOctetsMax = 64
    /// Recovery codes of one account.
    public static let recoveryCodes = 10
    /// Octets of a recovery code as it is typed, with spaces and hyphens in any number.
    static let recoveryCodeOctetsMax = 128

    /// Scalars of a password at least (NIST SP 800-63B-4, 3.1.1.2).
    public static let passwordCharactersMin = 15
    /// Octets of a password at most: more than the 64 characters that have to be taken, in any script.
    public static let passwordOctetsMax = 256
    /// Characters that remain of a password when what everybody tries is taken out: fewer are guessed in a moment.
    static let passwordRemainderMin = 6
    /// Characters of a pattern that is no password however often it is repeated.
    static let passwordPatternMax = 6
    /// Characters of a word in somebody's own name that counts as one; shorter ones stand in many words.
    static let ownNameCharactersMin = 3

    /// Passwords that are hashed at a time: 64 MiB and a processor each.
    public static let hashesRunningMax = 2
    /// Passwords that wait for it: some ten seconds of them.
    public static let hashesWaitingMax = 32

    /// Failures in a row without a delay after them, and one: from the fifth on, people wait.
    static let failuresFreeMax: UInt32 = 5
    /// Seconds that a failure makes people wait at most: a quarter of an hour.
    static let failureDelaySecondsMax: UInt64 = 900
    /// Failures in a row after which an operator has to open the account (NIST SP 800-63B-4, 3.2.2).
    public static let failuresMax: UInt32 = 100

    /// Octets that name a session in lists.
    public static let sessionIDOctets = 8
    /// Seconds after which a session that nobody uses ends: an hour.
    public static let sessionIdleSeconds: UInt64 = 3_600
    /// Seconds after which any session ends: a day.
    public static let sessionSecondsMax: UInt64 = 86_400
    /// Seconds after which the use of a session is written down anew, so that not every page costs a write.
    public static let sessionUseSeconds: UInt64 = 60

    /// Seconds for which an invitation can be used: three days.
    public static let invitationSeconds: UInt64 = 259_200
    /// Seconds for which the first operator's can: a week, in which a member is admitted.
    public static let firstInvitationSeconds: UInt64 = 604_800

    /// Seconds for which a browser's answer to a challenge is taken: five minutes, to find a key and touch it.
    public static let challengeSeconds: UInt64 = 300
    /// Seconds for which a login that a provider of identities vouched for waits for its second step: five minutes.
    public static let pendingSeconds: UInt64 = 300
    /// Logins that wait for it at a time: one of each account, of as many as a large organisation has at its door in five minutes.
    static let pendingMax = 1_024

    /// Octets of what a browser says it signed (`clientDataJSON`): an origin, a challenge and room for what comes.
    public static let clientDataOctetsMax = 4_096
    /// Octets of what a browser gives of a new passkey, with the certificates of a statement that is not looked at.
    public static let attestationOctetsMax = 32_768
    /// Octets of what an authenticator says (WebAuthn Level 3, 6.1), with a key and extensions.
    public static let authenticatorDataOctetsMax = 4_096
    /// Octets of a credential's identifier (WebAuthn Level 3, 5.1).
    public static let credentialOctetsMax = 1_023
    /// Octets of an assertion's signature: ES256 in DER has 72.
    static let signatureOctetsMax = 128
    /// Levels in what an authenticator encodes: a statement in an object, a list in it, and two to spare.
    static let ctapDepthMax = 5
    /// Members of a map that an authenticator encodes.
    static let ctapMembersMax = 64
}
