public import Wire

/// Why an epoch cannot be opened or received.
public enum EpochError: Error, Equatable, Sendable {
    /// The body is not the encoding of a manifest and its slots.
    case encoding(CBORError)
    /// The version is not one this node knows.
    case unknownVersion
    /// The manifest names another group than the journal it stands in.
    case anotherGroup
    /// The number of slots is no power of two from 4 to 16,384, or not the manifest's.
    case wrongSlotCount
    /// The slots do not have the root that the manifest names.
    case wrongSlotsRoot
    /// No slot opens with any of the node's subkeys: it is outside the set, or its slot is invalid.
    case noSlot
    /// A slot opened, but to something the manifest does not commit to: the epoch's author erred or cheats.
    case wrongCommitment
    /// An epoch needs at least one node.
    case emptySet
    /// More nodes than an epoch may have.
    case tooManyNodes
    /// A node stands in the set twice.
    case repeatedNode(NodeID)
    /// Nothing can be sealed to the node's public key. Leave it out and try again.
    case invalidPublicKey(NodeID)
}
