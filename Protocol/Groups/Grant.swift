import Crypto
public import Sodium
public import Wire

/// One step of an epoch, given to nodes that did not have it: the body of a `grant` entry (specification §4.12).
///
/// Who is granted a step can compute the later ones and no earlier one. A holder of the epoch confirms a grant with `check`;
/// a newcomer cannot, because it has nothing to compare with before it opens items. A grant that is not confirmed
/// is evidence against its author and changes nothing.
public struct Grant: Equatable, Sendable {
    static let version: UInt8 = 1

    public let tag: GroupTag
    public let epoch: EpochID
    /// The hour of the epoch's step 0, in hours since 1970-01-01T00:00Z.
    public let startHour: UInt32
    /// The step that is given: the newcomers' first.
    public let step: UInt16
    /// The registry size by which the set was computed.
    public let registrySize: UInt64
    /// The roster by which the set was computed; see `EpochTerms.rosterFrontier`.
    public let rosterFrontier: Octets32
    /// HMAC-SHA-256 under the step's key over the ascending node ids of everybody who has the epoch from now on.
    public let setHash: Octets32
    /// What the step's key must hash to.
    public let stepCommitment: Octets32
    /// The slots one after the other, 1,168 octets each.
    public let slots: [UInt8]

    /// Grants a step of an epoch to nodes that then form, with its holders so far, exactly the set `nodes`.
    ///
    /// `nodes` is empty for a grant that is for reading only: of an epoch that seals no new items. `terms` must be of the
    /// epoch's network, group and start hour (`anotherEpoch`). Throws also `beyondEpoch`, `beforeFirstStep`, `emptySet`,
    /// `tooManyNodes`, `repeatedNode`, `outsideSet` or `invalidPublicKey`. Randomness as in `EpochOpening.make`.
    public static func make(
        of epoch: EpochKey, step: UInt16, to newcomers: [EpochMember], forming nodes: [NodeID], terms: EpochTerms,
        using generator: inout some RandomNumberGenerator
    ) throws(GrantError) -> Grant {
        guard terms.network == epoch.network, terms.tag == epoch.tag, terms.startHour == epoch.startHour else { throw .anotherEpoch }
        let key = try stepKey(step, of: epoch)
        try check(newcomers.map(\.node), forming: nodes)
        let unsealed = Grant(
            tag: epoch.tag, epoch: epoch.id, startHour: epoch.startHour, step: step, registrySize: terms.registrySize,
            rosterFrontier: terms.rosterFrontier, setHash: Derivation.setHash(of: nodes, key: key),
            stepCommitment: Derivation.stepCommitment(of: key, network: epoch.network, tag: epoch.tag, epoch: epoch.id), slots: [])
        let slots = KeySlots(
            key, for: newcomers, count: KeySlots.count(for: newcomers.count, atLeast: 1),
            context: unsealed.slotContext(network: epoch.network), using: &generator)
        return unsealed.with(slots: try slots.sealed(0..<slots.count))
    }

    /// Tries every slot with each of the node's subkeys, the newest first, and gives the epoch's key from the granted step.
    ///
    /// Throws `noSlot` or `wrongCommitment`, as `EpochOpening.receive`.
    public func receive(network: NetworkID, subkeys: [Subkey]) throws(GrantError) -> EpochKey {
        let key = try KeySlots.open(slots, with: subkeys, context: slotContext(network: network)) { isCommitted($0, network: network) }
        return EpochKey(id: epoch, network: network, tag: tag, startHour: startHour, firstStep: step, acceptedKey: key)
    }

    /// Confirms the grant with a key of the epoch that this node had before; throws when it gives newcomers something else.
    ///
    /// `anotherEpoch` and `wrongCommitment` are the author's fault. With `beforeFirstStep` this node cannot tell.
    public func check(against key: EpochKey) throws(GrantError) {
        guard key.id == epoch, key.tag == tag, key.startHour == startHour else { throw .anotherEpoch }
        guard isCommitted(try Self.stepKey(step, of: key), network: key.network) else { throw .wrongCommitment }
    }

    /// Whether exactly these nodes have the epoch after this grant. False for one that `check` does not confirm.
    public func isFor(_ nodes: [NodeID], key: EpochKey) -> Bool {
        guard !nodes.isEmpty, (try? check(against: key)) != nil, let stepKey = try? Self.stepKey(step, of: key) else { return false }
        return octetsAreEqual(Derivation.setHash(of: nodes, key: stepKey), setHash)
    }

    private func isCommitted(_ key: SymmetricKey, network: NetworkID) -> Bool {
        octetsAreEqual(Derivation.stepCommitment(of: key, network: network, tag: tag, epoch: epoch), stepCommitment)
    }

    private static func stepKey(_ step: UInt16, of epoch: EpochKey) throws(GrantError) -> SymmetricKey {
        var epoch = epoch
        do throws(StepError) {
            return try epoch.stepKey(step)
        } catch {
            throw error == .beyondEpoch ? .beyondEpoch : .beforeFirstStep
        }
    }

    private static func check(_ newcomers: [NodeID], forming nodes: [NodeID]) throws(GrantError) {
        guard !newcomers.isEmpty else { throw .emptySet }
        try KeySlots.check(newcomers)
        guard !nodes.isEmpty else { return }
        try KeySlots.check(nodes)
        let set = Set(nodes)
        for newcomer in newcomers where !set.contains(newcomer) { throw .outsideSet(newcomer) }
    }
}
