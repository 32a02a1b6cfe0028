import Sodium
import Testing

/// Public keys that must never be trusted: see the comment at `VerifyingKey`.
@Suite struct VerifyingKeyTests {
    /// Every encoding, canonical or not, of the eight points whose order divides eight.
    static let lowOrder = [
        padded("01", with: "00", last: "00"), padded("01", with: "00", last: "80"),
        padded("00", with: "00", last: "00"), padded("00", with: "00", last: "80"),
        padded("ec", with: "ff", last: "7f"), padded("ec", with: "ff", last: "ff"),
        padded("ed", with: "ff", last: "7f"), padded("ed", with: "ff", last: "ff"),
        padded("ee", with: "ff", last: "7f"), padded("ee", with: "ff", last: "ff"),
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ]

    /// The key of RFC 8032's first vector plus each point of low order but the neutral one.
    static let mixedOrder = [
        "3b5b475c4b82dd1572799fc546f4c6c03e478c6654aa4c7f945b347ea32af60d",
        "40c7570f4dd54835b9131184410ed4a0cc93e7d9ad053cbc6d07a62426999582",
        "9158312a9a8d6e3b34c891d6d61444f8b8211c5117ebad15bdb0bd68b07e0245",
        "16a567fe7d4ef5482ab4012c369bf8c5f11e8d0c2559dcda50fde59708f8aee5",
        "b2a4b8a3b47d22ea8d86603ab90b393fc1b87399ab55b3806ba4cb815cd509f2",
        "ad38a8f0b22ab7ca46ecee7bbef12b5f336c182652fac34392f859dbd9666a7d",
        "5ca7ced5657291c4cb376e2929ebbb0747dee3aee81452ea424f42974f81fdba",
    ]

    @Test("A low-order key is refused, whatever its spelling", arguments: lowOrder)
    func lowOrderKey(_ hex: String) throws { try expectRefused(hex) }

    @Test("A mixed-order key is refused", arguments: mixedOrder)
    func mixedOrderKey(_ hex: String) throws { try expectRefused(hex) }

    @Test("A coordinate that is not reduced is refused", arguments: UInt8(0xED)...0xFF)
    func unreduced(_ first: UInt8) throws {
        for last in ["7f", "ff"] { try expectRefused(Self.padded([first].hex, with: "ff", last: last)) }
    }

    @Test("A coordinate off the curve is refused")
    func offCurve() throws { try expectRefused(Self.padded("02", with: "00", last: "00")) }

    @Test("A generated key is accepted from outside", arguments: 0..<16)
    func generated(_: Int) throws {
        let key = SigningKey.generate()
        #expect(try VerifyingKey(key.verifyingKey.octets) == key.verifyingKey)
    }

    @Test("A remembered key is the key that was accepted, and verifies like it")
    func remembered() throws {
        let key = SigningKey.generate()
        let remembered = VerifyingKey(remembered: key.verifyingKey.octets)
        #expect(remembered == key.verifyingKey)
        #expect(remembered.accepts(key.sign([1, 2, 3]), over: [1, 2, 3]))
        #expect(!remembered.accepts(key.sign([1, 2, 3]), over: [1, 2, 4]))
    }

    @Test("A low-order key that was remembered by mistake still verifies nothing", arguments: lowOrder)
    func rememberedLowOrder(_ hex: String) throws {
        let key = VerifyingKey(remembered: try #require(Octets32(hex: hex)))
        // R is the neutral point and S is 0: what such a key would accept by the equation alone.
        let forged = try #require(Octets64([1] + [UInt8](repeating: 0, count: 63)))
        #expect(!key.accepts(forged, over: [1, 2, 3]))
    }

    /// Thirty-two octets: the first, thirty of one kind, the last.
    private static func padded(_ first: String, with filling: String, last: String) -> String {
        first + String(repeating: filling, count: 30) + last
    }

    private func expectRefused(_ hex: String) throws {
        let octets = try #require(Octets32(hex: hex))
        #expect(throws: SodiumError.unacceptablePoint) { try VerifyingKey(octets) }
    }
}
