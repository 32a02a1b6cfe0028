/// What the owner of a node may ask of it: the one list of operations behind the local interface.
///
/// Every operation either does the whole of what it says or throws an `OperationError` and changes nothing.
public protocol NodeOperations: Sendable {
    func status() async throws(OperationError) -> StatusReport
    func health() async -> HealthReport
    func members() async throws(OperationError) -> [MemberReport]
    func peers() async throws(OperationError) -> [PeerReport]

    func groups() async throws(OperationError) -> [GroupReport]
    func createGroup(_ request: GroupCreation) async throws(OperationError) -> GroupReport
    /// `group` is a name or a tag, `organisation` a name or an identifier.
    func addMember(_ organisation: String, to group: String) async throws(OperationError) -> GroupReport

    func share(_ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ShareReport
    func items(group: String?, limit: Int) async throws(OperationError) -> [ItemReport]
    /// `id` is an item's identifier or the beginning of it, at least 6 digits.
    func item(_ id: String) async throws(OperationError) -> ItemDetail
    /// The exact bytes that were shared.
    func content(of id: String) async throws(OperationError) -> [UInt8]
    /// A proof file for third parties (`ProofFile`), with or without the item's plaintext key.
    func proof(of id: String, withKey: Bool) async throws(OperationError) -> [UInt8]

    func applications() async throws(OperationError) -> [ApplicationReport]
    func admit(_ application: String) async throws(OperationError) -> AdmissionReport
    /// Sets an organisation's standing: suspended, reinstated or expelled.
    func setStanding(_ organisation: String, to standing: String) async throws(OperationError) -> MemberReport
}

/// Why an operation was refused: a code for programs, a sentence for people and what to do next.
public struct OperationError: Error, Codable, Equatable, Sendable {
    /// Stable, lower-case with hyphens: "unknown-group", "tlp-too-weak".
    public let code: String
    public let reason: String
    /// What to do next; may be empty when there is nothing.
    public let remedy: String
    /// The HTTP status that the local interface answers with.
    public let status: Int

    public init(code: String, reason: String, remedy: String, status: Int = 422) {
        self.code = code
        self.reason = reason
        self.remedy = remedy
        self.status = status
    }
}

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
    public var groups: Int
    /// Items that this node can read.
    public var items: Int
    /// Entries on disk, readable or not.
    public var entries: Int
    /// Entries kept for others: ciphertext this node has no key for.
    public var ciphertexts: Int
    /// Entries waiting to be opened.
    public var unopened: Int
    /// Detached bodies still being fetched.
    public var bodiesMissing: Int
    /// Journals of which a connected peer holds more.
    public var journalsBehind: Int
    public var databaseBytes: Int64
    /// Days until the node's certificate expires.
    public var certificateDaysLeft: Int
    public var listen: String
    public var uptimeSeconds: Int
    public var version: String
    /// Dropped entries and other events, by name.
    public var counters: [String: Int]
    /// What an operator should look at, each with what to do; empty when all is well.
    public var warnings: [String]

    public init(
        organisation: String, organisationId: String, node: String, network: String, networkName: String, role: String, standing: String,
        registrySize: UInt64, peersConnected: Int, groups: Int, items: Int, entries: Int, ciphertexts: Int, unopened: Int,
        bodiesMissing: Int, journalsBehind: Int, databaseBytes: Int64, certificateDaysLeft: Int, listen: String, uptimeSeconds: Int,
        version: String, counters: [String: Int], warnings: [String]
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
        self.groups = groups
        self.items = items
        self.entries = entries
        self.ciphertexts = ciphertexts
        self.unopened = unopened
        self.bodiesMissing = bodiesMissing
        self.journalsBehind = journalsBehind
        self.databaseBytes = databaseBytes
        self.certificateDaysLeft = certificateDaysLeft
        self.listen = listen
        self.uptimeSeconds = uptimeSeconds
        self.version = version
        self.counters = counters
        self.warnings = warnings
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

    public init(id: String, role: String, endpoints: [String], hasSubkey: Bool) {
        self.id = id
        self.role = role
        self.endpoints = endpoints
        self.hasSubkey = hasSubkey
    }
}

/// An open connection.
public struct PeerReport: Codable, Equatable, Sendable {
    public var node: String
    public var organisation: String
    public var address: String
    /// "outbound" or "inbound".
    public var direction: String
    /// "full" or "registry-only".
    public var session: String
    public var agent: String
    public var journalsBehind: Int

