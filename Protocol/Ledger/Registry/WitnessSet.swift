public import Sodium
public import Wire

/// The witnesses of a state of the registry, and how many of them make a quorum (specification 3.12).
public struct WitnessSet: Equatable, Sendable {
    /// In the order of their admission; none where no quorum is required.
    public let organisations: [OrganisationID]
    /// How many different ones; 0 exactly when there are none.
    public let threshold: Int
}

/// Who made a cosignature that counts.
public enum Cosigner: Hashable, Sendable {
    case coordinator
    case witness(OrganisationID)
}

extension Registry {
    /// The organisations that witness this state.
    ///
    /// Sorts all organisations, which is about 2 ms for 10,000.
    public var witnesses: WitnessSet {
        let candidates = organisationTable.values.filter { organisation in
            organisation.standing == .admitted && !organisation.nodes.contains { nodeTable[$0]?.role == .coordinator }
        }
        let inOrder = candidates.sorted { ($0.admittedAt ?? .max, $0.id) < ($1.admittedAt ?? .max, $1.id) }.map(\.id)
        let wanted = Int(genesis.witnessCount)
        guard inOrder.count < wanted else {
            return WitnessSet(organisations: Array(inOrder.prefix(wanted)), threshold: Int(genesis.witnessThreshold))
        }
        return WitnessSet(organisations: inOrder, threshold: inOrder.isEmpty ? 0 : inOrder.count / 2 + 1)
    }

    /// The registry's checkpoint that a statement is about, without its signatures.
    public func checkpoint(of statement: CosignedCheckpoint) -> Checkpoint {
        Checkpoint(origin: origin, size: statement.size, root: statement.root)
    }

    /// Whether the coordinator signed the checkpoint.
    public func isSigned(_ statement: CosignedCheckpoint) -> Bool {
        checkpoint(of: statement)
            .carries(CompactCheckpoint(size: statement.size, signature: statement.signature), of: coordinatorKey)
    }

    /// Who made the cosignature, if it is the coordinator's or one of these witnesses' and verifies; `nil` otherwise.
    ///
    /// A node's key counts if it is not revoked and certified for the minute of the cosignature itself, so nothing depends on the reader's clock.
    public func cosigner(of cosignature: Cosignature, over checkpoint: Checkpoint, among witnesses: WitnessSet) -> Cosigner? {
        guard let id = cosignature.signer else {
            return cosignature.isMade(by: coordinatorKey, over: checkpoint) ? .coordinator : nil
        }
        guard let node = nodeTable[id], witnesses.organisations.contains(node.organisation),
            cosignature.time <= LedgerLimits.cosignatureTimeMax
        else { return nil }
        return cosigningKey(of: cosignature, by: node, over: checkpoint).map { _ in .witness(node.organisation) }
    }

    /// The key of the signer with which the cosignature was made; `nil` when none fits that may speak at its time.
    public func cosigningKey(of cosignature: Cosignature, over checkpoint: Checkpoint) -> VerifyingKey? {
        guard let id = cosignature.signer else {
            return cosignature.isMade(by: coordinatorKey, over: checkpoint) ? coordinatorKey : nil
        }
        return nodeTable[id].flatMap { cosigningKey(of: cosignature, by: $0, over: checkpoint) }
    }

    private func cosigningKey(of cosignature: Cosignature, by node: RegisteredNode, over checkpoint: Checkpoint) -> VerifyingKey? {
        let minute = Minute(UInt32(clamping: cosignature.time / 60))
        return node.keys.first { $0.isValid(at: minute) && cosignature.isMade(by: $0.key, over: checkpoint) }?.key
    }

    /// How many different witnesses cosigned the checkpoint.
    public func cosignerCount(of statement: CosignedCheckpoint, among witnesses: WitnessSet) -> Int {
        let checkpoint = checkpoint(of: statement)
        let cosigners = statement.cosignatures.compactMap { cosigner(of: $0, over: checkpoint, among: witnesses) }
        return Set(cosigners).subtracting([.coordinator]).count
    }

    /// Whether both sides of a contradiction have a quorum by this registry: then nothing can be relied upon.
    public func isQuorumSplit(_ evidence: SplitEvidence) -> Bool {
        let witnesses = witnesses
        guard witnesses.threshold > 0 else { return false }
        return [evidence.first, evidence.second].allSatisfy { cosignerCount(of: $0, among: witnesses) >= witnesses.threshold }
    }
}
