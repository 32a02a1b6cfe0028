import Gossip
import Transport
import Wire

/// What peers did goes into a book that people can read.
extension Conductor {
    /// Notes in the book what a peer did on this connection.
    func mark(_ event: PeerBook.Event, on id: SessionID) {
        guard let peer = peer(of: id) else { return }
        book.note(event, of: peer.node, isMember: isMember(peer.node, provenBy: peer.operationKey), at: clock.seconds)
    }

    /// Notes that entries came, or came again.
    func markEntries(_ entries: Int, repeated: Int, on id: SessionID) {
        guard let peer = peer(of: id) else { return }
        book.received(
            entries, repeated: repeated, of: peer.node, isMember: isMember(peer.node, provenBy: peer.operationKey), at: clock.seconds)
    }

    /// What a note tells of a peer.
    func markWhatIsToldOfPeers(_ note: Note) {
        switch note {
        case .peerLeft(let id, _, let code, _):
            if let reason = CloseReason(rawValue: code) { mark(.left(reason), on: id) }
        case .receivedEntries(let id, let count): markEntries(count, repeated: 0, on: id)
        case .duplicateEntries(let id, let count): markEntries(0, repeated: count, on: id)
        case .forged(let id, _, _): mark(.forgedEntries, on: id)
        case .malformed(let id, _): mark(.malformedMessage, on: id)
        case .forkSuspected(let id, _): mark(.forkSuspected, on: id)
        case .unanswered(let id, _): mark(.unanswered, on: id)
        case .refusedJournal(let id, _): mark(.refusedJournal, on: id)
        case .bodyMismatch(let id, _): mark(.falseBody, on: id)
        case .evidenceRefused(let id, _): mark(.refusedEvidence, on: id)
        default: break
        }
    }
}
