public import Sodium
public import Wire

/// An organisation says which key has authority over its nodes from now on, and which one may replace that key.
///
/// Signed by the present root key or the present recovery key, then by the root key that the record names: whoever holds
/// neither of the first two cannot write it, and nobody can be given an authority without their agreement. The identifier of
/// the organisation stays that of its first root key.
public struct AuthorityRecord: Equatable, Sendable {
    public let organisation: OrganisationID
    /// The present one, or one that no organisation ever held.
    public let rootKey: Octets32
    /// Kept offline, for the day the root key is lost or stolen; the present one, or one that no organisation ever held.
    public let recoveryKey: Octets32

    public init(organisation: OrganisationID, rootKey: Octets32, recoveryKey: Octets32) {
        self.organisation = organisation
        self.rootKey = rootKey
        self.recoveryKey = recoveryKey
    }

    func write(to writer: inout CBORWriter) {
        writer.identifier(organisation)
        writer.octets(rootKey)
        writer.octets(recoveryKey)
    }

    init(from reader: inout CBORReader) throws(RecordError) {
        self = try reader.field { (reader) throws(CBORError) in
            AuthorityRecord(
                organisation: try reader.octets(), rootKey: try reader.octets(), recoveryKey: try reader.octets())
        }
    }
}
