import Sodium

/// What a signature is for: its label stands first in the signed bytes (specification chapter 1).
///
/// With the network beside it, a signature made for one purpose or one network is worth nothing in another.
/// A label never changes; a new meaning gets a new one.
public enum SigningContext: String, Sendable, CaseIterable {
    /// A record of the registry (chapter 3).
    case record = "causeway/record/1"
    /// A node's encryption subkey (chapter 4).
    case subkey = "causeway/subkey/1"
    /// The charter of a group (chapter 4).
    case charter = "causeway/charter/1"
    /// One operation on a group's roster (chapter 4).
    case roster = "causeway/roster/1"
    /// The key of a TLS connection (chapter 7).
    case tls = "causeway/tls/1"
    /// An application for membership (chapter 3).
    case application = "causeway/application/1"

    /// The exact bytes to sign or verify: `[label, network, payload]`.
    ///
    /// `network` is `nil` only for the genesis record, from which the network's identifier is made.
    public func message(network: NetworkID?, payload: some Collection<UInt8>) -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: payload.count + 80)
        writer.array(3)
        writer.text(rawValue)
        writer.identifier(network)
        writer.byteString(payload)
        return writer.bytes
    }
}