    public init(
        node: String, organisation: String, address: String, direction: String, session: String, agent: String, journalsBehind: Int
    ) {
        self.node = node
        self.organisation = organisation
        self.address = address
        self.direction = direction
        self.session = session
        self.agent = agent
        self.journalsBehind = journalsBehind
    }
}

/// A group to be made.
public struct GroupCreation: Codable, Equatable, Sendable {
    public var name: String
    /// Whether the coordinator keeps the group's ciphertext for members that are away.
    public var mailbox: Bool

    public init(name: String, mailbox: Bool) {
        self.name = name
        self.mailbox = mailbox
    }
}

/// A sharing group this node takes part in.
public struct GroupReport: Codable, Equatable, Sendable {
    public var name: String
    public var tag: String
    public var founder: String
    public var organisations: [String]
    /// Since when the present group key is in use, as ISO 8601; empty before the first.
    public var keySince: String
    /// Member organisations whose nodes have announced no key yet, so that they cannot read until they do.
    public var waiting: [String]
    public var mailboxes: [String]

    public init(
        name: String, tag: String, founder: String, organisations: [String], keySince: String, waiting: [String], mailboxes: [String]
    ) {
        self.name = name
        self.tag = tag
        self.founder = founder
        self.organisations = organisations
        self.keySince = keySince
        self.waiting = waiting
        self.mailboxes = mailboxes
    }
}

/// How content is to be shared.
public struct ShareRequest: Codable, Equatable, Sendable {
    /// A name or a tag.
    public var group: String
    /// A TLP marking in any usual spelling; `nil` takes the content's own.
    public var tlp: String?
    /// At most 512 octets; `nil` takes one from the content.
    public var title: String?

    public init(group: String, tlp: String?, title: String?) {
        self.group = group
        self.tlp = tlp
        self.title = title
    }
}

/// What sharing led to.
public struct ShareReport: Codable, Equatable, Sendable {
    public var id: String
    public var group: String
    /// The display name, "TLP:AMBER".
    public var tlp: String
    /// Where the marking came from: "content", "request" or "default".
    public var tlpSource: String
    public var title: String
    /// The organisations that can open it.
    public var recipients: [String]
    /// What the content's reader noticed, such as two markings on one object.
    public var warnings: [String]

    public init(
        id: String, group: String, tlp: String, tlpSource: String, title: String, recipients: [String], warnings: [String]
    ) {
        self.id = id
        self.group = group
        self.tlp = tlp
        self.tlpSource = tlpSource
        self.title = title
        self.recipients = recipients
        self.warnings = warnings
    }
}

/// An item in a list.
public struct ItemReport: Codable, Equatable, Sendable {
    public var id: String
    public var group: String
    public var author: String
    public var tlp: String
    public var title: String
    public var mediaType: String
    public var octets: Int
    /// ISO 8601, as the author says.
    public var created: String
    /// ISO 8601, when this node had it on disk.
    public var received: String
    /// "shown" or "quarantined".
    public var state: String

    public init(
        id: String, group: String, author: String, tlp: String, title: String, mediaType: String, octets: Int, created: String,
        received: String, state: String
    ) {
        self.id = id
        self.group = group
        self.author = author
        self.tlp = tlp
        self.title = title
        self.mediaType = mediaType
        self.octets = octets
        self.created = created
        self.received = received
        self.state = state
    }
}

/// An item with what proves it and what is in it.
public struct ItemDetail: Codable, Equatable, Sendable {
    public var item: ItemReport
    /// The node that wrote it.
    public var node: String
    public var journal: String
    public var position: UInt64
    /// "verified": entries that do not verify are never stored.
    public var signature: String
    /// The author's standing in the registry now.
    public var standing: String
    public var recipients: [String]
    public var objects: [ObjectReport]

    public init(
        item: ItemReport, node: String, journal: String, position: UInt64, signature: String, standing: String, recipients: [String],
        objects: [ObjectReport]
    ) {
        self.item = item
        self.node = node
        self.journal = journal
        self.position = position
        self.signature = signature
        self.standing = standing
        self.recipients = recipients
        self.objects = objects
    }
}

/// One STIX object of an item.
public struct ObjectReport: Codable, Equatable, Sendable {
    public var id: String
    public var type: String
    public var name: String

    public init(id: String, type: String, name: String) {
        self.id = id
        self.type = type
        self.name = name
    }
}

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

    public init(
        id: String, organisation: String, sector: String, node: String, endpoints: [String], contact: String, received: String,
        state: String
    ) {
        self.id = id
        self.organisation = organisation
        self.sector = sector
        self.node = node
        self.endpoints = endpoints
        self.contact = contact
        self.received = received
        self.state = state
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
