import Foundation
import Glibc
import Testing

@testable import Exchange

@Suite("What the local interface does is noted before it is done, by whom, and no route is forgotten")
struct RouteEffectTests {
    @Test("The table names every route there is, and none besides")
    func table() {
        func names(_ door: Door) -> [String] {
            LocalRoutes(door: door, node: FakeNode(), audit: FakeDesk(), contentOctetsMax: 1, logger: silent).names.sorted()
        }
        #expect(names(.owner) == RouteTable.rows.keys.sorted())
        let machines = names(.machines(FakeMachines()))
        #expect(machines == RouteTable.rows.filter { $0.value.access != .owner }.keys.sorted())
        #expect(machines.count > 15 && RouteTable.rows.count > machines.count + 30)
    }

    @Test("What changes something is never only read: of all that is posted, the questions about a draft alone")
    func posted() {
        let reading = RouteTable.rows.filter { $0.key.hasPrefix("POST") && $0.value.effect == .reads }.map(\.key)
        #expect(reading.sorted() == ["POST /v1/audience", "POST /v1/policy/explanation"])
        let noted = Set(RouteTable.rows.values.compactMap { if case .noted(let action) = $0.effect { action } else { nil } })
        #expect(noted == Set(ExchangeTests.Operation.all.compactMap(\.action)), "an operation of each is tried below")
    }

    @Test("Every operation is noted as the table says, by the user who asks, before it arrives", arguments: ExchangeTests.Operation.all)
    func noted(operation: ExchangeTests.Operation) async throws {
        let (node, desk) = (FakeNode(), FakeDesk())
        try await withFolder { folder in
            try await withServer(node, audit: desk, socket: folder + "/s") { client in _ = try await operation.holds(client) }
        }
        let began = desk.notes.filter { $0.hasSuffix(" by \(geteuid())") }
        let expected = operation.action.map { ["\($0.rawValue) by \(geteuid())"] } ?? []
        #expect(began == expected)
    }

    @Test("What the desk does not take is not done", arguments: ExchangeTests.Operation.all.filter { $0.action != nil })
    func refused(operation: ExchangeTests.Operation) async throws {
        let full = OperationError(code: "storage.disk-full", reason: "r", remedy: "m", status: 507)
        let node = FakeNode()
        try await withFolder { folder in
            try await withServer(node, audit: FakeDesk(refusing: full), socket: folder + "/s") { client in
                await #expect(throws: full) { try await operation.holds(client) }
            }
        }
        #expect(node.calls.isEmpty)
    }

    @Test("How it ended is noted: of a change always, of what is given out when it was refused")
    func outcome() async throws {
        let refusal = OperationError(code: "unknown-item", reason: "r", remedy: "m", status: 404)
        for (error, change, export) in [(nil, "done", nil), (refusal, "unknown-item", "unknown-item")]
            as [(OperationError?, String, String?)]
        {
            let desk = FakeDesk()
            try await withFolder { folder in
                try await withServer(FakeNode(refusing: error), audit: desk, socket: folder + "/s") { client in
                    _ = try? await client.setSector("A", to: "")
                    _ = try? await client.content(of: "0f0f0f", as: nil)
                }
            }
            let exported = export.map { ["9 item-exported: \($0)"] } ?? []
            #expect(
                desk.notes == ["sector-changed by \(geteuid())", "9 sector-changed: \(change)", "item-exported by \(geteuid())"] + exported)
        }
    }

    @Test("Every action is explained in docs/audit.md, and nothing else is")
    func documented() throws {
        let page = try String(contentsOfFile: "docs/audit.md", encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let named = rows.flatMap { row in
            row.split(separator: "|").first.map { $0.split(separator: "`").map(String.init).filter { $0.first?.isLetter == true } } ?? []
        }
        #expect(named.sorted() == AuditAction.allCases.map(\.rawValue).sorted())
    }

    @Test("A user is known by number and by name")
    func actor() {
        #expect(LocalActor(number: 7, name: nil).description == "uid 7" && LocalActor(number: 7, name: nil).user == "uid 7")
        #expect(LocalActor(number: 7, name: "ng", token: "siem").description == "token siem of ng (uid 7)")
        let ann = LocalActor(account: "Ann Tan")
        #expect(ann.description == "account Ann Tan" && ann.user == "account Ann Tan" && ann != LocalActor(account: "Ann"))
        #expect(LocalActor(number: .max, name: ann.user, token: "siem").description == "token siem of account Ann Tan")
        #expect(LocalActor.visitor.description == "visitor")
        #expect(LocalActor(number: 7, name: "ng").description == "ng (uid 7)" && LocalActor(number: 7, name: "ng").user == "ng")
    }
}
