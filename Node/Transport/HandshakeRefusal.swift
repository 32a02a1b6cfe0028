/// Why a handshake came to nothing (specification chapter 7); each has a MUST there.
///
/// Without payloads on purpose: a listener counts by these names, and what a stranger sends must not create new ones.
public enum HandshakeRefusal: String, Error, Equatable, Hashable, Sendable, CaseIterable {
    /// The peer sent no certificate.
    case certificateMissing
    /// The certificate is not DER of the shape of RFC 5280.
    case certificateMalformed
    /// More certificates than one were sent.
    case certificateChain
    /// The certificate lacks the extension in which an operation key speaks for the TLS key.
    case extensionMissing
    /// The certificate has that extension more than once.
    case extensionDuplicate
    /// The extension's value is not the CBOR it has to be.
    case extensionMalformed
    /// The peer belongs to another network.
    case otherNetwork
    /// The operation key is of low order or no point of the curve.
    case operationKeyInvalid
    /// The operation key did not sign this TLS key for this network.
    case signatureInvalid
    /// The peer is not the node that was called, or that called, through a relay.
    case otherPeer
    /// The application protocol that this connection is for was not agreed on.
    case protocolNotAgreed
    /// The handshake went through without a certificate being shown, as in a resumed session.
    case sessionResumed
    /// The listener's first frame is not the welcome.
    case welcomeMissing
    /// What came is not TLS.
    case notTLS
    /// The peer does not speak TLS 1.3.
    case versionTooOld
    /// The peer does not know X25519MLKEM768.
    case curveNotShared
    /// The peer knows no signature algorithm of ours: ECDSA on P-256 with SHA-256.
    case algorithmNotShared
    /// The peer refused this node; its own counters say why.
    case refusedByPeer
    /// The peer closed before the end, as a listener at its limit of connections does.
    case closedByPeer
    /// The handshake did not end in time.
    case timedOut
    /// TLS failed in some other way; the debug log has the library's words.
    case failed
}

extension HandshakeRefusal: CustomStringConvertible {
    /// One sentence for an operator.
    public var description: String {
        switch self {
        case .certificateMissing: "The peer showed no certificate."
        case .certificateMalformed: "The peer's certificate cannot be read."
        case .certificateChain: "The peer sent a chain of certificates where exactly one is expected."
        case .extensionMissing: "The peer's certificate does not carry the Causeway extension; it is probably another service."
        case .extensionDuplicate: "The peer's certificate carries the Causeway extension twice."
        case .extensionMalformed: "The Causeway extension in the peer's certificate cannot be read."
        case .otherNetwork: "The peer belongs to another Causeway network; compare the network identifiers."
        case .operationKeyInvalid: "The peer's operation key is not a usable Ed25519 key."
        case .signatureInvalid: "The peer's operation key did not sign the key of this connection; somebody may stand between."
        case .otherPeer: "The relay led to another node than the one expected; the relay or its registry is wrong."
        case .protocolNotAgreed: "The peer does not speak causeway/1, or for a leg causeway-relay/1; it may be no relay."
        case .sessionResumed: "The peer tried to resume a session; every connection needs a full handshake."
        case .welcomeMissing: "The peer finished the handshake but did not welcome this node as chapter 7 says."
        case .notTLS: "The peer does not speak TLS; check address and port."
        case .versionTooOld: "The peer does not speak TLS 1.3."
        case .curveNotShared: "The peer does not support the key agreement X25519MLKEM768."
        case .algorithmNotShared: "The peer does not support ECDSA on P-256 with SHA-256."
        case .refusedByPeer: "The peer refused this node's certificate; its log and counters say why."
        case .closedByPeer: "The peer closed the connection during the handshake; it may have reached its limit of connections."
        case .timedOut: "The handshake did not end in time."
        case .failed: "TLS failed; the debug log has details."
        }
    }
}
