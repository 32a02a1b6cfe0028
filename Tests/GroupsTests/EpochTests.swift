import Crypto
import Ledger
import Sodium
import Testing
import Wire

@testable import Groups

struct EpochTests {
    private func members(_ numbers: some Sequence<UInt8>) throws -> [EpochMember] {
        try numbers.map { EpochMember(node: try filled($0), publicKey: try subkey($0).publicKey) }
    }

    private func make(_ numbers: some Sequence<UInt8>, seed: UInt64 = 1) throws -> (opening: EpochOpening, key: EpochKey) {
        var generator = SeededGenerator(seed: seed)
        return try EpochOpening.make(for: try members(numbers), terms: try TestGroup().terms(), using: &generator)
    }

    private func receive(_ opening: EpochOpening, _ subkeys: [UInt8], network: UInt8 = 0xAA) throws -> EpochKey {
        try opening.receive(network: try filled(network), subkeys: try subkeys.map(subkey))
    }

    private func sealed(
        _ key: SymmetricKey, _ numbers: some Sequence<UInt8>, for manifest: Manifest, using generator: inout SeededGenerator
    ) throws -> [UInt8] {
        try sealedSlots(
            key, for: try members(numbers), count: Int(manifest.slotCount), context: manifest.slotContext(network: try filled(0xAA)),
            using: &generator)
    }

    @Test("Every node of the set, and nobody else, receives the key", arguments: [1, 3, 4, 5, 9] as [UInt8])
    func everybodyReceives(count: UInt8) throws {
        let (made, key) = try make(1...count)
        let opening = try EpochOpening(decoding: made.encoded()[...], tag: made.manifest.tag)
        #expect(opening == made)
        var ours = key
        for number in 1...count {
            var received = try receive(opening, [200, number])
            #expect(received.id == opening.manifest.id && received.startHour == 489_000)
            #expect(try received.stepKey(0) == ours.stepKey(0))
        }
        #expect(throws: EpochError.noSlot) { try receive(opening, [count + 1, 200]) }
        #expect(throws: EpochError.noSlot) { try receive(opening, []) }
    }

    @Test("Sets hide behind the next power of two", arguments: [(1, 4), (4, 4), (5, 8), (9, 16)] as [(UInt8, UInt32)])
    func slotCounts(nodes: UInt8, slots: UInt32) throws {
        let opening = try make(1...nodes).opening
        #expect(opening.manifest.slotCount == slots)
        #expect(opening.slots.count == Int(slots) * 1_168)
    }

    @Test("Key and order depend on the generator alone")
    func deterministic() throws {
        var first = try make(1...3, seed: 5)
        var again = try make(1...3, seed: 5)
        var other = try make(1...3, seed: 6)
        #expect(first.opening.manifest.setHash == again.opening.manifest.setHash)
        #expect(first.opening.manifest.keyCommitment == again.opening.manifest.keyCommitment)
        let (key, sameKey, otherKey) = (try first.key.stepKey(0), try again.key.stepKey(0), try other.key.stepKey(0))
        #expect(key == sameKey)
        #expect(key != otherKey)
    }

    @Test("Slots tell nothing by their place")
    func shuffled() throws {
        var places: Set<Int> = []
        for seed in 0..<24 {
            let opening = try make([1], seed: UInt64(seed)).opening
            for place in 0..<4 {
                let slot = [UInt8](opening.slots[place * 1_168..<(place + 1) * 1_168])
                let alone = EpochOpening(manifest: opening.manifest, slots: slot)
                if (try? receive(alone, [1])) != nil { places.insert(place) }
            }
        }
        #expect(places == [0, 1, 2, 3])
    }

    @Test("The X25519 share of a dummy is a field element, as in any other slot")
    func dummiesLookReal() throws {
        for seed in 0..<8 {
            let slots = try make([1], seed: UInt64(seed)).opening.slots
            for start in stride(from: 0, to: slots.count, by: 1_168) { #expect(slots[start + 1_119] < 0x80) }
        }
    }

    @Test(
        "Small sets are hidden among twice as many slots at most, large ones among an eighth more",
        arguments: [
            (1, 4), (4, 4), (5, 8), (33, 64), (64, 64), (65, 72), (72, 72), (128, 128), (129, 144), (1_000, 1_024), (10_000, 10_240),
            (16_384, 16_384),
        ])
    func slotCounts(nodes: Int, slots: Int) throws {
        let member = try #require(try members(1...1).first)
        let many = try (0..<nodes).map { number in
            let octets = [UInt8(number & 0xFF), UInt8(number >> 8)] + [UInt8](repeating: 0, count: 14)
            return EpochMember(node: try #require(NodeID(octets)), publicKey: member.publicKey)
        }
        var generator = SeededGenerator(seed: 1)
        #expect(try EpochDraft(for: many, terms: try TestGroup().terms(), using: &generator).slotCount == slots)
    }

    @Test("A set that cannot be is refused by its name")
    func refusesSets() throws {
        #expect(throws: EpochError.emptySet) { try make([]) }
        #expect(throws: EpochError.repeatedNode(try filled(2))) { try make([1, 2, 3, 2]) }
        var generator = SeededGenerator(seed: 1)
        var broken = try members(1...3)
        broken[1] = EpochMember(node: broken[1].node, publicKey: [1, 2, 3])
        #expect(throws: EpochError.invalidPublicKey(broken[1].node)) {
            try EpochOpening.make(for: broken, terms: try TestGroup().terms(), using: &generator)
        }
        let member = broken[0]
        let many = [EpochMember](repeating: member, count: GroupsLimits.slotsMax + 1)
        #expect(throws: EpochError.tooManyNodes) {
            try EpochOpening.make(for: many, terms: try TestGroup().terms(), using: &generator)
        }
    }

