import Hummingbird
import NIOCore

/// What a route of the local interface does beside answering, and so who notes it in the audit log.
///
/// The table names every route; a test enumerates the routes there are and calls each, so that a new one cannot be forgotten.
enum RouteEffect: Equatable, Sendable {
    /// Nothing changes, and nothing leaves that the organisation keeps to itself.
    case reads
    /// Noted by the route, before it is done.
    case noted(AuditAction)
    /// Noted by the operation itself, together with what it decides.
    case decides

    /// By method and path.
    static let table: [String: RouteEffect] = [
        "GET /v1/status": .reads,
        "GET /v1/health": .reads,
        "GET /v1/members": .reads,
        "GET /v1/peers": .reads,
        "GET /v1/forks": .reads,
        "POST /v1/members/{organisation}/pardon": .noted(.forksPardoned),
        "GET /v1/keys": .reads,
        "GET /v1/backup": .reads,
        "POST /v1/backup": .noted(.backup),
        "GET /v1/groups": .reads,
        "POST /v1/groups": .noted(.groupCreated),
        "POST /v1/groups/{group}/roster": .noted(.groupChanged),
        "POST /v1/items": .decides,
        // A question about a draft, which may be too long for a GET.
        "POST /v1/audience": .reads,
        "GET /v1/items/{id}/audience": .reads,
        "GET /v1/items": .reads,
        "GET /v1/inventory": .noted(.inventoryExported),
        "GET /v1/items/{id}": .reads,
        "GET /v1/items/{id}/content": .noted(.itemExported),
        "GET /v1/items/{id}/proof": .noted(.proofExported),
        // What the node publishes.
        "GET /v1/registry/file": .reads,
        "GET /v1/registry/applications": .reads,
        "POST /v1/registry/applications/{id}/admit": .noted(.applicationAdmitted),
        "GET /v1/registry/copy": .noted(.registryExported),
        "POST /v1/registry/confirm": .noted(.registryConfirmed),
        "POST /v1/registry/records": .noted(.recordsSubmitted),
        "POST /v1/members/{organisation}/standing": .noted(.standingChanged),
        "POST /v1/members/{organisation}/sector": .noted(.sectorChanged),
        "GET /v1/audit": .reads,
        "POST /v1/audit/export": .noted(.auditExported),
        "GET /v1/items/{id}/history": .reads,
        "POST /v1/items/{id}/correction": .decides,
        "POST /v1/items/{id}/retraction": .decides,
        "POST /v1/items/{id}/declassification": .decides,
        "POST /v1/items/{id}/reshare": .decides,
        "POST /v1/items/{id}/acceptance": .noted(.itemAccepted),
        "GET /v1/outgoing": .reads,
        "GET /v1/outgoing/{id}/content": .noted(.itemExported),
        "POST /v1/outgoing/{id}/cancel": .decides,
        "POST /v1/outgoing/{id}/approval": .decides,
        "GET /v1/contributions": .reads,
        "GET /v1/contributions/{id}/content": .noted(.itemExported),
        "POST /v1/contributions": .decides,
        "POST /v1/contributions/{id}/issue": .decides,
        "GET /v1/policy": .reads,
        // A question about a draft, which may be too long for a GET.
        "POST /v1/policy/explanation": .reads,
        "GET /v1/search": .reads,
        "GET /v1/searches": .reads,
        "POST /v1/searches": .noted(.searchSaved),
        "POST /v1/searches/{name}/remove": .noted(.searchRemoved),
        "GET /v1/objects/{object}": .reads,
        "GET /v1/objects/{object}/graph": .reads,
        "GET /v1/correlation": .reads,
        "GET /v1/packs": .reads,
        "POST /v1/packs": .decides,
        "GET /v1/packs/{pack}": .reads,
        // What everybody has.
        "GET /v1/packs/{pack}/{part}": .reads,
        "GET /v1/people": .reads,
        "POST /v1/people": .decides,
        "POST /v1/people/{name}/remove": .decides,
        "GET /v1/tokens": .reads,
        "POST /v1/tokens": .decides,
        "POST /v1/tokens/{name}/revoke": .decides,
    ]
}

/// A request to the local interface with the connection over which it came.
struct LocalContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

extension LocalRequest {
    /// For whom something is given out, beside other details.
    func audience(_ details: [String: String] = [:]) -> [String: String] {
        var details = details
        if let person = text("as") { details["as"] = person }
        return details
    }
}

extension AuditExportRequest {
    /// The filters that are set.
    var details: [String: String] {
        var details: [String: String] = [:]
        if let since { details["since"] = "\(since)" }
        if let until { details["until"] = "\(until)" }
        if let action { details["action"] = action }
        return details
    }
}

extension LocalRoutes {
    /// Method and path of every route there is, as the table has them.
    var names: [String] { router().routes.map { "\($0.method.rawValue) \($0.path.description)" } }
}
