import Sodium
import Wire

/// Who calls whom at a relay: tickets, and how many calls there may be. Decides, and does nothing else.
///
/// A call is waiting → answered → joined → gone; from each of the first two also to gone. It counts towards the limits until it is gone.
struct CallBook {
    private enum Phase {
        case waiting, answered, joined
    }

    private struct Call {
        let caller: NodeID
        let callee: NodeID
        var phase = Phase.waiting
    }

    private let settings: RelaySettings
    private var calls: [Octets16: Call] = [:]

    init(settings: RelaySettings) {
        self.settings = settings
    }

    /// Calls that wait for their answer.
    var waiting: Int { calls.values.count { $0.phase == .waiting } }
    /// Calls that have been answered: the pairs.
    var pairs: Int { calls.count - waiting }

    /// Enters a call under a fresh ticket, or says why not. What bounds one caller is asked first.
    mutating func open(_ ticket: Octets16, caller: NodeID, callee: NodeID) -> RelayRefusal? {
        guard caller != callee else { return .notPermitted }
        let own = calls.values.filter { $0.caller == caller }
        guard own.count < settings.callsPerCallerMax, own.count(where: { $0.phase == .waiting }) < settings.waitingPerCallerMax else {
            return .tooMany
        }
        guard calls.count < settings.pairsMax, waiting < settings.waitingMax else { return .busy }
        calls[ticket] = Call(caller: caller, callee: callee)
        return nil
    }

    /// Gives the call to the one node that may answer it, once.
    mutating func answer(_ ticket: Octets16, by node: NodeID) -> RelayRefusal? {
        guard let call = calls[ticket], call.callee == node, call.phase == .waiting else { return .unknownTicket }
        calls[ticket]?.phase = .answered
        return nil
    }

    /// Ends the wait for an answer: whether there was one. If not, the call is gone and its ticket worth nothing.
    mutating func settle(_ ticket: Octets16) -> Bool {
        guard calls[ticket]?.phase == .answered else {
            calls[ticket] = nil
            return false
        }
        calls[ticket]?.phase = .joined
        return true
    }

    /// The pair is over.
    mutating func end(_ ticket: Octets16) {
        calls[ticket] = nil
    }
}
