import Ledger
import Sodium
import Wire

/// A verified revocation that the log lacks.
struct Revocation: Sendable {
    /// Of exactly these octets: the same word signed anew is another one.
    let hash: Hash
    let record: [UInt8]
}

/// Revocations on their way to everybody, beside the log and in any standing: a node that the log has shut out must hear of them too.
///
/// Nothing is passed on before the shell has verified it. What a peer sent is only remembered as known to that peer, so a forgery
/// keeps nobody from hearing the truth.
extension Replica {
    /// Replaces what the log lacks and sends each connection what is new to it.
    mutating func passOn(_ records: [[UInt8]], _ actions: inout [Action]) {
        let before = Set(revocations.map(\.hash))
        var hashes: Set<Hash> = []
        revocations = []
        for record in records where revocations.count < GossipLimits.revocationsMax && record.count <= WireLimits.revocationOctetsMax {
            let hash = Hash(sha256: record)
            if hashes.insert(hash).inserted { revocations.append(Revocation(hash: hash, record: record)) }
        }
        let done = before.subtracting(hashes)
        for id in sessions.ids {
            sessions[id]?.knownRevocations.subtract(done)
            tellRevocations(id, &actions)
        }
    }

    /// Sends the peer what it has neither been sent nor sent itself, each revocation once; later when it is congested.
    mutating func tellRevocations(_ id: SessionID, _ actions: inout [Action]) {
        guard let session = sessions[id], session.standing != .greeting else { return }
        var untold = revocations.filter { !session.knownRevocations.contains($0.hash) }[...]
        guard !untold.isEmpty else { return }
        guard !session.isCongested else {
            sessions[id]?.isOwedRevocations = true
            return
        }
        sessions[id]?.knownRevocations.formUnion(untold.map(\.hash))
        while !untold.isEmpty {
            send(.revocations(untold.prefix(WireLimits.revocationsPerMessageMax).map(\.record)), to: id, &actions)
            untold = untold.dropFirst(WireLimits.revocationsPerMessageMax)
        }
    }

    /// Hands what is not passed on already to the shell; of somebody who is no member only so much.
    mutating func takeRevocations(_ id: SessionID, _ records: [[UInt8]], _ actions: inout [Action]) {
        guard let session = sessions[id] else { return }
        let isMember = session.standing == .full
        guard isMember || session.strangerRevocationMessages < GossipLimits.strangerRevocationMessagesMax else { return }
        let passedOn = Set(revocations.map(\.hash))
        var known = session.knownRevocations
        var unverified: [[UInt8]] = []
        for record in records {
            let hash = Hash(sha256: record)
            let isNew = !known.contains(hash)
            if known.count < GossipLimits.revocationsKnownMax { known.insert(hash) }
            if isNew, !passedOn.contains(hash) { unverified.append(record) }
        }
        sessions[id]?.knownRevocations = known
        guard !unverified.isEmpty else { return }
        if !isMember { sessions[id]?.strangerRevocationMessages += 1 }
        actions.append(.revocations(unverified))
    }
}
