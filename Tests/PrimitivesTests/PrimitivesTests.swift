import Crypto
import Foundation
import Ledger
import Sodium
import Testing

/// The primitives that this system rests on, judged by vectors that others have made for all libraries.
///
/// Every count was measured, and stands here so that a file that vanishes, shrinks or is read otherwise turns a test red.
@Suite(
    "Primitives agree with the vectors of others",
    .enabled(if: InstalledVectors.areWanted, "not installed: Tests/Interop/primitives/check does that"))
struct PrimitivesTests {
    /// How many cases there were and how many of them were accepted.
    private struct Counts: Equatable {
        var cases = 0
        var accepted = 0
        /// Of those that Wycheproof leaves to the library.
        var acceptable = 0
    }

    private struct SignatureGroup: Decodable {
        struct Key: Decodable { let pk: String }
        struct Case: Decodable { let tcId: Int, msg: String, sig: String, result: Verdict }
        let publicKey: Key
        let tests: [Case]
    }

    @Test("Ed25519: every valid signature of Wycheproof is accepted and every invalid one refused")
    func signatures() throws {
        let file = try InstalledVectors.read("ed25519_test.json", as: Wycheproof<SignatureGroup>.self)
        var counts = Counts()
        for group in file.testGroups {
            let key = try Octets32(InstalledVectors.octets(group.publicKey.pk)).flatMap { try? VerifyingKey($0) }
            for test in group.tests {
                let (message, signature) = (try InstalledVectors.octets(test.msg), Octets64(try InstalledVectors.octets(test.sig)))
                let isAccepted = signature.map { key?.accepts($0, over: message) ?? false } ?? false
                if test.result != .acceptable { #expect(isAccepted == (test.result == .valid), "case \(test.tcId)") }
                counts.cases += 1
                counts.accepted += isAccepted ? 1 : 0
                counts.acceptable += isAccepted && test.result == .acceptable ? 1 : 0
            }
        }
        #expect(counts == Counts(cases: 210, accepted: 117, acceptable: 0) && file.numberOfTests == counts.cases)
    }

    private struct Edge: Decodable { let key: String, sig: String, msg: String, flags: [String] }

    @Test("Ed25519: of the 914 signatures at the edges libsodium takes 43, and under keys that the registry takes there is one")
    func edges() throws {
        let edges = try InstalledVectors.read("ed25519_edges.json", as: [Edge].self)
        var (taken, takenUnderAcceptedKeys, acceptableKeys) = (0, 0, 0)
        for edge in edges {
            let octets = try #require(Octets32(try InstalledVectors.octets(edge.key)))
            let signature = try #require(Octets64(try InstalledVectors.octets(edge.sig)))
            let message = Array(edge.msg.utf8)
            let isTaken = VerifyingKey(remembered: octets).accepts(signature, over: message)
            let key = try? VerifyingKey(octets)
            acceptableKeys += key == nil ? 0 : 1
            taken += isTaken ? 1 : 0
            if key?.accepts(signature, over: message) == true { takenUnderAcceptedKeys += 1 }
            // What libsodium takes has neither a point of low order nor parts of low order that are left over.
            let isAtEdge = edge.flags.contains { $0.hasPrefix("low_order_A") || $0.hasPrefix("low_order_R") || $0 == "low_order_residue" }
            if isAtEdge || edge.flags.contains("reencoded_k") { #expect(!isTaken, "\(edge)") }
        }
        #expect(edges.count == 914 && taken == 43 && acceptableKeys == 28 && takenUnderAcceptedKeys == 1)
    }

    private struct AgreementGroup: Decodable {
        struct Case: Decodable {
            let tcId: Int, publicKey: String, privateKey: String, shared: String, result: Verdict
            enum CodingKeys: String, CodingKey {
                case tcId, shared, result
                case publicKey = "public"
                case privateKey = "private"
            }
        }
        let tests: [Case]
    }

    /// Where it is zero, the library gives zeros instead of an error. Here X25519 is one half of X-Wing and never used alone: there the
    /// other half decides, and both public keys are hashed in.
    @Test("X25519: every shared secret is Wycheproof's, the 31 zeros of low-order keys too")
    func agreement() throws {
        let file = try InstalledVectors.read("x25519_test.json", as: Wycheproof<AgreementGroup>.self)
        var (cases, zeros, acceptable) = (0, 0, 0)
        for test in file.testGroups.flatMap(\.tests) {
            let own = try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: try InstalledVectors.octets(test.privateKey))
            let other = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: try InstalledVectors.octets(test.publicKey))
            let shared = try own.sharedSecretFromKeyAgreement(with: other).withUnsafeBytes { [UInt8]($0) }
            #expect(try shared == InstalledVectors.octets(test.shared), "case \(test.tcId)")
            cases += 1
            zeros += shared.allSatisfy { $0 == 0 } ? 1 : 0
            acceptable += test.result == .acceptable ? 1 : 0
        }
        #expect(cases == 518 && zeros == 31 && acceptable == 254 && file.numberOfTests == cases)
    }

