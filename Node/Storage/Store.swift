import GRDB
import Glibc
import Synchronization

/// Everything a node keeps on disk, in one SQLite database under its data directory.
///
/// Law of order: what `append` or any other writing call has returned from is on disk (fsync) and survives loss of
/// power; so a node tells peers of an entry only after `append` returned. Every writing call is one transaction:
/// after an error the store is as before the call, and usable. Reads see one moment of the database and neither wait
/// for the writer nor hold it up. Calls block their thread; they can be made from any.
///
/// One process at a time: the store holds the directory's lock from `init` to `close`. Secrets are never stored here in the
/// clear. What is deleted or replaced is overwritten with zeros; `eraseTraces` does the same for the write-ahead log.
public final class Store: Sendable {
    /// The name of the database in the data directory; SQLite adds `-wal` and `-shm` while it is open.
    public static let fileName = "node.sqlite"

    /// The data directory.
    public let directory: String
    let file: String
    let pool: DatabasePool
    private let lock: DirectoryLock
    /// Whether the tables are those of this release.
    private let isMigrated: Bool
    let gate = ClosingGate()
    /// Frames of the write-ahead log that had been on the disk and were unreadable at the opening: the transactions in them are lost here.
    public let lostLogFrames: Int
    /// The public zone's generation as it is on disk since the last transaction of this process; below 0 before the first.
    private let zoneSeen = Atomic<Int64>(-1)
    /// Snapshots that are held: while there is one, the write-ahead log cannot be emptied.
    let snapshots = Atomic<Int>(0)

    /// Opens the data directory at `path`, and makes it and the database if they are missing.
    ///
    /// Reads the schema and nothing else, so the time does not grow with the contents. Throws what is to be done
    /// about a directory in use, a file that is none of ours, or a schema of a newer release; the file is then untouched.
    public convenience init(path: String) throws(StorageError) {
        try self.init(path: path, busySeconds: StorageLimits.busySeconds)
    }

    /// Opens a database that is there as it is, also one of an earlier release, whose missing steps are not taken.
    ///
    /// For looking at it and for copying it: the calls of this release may not fit its tables.
    public convenience init(asItIs path: String) throws(StorageError) {
        let file = path + "/" + Self.fileName
        guard access(file, F_OK) == 0 else { throw .cannotOpen(path: file, errno: errno) }
        try self.init(path: path, busySeconds: StorageLimits.busySeconds, migrates: false)
    }

    /// Throws unless the database in a directory that no process has open is a node's, of a schema that this release knows.
    public static func checkFile(in directory: String) throws(StorageError) { try FileHeader.check(directory + "/" + fileName) }

    /// The same with another time to wait for a foreign process's lock.
    init(path: String, busySeconds: Double, migrates: Bool = true) throws(StorageError) {
        directory = path
        let file = path + "/" + Self.fileName
        self.file = file
        isMigrated = migrates
        lock = try DirectoryLock(directory: path)
        try FileHeader.check(file)
        lostLogFrames = WriteAheadLog.lostFrames(file + "-wal")
        do {
            pool = try DatabasePool(path: file, configuration: Self.configuration(busySeconds: busySeconds))
            try pool.writeWithoutTransaction { database in
                try Schema.checkOwner(database, file: file)
                // GRDB lowers this to NORMAL, with which a commit may be lost with the power.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                guard migrates else { return }
                try Schema.migrate(database)
                try database.inTransaction(.immediate) {
                    try SearchIndex.renewIfOutdated(database)
                    return .commit
                }
            }
        } catch {
            throw StorageError(error, path: file)
        }
    }

    deinit { close() }

    /// Ends all access, moves the write-ahead log into the database and gives the directory free.
    ///
    /// Waits for calls that are under way; later ones throw `StorageError.closed`. A second call does nothing.
    public func close() {
        guard gate.shut() else { return }
        // A log that cannot be moved now is moved by the next opening: nothing is lost by going on.
        _ = try? pool.writeWithoutTransaction { database in _ = try database.checkpoint(.truncate) }
        try? pool.close()
        lock.release()
    }

    /// Moves the write-ahead log into the database and empties it, so that nothing that was deleted stands there any more.
    ///
    /// Does nothing while a reader needs the log, and says so with `false`; call again later.
    public func eraseTraces() throws(StorageError) -> Bool {
        guard gate.enter() else { throw .closed }
        defer { gate.leave() }
        // It would hold up every writer for as long as the store waits for locks, and in vain.
        guard snapshots.load(ordering: .sequentiallyConsistent) == 0 else { return false }
        do {
            return try pool.writeWithoutTransaction { database in
                try Bool.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)") == false
            }
        } catch {
            throw StorageError(error, path: file)
        }
    }

    /// One access that closing waits for, with its errors sorted.
    func guarded<Result>(_ body: () throws -> Result) throws(StorageError) -> Result {
        guard gate.enter() else { throw .closed }
        defer { gate.leave() }
        do {
            return try body()
        } catch {
            throw StorageError(error, path: file)
        }
    }

    /// One reading access: everything inside sees the same moment.
    func read<Result>(_ body: (Database) throws -> Result) throws(StorageError) -> Result {
        guard gate.enter() else { throw .closed }
        defer { gate.leave() }
        do {
            return try pool.read(body)
        } catch {
            throw StorageError(error, path: file)
        }
    }

    /// One transaction: all of it or nothing.
    func write<Result>(_ body: (Database) throws -> Result) throws(StorageError) -> Result {
        guard gate.enter() else { throw .closed }
        defer { gate.leave() }
        do {
            let (result, generation) = try pool.write { database in
                let result = try body(database)
                let generation = isMigrated ? try PreparedStatement(database, Query.zoneGeneration).first { $0.integer(0) } : nil
                return (result, generation ?? 0)
            }
            noteZoneGeneration(generation)
            return result
        } catch {
            throw StorageError(error, path: file)
        }
    }

    /// Writers come here in any order; a late one must not bring back the number under which what is gone by now was kept.
    func noteZoneGeneration(_ generation: Int64) { zoneSeen.max(generation, ordering: .acquiringAndReleasing) }

    /// Another number than before means that something public is another; cheap, on any thread.
    public var zonePulse: Int64 { zoneSeen.load(ordering: .acquiring) }

    private static func configuration(busySeconds: Double) -> Configuration {
        var configuration = Configuration()
        configuration.label = "causeway.store"
        configuration.maximumReaderCount = StorageLimits.readersMax
        configuration.busyMode = .timeout(busySeconds)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { database in
            let isReader = database.configuration.readonly
            let cache = isReader ? StorageLimits.readerCacheKibibytes : StorageLimits.writerCacheKibibytes
            try database.execute(
                sql: """
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA cache_size = -\(cache);
                    """)
            guard !isReader else { return }
            try database.execute(
                sql: """
                    PRAGMA secure_delete = ON;
                    PRAGMA page_size = \(StorageLimits.pageOctets);
                    PRAGMA wal_autocheckpoint = \(StorageLimits.writeAheadPagesMax);
                    PRAGMA journal_size_limit = \(StorageLimits.writeAheadOctetsKept);
                    """)
        }
        return configuration
    }
}
