import Accounts
import Exchange
import Groups
import Ledger
import Logging
import Policy
import Sodium
import Storage
import Wire

/// Machines' tokens as their owner makes and ends them.
extension NodeCore {
    func tokens() async throws(OperationError) -> [TokenReport] {
        let tokens = try await reading { (store) throws(StorageError) in try store.tokens() }
        var titles: [String: String] = [:]
        for circle in await groups.circles where circle.kind != .named {
            titles[CollectionName.of(circle.tag, in: registry.snapshot.network)] = circle.name
        }
        for search in try await keptSearches() {
            titles[CollectionName.of(search, at: node, in: registry.snapshot.network)] = "Search: \(search.name)"
        }
        let names = titles
        return tokens.map { report(on: $0, names) }
    }

    func createToken(_ creation: TokenCreation) async throws(OperationError) -> TokenMade {
        do throws(AccountsError) {
            try TokenRequest.check(name: creation.name)
        } catch {
            throw OperationError(error)
        }
        let scopes = Set(creation.scopes.compactMap { TokenScope(rawValue: $0) })
        guard !scopes.isEmpty, scopes.count == Set(creation.scopes).count else {
            throw OperationError(
                code: "invalid-scope", reason: "A token's scopes are \(TokenScope.allCases.map(\.rawValue).joined(separator: " and ")).",
                remedy: "Give --scope read, --scope write, or both.")
        }
        guard let tlp = try Self.tlp(creation.tlpMax), tlp < .red else {
            throw OperationError(
                code: "invalid-ceiling", reason: "TLP:RED is for named people: no token handles it.",
                remedy: "Give --tlp-max clear, green, amber or amber+strict.")
        }
        if let days = creation.expiresDays, !(1...DaemonLimits.tokenDaysMax).contains(days) {
            throw OperationError(
                code: "invalid-expiry", reason: "A token expires in 1 to \(DaemonLimits.tokenDaysMax) days.",
                remedy: "Give another --expires.")
        }
        let collections = try await collections(of: creation)
        let token = APIToken.make()
        let actor = LocalActor.current
        let stored = StoredToken(
            id: token.id, name: creation.name, hash: token.hash { Hash(sha256: $0).octets },
            scopes: scopes.reduce(0) { $0 | $1.bit }, tlp: tlp.rawValue, collections: collections, user: actor?.user ?? "",
            userNumber: actor?.number ?? 0, created: clock.seconds,
            expires: creation.expiresDays.map { clock.seconds + UInt64($0) * 86_400 })
        var details = [
            "id": token.id.hex, "scopes": scopes.map(\.rawValue).sorted().joined(separator: ", "), "tlp-max": tlp.displayName,
            "collections": "\(collections.count)",
        ]
        if let expires = stored.expires { details["expires"] = WallClock.iso8601(expires) }
        let audit = auditLog.batch(.tokenCreated, subject: creation.name, details: details)
        try await change(.tokenCreated, creation.name) { (store) throws(StorageError) in try store.addToken(stored, noting: audit) }
        guard let report = try await tokens().last(where: { $0.id == token.id.hex }) else { throw .stopping }
        return TokenMade(token: token.text, report: report)
    }

    func revokeToken(_ name: String) async throws(OperationError) -> [TokenReport] {
        let (audit, time) = (auditLog.batch(.tokenRevoked, subject: name), clock.seconds)
        try await change(.tokenRevoked, name) { (store) throws(StorageError) in try store.revokeToken(name, at: time, noting: audit) }
        return try await tokens()
    }

    /// Reads the tokens in force, unless they have been read.
    func loadTokens() async throws(OperationError) {
        guard !tokenBook.isLoaded else { return }
        tokenBook.load(try await reading { (store) throws(StorageError) in try store.tokens() })
    }

