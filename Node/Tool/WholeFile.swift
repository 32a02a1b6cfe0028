import CoreFoundation
import Exchange
import Glibc

/// Files that are read or written as a whole.
enum WholeFile {
    /// The exact octets of a file or of a pipe; throws `no-such-file`, `not-a-file`, `not-readable` or `file-too-long`.
    static func read(_ path: String, octetsMax: Int) throws(OperationError) -> [UInt8] {
        let (descriptor, information) = try opened(path)
        defer { close(descriptor) }
        let expected = Int(information.st_size)
        guard expected <= octetsMax else { throw tooLong(path, octetsMax) }

        var octets: [UInt8] = []
        octets.reserveCapacity(expected)
        var piece = [UInt8](repeating: 0, count: min(ToolLimits.readOctets, max(expected, 65_536)))
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path, errno) }
            guard count > 0 else { return octets }
            guard octets.count + count <= octetsMax else { throw tooLong(path, octetsMax) }
            octets.append(contentsOf: piece[..<count])
        }
    }

    /// Opens a file or a pipe for reading; the caller closes it.
    static func opened(_ path: String) throws(OperationError) -> (descriptor: Int32, information: stat) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path, errno) }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            throw unreadable(path, EISDIR)
        }
        return (descriptor, information)
    }

    /// Says so when others may read a file that holds a secret.
    static func warnIfShared(_ path: String, _ information: stat) {
        guard information.st_mode & S_IFMT == S_IFREG, information.st_mode & 0o077 != 0 else { return }
        Output.complain("warning: other users may read \(PlainText.line(path)); make it private: chmod 600")
    }

    /// Writes a file whole or not at all; throws `file-exists` unless it may be replaced, or `not-written`.
    static func write(_ octets: [UInt8], to path: String, replacing: Bool) throws(OperationError) {
        guard replacing || access(path, F_OK) != 0 else { throw exists(path) }
        // Beside the target, so that the rename stays inside one file system; readable to nobody else until it is done.
        let part = "\(path).part-\(String(UInt32.random(in: 0 ... .max), radix: 16))"
        let descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unwritten(path, errno) }
        var isOpen = true
        var isDone = false
        defer {
            if isOpen { close(descriptor) }
            if !isDone { unlink(part) }
        }
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw unwritten(path, errno) }
            rest = rest.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw unwritten(path, errno) }
        isOpen = false
        guard close(descriptor) == 0 else { throw unwritten(path, errno) }
        // A link fails when the name has appeared meanwhile; a rename would replace it.
        if replacing {
            guard rename(part, path) == 0 else { throw unwritten(path, errno) }
            isDone = true
        } else if link(part, path) != 0 {
            if errno == EEXIST { throw exists(path) }
            guard rename(part, path) == 0 else { throw unwritten(path, errno) }
            isDone = true
        }
    }

    private static func unreadable(_ path: String, _ number: Int32) -> OperationError {
        switch number {
        case ENOENT:
            OperationError(code: "no-such-file", reason: "There is no file \(path).", remedy: "Check the name.", status: 404)
        case EISDIR:
            OperationError(code: "not-a-file", reason: "\(path) is a directory.", remedy: "Name one file in it.")
        default:
            OperationError(
                code: "not-readable", reason: "\(path) cannot be read: \(String(cString: strerror(number))).",
                remedy: "Check its permissions.")
        }
    }

    private static func tooLong(_ path: String, _ limit: Int) -> OperationError {
        OperationError(
            code: "file-too-long", reason: "\(path) has more than \(limit) octets.", remedy: "Check that it is the file you mean.",
            status: 413)
    }

    private static func exists(_ path: String) -> OperationError {
        OperationError(
            code: "file-exists", reason: "\(path) is there already.", remedy: "Choose another name, or replace it with --force.",
            status: 409)
    }

    private static func unwritten(_ path: String, _ number: Int32) -> OperationError {
        OperationError(
            code: "not-written", reason: "\(path) cannot be written: \(String(cString: strerror(number))).",
            remedy: "Check the folder's permissions and the space on its disk.", status: 500)
    }
}
