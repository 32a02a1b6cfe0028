import Sodium
import Testing

@testable import Accounts

@Suite("Codes of six digits count once in their time, and recovery codes once")
struct SecondStepTests {
    private func secret(_ octets: some Sequence<UInt8>) -> SecretOctets {
        var octets = Array(octets)
        return SecretOctets(moving: &octets)
    }

    @Test(
        "Codes are those of RFC 6238, appendix B, and of another implementation",
        arguments: [
            (59, 94_287_082), (1_111_111_109, 7_081_804), (1_111_111_111, 14_050_471), (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] as [(UInt64, UInt32)])
    func values(second: UInt64, eight: UInt32) {
        let secret = secret("12345678901234567890".utf8)
        #expect(TOTP.value(secret, step: TOTP.step(at: second)) % 100_000_000 == eight)
        #expect(TOTP.code(secret, step: TOTP.step(at: second)).utf8.elementsEqual(String(eight + 100_000_000).suffix(6).utf8))
    }

    @Test(
        "pyotp gives the same codes",
        arguments: [
            (0, "486114"), (59, "711172"), (1_111_111_109, "197862"), (1_234_567_890, "572107"), (2_000_000_000, "684306"),
            (20_000_000_000, "114287"),
        ] as [(UInt64, String)])
    func peer(second: UInt64, code: String) { #expect(TOTP.code(secret(1...20), step: TOTP.step(at: second)) == code) }

    @Test("A code counts in its step and the two beside it, and in no other", arguments: -3...3)
    func window(offset: Int) {
        let second: UInt64 = 1_800_000_015
        let secret = secret(1...20)
        let step = UInt64(Int(TOTP.step(at: second)) + offset)
        let found = TOTP.step(of: TOTP.code(secret, step: step), secret: secret, at: second, after: 0)
        #expect(found == (abs(offset) <= 1 ? step : nil))
    }

    @Test("A step that was taken, or one before it, is not taken again")
    func onlyLarger() {
        let second: UInt64 = 1_800_000_015
        let secret = secret(1...20)
        let now = TOTP.step(at: second)
        let code = TOTP.code(secret, step: now)
        #expect(TOTP.step(of: code, secret: secret, at: second, after: now - 1) == now)
        #expect(TOTP.step(of: code, secret: secret, at: second, after: now) == nil)
        #expect(TOTP.step(of: code, secret: secret, at: second + 30, after: now + 1) == nil)
        #expect(TOTP.step(of: TOTP.code(secret, step: now + 1), secret: secret, at: second, after: now) == now + 1)
    }

    @Test("Spaces do not count, and nothing else is a code", arguments: ["", "12345", "1234567", "abcdef", "１２３４５６"])
    func typed(text: String) {
        let second: UInt64 = 1_800_000_015
        let secret = secret(1...20)
        let code = TOTP.code(secret, step: TOTP.step(at: second))
        #expect(TOTP.step(of: " " + code.prefix(3) + " " + code.suffix(3), secret: secret, at: second, after: 0) != nil)
        #expect(TOTP.step(of: code + "0", secret: secret, at: second, after: 0) == nil)
        #expect(TOTP.step(of: text, secret: secret, at: second, after: 0) == nil)
        #expect(TOTP.step(of: code, secret: secret, at: 10, after: 0) == nil)
    }

    @Test("What an authenticator is given has issuer and account escaped, and no colon but the one between them")
    func shown() {
        let shown = TOTP.shown(secret(1...20), issuer: "Bank: Ä & Co", account: "ann+1@bank.example")
        #expect(shown.base32 == "AEBAGBAFAYDQQCIKBMGA2DQPCAIREEYU")
        #expect(
            shown.uri == "otpauth://totp/Bank%20%20%C3%84%20%26%20Co:ann%2B1%40bank.example?secret=AEBAGBAFAYDQQCIKBMGA2DQPCAIREEYU"
                + "&issuer=Bank%20%20%C3%84%20%26%20Co&algorithm=SHA1&digits=6&period=30")
    }

    @Test(
        "Base 32 is RFC 4648's, section 10",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"), ("foobar", "MZXW6YTBOI"),
        ])
    func base32(plain: String, text: String) {
        #expect(Base32.text(plain.utf8, .rfc4648) == text)
        #expect(Base32.octets(text.utf8, .rfc4648) == Array(plain.utf8))
        #expect(Base32.octets((text + "1").utf8, .rfc4648) == nil)
        #expect(Base32.octets("MZ".utf8, .rfc4648) == nil, "bits that are not zero")
    }

    @Test("Ten recovery codes are ten, and each is read as people copy it")
    func recovery() throws {
        let codes = RecoveryCodes.make()
        #expect(Set(codes).count == 10)
        for code in codes {
            #expect(code.count == 32 && code.split(separator: "-").map(\.count) == [4, 4, 4, 4, 4, 4, 2])
            let octets = try #require(RecoveryCodes.octets(code))
            #expect(octets.count == 16 && RecoveryCodes.text(of: octets) == code)
            let sloppy = " " + code.lowercased().replacing("-", with: " ").replacing("0", with: "o").replacing("1", with: "l") + "\n"
            #expect(RecoveryCodes.octets(sloppy) == octets)
        }
        let code = try #require(codes.first)
        #expect(RecoveryCodes.hash(code, Digest.sha256) == RecoveryCodes.octets(code).map(Digest.sha256))
        for other in [
            "", "123456", String(code.dropLast()), code + "0", code.dropLast(2) + "UU", String(repeating: "-", count: 200) + code,
        ] {
            #expect(RecoveryCodes.hash(other, Digest.sha256) == nil, "\(other)")
        }
    }
}