    @Test("Only members can test which nodes an epoch is for, and in any order")
    func setHash() throws {
        let (opening, key) = try make(1...5)
        let nodes = try (1...5).map { try filled(UInt8($0)) as NodeID }
        #expect(opening.isFor(nodes, key: key))
        #expect(opening.isFor(nodes.reversed(), key: key))
        #expect(!opening.isFor([NodeID](nodes.dropLast()), key: key))
        #expect(!opening.isFor(nodes + [try filled(6)], key: key))
        #expect(!opening.isFor(nodes, key: try make(1...5, seed: 2).key))
    }

    @Test("A manifest kept without its slots still tells whom the epoch is for, but not to who came later")
    func manifestAlone() throws {
        let (opening, key) = try make(1...5)
        let nodes = try (1...5).map { try filled(UInt8($0)) as NodeID }
        let kept = try Manifest(decoding: opening.manifest.encoded()[...])
        #expect(kept == opening.manifest)
        #expect(kept.isFor(nodes, key: key))
        #expect(!kept.isFor([NodeID](nodes.dropLast()), key: key))
        var later = key
        later.forgetSteps(before: 1)
        #expect(!kept.isFor(nodes, key: later))
        for count in 0..<opening.manifest.encoded().count {
            #expect(throws: EpochError.encoding(.truncated)) { try Manifest(decoding: opening.manifest.encoded()[..<count]) }
        }
        #expect(throws: EpochError.encoding(.tooLong)) { try Manifest(decoding: [UInt8](repeating: 0, count: 257)[...]) }
        #expect(throws: EpochError.unknownVersion) { try Manifest(decoding: opening.manifest.encoded(version: 2)[...]) }
        for count: UInt32 in [0, 2, 6, 63, 65, 68, 136, 10_000, 16_383, 18_432, 32_768] {
            var other = opening.manifest
            other.slotCount = count
            #expect(throws: EpochError.wrongSlotCount) { try Manifest(decoding: other.encoded()[...]) }
        }
    }

    @Test("An epoch sealed in parts is one that every node of the set receives")
    func sealedInParts() throws {
        var generator = SeededGenerator(seed: 1)
        let draft = try EpochDraft(for: try members(1...5), terms: try TestGroup().terms(), using: &generator)
        #expect(draft.slotCount == 8)
        let made = draft.opening(joining: try draft.slots(0..<3) + draft.slots(3..<3) + draft.slots(3..<8))
        let opening = try EpochOpening(decoding: made.opening.encoded()[...], tag: made.opening.manifest.tag)
        for number: UInt8 in 1...5 {
            let received = try receive(opening, [number])
            #expect(received.id == made.key.id && received.firstKey == made.key.firstKey)
        }
        #expect(made.key.firstKey == (try make(1...5).key.firstKey))
    }

    @Test("Nothing is sealed to a subkey that is not valid yet, or no more")
    func memberOfStatement() throws {
        let statement = SubkeyStatement(
            node: try filled(1), publicKey: try subkey(1).publicKey, notBefore: Minute(100), notAfter: Minute(200))
        #expect(EpochMember(statement, at: Minute(99)) == nil)
        #expect(EpochMember(statement, at: Minute(200)) == nil)
        for minute: UInt32 in [100, 199] {
            #expect(EpochMember(statement, at: Minute(minute)) == (try members([1])[0]))
        }
    }

    @Test("A group without a roster names 32 zero octets for its frontier")
    func withoutRoster() throws {
        #expect(EpochTerms.withoutRoster.array == [UInt8](repeating: 0, count: 32))
    }

