import Glibc
import Ledger
import Sodium
import Wire

/// Checks a backup, and writes its files anew.
public struct BackupReader: Sendable {
    private let path: String
    private let entry: BackupTarget.Entry

    public init(_ entry: BackupTarget.Entry, in path: String) {
        self.entry = entry
        self.path = path
    }

    /// Reads every segment and compares it with its name; needs no code. `done` is told how many segments were read.
    ///
    /// Throws `segmentMissing` or `segmentDamaged` of the first that is not whole.
    public func verify(done: (Int) -> Void = { _ in }) throws(BackupError) {
        for (index, name) in entry.manifest.segments.enumerated() {
            _ = try segment(name)
            done(index + 1)
        }
    }

    /// Opens every segment as well, and compares lengths with the list of files; writes nothing.
    public func verify(with secret: borrowing BackupSecret, done: (Int) -> Void = { _ in }) throws(BackupError) {
        try read(with: secret, done: done) { _, _ throws(BackupError) in }
    }

    /// Writes the files into a directory that becomes `destination` when all of them are there and on disk.
    ///
    /// Throws what stands against it; the destination is then as before, and nothing is left beside it.
    public func restore(
        to destination: String, with secret: borrowing BackupSecret, checking: (_ directory: String) throws(BackupError) -> Void = { _ in },
        done: (Int) -> Void = { _ in }
    ) throws(BackupError) {
        // Before anything is written: the code, the signature and the list of files.
        let files = try entry.manifest.files(name: entry.name, with: secret)
        guard access(destination, F_OK) != 0 || Self.isEmptyDirectory(destination) else { throw .destinationExists(path: destination) }
        let part = destination + ".restoring"
        let lock = try begin(part, destination)
        defer { close(lock) }
        do throws(BackupError) {
            var descriptor: Int32 = -1
            var current: String?
            defer { if descriptor >= 0 { close(descriptor) } }
            for file in files { try make(part + "/" + file.name, destination) }
            try read(with: secret, done: done) { file, plaintext throws(BackupError) in
                if current != file.name {
                    try Self.finish(&descriptor, destination)
                    descriptor = open(part + "/" + file.name, O_WRONLY | O_APPEND | O_CLOEXEC)
                    guard descriptor >= 0 else { throw Self.error(.last, destination) }
                    current = file.name
                }
                do throws(PlainFile.Fault) {
                    try PlainFile.append(plaintext, to: descriptor)
                } catch {
                    throw Self.error(error, destination)
                }
            }
            try Self.finish(&descriptor, destination)
            try checking(part)
            unlink(part + "/" + Self.lockName)
            PlainFile.synchroniseDirectory(of: part + "/x")
            guard rename(part, destination) == 0 else {
                throw errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR
                    ? .destinationExists(path: destination) : Self.error(.last, destination)
            }
            PlainFile.synchroniseDirectory(of: destination)
        } catch {
            Self.clear(part)
            throw error
        }
    }

    private static let lockName = ".restoring"

    /// Makes the directory beside the destination, or takes over what a restore that was killed left there.
    private func begin(_ part: String, _ destination: String) throws(BackupError) -> Int32 {
        guard mkdir(part, 0o700) == 0 || errno == EEXIST else { throw Self.error(.last, destination) }
        let lock = open(part + "/" + Self.lockName, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw Self.error(.last, destination) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw .targetInUse(path: part)
        }
        for name in (try? PlainFile.names(in: part)) ?? [] where name != Self.lockName { unlink(part + "/" + name) }
        return lock
    }

    private func make(_ file: String, _ destination: String) throws(BackupError) {
        do throws(PlainFile.Fault) {
            try PlainFile.create(file, [])
        } catch {
            throw Self.error(error, destination)
        }
    }

    private static func finish(_ descriptor: inout Int32, _ destination: String) throws(BackupError) {
        guard descriptor >= 0 else { return }
        guard fsync(descriptor) == 0, close(descriptor) == 0 else { throw error(.last, destination) }
        descriptor = -1
    }

    private static func clear(_ part: String) {
        for name in (try? PlainFile.names(in: part)) ?? [] { unlink(part + "/" + name) }
        rmdir(part)
    }

    private static func isEmptyDirectory(_ path: String) -> Bool { (try? PlainFile.names(in: path))?.isEmpty == true }

    private static func error(_ fault: PlainFile.Fault, _ destination: String) -> BackupError {
        .destinationUnusable(path: destination, fault: fault.text)
    }

    private func read(
        with secret: borrowing BackupSecret, done: (Int) -> Void, _ take: (Manifest.File, [UInt8]) throws(BackupError) -> Void
    ) throws(BackupError) {
        var index = 0
        for file in try entry.manifest.files(name: entry.name, with: secret) {
            var offset: UInt64 = 0
            while offset < file.octets {
                let name = entry.manifest.segments[index]
                guard let plaintext = Segment.open(try segment(name), with: secret),
                    plaintext.count == Int(min(UInt64(BackupLimits.segmentOctets), file.octets - offset))
                else { throw .segmentDamaged(backup: entry.name, segment: String(name.hex.prefix(16))) }
                try take(file, plaintext)
                offset += UInt64(plaintext.count)
                index += 1
                done(index)
            }
        }
    }

    /// The octets of a segment, compared with its name.
    private func segment(_ name: Octets32) throws(BackupError) -> [UInt8] {
        let file = BackupTarget.segmentPath(path, name)
        let short = String(name.hex.prefix(16))
        do throws(PlainFile.Fault) {
            let limit = Segment.octets(of: BackupLimits.segmentOctets)
            guard let octets = try PlainFile.read(file, octetsMax: limit), Hash(sha256: octets).octets == name else {
                throw PlainFile.Fault(number: EBADMSG)
            }
            return octets
        } catch {
            switch error.number {
            case ENOENT: throw .segmentMissing(backup: entry.name, segment: short)
            case EBADMSG, EIO, ELOOP: throw .segmentDamaged(backup: entry.name, segment: short)
            default: throw BackupTarget.error(error, file)
            }
        }
    }
}
