import Sodium
public import Wire

extension Grant {
    /// The body of the `grant` entry.
    public func encoded() -> [UInt8] { encoded(version: Self.version) }

    func encoded(version: UInt8) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: slots.count + 256)
        writer.array(10)
        writer.unsigned(version)
        writer.identifier(tag)
        writer.identifier(epoch)
        writer.unsigned(startHour)
        writer.unsigned(step)
        writer.unsigned(registrySize)
        writer.octets(rosterFrontier)
        writer.octets(setHash)
        writer.octets(stepCommitment)
        writer.byteString(slots)
        return writer.bytes
    }

    /// Reads the body of a `grant` entry that stands in a journal of the group `tag`.
    ///
    /// Throws `encoding`, `unknownVersion`, `anotherGroup`, `beyondEpoch` or `wrongSlotCount`. Whether it is true is for `check`.
    public init(decoding body: ArraySlice<UInt8>, tag: GroupTag) throws(GrantError) {
        let version: UInt8
        do throws(CBORError) {
            var reader = CBORReader(body)
            try reader.array(exactly: 10)
            version = try reader.unsigned(UInt8.self)
            self.init(
                tag: try reader.octets(), epoch: try reader.octets(), startHour: try reader.unsigned(UInt32.self),
                step: try reader.unsigned(UInt16.self), registrySize: try reader.unsigned(), rosterFrontier: try reader.octets(),
                setHash: try reader.octets(), stepCommitment: try reader.octets(),
                slots: [UInt8](try reader.byteString(limit: GroupsLimits.slotsMax * GroupsLimits.slotOctets)))
            try reader.end()
        } catch {
            throw .encoding(error)
        }
        guard version == Self.version else { throw .unknownVersion }
        guard self.tag == tag else { throw .anotherGroup }
        guard step <= GroupsLimits.stepsMax else { throw .beyondEpoch }
        guard slots.count.isMultiple(of: GroupsLimits.slotOctets),
            KeySlots.canBe(slots.count / GroupsLimits.slotOctets, atLeast: 1)
        else { throw .wrongSlotCount }
    }

    /// What each slot is sealed under, so that it fits no other grant (specification §4.12).
    func slotContext(network: NetworkID) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 192)
        writer.array(9)
        writer.text("causeway/grant/1")
        writer.identifier(network)
        writer.identifier(tag)
        writer.identifier(epoch)
        writer.unsigned(startHour)
        writer.unsigned(step)
        writer.unsigned(registrySize)
        writer.octets(rosterFrontier)
        writer.octets(stepCommitment)
        return writer.bytes
    }

    func with(slots: [UInt8]) -> Grant {
        Grant(
            tag: tag, epoch: epoch, startHour: startHour, step: step, registrySize: registrySize, rosterFrontier: rosterFrontier,
            setHash: setHash, stepCommitment: stepCommitment, slots: slots)
    }
}
