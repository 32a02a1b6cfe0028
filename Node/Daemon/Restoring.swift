import Backup
public import Exchange
import Storage

/// What `causeway restore` was asked for.
public struct RestoreRequest: Sendable {
    /// The directory of backups.
    public var source: String
    /// What becomes the data directory: not there yet, or empty.
    public var dataDirectory: String
    /// The beginning of the backup's name; `nil` for the newest.
    public var at: String?
    public var code: String

    public init(source: String, dataDirectory: String, at: String?, code: String) {
        self.source = source
        self.dataDirectory = dataDirectory
        self.at = at
        self.code = code
    }
}

/// What was restored.
public struct RestoreReport: Codable, Equatable, Sendable {
    public var backup: String
    public var created: String
    public var release: String
    public var dataDirectory: String
    public var octets: UInt64
}

/// One backup in a target as anybody can read it.
public struct BackupListing: Codable, Equatable, Sendable {
    public var name: String
    public var created: String
    public var release: String
    /// Octets of what it holds.
    public var octets: UInt64
    public var segments: Int
    /// The beginning of the identifier of the code that opens it.
    public var code: String
    /// Empty, or what is wrong with it.
    public var fault: String
}

/// Brings a data directory back from a backup: everything is checked before the directory has its name.
public func restoreNode(
    _ request: RestoreRequest, progress: (_ done: Int, _ total: Int) -> Void
) throws(OperationError) -> RestoreReport {
    let secret = try BackupCode.secret(request.code)
    do throws(BackupError) {
        let entry = try BackupTarget.find(request.at, in: request.source)
        let total = entry.manifest.segments.count
        try BackupReader(entry, in: request.source).restore(
            to: request.dataDirectory, with: secret,
            checking: { directory throws(BackupError) in
                guard SmallFile.exists(directory + "/" + Store.fileName) else { return }
                do throws(StorageError) {
                    try Store.checkFile(in: directory)
                } catch {
                    throw .store(code: error.code, reason: error.reason, advice: error.advice)
                }
            }, done: { progress($0, total) })
        try? OfflineNotes.add(.restored, ["backup": entry.name], in: request.dataDirectory)
        return RestoreReport(
            backup: entry.name, created: WallClock.iso8601(entry.manifest.created), release: entry.manifest.release,
            dataDirectory: request.dataDirectory, octets: entry.manifest.octets)
    } catch {
        throw OperationError(error)
    }
}

/// The backups in a target, the oldest first; what cannot be read stands at the end.
public func listBackups(in target: String) throws(OperationError) -> [BackupListing] {
    do throws(BackupError) {
        let (backups, unreadable) = try BackupTarget.list(target)
        return backups.map { listing($0, fault: "") }
            + unreadable.map {
                BackupListing(name: $0.name, created: "", release: "", octets: 0, segments: 0, code: "", fault: $0.error.reason)
            }
    } catch {
        throw OperationError(error)
    }
}

/// Reads all backups of a target, or one, to the last octet: what is damaged or missing stands in `fault`.
///
/// Without a code the octets are compared with what was written; with it, everything is opened as well, and the signature must be of
/// the node that has this key.
public func verifyBackups(
    in target: String, at name: String?, code: String?, progress: (_ backup: String, _ done: Int, _ total: Int) -> Void
) throws(OperationError) -> [BackupListing] {
    // A code that is mistyped is no fault of any backup.
    if let code { _ = try BackupCode.secret(code) }
    do throws(BackupError) {
        let (all, unreadable) = try BackupTarget.list(target)
        let entries = try name.map { name throws(BackupError) in [try BackupTarget.find(name, in: target)] } ?? all
        guard !entries.isEmpty || !unreadable.isEmpty else { throw .noBackup("") }
        var listings: [BackupListing] = []
        for entry in entries {
            let total = entry.manifest.segments.count
            var fault = ""
            let reader = BackupReader(entry, in: target)
            let done: (Int) -> Void = { progress(entry.name, $0, total) }
            do throws(BackupError) {
                if let code, let secret = try? BackupCode.secret(code) {
                    try reader.verify(with: secret, done: done)
                } else {
                    try reader.verify(done: done)
                }
            } catch {
                fault = error.reason
            }
            listings.append(listing(entry, fault: fault))
        }
        if name == nil {
            listings += unreadable.map {
                BackupListing(name: $0.name, created: "", release: "", octets: 0, segments: 0, code: "", fault: $0.error.reason)
            }
        }
        return listings
    } catch {
        throw OperationError(error)
    }
}

/// Lets all but the newest backups go; gives how many went.
public func pruneBackups(in target: String, keep: Int) throws(OperationError) -> Int {
    do throws(BackupError) {
        _ = try BackupTarget.list(target)
        return try BackupTarget(path: target).prune(keep: keep).backups
    } catch {
        throw OperationError(error)
    }
}

private func listing(_ entry: BackupTarget.Entry, fault: String) -> BackupListing {
    BackupListing(
        name: entry.name, created: WallClock.iso8601(entry.manifest.created), release: entry.manifest.release,
        octets: entry.manifest.octets, segments: entry.manifest.segments.count, code: Manifest.short(entry.manifest.key), fault: fault)
}
