import Foundation
import Groups
import Ledger
import STIX
import Sodium
import Storage
import Wire

/// Items of about 1 KiB with one indicator each, as feeds send them: a name, a description whose words are as frequent as words are, a value of its own
/// and, for every twentieth, one that many have; a seventh of the texts is in Chinese.
struct SearchSample {
    private let place: EntryPlace
    private let journal: SampleJournal
    private var random = SplitMix(state: 7)

    init(journal: SampleJournal, place: EntryPlace) {
        self.journal = journal
        self.place = place
    }

    /// A store with one entry, from which all items are said to come, and a sample for it.
    static func store(in directory: String) throws -> (Store, SearchSample) {
        let store = try Store(path: directory)
        let journal = SampleJournal()
        var writer = JournalWriter(name: journal.name, network: SampleJournal.network, origin: journal.origin)
        let opening = Opening(predecessor: nil).entry(
            journal: journal.journal, salt: SecureRandom.octets16(), registrySize: SampleJournal.registrySize, time: SampleJournal.time)
        try store.append([writer.append([opening], signing: journal.key)])
        return (store, SearchSample(journal: journal, place: EntryPlace(journal: journal.journal, position: 0)))
    }

    /// A word of rank 0 upwards; small ranks are frequent.
    mutating func word() -> String { Self.word(rank: rank()) }

    mutating func rank() -> Int { Int(exp(random.unit() * log(Double(BenchLimits.vocabulary)))) - 1 }

    static func word(rank: Int) -> String {
        var mixed = SplitMix(state: UInt64(rank) &+ 1)
        let letters = Array("etaoinshrdlucmfwypvbgk")
        return String((0..<3 + Int(mixed.next() % 7)).map { _ in letters[Int(mixed.next() % UInt64(letters.count))] })
    }

    mutating func characters(_ count: Int) -> String {
        String(String.UnicodeScalarView((0..<count).compactMap { _ in Unicode.Scalar(UInt32(0x4E00 + min(rank(), 20_000))) }))
    }

    /// The bundle as octets, and the texts in it that are searched.
    mutating func bundle(_ number: Int) -> (octets: [UInt8], texts: String) {
        let isChinese = number % 7 == 0
        let name = isChinese ? characters(6) : (0..<4).map { _ in word() }.joined(separator: " ")
        let text = isChinese ? characters(120) : (0..<60).map { _ in word() }.joined(separator: " ")
        let value =
            number % 20 == 0
            ? "192.0.2.\(random.next() % 200)" : "\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255).\(random.next() % 256)"
        let json = """
            {"type":"bundle","id":"bundle--\(uuid())","objects":[{"type":"indicator","spec_version":"2.1","id":"indicator--\(uuid())",\
            "created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"\(name)","description":"\(text)",\
            "indicator_types":["malicious-activity"],"labels":["\(Self.word(rank: number % 30))"],"pattern":"[ipv4-addr:value = '\(value)']",\
            "pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z"}]}
            """
        return (Array(json.utf8), "\(name) \(text) \(value)")
    }

    private mutating func uuid() -> String {
        let digits = (0..<2).map { _ in String(random.next() | 1 << 63, radix: 16) }.joined()
        func part(_ range: Range<Int>) -> Substring { digits.dropFirst(range.lowerBound).prefix(range.count) }
        return "\(part(0..<8))-\(part(8..<12))-4\(part(13..<16))-a\(part(17..<20))-\(part(20..<32))"
    }

    /// The item as the intake makes it of a bundle.
    mutating func item(_ octets: [UInt8], _ number: Int) throws -> OpenedItem {
        let bundle = try STIXBundle(parsing: octets)
        var item = OpenedItem(
            id: Hash(sha256: octets), place: place, group: journal.name.group, author: journal.name.node,
            organisation: OrganisationID(journal.name.node.octets), kind: 0, tlp: UInt8(number % 4), pap: 0, title: "",
            mediaType: "application/stix+json;version=2.1", created: 1_770_000_000 + Int64(number % 900) * 86_400 / 30,
            received: 1_780_000_000,
            content: octets,
            objects: bundle.objects.map {
                OpenedObject(id: $0.id, type: $0.type, name: $0.name, modified: $0.modified, range: $0.range)
            })
        item.prepareIndex()
        return item
    }
}

/// Numbers that every run has alike.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// From 0 to below 1.
    mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}
