import GRDB
public import Sodium
public import Wire

/// A person with a key of their own, as the store keeps them; what follows from it is the `Accounts` module's.
public struct StoredPerson: Equatable, Sendable {
    public var name: String
    /// Their Ed25519 public key.
    public var key: Octets32
    /// Their user on the node's machine; empty for none.
    public var user: String
    /// Unix seconds.
    public var added: UInt64
    /// Unix seconds; `nil` while they are there.
    public var removed: UInt64?

    public init(name: String, key: Octets32, user: String, added: UInt64, removed: UInt64? = nil) {
        self.name = name
        self.key = key
        self.user = user
        self.added = added
        self.removed = removed
    }
}

/// A signed approval or refusal as it was received.
public struct StoredApproval: Equatable, Sendable {
    /// The exact octets that were signed.
    public var statement: [UInt8]
    public var signature: Octets64
    /// Unix seconds.
    public var received: UInt64
    /// The machine's user over whose connection it came; empty for unknown.
    public var user: String

    public init(statement: [UInt8], signature: Octets64, received: UInt64, user: String) {
        self.statement = statement
        self.signature = signature
        self.received = received
        self.user = user
    }
}

/// Why a person or an approval is not kept.
public enum PeopleRefusal: Error, Equatable, Sendable {
    /// Somebody who is there has this name.
    case nameTaken
    /// Somebody who is there has this key; their name.
    case keyTaken(by: String)
    /// Nobody who is there has this name.
    case unknownName
    /// There are as many people, or as many statements on one share, as there may be.
    case full
}

/// People and approvals. Every change is noted in the audit log in the same transaction.
extension Store {
    /// All people in the order in which they were added, those who were removed among them.
    public func people() throws(StorageError) -> [StoredPerson] {
        try read { database in
            try PreparedStatement(database, Query.people).all { columns in
                let removed = try columns.integer(4, as: UInt64.self)
                return StoredPerson(
                    name: columns.text(0), key: try columns.fixed(1), user: columns.text(2), added: try columns.integer(3, as: UInt64.self),
                    removed: removed == 0 ? nil : removed)
            }
        }
    }

    /// Adds a person whose name and key nobody has who is there.
    public func addPerson(_ person: StoredPerson, noting audit: AuditBatch) throws(StorageError) -> Result<Void, PeopleRefusal> {
        try write { database in
            let count = try PreparedStatement(database, Query.peoplePresent).first { $0.integer(0) } ?? 0
            guard count < StorageLimits.peopleMax else { return .failure(.full) }
            guard try PreparedStatement(database, Query.personNamed).first(person.name, read: { $0.integer(0) }) == nil else {
                return .failure(.nameTaken)
            }
            if let other = try PreparedStatement(database, Query.personWithKey).first(person.key, read: { $0.text(0) }) {
                return .failure(.keyTaken(by: other))
            }
            try PreparedStatement(database, Query.insertPerson).run(person.name, person.key, person.user, Int64(clamping: person.added))
            try audit.write(to: database)
            return .success(())
        }
    }

    /// Removes a person; their row stays with the time of it, in unix seconds and at least 1.
    public func removePerson(_ name: String, at time: UInt64, noting audit: AuditBatch) throws(StorageError) -> Result<Void, PeopleRefusal>
    {
        try write { database in
            guard let number = try PreparedStatement(database, Query.personNamed).first(name, read: { $0.integer(0) }) else {
                return .failure(.unknownName)
            }
            try PreparedStatement(database, Query.removePerson).run(Int64(clamping: max(time, 1)), number)
            try audit.write(to: database)
            return .success(())
        }
    }

    /// What was stated on a share, in the order in which it came.
    public func approvals(of share: Hash) throws(StorageError) -> [StoredApproval] {
        try read { database in
            try PreparedStatement(database, Query.approvals).all(share) { columns in
                StoredApproval(
                    statement: columns.bytes(0), signature: try columns.fixed(1), received: try columns.integer(2, as: UInt64.self),
                    user: columns.text(3))
            }
        }
    }

    /// Keeps a statement that was checked; the same one again changes nothing.
    public func keepApproval(
        _ approval: StoredApproval, of share: Hash, noting audit: AuditBatch
    ) throws(StorageError) -> Result<Void, PeopleRefusal> {
        try write { database in
            let count = try PreparedStatement(database, Query.approvalCount).first(share) { $0.integer(0) } ?? 0
            guard count < StorageLimits.approvalsPerShareMax, approval.statement.count <= StorageLimits.approvalOctetsMax else {
                return .failure(.full)
            }
            let kept = try PreparedStatement(database, Query.insertApproval).run(
                share, approval.statement, approval.signature, Int64(clamping: approval.received), approval.user)
            if kept == 1 { try audit.write(to: database) }
            return .success(())
        }
    }
}
