/// What of an audit log does not fit, named by the first record that shows it.
public enum AuditFault: Error, Equatable, Sendable {
    /// A record has another number than the one that follows: records are missing, doubled or exchanged.
    case outOfOrder(expected: UInt64, found: UInt64)
    /// A record's `previous` is not the hash of the record before: one of the two was changed or put in from elsewhere.
    case notLinked(number: UInt64)
    /// A record's own hash is not that of what it says.
    case changed(number: UInt64)
    /// The first record does not begin this node's log in this network.
    case anotherLog
    /// A signed head covers records that are not there: the end of the log was cut off.
    case cutOff(last: UInt64, signed: UInt64)
    /// A signed head names another hash than the record has: what it covers was written anew.
    case rewritten(number: UInt64)
    /// A head's signature is not that of the key it names over this network, node, number, time and hash.
    case headNotSigned(number: UInt64)
    /// A head is signed by a key that is not the node's.
    case foreignHead(number: UInt64)
    /// The log does not reach the head that was to be compared with, or has another record there.
    case notTheKnownHead(number: UInt64)

    /// A short name that stays the same across releases.
    public var code: String {
        switch self {
        case .outOfOrder: "audit-out-of-order"
        case .notLinked: "audit-not-linked"
        case .changed: "audit-changed"
        case .anotherLog: "audit-another-log"
        case .cutOff: "audit-cut-off"
        case .rewritten: "audit-rewritten"
        case .headNotSigned: "audit-head-not-signed"
        case .foreignHead: "audit-foreign-head"
        case .notTheKnownHead: "audit-not-the-known-head"
        }
    }

    /// What does not fit, in one sentence.
    public var reason: String {
        switch self {
        case .outOfOrder(let expected, let found): "Record \(expected) is expected and \(found) is found."
        case .notLinked(let number): "Record \(number) does not follow from the record before it."
        case .changed(let number): "Record \(number) does not have the hash of what it says: it was changed."
        case .anotherLog: "The first record does not begin the log of this node in this network."
        case .cutOff(let last, let signed): "Record \(signed) was signed, and the log ends at \(last): its end was cut off."
        case .rewritten(let number): "Record \(number) is not the one that was signed."
        case .headNotSigned(let number): "The signature of the head at record \(number) is wrong."
        case .foreignHead(let number): "The head at record \(number) is signed by a key that is not this node's."
        case .notTheKnownHead(let number): "Record \(number) is not there with the hash that is known of it."
        }
    }
}
