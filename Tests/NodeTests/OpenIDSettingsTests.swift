import Exchange
import Foundation
import Portal
import Testing

@testable import Daemon

@Suite("Settings of OpenID Connect")
struct OpenIDSettingsTests {
    private func load(_ overrides: [String: String]) throws -> NodeSettings {
        try NodeSettings.load(file: "/nowhere/causeway.yaml", environment: [:], overrides: overrides)
    }

    @Test("A provider and a client are enough; the host stands on the button; the secret is read when it is needed")
    func read() throws {
        let plain = try #require(try load(["openid-issuer": "https://login.bank.example/a", "openid-client-id": "causeway"]).openID)
        #expect(plain.issuer == "https://login.bank.example/a" && plain.client == "causeway" && plain.secret == nil)
        #expect(plain.name == "login.bank.example")
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("causeway-openid-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let full = try #require(
            try load([
                "openid-issuer": "http://127.0.0.1:9400", "openid-client-id": "causeway", "openid-client-secret-file": file.path,
                "openid-name": "Harbour SSO",
            ]).openID)
        #expect(throws: SecretFile.Fault.unreadable) { try full.secret?() }
        try "s3cret\n".write(to: file, atomically: true, encoding: .utf8)
        #expect(try full.secret?() == Array("s3cret".utf8) && full.name == "Harbour SSO")
        #expect(try load([:]).openID == nil)
    }

    @Test(
        "Settings that do not fit each other are refused with the key and what it has to be",
        arguments: [
            (["openid-issuer": "https://login.bank.example"], "openid-client-id"), (["openid-client-id": "a"], "openid-issuer"),
            (["openid-client-secret-file": "/x"], "openid-issuer"), (["openid-name": "x"], "openid-issuer"),
            (["openid-issuer": "http://login.bank.example", "openid-client-id": "a"], "openid-issuer"),
            (["openid-issuer": "https://a/?b", "openid-client-id": "a"], "openid-issuer"),
            (["openid-issuer": "https://a", "openid-client-id": "漢"], "openid-client-id"),
            (["openid-issuer": "https://a", "openid-client-id": "a", "openid-name": "a\u{202E}b"], "openid-name"),
            (["openid-issuer": "https://a", "openid-client-id": "a", "openid-name": String(repeating: "a", count: 65)], "openid-name"),
        ])
    func faults(overrides: [String: String], key: String) {
        let refusal = #expect(throws: OperationError.self) { try load(overrides) }
        #expect(refusal?.code == "invalid-setting" && refusal?.reason.contains("`\(key)` is ") == true)
    }
}
