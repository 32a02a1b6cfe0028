/// The bounds of a simulation, and the times by which its laws are judged.
public enum SimulatorLimits {
    /// Machines of one simulation, twins included.
    public static let machinesMax = 100_000
    /// Virtual seconds of one simulation.
    public static let secondsMax: UInt64 = 7 * 86_400
    /// The longest time after which replication looks again at whatever failed, in milliseconds: a pause before redialling and the silence
    /// after which a dead connection is given up. After two of these without faults all must be level.
    public static let antiEntropyMilliseconds: UInt64 = 60_000
    /// Octets that leave a connection before they are reported as flushed: a socket's buffer.
    public static let flushReportOctets = 65_536
    /// Octets given to one connection and not yet reported: what the replica holds to be congested, and what one input may add to it.
    public static let unflushedOctetsMax = 16_777_216
    /// Reads that a replica may have outstanding for one connection.
    public static let readsMax = 2
    /// Actions that one input may cause for each connection and journal there is, and a few.
    public static let actionsPerSessionMax = 4_096
    /// Events that the trace keeps when it is written: the last ones.
    public static let traceEventsMax = 200_000
    /// Violations that are kept; the first ones matter.
    public static let violationsMax = 32
    /// Frames that a replaying actor remembers.
    public static let replayedFramesMax = 64
    /// Milliseconds after which an unanswered attempt to connect is given up.
    public static let dialMilliseconds: UInt64 = 5_000
    /// Milliseconds between two looks at whom to dial while somebody is missing.
    public static let dialLookMilliseconds: UInt64 = 500
    /// The same while everybody is connected who could be dialled.
    public static let calmLookMilliseconds: UInt64 = 5_000
    /// The first pause before a lost segment is sent again, in milliseconds; it doubles.
    public static let retransmitMilliseconds: UInt64 = 200
    /// Losses in a row after which a segment goes through.
    public static let lossesInARowMax = 5
}