    /// Writes down when tokens were used and what machines were given; forgets what came with tokens long ago.
    func keepTokens(ending: Bool = false) async {
        await exports.close(before: ending ? .max : clock.hour, in: auditLog)
        let uses = tokenBook.takeUses()
        let oldest = (clock.moment.milliseconds - Int64(DaemonLimits.postsKeptDays) * 86_400_000) * 1_000
        do throws(StorageError) {
            try await access.write { (store) throws(StorageError) in
                try store.noteTokenUses(uses)
                try store.forgetPosts(before: oldest, limit: DaemonLimits.endsPerRoundMax)
            }
        } catch {
            if error != .closed { logger.error("the use of tokens could not be noted", metadata: ["code": "\(error.code)"]) }
        }
    }

    /// The collections that a new token is confined to.
    private func collections(of creation: TokenCreation) async throws(OperationError) -> [[UInt8]] {
        let network = registry.snapshot.network
        var collections: Set<[UInt8]> = []
        for name in creation.groups { collections.insert(CollectionName.octets(of: try await tag(named: name), in: network)) }
        var known = [CollectionName.ofAll(at: node, in: network)]
        for circle in await groups.circles where circle.kind != .named { known.append(CollectionName.of(circle.tag, in: network)) }
        for search in try await keptSearches() { known.append(CollectionName.of(search, at: node, in: network)) }
        for id in creation.collections {
            guard known.contains(id.lowercased()), let octets = CollectionName.octets(id) else {
                throw OperationError(
                    code: "unknown-collection", reason: "No collection here has the identifier \"\(id.prefix(80))\".",
                    remedy: "Name a group with --group, or take the identifier from GET /taxii2/api/collections/.", status: 404)
            }
            collections.insert(octets)
        }
        guard collections.count <= DaemonLimits.tokenCollectionsMax else {
            throw OperationError(
                code: "too-many-collections", reason: "A token is confined to at most \(DaemonLimits.tokenCollectionsMax) collections.",
                remedy: "Leave the bounds out, or make several tokens.")
        }
        return collections.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private func report(on token: StoredToken, _ names: [String: String]) -> TokenReport {
        let isOver = token.expires.map { $0 <= clock.seconds } ?? false
        return TokenReport(
            name: token.name, id: token.id.hex, scopes: TokenScope.allCases.filter { token.scopes & $0.bit != 0 }.map(\.rawValue),
            tlpMax: TLP(rawValue: token.tlp)?.displayName ?? "",
            collections: token.collections.map { CollectionName.uuid($0) }.map { names[$0] ?? $0 }, user: token.user,
            created: WallClock.iso8601(token.created), expires: token.expires.map { WallClock.iso8601($0) } ?? "",
            used: token.used.map { WallClock.iso8601($0) } ?? "",
            state: token.revoked != nil ? "revoked" : isOver ? "expired" : "in force")
    }

    /// Changes tokens and the log in one transaction; notes also that it was refused.
    private func change(
        _ action: AuditAction, _ subject: String, _ body: @escaping @Sendable (Store) throws(StorageError) -> Result<Void, TokenRefusal>
    ) async throws(OperationError) {
        let result: Result<Void, TokenRefusal>
        do throws(StorageError) {
            result = try await access.write(body)
        } catch {
            throw OperationError.notNoted(error)
        }
        if case .failure(let refusal) = result {
            let error = OperationError(refusal)
            await auditLog.noteAfterwards(action, subject: subject, details: ["outcome": "refused", "code": error.code])
            throw error
        }
        await auditLog.grew()
        tokenBook.load(try await reading { (store) throws(StorageError) in try store.tokens() })
    }
}

extension OperationError {
    fileprivate init(_ refusal: TokenRefusal) {
        switch refusal {
        case .nameTaken:
            self.init(
                code: "name-taken", reason: "A token in force has this name.", remedy: "Choose another, or revoke that one first.",
                status: 409)
        case .unknownName:
            self.init(code: "unknown-token", reason: "No token in force has this name.", remedy: "See `causeway token list`.", status: 404)
        case .full:
            self.init(
                code: "too-many", reason: "\(StorageLimits.tokensMax) tokens are in force.", remedy: "Revoke those that nobody uses.",
                status: 409)
        }
    }
}
