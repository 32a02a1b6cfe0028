public import Sodium
public import Wire

/// One journal as its writer keeps it: gives entries their places and signs the root over all of them.
///
/// A node's journal is opened by the run that writes it and never continued by another run, so there is no way to
/// restore its writer; only the registry, a single log for ever, has one. What is appended here goes through the
/// same `JournalReader` as at every peer (only the signature, just made, is not verified again): what this node would
/// not accept from others it cannot publish. The caller stores the batch before any peer hears of it.
public struct JournalWriter: Sendable {
    private var reader: JournalReader

    /// Whose journal; `nil` for the registry.
    public var name: JournalName? { reader.name }
    public var journal: JournalID { reader.journal }
    /// The name under which the checkpoints are signed.
    public var origin: String { reader.origin }
    /// What has been written so far.
    public var range: CompactRange { reader.range }
    public var size: UInt64 { reader.size }

    /// Begins a node's journal. `origin` is the journal's own (`journalOrigin`), not the registry's.
    public init(name: JournalName, network: NetworkID, origin: String) {
        let journal = name.id(in: network)
        precondition(origin.hasSuffix(journal.hex), "\(origin) is not the origin of journal \(journal)")
        reader = JournalReader(name: name, journal: journal, origin: origin)
    }

    /// Begins or goes on with the registry; `origin` is the one in the genesis record.
    public init(registryOf network: NetworkID, origin: String, restoring range: CompactRange = CompactRange()) {
        reader = JournalReader(name: nil, journal: .registry(of: network), origin: origin, restoring: range)
    }

    /// Appends 1 to `WireLimits.entriesPerMessageMax` entries to a node's journal and signs the new state.
    ///
    /// The first entry of all must be an opening, no later one, and every entry must be one that peers accept:
    /// a broken rule is a fault of this program and stops it.
    public mutating func append(_ entries: [UnverifiedEntry], signing key: borrowing SigningKey) -> VerifiedBatch {
        precondition(name != nil, "entries are for journals, records for the registry")
        precondition(entries.allSatisfy { $0.prefix.journal == journal }, "an entry of another journal was appended to \(journal)")
        return append(entries.map { $0.compact()[...] }, signing: key)
    }

    /// Appends 1 to `WireLimits.entriesPerMessageMax` records to the registry and signs the new state.
    ///
    /// Every record has at most `WireLimits.recordOctetsMax` octets; whether it applies is for `Registry.check`.
    public mutating func append(records: [[UInt8]], signing key: borrowing SigningKey) -> VerifiedBatch {
        precondition(name == nil, "records are for the registry, entries for journals")
        return append(records.map { $0[...] }, signing: key)
    }

    private mutating func append(_ compact: [ArraySlice<UInt8>], signing key: borrowing SigningKey) -> VerifiedBatch {
        precondition((1...WireLimits.entriesPerMessageMax).contains(compact.count), "a batch of \(compact.count) entries")
        do throws(JournalError) {
            return try reader.extend(by: compact, signing: key)
        } catch {
            preconditionFailure("journal \(journal) at \(size) refused its own writer's entries: \(error)")
        }
    }
}
