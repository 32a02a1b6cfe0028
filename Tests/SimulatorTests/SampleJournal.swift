import Ledger
import Sodium
import Wire

@testable import Simulator

/// A journal of an opening and one more batch; another mark gives another second batch under the same name.
struct SampleJournal {
    let journal: JournalID
    let opening: VerifiedBatch
    let next: VerifiedBatch

    init(mark: UInt8) {
        var dice = Dice(seed: 1)
        let network: NetworkID = Terrain.identifier(&dice)
        let name = JournalName(
            node: Terrain.identifier(&dice), group: Terrain.identifier(&dice), incarnation: Terrain.identifier(&dice))
        journal = name.id(in: network)
        let salt: EpochID = Terrain.identifier(&dice)
        let key = Terrain.signingKey(dice.octets(32))
        var writer = JournalWriter(
            name: name, network: network, origin: journalOrigin(registryOrigin: Terrain.origin, journal: journal))
        let first = Opening(predecessor: nil).entry(journal: journal, salt: salt.octets, registrySize: 1, time: Minute(1))
        opening = writer.append([first], signing: key)
        let prefix = EntryPrefix(
            kind: .item, journal: journal, salt: salt.octets, epoch: nil, step: 0, registrySize: 1, time: Minute(1), keepUntil: Minute(0))
        next = writer.append([UnverifiedEntry(prefix: prefix, commitment: nil, body: .inline([mark]))], signing: key)
    }
}
