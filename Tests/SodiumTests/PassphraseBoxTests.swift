import Sodium
import Testing

/// Boxes at the least cost: what opens, and each way not to.
@Suite struct PassphraseBoxTests {
    static let contents: [UInt8] = Array(1...40)
    static let passphrase = Array("correct horse".utf8)

    /// magic 8, passes 4, memory 4, salt 16, nonce 24.
    static let headerOctets = 56

    @Test("A box opens with its passphrase and with no other")
    func opens() throws {
        let box = try sealed()
        #expect(try open(box) == Self.contents)
        for other in ["", "correct horsf", "correct horse ", "correct hors"] {
            let error: SodiumError = other.isEmpty ? .emptyPassphrase : .wrongPassphraseOrDamaged
            #expect(throws: error) { try open(box, passphrase: Array(other.utf8)) }
        }
    }

    @Test("A secret of no octets and one of the largest size come back", arguments: [0, SodiumLimits.boxedSecretOctetsMax])
    func sizes(_ count: Int) throws {
        let contents = [UInt8](repeating: 0x5A, count: count)
        #expect(try open(sealed(contents)) == contents)
    }

    @Test("Too long a secret is refused on the way in and on the way out")
    func tooLong() throws {
        let contents = [UInt8](repeating: 0, count: SodiumLimits.boxedSecretOctetsMax + 1)
        #expect(throws: SodiumError.secretTooLong) { try sealed(contents) }
        let box = try sealed() + contents
        #expect(throws: SodiumError.secretTooLong) { try open(box) }
    }

    @Test("Nothing is sealed under an empty passphrase")
    func emptyPassphrase() {
        #expect(throws: SodiumError.emptyPassphrase) { try sealed(passphrase: []) }
    }

    @Test("Two boxes of one secret share nothing but magic and cost")
    func fresh() throws {
        let (first, second) = try (sealed(), sealed())
        #expect(first.prefix(16) == second.prefix(16))
        #expect(first[16..<32] != second[16..<32], "the salt")
        #expect(first[32..<56] != second[32..<56], "the nonce")
        #expect(first[56...] != second[56...], "the ciphertext")
    }

    @Test("A box names its cost", arguments: PassphraseBox.Cost.allCases)
    func describesItself(_ cost: PassphraseBox.Cost) throws {
        let expected: [UInt8] =
            switch cost {
            case .interactive: [0, 0, 0, 2, 0, 1, 0, 0]
            case .moderate: [0, 0, 0, 3, 0, 4, 0, 0]
            case .minimumForTests: [0, 0, 0, 1, 0, 0, 0, 8]
            }
        let box = try PassphraseBox.seal(secret([1]), passphrase: secret(Self.passphrase), cost: cost)
        #expect(Array(box.prefix(16)) == Array("CWAYBOX1".utf8) + expected)
        #expect(try open(box) == [1])
    }

    @Test("Every changed octet of salt, nonce, ciphertext and tag is refused")
    func tampered() throws {
        let box = try sealed()
        for index in 16..<box.count {
            var changed = box
            changed[index] ^= 0x01
            #expect(throws: SodiumError.wrongPassphraseOrDamaged, "octet \(index)") { try open(changed) }
        }
    }

    @Test("A changed cost within bounds is refused: the header is authenticated")
    func changedCost() throws {
        var box = try sealed()
        box[11] = 2
        #expect(throws: SodiumError.wrongPassphraseOrDamaged) { try open(box) }
        box = try sealed()
        box[15] = 9
        #expect(throws: SodiumError.wrongPassphraseOrDamaged) { try open(box) }
    }

    @Test("Another magic is no box", arguments: 0..<8)
    func magic(_ index: Int) throws {
        var box = try sealed()
        box[index] ^= 0x20
        #expect(throws: SodiumError.notABox) { try open(box) }
    }

    @Test("A box cut short is no box or is damaged, never anything else")
    func truncated() throws {
        let box = try sealed()
        for count in 0..<box.count {
            let error: SodiumError = count < Self.headerOctets + 16 ? .notABox : .wrongPassphraseOrDamaged
            #expect(throws: error, "\(count) octets") { try open(Array(box.prefix(count))) }
        }
    }

    @Test(
        "Absurd costs are refused before any work is done",
        arguments: [
            (0, 8), (SodiumLimits.boxPassesMax + 1, 8), (.max, 8), (1, 0), (1, 7), (1, SodiumLimits.boxMemoryKiBMax + 1),
            (1, .max), (.max, .max),
        ] as [(UInt32, UInt32)])
    func absurd(_ passes: UInt32, _ memoryKiB: UInt32) throws {
        var box = try sealed()
        withUnsafeBytes(of: passes.bigEndian) { box.replaceSubrange(8..<12, with: $0) }
        withUnsafeBytes(of: memoryKiB.bigEndian) { box.replaceSubrange(12..<16, with: $0) }
        #expect(throws: SodiumError.unacceptableCost) { try open(box) }
    }

    private func sealed(_ contents: [UInt8] = contents, passphrase: [UInt8] = passphrase) throws -> [UInt8] {
        try PassphraseBox.seal(secret(contents), passphrase: secret(passphrase), cost: .minimumForTests)
    }

    @discardableResult
    private func open(_ box: [UInt8], passphrase: [UInt8] = passphrase) throws -> [UInt8] {
        try PassphraseBox.open(box, passphrase: secret(passphrase)).revealed
    }
}
