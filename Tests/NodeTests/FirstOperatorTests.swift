import Accounts
import Exchange
import Foundation
import Sodium
import Storage
import Testing

@testable import Daemon

@Suite("A node's first operator is invited by init, and the owner of the machine keeps accounts over the socket")
struct FirstOperatorTests {
    private func make(_ directory: String, operator first: InitRequest.Operator?, isMember: Bool = false) throws -> InitReport {
        try initialiseNode(
            InitRequest(
                dataDirectory: directory, organisation: "Example City CERT", sector: "government",
                coordinator: isMember
                    ? nil : .init(origin: "registry.example/causeway", networkName: "Example City", admissionDelayMinutes: 0),
                settingsFile: nil, firstOperator: first), passphrase: passphrase())
    }

    private func core(_ directory: String) async throws -> NodeCore {
        let keys = try NodeKeys.open(in: directory, passphrase: passphrase())
        return try await NodeCore(directory: directory, keys: keys, settings: NodeSettings(), logger: quiet)
    }

    private func code(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return ""
        } catch {
            return (error as? OperationError)?.code ?? "\(error)"
        }
    }

    @Test("init with --operator prints a path; the first start makes the account, a later one nothing; the owner resets, decides and lists")
    func whole() async throws {
        let directory = NSTemporaryDirectory() + "causeway-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let report = try make(directory, operator: .init(name: "Ann Tan", address: "Ann@Cert.Example"))
        #expect(report.operatorPath.hasPrefix("/welcome/"))
        var core = try await core(directory)
        await core.begin()
        let link = try await core.accountKeeper.enrolment(report.operatorPath)
        #expect(link.account.address == "ann@cert.example" && link.totp.uri.hasPrefix("otpauth://totp/Example%20City%20CERT:"))
        await core.end()
        core = try await self.core(directory)
        await core.begin()
        let accounts = try await core.accounts()
        #expect(accounts.map(\.name) == ["Ann Tan"] && accounts.map(\.roles) == [["operator"]] && accounts.map(\.state) == ["invited"])

        let invited = try await core.inviteAccount(
            AccountInvitation(name: "Ben Lau", address: "ben@cert.example", roles: ["analyst", "Staff"]))
        #expect(invited.account.roles == ["analyst", "staff"] && invited.link.isEmpty && !invited.isMailed)
        #expect(try await core.setRoles(AccountRoles(["reader"]), ofAccount: "BEN@cert.example").roles == ["reader"])
        let again = try await core.resetAccount("Ben Lau")
        #expect(again.path != invited.path)
        #expect(await code { _ = try await core.accountKeeper.enrolment(again.path) } == "")
        #expect(try await core.decideAccount("ben@cert.example", .suspend).last?.state == "suspended")
        #expect(try await core.decideAccount("ben@cert.example", .reinstate).last?.state == "invited")
        #expect(try await core.decideAccount("ben@cert.example", .remove).count == 1)
        #expect(await code { _ = try await core.decideAccount("ben@cert.example", .remove) } == "unknown-account")
        #expect(await code { _ = try await core.decideAccount("Ann Tan", .reinstate) } == "wrong-state")
        #expect(await code { _ = try await core.inviteAccount(.init(name: "X", address: "x", roles: ["reader"])) } == "invalid-address")
        #expect(await code { _ = try await core.inviteAccount(.init(name: "X", address: "x@y.zz", roles: ["king"])) } == "invalid-roles")
        #expect(
            await code { _ = try await core.inviteAccount(.init(name: "X", address: "x@y.zz", roles: ["reader"], language: "la")) }
                == "invalid-language")
        await core.end()
    }

    @Test("A member's node keeps the invitation until it has a network; without --operator there is none")
    func member() throws {
        for first in [InitRequest.Operator(name: "Ann Tan", address: "ann@bank.example"), nil] {
            let directory = NSTemporaryDirectory() + "causeway-\(UUID().uuidString.prefix(8))"
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let report = try make(directory, operator: first, isMember: true)
            let kept = SmallFile.read(FirstOperator.self, from: DataDirectoryLayout.firstOperator(in: directory))
            #expect(report.operatorPath.isEmpty == (first == nil) && kept?.address == first?.address)
        }
    }

    @Test(
        "A name or address that cannot be is refused before anything is made",
        arguments: [("", "a@b.example"), ("Ann", "ann"), ("A\u{202E}", "a@b.example")])
    func refused(name: String, address: String) async throws {
        let directory = NSTemporaryDirectory() + "causeway-\(UUID().uuidString.prefix(8))"
        let code = await code { _ = try make(directory, operator: .init(name: name, address: address)) }
        #expect(["invalid-name", "invalid-address"].contains(code) && !SmallFile.exists(directory))
    }

    @Test("A list of passwords that cannot be read keeps the node from starting, and says so")
    func list() async throws {
        let path = NSTemporaryDirectory() + "causeway-list-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var settings = NodeSettings()
        settings.passwordList = path
        #expect(await code { _ = try NodeCore.listedPasswords(settings) } == "password-list")
        try SmallFile.write([0xFF, 0xFE] as [UInt8], to: path)
        #expect(await code { _ = try NodeCore.listedPasswords(settings) } == "password-list")
        try SmallFile.write([UInt8]("One Line\r\nother\n".utf8), to: path)
        let listed = try NodeCore.listedPasswords(settings)
        #expect(listed == ["one line", "other"], "\(listed.sorted())")
    }
}
