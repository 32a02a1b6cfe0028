/// What may be set about a relay; the values of `TransportLimits` unless said otherwise.
public struct RelaySettings: Sendable {
    /// Pairs joined at a time, calls that wait included.
    public var pairsMax = TransportLimits.relayPairsMax
    /// Calls that wait for their answer.
    public var waitingMax = TransportLimits.relayWaitingMax
    /// Calls of one caller that wait for their answer.
    public var waitingPerCallerMax = TransportLimits.relayWaitingPerCallerMax
    /// Calls and pairs of one caller.
    public var callsPerCallerMax = TransportLimits.relayCallsPerCallerMax
    /// How long a leg may take for its first word, and a called node for its answer.
    public var answerTimeout: Duration = .seconds(TransportLimits.relayAnswerSecondsMax)
    /// How long a pair may neither take nor give an octet.
    public var idleTimeout: Duration = .seconds(TransportLimits.relayIdleSecondsMax)

    public init() {}
}

/// What a relay has seen since it was started.
public struct RelayCounters: Equatable, Sendable {
    /// Pairs that were joined.
    public internal(set) var joined: UInt64 = 0
    /// Pairs that were ended because nothing moved.
    public internal(set) var idled: UInt64 = 0
    /// Legs that were refused, by reason.
    public internal(set) var refused: [RelayRefusal: UInt64] = [:]
    /// Legs that were closed because they broke the rules, by reason.
    public internal(set) var broken: [LegError: UInt64] = [:]
    /// Callers that went away before they were answered.
    public internal(set) var givenUp: UInt64 = 0
    /// Octets forwarded, both directions.
    public internal(set) var octets: UInt64 = 0
    /// Calls that wait now.
    public internal(set) var waiting = 0
    /// Pairs that exist now.
    public internal(set) var pairs = 0

    public init() {}
}
