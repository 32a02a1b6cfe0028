/// One operation of the HTTP API: the one place that says what it does beside answering, who may ask for it, what it takes and what it gives.
///
/// The router is made from it, and so is the description that `GET /v1/openapi.json` gives.
struct RouteRow: Sendable {
    /// Who may ask for it.
    enum Access: Equatable, Sendable {
        /// Whoever opens the node's socket, and no machine.
        case owner
        /// The owner, and a machine whose token has the scope to read.
        case reading
        /// The owner, and a machine whose token has the scope to write.
        case writing
        /// Everybody who reaches the server.
        case anyone
    }

    enum Body: Sendable {
        case none
        case document(any (Codable & Sendable).Type)
        /// What is shared: octets as they are.
        case content
    }

    enum Answer: Sendable {
        case document(any (Decodable & Sendable).Type)
        case octets(mediaType: String)
    }

    let effect: RouteEffect
    let access: Access
    /// What it does, in a sentence.
    let summary: String
    let query: [QueryMember]
    let body: Body
    let answer: Answer

    init(
        _ effect: RouteEffect, _ access: Access, _ summary: String, query: [QueryMember] = [], body: Body = .none, gives answer: Answer
    ) {
        self.effect = effect
        self.access = access
        self.summary = summary
        self.query = query
        self.body = body
        self.answer = answer
    }

    init(
        _ effect: RouteEffect, _ access: Access, _ summary: String, query: [QueryMember] = [], body: Body = .none,
        gives answer: any (Decodable & Sendable).Type
    ) {
        self.init(effect, access, summary, query: query, body: body, gives: .document(answer))
    }

    /// What it takes in the query through a door.
    func query(at door: Door) -> [QueryMember] {
        guard case .machines = door else { return query }
        return query.filter { $0.name != QueryMember.reader.name }
    }
}

/// Through which of its two doors the API is reached.
enum Door: Sendable {
    /// The socket, which the owner alone can open.
    case owner
    /// The port on which machines present tokens.
    case machines(any MachineDesk)

    /// Whether an operation is there at all behind it.
    func leads(to row: RouteRow) -> Bool {
        switch self {
        case .owner: true
        case .machines: row.access != .owner
        }
    }
}

extension Door {
    /// Throws what a machine's token does not allow; what the owner shares is nobody else's to allow.
    func permit(sharing content: [UInt8], _ request: ShareRequest, by caller: APICaller?) async throws(OperationError) {
        guard case .machines(let desk) = self else { return }
        guard let caller else { throw .unauthorized }
        try await desk.permit(sharing: content, request, by: caller)
    }

    func permit(changing item: String, by caller: APICaller?) async throws(OperationError) {
        guard case .machines(let desk) = self else { return }
        guard let caller else { throw .unauthorized }
        try await desk.permit(changing: item, by: caller)
    }
}

/// All operations, by method and path: "GET /v1/items/{id}".
enum RouteTable {
    static let rows: [String: RouteRow] = [node, items, life, search, packs, zone, registry, accounts, logins].reduce(into: [:]) {
        table, part in
        table.merge(part) { _, last in last }
    }

    /// What a path leads to.
    enum Match: Equatable {
        case operation(String)
        /// Other methods are there, in order.
        case otherMethods([String])
        case nothing
    }

    /// Looks up a method and path behind a door; a part of the path in braces stands for any one that is not empty.
    static func match(_ method: String, _ path: Substring, at door: Door) -> Match {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        var methods: [String] = []
        for pattern in patterns where pattern.parts.count == parts.count && door.leads(to: pattern.row) {
            guard zip(pattern.parts, parts).allSatisfy({ $0.first == "{" ? !$1.isEmpty : $0 == $1 }) else { continue }
            if pattern.method == method { return .operation(pattern.name) }
            methods.append(String(pattern.method))
        }
        return methods.isEmpty ? .nothing : .otherMethods(methods)
    }

    private struct Pattern {
        let name: String
        let method: Substring
        let parts: [Substring]
        let row: RouteRow
    }

    private static let patterns = rows.sorted { $0.key < $1.key }.map { name, row in
        let words = name.split(separator: " ")
        return Pattern(name: name, method: words[0], parts: words[1].split(separator: "/", omittingEmptySubsequences: false), row: row)
    }
}
