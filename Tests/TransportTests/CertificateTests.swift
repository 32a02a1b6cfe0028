import Crypto
import Foundation
import Sodium
import Testing
import Wire

@testable import Transport

@Suite struct CertificateTests {
    /// The worked example of specification chapter 7.
    enum Example {
        static let network = Peers.octets32(0x11)
        static let node = "22222222222222222222222222222222"
        static let seed = [UInt8](repeating: 0x33, count: 32)
        static let keyInfo =
            "3059301306072a8648ce3d020106082a8648ce3d030107034200046b17d1f2e12c4247f8bce6e563a440f277037d812deb33"
            + "a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
        static let message =
            "836e63617573657761792f746c732f3158201111111111111111111111111111111111111111111111111111111111111111"
            + "58205cd252fb0ce8932436faf8ccd1040981b89ee4ad6b9fe9e2a2b7e71aacb27cd3"
        static let value =
            "8458201111111111111111111111111111111111111111111111111111111111111111502222222222222222222222222222"
            + "2222582017cb79fb2b4120f2b1ec65e4198d6e08b28e813feb01e4a400839b85e18080ce58405cc841d78233fd2f6a20d390"
            + "e7e9b98901d9ac2829f6af01dd2d50d03f46d609b515173bfa9813b3df7a770138496a695cb74cbd7f836e2e3f19108793da"
            + "a00a"
    }

    private func example() throws -> (binding: KeyBinding, keyInfo: [UInt8], key: VerifyingKey) {
        var seed = Example.seed
        let key = try SigningKey(seed: SecretOctets(moving: &seed))
        let keyInfo = try #require([UInt8](hex: Example.keyInfo))
        let network = NetworkID(Example.network)
        let binding = KeyBinding(
            network: network, node: try #require(NodeID(hex: Example.node)), operationKey: key.verifyingKey.octets,
            signature: key.sign(KeyBinding.message(network: network, keyInfo: keyInfo)))
        return (binding, keyInfo, key.verifyingKey)
    }

    @Test("The specification's worked example is what is written and what is accepted")
    func workedExample() throws {
        let (binding, keyInfo, key) = try example()
        #expect(KeyBinding.message(network: binding.network, keyInfo: keyInfo).hex == Example.message)
        #expect(binding.encoded().hex == Example.value)
        let read = try KeyBinding(decoding: try #require([UInt8](hex: Example.value))[...])
        let peer = try read.verify(keyInfo: keyInfo, in: NetworkID(Example.network))
        #expect(peer == PeerIdentity(node: binding.node, operationKey: key.octets))
    }

    @Test("The specification names every refusal and prints the worked example")
    func specification() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "Protocol/Specification/7-transport.md"), encoding: .utf8)
        for refusal in HandshakeRefusal.allCases { #expect(text.contains("`\(refusal.rawValue)`")) }
        for error in [FrameError.tooLong, .empty, .truncated] { #expect(text.contains("`\(error.rawValue)`")) }
        let digits = text.filter { !$0.isWhitespace }
        for example in [Example.keyInfo, Example.message, Example.value] { #expect(digits.contains(example)) }
    }

    @Test("No octet of the extension's value but the node's claim can be changed unnoticed")
    func everyOctet() throws {
        let (binding, keyInfo, _) = try example()
        let bytes = binding.encoded()
        let node = 36..<52
        for position in bytes.indices where !node.contains(position) {
            var changed = bytes
            changed[position] ^= 1
            #expect(throws: HandshakeRefusal.self, "octet \(position)") {
                try KeyBinding(decoding: changed[...]).verify(keyInfo: keyInfo, in: binding.network)
            }
        }
    }

    @Test("The value is refused when cut anywhere")
    func cut() throws {
        let bytes = try example().binding.encoded()
        for count in 0..<bytes.count {
            #expect(throws: HandshakeRefusal.extensionMalformed) { try KeyBinding(decoding: bytes.prefix(count)) }
        }
    }

    @Test("A certificate's key and extension are read as they were written")
    func reading() throws {
        let key = P256.Signing.PrivateKey()
        let certificate = try CertificateReader(try Credentials.certificate(for: key, bindings: [[1, 2, 3]]))
        #expect(Array(certificate.keyInfo) == Array(key.publicKey.derRepresentation))
        #expect(Array(certificate.binding) == [1, 2, 3])
    }

    @Test("A certificate with one octet changed, or cut, is read or refused, never worse")
    func damaged() throws {
        let bytes = try Credentials.certificate(for: P256.Signing.PrivateKey(), bindings: [[1, 2, 3]])
        var refused = 0
        for position in bytes.indices {
            #expect(throws: HandshakeRefusal.certificateMalformed) { try CertificateReader(Array(bytes.prefix(position))) }
            for bit in 0..<8 {
                var changed = bytes
                changed[position] ^= 1 << bit
                do { _ = try CertificateReader(changed) } catch { refused += 1 }
            }
        }
        #expect(refused > 100)
    }
}
