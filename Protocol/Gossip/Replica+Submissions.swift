import Sodium
import Wire

/// Requests to the coordinator and their answers: applications of candidates, and records for its log.
///
/// A Receipt does not say what it answers, so one request is under way on a connection, in each direction.
extension Replica {
    /// Hands an application or submission to the coordinator's shell.
    mutating func take(_ request: Action, from id: SessionID, _ actions: inout [Action]) {
        guard identity.isCoordinator else {
            return send(.receipt(code: 1, text: "This node is not the coordinator."), to: id, &actions)
        }
        // One at a time: the answer to the first is on its way.
        guard sessions[id]?.isOwedReceipt == false else { return }
        sessions[id]?.isOwedReceipt = true
        actions.append(request)
    }

    /// Sends records to a coordinator; a note tells what became of them.
    mutating func submit(_ records: [[UInt8]], _ now: Instant, _ actions: inout [Action]) {
        guard (1...WireLimits.recordsPerSubmissionMax).contains(records.count),
            records.allSatisfy({ $0.count <= WireLimits.recordOctetsMax })
        else { return actions.append(.note(.submissionFailed(.unsuitable))) }
        guard !sessions.values.contains(where: { $0.submissionDue != nil }) else {
            return actions.append(.note(.submissionFailed(.anotherUnderWay)))
        }
        let coordinators = sessions.values.filter {
            $0.standing != .greeting && !$0.owesReceipt && directory.isCoordinator($0.peer, provenBy: $0.key)
        }
        guard let id = coordinators.map(\.id).min() else { return actions.append(.note(.submissionFailed(.noCoordinator))) }
        sessions[id]?.owesReceipt = true
        sessions[id]?.submissionDue = now.advanced(by: GossipLimits.submissionMilliseconds)
        send(.submission(records), to: id, &actions)
    }

    /// An answer that comes too late is only noted, and makes room for the next submission on this connection.
    mutating func takeReceipt(_ id: SessionID, _ code: UInt8, _ text: String, _ now: Instant, _ actions: inout [Action]) {
        let isAnswer = sessions[id]?.submissionDue != nil
        sessions[id]?.owesReceipt = false
        sessions[id]?.submissionDue = nil
        actions.append(.note(isAnswer ? .submitted(code: code, text: text) : .receipt(id, code: code, text: text)))
        leaveLapsedTags(id, now, &actions)
    }

    /// Gives up waiting for an answer.
    mutating func expireSubmission(_ now: Instant, _ actions: inout [Action]) {
        for session in sessions.values {
            guard let due = session.submissionDue, due <= now else { continue }
            sessions[session.id]?.submissionDue = nil
            actions.append(.note(.submissionFailed(.unanswered)))
            leaveLapsedTags(session.id, now, &actions)
        }
    }
}
