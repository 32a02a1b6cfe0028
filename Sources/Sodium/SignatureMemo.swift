import CSodium
import Synchronization

/// Verdicts about signatures that were verified before, so that a simulation verifies each once and not once for each of its nodes.
///
/// The key of a verdict is a hash over public key, signature and message together, so nothing but the same three octet strings finds it. Whoever
/// runs a simulation makes one and hands it to its keys (`VerifyingKey.remembering(in:)`); no node has one.
public final class SignatureMemo: Sendable {
    private struct State: Sendable {
        var verdicts: [Octets32: Bool] = [:]
    }

    private let state = Mutex(State())
    /// Verdicts kept; when there are as many all are forgotten.
    private let verdictsMax: Int

    /// A memo for at most so many verdicts, each some 50 octets.
    public init(verdictsMax: Int = 1 << 20) { self.verdictsMax = verdictsMax }

    /// What is known of this signature, or what `verify` finds.
    func verdict(_ key: Octets32, _ signature: Octets64, _ message: [UInt8], verify: () -> Bool) -> Bool {
        var input = key.array + signature.array
        input.append(contentsOf: message)
        let place = Octets32 { hash in _ = crypto_generichash(hash, Octets32.count, input, UInt64(input.count), nil, 0) }
        if let known = state.withLock({ $0.verdicts[place] }) { return known }
        let verdict = verify()
        state.withLock { state in
            if state.verdicts.count >= verdictsMax { state.verdicts = [:] }
            state.verdicts[place] = verdict
        }
        return verdict
    }
}
