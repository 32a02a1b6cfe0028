public import Exchange
public import Ledger
public import Wire

/// Two checkpoints of one coordinator that contradict: what to keep, and to show to everybody.
public struct SplitView: Codable, Equatable, Sendable {
    /// One of the two histories.
    public struct View: Codable, Equatable, Sendable {
        /// Where it was read.
        public var source: String
        /// How many records its checkpoint covers.
        public var size: UInt64
        /// The signed note.
        public var checkpoint: String
        /// The root it has at the size that both reach, in hexadecimal.
        public var root: String
    }

    /// "causeway/split-view/1".
    public var format: String
    public var network: String
    /// The size at which the two roots differ.
    public var size: UInt64
    public var published: View
    public var own: View
}

/// What an audit of a published registry came to.
public struct AuditOutcome: Sendable {
    public let findings: AuditFindings
    /// The size at which the log was compared with the node's own; `nil` when there was no node.
    public let comparedSize: UInt64?
    /// Set when the two differ there.
    public let splitView: SplitView?
}

/// Checks a published registry from its genesis on (specification chapter 8, "Auditing"), and compares it with a node's own.
///
/// Everything is read once, in bounded pieces, and checked when it comes. Throws the refusal by its name in the specification, or
/// what kept the registry from being read. A split view is no error here: it is an outcome with evidence.
///
/// - Parameters:
///   - expected: the network that it has to be, if that is known; that of `own` otherwise.
///   - own: the running node to compare with.
///   - progress: called with records checked and records in all.
public func auditRegistry(
    _ source: LogSource, expecting expected: NetworkID?, comparingWith own: LogSource? = nil,
    progress: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
) async throws(OperationError) -> AuditOutcome {
    let log = AuditedLog(source)
    guard let own else {
        let audit = try await log.begin(expecting: expected, comparedAt: nil).audit
        return AuditOutcome(findings: try await log.findings(of: audit, progress), comparedSize: nil, splitView: nil)
    }
    let ownLog = AuditedLog(own)
    let (ownClaim, ownAudit) = try await ownLog.begin(expecting: expected, comparedAt: nil)
    let ownSize = ownClaim.checkpoint.size
    let (claimed, audit) = try await log.begin(expecting: ownAudit.network, comparedAt: ownSize)
    let findings = try await log.findings(of: audit, progress)
    let size = min(claimed.checkpoint.size, ownSize)
    // Where this node is ahead, it tells what it had at the smaller size.
    let ownRoot = size == ownSize ? ownClaim.checkpoint.root : try await ownLog.root(at: size)
    let root = findings.comparedRoot ?? findings.checkpoint.root
    guard root != ownRoot else { return AuditOutcome(findings: findings, comparedSize: size, splitView: nil) }
    let split = SplitView(
        format: "causeway/split-view/1", network: ownAudit.network.hex, size: size,
        published: log.view(of: claimed, root: root), own: ownLog.view(of: ownClaim, root: ownRoot))
    return AuditOutcome(findings: findings, comparedSize: size, splitView: split)
}

/// A log that is read address by address.
private struct AuditedLog: Sendable {
    let source: LogSource

    init(_ source: LogSource) { self.source = source }

    /// Reads the checkpoint and, by the genesis, believes it.
    func begin(
        expecting expected: NetworkID?, comparedAt size: UInt64?
    ) async throws(OperationError) -> (claim: ClaimedRegistry, audit: RegistryAudit) {
        guard let note = try await source.octets(at: TilePath.checkpoint.text, octetsMax: LedgerLimits.noteOctetsMax) else {
            throw OperationError(
                code: "no-registry", reason: "No registry is published at \(source.name): there is no checkpoint.",
                remedy: "The address usually ends in /registry; ask who publishes it.", status: 404)
        }
        let claim = try checked { () throws(AuditError) in try ClaimedRegistry(note: note) }
        let bundle = try await octets(of: claim.firstBundle)
        let audit = try checked { () throws(AuditError) in
            try RegistryAudit(claim, firstBundle: bundle, expecting: expected, comparedAt: size)
        }
        return (claim, audit)
    }

