import Gossip
import Ledger
import Wire

@testable import Gossip

/// What must hold whatever the fuzzed peer does: who may have what is worked out here anew, from members and groups alone.
extension SessionPlay {
    /// Whether journals of that name may pass between the subject and the fuzzed peer now.
    private func mayPass(_ name: JournalName) -> Bool {
        guard isMember, fuzzed.hasGreeted else { return false }
        switch name.group {
        case Self.community, Self.publicTag: return true
        case Self.trio: return isInTrio
        case Self.pair, Self.outside: return false
        default: return isMailbox ? fuzzed.saidTags.contains(name.group) : name.node == Self.id(.fuzzed)
        }
    }

    private func name(of journal: JournalID) -> JournalName? {
        subject.store.journals[journal]?.name ?? subject.replica.journals[journal]?.reader.name
    }

    /// The subject is about to read something for the fuzzed peer.
    func checkGiven(_ journal: JournalID) {
        guard journal != Self.registry else { return hold(fuzzed.hasGreeted, "nobody has anything before it said who it is") }
        hold(name(of: journal).map(mayPass) ?? false, "nothing is read for a peer that it may not have")
    }

    /// The subject takes entries from the fuzzed peer.
    func checkTaken(_ batch: VerifiedBatch) {
        hold(batch.name.map(mayPass) ?? fuzzed.hasGreeted, "nothing is taken from a peer that it may not have")
    }

    /// The subject says something to the fuzzed peer.
    mutating func hear(_ payload: [UInt8]) {
        fuzzed.unread += payload.count + Frame.lengthOctets
        guard let message = try? Message(decoding: payload[...]) else { fatalError("broken: what is sent can be read") }
        hold(payload.count <= WireLimits.frameOctetsMax, "a message fits a frame")
        switch message {
        case .heads(let heads):
            hold(heads.tags.allSatisfy { $0 == Self.trio && isMember && isInTrio }, "only common groups are named")
            for head in heads.heads {
                let name = JournalName(node: head.node, group: head.group, incarnation: head.incarnation)
                hold(mayPass(name), "only journals are named that the peer may have")
                hold(fuzzed.heardJournals[head.number] ?? name == name, "a number means one journal")
                fuzzed.heardJournals[head.number] = name
            }
        case .entries(let range): checkNamed(range.number)
        case .have(let have): checkNamed(have.number)
        case .bodyPart(let part): checkNamed(part.number)
        case .want(let want): checkAsked(want.number)
        case .wantBody(let want): checkAsked(want.number)
        case .relayCall: hold(false, "nobody is called who was not waited for")
        default: break
        }
    }

    private func checkNamed(_ number: UInt32) {
        guard number != 0 else { return }
        hold(fuzzed.heardJournals[number].map(mayPass) ?? false, "nothing is said of a journal that the peer may not have")
    }

    private func checkAsked(_ number: UInt32) {
        guard number != 0 else { return }
        hold(fuzzed.saidJournals[number].map(mayPass) ?? false, "a peer is asked only for what it named and may have")
    }

    /// What the subject remembers hangs together, and is bounded.
    func checkState() {
        let replica = subject.replica
        hold(replica.sessions.count <= 2, "a connection that ended is forgotten")
        hold(replica.bodyFetches.count <= GossipLimits.bodyFetchesMax, "bodies are fetched a few at once")
        for journal in replica.due.keys { hold(replica.journals[journal] != nil, "only journals that are held are due") }
        for journal in replica.answersDue.keys {
            hold(
                replica.journals[journal]?.source.map { replica.sessions[$0] != nil } ?? false,
                "an answer is waited for from somebody who is here")
        }
        for (journal, state) in replica.journals {
            hold(state.source.map { replica.sessions[$0] != nil } ?? true, "whoever sends a journal is here")
            hold(state.stored <= state.reader.size && state.served <= state.stored, "nothing is given that is not on disk")
            let isNamed = replica.sessions.values.contains { $0.journals.peerNumber(of: journal) != nil }
            hold(state.reader.size > 0 || state.isOwn || isNamed, "a journal that was only named is forgotten with whoever named it")
        }
        if let link = fuzzedLink, let session = replica.sessions[link] {
            hold(session.unflushed == fuzzed.unread, "what was sent and not read is known")
            hold(
                session.unflushed <= GossipLimits.unflushedOctetsMax + 4 * WireLimits.frameOctetsMax,
                "what was sent and not read is bounded")
            hold(session.journals.peerNamedCount <= fuzzed.saidJournals.count + 1, "no more is remembered than was said")
            hold(session.queue.readsInFlight == 0, "every read that was asked for has come back")
        }
    }
}
