import Ledger
import Sodium
import Wire

/// How actions go into the digest of a recorded step: everything that they say, in order.
extension Action {
    func write(to writer: inout CBORWriter) {
        switch self {
        case .send(let id, let payloads):
            writer.begin(0, 2)
            writer.unsigned(id.rawValue)
            writer.list(payloads)
        case .store(let batches):
            writer.begin(1, 1)
            writer.array(batches.count)
            for batch in batches { batch.write(to: &writer) }
        case .read(let id, let journal, let first):
            writer.begin(2, 3)
            writer.unsigned(id.rawValue)
            writer.identifier(journal)
            writer.unsigned(first)
        case .readBody(let id, let place, let first):
            writer.begin(3, 3)
            writer.unsigned(id.rawValue)
            place.write(to: &writer)
            writer.unsigned(first)
        case .storeBodyPart(let portion):
            writer.begin(4, 3)
            portion.body.write(to: &writer)
            writer.unsigned(UInt64(clamping: portion.firstChunk))
            writer.list(portion.chunks)
        case .application(let id, let letter):
            writer.begin(5, 2)
            writer.unsigned(id.rawValue)
            writer.byteString(letter)
        case .submission(let id, let records):
            writer.begin(6, 2)
            writer.unsigned(id.rawValue)
            writer.list(records)
        case .revocations(let records):
            writer.begin(7, 1)
            writer.list(records)
        case .statement(let statement, let peer):
            writer.begin(8, 2)
            writer.byteString(statement.message.encoded())
            writer.identifier(peer)
        case .called(let caller, let relay, let ticket):
            writer.begin(9, 3)
            writer.identifier(caller)
            writer.identifier(relay)
            writer.octets(ticket)
        case .close(let id, let reason):
            writer.begin(10, 2)
            writer.unsigned(id.rawValue)
            writer.unsigned(reason.rawValue)
        case .readRoots(let id, let journal, let claim):
            writer.begin(12, 3)
            writer.unsigned(id.rawValue)
            writer.identifier(journal)
            SignedRoot.write(claim, to: &writer)
        case .forked(let evidence, let isOwn):
            writer.begin(13, 2)
            writer.byteString(Message.evidence(evidence).encoded())
            writer.bool(isOwn)
        case .note(let note):
            // A note changes nothing; its words are enough to tell it from another.
            writer.begin(11, 1)
            writer.text("\(note)")
        }
    }

    /// The action in words, for whoever looks for the step at which two runs part.
    var words: String {
        switch self {
        case .send(let id, let payloads):
            "send to \(id): "
                + payloads.map { payload in (try? Message(decoding: payload[...])).map { "\($0)" } ?? "\(payload.count) octets" }
                .joined(separator: ", ")
        case .store(let batches): "store " + batches.map { "\($0.journal) from \($0.first) to \($0.end)" }.joined(separator: ", ")
        default: "\(self)"
        }
    }
}
