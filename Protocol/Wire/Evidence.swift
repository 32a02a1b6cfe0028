public import Sodium

/// What the writer of a journal signed: a size, and the root over so many entries (specification chapter 6.17).
public struct SignedRoot: Hashable, Sendable {
    /// Entries.
    public var size: UInt64
    public var root: Hash
    /// The writer's, over the checkpoint of chapter 2.6.
    public var signature: Octets64

    public init(size: UInt64, root: Hash, signature: Octets64) {
        self.size = size
        self.root = root
        self.signature = signature
    }
}

/// A checkpoint of a journal on which its sender suspects a fork, or two which prove one (chapter 6.17).
public struct Evidence: Hashable, Sendable {
    /// What contradicts the first checkpoint.
    public struct Other: Hashable, Sendable {
        /// The checkpoint of the larger size, or of the same.
        public var second: SignedRoot
        /// The root that the journal of the second had at the first one's size.
        public var root: Hash
        /// The consistency proof from `root` to the second checkpoint; empty for equal sizes.
        public var proof: [Hash]

        public init(second: SignedRoot, root: Hash, proof: [Hash]) {
            self.second = second
            self.root = root
            self.proof = proof
        }
    }

    public var node: NodeID
    public var group: GroupTag
    public var incarnation: Incarnation
    public var first: SignedRoot
    /// `nil` where only one checkpoint is known: it proves nothing, and asks whether the receiver's contradicts it.
    public var other: Other?

    public init(node: NodeID, group: GroupTag, incarnation: Incarnation, first: SignedRoot, other: Other?) {
        self.node = node
        self.group = group
        self.incarnation = incarnation
        self.first = first
        self.other = other
    }
}

extension Evidence {
    func write(to writer: inout CBORWriter, _ number: UInt64) {
        writer.array(6)
        writer.unsigned(number)
        writer.identifier(node)
        writer.identifier(group)
        writer.identifier(incarnation)
        writer.array(3)
        first.write(to: &writer)
        writer.array(other == nil ? 0 : 5)
        guard let other else { return }
        other.second.write(to: &writer)
        writer.identifier(other.root)
        writer.array(other.proof.count)
        for hash in other.proof { writer.identifier(hash) }
    }

    init(_ reader: inout CBORReader) throws(CBORError) {
        node = try reader.octets()
        group = try reader.octets()
        incarnation = try reader.octets()
        try reader.array(exactly: 3)
        first = try SignedRoot(&reader)
        switch try reader.array(limit: 5) {
        case 0: other = nil
        case 5:
            let (second, root) = (try SignedRoot(&reader), try reader.octets(Hash.self))
            var proof: [Hash] = []
            for _ in 0..<(try reader.array(limit: WireLimits.evidenceProofHashesMax)) { proof.append(try reader.octets()) }
            other = Other(second: second, root: root, proof: proof)
        default: throw .wrongCount
        }
    }
}

extension SignedRoot {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.unsigned(size)
        writer.identifier(root)
        writer.octets(signature)
    }

    fileprivate init(_ reader: inout CBORReader) throws(CBORError) {
        size = try reader.unsigned()
        root = try reader.octets()
        signature = try reader.octets()
    }
}
