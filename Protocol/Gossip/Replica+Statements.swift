import Ledger
import Sodium
public import Wire

/// Something about which registry the coordinator signed: a checkpoint with its cosignatures, or a contradiction.
public enum RegistryStatement: Hashable, Sendable {
    case checkpoint(CosignedCheckpoint)
    case split(SplitEvidence)

    var message: Message {
        switch self {
        case .checkpoint(let checkpoint): .cosigned(checkpoint)
        case .split(let evidence): .split(evidence)
        }
    }

    /// What in it is told once on a connection: the bare checkpoint and each cosignature by itself, or the contradiction as a whole.
    var parts: [Part] {
        switch self {
        case .checkpoint(let whole):
            let bare = CosignedCheckpoint(size: whole.size, root: whole.root, signature: whole.signature)
            return [Part(bare, nil)] + whole.cosignatures.map { Part(bare, $0) }
        case .split(let evidence): return [Part(evidence)]
        }
    }

    struct Part: Sendable {
        let hash: Hash
        let cosignature: Cosignature?

        init(_ bare: CosignedCheckpoint, _ cosignature: Cosignature?) {
            var one = bare
            if let cosignature { one.cosignatures = [cosignature] }
            hash = Hash(sha256: Message.cosigned(one).encoded())
            self.cosignature = cosignature
        }

        init(_ evidence: SplitEvidence) {
            hash = Hash(sha256: Message.split(evidence).encoded())
            cosignature = nil
        }
    }
}

/// A statement that is passed on, and what is in it.
struct Told: Sendable {
    let statement: RegistryStatement
    let parts: [RegistryStatement.Part]

    init(_ statement: RegistryStatement) {
        self.statement = statement
        parts = statement.parts
    }
}

/// How many more statements of a peer are looked at: each costs the verification of signatures.
struct StatementAllowance: Sendable {
    private var left = GossipLimits.statementsAtOnceMax
    private var since: Instant

    init(now: Instant) { since = now }

    /// Takes one if there is one left; a used one comes back after the pause, in milliseconds.
    mutating func take(_ now: Instant, pause: UInt64) -> Bool {
        let back = (now.milliseconds - min(since.milliseconds, now.milliseconds)) / pause
        if back > 0 {
            left = min(GossipLimits.statementsAtOnceMax, left + Int(clamping: back))
            since = left == GossipLimits.statementsAtOnceMax ? now : since.advanced(by: back * pause)
        }
        guard left > 0 else { return false }
        left -= 1
        return true
    }
}

/// Registry checkpoints with their cosignatures, and contradictions, on their way to everybody in any standing.
///
/// The coordinator's signature is verified here, and a false one ends the connection: its sender should have looked. Whether a checkpoint
/// fits the own log, and whose cosignatures count, the shell finds out; only what it gives back is passed on.
extension Replica {
    /// Replaces what is passed on, and sends each connection what is new to it.
    mutating func passOn(_ statements: [CosignedCheckpoint], _ splits: [SplitEvidence], _ actions: inout [Action]) {
        let before = Set(told.flatMap(\.parts).map(\.hash))
        // Contradictions first: nothing is more urgent.
        told =
            splits.prefix(RegistryLimits.splitsMax).map { Told(.split($0)) }
            + statements.prefix(WireLimits.cosignaturesMax + 1).map { Told(.checkpoint($0)) }
        let done = before.subtracting(told.flatMap(\.parts).map(\.hash))
        for id in sessions.ids {
            sessions[id]?.knownStatements.subtract(done)
            tellStatements(id, &actions)
        }
    }

    /// Sends the peer what it has neither been sent nor sent itself, each part once; later when it is congested.
    mutating func tellStatements(_ id: SessionID, _ actions: inout [Action]) {
        guard let session = sessions[id], session.standing != .greeting else { return }
        let untold = told.filter { told in told.parts.contains { !session.knownStatements.contains($0.hash) } }
        guard !untold.isEmpty else { return }
        guard !session.isCongested else {
            sessions[id]?.isOwedStatements = true
            return
        }
        for told in untold {
            var statement = told.statement
            if case .checkpoint(var checkpoint) = statement {
                checkpoint.cosignatures = told.parts.filter { !session.knownStatements.contains($0.hash) }.compactMap(\.cosignature)
                statement = .checkpoint(checkpoint)
            }
            sessions[id]?.knownStatements.formUnion(told.parts.map(\.hash))
            send(statement.message, to: id, &actions)
        }
    }

    /// Hands what is not passed on already, and is the coordinator's word, to the shell; of one peer only so much.
    mutating func takeStatement(_ id: SessionID, _ statement: RegistryStatement, _ now: Instant, _ actions: inout [Action]) {
        guard let session = sessions[id] else { return }
        let hashes = statement.parts.map(\.hash)
        guard !hashes.allSatisfy(session.knownStatements.contains) else { return }
        let pause = session.standing == .full ? GossipLimits.statementMilliseconds : GossipLimits.strangerStatementMilliseconds
        guard sessions[id]?.statementAllowance.take(now, pause: pause) == true else { return }
        guard isCoordinators(statement) else {
            actions.append(.note(.forged(id, registry, .badSignature)))
            return close(id, .forged, now, &actions)
        }
        for hash in hashes where (sessions[id]?.knownStatements.count ?? 0) < GossipLimits.statementsKnownMax {
            sessions[id]?.knownStatements.insert(hash)
        }
        let passedOn = Set(told.flatMap(\.parts).map(\.hash))
        guard !hashes.allSatisfy(passedOn.contains) else { return }
        actions.append(.statement(statement, from: session.peer))
    }

    private func isCoordinators(_ statement: RegistryStatement) -> Bool {
        switch statement {
        case .checkpoint(let word):
            guard (1...LedgerLimits.logSizeMax).contains(word.size) else { return false }
            return Checkpoint(origin: identity.registryOrigin, size: word.size, root: word.root)
                .carries(CompactCheckpoint(size: word.size, signature: word.signature), of: directory.registryKey)
        case .split(let evidence):
            return (try? evidence.verify(origin: identity.registryOrigin, key: directory.registryKey)) != nil
        }
    }
}
