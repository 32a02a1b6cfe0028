import Glibc

/// A directory of static files that one publication at a time writes.
///
/// Every file takes its place in one step, so a web server that reads meanwhile sees it whole or not at all. `settle` puts on disk what was written; only then
/// the manifests say that it is there.
final class PublishedDirectory {
    let path: String
    private let lock: Int32
    private var made: Set<String> = []

    /// Opens a directory that is empty or holds a publication, or makes it; its parent must be there.
    init(_ path: String) throws(StaticPublicationError) {
        self.path = path
        if mkdir(path, 0o755) == 0 {
            chmod(path, 0o755)
        } else if errno != EEXIST {
            throw .cannotWrite(path: path, errno: errno)
        }
        lock = open(path + "/.causeway-zone.lock", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw .cannotWrite(path: path, errno: errno) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw .inUse(path: path)
        }
        guard exists(PublicationManifest.path) || exists("manifest") || isEmpty else {
            unlink(path + "/.causeway-zone.lock")
            throw .notEmpty(path: path)
        }
    }

    deinit { close(lock) }

    private var isEmpty: Bool {
        guard let directory = opendir(path) else { return false }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if ![".", "..", ".causeway-zone.lock", "lost+found"].contains(name) { return false }
        }
        return true
    }

    func exists(_ file: String) -> Bool { access(path + "/" + file, F_OK) == 0 }

    /// The whole of a file; `nil` when there is none or it is longer than a manifest can be.
    func read(_ file: String) -> [UInt8]? {
        let descriptor = open(path + "/" + file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return Self.octets(of: descriptor)
    }

    static func octets(of descriptor: Int32) -> [UInt8]? {
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
        let descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
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
        chmod(path + "/" + directory, 0o755)
        made.insert(directory)
    }

    /// Takes a file away, and its directory if that is empty then.
    func remove(_ file: String) {
        unlink(path + "/" + file)
        guard let slash = file.lastIndex(of: "/") else { return }
        let directory = String(file[..<slash])
        if rmdir(path + "/" + directory) == 0 { made.remove(directory) }
    }

    /// Returns when all that was written is on disk. One call for all files: one each would take longer than making them.
    func settle() { sync() }
}
