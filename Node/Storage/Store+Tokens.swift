import GRDB
public import Sodium
public import Wire

/// A machine's token as the store keeps it: everything but the secret. What follows from it is the `Accounts` module's.
public struct StoredToken: Equatable, Sendable {
    /// What the token begins with, 8 octets; says nothing of its secret.
    public var id: [UInt8]
    public var name: String
    /// SHA-256 of the secret.
    public var hash: Octets32
    /// 1 read, 2 write, 3 both.
    public var scopes: UInt8
    /// The strictest TLP that it handles, 0 CLEAR to 3 AMBER+STRICT.
    public var tlp: UInt8
    /// The collections to which it is confined, 16 octets each; none for no bounds.
    public var collections: [[UInt8]]
    /// Who made it: their user on the machine, and its number.
    public var user: String
    public var userNumber: UInt32
    /// Unix seconds.
    public var created: UInt64
    /// Unix seconds; `nil` for never.
    public var expires: UInt64?
    /// Unix seconds; `nil` while it is in force.
    public var revoked: UInt64?
    /// Unix seconds of the hour in which it was last used; `nil` for never.
    public var used: UInt64?

    public init(
        id: [UInt8], name: String, hash: Octets32, scopes: UInt8, tlp: UInt8, collections: [[UInt8]] = [], user: String, userNumber: UInt32,
        created: UInt64, expires: UInt64? = nil, revoked: UInt64? = nil, used: UInt64? = nil
    ) {
        self.id = id
        self.name = name
        self.hash = hash
        self.scopes = scopes
        self.tlp = tlp
        self.collections = collections
        self.user = user
        self.userNumber = userNumber
        self.created = created
        self.expires = expires
        self.revoked = revoked
        self.used = used
    }

    init(_ columns: Columns, collections: PreparedStatement) throws {
        func time(_ column: Int32) throws -> UInt64? {
            let value = try columns.integer(column, as: UInt64.self)
            return value == 0 ? nil : value
        }
        self.init(
            id: columns.bytes(1), name: columns.text(2), hash: try columns.fixed(3), scopes: try columns.integer(4, as: UInt8.self),
            tlp: try columns.integer(5, as: UInt8.self), collections: try collections.all(columns.integer(0)) { $0.bytes(0) },
            user: columns.text(6), userNumber: try columns.integer(7, as: UInt32.self), created: try columns.integer(8, as: UInt64.self),
            expires: try time(9), revoked: try time(10), used: try time(11))
    }
}

/// Why a token is not kept.
public enum TokenRefusal: Error, Equatable, Sendable {
    /// A token in force has this name.
    case nameTaken
    /// No token in force has this name.
    case unknownName
    /// There are as many as there may be.
    case full
}

/// What a machine gave to be shared, and by what it is found again.
public struct StoredPost: Equatable, Sendable {
    /// 16 octets.
    public var id: [UInt8]
    /// When it was asked for, in microseconds since 1970.
    public var requested: Int64
    /// Objects in it.
    public var objects: Int
    /// Whether it went to what waits to leave; else `subject` is an item.
    public var waits: Bool
    public var subject: Hash

    public init(id: [UInt8], requested: Int64, objects: Int, waits: Bool, subject: Hash) {
        self.id = id
        self.requested = requested
        self.objects = objects
        self.waits = waits
        self.subject = subject
    }
}

/// Tokens, and what came with them. A change of tokens is noted in the audit log in the same transaction.
extension Store {
    /// All tokens in the order in which they were made, those that were revoked among them.
    public func tokens() throws(StorageError) -> [StoredToken] {
        try read { database in
            let collections = try PreparedStatement(database, Query.tokenCollections)
            return try PreparedStatement(database, Query.tokens).all { try StoredToken($0, collections: collections) }
        }
    }

    public func token(_ id: [UInt8]) throws(StorageError) -> StoredToken? {
        try read { database in
            let collections = try PreparedStatement(database, Query.tokenCollections)
            return try PreparedStatement(database, Query.token).first(id) { try StoredToken($0, collections: collections) }
        }
    }

    /// Adds a token whose name none in force has.
    public func addToken(_ token: StoredToken, noting audit: AuditBatch) throws(StorageError) -> Result<Void, TokenRefusal> {
        try write { database in
            let count = try PreparedStatement(database, Query.tokenCount).first { $0.integer(0) } ?? 0
            guard count < StorageLimits.tokensMax else { return .failure(.full) }
            guard try PreparedStatement(database, Query.tokenNamed).first(token.name, read: { $0.integer(0) }) == nil else {
                return .failure(.nameTaken)
            }
            try PreparedStatement(database, Query.insertToken).run(
                token.id, token.name, token.hash, Int(token.scopes), Int(token.tlp), token.user, Int64(token.userNumber),
                Int64(clamping: token.created), Int64(clamping: token.expires ?? 0))
            let number = database.lastInsertedRowID
            let collection = try PreparedStatement(database, Query.insertTokenCollection)
            for id in token.collections { try collection.run(number, id) }
            try audit.write(to: database)
            return .success(())
        }
    }

    /// Revokes a token; its row stays with the time of it, in unix seconds and at least 1.
    public func revokeToken(_ name: String, at time: UInt64, noting audit: AuditBatch) throws(StorageError) -> Result<Void, TokenRefusal> {
        try write { database in
            guard let number = try PreparedStatement(database, Query.tokenNamed).first(name, read: { $0.integer(0) }) else {
                return .failure(.unknownName)
            }
            try PreparedStatement(database, Query.revokeToken).run(Int64(clamping: max(time, 1)), number)
            try audit.write(to: database)
            return .success(())
        }
    }

    /// Notes when tokens were last used, in unix seconds.
    public func noteTokenUses(_ uses: [(id: [UInt8], second: UInt64)]) throws(StorageError) {
        guard !uses.isEmpty else { return }
        try write { database in
            let note = try PreparedStatement(database, Query.noteTokenUse)
            for use in uses { try note.run(use.id, Int64(clamping: use.second)) }
        }
    }

    /// Keeps what is known of something that came with a token.
    public func addPost(_ post: StoredPost, token: [UInt8]) throws(StorageError) {
        try write { database in
            _ = try PreparedStatement(database, Query.insertPost).run(
                post.id, post.requested, post.objects, post.waits ? 1 : 0, post.subject, token)
        }
    }

    /// What came with exactly this token under this identifier.
    public func post(_ id: [UInt8], token: [UInt8]) throws(StorageError) -> StoredPost? {
        try read { database in
            try PreparedStatement(database, Query.post).first(id, token) { columns in
                StoredPost(
                    id: id, requested: columns.integer(0), objects: Int(columns.integer(1)), waits: columns.integer(2) == 1,
                    subject: try columns.fixed(3))
            }
        }
    }

    /// Forgets what came before a time, in microseconds since 1970: so many at most.
    public func forgetPosts(before time: Int64, limit: Int) throws(StorageError) {
        try write { _ = try PreparedStatement($0, Query.forgetPosts).run(time, limit) }
    }
}
