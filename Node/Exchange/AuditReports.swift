/// One record of the audit log, as it goes over the local interface and stands in an exported file.
public struct AuditLine: Codable, Equatable, Sendable {
    public var number: UInt64
    /// Unix seconds.
    public var time: UInt64
    public var actor: String
    public var action: String
    public var subject: String
    public var details: [String: String]
    /// Hexadecimal.
    public var previous: String
    /// Hexadecimal.
    public var hash: String

    public init(
        number: UInt64, time: UInt64, actor: String, action: String, subject: String, details: [String: String], previous: String,
        hash: String
    ) {
        self.number = number
        self.time = time
        self.actor = actor
        self.action = action
        self.subject = subject
        self.details = details
        self.previous = previous
        self.hash = hash
    }
}

/// A signed head of the audit log.
public struct AuditHeadLine: Codable, Equatable, Sendable {
    /// The record that it covers, with all before it.
    public var number: UInt64
    /// When it was signed, in unix seconds.
    public var time: UInt64
    /// Hexadecimal, like the others below.
    public var hash: String
    public var key: String
    public var signature: String

    public init(number: UInt64, time: UInt64, hash: String, key: String, signature: String) {
        self.number = number
        self.time = time
        self.hash = hash
        self.key = key
        self.signature = signature
    }
}

/// Some of the audit log in order, and the heads that belong to it.
public struct AuditPage: Codable, Equatable, Sendable {
    public var network: String
    public var node: String
    public var records: [AuditLine]
    public var heads: [AuditHeadLine]
    /// The number of the log's last record.
    public var last: UInt64

    public init(network: String, node: String, records: [AuditLine], heads: [AuditHeadLine], last: UInt64) {
        self.last = last
        self.network = network
        self.node = node
        self.records = records
        self.heads = heads
    }
}

/// What of the audit log somebody is about to take out; noted there first.
public struct AuditExportRequest: Codable, Equatable, Sendable {
    /// Unix seconds; `nil` for the beginning.
    public var since: UInt64?
    /// Unix seconds, themselves not included; `nil` for the end.
    public var until: UInt64?
    /// Only records of this action; `nil` for all.
    public var action: String?

    public init(since: UInt64? = nil, until: UInt64? = nil, action: String? = nil) {
        self.since = since
        self.until = until
        self.action = action
    }
}

/// How far the audit log has got.
public struct AuditStateReport: Codable, Equatable, Sendable {
    public var network: String
    public var node: String
    /// The last record.
    public var last: UInt64
    /// The last record that a signed head covers.
    public var signed: UInt64

    public init(network: String, node: String, last: UInt64, signed: UInt64) {
        self.network = network
        self.node = node
        self.last = last
        self.signed = signed
    }
}

/// Somebody of this organisation with a key of their own.
public struct PersonReport: Codable, Equatable, Sendable {
    public var name: String
    /// The public key, in hexadecimal.
    public var key: String
    /// Their user on the node's machine; empty for none.
    public var user: String
    /// ISO 8601.
    public var added: String
    /// ISO 8601; empty while they are there.
    public var removed: String

    public init(name: String, key: String, user: String, added: String, removed: String) {
        self.name = name
        self.key = key
        self.user = user
        self.added = added
        self.removed = removed
    }
}

/// A person to be added.
public struct PersonAddition: Codable, Equatable, Sendable {
    public var name: String
    /// The public key, in hexadecimal.
    public var key: String
    /// Their user on the node's machine; empty for none.
    public var user: String

    public init(name: String, key: String, user: String) {
        self.name = name
        self.key = key
        self.user = user
    }
}
