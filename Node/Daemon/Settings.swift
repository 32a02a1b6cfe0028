import Configuration
public import Delivery
public import Exchange
import Ledger
public import Logging
public import Policy

/// What an operator can set: in the data directory's `causeway.yaml`, in the environment and as flags of `serve`.
public struct NodeSettings: Equatable, Sendable {
    /// How log lines are written.
    public enum LogFormat: String, CaseIterable, Sendable {
        /// Lines for people.
        case text
        /// One JSON object a line, for a log collector.
        case json
    }

    /// Where peers connect to this node, a text that `Endpoint` reads; `nil` for a node that only dials out.
    public var listen: String?
    /// What others are told to dial: texts that `Endpoint` reads.
    public var advertise: [String] = []
    /// Peers to dial besides those of the registry: texts that `Endpoint` reads.
    public var peers: [String] = []
    /// Where the health endpoint listens, a text that `Endpoint` reads; `nil` turns it off.
    public var health: String?
    public var logLevel: Logger.Level = .info
    public var logFormat: LogFormat = .text
    /// A file with the passphrase of the keys; `nil` when it is asked for in a terminal.
    public var passphraseFile: String?
    /// Whether this node keeps ciphertext of groups that it is not in.
    public var mailbox = false
    /// Octets, in MiB, of ciphertext that a mailbox keeps of one author; the oldest go first.
    public var mailboxQuotaMiB: UInt32 = 1_024
    /// Whether this node joins nodes that can only dial out; needs `listen`.
    public var relay = false
    /// How many days keys of items are kept, after which what was sealed with them can be opened by nobody anew; 0 keeps them for ever.
    public var keepKeysDays: UInt32 = 90
    /// The operator's word that the volume of the data directory is encrypted, where the node cannot see it.
    public var volumeEncrypted = false
    /// Where the public pages are served, a text that `Endpoint` reads; `nil` turns them off.
    public var publicZone: String?
    /// How the world reaches the public zone, without a slash at the end; empty when it is not known.
    public var publicZoneURL = ""
    /// Where the public reports incidents and faults of the zone: an address that begins with "mailto:" or "https://"; empty for none.
    public var publicZoneContact = ""
    /// Whether the public zone names the members.
    public var showsMembers = true
    /// The mark for content that carries none; `nil` refuses it.
    public var defaultTLP: TLP?
    /// Where machines read and give with tokens, a text that `Endpoint` reads; `nil` turns it off.
    public var api: String?
    /// How the world reaches that place ("https://node.example"); empty when it is not known.
    public var apiURL = ""
    /// PEM files of its certificate chain and key; `nil` for plain HTTP.
    public var apiCertificate: String?
    public var apiKey: String?
    /// The operator's word that a proxy adds TLS where it listens in plain HTTP beyond this machine.
    public var apiBehindProxy = false
    /// Where the pages for this organisation's representatives are served, a text that `Endpoint` reads; `nil` turns them off.
    public var portal: String?
    /// How browsers reach them ("https://portal.bank.example"); empty takes the place on this machine where they are served.
    public var portalURL = ""
    /// PEM files of their certificate chain and key; `nil` for plain HTTP.
    public var portalCertificate: String?
    public var portalKey: String?
    /// The operator's word that a proxy adds TLS, and says in `X-Forwarded-For` who asks.
    public var portalBehindProxy = false

    /// Requests that each token, and each address without one, has in a minute.
    public var apiRequestsPerMinute: UInt32 = 6_000
    /// The server that takes mail, a text that `Endpoint` reads; `nil` sends none.
    public var mailServer: String?
    /// How the way to it is protected.
    public var mailSecurity: MailSettings.Security = .startTLS
    /// Whom it knows, and a file with the password.
    public var mailUser: String?
    public var mailPasswordFile: String?
    /// Whom mail is from: an address, or a name and an address in angle brackets.
    public var mailFrom: String?
    /// A PEM file with the authorities that its certificate is judged by; `nil` for the system's.
    public var mailAuthorities: String?

    /// The provider of identities by which people log in (OpenID Connect): its name, what it calls this node, a file with the secret that it
    /// gave, what stands on the button; `nil` for none.
    public var openIDIssuer: String?
    public var openIDClient: String?
    public var openIDSecretFile: String?
    public var openIDName: String?

    /// Days without a login after which an account is dormant; 0 for never.
    public var accountsDormantDays: UInt32 = 90
    /// A file with passwords that are not taken, one a line; `nil` for none.
    public var passwordList: String?

