import Gossip
import Ledger
import Sodium
import Wire

/// What the shell of a node does about statements on the registry: compares with its store, and verifies cosignatures with the nodes' keys.
extension Mesh {
    /// The node's own newest checkpoint, if the store reaches it.
    func ownCheckpoint(_ index: Int) -> CosignedCheckpoint? {
        guard let journal = nodes[index].store.journals[Mesh.registry], journal.newest.size == journal.range.size else { return nil }
        return CosignedCheckpoint(size: journal.newest.size, root: journal.range.root, signature: journal.newest.signature)
    }

    func tellStatements(_ index: Int) {
        var statements = nodes[index].cosignatures
        if let own = ownCheckpoint(index), !statements.contains(where: { $0.root == own.root }) { statements.append(own) }
        feed(index, .statements(statements, nodes[index].splits))
    }

    func judge(_ statement: RegistryStatement, at index: Int) {
        switch statement {
        case .split(let evidence):
            if !nodes[index].splits.contains(evidence), nodes[index].splits.count < RegistryLimits.splitsMax {
                nodes[index].splits.append(evidence)
            }
        case .checkpoint(let checkpoint):
            guard let own = ownCheckpoint(index), let journal = nodes[index].store.journals[Mesh.registry], checkpoint.size <= own.size
            else {
                return
            }
            let root = journal.leaves.root(at: checkpoint.size)
            guard root == checkpoint.root else {
                let proof = journal.leaves.consistencyProof(from: checkpoint.size, to: own.size)
                return keep(SplitEvidence(first: checkpoint, second: own, root: root, proof: proof), at: index)
            }
            for cosignature in checkpoint.cosignatures where isTrue(cosignature, over: checkpoint) {
                hold(cosignature, on: checkpoint, at: index)
            }
        }
        tellStatements(index)
    }

    private func keep(_ evidence: SplitEvidence, at index: Int) {
        guard nodes[index].splits.count < RegistryLimits.splitsMax else { return }
        nodes[index].splits.append(evidence)
        tellStatements(index)
    }

    /// Keeps the newest of each signer.
    private func hold(_ cosignature: Cosignature, on checkpoint: CosignedCheckpoint, at index: Int) {
        let known = nodes[index].cosignatures.flatMap(\.cosignatures).first { $0.signer == cosignature.signer }
        if let known, known.time >= cosignature.time { return }
        for place in nodes[index].cosignatures.indices {
            nodes[index].cosignatures[place].cosignatures.removeAll { $0.signer == cosignature.signer }
        }
        nodes[index].cosignatures.removeAll(where: \.cosignatures.isEmpty)
        if let place = nodes[index].cosignatures.firstIndex(where: { $0.root == checkpoint.root }) {
            nodes[index].cosignatures[place].cosignatures.append(cosignature)
        } else {
            var fresh = checkpoint
            fresh.cosignatures = [cosignature]
            nodes[index].cosignatures.append(fresh)
        }
    }

    private func isTrue(_ cosignature: Cosignature, over checkpoint: CosignedCheckpoint) -> Bool {
        let text = Checkpoint(origin: Mesh.origin, size: checkpoint.size, root: checkpoint.root)
        return nodes.contains { $0.id == cosignature.signer && cosignature.isMade(by: $0.key.verifyingKey, over: text) }
    }

    /// A node cosigns what it holds.
    func cosign(_ index: Int, at time: UInt64) {
        guard let own = ownCheckpoint(index) else { return }
        let checkpoint = Checkpoint(origin: Mesh.origin, size: own.size, root: own.root)
        hold(Cosignature(of: checkpoint, by: nodes[index].id, at: time, with: nodes[index].key), on: own, at: index)
        tellStatements(index)
    }

    /// The coordinator's key signs another registry for these nodes: from the first record on, as many records as `size` says.
    func fork(_ indices: [Int], size: Int, mark: UInt8) {
        var writer = JournalWriter(registryOf: Mesh.network, origin: Mesh.origin)
        let batch = writer.append(
            records: [[0x41, 0]] + (1..<size).map { [0x42, mark, UInt8($0)] }, signing: coordinatorKey)
        for index in indices {
            stop(index)
            nodes[index].store = MeshStore()
            nodes[index].store.append(batch)
            start(index)
        }
    }
}
