import Glibc
import Sodium

/// A directory of backups: `causeway-backup` names it, `backups/` holds a manifest for each, `segments/xx/` what they are made of.
///
/// A backup is there when its manifest is: it is written last, in one step. A segment that no manifest names is of a backup that was
/// not completed or was let go, and goes with the next that is completed. One process at a time changes a target: it holds a lock.
public final class BackupTarget: Sendable {
    /// One backup as its manifest's name tells it.
    public struct Entry: Equatable, Sendable {
        /// Date, time and some digits, such as "20261128T201500Z-3f9c01aa".
        public let name: String
        public let manifest: Manifest
    }

    private static let marker = "causeway-backup"
    private static let heading = "causeway backups 1"
    private static let suffix = ".manifest"

    public let path: String
    /// Random: tells this target from another that is mounted in the same place.
    let identifier: Octets16
    private let lock: Int32

    /// Opens a target for writing, and makes it when the directory is missing or empty.
    ///
    /// Throws `notATarget`, `targetInUse`, `targetUnusable`, `targetFull`, and `targetIsEmpty` when `isKnown` says that there must be
    /// backups.
    public init(path: String, isKnown: Bool = false) throws(BackupError) {
        if isKnown, access(path, F_OK) != 0, errno == ENOENT { throw .targetIsEmpty(path: path) }
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw Self.error(.last, path) }
        if let found = try Self.identifier(of: path) {
            identifier = found
        } else {
            guard !isKnown else { throw .targetIsEmpty(path: path) }
            identifier = SecureRandom.octets16()
            do throws(PlainFile.Fault) {
                for folder in ["", "/segments", "/backups"] where mkdir(path + folder, 0o700) != 0 && errno != EEXIST { throw .last }
                try PlainFile.replace(path + "/" + Self.marker, Array("\(Self.heading)\n\(identifier.hex)\n".utf8))
            } catch {
                throw Self.error(error, path)
            }
        }
        self.path = path
        lock = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw Self.error(.last, path) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw .targetInUse(path: path)
        }
    }

    deinit { close(lock) }

    /// The identifier of a target; `nil` for an empty directory.
    private static func identifier(of path: String) throws(BackupError) -> Octets16? {
        do throws(PlainFile.Fault) {
            let names = try PlainFile.names(in: path)
            // What `init` leaves behind when it is killed before the marker stands, and what file systems put there themselves.
            let own: Set<String> = [marker + ".part", "segments", "backups", "lost+found", "lock"]
            guard names.contains(marker) else {
                guard names.allSatisfy(own.contains) else { throw PlainFile.Fault(number: ENOTEMPTY) }
                return nil
            }
            let text = String(decoding: try PlainFile.read(path + "/" + marker, octetsMax: 1_024) ?? [], as: UTF8.self)
            let lines = text.split(separator: "\n")
            guard lines.count == 2, lines[0] == heading, let found = Octets16(hex: String(lines[1])) else {
                throw PlainFile.Fault(number: ENOTEMPTY)
            }
            return found
        } catch {
            if error.number == ENOTEMPTY { throw .notATarget(path: path) }
            throw Self.error(error, path)
        }
    }

    /// What the system refused in a target.
    static func error(_ fault: PlainFile.Fault, _ path: String) -> BackupError {
        switch fault.number {
        case ENOSPC, EDQUOT: .targetFull(path: path)
        default: .targetUnusable(path: path, fault: fault.text)
        }
    }

    // MARK: - Reading, which takes no lock

    /// The backups in a target, the oldest first; those whose manifest cannot be read stand beside, with the reason.
    public static func list(_ path: String) throws(BackupError) -> (backups: [Entry], unreadable: [(name: String, error: BackupError)]) {
        let names: [String]
        do throws(PlainFile.Fault) {
            names = try PlainFile.names(in: path + "/backups").filter { $0.hasSuffix(suffix) }
        } catch {
            if error.number == ENOENT, PlainFile.real(path) != nil { throw .noBackup("") }
            throw Self.error(error, path)
        }
        guard names.count <= BackupLimits.backupsMax else { throw .tooLarge }
        var backups: [Entry] = []
        var unreadable: [(name: String, error: BackupError)] = []
        for file in names {
            let name = String(file.dropLast(suffix.count))
            do throws(BackupError) {
                backups.append(Entry(name: name, manifest: try manifest(path, name)))
            } catch {
                unreadable.append((name, error))
            }
        }
        backups.sort { ($0.manifest.created, $0.name) < ($1.manifest.created, $1.name) }
        return (backups, unreadable)
    }

    /// The newest backup, or the one whose name begins so.
    ///
    /// A manifest that cannot be read is passed over only when another one is asked for by name: the newest may not be taken for
    /// another in silence.
    public static func find(_ name: String?, in path: String) throws(BackupError) -> Entry {
        let (backups, unreadable) = try list(path)
        guard let name else {
            if let bad = unreadable.last, backups.last.map({ $0.name < bad.name }) ?? true { throw bad.error }
            guard let newest = backups.last else { throw .noBackup("") }
            return newest
        }
        if let bad = unreadable.first(where: { $0.name.hasPrefix(name) }) { throw bad.error }
        let found = backups.filter { $0.name.hasPrefix(name) }
        guard let only = found.first else { throw .noBackup(name) }
        guard found.count == 1 else { throw .ambiguous(name) }
        return only
    }

    private static func manifest(_ path: String, _ name: String) throws(BackupError) -> Manifest {
        let file = path + "/backups/" + name + suffix
        do throws(PlainFile.Fault) {
            guard let octets = try PlainFile.read(file, octetsMax: BackupLimits.bodyOctetsMax + 1_024) else {
                throw PlainFile.Fault(number: EFBIG)
            }
            return try parsed(octets, name)
        } catch let fault {
            switch fault.number {
            case EFBIG, EBADMSG: throw .manifestDamaged(name)
            case EPROTO: throw .newerFormat(name)
            default: throw Self.error(fault, file)
            }
        }
    }

    private static func parsed(_ octets: [UInt8], _ name: String) throws(PlainFile.Fault) -> Manifest {
        do throws(BackupError) {
            return try Manifest(file: octets, name: name)
        } catch {
            throw PlainFile.Fault(number: error == .newerFormat(name) ? EPROTO : EBADMSG)
        }
    }

    static func segmentPath(_ path: String, _ name: Octets32) -> String {
        let hex = name.hex
        return "\(path)/segments/\(hex.prefix(2))/\(hex)"
    }

    // MARK: - Writing

    func write(segment name: Octets32, _ octets: [UInt8]) throws(BackupError) {
        let file = Self.segmentPath(path, name)
        do throws(PlainFile.Fault) {
            do throws(PlainFile.Fault) {
                try PlainFile.create(file, octets)
            } catch {
                guard error.number == ENOENT else { throw error }
                let folder = String(file.prefix(file.utf8.count - 65))
                guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw .last }
                try PlainFile.create(file, octets)
            }
        } catch {
            throw Self.error(error, path)
        }
    }

    func has(segment name: Octets32, octets: Int) -> Bool { PlainFile.octets(Self.segmentPath(path, name)) == octets }

    func remove(segments: [Octets32]) {
        for name in segments { unlink(Self.segmentPath(path, name)) }
    }

    /// Waits until these segments and their names are on the disk.
    func synchronise(_ segments: [Octets32]) throws(BackupError) {
        // One call for all; asking for each by itself then finds it done, and says whether the disk refused it.
        sync()
        do throws(PlainFile.Fault) {
            for name in segments { try PlainFile.synchronise(Self.segmentPath(path, name)) }
            for folder in Set(segments.map { $0.hex.prefix(2) }) { try PlainFile.synchronise("\(path)/segments/\(folder)") }
            try PlainFile.synchronise(path + "/segments")
        } catch {
            throw Self.error(error, path)
        }
    }

    /// From here on the backup is there.
    func write(manifest octets: [UInt8], name: String) throws(BackupError) {
        do throws(PlainFile.Fault) {
            try PlainFile.replace("\(path)/backups/\(name)\(Self.suffix)", octets)
        } catch {
            throw Self.error(error, path)
        }
    }

    /// Lets all but the newest `keep` backups go, and every segment that none of the rest names; gives what went.
    ///
    /// While a manifest cannot be read, no segment goes, for it may be one of that backup's.
    public func prune(keep: Int?) throws(BackupError) -> (backups: Int, segments: Int) {
        precondition(keep.map { $0 > 0 } ?? true, "no backup was to be kept")
        var (backups, unreadable) = try Self.list(path)
        var gone = 0
        if let keep, backups.count > keep {
            for old in backups.prefix(backups.count - keep) {
                guard unlink("\(path)/backups/\(old.name)\(Self.suffix)") == 0 else { throw Self.error(.last, path) }
                gone += 1
            }
            backups.removeFirst(gone)
            PlainFile.synchroniseDirectory(of: path + "/backups/x")
        }
        guard unreadable.isEmpty else { return (gone, 0) }
        return (gone, try removeSegments(notIn: backups))
    }

    private func removeSegments(notIn backups: [Entry]) throws(BackupError) -> Int {
        var wanted: Set<Octets32> = []
        for backup in backups { wanted.formUnion(backup.manifest.segments) }
        var gone = 0
        do throws(PlainFile.Fault) {
            for folder in try PlainFile.names(in: path + "/segments") where folder.utf8.count == 2 {
                for file in try PlainFile.names(in: path + "/segments/" + folder) {
                    // Only what has a segment's name is ours to remove.
                    guard let name = Octets32(hex: file), !wanted.contains(name) else { continue }
                    if unlink("\(path)/segments/\(folder)/\(file)") == 0 { gone += 1 }
                }
            }
        } catch {
            throw Self.error(error, path)
        }
        return gone
    }
}
