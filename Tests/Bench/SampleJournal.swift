import Ledger
import Sodium
import Wire

/// A journal such as a node in a network of some size writes, with a fresh key.
final class SampleJournal: Sendable {
    static let network = NetworkID(Hash(sha256: Array("a network that is measured".utf8)).octets)
    static let registryOrigin = "registry.example/causeway"
    /// Records of the registry that its entries name: a network of a few thousand organisations.
    static let registrySize: UInt64 = 12_000
    /// A minute of the year 2026.
    static let time = Minute(29_500_000)

    let key = SigningKey.generate()
    let name: JournalName
    let journal: JournalID
    let epoch = EpochID(SecureRandom.octets16())

    init() {
        name = JournalName(
            node: NodeID(SecureRandom.octets16()), group: GroupTag(SecureRandom.octets16()),
            incarnation: Incarnation(SecureRandom.octets16()))
        journal = name.id(in: Self.network)
    }

    var origin: String { journalOrigin(registryOrigin: Self.registryOrigin, journal: journal) }

    /// A writer behind the opening.
    func opened() -> JournalWriter {
        var writer = JournalWriter(name: name, network: Self.network, origin: origin)
        let opening = Opening(predecessor: nil).entry(
            journal: journal, salt: SecureRandom.octets16(), registrySize: Self.registrySize, time: Self.time)
        _ = writer.append([opening], signing: key)
        return writer
    }

    /// The chosen fields of an entry, sealed under the sample's epoch.
    func prefix(_ kind: EntryKind) -> EntryPrefix {
        EntryPrefix(
            kind: kind, journal: journal, salt: SecureRandom.octets16(), epoch: epoch, step: 30, registrySize: Self.registrySize,
            time: Self.time, keepUntil: Minute(0))
    }

    /// An entry with random octets for its sealed body, where nobody opens it.
    func entry(bodyOctets: Int) -> UnverifiedEntry {
        UnverifiedEntry(
            prefix: prefix(.item), commitment: Hash(sha256: SecureRandom.octets(32)).octets,
            body: .inline(SecureRandom.octets(bodyOctets)))
    }
}
