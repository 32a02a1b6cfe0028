public import Logging
import NIOCore
public import Sodium
public import Wire

extension Dialer {
    /// Calls a node through a relay and returns when both have proven who they are and accepted each other, inside the leg.
    ///
    /// `leg` comes from `connect` with the purpose `.relay`. It is used up, whatever the outcome: it carries the connection or is closed.
    /// The relay sees the octets of TLS between the two nodes and no more. Throws `TransportError`: `.relay` when the relay refuses, `.leg`
    /// when it says what it may not, `.handshake(.otherPeer)` when it leads to another node than `callee`, and what `connect` throws.
    /// As there, whether the registry knows the peer's key is for the caller to ask.
    public static func connect(
        through leg: PeerConnection, expecting callee: NodeID, identity: TransportIdentity,
        timeout: Duration = .seconds(TransportLimits.relayedSecondsMax),
        settings: TransportSettings = TransportSettings(),
        log: Logger = Logger(label: "causeway.transport")
    ) async throws(TransportError) -> PeerConnection {
        let terms = Pipeline.Terms(
            identity: identity, isOutbound: true, expected: callee, inboxOctetsMax: settings.inboxOctetsMax,
            deadline: .now() + TimeAmount(timeout), log: log)
        return try await leg.carry(after: .call(callee), terms)
    }
}

extension TransportListener {
    /// Takes a call of which a relay has told this node, and returns when both nodes have proven who they are and accepted each other.
    ///
    /// `leg` was dialled by this node, to the relay that gave `ticket`, with the purpose `.relay`; `caller` is whom the relay named. Otherwise as
    /// `Dialer.connect(through:)`.
    public static func accept(
        from leg: PeerConnection, ticket: Octets16, expecting caller: NodeID, identity: TransportIdentity,
        timeout: Duration = .seconds(TransportLimits.relayedSecondsMax),
        settings: TransportSettings = TransportSettings(),
        log: Logger = Logger(label: "causeway.transport")
    ) async throws(TransportError) -> PeerConnection {
        let terms = Pipeline.Terms(
            identity: identity, isOutbound: false, expected: caller, inboxOctetsMax: settings.inboxOctetsMax,
            deadline: .now() + TimeAmount(timeout), log: log)
        return try await leg.carry(after: .answer(ticket: ticket), terms)
    }
}

extension PeerConnection {
    /// Says the first word on a leg, waits until it is joined, and makes the connection inside it.
    fileprivate func carry(after word: LegMessage, _ terms: Pipeline.Terms) async throws(TransportError) -> PeerConnection {
        guard take() else { throw .closed }
        do {
            return try await withTaskCancellationHandler {
                let early = try await join(saying: word, terms)
                let pending = try await nest(early, terms)
                return try await pending.ready.get()
            } onCancel: {
                close()
            }
        } catch {
            close()
            throw Task.isCancelled ? .closed : error.asDialError
        }
    }

    /// Gives the frames that came right after the word that the leg is joined.
    private func join(saying word: LegMessage, _ terms: Pipeline.Terms) async throws -> [[UInt8]] {
        try await transmit([word.encoded()])
        let alarm = closing(at: terms.deadline)
        defer { alarm.cancel() }
        guard let frames = try await receive(), let first = frames.first else {
            throw terms.deadline <= .now() ? TransportError.timedOut : .closed
        }
        let message: LegMessage
        do throws(LegError) { message = try LegMessage(decoding: first[...]) } catch { throw TransportError.leg(error) }
        switch message {
        case .joined: return Array(frames.dropFirst())
        case .refused(let refusal, let text):
            terms.log.debug("relay refused", metadata: ["refusal": "\(refusal.name)", "text": "\(text)"])
            throw TransportError.relay(refusal)
        case .call, .answer: throw TransportError.leg(.legUnexpected)
        }
    }
}
