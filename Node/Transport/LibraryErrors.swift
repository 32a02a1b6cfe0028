import Glibc
import NIOCore
import NIOPosix
import NIOSSL

extension HandshakeRefusal {
    /// Finds the name of a failure in TLS. The library tells most of them apart in words only; what is not recognised is `.failed`.
    init(libraryError error: any Error) {
        if error is IOError {
            self = .closedByPeer
            return
        }
        guard let error = error as? NIOSSLError else {
            self = Self(words: "\(error)")
            return
        }
        switch error {
        case .uncleanShutdown: self = .closedByPeer
        case .handshakeFailed(.sslError([.eofDuringHandshake])): self = .closedByPeer
        default: self = Self(words: "\(error)")
        }
    }

    private init(words: String) {
        let known: [(String, HandshakeRefusal)] = [
            ("PEER_DID_NOT_RETURN_A_CERTIFICATE", .certificateMissing),
            ("CANNOT_PARSE_LEAF_CERT", .certificateMalformed),
            ("WRONG_VERSION_NUMBER", .notTLS),
            ("HTTP_REQUEST", .notTLS),
            ("HTTPS_PROXY_REQUEST", .notTLS),
            ("UNSUPPORTED_PROTOCOL", .versionTooOld),
            ("ALERT_PROTOCOL_VERSION", .versionTooOld),
            ("NO_SHARED_GROUP", .curveNotShared),
            ("NO_COMMON_SIGNATURE_ALGORITHMS", .algorithmNotShared),
            ("WRONG_SIGNATURE_TYPE", .algorithmNotShared),
            ("_ALERT_", .refusedByPeer),
        ]
        self = known.first { words.contains($0.0) }?.1 ?? .failed
    }
}

extension Error {
    /// What an error on an established connection means to its user.
    var asConnectionError: TransportError {
        switch self {
        case let error as TransportError: error
        case is NIOSSLError: .lost
        case is BoringSSLError: .lost
        case is NIOSSLCloseTimedOutError: .closed
        case let error as ChannelError where error == .ioOnClosedChannel || error == .alreadyClosed: .closed
        case let error as IOError where [ECONNRESET, EPIPE, ETIMEDOUT].contains(error.errnoCode): .lost
        case let error as IOError: .system(error.errnoCode)
        default: .system(0)
        }
    }

    /// What an error of listening on this address means to an operator.
    func asBindError(host: String, port: Int) -> TransportError {
        switch self {
        case let error as IOError:
            switch error.errnoCode {
            case EADDRINUSE: .portInUse(port)
            case EACCES, EPERM: .portNotPermitted(port)
            case EADDRNOTAVAIL: .addressNotLocal(host)
            default: .system(error.errnoCode)
            }
        case is SocketAddressError: .nameUnknown(host)
        default: .system(0)
        }
    }

    /// What an error of dialling means: of several addresses' errors, the one that says most.
    var asDialError: TransportError {
        switch self {
        case let error as TransportError: error
        case let error as HandshakeRefusal: error == .timedOut ? .timedOut : .handshake(error)
        case let error as NIOConnectionError:
            if let failure = error.connectionErrors.map(\.error.asDialError).max(by: { $0.dialRank < $1.dialRank }) {
                failure
            } else {
                .nameUnknown(error.host)
            }
        case .connectTimeout as ChannelError: .timedOut
        case let error as IOError:
            switch error.errnoCode {
            case ECONNREFUSED: .refused
            case ETIMEDOUT: .timedOut
            case EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL, EHOSTDOWN, ENETDOWN: .unreachable
            default: .system(error.errnoCode)
            }
        default: asConnectionError
        }
    }
}

extension TransportError {
    fileprivate var dialRank: Int {
        switch self {
        case .refused: 3
        case .timedOut: 2
        case .unreachable: 1
        default: 0
        }
    }
}
