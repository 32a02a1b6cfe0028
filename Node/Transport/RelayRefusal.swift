/// Why a relay does not join two legs (specification chapter 7); the raw value is the code on the wire.
public enum RelayRefusal: UInt8, Error, Equatable, Hashable, Sendable, CaseIterable {
    /// The relay has as many calls as it takes.
    case busy = 1
    /// The caller may not call this node here.
    case notPermitted = 2
    /// The called node is not connected to the relay.
    case away = 3
    /// Nobody waits under this ticket: it was never given to this node, was used before, or is too old.
    case unknownTicket = 4
    /// The caller has as many calls at this relay as one caller may have.
    case tooMany = 5
    /// The called node did not answer in time, or a leg did not say what it is for.
    case silent = 6

    /// The name in the specification and in counters.
    public var name: String {
        switch self {
        case .busy: "busy"
        case .notPermitted: "notPermitted"
        case .away: "away"
        case .unknownTicket: "unknownTicket"
        case .tooMany: "tooMany"
        case .silent: "silent"
        }
    }
}

extension RelayRefusal: CustomStringConvertible {
    /// One sentence for an operator.
    public var description: String {
        switch self {
        case .busy: "The relay has as many calls as it takes; try again later or use another relay."
        case .notPermitted: "The relay does not let this node call that one; both must be members in good standing."
        case .away: "The called node is not connected to the relay."
        case .unknownTicket: "Nobody waits at the relay under this ticket; the caller has probably given up."
        case .tooMany: "This node has as many calls at the relay as one node may have."
        case .silent: "The called node did not answer the relay in time."
        }
    }
}

/// How a peer breaks the rules of a leg (specification chapter 7). Each ends that leg, without a word.
public enum LegError: String, Error, Equatable, Hashable, Sendable, CaseIterable {
    /// A frame is none of the messages of a leg.
    case legMalformed
    /// A message of a leg came from the side, or at a time, where it may not come.
    case legUnexpected
}

extension LegError: CustomStringConvertible {
    /// One sentence for an operator.
    public var description: String {
        switch self {
        case .legMalformed: "A frame on the leg to the relay cannot be read."
        case .legUnexpected: "A message on the leg to the relay came where it may not come."
        }
    }
}
