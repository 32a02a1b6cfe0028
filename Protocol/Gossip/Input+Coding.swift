import Ledger
import Sodium
import Wire

/// How inputs stand in a recording. Numbers never change their meaning.
extension Input {
    func write(to writer: inout CBORWriter) {
        switch self {
        case .connected(let id, let peer, let key, let outbound):
            writer.begin(0, 4)
            writer.unsigned(id.rawValue)
            writer.identifier(peer)
            writer.octets(key)
            writer.bool(outbound)
        case .received(let id, let payloads):
            writer.begin(1, 2)
            writer.unsigned(id.rawValue)
            writer.list(payloads)
        case .flushed(let id, let octets):
            writer.begin(2, 2)
            writer.unsigned(id.rawValue)
            writer.unsigned(UInt64(clamping: octets))
        case .closed(let id):
            writer.begin(3, 1)
            writer.unsigned(id.rawValue)
        case .stored(let sizes):
            writer.begin(4, 1)
            writer.array(sizes.count)
            for size in sizes { size.write(to: &writer) }
        case .storageFailed(let journals):
            writer.begin(5, 1)
            writer.array(journals.count)
            for journal in journals { journal.write(to: &writer) }
        case .published(let batch):
            writer.begin(6, 1)
            batch.write(to: &writer)
        case .rangeRead(let id, let journal, let range): Self.write(id, journal, range, to: &writer)
        case .bodyRead(let id, let place, let hashes, let first, let chunks):
            Self.write(id, place, hashes, first, chunks, to: &writer)
        case .bodiesMissing(let bodies):
            writer.begin(9, 1)
            writer.array(bodies.count)
            for body in bodies { body.write(to: &writer) }
        case .directory(let directory):
            writer.begin(10, 1)
            directory.write(to: &writer)
        case .access(let access):
            writer.begin(11, 1)
            access.write(to: &writer)
        case .receipt(let id, let code, let text):
            writer.begin(12, 3)
            writer.unsigned(id.rawValue)
            writer.unsigned(code)
            writer.text(text)
        case .submit(let records):
            writer.begin(13, 1)
            writer.list(records)
        case .revocations(let records):
            writer.begin(14, 1)
            writer.list(records)
        case .statements(let checkpoints, let splits):
            writer.begin(15, 1)
            writer.list(checkpoints.map { Message.cosigned($0).encoded() } + splits.map { Message.split($0).encoded() })
        case .call(let node, let caller, let ticket): Self.write(node, caller, ticket, to: &writer)
        case .rootsRead(let id, let journal, let claim, let found): Self.write(id, journal, claim, found, to: &writer)
        case .forks(let known):
            writer.begin(20, 1)
            writer.array(known.count)
            for fork in known { fork.write(to: &writer) }
        case .tick: writer.begin(17, 0)
        case .part(let node):
            writer.begin(18, 1)
            writer.identifier(node)
        }
    }

    private static func write(_ id: SessionID, _ journal: JournalID, _ range: StoredEntries?, to writer: inout CBORWriter) {
        writer.begin(7, 3)
        writer.unsigned(id.rawValue)
        writer.identifier(journal)
        writer.array(range == nil ? 0 : 4)
        guard let range else { return }
        writer.unsigned(range.first)
        writer.list(range.entries)
        writer.list(range.completion)
        range.checkpoint.write(to: &writer)
    }

    private static func write(
        _ id: SessionID, _ place: BodyPlace, _ hashes: [Hash], _ first: UInt32, _ chunks: [[UInt8]], to writer: inout CBORWriter
    ) {
        writer.begin(8, 5)
        writer.unsigned(id.rawValue)
        place.write(to: &writer)
        writer.list(hashes)
        writer.unsigned(first)
        writer.list(chunks)
    }

    private static func write(_ node: NodeID, _ caller: NodeID, _ ticket: Octets16, to writer: inout CBORWriter) {
        writer.begin(16, 3)
        writer.identifier(node)
        writer.identifier(caller)
        writer.octets(ticket)
    }

