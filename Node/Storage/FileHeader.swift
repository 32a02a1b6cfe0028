import Glibc

/// The first hundred octets of a database file, read before SQLite touches it.
///
/// SQLite would turn a stranger's database to its write-ahead mode before anything could be asked; so the
/// format's name, the owner and the schema are looked at first (SQLite file format §1.3).
enum FileHeader {
    private static let magic = Array("SQLite format 3\0".utf8)
    private static let count = 100
    private static let schemaOffset = 60
    private static let ownerOffset = 68

    /// Makes an empty file that only its user can read, or checks the one that is there.
    static func check(_ path: String) throws(StorageError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DirectoryLock.failure(path) }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: count)
        let found = pread(descriptor, &header, count, 0)
        guard found >= 0 else { throw .inputOutput("system error \(errno)") }
        // An empty file is a database without tables.
        if found == 0 { return }
        guard found == count, header.starts(with: magic) else { throw .notADatabase(path: path) }
        let owner = Int32(truncatingIfNeeded: big(header, at: ownerOffset))
        // The first transaction may still be in the write-ahead log only: then no owner stands here, and SQL is asked.
        guard owner == 0 || owner == Schema.applicationID else { throw .foreignDatabase(path: path) }
        let schema = Int(big(header, at: schemaOffset))
        guard owner == 0 || schema <= Schema.version else { throw .newerSchema(found: schema, supported: Schema.version) }
    }

    private static func big(_ octets: [UInt8], at offset: Int) -> UInt32 {
        octets[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
