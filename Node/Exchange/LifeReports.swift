/// Something that waits to leave, or waited.
public struct OutgoingReport: Codable, Equatable, Sendable {
    /// The hash of exactly what would be released, which people approve.
    public var id: String
    public var network: String
    public var node: String
    /// The title; empty once it waits no more, unless it was released.
    public var title: String
    /// The display name, "TLP:AMBER".
    public var tlp: String
    /// To whom, in words.
    public var to: String
    /// The account on this machine that asked.
    public var requester: String
    /// The person who signed the request; empty for none.
    public var person: String
    /// ISO 8601.
    public var created: String
    /// ISO 8601: it leaves no earlier.
    public var due: String
    /// How many further people have to approve it.
    public var approvals: Int
    /// Those who have.
    public var approvedBy: [String]
    /// "waiting", "released", "cancelled", "rejected" or "refused".
    public var state: String
    /// As which item it left; empty before.
    public var item: String
    /// Why it did not leave; empty otherwise.
    public var reason: String
    public var octets: Int

    public init(
        id: String, network: String, node: String, title: String, tlp: String, to: String, requester: String, person: String,
        created: String,
        due: String, approvals: Int, approvedBy: [String], state: String, item: String, reason: String, octets: Int
    ) {
        self.id = id
        self.network = network
        self.node = node
        self.title = title
        self.tlp = tlp
        self.to = to
        self.requester = requester
        self.person = person
        self.created = created
        self.due = due
        self.approvals = approvals
        self.approvedBy = approvedBy
        self.state = state
        self.item = item
        self.reason = reason
        self.octets = octets
    }
}

/// A person's signed word about something that waits.
public struct ApprovalSubmission: Codable, Equatable, Sendable {
    /// The statement's octets, hexadecimal.
    public var statement: String
    /// The signature, hexadecimal.
    public var signature: String

    public init(statement: String, signature: String) {
        self.statement = statement
        self.signature = signature
    }
}

/// A retraction.
public struct RetractionRequest: Codable, Equatable, Sendable {
    /// For the readers; may be empty.
    public var reason: String

    public init(reason: String) { self.reason = reason }
}

/// What a retraction led to.
public struct RetractionReport: Codable, Equatable, Sendable {
    /// The item that was taken back.
    public var item: String
    /// The withdrawals, one in the item's group and one for those who have left it since.
    public var withdrawals: [String]
    /// The organisations that are told.
    public var told: [String]
    /// Organisations that could open it, have left since, and could not be told yet; the node goes on trying.
    public var owed: [String] = []
    /// Why not, and what to do about it; empty where nobody is owed.
    public var owedBecause = ""

    public init(item: String, withdrawals: [String], told: [String]) {
        self.item = item
        self.withdrawals = withdrawals
        self.told = told
    }
}

/// An item's life as this node knows it.
public struct HistoryReport: Codable, Equatable, Sendable {
    public var item: String
    public var author: String
    /// In the order in which they came here.
    public var events: [HistoryEvent]

    public init(item: String, author: String, events: [HistoryEvent]) {
        self.item = item
        self.author = author
        self.events = events
    }
}

/// One version, re-share or withdrawal.
public struct HistoryEvent: Codable, Equatable, Sendable {
    public var id: String
    /// "version", "re-share", "retraction" or "declassification".
    public var kind: String
    public var author: String
    public var group: String
    /// The title of a version that is current, the reason of a withdrawal.
    public var title: String
    public var tlp: String
    /// ISO 8601, as the author says.
    public var created: String
    /// ISO 8601.
    public var received: String
    /// "current", "replaced", "withdrawn", "moved" or "expired"; empty for a withdrawal.
    public var state: String
    /// The version or withdrawal that ended it, and the item as which it lives on; empty for none.
    public var cause: String
    public var successor: String
    /// ISO 8601, when this node took it out of what it shows; empty for what it shows.
    public var ended: String
    /// ISO 8601; empty for never.
    public var expires: String
    /// The organisations that said they have applied it, each with its time.
    public var receipts: [String]

