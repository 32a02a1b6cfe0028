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
}

/// A request to the HTTP API with the connection over which it came.
struct LocalContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// The machine that asks; `nil` behind the owner's door.
    var caller: APICaller?
    /// Ends the connection of whoever sends too slowly; over when the body is read. `nil` where nothing is sent.
    var reading: Scheduled<Void>?

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
