import Sodium
import Testing

/// Argon2id against values that another implementation (argon2-cffi, the reference code) gave.
@Suite("A password's hash is Argon2id's, and costs what was asked for")
struct PasswordHashingTests {
    private func hash(_ password: String, salt: [UInt8], _ passes: UInt32, _ memoryKiB: UInt32) throws -> String {
        var octets = Array(password.utf8)
        let secret = SecretOctets(moving: &octets)
        return try PasswordHashing.hash(secret, salt: salt, cost: .init(passes: passes, memoryKiB: memoryKiB)).hex
    }

    @Test("Password, salt, passes and memory go into it as RFC 9106 says")
    func values() throws {
        #expect(
            try hash("correct horse battery staple", salt: Array(0..<16), 3, 65_536)
                == "0d1a3c6523c8f06e4e0af9c515aa5b5448cfebd6838f2d52c3d8b6ef8ddc3c2e")
        #expect(
            try hash("", salt: Array(repeating: 0, count: 16), 1, 8) == "cfa0d2d242da6703d311d7eefc922e39cc60c9f4ec93a67d20995be541a06be4")
        #expect(
            try hash("pässwörter über alles 密碼", salt: Array("saltsaltsaltsalt".utf8), 2, 1_024)
                == "58cb3ae43a8c7a1384fadd2b0d0c4e932fe34cb7e2999451f0448e95f6ae874e")
    }

    @Test("The standard cost is RFC 9106's second recommended option")
    func standard() {
        #expect(PasswordHashing.Cost.standard == PasswordHashing.Cost(passes: 3, memoryKiB: 65_536))
    }

    @Test("Costs that only want to exhaust the host, or protect nothing, are refused before any work", arguments: [0, 11] as [UInt32])
    func costs(passes: UInt32) {
        let salt = [UInt8](repeating: 1, count: 16)
        #expect(throws: SodiumError.unacceptableCost) { try hash("a", salt: salt, passes, 8) }
        #expect(throws: SodiumError.unacceptableCost) { try hash("a", salt: salt, 1, 7) }
        #expect(throws: SodiumError.unacceptableCost) { try hash("a", salt: salt, 1, SodiumLimits.boxMemoryKiBMax + 1) }
    }

    @Test("A salt has 16 octets", arguments: [0, 15, 17])
    func salts(count: Int) {
        #expect(throws: SodiumError.wrongLength(expected: 16, found: count)) {
            try hash("a", salt: [UInt8](repeating: 1, count: count), 1, 8)
        }
    }
}
