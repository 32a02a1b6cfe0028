import Crypto
import Ledger
import Sodium
import Wire

/// The keys that come out of an epoch key, each by HKDF-SHA-256 without salt under its own label (specification chapter 4).
enum Derivation {
    /// The commitment of a manifest to its epoch key.
    static func epochCommitment(of key: SymmetricKey, network: NetworkID, tag: GroupTag) -> Octets32 {
        derive(from: key, info: info("causeway/epoch-commitment/1", network, tag)) { Octets32(derived: $0) }
    }

    /// The commitment of a grant to the key of the step it gives.
    static func stepCommitment(of stepKey: SymmetricKey, network: NetworkID, tag: GroupTag, epoch: EpochID) -> Octets32 {
        derive(from: stepKey, info: info("causeway/step-commitment/1", network, tag, epoch)) { Octets32(derived: $0) }
    }

    /// The keyed hash of a set of nodes, whose order does not matter: only holders of the key can test a guess.
    static func setHash(of nodes: [NodeID], key: SymmetricKey) -> Octets32 {
        var code = HMAC<SHA256>(key: key)
        for node in nodes.sorted() { node.octets.withUnsafeBytes { code.update(data: $0) } }
        return Octets32(code.finalize())
    }

    /// The key of the next hour. There is no way back.
    static func nextStep(of key: SymmetricKey, network: NetworkID, tag: GroupTag) -> SymmetricKey {
        derive(from: key, info: info("causeway/step/1", network, tag)) { SymmetricKey(data: $0) }
    }

    /// Lends the secret of one item, bound to everything its author chose.
    static func itemSecret<Value: ~Copyable, Failure: Error>(
        of stepKey: SymmetricKey, network: NetworkID, prefix: [UInt8], _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        var writer = CBORWriter(reservingCapacity: prefix.count + 64)
        writer.array(3)
        writer.text("causeway/item/1")
        writer.identifier(network)
        writer.byteString(prefix)
        return try derive(from: stepKey, info: writer.bytes, body)
    }

    /// Lends 32 octets derived from a key; they are wiped when the closure ends.
    private static func derive<Value: ~Copyable, Failure: Error>(
        from key: SymmetricKey, info: [UInt8], _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try withUnsafeTemporaryAllocation(byteCount: KeyDerivation.keyOctets, alignment: 8) { (memory) throws(Failure) -> Value in
            defer { wipe(memory) }
            key.withUnsafeBytes { KeyDerivation.derive(from: $0, info: info, into: memory) }
            return try body(UnsafeRawBufferPointer(memory))
        }
    }

    private static func info(_ label: String, _ network: NetworkID, _ tag: GroupTag, _ epoch: EpochID? = nil) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 128)
        writer.array(epoch == nil ? 3 : 4)
        writer.text(label)
        writer.identifier(network)
        writer.identifier(tag)
        if let epoch { writer.identifier(epoch) }
        return writer.bytes
    }
}