    /// Hours after which a registry that nobody confirmed makes sharing RED and AMBER+STRICT ask; 0 never asks.
    public var registryStaleHours: UInt32 = 24
    /// Days after which it is refused; 0 never refuses.
    public var registryRefuseDays: UInt32 = 7

    /// The settings of a node nobody has set anything for: it dials out and listens nowhere.
    public init() {}

    /// Reads the settings: the file, over it `CAUSEWAY_<KEY>` of the environment, over that the flags.
    ///
    /// A file that is not there counts as empty. In environment and flags, lists are separated by commas; an empty text
    /// means none. Throws `settings-unreadable`, `settings-malformed`, `unknown-setting` or `invalid-setting`; the
    /// reason says where the fault stands and what is expected there.
    public static func load(
        file: String, environment: [String: String], overrides: [String: String]
    ) throws(OperationError) -> NodeSettings {
        let contents = try SettingsFile(path: file)
        for name in overrides.keys.sorted() where SettingsKey(rawValue: name) == nil {
            throw .unknownSetting(name, at: "--\(name)")
        }
        return try NodeSettings(SettingsSources(file: contents, environment: environment, overrides: overrides))
    }

    private init(_ sources: SettingsSources) throws(OperationError) {
        listen = try sources.endpoint(.listen)
        advertise = try sources.endpoints(.advertise)
        peers = try sources.endpoints(.peers)
        health = try sources.endpoint(.health)
        if let text = sources.text(.logLevel) {
            guard let level = Self.logLevels.first(where: { $0.rawValue == text.lowercased() }) else {
                throw sources.invalid(.logLevel, text)
            }
            logLevel = level
        }
        if let text = sources.text(.logFormat) {
            guard let format = LogFormat(rawValue: text.lowercased()) else { throw sources.invalid(.logFormat, text) }
            logFormat = format
        }
        passphraseFile = sources.text(.passphraseFile)
        mailbox = try sources.flag(.mailbox) ?? mailbox
        mailboxQuotaMiB = try sources.number(.mailboxQuotaMiB, 1...16_777_216) ?? mailboxQuotaMiB
        relay = try sources.flag(.relay) ?? relay
        keepKeysDays = try sources.number(.keepKeysDays, 0...36_500) ?? keepKeysDays
        volumeEncrypted = try sources.flag(.volumeEncrypted) ?? volumeEncrypted
        publicZone = try sources.endpoint(.publicZone)
        publicZoneURL = try Self.baseURL(sources, .publicZoneURL)
        publicZoneContact = sources.text(.publicZoneContact) ?? ""
        guard publicZoneContact.isEmpty || Self.isContact(publicZoneContact) else {
            throw sources.invalid(.publicZoneContact, publicZoneContact)
        }
        showsMembers = try sources.flag(.publicZoneMembers) ?? showsMembers
        if let text = sources.text(.defaultTLP) {
            guard let mark = TLP(parsing: text) else { throw sources.invalid(.defaultTLP, text) }
            defaultTLP = mark
        }
        api = try sources.endpoint(.api)
        apiURL = try Self.baseURL(sources, .apiURL)
        apiCertificate = sources.text(.apiCertificate)
        apiKey = sources.text(.apiKey)
        guard (apiCertificate == nil) == (apiKey == nil) else {
            throw sources.invalid(apiKey == nil ? .apiKey : .apiCertificate, "")
        }
        apiBehindProxy = try sources.flag(.apiBehindProxy) ?? apiBehindProxy
        portal = try sources.endpoint(.portal)
        portalURL = try Self.baseURL(sources, .portalURL)
        portalCertificate = sources.text(.portalCertificate)
        portalKey = sources.text(.portalKey)
        guard (portalCertificate == nil) == (portalKey == nil) else {
            throw sources.invalid(portalKey == nil ? .portalKey : .portalCertificate, "")
        }
        portalBehindProxy = try sources.flag(.portalBehindProxy) ?? portalBehindProxy
        apiRequestsPerMinute = try sources.number(.apiRequestsPerMinute, 1...100_000_000) ?? apiRequestsPerMinute
        accountsDormantDays = try sources.number(.accountsDormantDays, 0...36_500) ?? accountsDormantDays
        passwordList = sources.text(.passwordList)
        registryStaleHours = try sources.number(.registryStaleHours, 0...87_600) ?? registryStaleHours
        registryRefuseDays = try sources.number(.registryRefuseDays, 0...36_500) ?? registryRefuseDays
        try readMail(sources)
        try readOpenID(sources)
    }

