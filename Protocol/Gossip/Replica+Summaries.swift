import Ledger
public import Wire

/// A figure of the replica's state, for status pages and tests.
public struct SessionSummary: Sendable, Equatable {
    public let id: SessionID
    public let peer: NodeID
    public let isOutbound: Bool
    public let isFull: Bool
    public let agent: String
    /// Whether the peer says that it keeps ciphertext for groups it is not in.
    public let offersMailbox: Bool
    /// Whether the peer says that it joins connections.
    public let offersRelay: Bool
    /// Journals of which the peer says it holds more than we have on disk, and of which we are entitled to have the rest from it.
    public let journalsBehind: Int
    /// Whether the peer is a member and says it holds more of the registry than we have on disk. Once it was asked and did not give that,
    /// only what it has proven counts.
    public let registryBehind: Bool
    /// When the connection stood.
    public let since: Instant
    /// Whether the peer did not give what it said to hold of the registry.
    public let isDoubted: Bool
    /// Until when it is asked last for some journal; `nil`, or past, when for none.
    public let restingUntil: Instant?
    /// Until when it is not asked for bodies; `nil`, or past, when it is asked.
    public let bodyPauseUntil: Instant?
    /// Journals of which it sent what does not verify, and which are taken from others.
    public let journalsSetAside: Int
}

extension Replica {
    /// The open connections, by number.
    public var sessionSummaries: [SessionSummary] {
        sessions.values.map { session in
            SessionSummary(
                id: session.id, peer: session.peer, isOutbound: session.isOutbound, isFull: session.standing == .full,
                agent: session.agent, offersMailbox: session.services.mailbox, offersRelay: session.services.relay,
                journalsBehind: session.journals.count { journal, size in isBehind(session, journal, size) },
                registryBehind: isRegistryBehind(session), since: session.since, isDoubted: isDoubted(session),
                restingUntil: session.resting.values.max(), bodyPauseUntil: bodyPauses[session.peer]?.until,
                journalsSetAside: session.setAside.count)
        }
    }

    /// The network that this node is in.
    public var network: NetworkID { identity.network }

    /// The origin of the registry's checkpoints.
    public var registryOrigin: String { identity.registryOrigin }

    /// Whether a connection to the node stands and has been greeted, so that the node can be called.
    public func isReady(_ node: NodeID) -> Bool { greetedSession(of: node) != nil }

    /// How many entries of a journal are on disk; 0 when it is unknown.
    public func storedSize(of journal: JournalID) -> UInt64 { journals[journal]?.stored ?? 0 }

    /// Whether more of the journal should come from this peer, which says it holds so many entries.
    private func isBehind(_ session: Session, _ journal: JournalID, _ size: UInt64) -> Bool {
        if journal == registry { return isRegistryBehind(session) }
        guard let state = journals[journal] else {
            // What could be taken at once has been; what is left waits for room.
            guard size > 0, let name = session.unadopted[journal], directory.nodes[name.node] != nil else { return false }
            return !isInvitation(name.group) && isEntitled(session, to: name) && !isFull(name) && !forkBook.suspended.contains(name.node)
        }
        guard !state.isOwn, size > state.stored, isEntitled(session, to: state), !hasEnough(of: state) else { return false }
        // An author that has shut us out of its group gives nothing, and nothing tells us so.
        let isRefused = session.resting[journal] != nil && state.reader.name.map { isInvitation($0.group) } == true
        return !isRefused && !session.setAside.contains(journal)
    }
}
