import STIX
import Synchronization

@testable import Exchange

/// A source with collections of made-up objects, which remembers what it was given.
final class FakeCollections: TAXIISource {
    struct State {
        var isPublic = true
        var objects: [TAXIIObject] = []
        var queries: [TAXIIQuery] = []
        var posts: [[UInt8]] = []
        var refusal: OperationError?
        var status: TAXIIStatus?
    }

    private let state = Mutex(State())

    func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }
    var queries: [TAXIIQuery] { state.withLock(\.queries) }
    var posts: [[UInt8]] { state.withLock(\.posts) }

    static let open = TAXIICollection(
        id: "00000000-0000-8000-8000-000000000001", title: "Public", description: "d", alias: "everyone", canRead: true, canWrite: false,
        key: "01")
    static let group = TAXIICollection(
        id: "00000000-0000-8000-8000-000000000002", title: "Harbour \"Exchange\"\r\n漢", description: "d", alias: "", canRead: true,
        canWrite: true, key: "02")
    static let writeOnly = TAXIICollection(
        id: "00000000-0000-8000-8000-000000000003", title: "In", description: "d", alias: "in", canRead: false, canWrite: true, key: "03")

    static let token = "secret"
    static let caller = FakeMachines.caller("siem")
    static let status = TAXIIStatus(
        id: "00000000-0000-4000-8000-00000000000a", requested: 1_800_000_000_000_000, count: 2, state: .pending("p"),
        objects: [.init(id: "a--1", version: "2026-01-01T00:00:00.000Z"), .init(id: "b--1", version: "2026-01-01T00:00:00.000Z")])

    /// Objects that were added a microsecond apart, each with the octets that say its number.
    static func objects(_ count: Int) -> [TAXIIObject] {
        (1...count).map { number in
            TAXIIObject(
                added: 1_800_000_000_000_000 + Int64(number), id: "indicator--\(number)", version: "2026-01-01T00:00:00.000Z",
                octets: Array("{ \"n\" : \(number) }".utf8))
        }
    }

    func site() async -> TAXIISite { TAXIISite(title: "t", description: "d", baseURL: "https://node.example") }

    func collections(for caller: APICaller?) async throws(OperationError) -> [TAXIICollection] {
        let isPublic = state.withLock(\.isPublic)
        return caller == nil ? (isPublic ? [Self.open] : []) : [Self.open, Self.group, Self.writeOnly]
    }

    func page(
        of collection: TAXIICollection, _ query: TAXIIQuery, withOctets: Bool, for caller: APICaller?
    ) async throws(OperationError) -> TAXIIPage {
        let (objects, refusal) = state.withLock { state in
            state.queries.append(query)
            return (state.objects, state.refusal)
        }
        if let refusal { throw refusal }
        var found = objects.filter { $0.added > query.after && (query.ids.isEmpty || query.ids.contains($0.id)) }
        let isMore = found.count > query.limit
        if isMore { found.removeLast(found.count - query.limit) }
        if !withOctets { for index in found.indices { found[index].octets = [] } }
        return TAXIIPage(objects: found, next: isMore ? found.last?.added : nil)
    }

    func post(_ envelope: [UInt8], to collection: TAXIICollection, by caller: APICaller) async throws(OperationError) -> TAXIIStatus {
        let refusal = state.withLock { state in
            state.posts.append(envelope)
            return state.refusal
        }
        if let refusal { throw refusal }
        return Self.status
    }

    func status(_ id: String, for caller: APICaller) async throws(OperationError) -> TAXIIStatus? {
        id == Self.status.id ? state.withLock(\.status) ?? Self.status : nil
    }
}

/// What a test asks of the routes.
struct Asking {
    let source: FakeCollections
    let routes: TAXIIRoutes
    let clock: TestSeconds

    init(
        _ source: FakeCollections = FakeCollections(), perMinute: Int = 1_000,
        bodies: OctetBudget = OctetBudget(limit: ExchangeLimits.bodiesOctetsMax)
    ) {
        self.source = source
        let clock = TestSeconds()
        self.clock = clock
        let doorman = Doorman(
            requestsPerMinute: perMinute, now: { clock.now },
            lookup: { (token) async throws(OperationError) in token == FakeCollections.token ? FakeCollections.caller : nil })
        routes = TAXIIRoutes(source: source, doorman: doorman, bodies: bodies, logger: silent)
    }

    func get(
        _ target: String, method: String = "GET", token: String? = FakeCollections.token, accept: String? = TAXIIMedia.type,
        authorization: String? = nil, contentType: String? = TAXIIMedia.type, body: [UInt8] = [], declared: Int? = nil
    ) async -> APIAnswer {
        await routes.answer(
            APIRequest(
                method: method, target: target, accept: accept, contentType: contentType,
                authorization: authorization ?? token.map { "Bearer \($0)" }, contentLength: declared ?? body.count, remote: "192.0.2.1",
                body: { limit in
                    guard body.count <= limit else { throw APIBodyFault.tooLong }
                    if let declared, declared != body.count { throw APIBodyFault.incomplete }
                    return body
                }))
    }
}

/// A clock that a test sets.
final class TestSeconds: Sendable {
    private let state = Mutex(0.0)

    var now: Double { state.withLock { $0 } }

    func advance(_ seconds: Double) { state.withLock { $0 += seconds } }
}
