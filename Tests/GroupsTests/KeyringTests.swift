import Crypto
import Sodium
import Testing
import Wire

@testable import Groups

struct KeyringTests {
    private func epoch(_ id: UInt8 = 1, firstStep: UInt16 = 0, key: SymmetricKey = symmetricKey(7), network: UInt8 = 0xAA) throws
        -> EpochKey
    {
        try EpochKey(
            id: try filled(id), network: try filled(network), tag: try filled(0xBB), startHour: 489_000, firstStep: firstStep, key: key)
    }

    private func keyring(_ epochs: [EpochKey]) throws -> Keyring {
        var keyring = Keyring(network: try filled(0xAA))
        for epoch in epochs { try keyring.add(epoch) }
        return keyring
    }

    @Test("Each step follows from the one before, under its own label")
    func steps() throws {
        var epoch = try epoch()
        let network: NetworkID = try filled(0xAA)
        let tag: GroupTag = try filled(0xBB)
        for step: UInt16 in [0, 5, 6, 168] {
            var expected = symmetricKey(7)
            for _ in 0..<step { expected = Derivation.nextStep(of: expected, network: network, tag: tag) }
            #expect(try epoch.stepKey(step) == expected)
        }
        let (second, third) = (try epoch.stepKey(2), try epoch.stepKey(3))
        #expect(second != third)
        #expect(Derivation.nextStep(of: second, network: network, tag: try filled(0xBC)) != third)
        #expect(Derivation.nextStep(of: second, network: try filled(0xAB), tag: tag) != third)
    }

    @Test("There is no step backward and none beyond 168")
    func stepBounds() throws {
        var whole = try epoch()
        let tenth = try whole.stepKey(10)
        var late = try epoch(firstStep: 10, key: tenth)
        let (twelfth, sameTwelfth) = (try whole.stepKey(12), try late.stepKey(12))
        #expect(twelfth == sameTwelfth)
        #expect(throws: StepError.beforeFirstStep) { try late.stepKey(9) }
        #expect(throws: StepError.beyondEpoch) { try late.stepKey(169) }
        #expect(throws: StepError.beyondEpoch) { try late.stepKey(.max) }
        #expect(throws: StepError.beyondEpoch) { try epoch(firstStep: 169) }
    }

    @Test("The step of an hour is its distance from the start")
    func hours() throws {
        let whole = try epoch()
        #expect([488_999, 489_000, 489_168, 489_169, 0, .max].map { whole.step(atHour: $0) } == [nil, 0, 168, nil, nil, nil])
        let late = try epoch(firstStep: 10)
        #expect([489_009, 489_010].map { late.step(atHour: $0) } == [nil, 10])
    }

    @Test("The earlier first step stays, whichever came first", arguments: [false, true])
    func keepsEarliest(reversed: Bool) throws {
        var whole = try epoch()
        let epochs = [try epoch(), try epoch(firstStep: 10, key: try whole.stepKey(10))]
        var keyring = try keyring(reversed ? epochs.reversed() : epochs)
        #expect(try keyring.key(for: try filled(1), step: 0) == symmetricKey(7))
        let (third, expected) = (try keyring.key(for: try filled(1), step: 3), try whole.stepKey(3))
        #expect(third == expected)
    }

    @Test("A key that contradicts the held one changes nothing")
    func contradiction() throws {
        var keyring = try keyring([try epoch(firstStep: 5)])
        for other in [try epoch(firstStep: 5, key: symmetricKey(8)), try epoch(firstStep: 2), try epoch(firstStep: 9)] {
            #expect(throws: KeyringError.contradictsHeldKey) { try keyring.add(other) }
        }
        #expect(throws: KeyringError.anotherNetwork) { try keyring.add(try epoch(2, network: 0xAB)) }
        #expect(try keyring.key(for: try filled(1), step: 5) == symmetricKey(7))
        #expect(throws: StepError.unknownEpoch) { try keyring.key(for: try filled(2), step: 0) }
        #expect(throws: StepError.beforeFirstStep) { try keyring.key(for: try filled(1), step: 4) }
    }

