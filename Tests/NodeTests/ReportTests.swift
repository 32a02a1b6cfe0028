import Exchange
import Foundation
import Sodium
import Testing

@testable import Daemon

/// What the node tells its owner of others, and before sharing.
@Suite("Reports: real nodes on loopback")
struct ReportTests {
    @Test("A trial run judges the marks inside the file as sharing does")
    func dryRun() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom")
        try await federation.waitForKeys([bank, telco])
        let drafts: [(content: [UInt8], to: Destination, tlp: String?, decision: String)] = [
            (bundle("Amber", mark: Mark.amber), .members, nil, "audience-too-wide"),
            (bundle("Unmarked"), .members, nil, "unmarked"),
            (bundle("Amber", mark: Mark.amber), .members, "green", "weaker-than-file"),
            (bundle("Green", mark: Mark.green), .everyone, nil, "audience-too-wide"),
            (bundle("Red", mark: Mark.red), .organisations([NamedRecipient("City Telecom", people: ["Ng"])]), nil, "allowed"),
            (bundle("Green", mark: Mark.green), .members, nil, "allowed"),
            (bundle("Marked now"), .members, "green", "allowed"),
        ]
        for draft in drafts {
            let said = try await bank.core.audience(ofDraft: AudienceRequest(to: draft.to, tlp: draft.tlp), content: draft.content)
            #expect(said.decision == draft.decision)
            if draft.decision == "allowed" {
                let shared = try await bank.core.share(draft.content, ShareRequest(to: draft.to, tlp: draft.tlp))
                #expect(shared.tlp == said.tlp && shared.recipients == said.organisations)
            } else {
                let error = await #expect(throws: OperationError.self) {
                    try await bank.core.share(draft.content, ShareRequest(to: draft.to, tlp: draft.tlp))
                }
                #expect(error?.code == draft.decision)
            }
        }
        let broken = await #expect(throws: OperationError.self) {
            try await bank.core.audience(ofDraft: AudienceRequest(to: .members), content: [0x7B])
        }
        #expect(broken?.code == "invalid-stix")
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }

    @Test("Mailboxes are named, who is without a key is told with the reason, and nodes that ended are marked so")
    func namesAndStates() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        let telco = try await federation.member("City Telecom", sector: "communications")
        try await federation.waitForKeys([bank, telco])
        let group = try await bank.core.createGroup(GroupCreation(name: "Exchange", members: ["City Telecom"], mailbox: true))
        #expect(group.mailboxes == ["Example City CERT"] && group.waiting.isEmpty)
        #expect(try await bank.core.audience(ofDraft: AudienceRequest(to: .sector)).mailboxes == ["Example City CERT"])
        #expect(try await federation.coordinator.core.audience(ofDraft: AudienceRequest(to: .sector)).mailboxes.isEmpty, "it is inside")
        _ = try await federation.coordinator.core.setStanding("City Telecom", to: "suspended")
        try await eventually("the suspension arrives") {
            try await bank.core.groups().first { $0.name == "Exchange" }?.waiting == ["City Telecom: suspended"]
        }

        func states() async throws -> [String] {
            try await bank.core.members().filter { $0.organisation != "Example City CERT" }.flatMap { $0.nodes.map(\.state) }
        }
        #expect(try await states() == ["current", "current"])
        let settings = try NodeSettings.load(file: DataDirectoryLayout.settings(in: telco.directory), environment: [:], overrides: [:])
        _ = try? await revokeKey(
            telco.core.keys.operation.verifyingKey.octets.hex,
            KeyRequest(dataDirectory: telco.directory, settings: settings, node: telco.core, logger: quiet), passphrase: passphrase())
        try await eventually("the revocation arrives") { try await states() == ["revoked", "current"] }
        federation.clock.advance(days: 400)
        #expect(try await states() == ["revoked", "expired"])
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }

    @Test("An item is not called after the mark that its bundle begins with")
    func title() async throws {
        let federation = try await Federation()
        let text = String(decoding: bundle("The report", mark: Mark.green), as: UTF8.self)
            .replacingOccurrences(of: "\"type\": \"report\"", with: "\"type\": \"grouping\", \"context\": \"unspecified\"")
            .replacingOccurrences(of: "report--", with: "grouping--")
            .replacingOccurrences(
                of: "\"objects\": [",
                with: """
                    "objects": [{"type": "marking-definition", "spec_version": "2.1", "id": "\(Mark.green)",
                      "created": "2022-10-01T00:00:00.000Z", "name": "TLP:GREEN",
                      "extensions": {"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d":
                        {"extension_type": "property-extension", "tlp_2_0": "green"}}},
                    """)
        let core = federation.coordinator.core
        try await eventually("its own key is known") { await core.groups.statements[core.node] != nil }
        let shared = try await core.share(Array(text.utf8), ShareRequest(to: .members))
        #expect(shared.title == "The report")
        await federation.coordinator.stop()
    }

    @Test(
        "A time that no calendar has is told as the last one", arguments: [253_402_300_799, 253_402_300_800, UInt64.max, UInt64(Int64.max)])
    func farFuture(seconds: UInt64) {
        #expect(WallClock.iso8601(seconds) == "9999-12-31T23:59:59Z")
        #expect(WallClock.iso8601(1_767_225_600 as UInt64) == "2026-01-01T00:00:00Z")
    }
}
