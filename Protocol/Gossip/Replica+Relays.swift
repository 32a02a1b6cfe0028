import Sodium
import Wire

/// Calls through a relay: a node that can only dial out is told who waits for it, and where.
extension Replica {
    mutating func call(_ node: NodeID, for caller: NodeID, _ ticket: Octets16, _ actions: inout [Action]) {
        guard let id = greetedSession(of: node) else { return }
        send(.relayCall(RelayCall(ticket: ticket, caller: caller)), to: id, &actions)
    }

    func greetedSession(of node: NodeID) -> SessionID? {
        sessions.values.first { $0.peer == node && $0.standing != .greeting }?.id
    }

    /// Answered are members that offer to be a relay, and the coordinator: nobody else sends this node anywhere.
    mutating func takeRelayCall(_ id: SessionID, _ call: RelayCall, _ actions: inout [Action]) {
        guard let session = sessions[id], call.caller != identity.node else { return }
        let isRelay = session.standing == .full && session.services.relay
        guard isRelay || directory.isCoordinator(session.peer, provenBy: session.key) else { return }
        actions.append(.called(by: call.caller, via: session.peer, ticket: call.ticket))
    }
}
