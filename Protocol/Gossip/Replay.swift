import Ledger
import Sodium
public import Wire

/// A recording played again: the replica begins as it did, is told the same at the same times, and must do the same.
public struct Replay: Sendable {
    /// Why a recording cannot be played on.
    public enum Failure: Error, Equatable, Sendable {
        /// A frame, counted from 0, is not what a recording holds there.
        case malformed(frame: Int, CBORError)
        /// What the node published does not verify with its own key.
        case notGenuine(frame: Int)
        /// The replica did something else than in the recorded run: what it was told, and what it does now, in words.
        case differs(frame: Int, input: String, actions: [String])
    }

    private var replica: Replica
    private let beginning: Recording.Beginning
    private var directory: PeerDirectory
    /// How many steps gave the same actions.
    public private(set) var steps = 0

    /// Begins as the first frame's payload says.
    public init(beginning payload: [UInt8]) throws(Failure) {
        do throws(CBORError) {
            var reader = CBORReader(payload)
            beginning = try Recording.Beginning(&reader)
            try reader.end()
        } catch {
            throw .malformed(frame: 0, error)
        }
        replica = beginning.replica
        directory = beginning.directory
    }

    /// Plays the next frame's payload.
    public mutating func play(_ payload: [UInt8]) throws(Failure) {
        let frame = steps + 1
        let (now, input, digest): (Instant, Input, Hash)
        var isGenuine = true
        do throws(CBORError) {
            var reader = CBORReader(payload)
            try reader.array(exactly: 3)
            now = Instant(milliseconds: try reader.unsigned())
            input = try Input(&reader) { reader throws(CBORError) in
                let publication = try Publication(&reader)
                do throws(JournalError) {
                    return try verify(publication)
                } catch {
                    isGenuine = false
                    throw .invalidValue
                }
            }
            digest = try reader.octets()
            try reader.end()
        } catch {
            throw isGenuine ? .malformed(frame: frame, error) : .notGenuine(frame: frame)
        }
        if case .directory(let directory) = input { self.directory = directory }
        let actions = replica.handle(input, at: now)
        guard Recording.digest(of: actions) == digest else {
            throw .differs(frame: frame, input: "\(input)", actions: actions.map(\.words))
        }
        steps = frame
    }

    /// What the node wrote and signed; it goes on from what the replica holds, as it did then.
    private func verify(_ publication: Publication) throws(JournalError) -> VerifiedBatch {
        var reader =
            replica.journals[publication.journal]?.reader
            ?? JournalReader(
                name: publication.name, journal: publication.journal,
                origin: journalOrigin(registryOrigin: beginning.identity.registryOrigin, journal: publication.journal))
        let isRegistry = publication.name == nil
        return try reader.verify(
            publication.entries.map { $0[...] }, from: publication.first, completion: [], checkpoint: publication.checkpoint,
            keys: isRegistry ? [directory.registryKey] : directory.nodes[beginning.identity.node]?.keys ?? [])
    }
}

/// A published batch as the recording has it.
private struct Publication {
    let name: JournalName?
    let journal: JournalID
    let first: UInt64
    let entries: [[UInt8]]
    let checkpoint: CompactCheckpoint

    init(_ reader: inout CBORReader) throws(CBORError) {
        try reader.array(exactly: 6)
        name = try JournalName.read(&reader)
        journal = try reader.octets()
        first = try reader.unsigned()
        entries = try reader.octetLists()
        checkpoint = try CompactCheckpoint(&reader)
    }
}
