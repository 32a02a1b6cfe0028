import Ledger
import Sodium
public import Wire

// How checkpoints and evidence stand in a recording.

extension SignedRoot {
    /// An empty array stands for none.
    static func write(_ state: SignedRoot?, to writer: inout CBORWriter) {
        writer.array(state == nil ? 0 : 3)
        guard let state else { return }
        writer.unsigned(state.size)
        writer.identifier(state.root)
        writer.octets(state.signature)
    }

    static func read(_ reader: inout CBORReader) throws(CBORError) -> SignedRoot? {
        switch try reader.array(limit: 3) {
        case 0: return nil
        case 3: return SignedRoot(size: try reader.unsigned(), root: try reader.octets(), signature: try reader.octets())
        default: throw .wrongCount
        }
    }
}

extension StoredRoots {
    /// Fewer elements stand for less that was found.
    static func write(_ found: StoredRoots?, to writer: inout CBORWriter) {
        writer.array(found.map { $0.earlier == nil ? 1 : 3 } ?? 0)
        guard let found else { return }
        SignedRoot.write(found.served, to: &writer)
        guard let earlier = found.earlier else { return }
        writer.identifier(earlier.root)
        writer.list(earlier.proof)
    }

    static func read(_ reader: inout CBORReader) throws(CBORError) -> StoredRoots? {
        let count = try reader.array(limit: 3)
        guard count > 0 else { return nil }
        guard count != 2, let served = try SignedRoot.read(&reader) else { throw .wrongCount }
        return StoredRoots(served: served, earlier: count == 3 ? (root: try reader.octets(), proof: try reader.hashes()) : nil)
    }
}

extension KnownFork {
    func write(to writer: inout CBORWriter) {
        writer.array(2)
        writer.byteString(Message.evidence(evidence).encoded())
        writer.bool(isPardoned)
    }

    init(_ reader: inout CBORReader) throws(CBORError) {
        try reader.array(exactly: 2)
        guard case .evidence(let evidence) = try Message(decoding: reader.byteString(limit: reader.remaining)) else { throw .invalidValue }
        self.init(evidence: evidence, isPardoned: try reader.bool())
    }
}

extension KnownFork {
    /// How it stands on a disk.
    public func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 512)
        write(to: &writer)
        return writer.bytes
    }

    /// Reads what `encoded` gives.
    public init(decoding octets: [UInt8]) throws(CBORError) {
        var reader = CBORReader(octets)
        try self.init(&reader)
        try reader.end()
    }
}
