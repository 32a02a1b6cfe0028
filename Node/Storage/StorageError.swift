public import Wire

/// Why the store did not do what was asked; after each of them its contents are as before the call.
///
/// `reason` and `advice` are sentences for the operator. Nothing here holds the contents of an item or a secret.
public enum StorageError: Error, Equatable, Sendable {
    /// Another process has this data directory open; its number, if it could be read.
    case inUse(pid: Int32?)
    /// The directory or file can neither be opened nor made; the system's error number.
    case cannotOpen(path: String, errno: Int32)
    /// The file or its directory cannot be written.
    case readOnly(path: String)
    /// The file is not an SQLite database.
    case notADatabase(path: String)
    /// The file is a database of another program.
    case foreignDatabase(path: String)
    /// A newer release has written this database.
    case newerSchema(found: Int, supported: Int)
    /// Another process held the database's lock for longer than the store waits.
    case busy
    /// No room is left on the disk.
    case diskFull
    /// The disk failed to read or write; SQLite's words.
    case inputOutput(String)
    /// What is stored contradicts itself; what was found.
    case corrupt(String)
    /// The store was closed before the call.
    case closed

    /// A batch does not begin where the stored journal ends.
    case outOfOrder(journal: JournalID, expected: UInt64, found: UInt64)
    /// A journal has more entries than a row's key can number.
    case journalFull(JournalID)
    /// No entry of this journal is stored.
    case unknownJournal(JournalID)
    /// The journal has no entry at this position.
    case unknownEntry(journal: JournalID, position: UInt64)
    /// A proof was asked for a size the journal does not have.
    case unknownSize(journal: JournalID, size: UInt64)
    /// Chunks came for a body whose chunk hashes were not announced.
    case unknownBody(Hash)
    /// Length, chunk hashes or chunks do not belong to the body's hash.
    case bodyMismatch(Hash)
    /// A body is longer than `WireLimits.bodyOctetsMax`.
    case bodyTooLong(octets: UInt64)
    /// The prefix is not 1 to 64 hexadecimal digits.
    case invalidPrefix
    /// Several items begin with the prefix.
    case ambiguousPrefix(String)
    /// A setting's value is longer than `StorageLimits.settingOctetsMax`.
    case settingTooLong(key: String, octets: Int)
    /// SQLite refused for a reason that only a fault in this program explains: its extended code and words.
    case unexpected(code: Int32, message: String)
}

extension StorageError: CustomStringConvertible {
    public var description: String { "\(reason) \(advice)" }

    /// A short name that stays the same across releases, for logs and tests.
    public var code: String {
        switch self {
        case .inUse: "storage.in-use"
        case .cannotOpen: "storage.cannot-open"
        case .readOnly: "storage.read-only"
        case .notADatabase: "storage.not-a-database"
        case .foreignDatabase: "storage.foreign-database"
        case .newerSchema: "storage.newer-schema"
        case .busy: "storage.busy"
        case .diskFull: "storage.disk-full"
        case .inputOutput: "storage.input-output"
        case .corrupt: "storage.corrupt"
        case .closed: "storage.closed"
        case .outOfOrder: "storage.out-of-order"
        case .journalFull: "storage.journal-full"
        case .unknownJournal: "storage.unknown-journal"
        case .unknownEntry: "storage.unknown-entry"
        case .unknownSize: "storage.unknown-size"
        case .unknownBody: "storage.unknown-body"
        case .bodyMismatch: "storage.body-mismatch"
        case .bodyTooLong: "storage.body-too-long"
        case .invalidPrefix: "storage.invalid-prefix"
        case .ambiguousPrefix: "storage.ambiguous-prefix"
        case .settingTooLong: "storage.setting-too-long"
        case .unexpected: "storage.unexpected"
        }
    }

