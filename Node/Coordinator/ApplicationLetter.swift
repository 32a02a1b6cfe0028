public import Wire

/// What a candidate sends to the coordinator: the two records it has signed, and whom to call.
///
/// The records go into the registry when the organisation is admitted; the contact never does (it could not be erased).
public struct ApplicationLetter: Equatable, Sendable {
    public let organisationRecord: [UInt8]
    public let certificateRecord: [UInt8]
    public let contact: String

    public init(organisationRecord: [UInt8], certificateRecord: [UInt8], contact: String) {
        self.organisationRecord = organisationRecord
        self.certificateRecord = certificateRecord
        self.contact = contact
    }

    /// cbor[organisation record, certificate record, contact].
    public func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: organisationRecord.count + certificateRecord.count + contact.utf8.count + 16)
        writer.array(3)
        writer.byteString(organisationRecord)
        writer.byteString(certificateRecord)
        writer.text(contact)
        return writer.bytes
    }

    /// Reads a letter; the records in it are not verified.
    public init(decoding bytes: ArraySlice<UInt8>) throws(CBORError) {
        var reader = CBORReader(bytes)
        try reader.array(exactly: 3)
        organisationRecord = [UInt8](try reader.byteString(limit: WireLimits.recordOctetsMax))
        certificateRecord = [UInt8](try reader.byteString(limit: WireLimits.recordOctetsMax))
        contact = try reader.text(limit: CoordinatorLimits.contactOctetsMax)
        try reader.end()
    }
}
