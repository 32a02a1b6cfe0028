/// A representative of the organisation, as far as they log in at its node.
public struct Account: Equatable, Identifiable, Sendable {
    public enum State: String, Codable, Sendable {
        /// Invited; the link has not been used yet.
        case invited
        case active
        /// By an operator, until an operator says otherwise.
        case suspended
        /// Nobody has logged in for so long that an operator has to say that the person is still there.
        case dormant
        /// Gone; its name stays for the audit log.
        case removed
    }

    /// 16 octets; also the passkeys' user handle, so it says nothing of the person.
    public let id: [UInt8]
    /// The representative's name, by which items of TLP:RED may be addressed to them; unique among those who are there.
    public let name: String
    /// Their e-mail address, with which they log in; in small letters, unique among those who are there.
    public let address: String
    public let roles: Roles
    public let state: State
    /// The language of what is written to them, and of pages where they chose one: "en", "zh-Hant", "zh-Hans"; empty for the browser's.
    public let language: String
    /// Unix seconds.
    public let created: UInt64
    /// Unix seconds; `nil` before the first time.
    public let lastSignIn: UInt64?
    public let hasTOTP: Bool
    public let passkeys: Int
    public let recoveryCodesLeft: Int

    public init(
        id: [UInt8], name: String, address: String, roles: Roles, state: State, language: String, created: UInt64, lastSignIn: UInt64?,
        hasTOTP: Bool, passkeys: Int, recoveryCodesLeft: Int
    ) {
        self.id = id
        self.name = name
        self.address = address
        self.roles = roles
        self.state = state
        self.language = language
        self.created = created
        self.lastSignIn = lastSignIn
        self.hasTOTP = hasTOTP
        self.passkeys = passkeys
        self.recoveryCodesLeft = recoveryCodesLeft
    }
}

/// From where somebody asks; noted with sessions and in the audit log, so that people recognise what was theirs.
public struct Visit: Equatable, Sendable {
    /// The address of the other end, as text.
    public let source: String
    /// What the browser calls itself, cut to `AccountsLimits.agentOctetsMax` octets of printable characters.
    public let agent: String

    public init(source: String, agent: String) {
        self.source = source
        let printable = agent.unicodeScalars.filter { (0x20...0x7E).contains($0.value) }.prefix(AccountsLimits.agentOctetsMax)
        self.agent = String(String.UnicodeScalarView(printable))
    }
}
