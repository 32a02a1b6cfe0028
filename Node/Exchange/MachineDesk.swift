/// What the HTTP API asks a node about the machines that call it.
public protocol MachineDesk: Sendable {
    /// Who presents this token; `nil` when it is none, or not in force.
    func caller(presenting token: String) async throws(OperationError) -> APICaller?
    /// Throws when a machine's token does not allow it to share so: `above-token`, `outside-token`, `names-people`.
    func permit(sharing content: [UInt8], _ request: ShareRequest, by caller: APICaller) async throws(OperationError)
    /// Throws `unknown-item` when a machine may not know of an item, and so not change it.
    func permit(changing item: String, by caller: APICaller) async throws(OperationError)
}

/// Who calls: a machine with a token. The public calls as nobody.
public struct APICaller: Equatable, Hashable, Sendable {
    /// The token's identifier, 8 octets.
    public let id: [UInt8]
    /// The token's name.
    public let name: String
    public let mayRead: Bool
    public let mayWrite: Bool
    /// In whose name it asks: who made the token.
    public let actor: LocalActor

    public init(id: [UInt8], name: String, mayRead: Bool, mayWrite: Bool, actor: LocalActor) {
        self.id = id
        self.name = name
        self.mayRead = mayRead
        self.mayWrite = mayWrite
        self.actor = actor
    }
}

/// Looks at whoever comes to the port for machines: who it is, and whether it comes too often.
struct Doorman: Sendable {
    enum Refusal: Error, Equatable {
        /// What is presented is no token in force.
        case unauthorized
        /// Seconds to wait.
        case tooMany(Int)
        case failed(OperationError)
    }

    private let lookup: @Sendable (String) async throws(OperationError) -> APICaller?
    private let budget: RequestBudget
    /// Seconds of a clock that only goes forward.
    private let now: @Sendable () -> Double

    init(
        requestsPerMinute: Int, now: @escaping @Sendable () -> Double,
        lookup: @escaping @Sendable (String) async throws(OperationError) -> APICaller?
    ) {
        budget = RequestBudget(perMinute: requestsPerMinute)
        self.now = now
        self.lookup = lookup
    }

    /// Who calls; nobody without a token. A token that does not count is never taken for none, and attempts are counted by address.
    func caller(_ authorization: String?, from remote: String) async throws(Refusal) -> APICaller? {
        var caller: APICaller?
        switch APICredentials(authorization) {
        case .none: break
        case .unreadable: try refuse(remote)
        case .token(let text):
            do throws(OperationError) {
                caller = try await lookup(text)
            } catch {
                throw .failed(error)
            }
            if caller == nil { try refuse(remote) }
        }
        if let wait = budget.take(caller.map { "token \($0.name)" } ?? "from \(remote)", at: now()) { throw .tooMany(wait) }
        return caller
    }

    private func refuse(_ remote: String) throws(Refusal) -> Never {
        if let wait = budget.take("from \(remote)", at: now()) { throw .tooMany(wait) }
        throw .unauthorized
    }
}
