import Crypto
import Ledger
import Sodium
import Testing
import Wire

@testable import Groups

struct GrantTests {
    /// An epoch of the nodes 1 to 3 that began at hour 489,000.
    private let epoch: EpochKey

    init() throws {
        var generator = SeededGenerator(seed: 1)
        epoch = try EpochOpening.make(for: try Self.members(1...3), terms: try TestGroup().terms(), using: &generator).key
    }

    private static func members(_ numbers: some Sequence<UInt8>) throws -> [EpochMember] {
        try numbers.map { EpochMember(node: try filled($0), publicKey: try subkey($0).publicKey) }
    }

    private func nodes(_ numbers: some Sequence<UInt8>) throws -> [NodeID] { try numbers.map { try filled($0) } }

    private func make(
        _ newcomers: [UInt8], step: UInt16 = 20, forming set: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9], of key: EpochKey? = nil,
        terms: EpochTerms? = nil
    ) throws -> Grant {
        var generator = SeededGenerator(seed: 2)
        return try Grant.make(
            of: key ?? epoch, step: step, to: try Self.members(newcomers), forming: try nodes(set),
            terms: try terms ?? TestGroup().terms(), using: &generator)
    }

    private func receive(_ grant: Grant, _ subkeys: [UInt8], network: UInt8 = 0xAA) throws -> EpochKey {
        try grant.receive(network: try filled(network), subkeys: try subkeys.map(subkey))
    }

    /// The epoch's key as a node has it that came at this step.
    private func epoch(from step: UInt16) -> EpochKey {
        var late = epoch
        late.forgetSteps(before: step)
        return late
    }

    /// A grant of 32 other octets than the step's key, consistent in itself.
    private func makeFalse() throws -> Grant {
        try make(
            [4],
            of: try EpochKey(
                id: epoch.id, network: epoch.network, tag: epoch.tag, startHour: epoch.startHour, firstStep: 20, key: symmetricKey(9)))
    }

    @Test("Every newcomer, and nobody else, receives the step", arguments: [[4], [4, 5, 6], [4, 5, 6, 7, 8]] as [[UInt8]])
    func everyNewcomerReceives(newcomers: [UInt8]) throws {
        let made = try make(newcomers)
        let grant = try Grant(decoding: made.encoded()[...], tag: made.tag)
        #expect(grant == made)
        var ours = epoch
        let expected = try ours.stepKey(20)
        for number in newcomers {
            let received = try receive(grant, [200, number])
            #expect(received.id == epoch.id && received.startHour == 489_000 && received.firstStep == 20)
            #expect(received.firstKey == expected)
        }
        #expect(throws: GrantError.noSlot) { try receive(grant, [1, 200]) }
        #expect(throws: GrantError.noSlot) { try receive(grant, []) }
        #expect(throws: GrantError.noSlot) { try receive(grant, [4], network: 0xAB) }
    }

    @Test("A newcomer computes later steps and no earlier one")
    func noWayBack() throws {
        var received = try receive(try make([4]), [4])
        var ours = epoch
        for step: UInt16 in [20, 21, 168] {
            let (theirs, expected) = (try received.stepKey(step), try ours.stepKey(step))
            #expect(theirs == expected)
        }
        #expect(throws: StepError.beforeFirstStep) { try received.stepKey(19) }
        #expect(throws: StepError.beforeFirstStep) { try received.stepKey(0) }
        #expect([489_000, 489_019, 489_020].map { received.step(atHour: $0) } == [nil, nil, 20])
    }

    @Test("Nothing of the grant is the key of an earlier step, so an item sealed before it stays closed")
    func earlierItemsStayClosed() throws {
        var ours = epoch
        let (prefix, ourKey) = (try testPrefix(step: 19), try ours.stepKey(19))
        let sealed = try Envelope.seal([1, 2, 3], prefix: prefix, network: epoch.network, stepKey: ourKey)
        func open(_ key: SymmetricKey) throws -> [UInt8] {
            try Envelope.open(sealed.body, commitment: sealed.commitment, prefix: prefix, network: epoch.network, stepKey: key)
        }
        let received = try receive(try make([4]), [4])
        #expect(throws: EnvelopeError.wrongCommitment) { try open(received.firstKey) }
        #expect(try open(ourKey) == [1, 2, 3])
    }

    @Test(
        "Newcomers hide behind the next power of two, and every slot has the same length",
        arguments: [([4], 1), ([4, 5], 2), ([4, 5, 6], 4), ([4, 5, 6, 7, 8], 8)] as [([UInt8], Int)])
    func slotCounts(newcomers: [UInt8], slots: Int) throws {
        let grant = try make(newcomers)
        #expect(grant.slots.count == slots * 1_168)
        // The X25519 share of a dummy is a field element too.
        for start in stride(from: 0, to: grant.slots.count, by: 1_168) { #expect(grant.slots[start + 1_119] < 0x80) }
    }

    @Test("A holder confirms a true grant, whichever of the steps it came with")
    func confirms() throws {
        let grant = try make([4])
        try grant.check(against: epoch)
        try grant.check(against: epoch(from: 20))
        try grant.check(against: try receive(grant, [4]))
        #expect(throws: GrantError.beforeFirstStep) { try grant.check(against: epoch(from: 21)) }
    }

    @Test("A holder finds out a grant of another key, and takes it for no set")
    func findsOutFalseKey() throws {
        let grant = try makeFalse()
        #expect(throws: GrantError.wrongCommitment) { try grant.check(against: epoch) }
        let all = try nodes(1...9)
        #expect(!grant.isFor(all, key: epoch))
        #expect(grant.isFor(all, key: try receive(grant, [4])))
    }

    @Test("A holder finds out a grant that mistakes the epoch's beginning, its group or the epoch")
    func findsOutOtherEpoch() throws {
        let grant = try make([4])
        let others = [
            try EpochKey(id: try filled(1), network: epoch.network, tag: epoch.tag, startHour: 489_000, firstStep: 0, key: epoch.firstKey),
            try EpochKey(id: epoch.id, network: epoch.network, tag: try filled(1), startHour: 489_000, firstStep: 0, key: epoch.firstKey),
            try EpochKey(id: epoch.id, network: epoch.network, tag: epoch.tag, startHour: 489_001, firstStep: 0, key: epoch.firstKey),
        ]
        for other in others {
            #expect(throws: GrantError.anotherEpoch) { try grant.check(against: other) }
            #expect(!grant.isFor(try nodes(1...9), key: other))
        }
    }

    @Test("A grant is for the set that it forms, in any order, and for no other")
    func setHash() throws {
        let grant = try make([4, 5], forming: [1, 2, 3, 4, 5])
        let set = try nodes(1...5)
        #expect(grant.isFor(set, key: epoch))
        #expect(grant.isFor(set.reversed(), key: epoch(from: 20)))
        #expect(grant.isFor(set, key: try receive(grant, [4])))
        #expect(!grant.isFor(try nodes(1...4), key: epoch))
        #expect(!grant.isFor(try nodes(1...6), key: epoch))
        #expect(!grant.isFor(try nodes(1...3), key: epoch))
        #expect(!grant.isFor(set, key: epoch(from: 21)))
    }

    @Test("A grant for reading only is for no set, not even for nobody")
    func readingOnly() throws {
        let grant = try make([4], step: 0, forming: [])
        #expect(try receive(grant, [4]).firstKey == epoch.firstKey)
        try grant.check(against: epoch)
        #expect(!grant.isFor([], key: epoch))
        #expect(!grant.isFor(try nodes([4]), key: epoch))
    }

    @Test("What cannot be granted is refused by its name")
    func refusesToMake() throws {
        #expect(throws: GrantError.emptySet) { try make([]) }
        #expect(throws: GrantError.repeatedNode(try filled(4))) { try make([4, 5, 4]) }
        #expect(throws: GrantError.repeatedNode(try filled(1))) { try make([4], forming: [1, 4, 1]) }
        #expect(throws: GrantError.outsideSet(try filled(5))) { try make([4, 5], forming: [1, 2, 3, 4]) }
        #expect(throws: GrantError.beyondEpoch) { try make([4], step: 169) }
        #expect(throws: GrantError.beforeFirstStep) { try make([4], step: 20, of: epoch(from: 21)) }
        for change in [{ $0.tag = try filled(1) }, { $0.network = try filled(1) }, { $0.startHour += 1 }]
            as [(inout EpochTerms) throws -> Void]
        {
            var terms = try TestGroup().terms()
            try change(&terms)
            #expect(throws: GrantError.anotherEpoch) { try make([4], terms: terms) }
        }
        var generator = SeededGenerator(seed: 1)
        let broken = EpochMember(node: try filled(4), publicKey: [1, 2, 3])
        #expect(throws: GrantError.invalidPublicKey(broken.node)) {
            try Grant.make(
                of: epoch, step: 20, to: [broken], forming: [broken.node], terms: try TestGroup().terms(), using: &generator)
        }
        let many = [EpochMember](repeating: broken, count: GroupsLimits.slotsMax + 1)
        #expect(throws: GrantError.tooManyNodes) {
            try Grant.make(of: epoch, step: 20, to: many, forming: [], terms: try TestGroup().terms(), using: &generator)
        }
    }

    @Test("A slot of another grant, step, epoch or network does not open")
    func slotsAreBound() throws {
        let grant = try make([4, 5])
        let changes: [(Grant) throws -> Grant] = [
            { try $0.changed(tag: filled(1)) }, { try $0.changed(epoch: filled(1)) }, { $0.changed(startHour: 1) },
            { $0.changed(step: 21) }, { $0.changed(registrySize: 1) }, { try $0.changed(rosterFrontier: filled(1)) },
            { try $0.changed(stepCommitment: filled(1)) },
        ]
        for change in changes {
            let changed = try change(grant)
            #expect(throws: GrantError.noSlot) { try receive(changed, [4]) }
        }
        #expect(throws: GrantError.noSlot) { try receive(grant.with(slots: try make([4], step: 21).slots), [4]) }
    }

    @Test("A slot that opens to something else than the commitment is refused by it")
    func wrongCommitment() throws {
        var generator = SeededGenerator(seed: 3)
        let grant = try make([4])
        let bad = try sealedSlots(
            symmetricKey(9), for: try Self.members([4]), count: 1, context: grant.slotContext(network: epoch.network), using: &generator)
        #expect(throws: GrantError.wrongCommitment) { try receive(grant.with(slots: bad), [4]) }
        #expect(try receive(grant.with(slots: bad + grant.slots), [4]).firstStep == 20)
    }

    @Test("A false grant and the true one contradict each other in the keyring, and the first stays")
    func contradiction() throws {
        var keyring = Keyring(network: epoch.network)
        try keyring.add(try receive(try makeFalse(), [4]))
        #expect(throws: KeyringError.contradictsHeldKey) { try keyring.add(try receive(try make([4]), [4])) }
        var honest = Keyring(network: epoch.network)
        try honest.add(try receive(try make([4], step: 30), [4]))
        try honest.add(try receive(try make([4], step: 10), [4]))
        #expect(honest.epochKey(epoch.id)?.firstStep == 10)
    }

    @Test("A body that is no grant is refused by its name")
    func refusesBodies() throws {
        let grant = try make([4, 5])
        let tag = grant.tag
        func decode(_ bytes: [UInt8]) throws -> Grant { try Grant(decoding: bytes[...], tag: tag) }
        #expect(throws: GrantError.anotherGroup) { try Grant(decoding: grant.encoded()[...], tag: try filled(1)) }
        #expect(throws: GrantError.unknownVersion) { try decode(grant.encoded(version: 2)) }
        #expect(throws: GrantError.beyondEpoch) { try decode(grant.changed(step: 169).encoded()) }
        #expect(try decode(grant.changed(step: 168).encoded()).step == 168)
        let slot = [UInt8](grant.slots.prefix(1_168))
        for slots in [[], slot + slot + slot, [UInt8](slot.dropLast()), slot + [0]] {
            #expect(throws: GrantError.wrongSlotCount) { try decode(grant.with(slots: slots).encoded()) }
        }
        #expect(throws: GrantError.encoding(.trailingBytes)) { try decode(grant.encoded() + [0]) }
        let body = try make([4]).encoded()
        for count in body.indices {
            #expect(throws: GrantError.encoding(.truncated)) { try Grant(decoding: body[..<count], tag: tag) }
        }
    }

    @Test("No changed bit of a grant is received or confirmed, and none stops the process")
    func mutatedBody() throws {
        let grant = try make([4])
        let body = grant.encoded()
        let head = body.count - grant.slots.count
        for mutated in mutations(of: body, at: Array(0..<head) + Array(stride(from: head, to: body.count, by: 97))) {
            guard let changed = try? Grant(decoding: mutated[...], tag: grant.tag) else { continue }
            #expect(changed.encoded() == mutated)
            let isReceived = (try? receive(changed, [4])) != nil
            let isForSet = changed.isFor(try nodes(1...9), key: epoch)
            #expect(!(isReceived && isForSet))
        }
    }
}

extension Grant {
    fileprivate func changed(
        tag: GroupTag? = nil, epoch: EpochID? = nil, startHour: UInt32? = nil, step: UInt16? = nil, registrySize: UInt64? = nil,
        rosterFrontier: Octets32? = nil, stepCommitment: Octets32? = nil
    ) -> Grant {
        Grant(
            tag: tag ?? self.tag, epoch: epoch ?? self.epoch, startHour: startHour ?? self.startHour, step: step ?? self.step,
            registrySize: registrySize ?? self.registrySize, rosterFrontier: rosterFrontier ?? self.rosterFrontier, setHash: setHash,
            stepCommitment: stepCommitment ?? self.stepCommitment, slots: slots)
    }
}
