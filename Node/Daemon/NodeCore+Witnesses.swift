import Exchange
import Gossip
import Ledger
import Logging
import Policy
import Storage
import Wire

/// How far the registry can be relied upon, and what is not shared on one that cannot.
extension NodeCore {
    /// What is known of the registry's witnesses, for status and metrics.
    var witnessReport: WitnessReport {
        get async { await witnesses.report }
    }

    /// Throws while two registries, both confirmed by a quorum, contradict each other: then nobody knows who the members are.
    func requireOneRegistry() async throws(OperationError) {
        guard await !witnesses.isQuorumSplit else { throw .registrySplit }
    }

    /// Throws when the registry is too old for so strict a mark; `despite` is the sharer's word to go on with a stale one.
    func judgeFreshness(_ tlp: TLP, despite: Bool) async throws(OperationError) {
        guard tlp == .red || tlp == .amberStrict else { return }
        let age = await witnesses.freshness.age(at: clock.seconds)
        let hours = age / 3_600
        let limit = UInt64(settings.registryRefuseDays) * 24
        if limit > 0, age > limit * 3_600 {
            throw OperationError(
                code: "registry-too-stale",
                reason: "Nobody has confirmed the registry here for \(hours) hours, so who is still a member is not known. From "
                    + "\(settings.registryRefuseDays) days on \(tlp.displayName) is not shared.",
                remedy: "Check clock and connections (`causeway status`, `causeway peers`): one connection to a member that is up to date "
                    + "is enough.", status: 503)
        }
        if settings.registryStaleHours > 0, age > UInt64(settings.registryStaleHours) * 3_600, !despite {
            throw OperationError(
                code: "registry-stale",
                reason: "Nobody has confirmed the registry here for \(hours) hours: somebody may have been suspended since.",
                remedy: "Check clock and connections (`causeway status`, `causeway peers`), or share all the same with "
                    + "--despite-stale-registry.", status: 409)
        }
    }

    /// This node's people say that the registry held here is the right one.
    func settleSplit() async throws(OperationError) -> Bool {
        guard await witnesses.hasUnsettledSplit else { return false }
        do throws(StorageError) {
            let count = try await witnesses.settle()
            logger.warning(
                "this node's people go on with the registry it holds",
                metadata: ["contradictions": "\(count)", "size": "\(registry.snapshot.size)"])
            return true
        } catch {
            throw OperationError(error)
        }
    }
}

extension OperationError {
    /// The coordinator signed two registries, and it is not known which one is right.
    static let registrySplit = OperationError(
        code: "registry-split",
        reason: "The coordinator signed two registries that contradict each other, so who is a member is not known.",
        remedy: "Ask other members and the coordinator's staff which one they hold. If it is the one here, say so with `causeway registry "
            + "confirm --yes`; if it is the other one, this node cannot follow: recover the organisation into a new data directory.",
        status: 409)
}

extension CosignedCheckpoint {
    /// The note of the registry's checkpoint with a line for the coordinator and for each cosignature whose key the registry has.
    func note(in registry: Registry) -> SignedNote {
        let checkpoint = registry.checkpoint(of: self)
        let note = checkpoint.note(CompactCheckpoint(size: size, signature: signature), of: registry.coordinatorKey)
        let lines = cosignatures.compactMap { cosignature in
            registry.cosigningKey(of: cosignature, over: checkpoint).map { cosignature.line(origin: registry.origin, key: $0) }
        }
        do throws(NoteError) {
            return try SignedNote(text: note.text, signatures: Array((note.signatures + lines).prefix(LedgerLimits.noteSignaturesMax)))
        } catch {
            preconditionFailure("the cosigned checkpoint at \(size) cannot be written as a note: \(error)")
        }
    }
}
