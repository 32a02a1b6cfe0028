/// An organisation that applied.
public struct ApplicationReport: Codable, Equatable, Sendable {
    public var id: String
    public var organisation: String
    public var sector: String
    public var node: String
    public var endpoints: [String]
    /// Kept at the coordinator only, never in the registry.
    public var contact: String
    public var received: String
    /// "waiting" or "admitted".
    public var state: String
    /// Names in the registry that this one looks like; admitting it then takes a second word.
    public var looksLike: [String]

    public init(
        id: String, organisation: String, sector: String, node: String, endpoints: [String], contact: String, received: String,
        state: String, looksLike: [String]
    ) {
        self.id = id
        self.organisation = organisation
        self.sector = sector
        self.node = node
        self.endpoints = endpoints
        self.contact = contact
        self.received = received
        self.state = state
        self.looksLike = looksLike
    }
}

/// What an admission did.
public struct AdmissionReport: Codable, Equatable, Sendable {
    public var organisation: String
    public var id: String
    public var registrySize: UInt64

    public init(organisation: String, id: String, registrySize: UInt64) {
        self.organisation = organisation
        self.id = id
        self.registrySize = registrySize
    }
}

/// The keys of a node and of its organisation, as the registry and the data directory have them.
public struct KeysReport: Codable, Equatable, Sendable {
    /// One line of the report.
    public struct Key: Codable, Equatable, Sendable {
        /// "root", "recovery", "operation" or "encryption".
        public var use: String
        /// The public key, or its first 32 octets, in hexadecimal; empty when there is none.
        public var key: String
        /// "in use", "missing", "revoked", "expired" or "not registered".
        public var state: String
        /// ISO 8601; empty for keys without an end.
        public var until: String
        /// Days left; `nil` for keys without an end.
        public var daysLeft: Int?

        public init(use: String, key: String, state: String, until: String, daysLeft: Int?) {
            self.use = use
            self.key = key
            self.state = state
            self.until = until
            self.daysLeft = daysLeft
        }
    }

    public var organisation: String
    public var organisationId: String
    public var node: String
    public var network: String
    public var keys: [Key]
    /// The operation keys of the organisation's other nodes that are not revoked, as node/key.
    public var otherNodes: [String]
    /// What to do and how soon; empty when all is well.
    public var warnings: [String]

    public init(
        organisation: String, organisationId: String, node: String, network: String, keys: [Key], otherNodes: [String], warnings: [String]
    ) {
        self.organisation = organisation
        self.organisationId = organisationId
        self.node = node
        self.network = network
        self.keys = keys
        self.otherNodes = otherNodes
        self.warnings = warnings
    }
}

/// What the coordinator said to submitted records.
public struct SubmissionReport: Codable, Equatable, Sendable {
    public var message: String
    /// How many records the registry had here when the answer came.
    public var registrySize: UInt64

    public init(message: String, registrySize: UInt64) {
        self.message = message
        self.registrySize = registrySize
    }
}