    /// What happened, in one sentence.
    public var reason: String {
        switch self {
        case .inUse(let pid?): "Process \(pid) has this data directory open."
        case .inUse(nil): "Another process has this data directory open."
        case .cannotOpen(let path, let errno): "\(path) cannot be opened (system error \(errno))."
        case .readOnly(let path): "\(path) cannot be written."
        case .notADatabase(let path): "\(path) is not a database."
        case .foreignDatabase(let path): "\(path) is the database of another program."
        case .newerSchema(let found, let supported): "The database has schema \(found); this release knows schemas up to \(supported)."
        case .busy: "Another process holds the database's lock."
        case .diskFull: "The disk is full."
        case .inputOutput(let detail): "The disk failed: \(detail)."
        case .corrupt(let detail): "The database is damaged: \(detail)."
        case .closed: "The store is closed."
        case .outOfOrder(let journal, let expected, let found):
            "Entries of journal \(journal) begin at \(found), but \(expected) are stored."
        case .journalFull(let journal): "Journal \(journal) has reached \(StorageLimits.entriesPerJournalMax) entries."
        case .unknownJournal(let journal): "Journal \(journal) is not stored."
        case .unknownEntry(let journal, let position): "Journal \(journal) has no entry \(position) here."
        case .unknownSize(let journal, let size): "Journal \(journal) has fewer than \(size) entries here."
        case .unknownBody(let hash): "Nothing is known of body \(hash)."
        case .bodyMismatch(let hash): "What was given does not hash to body \(hash)."
        case .bodyTooLong(let octets): "A body of \(octets) octets is over the limit of \(WireLimits.bodyOctetsMax)."
        case .invalidPrefix: "An item is named by 1 to \(StorageLimits.identifierDigits) hexadecimal digits."
        case .ambiguousPrefix(let prefix): "Several items begin with \(prefix)."
        case .settingTooLong(let key, let octets):
            "Setting \(key) has \(octets) octets, the limit is \(StorageLimits.settingOctetsMax)."
        case .unexpected(let code, let message): "SQLite refused (code \(code)): \(message)."
        }
    }

    /// Whether one entry's own content is at fault, so that trying again would not help; else it is the disk or the moment.
    public var isOfEntry: Bool {
        switch self {
        case .corrupt, .unknownBody, .bodyMismatch, .bodyTooLong, .settingTooLong: true
        default: false
        }
    }

    /// Whether the disk or its file system refused, so that everything else that is to be written will be refused, too.
    public var isOfDisk: Bool {
        switch self {
        case .diskFull, .readOnly, .inputOutput, .cannotOpen: true
        default: false
        }
    }

    /// What the operator can do about it, in one sentence.
    public var advice: String {
        switch self {
        case .inUse: "Stop that process, or give this one a data directory of its own."
        case .cannotOpen: "Check that the directory's parent exists and that this user may enter it."
        case .readOnly: "Give the user of this process write permission, or mount the file system writable."
        case .notADatabase, .foreignDatabase: "Name the right data directory, or move that file away and restore a backup."
        case .newerSchema: "Install the release that wrote it, or a later one; going back needs a backup made before."
        case .busy: "Wait for the backup or shell that is using the file, or end it."
        case .diskFull: "Free some space; nothing is lost, and what failed is tried again."
        case .inputOutput: "Look at the system's log for a failing disk, and make a backup now."
        case .corrupt:
            "Stop the node and keep the files. Restore a backup: the node fetches back from its peers what it then lacks. A member without "
                + "a backup moves node.sqlite, -wal and -shm away and joins the same network again."
        case .closed: "Start the node again."
        case .outOfOrder: "Nothing is to be done: the missing entries are fetched first."
        case .journalFull: "The writer has to open a new journal."
        case .unknownJournal, .unknownEntry, .unknownSize, .unknownBody: "Wait until it has been fetched from a peer."
        case .bodyMismatch: "Nothing is to be done: it is fetched from another peer."
        case .bodyTooLong: "Split the content into several items."
        case .invalidPrefix: "Copy the beginning of the identifier as it is shown."
        case .ambiguousPrefix: "Give more digits."
        case .settingTooLong: "Store it as an item or a body."
        case .unexpected: "Please report this with the release's version; it is a fault of the program."
        }
    }
}