    @Test("The body of an epoch is read whole or not at all")
    func truncatedBody() throws {
        let opening = try make(1...2).opening
        let body = opening.encoded()
        for count in Array(0..<400) + Array(stride(from: 400, to: body.count, by: 97)) + [body.count - 1] {
            #expect(throws: EpochError.encoding(.truncated)) {
                try EpochOpening(decoding: body[..<count], tag: opening.manifest.tag)
            }
        }
    }

    @Test("A broken slot harms its own node only")
    func brokenSlot() throws {
        let opening = try make(1...4).opening
        var openedCounts: [Int] = []
        for place in 0..<4 {
            var slots = opening.slots
            slots[place * 1_168 + 500] ^= 1
            let broken = EpochOpening(manifest: opening.manifest, slots: slots)
            openedCounts.append((1...4).filter { (try? receive(broken, [$0])) != nil }.count)
        }
        #expect(openedCounts == [3, 3, 3, 3])
    }

    @Test("A slot of another epoch, network or group does not open")
    func slotsAreBound() throws {
        let opening = try make(1...4).opening
        #expect(throws: EpochError.noSlot) { try receive(opening, [1], network: 0xAB) }
        let changes: [(inout Manifest) throws -> Void] = [
            { $0.tag = try filled(1) }, { $0.registrySize += 1 }, { $0.rosterFrontier = try filled(1) },
            { $0.keyCommitment = try filled(1) }, { $0.startHour += 1 },
        ]
        for change in changes {
            var manifest = opening.manifest
            try change(&manifest)
            #expect(throws: EpochError.noSlot) { try receive(EpochOpening(manifest: manifest, slots: opening.slots), [1]) }
        }
    }

    @Test("A key that the manifest does not commit to is refused by the commitment")
    func wrongCommitment() throws {
        var generator = SeededGenerator(seed: 3)
        let manifest = try make(1...4).opening.manifest
        let slots = try sealed(symmetricKey(9), 1...4, for: manifest, using: &generator)
        let opening = EpochOpening(manifest: manifest, slots: slots)
        #expect(throws: EpochError.wrongCommitment) { try receive(opening, [1]) }
        let short = try sealed(symmetricKey(1), [2], for: manifest, using: &generator)
        let mixed = EpochOpening(manifest: manifest, slots: short + (try make(1...4).opening.slots))
        #expect(throws: EpochError.noSlot) { try receive(mixed, [7]) }
    }

    @Test("A good slot counts even when a bad one for the same node stands before it")
    func goodSlotCounts() throws {
        var generator = SeededGenerator(seed: 1)
        let opening = try make(1...4, seed: 1).opening
        let bad = try sealed(symmetricKey(9), 1...4, for: opening.manifest, using: &generator)
        let both = EpochOpening(manifest: opening.manifest, slots: bad + opening.slots)
        var key = try receive(both, [1])
        var honest = try make(1...4, seed: 1).key
        let (received, expected) = (try key.stepKey(0), try honest.stepKey(0))
        #expect(received == expected)
    }

    @Test("A body that is not what a manifest describes is refused by its name")
    func refusesBodies() throws {
        let opening = try make(1...4).opening
        let tag = opening.manifest.tag
        func body(slots: [UInt8]? = nil, version: UInt8 = 1, _ change: (inout Manifest) -> Void = { _ in }) -> ArraySlice<UInt8> {
            var manifest = opening.manifest
            change(&manifest)
            var writer = CBORWriter()
            writer.array(2)
            writer.byteString(manifest.encoded(version: version))
            writer.byteString(slots ?? opening.slots)
            return writer.bytes[...]
        }
        #expect(try EpochOpening(decoding: body(), tag: tag) == opening)
        #expect(throws: EpochError.anotherGroup) { try EpochOpening(decoding: body(), tag: try filled(1)) }
        #expect(throws: EpochError.unknownVersion) { try EpochOpening(decoding: body(version: 2), tag: tag) }
        #expect(throws: EpochError.wrongSlotsRoot) {
            try EpochOpening(decoding: body { $0.slotsRoot = .emptyTree }, tag: tag)
        }
        for count: UInt32 in [0, 2, 3, 5, 8, 32_768, .max] {
            #expect(throws: EpochError.wrongSlotCount) { try EpochOpening(decoding: body { $0.slotCount = count }, tag: tag) }
        }
        for slots in [[], [UInt8](opening.slots.dropLast()), opening.slots + [0]] {
            #expect(throws: EpochError.wrongSlotCount) { try EpochOpening(decoding: body(slots: slots), tag: tag) }
        }
        #expect(throws: EpochError.encoding(.trailingBytes)) { try EpochOpening(decoding: body() + [0], tag: tag) }
        #expect(throws: EpochError.encoding(.truncated)) { try EpochOpening(decoding: [], tag: tag) }
    }

    @Test("No changed bit of an epoch's body is accepted as the same epoch, and none stops the process")
    func mutatedBody() throws {
        let opening = try make(1...4).opening
        let body = opening.encoded()
        let places = Array(0..<240) + Array(stride(from: 240, to: body.count, by: 211))
        for mutated in mutations(of: body, at: places) {
            let decoded = try? EpochOpening(decoding: mutated[...], tag: opening.manifest.tag)
            #expect(decoded?.manifest.id != opening.manifest.id)
        }
    }
}