    private mutating func readOpenID(_ sources: SettingsSources) throws(OperationError) {
        openIDIssuer = sources.text(.openIDIssuer)
        openIDClient = sources.text(.openIDClient)
        openIDSecretFile = sources.text(.openIDSecretFile)
        openIDName = sources.text(.openIDName)
        if let fault = openIDFault { throw sources.invalid(fault, sources.text(fault) ?? "") }
    }

    private mutating func readMail(_ sources: SettingsSources) throws(OperationError) {
        mailServer = try sources.endpoint(.mailServer)
        if let text = sources.text(.mailSecurity) {
            guard let security = MailSettings.Security(rawValue: text.lowercased()) else { throw sources.invalid(.mailSecurity, text) }
            mailSecurity = security
        }
        mailUser = sources.text(.mailUser)
        mailPasswordFile = sources.text(.mailPasswordFile)
        mailFrom = sources.text(.mailFrom)
        mailAuthorities = sources.text(.mailAuthorities)
        if let fault = mailFault { throw sources.invalid(fault, sources.text(fault) ?? "") }
    }

    private static func baseURL(_ sources: SettingsSources, _ key: SettingsKey) throws(OperationError) -> String {
        guard let text = sources.text(key) else { return "" }
        guard isBaseURL(text) else { throw sources.invalid(key, text) }
        return text
    }

    private static func isContact(_ text: String) -> Bool {
        text.utf8.count <= 256 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            && (text.hasPrefix("mailto:") && text.dropFirst(7).contains("@") || text.hasPrefix("https://") && text.utf8.count > 8)
    }

    static let logLevels: [Logger.Level] = [.debug, .info, .notice, .warning, .error]
}

/// The keys, as they stand in the file.
enum SettingsKey: String, CaseIterable {
    case listen
    case advertise
    case peers
    case health
    case logLevel = "log-level"
    case logFormat = "log-format"
    case passphraseFile = "passphrase-file"
    case mailbox
    case mailboxQuotaMiB = "mailbox-quota-mib"
    case relay
    case keepKeysDays = "keep-keys-days"
    case volumeEncrypted = "volume-encrypted"
    case publicZone = "public-zone"
    case publicZoneURL = "public-zone-url"
    case publicZoneContact = "public-zone-contact"
    case publicZoneMembers = "public-zone-members"
    case defaultTLP = "default-tlp"
    case api
    case apiURL = "api-url"
    case apiCertificate = "api-tls-certificate"
    case apiKey = "api-tls-key"
    case apiBehindProxy = "api-behind-proxy"
    case apiRequestsPerMinute = "api-requests-per-minute"
    case portal
    case portalURL = "portal-url"
    case portalCertificate = "portal-tls-certificate"
    case portalKey = "portal-tls-key"
    case portalBehindProxy = "portal-behind-proxy"
    case openIDIssuer = "openid-issuer"
    case openIDClient = "openid-client-id"
    case openIDSecretFile = "openid-client-secret-file"
    case openIDName = "openid-name"
    case accountsDormantDays = "accounts-dormant-days"
    case passwordList = "password-list"
    case registryStaleHours = "registry-stale-hours"
    case registryRefuseDays = "registry-refuse-days"
    case mailServer = "mail-server"
    case mailSecurity = "mail-security"
    case mailUser = "mail-user"
    case mailPasswordFile = "mail-password-file"
    case mailFrom = "mail-from"
    case mailAuthorities = "mail-authorities"

    var isList: Bool { self == .advertise || self == .peers }

    var isFlagOrNumber: Bool {
        [
            .mailbox, .mailboxQuotaMiB, .relay, .keepKeysDays, .volumeEncrypted, .registryStaleHours, .registryRefuseDays, .apiBehindProxy,
            .portalBehindProxy, .apiRequestsPerMinute, .accountsDormantDays, .publicZoneMembers,
        ].contains(self)
    }

