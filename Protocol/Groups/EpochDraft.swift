import Crypto
import Ledger
import Sodium
import Wire

/// An epoch whose slots are not sealed yet: nearly all the work of opening one for a large set.
///
/// `slots` may be called for several ranges at once, from several threads; then `opening` takes the parts, in order.
public struct EpochDraft: Sendable {
    private let key: SymmetricKey
    private let keySlots: KeySlots
    /// All but the root of the slots.
    private let manifest: Manifest
    private let network: NetworkID

    /// Chooses the key and the order of the slots; throws `emptySet`, `tooManyNodes` or `repeatedNode`.
    public init(
        for members: [EpochMember], terms: EpochTerms, using generator: inout some RandomNumberGenerator
    ) throws(EpochError) {
        guard !members.isEmpty else { throw .emptySet }
        let nodes = members.map(\.node)
        try KeySlots.check(nodes)
        let slotCount = KeySlots.count(for: nodes.count, atLeast: GroupsLimits.slotsMin)
        network = terms.network
        key = KeySlots.randomKey(&generator)
        manifest = Manifest(
            tag: terms.tag, setHash: Derivation.setHash(of: nodes, key: key), registrySize: terms.registrySize,
            rosterFrontier: terms.rosterFrontier, keyCommitment: Derivation.epochCommitment(of: key, network: network, tag: terms.tag),
            startHour: terms.startHour, slotsRoot: .emptyTree, slotCount: UInt32(slotCount))
        keySlots = KeySlots(key, for: members, count: slotCount, context: manifest.slotContext(network: network), using: &generator)
    }

    /// How many slots there are to seal, dummies included.
    public var slotCount: Int { keySlots.count }

    /// Seals the slots of a range; throws `invalidPublicKey`. Some 0.13 ms for each.
    public func slots(_ range: Range<Int>) throws(EpochError) -> [UInt8] { try keySlots.sealed(range) }

    /// The epoch's body and key. `slots` are all of this draft's, joined in their order.
    public func opening(joining slots: [UInt8]) -> (opening: EpochOpening, key: EpochKey) {
        precondition(slots.count == slotCount * GroupsLimits.slotOctets, "\(slots.count) octets are not \(slotCount) slots")
        var manifest = manifest
        manifest.slotsRoot = EpochOpening.root(of: slots[...])
        let key = EpochKey(id: manifest.id, network: network, tag: manifest.tag, startHour: manifest.startHour, acceptedKey: key)
        return (EpochOpening(manifest: manifest, slots: slots), key)
    }
}
