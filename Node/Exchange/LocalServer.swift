import Glibc
import Hummingbird
import HummingbirdCore
public import Logging
public import ServiceLifecycle

/// The local interface: a node's operations as JSON over HTTP on a Unix-domain socket.
///
/// The socket's file permissions are the only guard, so there is no moment at which another user could connect: the
/// process's umask is 077 from before the socket is made, and stays so, since nothing a node writes is for others.
/// A socket left by a process that ended is replaced; one on which somebody answers never is. That check does not
/// exclude two nodes that start in the same instant: the lock of the data directory does.
public struct LocalServer: Service {
    private let node: any NodeOperations
    private let audit: any AuditDesk
    private let path: String
    private let contentOctetsMax: Int
    private let logger: Logger
    private let onListening: @Sendable () async -> Void

    /// `audit` is told of everything that changes something or gives something out. `path` is the socket's, at most `ExchangeLimits.socketPathOctetsMax` octets; `onListening` is called once connections are accepted.
    public init(
        node: any NodeOperations, audit: any AuditDesk, socket path: String, logger: Logger,
        contentOctetsMax: Int = ExchangeLimits.contentOctetsMax,
        onListening: @escaping @Sendable () async -> Void = {}
    ) {
        self.node = node
        self.audit = audit
        self.path = path
        self.logger = logger
        self.contentOctetsMax = contentOctetsMax
        self.onListening = onListening
    }

    /// Serves until graceful shutdown, which lets begun requests end.
    ///
    /// Throws `OperationError`: `socket-path-too-long`, `already-running` or `socket-not-usable`.
    public func run() async throws {
        try UnixSocket.check(path)
        switch UnixSocket.look(at: path) {
        case .missing, .abandoned: break
        case .answers: throw OperationError.alreadyRunning(path)
        case .denied: throw OperationError.socketNotUsable(path, "permission denied")
        case .otherFile: throw OperationError.socketNotUsable(path, "something that is no socket has this name")
        }
        umask(0o077)
        let own = SocketFile(path: path)
        let application = Application(
            router: LocalRoutes(door: .owner, node: node, audit: audit, contentOctetsMax: contentOctetsMax, logger: logger).router(),
            server: .http1(configuration: .init(idleTimeout: .seconds(ExchangeLimits.idleSeconds))),
            configuration: ApplicationConfiguration(
                address: .unixDomainSocket(path: path),
                availableConnectionsDelegate: MaximumAvailableConnections(ExchangeLimits.localConnectionsMax, logger: logger)),
            onServerRunning: { [onListening] _ in
                await own.created()
                await onListening()
            },
            logger: logger)
        do {
            try await application.run()
        } catch {
            await own.remove()
            if error is CancellationError { throw error }
            throw OperationError.socketNotUsable(path, "\(error)")
        }
        await own.remove()
    }
}

/// The file of a socket that this server made, so that no other is removed.
private actor SocketFile {
    private let path: String
    private var identity: UnixSocket.Identity?

    init(path: String) { self.path = path }

    func created() {
        // 0700 under the umask; a socket needs no execute permission.
        chmod(path, 0o600)
        identity = UnixSocket.Identity(of: path)
    }

    func remove() {
        guard let identity, identity == UnixSocket.Identity(of: path) else { return }
        unlink(path)
        self.identity = nil
    }
}
