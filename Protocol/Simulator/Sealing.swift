import Crypto
import Groups
import Ledger
import Wire

/// Sealing and opening as the groups' envelopes do it.
enum Sealing {
    static func seal(_ content: [UInt8], prefix: EntryPrefix, network: NetworkID, key: SymmetricKey) -> Envelope.Sealed {
        guard let sealed = try? Envelope.seal(content, prefix: prefix, network: network, stepKey: key) else {
            preconditionFailure("content of \(content.count) octets cannot be sealed")
        }
        return sealed
    }

    /// `nil` when the key does not open it.
    static func open(_ entry: UnverifiedEntry, body: [UInt8], network: NetworkID, key: SymmetricKey) -> [UInt8]? {
        guard let commitment = entry.commitment else { return nil }
        return try? Envelope.open(body, commitment: commitment, prefix: entry.prefix, network: network, stepKey: key)
    }
}
