import Sodium
import Testing

@testable import Accounts

@Suite("A token opens with its own secret, in its time, and in one spelling")
struct TokenTests {
    /// Not a hash, but one value for each secret.
    private func digest(_ octets: [UInt8]) -> Octets32 { Octets32(octets.reversed()) ?? SecureRandom.octets32() }

    @Test("A token is read back from its text, and two are never alike")
    func text() throws {
        let token = APIToken.make()
        #expect(token.text.utf8.count == AccountsLimits.tokenOctets && token.text.hasPrefix("cwt_"))
        #expect(try #require(APIToken(token.text)) == token)
        #expect(APIToken.make().text != token.text)
    }

    @Test(
        "Anything else is no token",
        arguments: [
            "", "cwt_", "cwt_0123456789abcdef", "cwu_0123456789abcdef_" + String(repeating: "0", count: 64),
            "cwt_0123456789abcdef-" + String(repeating: "0", count: 64), "cwt_0123456789ABCDEF_" + String(repeating: "0", count: 64),
            "cwt_0123456789abcdef_" + String(repeating: "0", count: 63), "cwt_0123456789abcdef_" + String(repeating: "0", count: 65),
            "cwt_0123456789abcdef_" + String(repeating: "g", count: 64), "cwt_0123456789abcdef_" + String(repeating: "é", count: 32),
        ])
    func malformed(text: String) { #expect(APIToken(text) == nil) }

    @Test("Only its own secret opens it, before it expires and while it is in force")
    func opens() {
        let (token, other) = (APIToken.make(), APIToken.make())
        func opens(_ presented: APIToken, at second: UInt64, expires: UInt64? = 100, isRevoked: Bool = false) -> Bool {
            TokenRights(hash: token.hash(digest), expires: expires, isRevoked: isRevoked).opens(with: presented.hash(digest), at: second)
        }
        #expect(opens(token, at: 99) && opens(token, at: .max, expires: nil))
        #expect(!opens(other, at: 99), "another secret")
        #expect(!opens(token, at: 100), "its time is over")
        #expect(!opens(token, at: 99, isRevoked: true), "revoked")
    }

    @Test(
        "A name is one plain word",
        arguments: [("siem", true), ("a.b-c_9", true), ("", false), ("a b", false), ("a\n", false), ("é", false)])
    func names(name: String, isTaken: Bool) {
        #expect(((try? TokenRequest.check(name: name)) != nil) == isTaken)
        #expect((try? TokenRequest.check(name: String(repeating: "a", count: 65))) == nil)
    }
}
