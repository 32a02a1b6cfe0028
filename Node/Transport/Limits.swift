/// The bounds of connections between nodes (specification chapter 7).
public enum TransportLimits {
    /// Seconds from the first octet of TCP to the welcome: two round trips and two signatures, with room for a loaded machine.
    public static let handshakeSecondsMax: Int64 = 10
    /// Seconds that a closing connection waits for the other side's goodbye before the socket is dropped.
    public static let closeSecondsMax: Int64 = 5
    /// Connections that a listener keeps, those in a handshake included: 8 neighbours in each of many groups, and room for strangers.
    public static let connectionsMax = 512
    /// Connections from one remote address (one IPv4 address or one IPv6 /64): several nodes may stand behind one gateway.
    public static let connectionsPerAddressMax = 64
    /// Octets of decoded frames that wait for `receive` before reading from the socket stops: one largest frame and some more.
    /// One read, and at the end of a connection what the kernel still holds, may come on top.
    public static let inboxOctetsMax = 2_097_152
    /// Octets counted for a waiting frame beside its payload: what its array and its place in the queue cost, so that
    /// a flood of one-octet frames is bounded in memory too.
    public static let frameOverheadOctets = 64
    /// Octets put together for one write; `send` hands the next to the socket only when this one left the process.
    public static let writeOctetsMax = 1_048_580
    /// Octets of one buffer within a write: below 256 KiB with the overhead of TLS records, as the allocator doubles what is above.
    public static let pieceOctetsMax = 258_048
    /// Octets of one read from a socket, the upper end of an adaptive size.
    public static let readOctetsMax = 65_536
    /// Octets of the certificate extension's value: 4 heads, 32 + 16 + 32 + 64 octets, and nothing more.
    public static let bindingOctetsMax = 256
    /// Extensions in a certificate, any kind: one is ours, others are ignored but have to be walked.
    public static let extensionsMax = 32
    /// Octets of one frame on a leg to a relay: what one read gives. A relay holds at most one unfinished frame of each leg.
    public static let legFrameOctetsMax = 65_536
    /// Octets of frames of one leg that wait in a relay before it stops reading: two largest frames.
    public static let legInboxOctetsMax = 131_072
    /// Octets of the sentence in which a relay refuses.
    public static let legTextOctetsMax = 256
    /// Pairs of legs that a relay joins at a time, those that wait to be joined included.
    public static let relayPairsMax = 256
    /// Calls that wait at a relay for their answer.
    public static let relayWaitingMax = 64
    /// Calls of one caller that wait at a relay for their answer: dialling goes on while one callee is slow.
    public static let relayWaitingPerCallerMax = 4
    /// Calls and pairs of one caller at a relay: twice the 32 nodes that one node dials, for those whose end is not noticed yet.
    public static let relayCallsPerCallerMax = 64
    /// Seconds that a relay waits for a leg's first word and for the answer to a call.
    public static let relayAnswerSecondsMax: Int64 = 10
    /// Seconds after which a relay ends a pair of which neither leg takes or gives an octet.
    public static let relayIdleSecondsMax: Int64 = 120
    /// Seconds from the first word on a leg to the welcome of the connection inside: the wait for an answer and a handshake.
    public static let relayedSecondsMax: Int64 = relayAnswerSecondsMax + handshakeSecondsMax
}
