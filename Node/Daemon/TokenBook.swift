import Accounts
import Ledger
import Storage
import Synchronization
import Wire

/// The tokens in force, in memory, so that a request costs no query; what the store has wins at every change.
final class TokenBook: Sendable {
    private struct State {
        var tokens: [[UInt8]: StoredToken]?
        var uses: [[UInt8]: UInt64] = [:]
    }

    private let state = Mutex(State())

    var isLoaded: Bool { state.withLock { $0.tokens != nil } }

    func load(_ tokens: [StoredToken]) {
        state.withLock { state in
            state.tokens = Dictionary(tokens.filter { $0.revoked == nil }.map { ($0.id, $0) }) { first, _ in first }
        }
    }

    /// The token in force that is presented so; notes the hour of its use.
    func token(presented text: String, at second: UInt64) -> StoredToken? {
        guard let presented = APIToken(text) else { return nil }
        let hash = presented.hash { Hash(sha256: $0).octets }
        return state.withLock { state in
            guard let token = state.tokens?[presented.id] else { return nil }
            let rights = TokenRights(hash: token.hash, expires: token.expires, isRevoked: token.revoked != nil)
            guard rights.opens(with: hash, at: second) else { return nil }
            let hour = second - second % 3_600
            if token.used ?? 0 < hour {
                state.tokens?[presented.id]?.used = hour
                state.uses[presented.id] = hour
            }
            return token
        }
    }

    /// A token in force.
    func token(_ id: [UInt8]) -> StoredToken? { state.withLock { $0.tokens?[id] } }

    /// Uses that are not on disk yet; they count as written.
    func takeUses() -> [(id: [UInt8], second: UInt64)] {
        state.withLock { state in
            defer { state.uses = [:] }
            return state.uses.map { (id: $0.key, second: $0.value) }
        }
    }
}
