import Glibc

/// Files of a target or of a new data directory, by the system's own calls, so that a full disk is told from a forbidden one.
enum PlainFile {
    /// What the system refused.
    struct Fault: Error, Equatable {
        let number: Int32
        var text: String { String(cString: strerror(number)) }

        static var last: Fault { Fault(number: errno) }
    }

    /// Makes a file that must not be there yet, readable for its user alone.
    static func create(_ path: String, _ octets: [UInt8], synchronised: Bool = false) throws(Fault) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last }
        do throws(Fault) {
            try append(octets, to: descriptor)
            if synchronised { guard fsync(descriptor) == 0 else { throw .last } }
        } catch {
            close(descriptor)
            unlink(path)
            throw error
        }
        guard close(descriptor) == 0 else { throw .last }
    }

    /// Puts a file in its place in one step, on disk when it returns.
    static func replace(_ path: String, _ octets: [UInt8]) throws(Fault) {
        let part = path + ".part"
        unlink(part)
        try create(part, octets, synchronised: true)
        guard rename(part, path) == 0 else {
            let fault = Fault.last
            unlink(part)
            throw fault
        }
        synchroniseDirectory(of: path)
    }

    static func append(_ octets: [UInt8], to descriptor: Int32) throws(Fault) {
        var done = 0
        while done < octets.count {
            let count = octets.withUnsafeBytes { write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .last }
            done += count
        }
    }

    /// The whole of a file of at most `octetsMax`; `nil` when it is longer.
    static func read(_ path: String, octetsMax: Int) throws(Fault) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else { throw .last }
        guard end <= octetsMax else { return nil }
        var octets = [UInt8](repeating: 0, count: Int(end))
        var done = 0
        while done < octets.count {
            let count = octets.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done, off_t(done))
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .last }
            // It became shorter meanwhile.
            guard count > 0 else { return Array(octets[..<done]) }
            done += count
        }
        return octets
    }

    /// Octets of a plain file; `nil` when there is none.
    static func octets(_ path: String) -> Int? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let end = lseek(descriptor, 0, SEEK_END)
        return end >= 0 ? Int(end) : nil
    }

    /// Waits until what was written to a file is on the disk.
    static func synchronise(_ path: String) throws(Fault) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .last }
    }

    /// So that the name, too, survives loss of power; some file systems do not know it, and need it not.
    static func synchroniseDirectory(of path: String) {
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        try? synchronise(parent.isEmpty ? "/" : parent)
    }

    /// The names in a directory, in order.
    static func names(in directory: String) throws(Fault) -> [String] {
        guard let stream = opendir(directory) else { throw .last }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// The path without links and points; `nil` when nothing is there.
    static func real(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
