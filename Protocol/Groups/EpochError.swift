public import Wire

/// Why an epoch, or a grant of one, cannot be made, read or received.
public enum EpochError: Error, Equatable, Sendable {
    /// The body is not the encoding of a manifest and its slots, or of a grant.
    case encoding(CBORError)
    /// The version is not one this node knows.
    case unknownVersion
    /// The manifest or grant names another group than the journal it stands in.
    case anotherGroup
    /// The number of slots is none that can be, or not the manifest's.
    case wrongSlotCount
    /// The slots do not have the root that the manifest names.
    case wrongSlotsRoot
    /// No slot opens with any of the node's subkeys: it is outside the set, or its slot is invalid.
    case noSlot
    /// A slot opened, or a holder derived the step's key, but it is not what is committed to: the author erred or cheats.
    case wrongCommitment
    /// An epoch or a grant needs at least one node.
    case emptySet
    /// More nodes than an epoch may have.
    case tooManyNodes
    /// A node stands in the set twice.
    case repeatedNode(NodeID)
    /// Nothing can be sealed to the node's public key. Leave it out and try again.
    case invalidPublicKey(NodeID)
    /// A grant is of another epoch than the key, or says that the epoch began at another hour.
    case anotherEpoch
    /// A grant is of a step more than 168 hours after the epoch's start.
    case beyondEpoch
    /// A grant is of a step before the first that this node was given or still keeps: it can neither make nor judge it.
    case beforeFirstStep
    /// A grant is to a node outside the set that it is to form.
    case outsideSet(NodeID)
}

/// Why a grant cannot be made, read, received or confirmed.
public typealias GrantError = EpochError
