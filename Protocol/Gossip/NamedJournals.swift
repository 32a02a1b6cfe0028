import Ledger
import Wire

/// The journals of one connection: by which number each side names them, what the peer holds, and what it was told.
struct NamedJournals: Sendable {
    /// What is known of a journal by its identifier.
    private struct Line: Sendable {
        var number: UInt32?
        var peerNumber: UInt32?
        /// How many entries the peer holds, as it said or showed.
        var peerSize: UInt64 = 0
    }

    /// What is known of a journal by our number.
    private struct Naming: Sendable {
        let journal: JournalID
        /// The size the peer was last told of, or was sent.
        var told: UInt64 = 0
        /// How many announcements the peer must have got to know the number; the largest there is where no journal has it now.
        var numberedAt: UInt64
        /// The same to know that size.
        var toldAt: UInt64 = 0
    }

    private var lines: [JournalID: Line] = [:]
    /// By our number.
    private var namings: [Naming]
    private var byPeerNumber: [UInt32: JournalID]
    /// Journals that have one of our numbers.
    private(set) var numberedCount = 1

    /// Number 0 is the registry on both sides.
    init(registry: JournalID) {
        lines[registry] = Line(number: 0, peerNumber: 0)
        namings = [Naming(journal: registry, numberedAt: 0)]
        byPeerNumber = [0: registry]
    }

    // MARK: - What we name

    /// Our numbers, those without a journal too.
    var namedCount: Int { namings.count }
    var named: [JournalID] { namings.map(\.journal) }

    func number(of journal: JournalID) -> UInt32? { lines[journal]?.number }

    /// Our number for the journal, giving it one if it has none.
    mutating func giveNumber(to journal: JournalID, announced: UInt64) -> UInt32 {
        let number = UInt32(namings.count)
        if let known = take(number, for: journal) { return known }
        namings.append(Naming(journal: journal, numberedAt: announced + 1))
        return number
    }

    /// Gives the journal this number; the one it has, if it has one.
    private mutating func take(_ number: UInt32, for journal: JournalID) -> UInt32? {
        if let known = lines[journal]?.number { return known }
        lines[journal, default: Line()].number = number
        numberedCount += 1
        return nil
    }

    /// The journal behind one of our numbers.
    func journal(numbered number: UInt32) -> JournalID? {
        guard namings.indices.contains(Int(number)), namings[Int(number)].numberedAt != .max else { return nil }
        return namings[Int(number)].journal
    }

    /// The size the peer was last told of; 0 for a journal that it has not been told of.
    func toldSize(of journal: JournalID) -> UInt64 {
        lines[journal]?.number.map { namings[Int($0)].told } ?? 0
    }

    /// Our number, and the most that the peer holds or was told of.
    func standing(of journal: JournalID) -> (number: UInt32?, known: UInt64) {
        guard let line = lines[journal] else { return (nil, 0) }
        return (line.number, max(line.peerSize, line.number.map { namings[Int($0)].told } ?? 0))
    }

    /// Remembers that the peer knows of so many entries here.
    mutating func tell(_ journal: JournalID, _ size: UInt64, announced: UInt64) {
        guard let number = lines[journal]?.number, namings[Int(number)].told < size else { return }
        namings[Int(number)].told = size
        // At the latest with the next announcement.
        namings[Int(number)].toldAt = announced + 1
    }

    // MARK: - What the peer names

    var peerNamed: some Collection<JournalID> { byPeerNumber.values }
    var peerNamedCount: Int { byPeerNumber.count }

    func peerNumber(of journal: JournalID) -> UInt32? { lines[journal]?.peerNumber }

    func journal(peerNumbered number: UInt32) -> JournalID? { byPeerNumber[number] }

    func peerSize(of journal: JournalID) -> UInt64 { lines[journal]?.peerSize ?? 0 }

    /// The peer names a journal; whether it does so for the first time.
    mutating func peerNames(_ journal: JournalID, by number: UInt32, size: UInt64) -> Bool {
        byPeerNumber[number] = journal
        let known = lines.updateValue(Line(number: lines[journal]?.number, peerNumber: number, peerSize: size), forKey: journal)
        return known?.peerNumber == nil
    }

    /// The peer holds so many entries; whether it was not known to hold as many.
    mutating func raise(_ journal: JournalID, to size: UInt64) -> Bool {
        guard size > peerSize(of: journal) else { return false }
        lines[journal, default: Line()].peerSize = size
        return true
    }

    /// The peer holds so many entries, whatever it was known to hold.
    mutating func set(_ journal: JournalID, to size: UInt64) { lines[journal, default: Line()].peerSize = size }

    /// How many journals the peer is known to hold in this way.
    func count(where isMeant: (JournalID, UInt64) -> Bool) -> Int { lines.count { isMeant($0.key, $0.value.peerSize) } }

    // MARK: - Going on

    /// Keeps the numbers that were given on an earlier connection from being given anew.
    mutating func reserve(_ past: NamedJournals) {
        namings += past.namings.dropFirst().map { Naming(journal: $0.journal, numberedAt: .max) }
    }

    /// The peer remembers that connection too, and what was told on it by so many announcements.
    mutating func goOn(from past: NamedJournals, confirmed: UInt64) {
        for (index, naming) in past.namings.enumerated().dropFirst() where naming.numberedAt <= confirmed {
            namings[index].numberedAt = 0
            _ = take(UInt32(index), for: naming.journal)
            if naming.toldAt <= confirmed { namings[index].told = naming.told }
        }
        // The peer may have given a journal two numbers; the smaller one counts, or two runs would not do the same.
        for (number, journal) in past.byPeerNumber.sorted(by: { $0.key < $1.key }) where byPeerNumber[number] == nil {
            byPeerNumber[number] = journal
            if lines[journal]?.peerNumber == nil { lines[journal, default: Line()].peerNumber = number }
        }
        for (journal, line) in past.lines { _ = raise(journal, to: line.peerSize) }
    }
}
