import Wire

/// What a connection is for: both sides agree on it in TLS, by the name of the application protocol (RFC 7301).
public enum ConnectionPurpose: String, Equatable, Hashable, Sendable, CaseIterable {
    /// The messages of chapter 6, between two nodes.
    case gossip = "causeway/1"
    /// A leg: a node's connection to a relay, inside which its connection to another node is carried.
    case relay = "causeway-relay/1"

    /// Octets of the largest frame on such a connection.
    var frameOctetsMax: Int {
        switch self {
        case .gossip: WireLimits.frameOctetsMax
        case .relay: TransportLimits.legFrameOctetsMax
        }
    }

    /// Octets of frames that wait to be received on such a connection, at most.
    var inboxOctetsMax: Int {
        switch self {
        case .gossip: .max
        case .relay: TransportLimits.legInboxOctetsMax
        }
    }
}
