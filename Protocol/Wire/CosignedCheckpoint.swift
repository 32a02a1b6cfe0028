public import Sodium

/// Somebody's word that it held a registry checkpoint at a time (specification chapter 3.12).
public struct Cosignature: Hashable, Sendable {
    /// The node of a witness; `nil` for the coordinator's own time stamp.
    public var signer: NodeID?
    /// Unix seconds.
    public var time: UInt64
    /// Ed25519 over time and checkpoint; verified by `Ledger`.
    public var signature: Octets64

    public init(signer: NodeID?, time: UInt64, signature: Octets64) {
        self.signer = signer
        self.time = time
        self.signature = signature
    }
}

/// A checkpoint of the registry, as the coordinator signed it, with what is known of who else signed it (chapter 6.15).
public struct CosignedCheckpoint: Hashable, Sendable {
    /// How many records the registry has there.
    public var size: UInt64
    public var root: Hash
    /// The coordinator's.
    public var signature: Octets64
    /// At most `WireLimits.cosignaturesMax`.
    public var cosignatures: [Cosignature]

    public init(size: UInt64, root: Hash, signature: Octets64, cosignatures: [Cosignature] = []) {
        self.size = size
        self.root = root
        self.signature = signature
        self.cosignatures = cosignatures
    }
}

/// Evidence that the coordinator signed two registries of which no log can have both (chapter 3.12).
public struct SplitEvidence: Hashable, Sendable {
    /// The checkpoint of the smaller size, or of the same.
    public var first: CosignedCheckpoint
    public var second: CosignedCheckpoint
    /// The root that the log of the second had at the first one's size.
    public var root: Hash
    /// The consistency proof from `root` to the second checkpoint; empty for equal sizes.
    public var proof: [Hash]

    public init(first: CosignedCheckpoint, second: CosignedCheckpoint, root: Hash, proof: [Hash]) {
        self.first = first
        self.second = second
        self.root = root
        self.proof = proof
    }
}

extension CosignedCheckpoint {
    /// Writes the four fields, without an array around them.
    public func write(to writer: inout CBORWriter) {
        writer.unsigned(size)
        writer.identifier(root)
        writer.octets(signature)
        writer.array(cosignatures.count)
        for cosignature in cosignatures {
            writer.array(3)
            writer.identifier(cosignature.signer)
            writer.unsigned(cosignature.time)
            writer.octets(cosignature.signature)
        }
    }

    /// Reads what `write` writes.
    public init(_ reader: inout CBORReader) throws(CBORError) {
        size = try reader.unsigned()
        root = try reader.octets()
        signature = try reader.octets()
        cosignatures = []
        for _ in 0..<(try reader.array(limit: WireLimits.cosignaturesMax)) {
            try reader.array(exactly: 3)
            cosignatures.append(
                Cosignature(signer: try reader.optionalOctets(), time: try reader.unsigned(), signature: try reader.octets()))
        }
    }
}

extension SplitEvidence {
    /// Writes the four fields, without an array around them.
    public func write(to writer: inout CBORWriter) {
        for checkpoint in [first, second] {
            writer.array(4)
            checkpoint.write(to: &writer)
        }
        writer.identifier(root)
        writer.array(proof.count)
        for hash in proof { writer.identifier(hash) }
    }

    /// Reads what `write` writes.
    public init(_ reader: inout CBORReader) throws(CBORError) {
        try reader.array(exactly: 4)
        first = try CosignedCheckpoint(&reader)
        try reader.array(exactly: 4)
        second = try CosignedCheckpoint(&reader)
        root = try reader.octets()
        proof = []
        for _ in 0..<(try reader.array(limit: WireLimits.completionHashesMax)) { proof.append(try reader.octets()) }
    }
}
