/// What may be set about connections; the values of `TransportLimits` unless said otherwise.
public struct TransportSettings: Sendable {
    /// From the first octet of TCP to the welcome.
    public var handshakeTimeout: Duration = .seconds(TransportLimits.handshakeSecondsMax)
    /// Connections that a listener keeps, those in a handshake included.
    public var connectionsMax = TransportLimits.connectionsMax
    /// Connections that a listener keeps from one IPv4 address or IPv6 /64.
    public var connectionsPerAddressMax = TransportLimits.connectionsPerAddressMax
    /// Whether a listener takes legs: whether this node is a relay. If not, whoever asks for one is refused in TLS.
    public var takesLegs = false
    /// Octets of frames that wait to be received on one connection before reading stops; on a leg `TransportLimits.legInboxOctetsMax`.
    public var inboxOctetsMax = TransportLimits.inboxOctetsMax

    public init() {}
}

/// What a listener has seen since it was started.
public struct TransportCounters: Equatable, Sendable {
    /// TCP connections that came in.
    public internal(set) var accepted: UInt64 = 0
    /// Of these, closed at once because of a limit on connections.
    public internal(set) var turnedAway: UInt64 = 0
    /// Of these, welcomed after a full handshake.
    public internal(set) var established: UInt64 = 0
    /// Of these, refused in the handshake, by reason.
    public internal(set) var refused: [HandshakeRefusal: UInt64] = [:]
    /// Connections that exist now, those in a handshake and those whose handler still runs included.
    public internal(set) var open = 0

    public init() {}
}
