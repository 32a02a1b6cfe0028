import Sodium
import Testing
import Wire

/// The bytes that signatures cover; the first test is the worked example of specification chapter 1.
@Suite struct SigningContextTests {
    @Test("The worked example of the specification comes out")
    func workedExample() throws {
        let network = try #require(NetworkID(Array(0..<32)))
        let payload: [UInt8] = [0x82, 0x01, 0x63, 0x61, 0x62, 0x63]
        let expected =
            "83" + "72" + "63617573657761792f636861727465722f31"
            + "5820" + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
            + "46" + "820163616263"
        let message = SigningContext.charter.message(network: network, payload: payload)
        #expect(message.hex == expected)
        var seed = try #require([UInt8](hex: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
        let key = try SigningKey(seed: SecretOctets(moving: &seed))
        #expect(
            key.sign(message).hex == "378631a09a0b6387f28ba568aab7f62df93005dfba63694796d9c1c8521bd1ab"
                + "bcd74ecfab0b49e736c0486df9bb28bcad44f7ec734ed37d18a29283c7016f06")
    }

    @Test(
        "The refusals of the specification's example come out",
        arguments: [
            ("820163616263", nil),
            ("8201636162", .truncated), ("82016361626300", .trailingBytes), ("82180163616263", .notShortest),
            ("98020163616263", .notShortest), ("8201636162ff", .notUTF8), ("822063616263", .forbidden),
            ("9f0163616263ff", .forbidden), ("820143616263", .unexpectedType), ("8101", .wrongCount),
        ] as [(String, CBORError?)])
    func exampleRefusals(_ hex: String, _ refusal: CBORError?) throws {
        let bytes = try #require([UInt8](hex: hex))
        var error: CBORError?
        do throws(CBORError) {
            var reader = CBORReader(bytes)
            try reader.array(exactly: 2)
            _ = try reader.unsigned()
            _ = try reader.text(limit: 3)
            try reader.end()
        } catch let thrown {
            error = thrown
        }
        #expect(error == refusal)
    }

    @Test("The labels are those of the specification, and no two are alike")
    func labels() {
        let labels = SigningContext.allCases.map(\.rawValue)
        #expect(
            labels == [
                "causeway/record/1", "causeway/subkey/1", "causeway/charter/1",
                "causeway/roster/1", "causeway/tls/1", "causeway/application/1",
            ])
        #expect(Set(labels).count == labels.count)
    }

    @Test("The genesis record is signed for an empty network")
    func genesis() throws {
        let message = SigningContext.record.message(network: nil, payload: [1, 2])
        #expect(try Structure(decoding: message) == .array([.text("causeway/record/1"), .byteString([]), .byteString([1, 2])]))
    }

    @Test("Another label, network or payload gives other bytes")
    func separation() throws {
        var messages: Set<[UInt8]> = []
        for context in SigningContext.allCases {
            for network in [nil, NetworkID(Array(0..<32)), NetworkID(Array(1...32))] {
                for payload: [UInt8] in [[], [0], [0, 0]] {
                    messages.insert(context.message(network: network, payload: payload))
                }
            }
        }
        #expect(messages.count == SigningContext.allCases.count * 9)
    }

    @Test("A slice signs as the array of the same octets")
    func slice() {
        let bytes: [UInt8] = [1, 2, 3, 4]
        let (slice, array) = (bytes[1..<3], Array(bytes[1..<3]))
        #expect(SigningContext.tls.message(network: nil, payload: slice) == SigningContext.tls.message(network: nil, payload: array))
    }
}
