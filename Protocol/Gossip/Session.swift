import Ledger
import Sodium
import Wire

/// One connection; `Replica` alone changes it.
///
/// A value behind one reference: to take one out of the table copies the reference and none of the many fields behind it, and changing one
/// copies them only while somebody else has hold of it too.
@dynamicMemberLookup
struct Session: Sendable {
    /// Written only while it has one owner, so whoever reads it reads it alone or together with others that read.
    private final class Box: @unchecked Sendable {
        @exclusivity(unchecked) var state: SessionState

        init(_ state: SessionState) { self.state = state }
    }

    private var box: Box

    init(id: SessionID, peer: NodeID, key: Octets32, isOutbound: Bool, nonce: Octets16, registry: JournalID, now: Instant) {
        box = Box(SessionState(id: id, peer: peer, key: key, isOutbound: isOutbound, nonce: nonce, registry: registry, now: now))
    }

    private var state: SessionState {
        get { box.state }
        _modify {
            if !isKnownUniquelyReferenced(&box) { box = Box(box.state) }
            yield &box.state
        }
    }

    subscript<Member>(dynamicMember path: KeyPath<SessionState, Member>) -> Member { box.state[keyPath: path] }

    subscript<Member>(dynamicMember path: WritableKeyPath<SessionState, Member>) -> Member {
        get { box.state[keyPath: path] }
        _modify { yield &state[keyPath: path] }
    }

    mutating func hear(at now: Instant) { state.hear(at: now) }

    mutating func give(_ message: Message, octets: Int) { state.give(message, octets: octets) }

    mutating func flush(_ octets: Int) { state.flush(octets) }

    mutating func giveNumber(to journal: JournalID) -> UInt32 { state.giveNumber(to: journal) }

    mutating func tell(_ journal: JournalID, _ size: UInt64) { state.tell(journal, size) }

    mutating func offer(_ known: Acquaintance) { state.offer(known) }

    mutating func goOn(from past: Session, confirmed: UInt64) { state.goOn(from: past.box.state, confirmed: confirmed) }

    mutating func forgetPassing() { state.forgetPassing() }
}