    @Test("Forgotten steps are gone, later ones stay")
    func forgets() throws {
        var whole = try epoch()
        let (twentieth, last) = (try whole.stepKey(20), try whole.stepKey(168))
        var keyring = try keyring([whole, try epoch(2)])
        keyring.forgetSteps(of: try filled(1), before: 20)
        #expect(throws: StepError.beforeFirstStep) { try keyring.key(for: try filled(1), step: 19) }
        #expect(try keyring.key(for: try filled(1), step: 20) == twentieth)
        var again = try Keyring(decoding: keyring.encoded(), network: try filled(0xAA))
        #expect(throws: StepError.beforeFirstStep) { try again.key(for: try filled(1), step: 19) }
        #expect(try again.key(for: try filled(1), step: 168) == last)
        keyring.forgetSteps(of: try filled(1), before: 5)
        #expect(keyring.epochKey(try filled(1))?.firstStep == 20)
        keyring.forgetSteps(of: try filled(1), before: .max)
        #expect(try keyring.key(for: try filled(1), step: 168) == last)
        keyring.forget(try filled(1))
        #expect(keyring.ids == [try filled(2)])
    }

    @Test("Retention gives up the steps of every epoch before an hour, and epochs that lie before it")
    func retention() throws {
        let ids: [EpochID] = [try filled(1), try filled(2), try filled(3)]
        var keyring = Keyring(network: try filled(0xAA))
        for (id, start) in zip(ids, [488_000, 489_000, 490_000] as [UInt32]) {
            try keyring.add(
                try EpochKey(
                    id: id, network: try filled(0xAA), tag: try filled(0xBB), startHour: start, firstStep: 10, key: symmetricKey(7)))
        }
        let kept = try keyring.key(for: ids[1], step: 100)
        func forget(_ hour: UInt32, changes: Bool) {
            let hasChanged = keyring.forgetSteps(beforeHour: hour)
            #expect(hasChanged == changes, "before hour \(hour)")
        }
        forget(488_000, changes: false)
        forget(488_010, changes: false)
        #expect(keyring.ids == ids)
        forget(488_168, changes: true)
        #expect(keyring.epochKey(ids[0])?.firstStep == 168)
        forget(488_169, changes: true)
        #expect(keyring.ids == [ids[1], ids[2]])
        forget(489_100, changes: true)
        forget(489_100, changes: false)
        #expect(throws: StepError.beforeFirstStep) { try keyring.key(for: ids[1], step: 99) }
        #expect(try keyring.key(for: ids[1], step: 100) == kept)
        #expect(keyring.epochKey(ids[2])?.firstStep == 10)
        forget(.max, changes: true)
        #expect(keyring.ids.isEmpty)
    }

    @Test("A forgotten step is not in the bytes that are kept")
    func retentionAtRest() throws {
        var keyring = try keyring([try epoch()])
        _ = keyring.forgetSteps(beforeHour: 489_005)
        let bytes = keyring.encoded().withUnsafeBytes { [UInt8]($0) }
        var earlier = try epoch()
        for step: UInt16 in 0...5 {
            let key = try earlier.stepKey(step).withUnsafeBytes { [UInt8]($0) }
            #expect(bytes.contains(key) == (step == 5))
        }
    }

    @Test("A keyring comes back from its bytes, epochs ascending")
    func roundTrip() throws {
        let original = try keyring(try [7, 3, 200, 1].map { try epoch($0, firstStep: UInt16($0 % 9), key: symmetricKey($0)) })
        var decoded = try Keyring(decoding: original.encoded(), network: try filled(0xAA))
        #expect(decoded.ids == (try [1, 3, 7, 200].map { try filled($0) as EpochID }))
        for number: UInt8 in [1, 3, 7, 200] {
            #expect(try decoded.key(for: try filled(number), step: UInt16(number % 9)) == symmetricKey(number))
        }
        let (bytes, again) = (original.encoded().withUnsafeBytes { [UInt8]($0) }, decoded.encoded().withUnsafeBytes { [UInt8]($0) })
        #expect(bytes == again)
        #expect(throws: KeyringError.anotherNetwork) { try Keyring(decoding: original.encoded(), network: try filled(0xAB)) }
    }

