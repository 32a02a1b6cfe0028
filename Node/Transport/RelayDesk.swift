public import Logging
public import Sodium
public import Wire

/// What a relay does with a leg; a leg is a `PeerConnection`.
protocol RelayLeg: Sendable {
    var peer: PeerIdentity { get }
    func receive() async throws -> [[UInt8]]?
    func send(_ frames: [[UInt8]]) async throws
    func close()
}

extension PeerConnection: RelayLeg {}

/// A relay: joins two legs, so that two nodes that can only dial out have a connection (specification chapter 7).
///
/// It decides nothing about who may call whom: `mayCall` does, and is asked before anything else. What passes is the octets of TLS between
/// the two; of each direction one batch is held, and no more is received until the other leg has taken it.
public actor RelayDesk {
    /// Whether a proven caller may call a node; `nil` for yes. The caller's node is a claim, as everywhere: ask the registry whether the key
    /// is one of that node.
    public typealias MayCall = @Sendable (_ caller: PeerIdentity, _ callee: NodeID) async -> RelayRefusal?
    /// Tells a node, over a connection on which it is known, that somebody waits for it; `false` when it is not connected. Must return soon: the
    /// caller's time begins to run when it has.
    public typealias Ring = @Sendable (_ callee: NodeID, _ caller: NodeID, _ ticket: Octets16) async -> Bool

    /// The two ends of a call, as far as they are there.
    private struct Line {
        let answered: AsyncStream<Never>.Continuation
        var callee: (leg: any RelayLeg, over: AsyncStream<Never>.Continuation)?
    }

    private let settings: RelaySettings
    private let log: Logger
    private var book: CallBook
    private var lines: [Octets16: Line] = [:]
    private var tally = RelayCounters()
    private let octets = RelayMeter()

    public init(settings: RelaySettings = RelaySettings(), log: Logger = Logger(label: "causeway.relay")) {
        self.settings = settings
        self.log = log
        book = CallBook(settings: settings)
    }

    /// What has happened since the start, and what is there now.
    public var counters: RelayCounters {
        var counters = tally
        counters.octets = octets.value
        counters.waiting = book.waiting
        counters.pairs = book.pairs
        return counters
    }

    /// Serves one leg that a listener took, to its end. Call it from the listener's handler; the leg is closed when it returns.
    public func serve(_ leg: PeerConnection, mayCall: MayCall, ring: Ring) async {
        guard leg.purpose == .relay, !leg.isOutbound else { return leg.close() }
        await attend(leg, mayCall: mayCall, ring: ring)
    }

    func attend(_ leg: any RelayLeg, mayCall: MayCall, ring: Ring) async {
        defer { leg.close() }
        let event = await Self.next(on: leg, within: settings.answerTimeout)
        switch event {
        case .gone: return
        case .nothing: await refuse(leg, .silent)
        case .frames(let frames):
            guard frames.count == 1 else { return broke(.legUnexpected) }
            let message: LegMessage
            do throws(LegError) { message = try LegMessage(decoding: frames[0][...]) } catch { return broke(error) }
            switch message {
            case .call(let callee): await call(callee, from: leg, mayCall: mayCall, ring: ring)
            case .answer(let ticket): await answer(ticket, from: leg)
            case .joined, .refused: broke(.legUnexpected)
            }
        }
    }

    // MARK: - The two kinds of leg

    private func call(_ callee: NodeID, from leg: any RelayLeg, mayCall: MayCall, ring: Ring) async {
        if let refusal = await mayCall(leg.peer, callee) { return await refuse(leg, refusal) }
        let ticket = SecureRandom.octets16()
        if let refusal = book.open(ticket, caller: leg.peer.node, callee: callee) { return await refuse(leg, refusal) }
        let (signal, answered) = AsyncStream<Never>.makeStream()
        lines[ticket] = Line(answered: answered)

        let isRung = await ring(callee, leg.peer.node, ticket)
        var event = RelayEvent.nothing
        if isRung { event = await Self.next(on: leg, within: settings.answerTimeout, orEndOf: signal) }

        let isAnswered = book.settle(ticket)
        let line = lines.removeValue(forKey: ticket)
        defer {
            line?.callee?.over.finish()
            book.end(ticket)
        }
        switch event {
        case .gone: tally.givenUp += 1
        case .frames: broke(.legUnexpected)
        case .nothing:
            guard isAnswered, let callee = line?.callee else { return await refuse(leg, isRung ? .silent : .away) }
            await join(leg, callee.leg)
        }
    }

    private func answer(_ ticket: Octets16, from leg: any RelayLeg) async {
        if let refusal = book.answer(ticket, by: leg.peer.node) { return await refuse(leg, refusal) }
        let (ended, over) = AsyncStream<Never>.makeStream()
        lines[ticket]?.callee = (leg, over)
        lines[ticket]?.answered.finish()
        for await _ in ended {}
    }

    // MARK: - Pairs

    private func join(_ caller: any RelayLeg, _ callee: any RelayLeg) async {
        tally.joined += 1
        let (activity, octets, idleTimeout) = (RelayActivity(), octets, settings.idleTimeout)
        let hasIdled = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await Self.pump(from: caller, to: callee, activity, octets) }
            group.addTask { await Self.pump(from: callee, to: caller, activity, octets) }
            group.addTask { await activity.rest(for: idleTimeout) }
            let first = await group.next() ?? false
            caller.close()
            callee.close()
            group.cancelAll()
            return first
        }
        if hasIdled { tally.idled += 1 }
    }

    /// One direction until either leg ends. The other leg hears that it is joined before anything else.
    private static func pump(
        from: any RelayLeg, to: any RelayLeg, _ activity: RelayActivity, _ octets: RelayMeter
    ) async -> Bool {
        do {
            try await to.send([LegMessage.joined.encoded()])
            while let frames = try await from.receive() {
                activity.touch()
                try await to.send(frames)
                activity.touch()
                octets.add(frames.reduce(0) { $0 + $1.count })
            }
        } catch {}
        return false
    }

    // MARK: - Refusing

    private func refuse(_ leg: any RelayLeg, _ refusal: RelayRefusal) async {
        tally.refused[refusal, default: 0] += 1
        log.debug("leg refused", metadata: ["refusal": "\(refusal.name)", "node": "\(leg.peer.node)"])
        try? await leg.send([LegMessage.refused(refusal, text: refusal.description).encoded()])
    }

    private func broke(_ error: LegError) {
        tally.broken[error, default: 0] += 1
        log.debug("leg broken", metadata: ["error": "\(error.rawValue)"])
    }
}
