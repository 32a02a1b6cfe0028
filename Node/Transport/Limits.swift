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
}
