import GRDB
public import Wire

/// Ciphertext that a node keeps for others: how much of it there is, and how it is let go again.
extension Store {
    /// How much each author's ciphertext takes that this node cannot read, in the order of authors; without what is in `own` groups.
    public func mailboxUsage(except own: Set<GroupTag> = []) throws(StorageError) -> [MailboxUsage] {
        try read { database in
            var usage: [MailboxUsage] = []
            try PreparedStatement(database, Query.ciphertextSums).each { columns in
                guard !own.contains(try columns.fixed(2)) else { return true }
                let author: NodeID = try columns.fixed(0)
                let before = usage.last?.author == author ? usage.removeLast().octets : 0
                usage.append(MailboxUsage(author: author, octets: before + columns.integer(3)))
                return true
            }
            return usage
        }
    }

    /// Lets go of bodies that this node has no key for, of at most `limit` entries, in one transaction.
    ///
    /// Which: those whose own date (`keepUntil`) or whose group's time has passed, then the oldest of authors above their
    /// share. Entries are concerned that are unreadable for want of a key or body, and items of `rule.groups` that still wait
    /// to be opened; never what was opened, and nothing of `rule.own`. Headers, and with them every proof, stay; the body is
    /// then detached and absent, is no longer among `missingBodies`, and comes back only when a later entry names it too.
    /// Call again while the report is not complete.
    public func expireCiphertext(_ rule: MailboxRule, limit: Int) throws(StorageError) -> ExpiryReport {
        precondition(limit > 0, "an expiry of \(limit) entries does nothing for ever")
        return try write { database in
            var expiry = CiphertextExpiry(database, rule: rule, limit: limit)
            return try expiry.run()
        }
    }

    /// The entries whose bodies are kept here sealed, in order, behind the place given; without those of `own` groups.
    ///
    /// Fewer than `limit` does not mean that there are no more, but no entry at all does.
    public func ciphertext(
        after place: EntryPlace? = nil, limit: Int, except own: Set<GroupTag> = []
    ) throws(StorageError) -> (entries: [KeptCiphertext], last: EntryPlace?) {
        try read { database in
            let after = try EntryLists.key(place, in: database)
            let all = try PreparedStatement(database, Query.ciphertext).all(after, limit) { columns in
                KeptCiphertext(
                    place: EntryPlace(journal: try columns.fixed(1), position: EntryKey(rawValue: columns.integer(0)).position),
                    author: try columns.fixed(2), group: try columns.fixed(3), time: Minute(try columns.integer(4, as: UInt32.self)),
                    octets: columns.integer(5))
            }
            return (all.filter { !own.contains($0.group) }, all.last?.place)
        }
    }

    /// Lets these bodies go, as `expireCiphertext` does, in one transaction; gives the number of those that were kept here.
    @discardableResult
    public func letCiphertextGo(_ places: [EntryPlace]) throws(StorageError) -> Int {
        try write { database in
            var lists = EntryLists(database)
            let list = CiphertextList(database)
            var count = 0
            for place in places {
                let key = try lists.key(place)
                guard try PreparedStatement(database, Query.isCiphertext).first(key, read: { _ in true }) ?? false else { continue }
                try list.letGo(key)
                count += 1
            }
            return count
        }
    }
}