    @Test("A keyring that cannot be read is refused by its name")
    func refusals() throws {
        let bytes = try keyring([try epoch(1), try epoch(2)]).encoded().withUnsafeBytes { [UInt8]($0) }
        func decode(_ bytes: [UInt8]) throws -> Keyring {
            var bytes = bytes
            return try Keyring(decoding: SecretOctets(moving: &bytes), network: try filled(0xAA))
        }
        #expect(throws: KeyringError.encoding(.truncated)) { try decode([]) }
        #expect(throws: KeyringError.encoding(.trailingBytes)) { try decode(bytes + [0]) }
        var version = bytes
        version[1] = 2
        #expect(throws: KeyringError.unknownVersion) { try decode(version) }
        let start = bytes.count - 2 * (bytes.count - 37) / 2
        let middle = start + (bytes.count - start) / 2
        let swapped = [UInt8](bytes[..<start] + bytes[middle...] + bytes[start..<middle])
        #expect(throws: KeyringError.unordered) { try decode(swapped) }
        for count in bytes.indices {
            #expect(throws: KeyringError.encoding(.truncated)) { try decode([UInt8](bytes[..<count])) }
        }
        for mutated in mutations(of: bytes, at: 0..<bytes.count) {
            let decoded = try? decode(mutated)
            #expect(decoded.map { $0.encoded().withUnsafeBytes { [UInt8]($0) } == mutated } ?? true)
        }
    }

    @Test("A keyring with a first step beyond the epoch cannot be read")
    func beyondEpoch() throws {
        var writer = CBORWriter()
        writer.array(3)
        writer.unsigned(UInt8(1))
        writer.identifier(try filled(0xAA) as NetworkID)
        writer.array(1)
        writer.array(5)
        writer.identifier(try filled(1) as EpochID)
        writer.identifier(try filled(0xBB) as GroupTag)
        writer.unsigned(UInt32(489_000))
        writer.unsigned(UInt16(169))
        writer.byteString([UInt8](repeating: 7, count: 32))
        var bytes = writer.bytes
        let secret = SecretOctets(moving: &bytes)
        #expect(throws: KeyringError.beyondEpoch) { try Keyring(decoding: secret, network: try filled(0xAA)) }
    }

    @Test("A keyring says what it holds, so that its owner can bound what one group or author adds")
    func counts() throws {
        var keyring = try keyring([epoch(1), epoch(2)])
        try keyring.add(try epoch(2))
        #expect(keyring.count == 2)
        #expect(try [0xBB, 0xBC].map { keyring.count(of: try filled($0)) } == [2, 0])
        #expect(try [1, 3].map { keyring.contains(try filled($0)) } == [true, false])
        keyring.forget(try filled(1))
        #expect(try keyring.count == 1 && !keyring.contains(filled(1)))
    }

    @Test("A full keyring takes no further epoch, but still the ones it has")
    func full() throws {
        var keyring = Keyring(network: try filled(0xAA))
        for number in 0..<GroupsLimits.keyringEpochsMax {
            try keyring.add(try epoch(numbered: number))
        }
        #expect(throws: KeyringError.full) { try keyring.add(try epoch(numbered: GroupsLimits.keyringEpochsMax)) }
        try keyring.add(try epoch(numbered: 5))
        #expect(keyring.ids.count == GroupsLimits.keyringEpochsMax)
        let again = try Keyring(decoding: keyring.encoded(), network: try filled(0xAA))
        #expect(again.ids == keyring.ids)
    }

    private func epoch(numbered number: Int) throws -> EpochKey {
        let id = try #require(EpochID(big(UInt64(number)) + [UInt8](repeating: 0, count: 8)))
        return try EpochKey(
            id: id, network: try filled(0xAA), tag: try filled(0xBB), startHour: 489_000, firstStep: 0, key: symmetricKey(7))
    }
}