    /// Reads and checks everything that the checkpoint covers.
    func findings(of begun: RegistryAudit, _ progress: (UInt64, UInt64) -> Void) async throws(OperationError) -> AuditFindings {
        var audit = begun
        var plan = audit.plan
        while true {
            let tiles = (0..<DaemonLimits.auditFetchesMax).compactMap { _ in plan.next() }
            guard !tiles.isEmpty else { break }
            for (tile, octets) in zip(tiles, try await octets(of: tiles)) {
                try checked { () throws(AuditError) in try audit.take(octets, of: tile) }
            }
            progress(audit.recordsChecked, audit.size)
        }
        guard let findings = audit.findings else { preconditionFailure("every tile was taken, and the audit is not at its end") }
        return findings
    }

    /// The root that the log had at a smaller size, by its edge there.
    func root(at size: UInt64) async throws(OperationError) -> Hash {
        var edge: [[Hash]] = []
        for tile in TileTree.edge(size: size) {
            let octets = try await octets(of: tile)
            edge.append(
                try checked { () throws(AuditError) in
                    do throws(TileError) { return try tile.hashes(in: octets) } catch { throw .tile(error, tile) }
                })
        }
        guard let root = TileTree.root(size: size, edge: edge) else { preconditionFailure("an edge of whole tiles has no root") }
        return root
    }

    func view(of claim: ClaimedRegistry, root: Hash) -> SplitView.View {
        SplitView.View(
            source: source.name, size: claim.checkpoint.size, checkpoint: String(decoding: claim.note.bytes, as: UTF8.self), root: root.hex)
    }

    /// What stands at some addresses, read side by side.
    private func octets(of tiles: [Tile]) async throws(OperationError) -> [[UInt8]] {
        let results = await withTaskGroup(of: (Int, Result<[UInt8], OperationError>).self) { group in
            for (index, tile) in tiles.enumerated() {
                group.addTask {
                    do throws(OperationError) { return (index, .success(try await octets(of: tile))) } catch {
                        return (index, .failure(error))
                    }
                }
            }
            return await group.reduce(into: [Int: Result<[UInt8], OperationError>]()) { $0[$1.0] = $1.1 }
        }
        var all: [[UInt8]] = []
        for index in tiles.indices {
            guard let result = results[index] else { preconditionFailure("tile \(index) of \(tiles.count) was not read") }
            all.append(try result.get())
        }
        return all
    }

    /// What stands at the address of a tile, or the beginning of the full one where the log has dropped the partial one.
    private func octets(of tile: Tile) async throws(OperationError) -> [UInt8] {
        if let octets = try await source.octets(at: TilePath.tile(tile).text, octetsMax: tile.octetsMax) { return octets }
        let full = tile.full
        guard full != tile, let octets = try await source.octets(at: TilePath.tile(full).text, octetsMax: full.octetsMax) else {
            throw OperationError(
                code: "registry-incomplete", reason: "\(source.name) has no `\(TilePath.tile(tile).text)`, which its checkpoint promises.",
                remedy: "The registry there cannot be audited: ask who publishes it, and audit it from another place.", status: 502)
        }
        return try checked { () throws(AuditError) in
            do throws(TileError) { return try tile.beginning(ofFull: octets) } catch { throw .tile(error, full) }
        }
    }

    private func checked<Value>(_ body: () throws(AuditError) -> Value) throws(OperationError) -> Value {
        do throws(AuditError) {
            return try body()
        } catch {
            throw OperationError(error, at: source.name)
        }
    }
}

extension OperationError {
    /// A refusal of a published registry; its code is the refusal's name in the specification.
    init(_ error: AuditError, at source: String) {
        let reason: String =
            switch error {
            case .notACheckpoint(let cause): "what is at `checkpoint` is none (\(cause.rawValue))"
            case .logEmpty: "it has no records"
            case .logTooLarge: "it has more than the \(RegistryLimits.auditRecordsMax) records that one audit takes"
            case .genesisRefused(let cause): "its first record is no genesis (\(cause.rawValue))"
            case .networkUnexpected: "it is another network's than the one expected"
            case .registryCheckpoint(let cause): "the coordinator of its genesis did not sign its checkpoint (\(cause.rawValue))"
            case .tile(let cause, let tile):
                "`\(TilePath.tile(tile).text)` is not what the signed checkpoint promises (\(cause.rawValue))"
            }
        self.init(
            code: error.name, reason: "The registry at \(source) does not hold: \(reason). Do not rely on it.",
            remedy: error == .networkUnexpected
                ? "Check the address and the network's identifier."
                : "Audit it again; if that does not help, tell its coordinator and other members.")
    }
}
