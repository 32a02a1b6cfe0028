import Crypto
import Foundation
import Ledger
public import Sodium
public import Wire

/// A node inside a new epoch's set and the public half of the subkey it announced.
public struct EpochMember: Equatable, Sendable {
    public let node: NodeID
    /// The X-Wing public key, 1,216 octets.
    public let publicKey: [UInt8]

    public init(node: NodeID, publicKey: [UInt8]) {
        self.node = node
        self.publicKey = publicKey
    }
}

/// What is said about an epoch outside its slots.
public struct EpochTerms: Equatable, Sendable {
    public var network: NetworkID
    public var tag: GroupTag
    /// The registry size by which the set was computed.
    public var registrySize: UInt64
    /// `Roster.frontier` of the roster by which the set was computed.
    public var rosterFrontier: Octets32
    /// The hour of step 0, in hours since 1970-01-01T00:00Z.
    public var startHour: UInt32

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
    /// Throws `emptySet`, `tooManyNodes`, `repeatedNode` or `invalidPublicKey`.
    public static func make(
        for members: [EpochMember], terms: EpochTerms, using generator: inout some RandomNumberGenerator
    ) throws(EpochError) -> (opening: EpochOpening, key: EpochKey) {
        try check(members)
        let key = randomKey(&generator)
        var manifest = Manifest(
            tag: terms.tag, setHash: Manifest.setHash(of: members.map(\.node), key: key), registrySize: terms.registrySize,
            rosterFrontier: terms.rosterFrontier,
            keyCommitment: Derivation.epochCommitment(of: key, network: terms.network, tag: terms.tag),
            startHour: terms.startHour, slotsRoot: .emptyTree, slotCount: UInt32(slotCount(for: members.count)))
        let sealed = try sealedSlots(key, for: members, manifest: manifest, network: terms.network, using: &generator)
        manifest.slotsRoot = root(of: sealed[...])
        let epochKey = EpochKey(
            id: manifest.id, network: terms.network, tag: terms.tag, startHour: terms.startHour, acceptedKey: key)
        return (EpochOpening(manifest: manifest, slots: sealed), epochKey)
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
        guard manifest.slotCount >= GroupsLimits.slotsMin, manifest.slotCount <= GroupsLimits.slotsMax,
            manifest.slotCount.nonzeroBitCount == 1, slots.count == Int(manifest.slotCount) * GroupsLimits.slotOctets
        else { throw .wrongSlotCount }
        guard Self.root(of: slots) == manifest.slotsRoot else { throw .wrongSlotsRoot }
        self.init(manifest: manifest, slots: [UInt8](slots))
    }

    init(manifest: Manifest, slots: [UInt8]) {
        self.manifest = manifest
        self.slots = slots
    }

    /// The body of the `epoch` entry.
    public func encoded() -> [UInt8] {
        let manifestBytes = manifest.encoded()
        var writer = CBORWriter(reservingCapacity: slots.count + manifestBytes.count + 16)
        writer.array(2)
        writer.byteString(manifestBytes)
        writer.byteString(slots)
        return writer.bytes
    }

    /// How many slots hide a set of this size: the next of 4, 8, 16, ...
    static func slotCount(for nodeCount: Int) -> Int {
        var count = GroupsLimits.slotsMin
        while count < nodeCount { count *= 2 }
        return count
    }

    /// The RFC 6962 root over the slots.
    static func root(of slots: ArraySlice<UInt8>) -> Hash {
        let starts = stride(from: slots.startIndex, to: slots.endIndex, by: GroupsLimits.slotOctets)
        return BodyTree.root(chunkHashes: starts.lazy.map { .leaf(slots[$0..<$0 + GroupsLimits.slotOctets]) })
    }

    private static func check(_ members: [EpochMember]) throws(EpochError) {
        guard !members.isEmpty else { throw .emptySet }
        guard members.count <= GroupsLimits.slotsMax else { throw .tooManyNodes }
        let nodes = members.map(\.node).sorted()
        for (node, next) in zip(nodes, nodes.dropFirst()) where node == next { throw .repeatedNode(node) }
    }
}
