/// Why a backup was not made, read or restored; what was there before is as it was.
///
/// `code`, `reason` and `advice` are for programs and people. Nothing here holds contents or secrets.
public enum BackupError: Error, Equatable, Sendable {
    /// The directory holds something, and it is not backups.
    case notATarget(path: String)
    /// The target holds no backups although this data directory made some there: most often a disk that is not mounted.
    case targetIsEmpty(path: String)
    /// The directory cannot be made, read or written; the system's words.
    case targetUnusable(path: String, fault: String)
    /// No room is left on the target's disk.
    case targetFull(path: String)
    /// Another process works on this target.
    case targetInUse(path: String)
    /// Target and data directory lie one inside the other.
    case insideEachOther
    /// What was to be backed up, or what came out, is not a database that can be read; the store's code and words.
    case store(code: String, reason: String, advice: String)
    /// More than `BackupLimits` lets one backup hold.
    case tooLarge
    /// It was told to stop.
    case stopped

    /// The file of the backup key is missing.
    case noKey(path: String)
    /// The file of the backup key is not one.
    case keyDamaged(path: String)

    /// There is no backup in the directory, or none of that name.
    case noBackup(String)
    /// Several backups begin so.
    case ambiguous(String)
    /// A newer release wrote this backup.
    case newerFormat(String)
    /// The manifest is cut, or not the bytes that were written.
    case manifestDamaged(String)
    /// The manifest was not signed by the holder of this backup code.
    case notGenuine(String)
    /// The backup is for another code; the identifiers of both.
    case wrongCode(backup: String, wanted: String, given: String)
    /// A segment of the backup is not there.
    case segmentMissing(backup: String, segment: String)
    /// A segment is not the bytes that were written.
    case segmentDamaged(backup: String, segment: String)
    /// The sealed list of files contradicts the segments.
    case detailsDamaged(String)

    /// What is to become the new data directory is there already.
    case destinationExists(path: String)
    /// The new data directory cannot be written; the system's words.
    case destinationUnusable(path: String, fault: String)
}

extension BackupError: CustomStringConvertible {
    public var description: String { "\(reason) \(advice)" }

    /// A short name that stays the same across releases.
    public var code: String {
        switch self {
        case .notATarget: "backup.not-a-target"
        case .targetIsEmpty: "backup.target-is-empty"
        case .targetUnusable: "backup.target-unusable"
        case .targetFull: "backup.target-full"
        case .targetInUse: "backup.target-in-use"
        case .insideEachOther: "backup.inside-each-other"
        case .store(let code, _, _): code
        case .tooLarge: "backup.too-large"
        case .stopped: "backup.stopped"
        case .noKey: "backup.no-key"
        case .keyDamaged: "backup.key-damaged"
        case .noBackup: "backup.no-backup"
        case .ambiguous: "backup.ambiguous"
        case .newerFormat: "backup.newer-format"
        case .manifestDamaged: "backup.manifest-damaged"
        case .notGenuine: "backup.not-genuine"
        case .wrongCode: "backup.wrong-code"
        case .segmentMissing: "backup.segment-missing"
        case .segmentDamaged: "backup.segment-damaged"
        case .detailsDamaged: "backup.details-damaged"
        case .destinationExists: "backup.destination-exists"
        case .destinationUnusable: "backup.destination-unusable"
        }
    }

    /// What happened, in one sentence.
    public var reason: String {
        switch self {
        case .notATarget(let path): "\(path) holds something else than backups."
        case .targetIsEmpty(let path): "There is nothing in \(path), but this node made backups there before."
        case .targetUnusable(let path, let fault): "\(path) cannot be used: \(fault)."
        case .targetFull(let path): "The disk of \(path) is full."
        case .targetInUse(let path): "Another process makes or clears backups in \(path)."
        case .insideEachOther: "The target and the data directory lie one inside the other."
        case .store(_, let reason, _): reason
        case .tooLarge: "The data directory is larger than a backup can be."
        case .stopped: "The backup was stopped before it was complete."
        case .noKey(let path): "There is no backup key here: \(path) is missing."
        case .keyDamaged(let path): "\(path) is not a backup key."
        case .noBackup(let name): name.isEmpty ? "There is no backup there." : "No backup there begins with \"\(name)\"."
        case .ambiguous(let name): "Several backups begin with \"\(name)\"."
        case .newerFormat(let name): "Backup \(name) was written by a newer release."
        case .manifestDamaged(let name): "The manifest of backup \(name) is damaged."
        case .notGenuine(let name): "Backup \(name) was not made by a node that has this backup key."
        case .wrongCode(let name, let wanted, let given): "Backup \(name) opens with code \(wanted); the one given is code \(given)."
        case .segmentMissing(let name, let segment): "Segment \(segment) of backup \(name) is missing."
        case .segmentDamaged(let name, let segment): "Segment \(segment) of backup \(name) is damaged."
        case .detailsDamaged(let name): "The list of files in backup \(name) does not fit its segments."
        case .destinationExists(let path): "\(path) is there already and is not empty."
        case .destinationUnusable(let path, let fault): "\(path) cannot be written: \(fault)."
        }
    }

    /// What the operator can do about it.
    public var advice: String {
        switch self {
        case .notATarget: "Name an empty directory, or one with backups."
        case .targetIsEmpty: "See whether its disk is mounted; to begin anew there, add --start-over."
        case .targetUnusable: "Check that the directory's parent exists, its permissions and its disk; earlier backups are unharmed."
        case .targetFull: "Free some space there, or let old backups go: causeway backup prune. Earlier backups are unharmed."
        case .targetInUse: "Wait until it has ended."
        case .insideEachOther: "Name a directory on another disk."
        case .store(_, _, let advice): advice
        case .tooLarge: "Copy the stopped node's directory instead."
        case .stopped: "Run it again; earlier backups are unharmed."
        case .noKey: "Make one with `causeway backup key --new`, and put the code that it shows on paper."
        case .keyDamaged: "Make a new one with `causeway backup key --new`; earlier backups open with their own code."
        case .noBackup: "See `causeway backup list`."
        case .ambiguous: "Give more of the name."
        case .newerFormat: "Install that release or a later one."
        case .manifestDamaged, .segmentMissing, .segmentDamaged, .detailsDamaged:
            "Restore an earlier backup with --at; `causeway backup verify` says which are whole. What is newer comes back from peers."
        case .notGenuine: "Do not use it: somebody else wrote it. Restore another with --at."
        case .wrongCode: "Use the code that was shown when that key was made, or a backup of another time with --at."
        case .destinationExists: "Name a new directory with --data; to take this one's place, move it away first."
        case .destinationUnusable: "Check the permissions of its parent directory and the space on its disk."
        }
    }
}
