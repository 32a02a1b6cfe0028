/// The bounds of what peers may say to each other (specification chapter 6).
public enum WireLimits {
    /// Octets of one frame's payload: one message. A longer one ends the connection before it is buffered.
    public static let frameOctetsMax = 1_048_576
    /// Octets of a body that travels inside its entry; a longer one is detached and fetched in chunks.
    public static let inlineBodyOctetsMax = 65_536
    /// Octets of a chunk of a detached body.
    public static let chunkOctets = 65_536
    /// Octets of a detached body: 4,096 chunks.
    public static let bodyOctetsMax: UInt64 = 268_435_456
    /// Octets of a registry record: C2SP entry bundles carry 16-bit lengths.
    public static let recordOctetsMax = 61_440
    /// Entries in one `Entries` message.
    public static let entriesPerMessageMax = 4_096
    /// Journals listed in one `Heads` message; more travel in further messages.
    public static let headsPerMessageMax = 4_096
    /// Group tags listed in one `Heads` message.
    public static let tagsPerMessageMax = 1_024
    /// Rows listed or asked for in one message: all that one `Heads` message can name.
    public static let rowsPerMessageMax = 4_096
    /// Octets of a text in a message: an agent's name, a reason.
    public static let textOctetsMax = 512
    /// Hashes that complete a range to a checkpoint's size: two for each level of a tree of 2^64 leaves.
    public static let completionHashesMax = 128
    /// Chunks of one detached body, so hashes in a first `BodyPart`: 128 KiB of them.
    public static let chunksPerBodyMax = 4_096
    /// Chunks in one `BodyPart`: with the hashes they stay below one frame.
    public static let chunksPerMessageMax = 12
    /// Octets of an application: two records and a contact.
    public static let applicationOctetsMax = 131_072
    /// Records in one `Submission`: an organisation's nodes renewed together; at their largest they fill half a frame.
    public static let recordsPerSubmissionMax = 8
    /// Records in one `Revocations` message; more travel in further messages.
    public static let revocationsPerMessageMax = 64
    /// Octets of a revocation on its way to the log: a node, a key and four signatures, three times over.
    public static let revocationOctetsMax = 1_024
    /// Cosignatures of one checkpoint in a message: with the coordinator's own signature they fill a note (`LedgerLimits.noteSignaturesMax`).
    public static let cosignaturesMax = 63
    /// Hashes of the consistency proof in `Evidence`: one for each level of a log of 2^53 leaves, and one more. So evidence has at most 2.2 kB.
    public static let evidenceProofHashesMax = 54
    /// Octets of entries that a sender puts into one `Entries` message, so that the message fits a frame.
    public static let entriesOctetsMax = 1_000_000
}
