import Crypto
import Ledger
import Sodium
import Wire

/// Comparing what both sides hold of a group: a digest, the rows where that differs, then the journals (specification chapter 6.6).
///
/// Whatever changes after the digest was given is announced by itself. So of two digests that were equal nothing more need be said, and
/// rows may be answered from the state of any later moment.
extension Replica {
    /// Gives the peer the digests of groups that have become common, and goes on where both sides have given theirs.
    mutating func tellLevels(_ id: SessionID, _ now: Instant, _ actions: inout [Action]) {
        tellForks(id, &actions)
        guard let session = sessions[id], let key = levelKey(of: session) else { return }
        // With somebody who is no member, or no more, nothing is common.
        let common = session.standing == .full ? commonGroups(with: session) : []
        for (group, level) in session.levels where level.sent != nil && !common.contains(group) { sessions[id]?.levels[group]?.lapse() }
        let fresh = common.filter { session.levels[$0]?.sent == nil }.sorted()
        var digests: [GroupDigest] = []
        for group in fresh {
            let digest = key.digest(groupLevels.digest(of: group, journals))
            digests.append(GroupDigest(group: group, digest: digest))
            sessions[id]?.levels[group, default: Level()].sent = digest
            sessions[id]?.levels[group]?.isCompared = false
            if access.groups[group] != nil { sessions[id]?.sentTags.insert(group) }
        }
        var untold = digests[...]
        while !untold.isEmpty {
            send(.digests(Array(untold.prefix(WireLimits.tagsPerMessageMax))), to: id, &actions)
            untold = untold.dropFirst(WireLimits.tagsPerMessageMax)
        }
        if session.standing == .full { compareLevels(id, now, &actions) }
    }

    /// The groups of which both hold all journals.
    private func commonGroups(with session: Session) -> Set<GroupTag> {
        var common = openTags
        for (group, nodes) in access.groups where !common.contains(group) && nodes.contains(session.peer) && nodes.contains(identity.node) {
            common.insert(group)
        }
        for group in session.peerTags { if case .keeping = part(in: group) { common.insert(group) } }
        return common
    }

    func levelKey(of session: Session) -> LevelKey? {
        session.peerNonce.map { LevelKey(identity.node, session.nonce, session.peer, $0) }
    }

    /// Compares what has come with what was given. The smaller node lists its rows; after a resumed connection whoever sees something new.
    private mutating func compareLevels(_ id: SessionID, _ now: Instant, _ actions: inout [Action]) {
        guard let groups = sessions[id]?.levels.filter({ !$0.value.isCompared && $0.value.received != nil }).keys.sorted() else { return }
        for group in groups {
            guard let session = sessions[id], let level = session.levels[group] else { return }
            if let sent = level.sent {
                sessions[id]?.levels[group]?.isCompared = true
                if sent == level.received {
                    settle(group, with: id, now, &actions)
                } else {
                    sessions[id]?.levels[group]?.isSettled = false
                    if identity.node < session.peer || session.isResumed { sendRows(of: group, to: id, now, &actions) }
                }
            } else if isInvitation(group) {
                // Only its author can tell of a group that is unknown here, and knows by this what is here already.
                sessions[id]?.levels[group]?.isCompared = true
                sendRows(of: group, to: id, now, &actions)
            }
        }
    }

    mutating func takeDigests(_ id: SessionID, _ digests: [GroupDigest], _ now: Instant, _ actions: inout [Action]) {
        guard let isMember = sessions[id].map({ $0.standing == .full }) else { return }
        for digest in digests {
            guard let session = sessions[id] else { return }
            let known = session.levels[digest.group]
            if known == nil, session.levels.count >= (isMember ? GossipLimits.tagsPerSessionMax : GossipLimits.strangerJournalsMax) {
                guard !isMember else { return close(id, .excessive, now, &actions) }
                sessions[id]?.hasForgottenHeads = true
                continue
            }
            sessions[id]?.levels[digest.group, default: Level()].received = digest.digest
            if identity.isMailbox { sessions[id]?.peerTags.insert(digest.group) }
            // The first digests of a resumed connection differ by what is told anyway.
            if known?.isResumed == true, known?.received == nil { continue }
            sessions[id]?.levels[digest.group]?.isCompared = false
            sessions[id]?.levels[digest.group]?.isResumed = false
        }
        guard (sessions[id]?.peerTags.count ?? 0) <= GossipLimits.tagsPerSessionMax else { return close(id, .excessive, now, &actions) }
        if isMember { tellLevels(id, now, &actions) }
    }

