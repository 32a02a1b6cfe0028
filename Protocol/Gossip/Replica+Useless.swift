import Ledger
import Wire

/// How many more octets are read of a peer that it was not asked for and that are of no use.
struct OctetAllowance: Sendable {
    private var left = GossipLimits.uselessOctetsAtOnceMax
    private var since: Instant

    init(now: Instant) { since = now }

    /// Takes that many if they are left; they come back with time.
    mutating func take(_ octets: Int, _ now: Instant) -> Bool {
        let elapsed = now.milliseconds - min(since.milliseconds, now.milliseconds)
        let back = elapsed.multipliedReportingOverflow(by: UInt64(GossipLimits.uselessOctetsPerSecond))
        left = min(
            GossipLimits.uselessOctetsAtOnceMax, left + Int(clamping: back.overflow ? .max / 2 : min(back.partialValue / 1_000, .max / 2)))
        since = now
        guard left >= octets else { return false }
        left -= octets
        return true
    }
}

/// Entries and body parts that nobody asked for (specification chapter 6.7): some come from every honest node, as messages cross.
extension Replica {
    /// The range changed nothing here. Whoever was ever asked for the journal, is its author, or is expected to send it may have been
    /// overtaken by others, however much it is.
    mutating func noteUseless(_ range: EntryRange, of journal: JournalID, from id: SessionID, _ now: Instant, _ actions: inout [Action]) {
        guard let session = sessions[id], !session.asked.contains(journal) else { return }
        let name = journals[journal].map(\.reader.name) ?? session.unadopted[journal]
        guard name?.node != session.peer, journals[journal]?.isOwn != true, expectedSender(of: Stream(name))?.id != id else { return }
        noteUseless(octets: range.entries.reduce(0) { $0 + $1.count }, from: id, now, &actions)
    }

    mutating func noteUseless(octets: Int, from id: SessionID, _ now: Instant, _ actions: inout [Action]) {
        guard sessions[id]?.uselessAllowance.take(octets, now) == false else { return }
        close(id, .excessive, now, &actions)
    }
}