    /// What a value has to be, as the end of a sentence.
    var expectation: String {
        switch self {
        case .listen, .health, .publicZone, .api, .portal, .mailServer:
            "host:port such as \"127.0.0.1:7400\", in small letters and with a port from 1 to 65535, or \"\" for none"
        case .advertise, .peers: "a list of host:port such as \"node.example:7400\", in small letters and with a port from 1 to 65535"
        case .logLevel: NodeSettings.logLevels.map(\.rawValue).joined(separator: ", ")
        case .logFormat: "text or json"
        case .mailbox, .relay, .volumeEncrypted, .apiBehindProxy, .portalBehindProxy, .publicZoneMembers: "true or false"
        case .publicZoneContact:
            "an address such as \"mailto:zone@coordinator.example\" or \"https://coordinator.example/report\", or \"\" for none"
        case .apiURL, .portalURL, .publicZoneURL:
            "https:// and a host such as \"https://node.example\", without a slash at the end, or \"\" for none"
        case .apiCertificate, .apiKey, .portalCertificate, .portalKey: "the path of a PEM file, both together or neither"
        case .openIDIssuer:
            "a provider's name to the letter, such as \"https://login.bank.example\"; the other `openid-` keys need it"
        case .openIDClient: "what the provider calls this node; `openid-issuer` needs it"
        case .openIDName: "a few words for the button, or \"\" for the provider's host"
        case .passphraseFile, .passwordList, .openIDSecretFile: "the path of a file, or \"\" for none"
        case .mailSecurity: "tls, starttls or, for a server on this machine and without `mail-user`, none"
        case .mailUser, .mailPasswordFile: "a name and the path of a file with its password, both or neither"
        case .mailFrom: "an address such as \"Causeway <node@bank.example>\"; `mail-server` needs it"
        case .mailAuthorities: "the path of a PEM file, or \"\" for the system's authorities"
        case .apiRequestsPerMinute: "a whole number from 1 to 100000000"
        case .mailboxQuotaMiB: "a whole number from 1 to 16777216"
        case .keepKeysDays, .registryRefuseDays, .accountsDormantDays: "a whole number from 0 to 36500"
        case .registryStaleHours: "a whole number from 0 to 87600"
        case .defaultTLP: "clear, green, amber, amber+strict or red, or \"\" for none"
        }
    }

    /// The variable of the environment that sets it.
    var variable: String { "CAUSEWAY_" + rawValue.uppercased().replacing("-", with: "_") }

    var configurationKey: AbsoluteConfigKey { AbsoluteConfigKey(["causeway", rawValue]) }
}

/// The three places a setting can come from, the strongest first, and which of them a value came from.
private struct SettingsSources {
    private let file: SettingsFile
    private let environment: [String: String]
    private let overrides: [String: String]
    private let reader: ConfigReader

    init(file: SettingsFile, environment: [String: String], overrides: [String: String]) {
        self.file = file
        self.environment = environment
        self.overrides = overrides
        var flags: [AbsoluteConfigKey: ConfigValue] = [:]
        for key in SettingsKey.allCases {
            guard let text = overrides[key.rawValue] else { continue }
            flags[key.configurationKey] = ConfigValue(key.isList ? .stringArray(Self.items(of: text)) : .string(text), isSecret: false)
        }
        reader = ConfigReader(providers: [
            InMemoryProvider(name: "flags", values: flags),
            EnvironmentVariablesProvider(environmentVariables: environment),
            InMemoryProvider(name: file.path, values: file.values),
        ])
    }

    private static func items(of text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingPrefix(while: \.isWhitespace) }.map { String($0) }
    }

    /// A text; `nil` when it is empty or set nowhere.
    func text(_ key: SettingsKey) -> String? {
        guard let text = reader.string(forKey: ConfigKey(key.configurationKey.components)), !text.isEmpty else { return nil }
        return text
    }

    func flag(_ key: SettingsKey) throws(OperationError) -> Bool? {
        guard let text = text(key) else { return nil }
        guard let value = ["true": true, "false": false][text.lowercased()] else { throw invalid(key, text) }
        return value
    }

    func number(_ key: SettingsKey, _ range: ClosedRange<UInt32>) throws(OperationError) -> UInt32? {
        guard let text = text(key) else { return nil }
        guard let value = UInt32(text), range.contains(value) else { throw invalid(key, text) }
        return value
    }

    /// The one place that a key names, as `Endpoint` reads it.
    func endpoint(_ key: SettingsKey) throws(OperationError) -> String? {
        guard let text = text(key) else { return nil }
        guard let endpoint = try? Endpoint(text) else { throw invalid(key, text) }
        return endpoint.text
    }

    func endpoints(_ key: SettingsKey) throws(OperationError) -> [String] {
        var endpoints: [String] = []
        for text in reader.stringArray(forKey: ConfigKey(key.configurationKey.components)) ?? [] where !text.isEmpty {
            guard let endpoint = try? Endpoint(text) else { throw invalid(key, text) }
            endpoints.append(endpoint.text)
        }
        return endpoints
    }

    func invalid(_ key: SettingsKey, _ text: String) -> OperationError {
        .invalidSetting(key, "\"\(text.prefix(100))\"", at: place(of: key))
    }

    private func place(of key: SettingsKey) -> String {
        if overrides[key.rawValue] != nil { return "--\(key.rawValue)" }
        if environment[key.variable] != nil { return key.variable }
        return file.place(of: key)
    }
}