    private mutating func sendRows(of group: GroupTag, to id: SessionID, _ now: Instant, _ actions: inout [Action]) {
        guard let keyed = keyedRows(of: group, for: id, isFresh: true, now, &actions) else { return }
        let hashes = keyed.rows.map(\.hash)
        var from: UInt64 = 0
        var unsent = hashes[...]
        repeat {
            let page = Array(unsent.prefix(WireLimits.rowsPerMessageMax))
            unsent = unsent.dropFirst(page.count)
            let to = unsent.isEmpty ? .max : page.last ?? .max
            send(.rows(Rows(group: group, from: from, to: to, hashes: page)), to: id, &actions)
            from = to &+ 1
        } while !unsent.isEmpty
    }

    /// Names what the peer does not list, and asks for what it lists and is not here.
    mutating func takeRows(_ id: SessionID, _ rows: Rows, _ now: Instant, _ actions: inout [Action]) {
        guard let session = sessions[id], mayCompare(rows.group, with: session) else { return }
        guard let keyed = keyedRows(of: rows.group, for: id, isFresh: false, now, &actions) else { return }
        let listed = Set(rows.hashes)
        let unlisted = keyed.between(rows.from, rows.to).filter { !listed.contains($0.hash) }.map(\.journal)
        let unknown = rows.hashes.filter { keyed.journal(of: $0) == nil }
        name(unlisted.sorted(), to: id, &actions)
        send(.ask(Ask(group: rows.group, to: rows.to, hashes: unknown)), to: id, &actions)
        if rows.to == .max { settle(rows.group, with: id, now, &actions) }
    }

    mutating func takeAsk(_ id: SessionID, _ ask: Ask, _ now: Instant, _ actions: inout [Action]) {
        guard let session = sessions[id], mayCompare(ask.group, with: session) else { return }
        if !ask.hashes.isEmpty {
            // What was listed may have grown since, which was announced; what is asked for by itself must be as it is now.
            guard let keyed = keyedRows(of: ask.group, for: id, isFresh: ask.to == 0, now, &actions) else { return }
            name(ask.hashes.compactMap { keyed.journal(of: $0) }.sorted(), to: id, evenIfHeld: true, &actions)
        }
        if ask.to == .max { settle(ask.group, with: id, now, &actions) }
    }

    private func mayCompare(_ group: GroupTag, with session: Session) -> Bool {
        guard session.standing == .full else { return false }
        return switch part(in: group) {
        case .open, .invited: true
        case .among(let nodes): nodes.contains(session.peer)
        case .outside: false
        case .keeping: session.peerTags.contains(group)
        }
    }

    /// The peer has been told, or holds, all that is here of the group.
    private mutating func settle(_ group: GroupTag, with id: SessionID, _ now: Instant, _ actions: inout [Action]) {
        guard sessions[id]?.levels[group]?.sent != nil else { return }
        sessions[id]?.levels[group]?.isSettled = true
        let members = groupLevels.journals[group] ?? []
        wakeBodies(now, &actions) { body, _ in members.contains(body.place.journal) }
    }

    /// Names journals to a peer, many in one message; of what it was told before it hears only growth.
    mutating func name(_ candidates: [JournalID], to id: SessionID, evenIfHeld: Bool = false, _ actions: inout [Action]) {
        var fresh: [JournalID] = []
        for journal in candidates {
            guard let session = sessions[id], let state = journals[journal], state.served > 0, isEntitled(session, to: state) else {
                continue
            }
            if session.journals.number(of: journal) != nil {
                announce(journal, to: id, &actions)
            } else if evenIfHeld || session.journals.peerSize(of: journal) < state.served {
                fresh.append(journal)
            }
        }
        var untold = fresh[...]
        while !untold.isEmpty {
            var heads: [Head] = []
            for journal in untold.prefix(WireLimits.headsPerMessageMax) {
                guard (sessions[id]?.journals.namedCount ?? 0) < GossipLimits.journalsPerSessionMax,
                    let head = head(of: journal, size: journals[journal]?.served ?? 0, for: id)
                else { continue }
                heads.append(head)
            }
            untold = untold.dropFirst(WireLimits.headsPerMessageMax)
            if !heads.isEmpty { send(.heads(Heads(tags: [], heads: heads)), to: id, &actions) }
        }
    }
}

