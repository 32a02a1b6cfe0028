import Ledger
public import Sodium
public import Wire

/// What an epoch is: one key for one exact set of nodes, named without naming them (specification §4.8).
///
/// Its author's journal signs it. Outsiders of the set learn the number of slots, never who holds them.
public struct Manifest: Equatable, Sendable {
    static let version: UInt8 = 1

    public var tag: GroupTag
    /// HMAC-SHA-256 under the epoch key over the ascending node ids: only members can test a guess.
    public var setHash: Octets32
    /// The registry size by which the set was computed.
    public var registrySize: UInt64
    /// The roster by which the set was computed; see `Roster.frontier`.
    public var rosterFrontier: Octets32
    /// What the epoch key must hash to; see `EpochOpening.receive`.
    public var keyCommitment: Octets32
    /// The hour of step 0, in hours since 1970-01-01T00:00Z.
    public var startHour: UInt32
    /// The RFC 6962 root over the slots in their order.
    public var slotsRoot: Hash
    /// A power of two from 4 to 16,384.
    public var slotCount: UInt32

    /// The epoch's name: the first half of the manifest's RFC 6962 leaf hash.
    public var id: EpochID { EpochID(Hash.leaf(encoded()).firstHalf) }

    /// Whether the epoch's author meant exactly these nodes, in any order. `key` must be this epoch's, from step 0.
    public func isFor(_ nodes: [NodeID], key: EpochKey) -> Bool {
        guard key.id == id, key.firstStep == 0 else { return false }
        return octetsAreEqual(Derivation.setHash(of: nodes, key: key.firstKey), setHash)
    }

    public func encoded() -> [UInt8] { encoded(version: Self.version) }

    func encoded(version: UInt8) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: GroupsLimits.manifestOctetsMax)
        writer.array(9)
        writer.unsigned(version)
        writer.identifier(tag)
        writer.octets(setHash)
        writer.unsigned(registrySize)
        writer.octets(rosterFrontier)
        writer.octets(keyCommitment)
        writer.unsigned(startHour)
        writer.identifier(slotsRoot)
        writer.unsigned(slotCount)
        return writer.bytes
    }

    /// What each slot is sealed under, so that it fits no other epoch (specification §4.8).
    func slotContext(network: NetworkID) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 192)
        writer.array(7)
        writer.text("causeway/slot/1")
        writer.identifier(network)
        writer.identifier(tag)
        writer.unsigned(registrySize)
        writer.octets(rosterFrontier)
        writer.octets(keyCommitment)
        writer.unsigned(startHour)
        return writer.bytes
    }
}

extension Manifest {
    /// Reads a manifest, also one that was kept without its slots; throws `encoding`, `unknownVersion` or `wrongSlotCount`.
    public init(decoding bytes: ArraySlice<UInt8>) throws(EpochError) {
        let version: UInt8
        do throws(CBORError) {
            guard bytes.count <= GroupsLimits.manifestOctetsMax else { throw CBORError.tooLong }
            var reader = CBORReader(bytes)
            try reader.array(exactly: 9)
            version = try reader.unsigned(UInt8.self)
            self.init(
                tag: try reader.octets(), setHash: try reader.octets(), registrySize: try reader.unsigned(),
                rosterFrontier: try reader.octets(), keyCommitment: try reader.octets(),
                startHour: try reader.unsigned(UInt32.self), slotsRoot: try reader.octets(),
                slotCount: try reader.unsigned(UInt32.self))
            try reader.end()
        } catch {
            throw .encoding(error)
        }
        guard version == Self.version else { throw .unknownVersion }
        guard KeySlots.canBe(Int(slotCount), atLeast: GroupsLimits.slotsMin) else { throw .wrongSlotCount }
    }
}
