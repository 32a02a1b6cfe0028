/// Whether the node serves; for load balancers and supervisors.
public struct HealthReport: Codable, Equatable, Sendable {
    public var healthy: Bool
    /// One of "ok", "degraded", "stopping".
    public var state: String

    public init(healthy: Bool, state: String) {
        self.healthy = healthy
        self.state = state
    }
}

/// The node at a glance.
public struct StatusReport: Codable, Equatable, Sendable {
    public var organisation: String
    public var organisationId: String
    public var node: String
    public var network: String
    public var networkName: String
    /// "member" or "coordinator".
    public var role: String
    /// "applied", "admitted", "suspended", "expelled" or "unknown" (not in the registry).
    public var standing: String
    public var registrySize: UInt64
    public var peersConnected: Int
    /// Whether the coordinator is among them; true on the coordinator itself.
    public var coordinatorConnected: Bool
    public var groups: Int
    /// Items that this node can read.
    public var items: Int
    /// Entries on disk, readable or not.
    public var entries: Int
    /// Entries that cannot be read here: on a mailbox what it keeps for others, elsewhere what was shared without this node.
    public var ciphertexts: Int
    /// Entries waiting to be opened.
    public var unopened: Int
    /// Detached bodies still being fetched.
    public var bodiesMissing: Int
    /// Journals of which a connected peer holds more.
    public var journalsBehind: Int
    /// Octets that were verified and wait for the disk.
    public var unstoredBytes: Int
    /// Messages that wait for peers to take them.
    public var outboxMessages: Int
    public var databaseBytes: Int64
    /// Octets that the node can still use on the volume of its data directory; -1 when the system does not say.
    public var volumeFreeBytes: Int64
    /// Octets of that volume; -1 when the system does not say.
    public var volumeBytes: Int64
    /// "encrypted", "plain" or "unknown", with how that is known or why not.
    public var volumeEncryption: String
    /// Days until the node's certificate expires.
    public var certificateDaysLeft: Int
    /// ISO 8601; empty when none was made.
    public var lastBackup: String
    /// Seconds for which the registry here may have been out of date.
    public var registrySeconds: UInt64
    /// How many witnesses cosigned the registry's newest checkpoint.
    public var cosigned: Int
    /// How many witnesses there are; 0 where none are wanted.
    public var witnesses: Int
    /// Days until its newest encryption key does; -1 without one.
    public var encryptionKeyDaysLeft: Int
    public var listen: String
    public var uptimeSeconds: Int
    public var version: String
    /// Dropped entries and other events, by name.
    public var counters: [String: Int]
    /// What the operator should know, the most urgent first; empty when all is well.
    public var findings: [Finding]

    public init(
        organisation: String, organisationId: String, node: String, network: String, networkName: String, role: String, standing: String,
        registrySize: UInt64, peersConnected: Int, coordinatorConnected: Bool, groups: Int, items: Int, entries: Int, ciphertexts: Int,
        unopened: Int, bodiesMissing: Int, journalsBehind: Int, unstoredBytes: Int, outboxMessages: Int, databaseBytes: Int64,
        volumeFreeBytes: Int64, volumeBytes: Int64, volumeEncryption: String, certificateDaysLeft: Int, lastBackup: String,
        registrySeconds: UInt64, cosigned: Int, witnesses: Int, encryptionKeyDaysLeft: Int,
        listen: String, uptimeSeconds: Int, version: String, counters: [String: Int], findings: [Finding]
    ) {
        self.organisation = organisation
        self.organisationId = organisationId
        self.node = node
        self.network = network
        self.networkName = networkName
        self.role = role
        self.standing = standing
        self.registrySize = registrySize
        self.peersConnected = peersConnected
        self.coordinatorConnected = coordinatorConnected
        self.groups = groups
        self.items = items
        self.entries = entries
        self.ciphertexts = ciphertexts
        self.unopened = unopened
        self.bodiesMissing = bodiesMissing
        self.journalsBehind = journalsBehind
        self.unstoredBytes = unstoredBytes
        self.outboxMessages = outboxMessages
        self.databaseBytes = databaseBytes
        self.volumeFreeBytes = volumeFreeBytes
        self.volumeBytes = volumeBytes
        self.volumeEncryption = volumeEncryption
        self.certificateDaysLeft = certificateDaysLeft
        self.lastBackup = lastBackup
        self.registrySeconds = registrySeconds
        self.cosigned = cosigned
        self.witnesses = witnesses
        self.encryptionKeyDaysLeft = encryptionKeyDaysLeft
        self.listen = listen
        self.uptimeSeconds = uptimeSeconds
        self.version = version
        self.counters = counters
        self.findings = findings
    }
}

/// An organisation in the registry.
public struct MemberReport: Codable, Equatable, Sendable {
    public var organisation: String
    public var id: String
    public var sector: String
    public var standing: String
    public var nodes: [NodeReport]

    public init(organisation: String, id: String, sector: String, standing: String, nodes: [NodeReport]) {
        self.organisation = organisation
        self.id = id
        self.sector = sector
        self.standing = standing
        self.nodes = nodes
    }
}

/// A node in the registry.
public struct NodeReport: Codable, Equatable, Sendable {
    public var id: String
    public var role: String
    public var endpoints: [String]
    /// Whether a valid encryption subkey of it is known here, so that groups can include it.
    public var hasSubkey: Bool
    /// "current", or why nothing is accepted of it: "revoked", "expired" or "not valid yet".
    public var state: String

    public init(id: String, role: String, endpoints: [String], hasSubkey: Bool, state: String) {
        self.id = id
        self.role = role
        self.endpoints = endpoints
        self.hasSubkey = hasSubkey
        self.state = state
    }
}
