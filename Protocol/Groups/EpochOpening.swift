import Crypto
import Ledger
public import Sodium
public import Wire

/// What is said about an epoch, or a grant of one, outside its slots.
public struct EpochTerms: Equatable, Sendable {
    public var network: NetworkID
    public var tag: GroupTag
    /// The registry size by which the set was computed.
    public var registrySize: UInt64
    /// `Roster.frontier` of the roster by which the set was computed; `withoutRoster` when the registry alone names the members.
    public var rosterFrontier: Octets32
    /// The hour of step 0, in hours since 1970-01-01T00:00Z.
    public var startHour: UInt32

    /// The frontier of groups without a roster, the community and the sectors: 32 zero octets.
    public static let withoutRoster = Octets32.zero

    public init(network: NetworkID, tag: GroupTag, registrySize: UInt64, rosterFrontier: Octets32, startHour: UInt32) {
        self.network = network
        self.tag = tag
        self.registrySize = registrySize
        self.rosterFrontier = rosterFrontier
        self.startHour = startHour
    }
}

/// The body of an `epoch` entry: a manifest and one slot for each node of the set, among dummies (specification §4.8).
///
/// Slots stand in random order and carry no names; a reader tries them all. Reading checks the form and the root,
/// never whether slots open: an epoch with a bad slot is still everybody else's epoch.
public struct EpochOpening: Equatable, Sendable {
    public let manifest: Manifest
    /// The slots one after the other, 1,168 octets each.
    public let slots: [UInt8]

    /// Opens an epoch for exactly these nodes and gives its body and key.
    ///
    /// The key and the order come from `generator`; HPKE draws its own randomness, so two runs never give the same slots.
    /// Throws `emptySet`, `tooManyNodes`, `repeatedNode` or `invalidPublicKey`. `EpochDraft` does the same in parts.
    public static func make(
        for members: [EpochMember], terms: EpochTerms, using generator: inout some RandomNumberGenerator
    ) throws(EpochError) -> (opening: EpochOpening, key: EpochKey) {
        let draft = try EpochDraft(for: members, terms: terms, using: &generator)
        return draft.opening(joining: try draft.slots(0..<draft.slotCount))
    }

    /// Reads the body of an `epoch` entry that stands in a journal of the group `tag`.
    public init(decoding body: ArraySlice<UInt8>, tag: GroupTag) throws(EpochError) {
        let manifestBytes: ArraySlice<UInt8>
        let slots: ArraySlice<UInt8>
        do throws(CBORError) {
            var reader = CBORReader(body)
            try reader.array(exactly: 2)
            manifestBytes = try reader.byteString(limit: GroupsLimits.manifestOctetsMax)
            slots = try reader.byteString(limit: GroupsLimits.slotsMax * GroupsLimits.slotOctets)
            try reader.end()
        } catch {
            throw .encoding(error)
        }
        let manifest = try Manifest(decoding: manifestBytes)
        guard manifest.tag == tag else { throw .anotherGroup }
        guard slots.count == Int(manifest.slotCount) * GroupsLimits.slotOctets else { throw .wrongSlotCount }
        guard Self.root(of: slots) == manifest.slotsRoot else { throw .wrongSlotsRoot }
        self.init(manifest: manifest, slots: [UInt8](slots))
    }

    init(manifest: Manifest, slots: [UInt8]) {
        self.manifest = manifest
        self.slots = slots
    }

    /// Tries every slot with each of the node's subkeys, the newest first, and gives the epoch key from step 0.
    ///
    /// Throws `noSlot` when none opens and `wrongCommitment` when one opened but only to what the manifest does not commit
    /// to. Costs one X-Wing decapsulation for each slot and subkey.
    public func receive(network: NetworkID, subkeys: [Subkey]) throws(EpochError) -> EpochKey {
        let key = try KeySlots.open(slots, with: subkeys, context: manifest.slotContext(network: network)) { key in
            let commitment = Derivation.epochCommitment(of: key, network: network, tag: manifest.tag)
            return octetsAreEqual(commitment, manifest.keyCommitment)
        }
        return EpochKey(id: manifest.id, network: network, tag: manifest.tag, startHour: manifest.startHour, acceptedKey: key)
    }

    /// Whether the epoch's author meant exactly these nodes; see `Manifest.isFor`.
    public func isFor(_ nodes: [NodeID], key: EpochKey) -> Bool { manifest.isFor(nodes, key: key) }

    /// The body of the `epoch` entry.
    public func encoded() -> [UInt8] {
        let manifestBytes = manifest.encoded()
        var writer = CBORWriter(reservingCapacity: slots.count + manifestBytes.count + 16)
        writer.array(2)
        writer.byteString(manifestBytes)
        writer.byteString(slots)
        return writer.bytes
    }

    /// The RFC 6962 root over the slots.
    static func root(of slots: ArraySlice<UInt8>) -> Hash {
        let starts = stride(from: slots.startIndex, to: slots.endIndex, by: GroupsLimits.slotOctets)
        return BodyTree.root(chunkHashes: starts.lazy.map { .leaf(slots[$0..<$0 + GroupsLimits.slotOctets]) })
    }
}
