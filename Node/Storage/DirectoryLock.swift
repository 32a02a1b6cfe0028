import Glibc
import Synchronization

/// Holds a data directory for one process: an advisory lock on the file `node.lock` in it.
///
/// The lock belongs to the open file, so the system releases it when the process ends in whatever way; the file
/// itself stays and shows the number of the last holder.
public final class DirectoryLock: Sendable {
    static let fileName = "node.lock"

    private let descriptor: Mutex<Int32?>

    /// Makes the directory if it is missing (for its user alone) and takes the lock, or says who has it.
    public init(directory: String) throws(StorageError) {
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw Self.failure(directory) }
        let path = directory + "/" + Self.fileName
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            defer { Glibc.close(descriptor) }
            throw .inUse(pid: Self.holder(descriptor))
        }
        self.descriptor = Mutex(descriptor)
        let text = Array("\(getpid())\n".utf8)
        // A number that could not be written costs the other process a detail of its message, nothing else.
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.count, 0)
    }

    deinit { release() }

    /// Gives the directory free; a second call does nothing.
    public func release() {
        descriptor.withLock { descriptor in
            guard let open = descriptor else { return }
            Glibc.close(open)
            descriptor = nil
        }
    }

    /// Sorts the system's last error on opening something.
    static func failure(_ path: String) -> StorageError {
        switch errno {
        case EACCES, EPERM, EROFS: .readOnly(path: path)
        case ENOSPC, EDQUOT: .diskFull
        case let number: .cannotOpen(path: path, errno: number)
        }
    }

    private static func holder(_ descriptor: Int32) -> Int32? {
        var text = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &text, text.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: text[..<count].prefix { $0 != 0x0A }, as: UTF8.self))
    }
}
