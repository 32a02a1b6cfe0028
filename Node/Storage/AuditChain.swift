public import Sodium
public import Wire

/// Checks an audit log record by record, in memory that does not grow with it.
///
/// A value: records and heads go in, in order of their numbers, a head behind the record that it covers; then `end`. The first thing that
/// does not fit is thrown, and nothing after it means anything.
public struct AuditChain: Sendable {
    /// How records that are not there are taken.
    public enum Extent: Equatable, Sendable {
        /// All from the first on.
        case whole
        /// All from some record on.
        case range
        /// Some, as chosen by a filter: each is compared with its own hash, and with its neighbour where that is there.
        case selection
    }

    /// A number and hash that somebody kept of the log before.
    public struct KnownHead: Equatable, Sendable {
        public let number: UInt64
        public let hash: Hash

        public init(number: UInt64, hash: Hash) {
            self.number = number
            self.hash = hash
        }
    }

    private let origin: AuditOrigin
    private let extent: Extent
    private let isOwn: @Sendable (Octets32) -> Bool
    private let known: KnownHead?
    private var isKnownMet = false
    private var latestSigned: UInt64 = 0
    /// Records that were checked.
    public private(set) var records: UInt64 = 0
    /// Heads that were checked.
    public private(set) var heads: UInt64 = 0
    /// The first and the last record.
    public private(set) var first: AuditRecord?
    public private(set) var last: AuditRecord?
    /// The head that covers most.
    public private(set) var lastHead: AuditHead?

    /// `isOwn` says which keys are the node's; a head of any other is refused.
    public init(
        of origin: AuditOrigin, extent: Extent = .whole, expecting known: KnownHead? = nil,
        whereOwn isOwn: @escaping @Sendable (_ key: Octets32) -> Bool
    ) {
        self.origin = origin
        self.extent = extent
        self.isOwn = isOwn
        self.known = known
    }

    /// Takes the next record.
    public mutating func take(_ record: AuditRecord) throws(AuditFault) {
        if let last {
            let isNext = record.number == last.number + 1
            guard isNext || extent == .selection && record.number > last.number else {
                throw .outOfOrder(expected: last.number + 1, found: record.number)
            }
            guard !isNext || record.previous == last.hash else { throw .notLinked(number: record.number) }
        } else {
            guard extent != .whole || record.number == 1 else { throw .outOfOrder(expected: 1, found: record.number) }
            guard record.number != 1 || record.previous == origin.start else { throw .anotherLog }
            first = record
        }
        guard origin.hash(of: record) == record.hash else { throw .changed(number: record.number) }
        if let known, known.number == record.number {
            guard known.hash == record.hash else { throw .notTheKnownHead(number: known.number) }
            isKnownMet = true
        }
        last = record
        records += 1
    }

    /// Takes a head, when the record that it covers was taken or is not there.
    public mutating func take(_ head: AuditHead) throws(AuditFault) {
        guard isOwn(head.key), let key = try? VerifyingKey(head.key) else { throw .foreignHead(number: head.number) }
        guard key.accepts(head.signature, over: origin.message(number: head.number, time: head.time, hash: head.hash)) else {
            throw .headNotSigned(number: head.number)
        }
        if let last, last.number == head.number, last.hash != head.hash { throw .rewritten(number: head.number) }
        heads += 1
        latestSigned = max(latestSigned, head.number)
        if lastHead.map({ $0.number <= head.number }) ?? true { lastHead = head }
    }

    /// Throws when signed records are missing at the end, or the known head was not met. A selection may end anywhere.
    public func end() throws(AuditFault) {
        let reached = last?.number ?? 0
        guard extent == .selection || latestSigned <= reached else { throw .cutOff(last: reached, signed: latestSigned) }
        if let known, !isKnownMet { throw .notTheKnownHead(number: known.number) }
    }
}