    public init(
        id: String, kind: String, author: String, group: String, title: String, tlp: String, created: String, received: String,
        state: String,
        cause: String, successor: String, ended: String, expires: String, receipts: [String]
    ) {
        self.id = id
        self.kind = kind
        self.author = author
        self.group = group
        self.title = title
        self.tlp = tlp
        self.created = created
        self.received = received
        self.state = state
        self.cause = cause
        self.successor = successor
        self.ended = ended
        self.expires = expires
        self.receipts = receipts
    }
}

/// An item that somebody gave to this organisation, to be issued under its name.
public struct ContributionReport: Codable, Equatable, Sendable {
    public var id: String
    public var from: String
    /// The group for which it is meant.
    public var wanted: String
    public var title: String
    public var tlp: String
    /// ISO 8601.
    public var received: String
    public var octets: Int
    /// As which item it was issued here; empty before.
    public var issued: String

    public init(
        id: String, from: String, wanted: String, title: String, tlp: String, received: String, octets: Int, issued: String
    ) {
        self.id = id
        self.from = from
        self.wanted = wanted
        self.title = title
        self.tlp = tlp
        self.received = received
        self.octets = octets
        self.issued = issued
    }
}

/// The rules in force.
public struct PolicyReport: Codable, Equatable, Sendable {
    public var file: String
    /// "defaults", "in force", "kept" (the file is wrong, and earlier rules stay in force) or "unusable" (it is wrong, and there are none).
    public var state: String
    /// By section: outbound, inbound, storing, publishing.
    public var rules: [String: Int]
    /// What is wrong with the file, by line.
    public var faults: [String]
    /// What is worth knowing about it, by line.
    public var warnings: [String]

    public init(file: String, state: String, rules: [String: Int], faults: [String], warnings: [String]) {
        self.file = file
        self.state = state
        self.rules = rules
        self.faults = faults
        self.warnings = warnings
    }
}

/// Who would get an item, and why.
public struct ExplanationReport: Codable, Equatable, Sendable {
    /// One organisation of the audience that was asked for.
    public struct Organisation: Codable, Equatable, Sendable {
        public var name: String
        public var id: String
        /// "receives", "refused", or why it would not be given the key.
        public var verdict: String
        /// The rules that apply because of it.
        public var rules: [String]

        public init(name: String, id: String, verdict: String, rules: [String]) {
            self.name = name
            self.id = id
            self.verdict = verdict
            self.rules = rules
        }
    }

    /// To whom it was asked to go, and to whom it would go.
    public var asked: String
    public var goesTo: String
    public var tlp: String
    /// "allowed", or the refusal's code.
    public var decision: String
    /// Why not and what to do; empty when it is allowed.
    public var reason: String
    /// Seconds that it would wait.
    public var waitSeconds: UInt64
    /// How many further people would have to approve it.
    public var approvals: Int
    /// What would be taken out.
    public var redacted: [String]
    /// Whom the rules would tell.
    public var notified: [String]
    /// The rules that apply whoever receives it.
    public var rules: [String]
    public var organisations: [Organisation]
    /// The nodes that could open it, by identifier.
    public var nodes: [String]

    public init(
        asked: String, goesTo: String, tlp: String, decision: String, reason: String, waitSeconds: UInt64, approvals: Int,
        redacted: [String], notified: [String], rules: [String], organisations: [Organisation], nodes: [String]
    ) {
        self.asked = asked
        self.goesTo = goesTo
        self.tlp = tlp
        self.decision = decision
        self.reason = reason
        self.waitSeconds = waitSeconds
        self.approvals = approvals
        self.redacted = redacted
        self.notified = notified
        self.rules = rules
        self.organisations = organisations
        self.nodes = nodes
    }
}
