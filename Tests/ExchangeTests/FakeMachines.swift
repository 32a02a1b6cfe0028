import Exchange
import Synchronization

/// A desk that knows three tokens, notes what it is asked, and lets everything pass or nothing.
final class FakeMachines: MachineDesk {
    private let asked = Mutex<[String]>([])
    let refusal: OperationError?

    init(refusing refusal: OperationError? = nil) { self.refusal = refusal }

    /// What it was asked to allow.
    var calls: [String] { asked.withLock { $0 } }

    static func caller(_ name: String, mayRead: Bool = true, mayWrite: Bool = true) -> APICaller {
        APICaller(
            id: Array(name.utf8), name: name, mayRead: mayRead, mayWrite: mayWrite, actor: LocalActor(number: 7, name: "ng", token: name))
    }

    static let callers = [
        FakeCollections.token: FakeCollections.caller, "reads": caller("reads", mayWrite: false),
        "writes": caller("writes", mayRead: false),
    ]

    func caller(presenting token: String) async throws(OperationError) -> APICaller? { Self.callers[token] }

    func permit(sharing content: [UInt8], _ request: ShareRequest, by caller: APICaller) async throws(OperationError) {
        try note("\(caller.name) shares \(content.count) \(request.to)")
    }

    func permit(changing item: String, by caller: APICaller) async throws(OperationError) { try note("\(caller.name) changes \(item)") }

    private func note(_ call: String) throws(OperationError) {
        asked.withLock { $0.append(call) }
        if let refusal { throw refusal }
    }
}

extension Reader {
    /// As the tests' nodes note it.
    var name: String {
        switch self {
        case .person(let name): name ?? "-"
        case .machine(let caller): "token \(caller.name)"
        }
    }
}
