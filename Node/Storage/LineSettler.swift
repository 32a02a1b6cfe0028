import GRDB
import Groups
import Policy
import Wire

/// Brings items to the state that follows from what the store holds of their lines (specification 9.3), inside one transaction.
///
/// A line is read with the index of what replaces what, so the cost follows the line and not the store. The plaintext of what has ended is
/// deleted here. What had ended by a statement that turns out to be about somebody else's item is opened again from its entry.
struct LineSettler {
    private let database: Database
    private var now: Int64
    private var pending: [Hash] = []
    private var settled: Set<Hash> = []

    init(_ database: Database, at now: Int64) {
        self.database = database
        self.now = now
    }

    /// It is this second, or a later one.
    mutating func reaches(_ second: Int64) { now = max(now, second) }

    /// Something was recorded or has come due that concerns the item with this identifier.
    mutating func touch(_ item: Hash) { pending.append(item) }

    /// Settles the lines of all that was touched, and of re-shares of what has ended.
    mutating func settle() throws {
        while let item = pending.popLast() {
            guard !settled.contains(item), let owner = try owner(of: item) else { continue }
            let line = try line(of: item, owner)
            var (versions, withdrawals) = (line.versions, line.withdrawals)
            var seen: Set<Hash> = []
            for version in line.versions where versions.count <= StorageLimits.lineVersionsMax {
                guard let original = version.original, !seen.contains(original), let author = try self.owner(of: original) else { continue }
                let other = try self.line(of: original, author)
                versions += other.versions
                withdrawals += other.withdrawals
                seen.formUnion(other.versions.map(\.id))
            }
            let lines = ItemLines(versions: versions, withdrawals: withdrawals)
            for version in line.versions where version.organisation == owner {
                settled.insert(version.id)
                guard let state = lines.state(of: version.id, at: UInt64(clamping: now)) else { continue }
                guard let end = ItemEnd(state, since: now) else {
                    try revive(version.id)
                    continue
                }
                try finish(version.id, end)
                pending += try hashes(Query.resharesOf, version.id).filter { !settled.contains($0) }
            }
        }
    }

    private struct Line {
        var versions: [ItemVersion] = []
        var withdrawals: [IssuedWithdrawal] = []
    }

    /// The organisation that wrote an item, as it was opened or as a re-share proves.
    private func owner(of item: Hash) throws -> OrganisationID? {
        try PreparedStatement(database, Query.versionOwner).first(item) { try $0.fixed(0) }
    }

    /// What hangs together with the item by the word of its own organisation.
    private func line(of item: Hash, _ owner: OrganisationID) throws -> Line {
        var line = Line()
        var found: Set<Hash> = [item]
        var waiting = [item]
        while let next = waiting.popLast(), found.count <= StorageLimits.lineVersionsMax {
            if let author = try self.owner(of: next), author != owner {
                // Named, and somebody else's: the fold has to know that, and its line is its own.
                line.versions += try versions(next, author)
                continue
            }
            for version in try versions(next, owner) {
                line.versions.append(version)
                if let replaced = version.replaces, found.insert(replaced).inserted { waiting.append(replaced) }
            }
            for follower in try hashes(Query.followers, next, owner) where found.insert(follower).inserted { waiting.append(follower) }
            line.withdrawals += try PreparedStatement(database, Query.withdrawalsOf).all(next, owner) { columns in
                IssuedWithdrawal(
                    id: try columns.fixed(0), organisation: owner,
                    withdrawal: try Withdrawal(target: next, successor: try columns.fixedIfPresent(1)))
            }
        }
        return line
    }

    /// The version with this identifier, if it is one of the owner's.
    private func versions(_ item: Hash, _ owner: OrganisationID) throws -> [ItemVersion] {
        try PreparedStatement(database, Query.version).all(item, owner) { columns in
            ItemVersion(
                id: item, organisation: owner, replaces: try columns.fixedIfPresent(0),
                expires: try columns.integer(1, as: UInt64.self), original: try columns.fixedIfPresent(2))
        }
    }

    private func hashes<each Value: Bindable>(_ query: String, _ values: repeat each Value) throws -> [Hash] {
        try PreparedStatement(database, query).all(repeat each values) { try $0.fixed(0) }
    }

    /// Notes how an item ended and deletes what it said; its row, author and times stay, so that its history can be told.
    private func finish(_ item: Hash, _ end: ItemEnd) throws {
        let stored = try PreparedStatement(database, Query.endOfItem).first(item) { columns in
            (number: columns.integer(0), state: try columns.integer(1, as: UInt8.self), cause: try columns.fixedIfPresent(2, as: Hash.self))
        }
        guard let stored, stored.state != end.state.rawValue || stored.cause != end.cause else { return }
        try SearchIndex(database).remove(stored.number)
        try PreparedStatement(database, Query.endItem).run(Int(end.state.rawValue), stored.number)
        try PreparedStatement(database, Query.noteEnd).run(stored.number, end.cause, end.successor, end.since)
        try PreparedStatement(database, Query.deleteContent).run(stored.number)
        try PreparedStatement(database, Query.deleteObjects).run(stored.number)
        try PreparedStatement(database, Query.clearDue).run(stored.number)
    }

    /// Lets an item that had ended and is current be opened anew.
    private func revive(_ item: Hash) throws {
        let stored = try PreparedStatement(database, Query.endOfItem).first(item) { columns in
            (number: columns.integer(0), state: columns.integer(1))
        }
        guard let stored, stored.state != 0,
            let entry = try PreparedStatement(database, Query.entryOfItem).first(stored.number, read: { $0.integer(0) })
        else { return }
        try SearchIndex(database).remove(stored.number)
        for statement in Query.forgetItem { try PreparedStatement(database, statement).run(stored.number) }
        try Tally.items.add(-1, in: database)
        var lists = EntryLists(database)
        try lists.wait(entry)
        try lists.finish()
    }
}