    private static func write(
        _ id: SessionID, _ journal: JournalID, _ claim: SignedRoot?, _ found: StoredRoots?, to writer: inout CBORWriter
    ) {
        writer.begin(19, 4)
        writer.unsigned(id.rawValue)
        writer.identifier(journal)
        SignedRoot.write(claim, to: &writer)
        StoredRoots.write(found, to: &writer)
    }

    /// Reads what `write` writes. What this node published is verified again: only that makes it a batch.
    init(_ reader: inout CBORReader, verifying published: (inout CBORReader) throws(CBORError) -> VerifiedBatch) throws(CBORError) {
        let fields = try reader.array(limit: 8)
        let number = try reader.unsigned()
        let counts: [UInt64: Int] = [
            0: 4, 1: 2, 2: 2, 3: 1, 4: 1, 5: 1, 6: 1, 7: 3, 8: 5, 9: 1, 10: 1, 11: 1, 12: 3, 13: 1, 14: 1, 15: 1, 16: 3, 17: 0, 18: 1,
            19: 4, 20: 1,
        ]
        guard counts[number].map({ $0 + 1 }) == fields else { throw .wrongCount }
        switch number {
        case 6: self = .published(try published(&reader))
        case 0...8: self = try Self.connection(number, &reader)
        case 9: self = .bodiesMissing(try reader.list { reader throws(CBORError) in try MissingBody(&reader) })
        case 10: self = .directory(try PeerDirectory(&reader))
        case 11: self = .access(try AccessTable(&reader))
        case 12:
            self = .receipt(try reader.session(), code: try reader.unsigned(UInt8.self), text: try reader.text(limit: reader.remaining))
        case 13: self = .submit(try reader.octetLists())
        case 14: self = .revocations(try reader.octetLists())
        case 15: self = try Self.statements(&reader)
        case 16: self = .call(to: try reader.octets(), caller: try reader.octets(), ticket: try reader.octets())
        case 17: self = .tick
        case 18: self = .part(from: try reader.octets())
        case 19:
            self = .rootsRead(
                try reader.session(), try reader.octets(), against: try SignedRoot.read(&reader), try StoredRoots.read(&reader))
        default: self = .forks(try reader.list { reader throws(CBORError) in try KnownFork(&reader) })
        }
    }

    private static func connection(_ number: UInt64, _ reader: inout CBORReader) throws(CBORError) -> Input {
        switch number {
        case 0:
            return .connected(try reader.session(), peer: try reader.octets(), key: try reader.octets(), outbound: try reader.bool())
        case 1: return .received(try reader.session(), try reader.octetLists())
        case 2: return .flushed(try reader.session(), octets: Int(clamping: try reader.unsigned()))
        case 3: return .closed(try reader.session())
        case 4:
            return .stored(
                try reader.list { reader throws(CBORError) in try StoredJournalSize(&reader) })
        case 5: return .storageFailed(restored: try reader.list { reader throws(CBORError) in try JournalReader(&reader) })
        case 7: return try rangeRead(&reader)
        default:
            return .bodyRead(
                try reader.session(), try BodyPlace(&reader), chunkHashes: try reader.hashes(),
                firstChunk: try reader.unsigned(UInt32.self),
                chunks: try reader.octetLists())
        }
    }

    private static func rangeRead(_ reader: inout CBORReader) throws(CBORError) -> Input {
        let (id, journal) = (try reader.session(), try reader.octets(JournalID.self))
        switch try reader.array(limit: 4) {
        case 0: return .rangeRead(id, journal, nil)
        case 4:
            let range = StoredEntries(
                first: try reader.unsigned(), entries: try reader.octetLists(), completion: try reader.hashes(),
                checkpoint: try CompactCheckpoint(&reader))
            return .rangeRead(id, journal, range)
        default: throw .wrongCount
        }
    }

    private static func statements(_ reader: inout CBORReader) throws(CBORError) -> Input {
        var (checkpoints, splits): ([CosignedCheckpoint], [SplitEvidence]) = ([], [])
        for payload in try reader.octetLists() {
            switch try Message(decoding: payload[...]) {
            case .cosigned(let checkpoint): checkpoints.append(checkpoint)
            case .split(let evidence): splits.append(evidence)
            default: throw .invalidValue
            }
        }
        return .statements(checkpoints, splits)
    }
}
