public import Sodium
public import Wire

/// What the first entry of a journal says: which journal of the same writer and group came before it.
///
/// Every start of a node opens a new journal, so that a restored backup never continues an old one; through the
/// openings readers find what belongs together. Body of the `opening` entry, never sealed.
public struct Opening: Equatable, Sendable {
    /// The writer's previous journal in this group, as far as the writer knows it.
    public struct Predecessor: Equatable, Sendable {
        public let incarnation: Incarnation
        /// Leaves that the writer knows of; at least 1.
        public let size: UInt64
        /// The root at that size.
        public let root: Hash

        public init(incarnation: Incarnation, size: UInt64, root: Hash) {
            self.incarnation = incarnation
            self.size = size
            self.root = root
        }
    }

    /// `nil` for the writer's first journal in the group.
    public let predecessor: Predecessor?

    public init(predecessor: Predecessor?) {
        self.predecessor = predecessor
    }

    /// The array of incarnation, size and root; empty, 0 and empty without a predecessor.
    public func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 64)
        writer.array(3)
        writer.identifier(predecessor?.incarnation)
        writer.unsigned(predecessor?.size ?? 0)
        writer.identifier(predecessor?.root)
        return writer.bytes
    }

    /// Reads a body strictly; all three fields name a predecessor or none does.
    public init(body: [UInt8]) throws(CBORError) {
        var reader = CBORReader(body)
        try reader.array(exactly: 3)
        let incarnation: Incarnation? = try reader.optionalOctets()
        let size = try reader.unsigned()
        let root: Hash? = try reader.optionalOctets()
        try reader.end()
        switch (incarnation, size, root) {
        case (nil, 0, nil): predecessor = nil
        case (let incarnation?, 1...LedgerLimits.logSizeMax, let root?):
            predecessor = Predecessor(incarnation: incarnation, size: size, root: root)
        default: throw .invalidValue
        }
    }

    /// The opening entry itself.
    public func entry(journal: JournalID, salt: Octets16, registrySize: UInt64, time: Minute) -> UnverifiedEntry {
        let prefix = EntryPrefix(
            kind: .opening, journal: journal, salt: salt, epoch: nil, step: 0,
            registrySize: registrySize, time: time, keepUntil: Minute(0))
        return UnverifiedEntry(prefix: prefix, commitment: nil, body: .inline(encoded()))
    }
}
