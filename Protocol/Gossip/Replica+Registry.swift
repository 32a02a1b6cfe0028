import Ledger
import Wire

/// What peers say they hold of the registry. Anybody can say anything in Hello, so a claim is only a reason to ask.
///
/// A peer that was asked and let the time pass, or sent what does not verify, is doubted: it is asked after all others, and only what it has
/// proven counts as held. Members stay doubted while this node runs; they could say the same again on the next connection.
extension Replica {
    /// Whether a member holds, or may well hold, more of the registry than is on disk here.
    func isRegistryBehind(_ session: Session) -> Bool {
        guard session.standing == .full else { return false }
        let held = isDoubted(session) ? session.registryProven : max(session.journals.peerSize(of: registry), session.registryProven)
        return held > (journals[registry]?.stored ?? 0)
    }

    func isDoubted(_ session: Session) -> Bool {
        session.isClaimDoubted || session.standing == .full && (brokenClaims[session.peer] ?? 0) >= GossipLimits.brokenClaimsMax
    }

    /// The peer was asked for the registry and did not give what it said to hold.
    mutating func doubtClaim(of id: SessionID) {
        guard let session = sessions[id] else { return }
        sessions[id]?.isClaimDoubted = true
        if session.standing == .full { brokenClaims[session.peer] = GossipLimits.brokenClaimsMax }
    }

    /// The connection ended while the peer owed what it said to hold. That happens to honest nodes, though not time after time.
    mutating func noteBrokenClaim(of session: Session) {
        guard session.standing == .full, session.registryProven == 0 else { return }
        brokenClaims[session.peer] = min((brokenClaims[session.peer] ?? 0) + 1, GossipLimits.brokenClaimsMax)
    }

    /// A range verified with this checkpoint: somebody holds as much.
    mutating func noteProof(_ checkpoint: CompactCheckpoint, of id: SessionID) {
        guard let session = sessions[id] else { return }
        sessions[id]?.registryProven = max(session.registryProven, checkpoint.size)
        if (brokenClaims[session.peer] ?? 0) < GossipLimits.brokenClaimsMax { brokenClaims[session.peer] = nil }
    }

    /// Who is asked first for a journal: the smaller, the sooner.
    func rank(_ session: Session, for state: JournalState) -> Int {
        guard let name = state.reader.name else { return isDoubted(session) ? 3 : session.standing == .full ? 1 : 2 }
        return session.peer == name.node ? 0 : 1
    }

    /// Whether somebody is sending the journal whom nobody else should displace. Of the registry whoever is doubted makes way.
    func isBeingSent(_ journal: JournalID, by source: SessionID?) -> Bool {
        guard let source, let session = sessions[source] else { return source != nil }
        return journal != registry || !isDoubted(session)
    }

    /// What others hold beyond a registry that this node writes itself is not taken, but must be known of: another process has the same key.
    /// Members are asked until it is proven or doubted.
    func isWorthAsking(_ session: Session, beyond state: JournalState) -> Bool {
        guard state.isOwn else { return true }
        return session.standing == .full && !isDoubted(session) && session.registryProven <= state.stored
    }

    /// Judges a range that continues the registry which this node writes itself, and takes nothing of it.
    mutating func judgeOwnRegistry(_ range: EntryRange, from id: SessionID, _ now: Instant, _ actions: inout [Action]) {
        guard let state = journals[registry], state.source == id else { return }
        var reader = state.reader
        let checkpoint = CompactCheckpoint(size: range.checkpointSize, signature: range.signature)
        do {
            _ = try reader.verify(
                range.entries, from: range.first, completion: range.completion, checkpoint: checkpoint, keys: [directory.registryKey])
            noteProof(checkpoint, of: id)
        } catch .nothingNew {
            // It was asked before this node wrote so much.
            guard (sessions[id]?.journals.peerSize(of: registry) ?? 0) <= state.reader.size else { return }
        } catch {
            actions.append(.note(.forged(id, registry, error)))
            doubtClaim(of: id)
        }
        release(registry)
        want(registry, now, &actions)
    }
}
