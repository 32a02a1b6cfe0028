import Glibc

/// A Unix-domain socket as it lies in the file system: whether its path can be used, and whether somebody answers on it.
enum UnixSocket {
    /// What a connection to the path meets.
    enum Finding: Equatable {
        /// Nothing has that name.
        case missing
        /// A socket whose process has ended.
        case abandoned
        /// A process accepts connections.
        case answers
        /// The file's or folder's permissions keep this user out.
        case denied
        /// The name belongs to something that is no socket.
        case otherFile
    }

    /// Throws `socket-path-too-long` for a path that the system cannot take.
    static func check(_ path: String) throws(OperationError) {
        guard path.utf8.count <= ExchangeLimits.socketPathOctetsMax else { throw .socketPathTooLong(path) }
    }

    /// Tries a connection without waiting.
    static func look(at path: String) -> Finding {
        var information = stat()
        guard lstat(path, &information) == 0 else { return errno == EACCES ? .denied : .missing }
        guard information.st_mode & S_IFMT == S_IFSOCK else { return .otherFile }

        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return .denied }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        // EAGAIN: somebody listens, but the queue is full.
        guard result != 0, errno != EAGAIN else { return .answers }
        switch errno {
        case EACCES, EPERM: return .denied
        case ENOENT: return .missing
        default: return .abandoned
        }
    }

    /// What tells this file from another one under the same name.
    struct Identity: Equatable, Sendable {
        private let device: UInt
        private let inode: UInt

        /// `nil` when nothing has that name.
        init?(of path: String) {
            var information = stat()
            guard lstat(path, &information) == 0 else { return nil }
            device = UInt(information.st_dev)
            inode = UInt(information.st_ino)
        }
    }
}
