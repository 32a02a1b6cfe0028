import GRDB
import Wire

/// One bounded round of letting ciphertext go, inside one transaction.
struct CiphertextExpiry {
    private let database: Database
    private let rule: MailboxRule
    private let list: CiphertextList
    /// Entries that this call may still look at or let go.
    private var left: Int
    private var report = ExpiryReport()

    init(_ database: Database, rule: MailboxRule, limit: Int) {
        self.database = database
        self.rule = rule
        list = CiphertextList(database)
        left = limit
    }

    mutating func run() throws -> ExpiryReport {
        try takeOver()
        try letDueGo()
        try letExcessGo()
        return report
    }

    private var isSpent: Bool { left <= 0 || report.octets >= StorageLimits.expiryOctetsMax }

    /// Items of foreign groups that wait to be opened have nothing to wait for: they become unreadable.
    private mutating func takeOver() throws {
        var lists = EntryLists(database)
        for tag in rule.groups.keys.sorted() where !rule.own.contains(tag) && left > 0 {
            let keys = try PreparedStatement(database, Query.waitingItems).all(tag, left) { $0.integer(0) }
            for key in keys {
                try lists.settle(key)
                try lists.refuse(key, try reason(key))
            }
            left -= keys.count
        }
        try lists.finish()
        if left <= 0 { report.isComplete = false }
    }

    private func reason(_ key: Int64) throws -> UnreadableReason {
        let item = try PreparedStatement(database, Query.compact).first(key) { SealedItem($0.bytes(1), journal: try $0.fixed(0)) }
        // What is not sealed has no place in a group of others.
        return (item ?? nil).map { .noKey($0.epoch) } ?? .notGenuine
    }

    /// Bodies whose own date has passed, and those without one that are past their group's time; none is kept longer than the rule's most.
    private mutating func letDueGo() throws {
        let groups = try PreparedStatement(database, Query.sharingGroups).all {
            (number: $0.integer(0), tag: try $0.fixed(1, as: GroupTag.self))
        }
        let now = Int64(rule.now.rawValue)
        for group in groups where !rule.own.contains(group.tag) {
            try letGo(Query.ciphertextKeptUntil, in: group.number, before: now)
            let keep = Int64(rule.groups[group.tag] ?? rule.keepMinutesDefault)
            try letGo(Query.undatedCiphertextBefore, in: group.number, before: now - keep)
            try letGo(Query.ciphertextBefore, in: group.number, before: now - max(keep, Int64(rule.keepMinutesMax)))
        }
    }

    private mutating func letGo(_ query: String, in group: Int64, before minute: Int64) throws {
        guard minute > 0, mayGoOn() else { return }
        let due = try PreparedStatement(database, query).all(group, minute, left + 1) { (key: $0.integer(0), octets: $0.integer(1)) }
        for (key, octets) in due {
            guard try letGo(key, octets) else { return }
        }
    }

    /// The oldest bodies of authors with more than their share, down to it.
    private mutating func letExcessGo() throws {
        let sums = try PreparedStatement(database, Query.ciphertextSums).all { columns in
            (
                author: try columns.fixed(0, as: NodeID.self), group: columns.integer(1), tag: try columns.fixed(2, as: GroupTag.self),
                octets: columns.integer(3)
            )
        }
        let foreign = sums.filter { !rule.own.contains($0.tag) }
        var next = foreign.startIndex
        while next < foreign.endIndex {
            let author = foreign[next].author
            let mine = foreign[next...].prefix { $0.author == author }
            next = mine.endIndex
            let excess = mine.reduce(0) { $0 + $1.octets } - rule.authorOctetsMax
            if excess > 0 { try letOldestGo(of: author, in: mine.map(\.group), octets: excess) }
        }
    }

    private mutating func letOldestGo(of author: NodeID, in groups: [Int64], octets excess: Int64) throws {
        guard mayGoOn() else { return }
        var oldest: [(time: Int64, key: Int64, octets: Int64)] = []
        for group in groups {
            oldest += try PreparedStatement(database, Query.ciphertextOfAuthor).all(author, group, left + 1) {
                (time: $0.integer(2), key: $0.integer(0), octets: $0.integer(1))
            }
        }
        oldest.sort { ($0.time, $0.key) < ($1.time, $1.key) }
        var rest = excess
        for body in oldest where rest > 0 {
            guard try letGo(body.key, body.octets) else { return }
            rest -= body.octets
        }
    }

    /// `false` when the call's bounds are reached before.
    private mutating func letGo(_ key: Int64, _ octets: Int64) throws -> Bool {
        guard mayGoOn() else { return false }
        try list.letGo(key)
        left -= 1
        report.pruned += 1
        report.octets += octets
        return true
    }

    private mutating func mayGoOn() -> Bool {
        if isSpent { report.isComplete = false }
        return !isSpent
    }
}
