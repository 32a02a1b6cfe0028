import GRDB
public import Wire

/// Something that waits to leave this node, or waited.
public struct OutgoingShare: Equatable, Sendable {
    /// What became of it.
    public enum State: UInt8, Sendable {
        case waiting = 0
        case released = 1
        case cancelled = 2
        /// A person said no.
        case rejected = 3
        /// What was in order when it was asked for was not when it was due.
        case refused = 4
    }

    /// The hash of exactly what would be released: what is approved and cancelled by.
    public var id: Hash
    /// What was asked for, as the daemon encodes it; at most `StorageLimits.outgoingRequestOctetsMax` octets.
    public var request: [UInt8]
    /// Who asked: the name of the account on this machine.
    public var requester: String
    /// The person whose key signed the request, if one did.
    public var person: String?
    /// Seconds since 1970.
    public var created: Int64
    /// When it may leave, seconds since 1970.
    public var due: Int64
    /// Further people who have to approve it.
    public var approvals: Int
    public var state = State.waiting
    /// As which item it left.
    public var item: Hash?
    /// Why it did not leave; empty otherwise.
    public var reason = ""
    /// Octets of the content, while it waits.
    public var octets = 0

    public init(
        id: Hash, request: [UInt8], requester: String, person: String? = nil, created: Int64, due: Int64, approvals: Int
    ) {
        self.id = id
        self.request = request
        self.requester = requester
        self.person = person
        self.created = created
        self.due = due
        self.approvals = approvals
    }

    /// Reads the columns of `Query.outgoing`.
    init(_ columns: Columns) throws {
        self.init(
            id: try columns.fixed(1), request: columns.bytes(2), requester: columns.text(3), person: columns.textIfPresent(4),
            created: columns.integer(5), due: columns.integer(6), approvals: Int(columns.integer(7)))
        guard let state = State(rawValue: try columns.integer(8, as: UInt8.self)) else {
            throw StorageError.corrupt("a share is in no state")
        }
        self.state = state
        item = try columns.fixedIfPresent(9)
        reason = columns.text(10)
        octets = Int(columns.integer(11))
    }
}

/// What waits to leave. Its content is deleted with the end of the waiting, however that ends.
extension Store {
    /// Lets something wait. A second one with the same identifier is refused by the database.
    public func addOutgoing(_ share: OutgoingShare, content: [UInt8]) throws(StorageError) {
        try write { database in
            _ = try PreparedStatement(database, Query.insertOutgoing).run(
                share.id, share.request, content, share.requester, share.person, share.created, share.due, share.approvals)
        }
    }

    /// The last to be asked for first, those included that wait no more.
    public func outgoing(limit: Int) throws(StorageError) -> [OutgoingShare] {
        try read { try PreparedStatement($0, Query.outgoing).all(limit) { try OutgoingShare($0) } }
    }

    /// Those that wait, the first to be due first.
    public func outgoingWaiting(limit: Int) throws(StorageError) -> [OutgoingShare] {
        try read { try PreparedStatement($0, Query.outgoingWaiting).all(limit) { try OutgoingShare($0) } }
    }

    /// The one whose identifier begins with these hexadecimal digits; throws `.ambiguousPrefix` if several do.
    public func outgoing(idPrefix: String) throws(StorageError) -> OutgoingShare? {
        let bounds = try Self.bounds(ofPrefix: idPrefix)
        let found = try read {
            try PreparedStatement($0, Query.outgoingInRange).all(bounds.least, bounds.greatest) { try OutgoingShare($0) }
        }
        guard found.count < 2 else { throw .ambiguousPrefix(idPrefix) }
        return found.first
    }

    /// The content of something that waits; `nil` when it waits no more.
    public func outgoingContent(_ id: Hash) throws(StorageError) -> [UInt8]? {
        try read { database in
            try PreparedStatement(database, Query.outgoingContent).first(id) { $0.isNull(0) ? nil : $0.bytes(0) } ?? nil
        }
    }

    /// It is leaving: what was asked for, with what its item is known by. False when it waits no more.
    public func markLeaving(_ id: Hash, request: [UInt8]) throws(StorageError) -> Bool {
        try write { try PreparedStatement($0, Query.markLeaving).run(id, request) == 1 }
    }

    /// Notes the person who signed the request.
    public func nameRequester(_ id: Hash, person: String) throws(StorageError) {
        try write { _ = try PreparedStatement($0, Query.nameRequester).run(id, person) }
    }

    /// Ends the waiting; false when it had ended before.
    public func settleOutgoing(
        _ id: Hash, _ state: OutgoingShare.State, item: Hash? = nil, reason: String = ""
    ) throws(StorageError) -> Bool {
        try write {
            try PreparedStatement($0, Query.settleOutgoing).run(id, Int(state.rawValue), item, String(reason.prefix(1_024))) == 1
        }
    }
}
