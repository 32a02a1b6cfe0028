import GRDB

extension Store {
    /// The value of a setting, small state of the node itself; `nil` if there is none. Never a secret in the clear.
    public func setting(_ key: String) throws(StorageError) -> [UInt8]? {
        try read { try PreparedStatement($0, Query.setting).first(key) { $0.bytes(0) } }
    }

    /// Stores a setting, or removes it with `nil`.
    public func set(_ key: String, to value: [UInt8]?) throws(StorageError) {
        if let value, value.count > StorageLimits.settingOctetsMax {
            throw .settingTooLong(key: key, octets: value.count)
        }
        try write { database in
            guard let value else {
                try PreparedStatement(database, Query.deleteSetting).run(key)
                return
            }
            try PreparedStatement(database, Query.putSetting).run(key, value)
        }
    }

    /// The settings whose keys begin with these octets of UTF-8, in the order of their keys.
    public func settings(prefix: String) throws(StorageError) -> [(key: String, value: [UInt8])] {
        try read { database in
            var found: [(key: String, value: [UInt8])] = []
            try PreparedStatement(database, Query.settingsFrom).each(prefix) { columns in
                let key = columns.text(0)
                guard key.utf8.starts(with: prefix.utf8) else { return false }
                found.append((key, columns.bytes(1)))
                return true
            }
            return found
        }
    }

    /// Removes a setting; tells whether there was one.
    @discardableResult
    public func removeSetting(_ key: String) throws(StorageError) -> Bool {
        try write { try PreparedStatement($0, Query.deleteSetting).run(key) > 0 }
    }

    /// Stores several settings at once: all or none.
    public func set(_ settings: [(key: String, value: [UInt8])]) throws(StorageError) {
        for (key, value) in settings where value.count > StorageLimits.settingOctetsMax {
            throw .settingTooLong(key: key, octets: value.count)
        }
        try write { database in
            let put = try PreparedStatement(database, Query.putSetting)
            for (key, value) in settings { try put.run(key, value) }
        }
    }

    /// Writes so many octets and removes them again, to see whether the disk takes them.
    public func tryWriting(octets: Int) throws(StorageError) {
        let key = "trial"
        try set(key, to: [UInt8](repeating: 0x2E, count: octets))
        try removeSetting(key)
    }

    /// Reads the whole database and lists what contradicts itself; nothing when it is sound. Takes long.
    public func check() throws(StorageError) -> [String] {
        try read { database in
            var findings = try String.fetchAll(database, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
            findings += try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { row in
                "a row of \(row[0] as String? ?? "?") names a row of \(row[2] as String? ?? "?") that is missing"
            }
            findings += try String.fetchAll(
                database,
                sql: """
                    SELECT 'journal ' || lower(hex(id)) || ' has not the ' || size || ' entries it claims' FROM journal j
                    WHERE size <> (SELECT count(*) FROM entry WHERE entry.id >= j.number << 32 AND entry.id < (j.number + 1) << 32)
                        OR size <> (SELECT 1 + max(entry.id) - (j.number << 32) FROM entry WHERE entry.id < (j.number + 1) << 32)
                    """)
            findings += try String.fetchAll(
                database,
                sql: """
                    SELECT 'the tally of ' || name || ' is wrong' FROM tally WHERE value <> CASE name
                        WHEN 'entries' THEN (SELECT count(*) FROM entry)
                        WHEN 'unopened' THEN (SELECT count(*) FROM unopened)
                        WHEN 'unreadable' THEN (SELECT count(*) FROM unreadable)
                        WHEN 'items' THEN (SELECT count(*) FROM item)
                        ELSE -1 END
                    """)
            findings += try String.fetchAll(
                database,
                sql: """
                    SELECT 'the ciphertext of node ' || lower(hex(node)) || ' is not ' || octets || ' octets' FROM ciphertext_sum s
                    WHERE octets <> (SELECT coalesce(sum(c.octets), 0) FROM ciphertext c
                        WHERE c.node = s.node AND c.sharing_group = s.sharing_group)
                    """)
            return findings
        }
    }
}
