public import Wire

/// Why a connection or a listener does not work.
public enum TransportError: Error, Equatable, Sendable {
    /// Another process listens on this port.
    case portInUse(Int)
    /// The system does not let this process listen on this port.
    case portNotPermitted(Int)
    /// The address to listen on is not an address of this machine.
    case addressNotLocal(String)
    /// The machine answers, but nothing listens on the port.
    case refused
    /// No connection, or no end of the handshake, in time.
    case timedOut
    /// There is no way to that machine.
    case unreachable
    /// The host's name has no address.
    case nameUnknown(String)
    /// A connection was made, but the two did not agree.
    case handshake(HandshakeRefusal)
    /// The peer sent, or this node was about to send, a frame that chapter 6 does not allow.
    case frame(FrameError)
    /// The relay does not join this call or answer.
    case relay(RelayRefusal)
    /// The relay said something that chapter 7 does not allow it to say.
    case leg(LegError)
    /// The connection went away without a goodbye.
    case lost
    /// The connection was closed, by either side.
    case closed
    /// The TLS key or certificate of this process could not be made.
    case credentials
    /// The system refused in another way; the number is its `errno`, 0 if there was none.
    case system(Int32)
}

extension TransportError: CustomStringConvertible {
    /// One or two sentences for an operator: what happened, what to do next.
    public var description: String {
        switch self {
        case .portInUse(let port): "Port \(port) is taken by another process. Stop it or choose another port."
        case .portNotPermitted(let port): "This process may not listen on port \(port). Choose a port above 1023 or grant the capability."
        case .addressNotLocal(let host): "\(host) is not an address of this machine. Listen on one of its own addresses, or on all."
        case .refused: "The machine answers, but nothing listens on that port. Check the port and whether the node runs."
        case .timedOut: "No answer in time. Check the address and the firewalls between."
        case .unreachable: "There is no way to that machine. Check address, routing and firewalls."
        case .nameUnknown(let host): "The name \(host) has no address. Check its spelling and the name service."
        case .handshake(let refusal): refusal.description
        case .frame(let error): error.description
        case .relay(let refusal): refusal.description
        case .leg(let error): error.description
        case .lost: "The connection broke off."
        case .closed: "The connection is closed."
        case .credentials: "The key or certificate for TLS could not be made."
        case .system(let number): "The system refused the connection (error \(number))."
        }
    }
}
