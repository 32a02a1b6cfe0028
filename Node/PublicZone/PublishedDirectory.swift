import Glibc

/// A directory of static files that one publication at a time writes.
///
/// Every file takes its place in one step, so a web server that reads meanwhile sees it whole or not at all. `settle` puts on disk what was written; only then
/// the manifests say that it is there.
final class PublishedDirectory {
    let path: String
    private let lock: Int32
    private var made: Set<String> = []
    /// Whether the publication before this one broke off: files may lie here that no manifest names. The lock's file has an octet meanwhile.
    let isUnfinished: Bool

    /// Opens a directory that is empty or holds a publication, or makes it; its parent must be there.
    init(_ path: String) throws(StaticPublicationError) {
        self.path = path
        if mkdir(path, 0o755) == 0 {
            chmod(path, 0o755)
        } else if errno != EEXIST {
            throw .cannotWrite(path: path, errno: errno)
        }
        let lock = open(path + "/" + Self.lockName, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        self.lock = lock
        isUnfinished = lock >= 0 && lseek(lock, 0, SEEK_END) > 0
        guard lock >= 0 else { throw .cannotWrite(path: path, errno: errno) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { throw .inUse(path: path) }
        guard isUnfinished || exists(PublicationManifest.path) || exists("manifest") || isEmpty else {
            unlink(path + "/" + Self.lockName)
            throw .notEmpty(path: path)
        }
        guard isUnfinished || Glibc.write(lock, "1", 1) == 1, fsync(lock) == 0 else { throw .cannotWrite(path: path, errno: errno) }
    }

    private static let lockName = ".causeway-zone.lock"

    /// Notes that every file here is named by a manifest.
    func finish() {
        settle()
        ftruncate(lock, 0)
        fsync(lock)
    }

    deinit { if lock >= 0 { close(lock) } }

    private var isEmpty: Bool {
        Self.names(in: path).map { $0.allSatisfy { [Self.lockName, "lost+found"].contains($0) } } ?? false
    }

    private static func names(in place: String) -> [String]? {
        guard let directory = opendir(place) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The paths of all files; links are not followed.
    func files() -> [String] { Self.files(in: path) }

    /// The paths of all files in a directory, but for a publication's own lock; links are not followed.
    static func files(in path: String) -> [String] {
        var files: [String] = []
        var directories = [""]
        while let directory = directories.popLast() {
            for name in names(in: path + "/" + directory) ?? [] {
                let file = directory + name
                if isDirectory(path + "/" + file) {
                    directories.append(file + "/")
                } else if file != lockName {
                    files.append(file)
                }
            }
        }
        return files
    }

    /// Whether a directory is there, and not a link to one.
    private func isDirectory(_ file: String) -> Bool { Self.isDirectory(path + "/" + file) }

    private static func isDirectory(_ place: String) -> Bool {
        var state = stat()
        return lstat(place, &state) == 0 && state.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether a path leads to a file in here, whatever a manifest says that somebody else may have written: by its steps, and by no link.
    private func isInside(_ file: String) -> Bool {
        let steps = file.split(separator: "/", omittingEmptySubsequences: false)
        guard !file.utf8.contains(0), steps.allSatisfy({ !["", ".", ".."].contains($0) }) else { return false }
        return (1..<steps.count).allSatisfy { isDirectory(steps.prefix($0).joined(separator: "/")) }
    }

    func exists(_ file: String) -> Bool { access(path + "/" + file, F_OK) == 0 }

    /// The whole of a file; `nil` when there is none or it is longer than a manifest can be.
    func read(_ file: String) -> [UInt8]? {
        isInside(file) ? Self.octets(of: path + "/" + file) : nil
    }

    /// The whole of a file that is one: no link, nor a pipe that nobody writes into.
    static func octets(of file: String) -> [UInt8]? {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var state = stat()
        guard fstat(descriptor, &state) == 0, state.st_mode & S_IFMT == S_IFREG else { return nil }
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0, end <= PublicZoneLimits.publishedFileOctetsMax, lseek(descriptor, 0, SEEK_SET) == 0 else { return nil }
        var octets = [UInt8](repeating: 0, count: Int(end))
        var done = 0
        while done < octets.count {
            let count = octets.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done) }
            guard count > 0 else { return nil }
            done += count
        }
        return octets
    }

    /// Puts a file in its place.
    func write(_ file: String, _ octets: [UInt8]) throws(StaticPublicationError) {
        let place = path + "/" + file
        try makeDirectories(of: file)
        let part = place + ".part"
        // What lies there is of a publication that broke off, or a trap: it is not written into.
        unlink(part)
        let descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotWrite(path: part, errno: errno) }
        // Whatever the node's own files are: these are for everybody.
        fchmod(descriptor, 0o644)
        var done = 0
        while done < octets.count {
            let count = octets.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let number = errno
                close(descriptor)
                unlink(part)
                throw .cannotWrite(path: place, errno: number)
            }
            done += count
        }
        guard close(descriptor) == 0, rename(part, place) == 0 else {
            let number = errno
            unlink(part)
            throw .cannotWrite(path: place, errno: number)
        }
    }

    private func makeDirectories(of file: String) throws(StaticPublicationError) {
        guard let slash = file.lastIndex(of: "/") else { return }
        let directory = String(file[..<slash])
        guard !made.contains(directory) else { return }
        try makeDirectories(of: directory)
        if mkdir(path + "/" + directory, 0o755) != 0, errno != EEXIST {
            throw .cannotWrite(path: path + "/" + directory, errno: errno)
        }
        guard isDirectory(directory) else { throw .cannotWrite(path: path + "/" + directory, errno: ENOTDIR) }
        chmod(path + "/" + directory, 0o755)
        made.insert(directory)
    }

    /// Takes a file away, and its directory if that is empty then.
    func remove(_ file: String) {
        guard isInside(file) else { return }
        unlink(path + "/" + file)
        guard let slash = file.lastIndex(of: "/") else { return }
        let directory = String(file[..<slash])
        if rmdir(path + "/" + directory) == 0 { made.remove(directory) }
    }

    /// Returns when all that was written is on disk. One call for all files: one each would take longer than making them.
    func settle() { sync() }
}