/// The hashes of rows.
extension Replica {
    /// The rows of a group for one connection. Hashing them takes time, so a peer that causes too much of it is let go: `nil`.
    private mutating func keyedRows(
        of group: GroupTag, for id: SessionID, isFresh: Bool, _ now: Instant, _ actions: inout [Action]
    ) -> KeyedRows? {
        if let index = rowCache.firstIndex(where: { $0.session == id && $0.group == group }) {
            let known = rowCache.remove(at: index)
            if !isFresh || known.changes == groupLevels.changes {
                rowCache.append(known)
                return known
            }
        }
        guard let session = sessions[id], let key = levelKey(of: session) else { return nil }
        let members = groupLevels.journals[group] ?? []
        guard sessions[id]?.rowAllowance.take(members.count + 1, now) == true else {
            close(id, .excessive, now, &actions)
            return nil
        }
        let start = key.rows
        var rows: [KeyedRows.Row] = []
        rows.reserveCapacity(members.count)
        for journal in members {
            guard let state = journals[journal], isEntitled(session, to: state) else { continue }
            rows.append(KeyedRows.Row(hash: rowHash(of: journal, state, start), journal: journal))
        }
        rows.sort { ($0.hash, $0.journal) < ($1.hash, $1.journal) }
        // Of two with one hash, which no honest network ever sees, the next connection will tell the other.
        var distinct: [KeyedRows.Row] = []
        distinct.reserveCapacity(rows.count)
        for row in rows where distinct.last?.hash != row.hash { distinct.append(row) }
        let keyed = KeyedRows(session: id, group: group, changes: groupLevels.changes, rows: distinct)
        rowCache.append(keyed)
        if rowCache.count > GossipLimits.rowListsMax { rowCache.removeFirst() }
        return keyed
    }

    private func rowHash(of journal: JournalID, _ state: JournalState, _ start: SHA256) -> UInt64 {
        var writer = CBORWriter(reservingCapacity: 80)
        writer.identifier(journal)
        writer.unsigned(state.served)
        writer.identifier(state.servedRoot)
        var hasher = start
        hasher.update(data: writer.bytes)
        return hasher.finalize().prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Bodies wait whose journals nobody here has named: whoever holds the same of the group has them, and is asked for its numbers.
    mutating func askForNumbers(of wanted: [JournalID], _ now: Instant, _ actions: inout [Action]) {
        var byGroup: [GroupTag: Set<JournalID>] = [:]
        for journal in wanted { if let name = journals[journal]?.reader.name { byGroup[name.group, default: []].insert(journal) } }
        for id in sessions.ids {
            guard let session = sessions[id], session.standing == .full, let start = levelKey(of: session)?.rows else { continue }
            for (group, members) in byGroup.sorted(by: { $0.key < $1.key }) {
                guard session.levels[group]?.isSettled == true, mayCompare(group, with: session),
                    now >= session.askedNumbers[group] ?? now
                else { continue }
                let hashes = members.compactMap { journal -> UInt64? in
                    guard session.journals.peerNumber(of: journal) == nil, let state = journals[journal] else { return nil }
                    return rowHash(of: journal, state, start)
                }
                guard !hashes.isEmpty else { continue }
                sessions[id]?.askedNumbers[group] = now.advanced(by: GossipLimits.answerMilliseconds)
                let asked = Array(Set(hashes).sorted().prefix(WireLimits.rowsPerMessageMax))
                send(.ask(Ask(group: group, to: 0, hashes: asked)), to: id, &actions)
            }
        }
    }
}