    private struct SealGroup: Decodable {
        struct Case: Decodable {
            let tcId: Int, key: String, iv: String, aad: String, msg: String, ct: String, tag: String, result: Verdict
        }
        let ivSize: Int
        let tests: [Case]
    }

    @Test("ChaCha20-Poly1305: valid texts are opened and sealed to the same octets, invalid ones are not opened")
    func seals() throws {
        let file = try InstalledVectors.read("chacha20_poly1305_test.json", as: Wycheproof<SealGroup>.self)
        var counts = Counts()
        var otherNonces = 0
        for group in file.testGroups {
            // A nonce of another length is no value of the type here.
            guard group.ivSize == ChaChaPoly.nonceOctets * 8 else {
                #expect(group.tests.allSatisfy { $0.result == .invalid })
                otherNonces += group.tests.count
                continue
            }
            for test in group.tests {
                let (text, aad) = (try InstalledVectors.octets(test.msg), try InstalledVectors.octets(test.aad))
                let (key, nonce) = (try InstalledVectors.octets(test.key), try InstalledVectors.octets(test.iv))
                let sealed = try InstalledVectors.octets(test.ct + test.tag)
                var (opened, again): ([UInt8], [UInt8]) = ([], [])
                let isOpened = key.withUnsafeBytes { ChaChaPoly.open(sealed[...], key: $0, nonce: nonce, additional: aad, into: &opened) }
                key.withUnsafeBytes { ChaChaPoly.seal(text[...], key: $0, nonce: nonce, additional: aad, into: &again) }
                #expect(isOpened == (test.result == .valid), "case \(test.tcId)")
                #expect(opened == (isOpened ? text : []) && (again == sealed) == isOpened, "case \(test.tcId)")
                counts.cases += 1
                counts.accepted += isOpened ? 1 : 0
            }
        }
        #expect(counts == Counts(cases: 316, accepted: 256) && otherNonces == 9 && file.numberOfTests == counts.cases + otherNonces)
    }

    private struct DerivationGroup: Decodable {
        struct Case: Decodable { let tcId: Int, ikm: String, salt: String, info: String, size: Int, okm: String, result: Verdict }
        let tests: [Case]
    }

    @Test("HKDF-SHA-256: every key is Wycheproof's, by the library and, from 32 octets without salt, by this system's own")
    func derivations() throws {
        let file = try InstalledVectors.read("hkdf_sha256_test.json", as: Wycheproof<DerivationGroup>.self)
        var (library, own, tooLong) = (0, 0, 0)
        for test in file.testGroups.flatMap(\.tests) {
            // More than 255 blocks is a mistake of the caller, which stops the process.
            guard test.size <= 255 * 32 else {
                #expect(test.result == .invalid)
                tooLong += 1
                continue
            }
            let (key, salt) = (try InstalledVectors.octets(test.ikm), try InstalledVectors.octets(test.salt))
            let (info, expected) = (try InstalledVectors.octets(test.info), try InstalledVectors.octets(test.okm))
            let derived = HKDF<SHA256>.deriveKey(inputKeyMaterial: .init(data: key), salt: salt, info: info, outputByteCount: test.size)
            #expect(test.result == .valid && derived.withUnsafeBytes { [UInt8]($0) } == expected, "case \(test.tcId)")
            library += 1
            guard key.count == KeyDerivation.keyOctets, salt.isEmpty else { continue }
            var output = [UInt8](repeating: 0, count: test.size)
            key.withUnsafeBytes { key in output.withUnsafeMutableBytes { KeyDerivation.derive(from: key, info: info, into: $0) } }
            #expect(output == expected, "case \(test.tcId)")
            own += 1
        }
        #expect(library == 83 && own == 8 && tooLong == 3 && file.numberOfTests == library + tooLong)
    }
}
