import Ledger
import Sodium
import Wire

/// The entries of one branch of one journal, kept once for all disks that hold some of it: it only grows, so a disk is a size in it.
final class SharedLog {
    private(set) var entries: [[UInt8]] = []
    private(set) var leaves = SubtreeTable()

    var size: Int { entries.count }

    func holds(_ leaf: Hash, at position: Int) -> Bool { leaves.hash(level: 0, index: UInt64(position)) == leaf }

    func append(_ entry: VerifiedEntry) {
        entries.append(entry.compact)
        leaves.append(entry.leafHash)
    }

    /// Another branch that begins with the first entries of this one.
    func branch(at size: Int) -> SharedLog {
        let branch = SharedLog()
        branch.entries = Array(entries[..<size])
        branch.leaves = SubtreeTable(leaves: (0..<size).map { leaves.hash(level: 0, index: UInt64($0)) })
        return branch
    }

    func range(at size: Int) -> CompactRange {
        let hashes = MerkleTree.frontier(size: UInt64(size)).map { leaves.hash(level: $0.level, index: $0.index) }
        guard let range = CompactRange(size: UInt64(size), hashes: hashes) else { preconditionFailure("a frontier of \(size) leaves") }
        return range
    }
}

/// All branches of all journals that the disks of one shard hold.
final class LogPool {
    private var branches: [JournalID: [SharedLog]] = [:]

    /// The branch on which a disk that holds the first `size` entries of `log` goes on with this batch; it then holds the batch.
    func extend(_ log: SharedLog?, of journal: JournalID, at size: Int, by batch: VerifiedBatch) -> SharedLog {
        var known = branches[journal] ?? []
        for candidate in [log].compactMap({ $0 }) + known where fits(candidate, log, size, batch) {
            for (offset, entry) in batch.entries.enumerated() where size + offset >= candidate.size { candidate.append(entry) }
            if known.isEmpty { branches[journal] = [candidate] }
            return candidate
        }
        let branch = log.map { $0.branch(at: size) } ?? SharedLog()
        for entry in batch.entries { branch.append(entry) }
        known.append(branch)
        branches[journal] = known
        return branch
    }

    private func fits(_ candidate: SharedLog, _ log: SharedLog?, _ size: Int, _ batch: VerifiedBatch) -> Bool {
        guard candidate.size >= size else { return false }
        if let log, log !== candidate, size > 0, candidate.leaves.root(at: UInt64(size)) != log.leaves.root(at: UInt64(size)) {
            return false
        }
        for (offset, entry) in batch.entries.enumerated() {
            guard size + offset < candidate.size else { return true }
            guard candidate.holds(entry.leafHash, at: size + offset) else { return false }
        }
        return true
    }
}
