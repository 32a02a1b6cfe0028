import Ledger
import Wire

extension Mesh {
    /// Two branches of one journal of node 0: `common` entries are the same in both, then each has as many more as it says.
    func branches(in group: GroupTag = Mesh.community, common: Int = 1, _ left: Int, _ right: Int)
        -> [[VerifiedBatch]]
    {
        let name = JournalName(node: nodes[0].id, group: group, incarnation: Incarnation(octets16()))
        let journal = name.id(in: Mesh.network)
        func entry(_ position: Int, _ branch: Int) -> UnverifiedEntry {
            guard position > 0 else {
                return Opening(predecessor: nil).entry(journal: journal, salt: name.incarnation.octets, registrySize: 1, time: Minute(1))
            }
            let mark: UInt8 = position < common ? 0 : UInt8(branch + 1)
            let prefix = EntryPrefix(
                kind: .item, journal: journal, salt: name.incarnation.octets, epoch: nil, step: 0, registrySize: 1, time: Minute(1),
                keepUntil: Minute(0))
            return UnverifiedEntry(prefix: prefix, commitment: nil, body: .inline([mark, UInt8(position)]))
        }
        return [left, right].enumerated().map { branch, more in
            var writer = JournalWriter(
                name: name, network: Mesh.network, origin: journalOrigin(registryOrigin: Mesh.origin, journal: journal))
            // One checkpoint for each entry behind the fork.
            let start = (0..<common).map { entry($0, branch) }
            return [writer.append(start, signing: nodes[0].key)]
                + (common..<common + more).map { writer.append([entry($0, branch)], signing: nodes[0].key) }
        }
    }

    /// A node begins anew with these as well.
    func give(_ index: Int, _ batches: [VerifiedBatch]) {
        stop(index)
        for batch in batches { nodes[index].store.append(batch) }
        start(index)
    }
}
