import Logging
import Policy
import PublicZone
import Synchronization

/// A logger that writes nothing, so that test output stays readable.
let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A source that gives what it was told to, as a node's store would.
final class FakeItems: PublicItems {
    struct Fault: Error {}

    struct State {
        var items: [PublicItem] = []
        var contents: [String: [UInt8]] = [:]
        var proofs: [String: [UInt8]] = [:]
        var fails = false
        var contentsRead = 0
    }

    private let state: Mutex<State>

    init(_ items: [PublicItem], contents: [String: [UInt8]] = [:], proofs: [String: [UInt8]] = [:]) {
        state = Mutex(State(items: items, contents: contents, proofs: proofs))
    }

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

    var contentsRead: Int { state.withLock { $0.contentsRead } }

    private func look<Value: Sendable>(_ body: (inout State) -> Value) throws -> Value {
        try state.withLock { state in
            if state.fails { throw Fault() }
            return body(&state)
        }
    }

    func items(before: Int64?, limit: Int) async throws -> [PublicItem] {
        try look { state in
            let older = state.items.filter { $0.number < before ?? .max }.sorted { $0.number > $1.number }
            return Array(older.prefix(limit))
        }
    }

    func item(_ id: String) async throws -> PublicItem? { try look { $0.items.first { $0.id == id } } }

    func content(of id: String) async throws -> [UInt8]? {
        try look { state in
            state.contentsRead += 1
            return state.contents[id]
        }
    }

    func proof(of id: String) async throws -> [UInt8]? { try look { $0.proofs[id] } }
}

/// An item with a title, the only thing that most tests change.
func item(
    _ number: Int64, title: String = "Phishing against banks", tlp: TLP = .clear, mediaType: String = "application/stix+json;version=2.1",
    octets: Int = 5, objects: [PublicObject] = []
) -> PublicItem {
    PublicItem(
        number: number, id: identifier(number), title: title, author: "Harbour Bank", organisationID: "00ff", sector: "Finance", tlp: tlp,
        mediaType: mediaType, octets: octets, created: 1_767_225_600, received: 1_767_225_600 + number * 60, objects: objects)
}

/// Sixty-four digits, other ones for every number.
func identifier(_ number: Int64) -> String {
    let digits = String(number, radix: 16)
    return digits + String(repeating: "a", count: 64 - digits.count)
}
