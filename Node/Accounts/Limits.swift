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
}
